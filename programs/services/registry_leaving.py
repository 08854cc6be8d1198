"""Who leaves by a staff list, and what holds him here: pairs, roles. A torn list must not dismiss a school.

Whoever is missing from a list that is said to be whole gets a row of his own after the rows of the file. Where a school
would lose more than ``MOST`` of its people (and more than one), every leaving of it waits for a word of its own.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count

from accounts.models import Employment, Membership
from accounts.permissions import Actor

from ..imports.letters import plain
from ..models import ImportBatch, ImportRow, UnitMember
from ..models.unit import LIVING
from . import import_rows, registry_keys
from .import_matching import name_key

Verdict = ImportRow.Verdict
MOST = 20  # per cent of a school's people who may leave by one list without a word of its own
FEWEST = 2  # one who leaves a school of four is no torn list
AFTER = 1_000_000  # rows of the missing stand after every row that a file can have
WHOLE = "complete"  # the option: whoever is not in the list has left


def staff_counts(schools: Iterable[int], actor: Actor) -> dict[int, int]:
    """People who work at each school today."""
    rows = Employment.objects.in_force(actor.today).filter(organization_id__in=schools).order_by()
    return dict(rows.values_list("organization_id").annotate(Count("person_id", distinct=True)))


def settle(actor: Actor, batch: ImportBatch) -> None:
    """Rows of the missing anew, what holds each who leaves, and the guard; saved but for the batch itself."""
    kept = {
        (row.match["person"], row.values["organization_id"]): row.decision
        for row in batch.rows.filter(match__has_key="absent").exclude(verdict__in=import_rows.SETTLED)
    }
    batch.rows.filter(match__has_key="absent").exclude(verdict__in=import_rows.SETTLED).delete()
    if batch.options.get(WHOLE):
        _add_missing(actor, batch, kept)
    _guard(actor, batch)


def _told(batch: ImportBatch) -> tuple[set[int], set[tuple[int, str]], set[str], set[tuple[int, str]]]:
    """Schools of the list; (school, number); numbers without a school that we know; (school, name) without a number."""
    schools, numbered, lost, named = set(), set(), set(), set()
    rows = batch.rows.exclude(match__has_key="absent").values_list("values", "verdict")
    for values, verdict in rows.iterator(chunk_size=2_000):
        school, key = values.get("organization_id"), values.get("registry_key")
        if school is None:
            lost |= {key} if key else {name_key(values)}
            continue
        if verdict != Verdict.BROKEN:
            schools.add(school)
        if key:
            numbered.add((school, key))
        named.add((school, name_key(values)))
    return schools, numbered, lost, named


def _add_missing(actor: Actor, batch: ImportBatch, decided: dict[tuple[int, int], str]) -> None:
    """People whom the registry has numbered, who work at a school of the list today and stand in none of its rows."""
    schools, numbered, lost, named = _told(batch)
    working = Employment.objects.in_force(actor.today).filter(organization_id__in=schools, valid_to=None)
    keys = registry_keys.keys_of(working.values("person_id"))
    missing: dict[tuple[int, int], list[Employment]] = defaultdict(list)
    unlisted: defaultdict[int, int] = defaultdict(int)
    for job in working.select_related("person").order_by("organization_id", "person__last_name", "pk"):
        person, school = job.person, job.organization_id
        present = any((school, key) in numbered or key in lost for key in keys.get(person.pk, []))
        words = plain(person.full_name)
        if present or (school, words) in named or words in lost:
            continue
        if person.pk in keys:
            missing[school, person.pk].append(job)
        else:
            unlisted[school] += 1
    batch.options["unlisted"] = {str(school): number for school, number in unlisted.items()}
    settled = batch.rows.filter(match__has_key="absent").count()
    lines = []
    for number, ((school, person_id), jobs) in enumerate(missing.items(), start=AFTER + settled + 1):
        person = jobs[0].person
        lines.append(
            ImportRow(
                batch=batch, number=number, verdict=Verdict.READY, title=person.full_name[:320],
                key=min(keys[person_id]),
                values={"organization_id": school, "position": jobs[0].title,
                        "last_name": person.last_name, "first_name": person.first_name,
                        "patronymic": person.patronymic},
                match={"person": person_id, "action": "leave", "absent": True, "jobs": [job.pk for job in jobs]},
                decision=decided.get((person_id, school), ""),
            )
        )  # fmt: skip
    ImportRow.objects.bulk_create(lines, batch_size=1_000)


def _guard(actor: Actor, batch: ImportBatch) -> None:
    rows = list(batch.rows.filter(match__action="leave").exclude(verdict__in=[*import_rows.SETTLED, Verdict.BROKEN]))
    leaving: defaultdict[int, set[int]] = defaultdict(set)
    for row in rows:
        if row.decision != "skip":
            leaving[row.values["organization_id"]].add(row.match["person"])
    staff = staff_counts(leaving, actor)
    torn = {
        school for school, people in leaving.items()
        if len(people) >= FEWEST and len(people) * 100 > MOST * staff.get(school, 0)
    }  # fmt: skip
    confirmed = set(batch.options.get("leaving_confirmed", []))
    held = _held({row.match["person"] for row in rows}, set(leaving), actor)
    for row in rows:
        school = row.values["organization_id"]
        row.match.pop("torn", None)
        row.match["stays"] = held.get((school, row.match["person"]), {})
        if school in torn and school not in confirmed and row.decision != "skip":
            row.match["torn"] = True
        if row.decision == "skip":
            row.verdict = Verdict.SKIPPED
        elif row.match.get("torn"):
            row.verdict = Verdict.ASK
        else:
            row.verdict = Verdict.DOUBT if row.doubts else Verdict.READY
    import_rows.save(rows, ["match", "verdict"])
    batch.options["torn"] = {
        str(school): [len(leaving[school]), staff.get(school, 0)] for school in sorted(torn - confirmed)
    }


def _held(people: set[int], schools: set[int], actor: Actor) -> dict[tuple[int, int], dict[str, Any]]:
    """(school, person) → living pairs and roles of him there."""
    found: defaultdict[tuple[int, int], dict[str, Any]] = defaultdict(dict)
    pairs = UnitMember.objects.filter(
        person_id__in=people, unit__organization_id__in=schools, unit__state__in=LIVING
    ).values_list("unit__organization_id", "person_id", "unit_id")
    for school, person, unit in pairs:
        found[school, person].setdefault("units", []).append(unit)
    roles = Membership.objects.in_force(actor.today).filter(person_id__in=people, organization_id__in=schools)
    for school, person, role in roles.values_list("organization_id", "person_id", "role"):
        found[school, person].setdefault("roles", []).append(role)
    return found
