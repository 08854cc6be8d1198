"""Invitations to the heads and curators whom a list of organizations named, a few hundred at a press."""

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Invitation, Membership, Person
from accounts.permissions import Actor
from accounts.roles import Role
from accounts.services import invitations

from ..models import ImportBatch

AT_ONCE = 300


def _invited(batch: ImportBatch) -> QuerySet[Person]:
    """Who holds an office in an organization of the table, has an address, no login and no open invitation."""
    lines = batch.rows.values_list("match", "effects")
    places = {match.get("organization") or effects.get("organization") for match, effects in lines} - {None}
    offices = Membership.objects.filter(organization_id__in=places, role__in=[Role.HEAD, Role.CURATOR], valid_to=None)
    open_ones = Invitation.objects.filter(accepted_at=None, revoked_at=None).values("person_id")
    people = Person.objects.filter(pk__in=offices.values("person_id"), user=None).exclude(email="")
    return people.exclude(pk__in=open_ones).order_by("pk")


def waiting(batch: ImportBatch) -> int:
    return _invited(batch).count()


@transaction.atomic
def send(*, actor: Actor, batch: ImportBatch) -> int:
    people = list(_invited(batch)[:AT_ONCE])
    for person in people:
        invitations.send(actor=actor, person=person)
    return len(people)
