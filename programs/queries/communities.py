"""Professional communities as their pages want them. A fixed number of queries; names for whoever keeps one alone."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts import clock
from accounts.models import Employment, Membership, Organization, OrganizationKind, Person, StudentProfile
from accounts.permissions import Actor
from accounts.roles import OFFICES
from accounts.search import alphabetical, find, find_people, normalized

from ..models import Community, CommunityMember, Event, GrowthResource

MEETINGS, NEWS = 10, 10  # on the page of a community
WORDS = ("name", "goals", "subject", "organization__short_name")


def keeps(actor: Actor, community: Community) -> bool:
    """Whoever keeps communities at the node of this one."""
    return actor.may("community.manage") and actor.signs_for(community.organization_id)


def leads(actor: Actor, community: Community) -> bool:
    """The keeper, and the one who leads it: they read names and tell members."""
    return keeps(actor, community) or community.leader_id == actor.person_id


def _counted(rows: QuerySet[Community], actor: Actor) -> QuerySet[Community]:
    joined = CommunityMember.objects.joined(actor.today).filter(community_id=OuterRef("pk")).order_by()
    number = joined.values("community_id").annotate(number=Count("pk")).values("number")
    own = CommunityMember.objects.open().filter(community_id=OuterRef("pk"), person_id=actor.person_id)
    return rows.annotate(
        people=Coalesce(Subquery(number), 0), mine=Exists(own.filter(joined_on__isnull=False)),
        invited=Exists(own.filter(joined_on=None)),
    )  # fmt: skip


def communities(actor: Actor, wanted: Mapping[str, Any]) -> QuerySet[Community]:
    """The list by what stands in the address, with numbers of members; those that call the reader stand first."""
    rows = _counted(Community.objects.visible_to(actor), actor).select_related("organization", "leader")
    if wanted.get("kind"):
        rows = rows.filter(kind=wanted["kind"])
    if wanted.get("area"):
        rows = rows.filter(Q(areas=[]) | Q(areas__contains=[wanted["area"]]))
    if wanted.get("level") == "own":
        rows = rows.filter(organization_id=actor.organization_id)
    elif wanted.get("level"):
        rows = rows.filter(organization__kind=wanted["level"])
    if wanted.get("mine"):
        rows = rows.filter(Q(mine=True) | Q(invited=True))
    return find(rows, wanted.get("q") or "", *WORDS).order_by("-invited", "closed_on", *alphabetical("name"))


def own_membership(actor: Actor, community: Community) -> CommunityMember | None:
    return community.members.open().filter(person_id=actor.person_id).first()


def meetings_of(community: Community, actor: Actor) -> tuple[list[Event], list[Event]]:
    """What of the calendar is this community's and the reader's: ahead, the nearest first; behind, the newest."""
    rows = Event.objects.visible_to(actor).filter(community=community).select_related("organization__region")
    now = clock.now()
    ahead = rows.filter(starts_at__gte=now).exclude(state=Event.State.CANCELLED).order_by("starts_at", "pk")
    return list(ahead[:MEETINGS]), list(rows.filter(starts_at__lt=now).order_by("-starts_at", "-pk")[:MEETINGS])


def members_of(community: Community, day: datetime.date) -> QuerySet[CommunityMember]:
    """By name, for whoever keeps or leads it."""
    rows = CommunityMember.objects.joined(day).filter(community=community).select_related("person", "organization")
    return rows.order_by(*alphabetical("person__last_name", "person__first_name"))


def awaited(community: Community) -> QuerySet[CommunityMember]:
    """Invited, no answer yet."""
    rows = community.members.open().filter(joined_on=None).select_related("person", "organization")
    return rows.order_by(*alphabetical("person__last_name", "person__first_name"))


def numbers_of(community: Community, day: datetime.date) -> list[dict[str, Any]]:
    """Members by municipality and school, in order of the alphabet: [{body, total, schools: [(school, number)]}]."""
    rows = CommunityMember.objects.joined(day).filter(community=community).order_by().values("organization_id")
    found = {row["organization_id"]: row["number"] for row in rows.annotate(number=Count("pk"))}
    places = Organization.objects.filter(pk__in=found).select_related("parent").order_by(*alphabetical("short_name"))
    bodies: dict[str, dict[str, Any]] = {}
    for place in places:
        above = place.parent if place.kind == OrganizationKind.SCHOOL and place.parent else place
        body = bodies.setdefault(above.short_name, {"body": above.short_name, "total": 0, "schools": []})
        body["total"] += found[place.pk]
        body["schools"].append((place.short_name, found[place.pk]))
    return [bodies[name] for name in sorted(bodies, key=normalized)]


def may_be_invited(actor: Actor, community: Community, q: str = "") -> QuerySet[Employment]:
    """Employees within the keeper's reach who are not in it: a job each, the main one."""
    jobs = Employment.objects.in_force(actor.today).filter(organization_id__in=actor.organization_ids)
    there = community.members.open().values("person_id")
    once = jobs.exclude(person_id__in=there).order_by("person_id", "-is_primary", "pk").distinct("person_id")
    rows = Employment.objects.filter(pk__in=once.values("pk")).select_related("person", "organization")
    return find_people(rows, q, prefix="person__").order_by(*alphabetical("person__last_name", "person__first_name"))


def may_lead(organization: Organization, day: datetime.date, community: Community | None = None) -> QuerySet[Person]:
    """The keeper's people and the members; never a pupil, whatever seat he has."""
    jobs = Employment.objects.in_force(day).filter(organization=organization).values("person_id")
    offices = Membership.objects.in_force(day).filter(organization=organization, role__in=OFFICES).values("person_id")
    who = Q(pk__in=jobs) | Q(pk__in=offices)
    if community is not None:
        who |= Q(pk__in=CommunityMember.objects.joined(day).filter(community=community).values("person_id"))
        who |= Q(pk=community.leader_id)
    learn = StudentProfile.objects.in_force(day).values("person_id")
    working = Employment.objects.in_force(day).values("person_id")
    people = Person.objects.filter(who, Q(pk__in=working) | ~Q(pk__in=learn), joined_into=None)
    return people.order_by(*alphabetical("last_name", "first_name"))


def of_person(person_id: int) -> QuerySet[CommunityMember]:
    """Communities in which a person is, for his card (S5 п. 3.4)."""
    rows = CommunityMember.objects.open().filter(person_id=person_id, joined_on__isnull=False)
    return rows.select_related("community__organization").order_by("-joined_on", "-pk")


def in_catalogue(actor: Actor) -> QuerySet[GrowthResource]:
    """The catalogue of growth as the actor sees it: a community that is not open to him is no line of it."""
    rows = GrowthResource.objects.select_related("community")
    return rows.filter(Q(community=None) | Q(community__in=Community.objects.visible_to(actor).values("pk")))


def own_open(actor: Actor) -> QuerySet[Community]:
    """Kept at the actor's node and at work: their meetings he may announce."""
    if not actor.may("community.manage"):
        return Community.objects.none()
    return Community.objects.filter(organization_id=actor.organization_id, closed_on=None)
