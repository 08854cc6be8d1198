"""Consents of many people at a press: marked as signed on paper, invitations and personal links for who must answer."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.services import access_links, invitations
from accounts.services.access_links import Given

from ..queries import awaited as queries
from .consent_answers import sign_on_paper

AT_ONCE, LINKS_AT_ONCE = 300, 40


@transaction.atomic
def sign_many_on_paper(*, actor: Actor, ids: Sequence[int], on: datetime.date) -> int:
    """One date for a pile of sheets. What has been answered meanwhile is left as it is; how many were marked."""
    rows = list(queries.awaited(actor).filter(pk__in=ids).select_related("person", "signer", "organization", "unit"))
    if not rows:
        raise Refusal(_("Не отмечено ни одного согласия"), todo=_("Отметьте тех, чьи листы у вас на руках"))
    return len([sign_on_paper(actor=actor, consent=row, on=on) for row in rows])


@transaction.atomic
def invite(*, actor: Actor) -> int:
    """Letters to those who decide, have an address and no way in yet."""
    people = list(queries.to_invite(actor)[:AT_ONCE])
    for person in people:
        invitations.send(actor=actor, person=person)
    return len(people)


@transaction.atomic
def give_links(*, actor: Actor) -> list[tuple[Person, Given]]:
    """A sheet of personal links for those without an address; their codes are shown this once."""
    people = list(queries.to_link(actor).select_related("region")[:LINKS_AT_ONCE])
    return [(person, access_links.give(actor=actor, person=person)) for person in people]
