"""A list of the staff registry held against our records: what each row would change, row by row, and the writing of it.

The plan of a row is ``ImportRow.match``: the person, the ``action``, ``changes`` as [field, old, new]. It is made while
the list is read (nothing is written then) and once more before the row is written, so a list written twice changes
nothing the second time.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Employment, Organization, OrganizationKind, Person
from accounts.permissions import Actor

from ..imports.letters import plain
from ..models import ImportBatch, ImportRow, RegistryKey
from . import registry_keys
from .import_matching import Places, find_people, name_key
from .import_writing import as_json, typed

Match = dict[str, Any]
DAY = datetime.timedelta(days=1)
NAMES = ("last_name", "first_name", "patronymic")
OF_JOB = ("subject", "qualification_category")
SCHOOL = ("ogrn", "inn", "organization_code", "organization")


@dataclass
class Records:
    """What stands in our records of the people of some rows, within the actor's reach."""

    people: dict[int, Person]
    jobs: dict[int, list[Employment]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, actor: Actor, ids: Iterable[int]) -> "Records":
        found = cls(Person.objects.visible_to(actor).in_bulk(set(ids)))
        jobs = Employment.objects.filter(person_id__in=found.people, organization_id__in=actor.organization_ids)
        for job in jobs.select_related("organization").order_by("-is_primary", "valid_from", "pk"):
            found.jobs[job.person_id].append(job)
        for person_id, key in RegistryKey.objects.filter(person_id__in=found.people).values_list("person_id", "key"):
            found.keys[person_id].add(key)
        return found


def find_school(actor: Actor, row: ImportRow, places: Places) -> None:
    """The school by its numbers, its code, its name; nobody learns of one out of his reach."""
    given = {name: row.values[name] for name in SCHOOL if row.values.get(name)}
    found, sure, field_ = None, True, next(iter(given), "organization")
    for number in ("ogrn", "inn"):
        if found is None and (pk := places.by_number.get(given.get(number, ""))):
            found = places.by_id[pk]
    if found is None and (code := given.get("organization_code")):
        found = next((place for place in places.by_id.values() if place.slug == code.lower()), None)
    if found is None and (words := given.get("organization")):
        (found, sure), field_ = places.find(words), "organization"
        if found is not None and not sure and not _same_number(words, found):
            found, sure = None, True
    if found is None and not given and actor.organization.kind == OrganizationKind.SCHOOL:
        found = places.by_id.get(actor.organization_id)
    if found is not None:
        row.values["organization_id"] = found.pk
    elif given:
        words = given.get("organization") or given[field_]
        row.doubts.append({"field": field_, "code": "bad.unknown_organization", "was": words, "proposed": words})
    if not sure and found is not None and "organization" not in row.fixes:
        row.doubts.append(
            {"field": "organization", "code": "ask.organization", "was": words, "proposed": found.short_name}
        )


def _same_number(words: str, place: Organization) -> bool:
    """«Школа № 12» is nearly «Школа № 21»: a likeness is believed by the number of the school alone."""
    given = re.findall(r"\d+", words)
    return bool(given) and given in (re.findall(r"\d+", place.short_name), re.findall(r"\d+", place.name))


def match_rows(actor: Actor, batch: ImportBatch, rows: Sequence[ImportRow], places: Places) -> None:
    """While a list is read: the school, the plan. Nothing is saved."""
    for row in rows:
        if key := row.values.get("registry_key"):
            row.values["registry_key"] = registry_keys.cleaned(key)
        find_school(actor, row, places)
    plan(actor, batch, [row for row in rows if _is_whole(row)], places)
    for row in rows:
        row.key = row.values.get("registry_key", "")
        if row.match.get("hidden"):
            row.doubts.append({"field": "", "code": "bad.key_elsewhere", "was": row.key, "proposed": ""})


def _is_whole(row: ImportRow) -> bool:
    return bool(name_key(row.values) and row.values.get("registry_key") and row.values.get("organization_id"))


def plan(actor: Actor, batch: ImportBatch, rows: Sequence[ImportRow], places: Places) -> None:
    """Write ``match`` of each row by our records as they are now."""
    owners = registry_keys.owners(row.values["registry_key"] for row in rows)
    strangers = [row for row in rows if row.values["registry_key"] not in owners]
    for row in strangers:
        row.key = name_key(row.values)[:320]
    find_people(actor, strangers, places)
    chosen = {row.number: _person_id(row, owners) for row in rows}
    records = Records.of(actor, [pk for pk in chosen.values() if pk is not None])
    lines = _lines(batch, rows)
    for row in rows:
        key, pk = row.values["registry_key"], chosen[row.number]
        candidates = {} if key in owners else {"candidates": row.match.get("candidates", [])}
        if pk is not None and pk not in records.people:
            row.match = {"hidden": True}
            continue
        if (reason := _in_doubt(row, pk, key in owners, records)) and pk is not None:
            asks = {"asks": "who"} if key in owners else {}
            row.match = {"candidates": [{"person": pk, "why": reason}], **asks}
            continue
        made = _plan_of(actor, row, pk, records, lines[key])
        row.match = {name: value for name, value in (candidates | made).items() if value not in (None, [], "")}


def _person_id(row: ImportRow, owners: dict[str, int]) -> int | None:
    if (owner := owners.get(row.values["registry_key"])) is not None:
        return owner
    if row.decision.startswith("p"):
        return int(row.decision[1:])
    return None if row.decision == "new" else row.match.get("person")


