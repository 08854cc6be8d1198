"""The journal of a node: events with everything in them named, where the reader may know the name."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts import journal
from accounts.models import ApiToken, AuditEvent, Membership, Organization, Person
from accounts.permissions import Actor
from accounts.roles import Role
from accounts.search import find

PERSON, ORGANIZATION = "accounts.Person", "accounts.Organization"
# Ids in the data of an event that name somebody or something.
PEOPLE_KEYS = ("person", "acting_for", "successor", "guardian", "child")
PLACE_KEYS = ("parent", "from_parent", "to_parent")


@dataclass(frozen=True)
class Entry:
    """A line of the journal."""

    event: AuditEvent
    what: str | Promise
    about: list[tuple[str, str]]
    who: str
    known: bool
    role: str
    before: str
    after: str


def events_for(
    actor: Actor,
    *,
    q: str = "",
    verb: str = "",
    start: datetime.date | None = None,
    end: datetime.date | None = None,
) -> QuerySet:
    """Events of the actor's node and below; ``q`` finds who did it or to whom, ``end`` is the last day, local dates."""
    rows = AuditEvent.objects.visible_to(actor)
    if verb:
        rows = rows.filter(verb=verb)
    if start:
        rows = rows.filter(at__gte=_midnight(start, actor))
    if end:
        rows = rows.filter(at__lt=_midnight(end + datetime.timedelta(days=1), actor))
    if q.strip():
        people = find(Person.objects.visible_to(actor), q, "last_name", "first_name", "patronymic")
        ids = list(people.values_list("pk", flat=True)[:200])
        rows = rows.filter(person_id__in=ids) | rows.filter(data__person__in=ids)
    return rows.order_by("-at", "-pk")


def _midnight(day: datetime.date, actor: Actor) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time.min, tzinfo=actor.zone)


def entries_of(actor: Actor, page: Iterable[AuditEvent]) -> list[Entry]:
    """A fixed number of queries for a page of any length: one for each kind of object on it."""
    events = list(page)
    objects: dict[str, set[int]] = {PERSON: set(), ORGANIZATION: set()}
    for event in events:
        if event.object_id is not None:
            objects.setdefault(event.object_type, set()).add(event.object_id)
        objects[PERSON] |= {event.data[key] for key in PEOPLE_KEYS if isinstance(event.data.get(key), int)}
        objects[ORGANIZATION] |= {event.data[key] for key in PLACE_KEYS if isinstance(event.data.get(key), int)}
        if event.person_id is not None:
            objects[PERSON].add(event.person_id)
        if event.organization_id is not None:
            objects[ORGANIZATION].add(event.organization_id)
    found = journal.named(actor, objects)
    return [_entry(event, found) for event in events]


def _entry(event: AuditEvent, found: dict[tuple[str, int], tuple[str, str]]) -> Entry:
    before, after = _change(event, found)
    return Entry(
        event=event,
        what=journal.words_of(event.verb),
        about=_about(event, found),
        who=_who(event, found),
        known=(PERSON, event.person_id) in found,
        role=str(Role(event.role).label) if event.role in Role.values else "",
        before=before,
        after=after,
    )


def _who(event: AuditEvent, found: dict[tuple[str, int], tuple[str, str]]) -> str:
    if event.person_id is None:
        return _("система")
    return found.get((PERSON, event.person_id), (_("человек вне вашей организации"), ""))[0]


def _about(event: AuditEvent, found: dict[tuple[str, int], tuple[str, str]]) -> list[tuple[str, str]]:
    keys = [(event.object_type, event.object_id)]
    keys += [(PERSON, event.data.get(key)) for key in PEOPLE_KEYS]
    seen: list[tuple[str, str]] = []
    for key in keys:
        name = found.get(key)  # type: ignore[arg-type]  # an event without an object has None, which nobody names
        if name and name not in seen:
            seen.append(name)
    if not seen and event.organization_id is not None:
        place = found.get((ORGANIZATION, event.organization_id))
        seen = [place] if place else []
    return seen


def _change(event: AuditEvent, found: dict[tuple[str, int], tuple[str, str]]) -> tuple[str, str]:
    """Was and became, in words: states, parents, a role and its last day."""
    data: dict[str, Any] = event.data
    if event.from_state or event.to_state:
        return journal_state(event.object_type, event.from_state), journal_state(event.object_type, event.to_state)
    if "to_parent" in data:
        places = [found.get((ORGANIZATION, data.get(key)), ("—", ""))[0] for key in ("from_parent", "to_parent")]
        return places[0], places[1]
    role = str(Role(data["role"]).label) if data.get("role") in Role.values else ""
    if event.verb == "membership.end":
        return role, _("нет с %s") % _day(data.get("on"))
    if data.get("until"):
        return "", _("%(role)s до %(day)s") % {"role": role, "day": _day(data["until"])}
    return "", role


def journal_state(label: str, state: str) -> str:
    """The name of a state from the choices of its model; the bare word when there are none."""
    from django.apps import apps

    try:
        field = apps.get_model(label)._meta.get_field("state")
    except (LookupError, ValueError):
        return state
    return str(dict(field.flatchoices).get(state, state))


def _day(text: Any) -> str:
    try:
        return f"{datetime.date.fromisoformat(str(text)):%d.%m.%Y}"
    except ValueError:
        return "—"


@journal.names(PERSON)
def _people(actor: Actor, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    rows = Person.objects.visible_to(actor).filter(pk__in=list(ids))
    address = (lambda pk: reverse("person", args=[pk])) if actor.may("people.view") else (lambda pk: "")
    return {person.pk: (person.full_name, address(person.pk)) for person in rows}


@journal.names(ORGANIZATION)
def _organizations(actor: Actor, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Names of organizations are public: those above and beside are named, and opened only to whom they are visible."""
    rows = Organization.objects.filter(pk__in=list(ids))
    return {
        row.pk: (row.short_name, reverse("organization", args=[row.pk]) if row.pk in actor.organization_ids else "")
        for row in rows
    }


@journal.names("accounts.Membership")
def _memberships(actor: Actor, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    rows = Membership.objects.visible_to(actor).filter(pk__in=list(ids)).select_related("person", "organization")
    return {row.pk: (f"{row.person.full_name}, {row.organization.short_name}", "") for row in rows}


@journal.names("accounts.ApiToken")
def _connections(actor: Actor, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    rows = ApiToken.objects.visible_to(actor).filter(pk__in=list(ids))
    return {row.pk: (row.name, reverse("connection_list")) for row in rows}
