"""Consents that a school waits for, and how whoever decides about them can come in."""

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from accounts import clock
from accounts.models import AccessLink, Invitation, Membership, Person
from accounts.permissions import Actor
from accounts.roles import OFFICES, Role
from accounts.search import alphabetical

from ..models import Consent

NAMES = alphabetical("person__last_name", "person__first_name", "person__patronymic")


def awaited(actor: Actor) -> QuerySet[Consent]:
    """Asked for by the actor's school and not answered, in the order of names."""
    rows = Consent.objects.visible_to(actor).filter(
        organization_id=actor.organization_id, state=Consent.State.SENT, organization_id__in=actor.organization_ids
    )
    return rows.select_related("person", "signer").order_by(*NAMES, "pk")


def _outside(actor: Actor) -> QuerySet[Person]:
    """Those who decide and have no login."""
    deciders = awaited(actor).order_by().values_list(Coalesce("signer_id", "person_id"))
    return Person.objects.visible_to(actor).filter(pk__in=deciders, user=None)


def to_invite(actor: Actor) -> QuerySet[Person]:
    """With an address and no invitation that could still be taken."""
    live = Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=clock.now())
    people = _outside(actor).exclude(email="").exclude(pk__in=live.values("person_id"))
    if not actor.may("membership.appoint"):  # the signing head is invited from above
        heads = Membership.objects.in_force(actor.today).filter(role=Role.HEAD)
        people = people.exclude(pk__in=heads.values("person_id"))
    return people.order_by("pk")


def to_link(actor: Actor) -> QuerySet[Person]:
    """Without an address and without a link that could still be taken; offices come by e-mail alone."""
    live = AccessLink.objects.filter(used_at=None, revoked_at=None, expires_at__gt=clock.now())
    offices = Membership.objects.filter(role__in=OFFICES).exclude(valid_to__lte=actor.today)
    people = _outside(actor).filter(email="").exclude(pk__in=live.values("person_id"))
    return people.exclude(pk__in=offices.values("person_id")).order_by(*alphabetical("last_name", "first_name"), "pk")
