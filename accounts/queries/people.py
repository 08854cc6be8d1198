"""People as lists and cards need them. Of jobs and roles only those are read that the actor's own reach holds."""

import datetime
from collections.abc import Iterable
from typing import Protocol

from django.db.models import Prefetch, Q, QuerySet

from accounts import clock
from accounts.models import AccessLink, Employment, GuardianLink, Invitation, Membership, Person, StudentProfile
from accounts.permissions import Actor
from accounts.roles import Role
from accounts.search import alphabetical, find, normalized

STAFF, PUPILS, OTHERS = "staff", "pupils", "others"


class Named(Protocol):
    """What tells people apart: the fields of a card, before or after it is made."""

    @property
    def last_name(self) -> str: ...
    @property
    def first_name(self) -> str: ...
    @property
    def birth_date(self) -> datetime.date | None: ...
    @property
    def email(self) -> str: ...


def jobs_seen(actor: Actor) -> QuerySet:
    """Jobs within reach that have not ended: where else a person works is not the school's business."""
    rows = Employment.objects.filter(organization_id__in=actor.organization_ids).select_related("organization")
    return rows.exclude(valid_to__lte=actor.today)


def places_seen(actor: Actor) -> QuerySet:
    own = StudentProfile.objects.filter(organization_id=actor.organization_id).select_related("organization")
    return own.exclude(valid_to__lte=actor.today) if actor.may("pupils.view") else StudentProfile.objects.none()


def roles_seen(actor: Actor) -> QuerySet:
    rows = Membership.objects.visible_to(actor).in_force(actor.today).filter(organization_id__in=actor.organization_ids)
    return rows.select_related("organization")


SOON = datetime.timedelta(days=2)


def late_invitations(actor: Actor) -> QuerySet[Invitation]:
    """Letters that nobody has taken and that stop working within two days or work no more, and that the actor may send
    again: the signing head is invited by those who appoint him."""
    rows = Invitation.objects.visible_to(actor).filter(
        accepted_at=None, revoked_at=None, person__user=None, expires_at__lte=clock.now() + SOON
    )
    if not actor.may("membership.appoint"):
        heads = Membership.objects.in_force(actor.today).filter(role=Role.HEAD)
        rows = rows.exclude(person__in=heads.values("person_id"))
    return rows.order_by("expires_at", "pk")


def list_for(
    actor: Actor,
    *,
    q: str = "",
    group: str = STAFF,
    role: str = "",
    organization_id: int | None = None,
    late: bool = False,
) -> QuerySet:
    """One of the groups: who works here, who studies here, the others whose cards are kept here; ``late``: whoever has
    not taken his invitation."""
    rows = find(Person.objects.visible_to(actor), q, "last_name", "first_name", "patronymic", "email")
    jobs, places = jobs_seen(actor), places_seen(actor)
    if organization_id is not None:
        jobs = jobs.filter(organization_id=organization_id)
    if late:
        rows = rows.filter(pk__in=late_invitations(actor).values("person_id"))
    elif role:
        held = roles_seen(actor).filter(role=role)
        held = held.filter(organization_id=organization_id) if organization_id is not None else held
        rows = rows.filter(pk__in=held.values("person_id"))
    elif group == PUPILS:
        rows = rows.filter(pk__in=places.values("person_id"))
    elif group == OTHERS:
        rows = rows.exclude(pk__in=jobs_seen(actor).values("person_id")).exclude(pk__in=places.values("person_id"))
    else:
        rows = rows.filter(pk__in=jobs.values("person_id"))
    return rows.prefetch_related(
        Prefetch("employments", jobs_seen(actor), to_attr="jobs"),
        Prefetch("student_profiles", places, to_attr="places"),
        Prefetch("memberships", roles_seen(actor), to_attr="roles"),
    ).order_by(*alphabetical("last_name", "first_name", "patronymic"))


def duplicates_of(actor: Actor, fields: Named, *, without: Person | None = None) -> list[Person]:
    """People whom the actor sees with the same name or address, five at most. Nobody learns of people elsewhere."""
    rows = Person.objects.visible_to(actor)
    if without is not None:
        rows = rows.exclude(pk=without.pk)
    same_name = find(rows, f"{fields.last_name} {fields.first_name}", "last_name", "first_name")
    names = [normalized(fields.last_name), normalized(fields.first_name)]
    found = [
        person
        for person in same_name[:50]
        if [normalized(person.last_name), normalized(person.first_name)] == names
        and not (fields.birth_date and person.birth_date and fields.birth_date != person.birth_date)
    ]
    if fields.email:
        known = {person.pk for person in found}
        found += [person for person in rows.filter(email__iexact=fields.email)[:5] if person.pk not in known]
    return found[:5]


def employments_of(actor: Actor, person: Person) -> QuerySet:
    """With those that have ended: the history within reach."""
    rows = Employment.objects.filter(person=person).select_related("organization")
    return rows if person.pk == actor.person_id else rows.filter(organization_id__in=actor.organization_ids)


def enrolments_of(actor: Actor, person: Person) -> QuerySet:
    rows = StudentProfile.objects.filter(person=person).select_related("organization")
    if person.pk == actor.person_id:
        return rows.order_by("-valid_from")
    own = rows.filter(organization_id=actor.organization_id) if actor.may("pupils.view") else rows.none()
    return own.order_by("-valid_from")


def roles_of(actor: Actor, person: Person) -> QuerySet:
    rows = Membership.objects.visible_to(actor).filter(person=person).select_related("organization", "acting_for")
    return rows.order_by("-valid_from", "pk")


def guardians_of(actor: Actor, person: Person) -> QuerySet:
    links = GuardianLink.objects.filter(child=person).select_related("guardian")
    return links.filter(guardian__in=Person.objects.visible_to(actor)) if actor.may("pupils.view") else links.none()


def wards_of(actor: Actor, person: Person) -> QuerySet:
    links = GuardianLink.objects.filter(guardian=person).select_related("child")
    return links.filter(child__in=Person.objects.visible_to(actor)) if actor.may("pupils.view") else links.none()


def open_invitation(person: Person) -> Invitation | None:
    return Invitation.objects.filter(person=person, accepted_at=None, revoked_at=None).first()


def open_link(person: Person) -> AccessLink | None:
    return AccessLink.objects.filter(person=person, used_at=None, revoked_at=None).first()


def colleagues(actor: Actor, *, organization_ids: Iterable[int]) -> QuerySet:
    """Whom a role or a task may be given to, for choosing from a list: who works or holds an office at those nodes."""
    ids = list(organization_ids)
    jobs = jobs_seen(actor).filter(organization_id__in=ids)
    offices = roles_seen(actor).exclude(role__in=[Role.MENTEE, Role.PARENT]).filter(organization_id__in=ids)
    people = Person.objects.visible_to(actor)
    people = people.filter(Q(pk__in=jobs.values("person_id")) | Q(pk__in=offices.values("person_id")))
    return people.order_by(*alphabetical("last_name", "first_name", "patronymic"))
