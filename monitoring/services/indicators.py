"""A region's own indicators: added with a unit, a direction, perhaps a formula; retired, never changed."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Organization, OrganizationKind
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..formula import BadFormula, codes_of, parse, unit_of, words_of
from ..indicator_catalogue import AUDIENCES, KINDS, SPHERES, UNITS, Indicator, catalogue
from ..models import OwnIndicator
from ..queries.indicators import own_indicators

MOST_OWN = 60


@transaction.atomic
def add_indicator(
    *,
    actor: Actor,
    title: str,
    audience: Sequence[str],
    sphere: str,
    kind: str,
    unit: str = "",
    higher: bool = True,
    personal: bool = False,
    formula: str = "",
) -> OwnIndicator:
    """The unit of a computed one follows from its formula. Raises Refusal for a formula that means nothing."""
    _check_keeper(actor)
    title, unit, formula = " ".join(title.split()), " ".join(unit.split()), formula.strip()
    if not title or not audience or set(audience) - AUDIENCES.keys() or sphere not in SPHERES or kind not in KINDS:
        raise Refusal(_("Показатель описан не полностью"), todo=_("Назовите, что, у кого и как измеряется"))
    Organization.objects.select_for_update().get(pk=actor.organization_id)  # one number at a time
    rows = OwnIndicator.objects.all()
    if rows.filter(retired_on=None).count() >= MOST_OWN:
        raise Refusal(_("Больше %s своих показателей не бывает") % MOST_OWN, todo=_("Снимите те, что не нужны"))
    if rows.filter(retired_on=None, title__iexact=title).exists():
        raise Refusal(_("Показатель «%s» уже есть") % title, todo=_("Назовите его иначе или пользуйтесь им"))
    if formula:
        kind, unit, personal = "number", *_of_formula(formula, audience)
    row = OwnIndicator.objects.create(
        organization=actor.organization, number=(rows.aggregate(last=Max("number"))["last"] or 0) + 1, title=title,
        audience=list(audience), sphere=sphere, kind=kind, unit=UNITS.get(kind, unit), higher=higher,
        personal=personal, formula=formula, added_by_id=actor.person_id, added_at=clock.now(),
    )  # fmt: skip
    audit.record(actor, "ownindicator.add", row, title=title, formula=formula)
    return row


@transaction.atomic
def retire_indicator(*, actor: Actor, indicator: OwnIndicator) -> OwnIndicator:
    """Its values stay; it is asked for no more, and formulas that name it must be retired first."""
    _check_keeper(actor)
    row = OwnIndicator.objects.select_for_update().get(pk=indicator.pk)
    if row.retired_on is not None:
        return row
    users = [one.title for one in own_indicators() if one.formula and row.code in codes_of(parse(one.formula))]
    if users:
        raise Refusal(_("Его считает «%s»") % users[0], todo=_("Сначала снимите тот показатель"))
    row.retired_on = actor.today
    row.save(update_fields=["retired_on"])
    audit.record(actor, "ownindicator.retire", row, title=row.title)
    return row


def may_be_named(audience: Sequence[str]) -> dict[str, Indicator]:
    """Codes that a formula for these people may name: measured, at each of them, before and after."""
    every = [*catalogue().values(), *own_indicators()]
    return {
        one.code: one
        for one in every
        if not (one.formula or one.months or one.once) and set(audience) <= set(one.audience)
    }


def unit_in_formula(indicator: Indicator) -> str:
    """A share goes into a formula as percents, «да» as one person."""
    return "%" if indicator.kind == "share" else indicator.unit


def _of_formula(formula: str, audience: Sequence[str]) -> tuple[str, bool]:
    """Unit, and whether it tells of something personal."""
    known = may_be_named(audience)
    try:
        node = parse(formula)
        unit = words_of(unit_of(node, {code: unit_in_formula(one) for code, one in known.items()}))
    except BadFormula as error:
        raise Refusal(_("Формула не понята: %s") % why(error), todo=_("Пример: CLUBS + SECTIONS")) from error
    named = codes_of(node)
    if not named:
        raise Refusal(_("Формула ничего не считает"), todo=_("Назовите в ней коды показателей: CLUBS + SECTIONS"))
    if len(unit) > 30:
        raise Refusal(_("Единица формулы слишком сложна: %s") % unit, todo=_("Упростите формулу"))
    return unit, any(known[code].guarded for code in named)


def why(error: BadFormula) -> str:
    said = {
        "empty": _("она пуста"),
        "too_long": _("она слишком длинна"),
        "too_deep": _("слишком много скобок"),
        "unknown_sign": _("знак «%s» не из формул"),
        "unexpected": _("«%s» стоит не на месте"),
        "unfinished": _("она не закончена"),
        "unclosed": _("скобка не закрыта"),
        "unknown_code": _("у этих людей не измеряют %s"),
        "unlike_units": _("складываются разные единицы: %s"),
    }[error.code]
    return said % error.at if "%s" in said else said


def _check_keeper(actor: Actor) -> None:
    if not actor.may("indicator.manage") or actor.organization.kind != OrganizationKind.REGION_AUTHORITY:
        raise Refusal(_("Показатели региона ведёт оператор региона"), code="permission")
