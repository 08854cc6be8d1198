"""Meetings of a reverse pair: both learn, so a meeting counts when both have confirmed it (S5 п. 4.1)."""

from accounts.permissions import Actor

from ..models import Unit, UnitMember


def is_reverse(unit: Unit) -> bool:
    return UnitMember.ever.filter(unit=unit, is_reverse=True, left_on=None).exists()


def learns_too(actor: Actor, unit: Unit) -> bool:
    """The mentor of the direct side, who is a mentee by the reverse one."""
    rows = UnitMember.ever.filter(unit=unit, is_reverse=True, side=UnitMember.Side.MENTEE, left_on=None)
    return rows.filter(person_id=actor.person_id).exists()
