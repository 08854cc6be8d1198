"""What follows a meeting that ends something: the only one of a speed pair, the final one of a programme."""

from django.utils.translation import gettext as _

from accounts.permissions import Actor

from ..models import Meeting, Program, Unit
from ..queries.meetings import needs_no_programme
from . import programs
from .program_people import participants, tell
from .units import end_unit
from .units import tell as tell_one


def follow(meeting: Meeting, actor: Actor) -> None:
    """Called when a meeting has begun to count."""
    if meeting.kind == Meeting.Kind.SPEED:
        _end_speed_pair(meeting, actor)
    elif meeting.kind == Meeting.Kind.FINAL:
        _go_to_the_closing(meeting, actor)


def _end_speed_pair(meeting: Meeting, actor: Actor) -> None:
    """Nothing else was agreed on: the pair has done what it was for; what the mentees asked for stands."""
    unit = Unit.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=meeting.unit_id)
    if unit.state == Unit.State.ACTIVE and needs_no_programme(unit, actor.today):
        row = end_unit(actor=actor, unit=unit, verb="close", basis=f"meeting:{meeting.pk}")
        for member in row.members.select_related("person", "mentor_entry"):
            lent = member.mentor_entry is not None and member.mentor_entry.organization_id != row.organization_id
            # A mentor of another school proposes nothing in this one: ``speed.may_go_on``.
            text = _("Скоростная встреча прошла") if lent else _("Скоростная встреча прошла. Можно продолжить парой")
            tell_one(member.person, row, text, "speed")


def _go_to_the_closing(meeting: Meeting, actor: Actor) -> None:
    """The final meeting closes the programme (S2 разд. 6). Lines that are left keep it at work, since only a programme
    at work may be changed; then its people are told what the next step is."""
    rows = Program.objects.filter(unit_id=meeting.unit_id, state=Program.State.RUNNING)
    program = rows.select_related("unit__curator", "organization__region").first()
    if program is None:
        return
    if programs.wind_up_if_due(program, actor).state == Program.State.COMPLETING:
        text = _("Итоговая встреча прошла: программу можно завершить")
    else:
        text = _("Итоговая встреча прошла: отметьте сделанное или уберите лишнее из плана, и программа завершится")
    tell([*participants(program), program.unit.curator], program, text, f"final:{meeting.pk}")