def _in_doubt(row: ImportRow, pk: int | None, owned: bool, records: Records) -> str:
    """Whether it must be asked if it is he: a number that has passed to somebody else, a namesake."""
    if pk is None or row.decision == f"p{pk}":
        return ""
    person = records.people[pk]
    if owned:
        born = typed("birth_date", row.values.get("birth_date"))
        other = born and person.birth_date and born != person.birth_date
        renamed = all(plain(row.values[name]) != plain(getattr(person, name)) for name in NAMES[:2])
        return "reissued" if other or renamed else ""
    numbered = any(not key.startswith(registry_keys.SEALED) for key in records.keys[pk])
    here = any(job.organization_id == row.values["organization_id"] for job in records.jobs[pk])
    return "namesake" if numbered or not here else ""


def _lines(batch: ImportBatch, rows: Sequence[ImportRow]) -> defaultdict[str, list[tuple[int, dict[str, Any]]]]:
    """Every row of the list with the same number, in the order of the list: a person may stand in it twice."""
    found: defaultdict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
    wanted = {row.values["registry_key"] for row in rows}
    if batch.pk is not None:
        stored = batch.rows.filter(key__in=wanted).exclude(match__has_key="absent")
        stored = stored.values_list("key", "number", "values")
        for key, number, values in stored:
            found[key][number] = values
    for row in rows:
        found[row.values["registry_key"]][row.number] = row.values
    return defaultdict(list, {key: sorted(lines.items()) for key, lines in found.items()})


def _plan_of(
    actor: Actor, row: ImportRow, pk: int | None, records: Records, lines: list[tuple[int, dict[str, Any]]]
) -> Match:
    values, today = row.values, actor.today
    target, post = values["organization_id"], values.get("position", "")
    before = [line for line in lines if line[0] < row.number]
    for number, other in before:
        if other.get("organization_id") == target and plain(other.get("position", "")) == plain(post):
            return {"repeat": True, "twin": number, "action": "repeat"}
    left = typed("left_on", values.get("left_on"))
    if pk is None:
        if left and left < today:
            return {"repeat": True, "action": "gone"}
        working = [line for _number, line in before if not line.get("left_on")]
        return {"action": "second" if working else "new"}
    person, jobs = records.people[pk], records.jobs[pk]
    here = [job for job in jobs if job.organization_id == target]
    current = [job for job in here if job.valid_to is None or job.valid_to > today]
    named = [job for job in current if plain(job.title) == plain(post)]
    if left and (left < today or current):
        ending = [job for job in named or current if job.valid_to is None]
        if not ending:
            return {"person": pk, "action": "same"}
        return {"person": pk, "action": "leave", "jobs": [job.pk for job in ending],
                "changes": [["left_on", "", left.isoformat()]]}  # fmt: skip
    changes = person_changes(person, row)
    if not current:
        return {"person": pk, "changes": changes, **_hired(row, target, here, jobs, lines, today)}
    job = (named or current)[0]
    if post and not named:
        alone = len(current) == 1 and sum(line.get("organization_id") == target for _number, line in lines) == 1
        if not alone:
            return {"person": pk, "action": "job", "changes": changes}
        changes.append(["position", job.title, post])
    changes += [[name, getattr(job, name), values[name]] for name in OF_JOB if _differs(job, name, values)]
    linked = values["registry_key"] in records.keys[pk]
    action = "change" if changes else "same" if linked else "link"
    return {"person": pk, "job": job.pk, "changes": changes, "action": action}


def _differs(job: Employment, name: str, values: dict[str, Any]) -> bool:
    return bool(values.get(name)) and plain(values[name]) != plain(getattr(job, name))


def _hired(
    row: ImportRow, target: int, here: list[Employment], jobs: list[Employment],
    lines: list[tuple[int, dict[str, Any]]], today: datetime.date,
) -> Match:  # fmt: skip
    """A known person without a job at this school. One who works elsewhere is asked about, unless the list says it."""
    others = [job for job in jobs if job.organization_id != target and (job.valid_to is None or job.valid_to > today)]
    if not others:
        return {"action": "return" if here else "job"}
    if row.decision in ("second", "transfer"):
        return {"action": row.decision, "jobs": [job.pk for job in others if job.valid_to is None]}
    told = {line.get("organization_id"): bool(line.get("left_on")) for _number, line in lines}
    if all(job.organization_id in told for job in others):
        return {"action": "transfer" if any(told[job.organization_id] for job in others) else "second"}
    where = sorted({job.organization.short_name for job in others})
    return {"asks": "elsewhere", "where": ", ".join(where[:2])}


def person_changes(person: Person, row: ImportRow) -> list[list[str]]:
    """What of the card the list says otherwise. The address of a login is never touched; ё and е are one letter."""
    found = []
    for name in NAMES:
        given = row.values.get(name, "")
        if given and plain(given) != plain(getattr(person, name)):
            found.append([name, getattr(person, name), given])
    born = row.values.get("birth_date", "")
    known = as_json(person.birth_date) or ""
    if born and (not known or (row.decision == f"p{person.pk}" and born != known)):
        found.append(["birth_date", known, born])
    if row.values.get("email") and not person.email and person.user_id is None:
        found.append(["email", "", row.values["email"]])
    return found


def place_of(row: ImportRow, places: Places) -> Organization | None:
    return places.by_id.get(row.values.get("organization_id", 0))
