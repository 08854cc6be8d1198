"""Measures typed by whoever measures, and a line of the impact as its page shows it."""

from collections.abc import Mapping, Sequence

from accounts import clock
from accounts.permissions import Actor
from programs.models import Unit, UnitMember
from programs.scenarios.play import Play

from ..impact_words import row_of
from ..queries.impact import Impact, Question, impact_of
from ..services.measures import write_measures

Cells = Mapping[tuple[str, str], str]  # indicator, class → words


def measure(actor: Actor, unit: Unit, point: str, people: Mapping[UnitMember, Cells]) -> None:
    """Today's values of people of one pair."""
    cells = {(who.pk, code, label): words for who, said in people.items() for (code, label), words in said.items()}
    write_measures(actor=actor, unit=unit, point=point, measured_on=clock.today(unit.organization.zone), cells=cells)


def spread(total: int, people: int) -> Sequence[int]:
    """A whole number over people, as evenly as it goes."""
    return [total // people + (one < total % people) for one in range(people)]


def seen(actor: Actor, year: int) -> Impact:
    return impact_of(actor, Question(actor.organization, year))


def check_line(play: Play, step: str, expected: str, impact: Impact, code: str, audience: str) -> None:
    """«3,20 → 3,45: +0,25 (+7,8 %)»; of a share what it has come to alone."""
    line = impact.line(code, audience)
    if line is None:
        play.check(step, expected, "нет строки")
        return
    row = row_of(line, "")
    change = f"{row.before} → {row.after}: {row.delta} ({row.percent})" if row.percent else row.after
    play.check(step, expected, change)
