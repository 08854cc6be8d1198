"""Which indicators a school or a body works with: what its regulation asks for, and the region's own."""

from programs.models import Track, UnitMember
from programs.regulation.effective import EffectiveRegulation

from ..indicator_catalogue import UNITS, Indicator, needed
from ..models import OwnIndicator
from ..survey_words import asked_as

PARAMETERS = ("monitoring.process", "monitoring.impact")


def asked_for(rules: EffectiveRegulation) -> list[str]:
    """Codes of the regulation's lists, in their order."""
    return [code for name in PARAMETERS for code in rules.value(name)]


def indicators_under(rules: EffectiveRegulation) -> list[Indicator]:
    """One query, for the region's own."""
    return [*needed(asked_for(rules), rules.value("monitoring.exam_types")), *own_indicators()]


def own_indicators() -> list[Indicator]:
    return [as_indicator(row) for row in OwnIndicator.objects.filter(retired_on=None)]


def as_indicator(row: OwnIndicator) -> Indicator:
    return Indicator(
        row.code, row.title, tuple(row.audience), row.sphere, row.kind, row.unit or UNITS.get(row.kind, ""),
        higher=row.higher, personal=row.personal, formula=row.formula,
    )  # fmt: skip


def audience_of(side: str, track: str, form: str) -> str:
    if side == UnitMember.Side.MENTOR:
        return "mentor"
    return "pupil" if asked_as(track, form) == Track.STUDENT else "educator"
