"""Who writes a programme, and who is told of it."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import Program, Unit, UnitMember
from ..models.program import DRAWN_UP
from ..queries.participants import manages


def member_of(actor: Actor, unit: Unit) -> UnitMember | None:
    return unit.members.filter(person_id=actor.person_id, left_on=None).first()


def check_writes(actor: Actor, unit: Unit, program: Program | None = None) -> None:
    """Mentor, mentee, curator and the named developer draw it up together: a mentee has the right to (S4 п. 5.1)."""
    named = program is not None and program.developer_id == actor.person_id and program.state in DRAWN_UP
    if not named and not manages(actor, unit) and member_of(actor, unit) is None:
        raise Refusal(_("Программу составляют участники пары и куратор"), code="permission")


def participants(program: Program) -> list[Person]:
    members = program.unit.members.filter(left_on=None).select_related("person")
    return [member.person for member in members]


def tell(people: Iterable[Person], program: Program, text: str, key: str, detail: str = "") -> None:
    """A notice about the programme to each, once for a key."""
    for person in people:
        notify(
            person,
            text,
            dedupe_key=f"program.{key}:{program.pk}",
            detail=detail,
            url=reverse("program_detail", args=[program.pk]),
            organization_id=program.organization_id,
        )
