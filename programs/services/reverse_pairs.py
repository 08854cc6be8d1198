"""Meetings of a reverse pair: both learn, so a meeting counts when both have confirmed it (S5 п. 4.1)."""

from accounts import clock
from accounts.permissions import Actor

from ..models import Meeting, MeetingTap, Unit, UnitMember


def learns_too(actor: Actor, unit: Unit) -> bool:
    """The mentor of the direct side, who is a mentee by the reverse one."""
    rows = UnitMember.both_ways.filter(unit=unit, is_reverse=True, side=UnitMember.Side.MENTEE, left_on=None)
    return rows.filter(person_id=actor.person_id).exists()


def still_waits(meeting: Meeting, person_id: int) -> bool:
    """Write this side's tap down; True while the other side has not confirmed. An ordinary pair never waits."""
    rows = UnitMember.both_ways.filter(unit_id=meeting.unit_id, side=UnitMember.Side.MENTEE, left_on=None)
    if not rows.filter(is_reverse=True).exists():
        return False
    MeetingTap.objects.get_or_create(meeting=meeting, person_id=person_id, defaults={"tapped_at": clock.now()})
    tapped = meeting.taps.values("person_id")
    return rows.exclude(person_id__in=tapped).exists()
