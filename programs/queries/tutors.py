"""Who of a municipality's tutors leads whose route: names and schools alone, nothing of what the routes say."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import Membership, Person
from accounts.permissions import Actor
from accounts.roles import Role

from ..models import LearningRoute, LearningRouteGrant

CLOSED = (LearningRoute.State.COMPLETED, LearningRoute.State.ABANDONED)


def led_below(actor: Actor) -> QuerySet[LearningRoute]:
    """Open routes of the teachers of the actor's schools, for whoever attaches tutors."""
    if not actor.may("route.assign"):
        return LearningRoute.objects.none()
    rows = LearningRoute.objects.filter(organization_id__in=actor.organization_ids).exclude(state__in=CLOSED)
    return rows.select_related("educator", "organization__region").order_by("educator__last_name", "pk")


def own_tutors(actor: Actor) -> QuerySet[Person]:
    """Tutors of this very municipality who have an account to work with."""
    held = Membership.objects.in_force(actor.today).filter(
        role=Role.MUNICIPAL_TUTOR, organization_id=actor.organization_id
    )
    rows = Person.objects.filter(pk__in=held.values("person_id")).exclude(user=None)
    return rows.order_by("last_name", "first_name", "pk")


def with_tutors(routes: list[LearningRoute], actor: Actor) -> list[dict[str, Any]]:
    """Each route with those who lead it now. Two queries for any number."""
    grants = LearningRouteGrant.objects.filter(
        content_object__in=routes, valid_from__lte=actor.today, valid_to__gte=actor.today, revoked_at=None
    )
    rows = list(grants.order_by("pk"))
    people = {person.user_id: person for person in Person.objects.filter(user_id__in={row.user_id for row in rows})}
    led: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        if row.user_id in people:
            led.setdefault(row.content_object_id, []).append({"grant": row, "person": people[row.user_id]})
    for route in routes:
        for one in led.get(route.pk, ()):
            one["asked_by_teacher"] = one["grant"].granted_by_id == route.educator_id
    return [{"route": route, "tutors": led.get(route.pk, [])} for route in routes]
