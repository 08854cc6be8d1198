"""Who answers above: the responsible people of the municipality and the region, seen from below (S3 п. 3.9)."""

from django.db.models import Case, IntegerField, QuerySet, When

from accounts.models import Membership
from accounts.permissions import Actor
from accounts.roles import Role
from accounts.search import alphabetical

from ..models import kept_over

# In the order in which one asks: the nearest first.
RESPONSIBLE = (
    Role.MUNICIPAL_COORDINATOR, Role.MNC_OFFICER, Role.REGION_OPERATOR, Role.INSTITUTE, Role.MINISTRY, Role.HEAD
)  # fmt: skip


def responsible_above(actor: Actor) -> QuerySet[Membership]:
    """Of the bodies above the actor's node, the МНЦ of its municipality and the bodies of the region."""
    if not actor.may("contacts.view"):
        return Membership.objects.none()
    place = kept_over(actor.organization.path_ids[:-1])
    rows = Membership.objects.in_force(actor.today).filter(place, role__in=RESPONSIBLE, organization__closed_on=None)
    order = Case(
        *(When(role=role, then=number) for number, role in enumerate(RESPONSIBLE)), output_field=IntegerField()
    )
    below = {actor.organization_id, *actor.organization_ids}
    rows = rows.exclude(organization_id__in=below).exclude(person_id=actor.person_id)
    return rows.select_related("person", "organization").order_by(order, *alphabetical("person__last_name"))
