"""What accounts can find: people and organizations."""

from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.finding import SHOWN, Found, Group, register
from accounts.models import Organization, Person
from accounts.permissions import Actor
from accounts.search import alphabetical, look_for

from .people import jobs_seen

NAME = ("last_name", "first_name", "patronymic")


@register
def people(actor: Actor, text: str) -> Group | None:
    if not actor.may("people.view"):
        return None
    rows = Person.objects.visible_to(actor).prefetch_related(Prefetch("employments", jobs_seen(actor), to_attr="jobs"))
    found = look_for(rows.order_by(*alphabetical(*NAME)), text, *NAME, limit=SHOWN + 1)
    shown = [Found(row.full_name, _job_of(row, actor), reverse("person", args=[row.pk])) for row in found]
    return Group(_("Люди"), shown, f"{reverse('person_list')}?{urlencode({'q': text})}")


def _job_of(person: Person, actor: Actor) -> str:
    jobs = getattr(person, "jobs", [])
    if not jobs:
        return ""
    place = "" if jobs[0].organization_id == actor.organization_id else jobs[0].organization.short_name
    return ", ".join(filter(None, [jobs[0].title, place]))


@register
def organizations(actor: Actor, text: str) -> Group | None:
    """For those who stand above others: a school knows itself."""
    if not (actor.may("organization.view") and actor.reaches_below):
        return None
    rows = Organization.objects.visible_to(actor).select_related("parent").order_by(*alphabetical("short_name"))
    found = look_for(rows, text, "name", "short_name", "place", "inn", limit=SHOWN + 1)
    shown = [
        Found(row.short_name, row.parent.short_name if row.parent else "", reverse("organization", args=[row.pk]))
        for row in found
    ]
    return Group(_("Организации"), shown, f"{reverse('organization_list')}?{urlencode({'q': text})}")
