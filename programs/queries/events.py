"""Events as the calendar, the page and the marking of participants want them."""

import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts import clock
from accounts.models import Employment, Membership, Organization, Person, StudentProfile
from accounts.permissions import Actor

from ..models import Event, EventParticipant, UnitMember
from ..models.event import invites, of_communities
from ..models.unit import LIVING

GROUPS = ("pairs", "staff", "pupils")


def events_for(person: Person, *, since: datetime.datetime | None = None) -> QuerySet[Event]:
    """What stands in a person's calendar, in order of time: events that invite one of his roles at its organization,
    meetings of his communities, and those where he is marked. Called off ones too, so that a feed can say so. Needs an
    open scope."""
    held = list(Membership.objects.filter(person=person).select_related("organization__region"))
    day = max((clock.today(membership.organization.zone) for membership in held), default=clock.now().date())
    seen = Q(participants__person=person) | of_communities(person.pk, day)
    for membership in held:
        today = clock.today(membership.organization.zone)
        if membership.valid_from <= today and (membership.valid_to is None or today < membership.valid_to):
            own = Q(organization_id=membership.organization_id)
            above = Q(for_below=True, reaches_id__in=membership.organization.path_ids)
            seen |= (own | above) & invites(membership.role)
    rows = Event.objects.filter(pk__in=Event.objects.filter(seen).values("pk"))
    if since is not None:
        rows = rows.filter(starts_at__gte=since)
    return rows.select_related("organization__region").order_by("starts_at", "pk")


def event_rows(actor: Actor, *, past: bool, kind: str = "") -> QuerySet[Event]:
    """The list: what comes, the nearest first, or what was, the newest first; with the number of participants."""
    start = datetime.datetime.combine(actor.today, datetime.time(), actor.zone)
    rows = Event.objects.visible_to(actor).select_related("organization__region", "community")
    rows = rows.filter(starts_at__lt=start) if past else rows.filter(starts_at__gte=start)
    if kind in Event.Kind.values:
        rows = rows.filter(kind=kind)
    mine = Count("participants", filter=Q(participants__organization_id=actor.organization_id))
    return rows.annotate(own_count=mine).order_by(*(("-starts_at", "-pk") if past else ("starts_at", "pk")))


def people_of(organization: Organization, group: str, q: str = "") -> QuerySet[Person]:
    """Whom an organization may mark: members of its pairs, its staff, its pupils."""
    today = clock.today(organization.zone)
    if group == "pupils":
        rows = StudentProfile.objects.in_force(today).filter(organization=organization).values("person_id")
    elif group == "staff":
        rows = Employment.objects.in_force(today).filter(organization=organization).values("person_id")
    else:
        members = UnitMember.objects.filter(left_on=None, unit__organization=organization, unit__state__in=LIVING)
        rows = members.values("person_id")
    people = Person.objects.filter(pk__in=rows)
    return (people.filter(last_name__istartswith=q) if q else people).order_by("last_name", "first_name", "pk")


def may_be_marked(organization: Organization, ids: set[int]) -> set[int]:
    """Those of the ids who are the organization's people. Three queries for any number."""
    found: set[int] = set()
    for group in GROUPS:
        found |= set(people_of(organization, group).filter(pk__in=ids).values_list("pk", flat=True))
    return found


def own_participants(event: Event, actor: Actor) -> QuerySet[EventParticipant]:
    """People of one's own organization; of the others only numbers are known."""
    rows = EventParticipant.objects.filter(event=event, organization_id=actor.organization_id)
    return rows.select_related("person").order_by("person__last_name", "person__first_name", "pk")


def by_organization(event: Event, actor: Actor) -> list[dict[str, Any]]:
    """For who announced it: how many each organization has marked."""
    if event.organization_id != actor.organization_id or not event.for_below:
        return []
    rows = EventParticipant.objects.filter(event=event).order_by().values("organization__short_name")
    return list(rows.annotate(people=Count("pk")).order_by("-people", "organization__short_name"))
