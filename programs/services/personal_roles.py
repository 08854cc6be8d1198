"""The personal role that a place in a bank has given ends with the last such place."""

from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Membership
from accounts.permissions import Actor
from accounts.roles import Role
from accounts.services.memberships import close_role

from ..models import MenteeEntry, MentorEntry

# Kept with the role and recognized by it later: data, the same in every language of the pages.
BASIS = {Role.MENTOR: "запись банка наставников", Role.MENTEE: "запись банка наставляемых"}
LEFT = (MentorEntry.State.WITHDRAWN, MenteeEntry.State.DROPPED_OUT)


def end_with_the_last_entry(actor: Actor | None, entry: MentorEntry | MenteeEntry) -> None:
    """After a withdrawal; no actor: the system. A role that an order or a head has given stays."""
    same = {"person_id": entry.person_id, "organization_id": entry.organization_id}
    if type(entry).objects.filter(**same).exclude(state__in=LEFT).exists():
        return
    role = Role.MENTOR if isinstance(entry, MentorEntry) else Role.MENTEE
    today = clock.today(entry.organization.zone)
    held = Membership.objects.select_for_update(of=("self",)).filter(role=role, basis=BASIS[role], **same)
    for membership in held.exclude(valid_to__lte=today):
        close_role(membership, today)
        audit.record(
            actor, "membership.end", membership, basis=_("выведен из банка"), role=role, person=entry.person_id,
            on=today.isoformat(),
        )  # fmt: skip
