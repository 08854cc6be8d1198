"""Rows that are organizations or their figures: the tree with heads and curators, the denominators of a year."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organization, OrganizationKind
from accounts.permissions import Actor
from accounts.roles import Role
from accounts.services import memberships, organizations, people
from accounts.services.organizations import OrganizationFields
from accounts.services.people import EmploymentFields

from ..imports.names import full_name
from ..models import ImportBatch, ImportRow, YearFigures
from . import figures
from .import_matching import Places
from .import_undoing import Touched
from .import_writing import person_fields

Verdict = ImportRow.Verdict
TEXTS = ("name", "short_name", "school_kind", "founder", "place", "address", "phone", "email", "ogrn", "inn", "kpp")
OFFICES = (("head", Role.HEAD), ("curator", Role.CURATOR))


def match_organizations(batch: ImportBatch, rows: Sequence[ImportRow], places: Places, actor: Actor) -> None:
    """Which organization each row is, and under which it stands."""
    for row in rows:
        values = row.values
        found = places.by_inn.get(values.get("inn", "")) or places.find(values.get("short_name", ""))[0]
        found = places.by_id.get(found, found) if isinstance(found, int) else found
        row.match = {"organization": found.pk} if found is not None else {}
        parent = places.municipality(values["parent"]) if values.get("parent") else actor.organization
        if found is None and parent is None:
            row.doubts.append({"field": "parent", "code": "bad.unknown_organization", "was": values["parent"],
                               "proposed": values["parent"]})  # fmt: skip
        elif parent is not None:
            row.match["parent"] = parent.pk


def find_place(row: ImportRow, places: Places, field: str = "organization") -> None:
    """The organization of a person's or of figures' row by its words, into ``values``; else a doubt."""
    words = row.values.get(field, "")
    found, sure = places.find(words, row.values.get("inn", ""))
    if found is None:
        row.doubts.append({"field": field, "code": "bad.unknown_organization", "was": words, "proposed": words})
        return
    row.values["organization_id"] = found.pk
    if not sure and field not in row.fixes:
        row.doubts.append({"field": field, "code": "ask.organization", "was": words, "proposed": found.short_name})


def write_organization(actor: Actor, row: ImportRow) -> None:
    """A new node with its people, or the empty lines of a known one filled. Raises Refusal."""
    given = {name: row.values[name] for name in TEXTS if row.values.get(name)}
    effects: dict[str, Any] = {}
    if (known := row.match.get("organization")) is None:
        parent = Organization.objects.get(pk=row.match["parent"])
        fields = OrganizationFields(**{"school_kind": "general", **given})
        place = organizations.create(actor=actor, kind=OrganizationKind.SCHOOL, parent=parent, fields=fields)
        effects["organization"], row.verdict = place.pk, Verdict.ADDED
        actor = replace(actor, organization_ids=(*actor.organization_ids, place.pk))  # it has grown by this one
    else:
        place = Organization.objects.get(pk=known)
        before = organizations.current_fields(place)
        fresh = {name: value for name, value in given.items() if not getattr(before, name)}
        if fresh:
            fields = OrganizationFields(**{**vars(before), **fresh})
            organizations.edit(actor=actor, organization=place, version=place.version, fields=fields)
            effects["filled"] = sorted(fresh)
        row.verdict = Verdict.UPDATED if fresh else Verdict.SAME
    appointed = [who for who, role in OFFICES if _appoint(actor, row.values, place, who, role, effects)]
    if appointed and row.verdict == Verdict.SAME:
        row.verdict = Verdict.UPDATED
    row.effects = effects


def _appoint(
    actor: Actor, values: dict[str, Any], place: Organization, who: str, role: str, effects: dict[str, Any]
) -> bool:
    """The head or the curator of the row, unless the office is held already."""
    held = place.memberships.filter(role=role).exclude(valid_to__lte=actor.today)
    if not values.get(f"{who}_name") or held.exists():
        return False
    found = full_name(values[f"{who}_name"])[0].value
    name = {"last_name": found.last, "first_name": found.first, "patronymic": found.patronymic}
    default = _("директор") if role == Role.HEAD else _("заместитель директора")
    title = values.get(f"{who}_post") or default
    person = people.create(
        actor=actor,
        organization=place,
        fields=person_fields(
            {**name, "email": values.get(f"{who}_email", ""), "phone": values.get(f"{who}_phone", "")}
        ),
        employment=EmploymentFields(place, title, actor.today, is_deputy_head=role == Role.CURATOR),
    )
    memberships.appoint(
        actor=actor, person=person, organization=place, role=role, valid_from=actor.today,
        basis=_("список организаций"), is_chief=role == Role.CURATOR,
    )  # fmt: skip
    effects.setdefault("people", []).append(person.pk)
    return True


def write_figures(actor: Actor, row: ImportRow) -> None:
    place = Organization.objects.get(pk=row.values.get("organization_id", actor.organization_id))
    year, numbers = row.values["school_year"], {n: row.values[n] for n in figures.NUMBERS if n in row.values}
    before = YearFigures.objects.filter(organization=place, school_year=year).first()
    kept = {name: getattr(before, name) for name in figures.NUMBERS} if before else None
    row.match["organization"] = place.pk
    if before and all(kept[name] == value for name, value in numbers.items()):
        row.verdict = Verdict.SAME
        return
    written = figures.enter(actor=actor, organization=place, school_year=year, numbers=numbers)
    row.effects = {"figures": [written.pk, written.version], "before": kept}
    row.verdict = Verdict.UPDATED if before else Verdict.ADDED


def take_back_place(actor: Actor, batch: ImportBatch, row: ImportRow) -> None:
    """A new organization is closed, figures get their former numbers. Raises Touched where somebody worked since."""
    if row.effects.get("figures"):
        pk, version = row.effects["figures"]
        written = YearFigures.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if written is None or written.version != version:
            raise Touched
        if row.effects["before"] is None:
            written.delete()
            return
        figures.enter(
            actor=actor, organization=Organization.objects.get(pk=written.organization_id),
            school_year=written.school_year, numbers=row.effects["before"],
        )  # fmt: skip
        return
    if "organization" not in row.effects:
        if row.effects:
            raise Touched  # lines filled and offices given at a living organization are undone by hand
        return
    place = Organization.objects.get(pk=row.effects["organization"])
    people_there = place.employments.exclude(person_id__in=row.effects.get("people", []))
    if place.version != 1 or people_there.exists() or place.children.exists():
        raise Touched
    for held in place.memberships.exclude(valid_to__lte=actor.today):
        if held.user_id is not None:
            raise Touched
        memberships.end(actor=actor, membership=held, on=actor.today, reason=_("отмена загрузки"))
    organizations.close(actor=actor, organization=place, on=actor.today, reason=_("отмена загрузки"))
