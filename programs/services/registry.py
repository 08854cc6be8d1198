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
from ..models import ImportBatch, ImportRow
from . import registry_keys, registry_lines
from .import_matching import Places, find_people, name_key
from .import_writing import as_json, typed
from .registry_lines import Told

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
    keys: dict[int, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, actor: Actor, ids: Iterable[int]) -> "Records":
        found = cls(Person.objects.visible_to(actor).in_bulk(set(ids)))
        jobs = Employment.objects.filter(person_id__in=found.people, organization_id__in=actor.organization_ids)
        for job in jobs.select_related("organization").order_by("-is_primary", "valid_from", "pk"):
            found.jobs[job.person_id].append(job)
        found.keys = registry_keys.keys_of(found.people)
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
    keys = {row.number: _numbers_of(row, chosen[row.number], owners, records) for row in rows}
    lines = registry_lines.of_list(batch, rows, set().union(*keys.values()))
    heard: dict[frozenset[str], Told] = {}  # what the list tells of each: asked once, however many rows say it
    for row in rows:
        key, pk = row.values["registry_key"], chosen[row.number]
        candidates = {} if key in owners else {"candidates": row.match.get("candidates", [])}
        if pk is not None and pk not in records.people:
            row.match = {"hidden": True}
            continue
        if (told := heard.get(keys[row.number])) is None:
            told = registry_lines.hold(line for one in keys[row.number] for line in lines.get(one, {}).values())
            heard[keys[row.number]] = told
        if row.number in told.waits:
            row.match = told.waits[row.number]
            continue
        if (reason := _in_doubt(row, pk, key in owners, records)) and pk is not None:
            asks = {"asks": "who"} if key in owners else {}
            row.match = {"candidates": [{"person": pk, "why": reason}], **asks}
            continue
        made = _plan_of(actor, row, pk, records, told)
        row.match = {name: value for name, value in (candidates | made).items() if value not in (None, [], "")}


def _person_id(row: ImportRow, owners: dict[str, int]) -> int | None:
    if (owner := owners.get(row.values["registry_key"])) is not None:
        return owner
    if row.decision.startswith("p"):
        return int(row.decision[1:])
    return None if row.decision == "new" else row.match.get("person")


def _numbers_of(row: ImportRow, pk: int | None, owners: dict[str, int], records: Records) -> frozenset[str]:
    """Numbers under which the list tells of him: beside the row's own those of his card, where it is surely his."""
    key = row.values["registry_key"]
    if pk is None or pk not in records.people or (key not in owners and _in_doubt(row, pk, False, records)):
        return frozenset({key})
    return frozenset({key, *records.keys.get(pk, [])})


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
    numbered = any(not key.startswith(registry_keys.SEALED) for key in records.keys.get(pk, []))
    here = any(job.organization_id == row.values["organization_id"] for job in records.jobs[pk])
    return "namesake" if numbered or not here else ""


def _plan_of(actor: Actor, row: ImportRow, pk: int | None, records: Records, told: Told) -> Match:
    values, today = row.values, actor.today
    target, post = values["organization_id"], values.get("position", "")
    if (twin := told.repeats.get(row.number)) is not None:
        return {"repeat": True, "twin": twin, "action": "repeat"}
    if (later := told.former.get(row.number)) is not None:
        return {"repeat": True, "twin": later, "action": "former"}
    left = typed("left_on", values.get("left_on"))
    if pk is None:
        if left and left < today:
            return {"repeat": True, "action": "gone"}
        working = any(line.number < row.number and not line.gone for line in told.standing)
        return {"action": "second" if working else "new"}
    person, jobs = records.people[pk], records.jobs[pk]
    here = [job for job in jobs if job.organization_id == target]
    current = [job for job in here if job.valid_to is None or job.valid_to > today]
    named = [job for job in current if plain(job.title) == plain(post)]
    posts = told.posts(target)
    if left and (left < today or current):
        # the end of a post that we do not know says nothing of ours where the list names another post beside it
        about = named or (current if len(posts) <= 1 else [])
        ending = [job for job in about if job.valid_to is None]
        if not ending:
            return {"person": pk, "action": "same"}
        return {"person": pk, "action": "leave", "jobs": [job.pk for job in ending]}
    changes = person_changes(person, row)
    if not current:
        return {"person": pk, "changes": changes, **_hired(row, target, here, jobs, told, today)}
    job = (named or current)[0]
    if post and not named:
        if len(current) > 1 or len(posts) > 1:
            return {"person": pk, "action": "job", "changes": changes}
        changes.append(["position", job.title, post])
    elif (
        len(named or current) == 1
        and row.number not in told.former.values()  # the list tells of an earlier time too: ours may be that one
        and (day := corrected(row, job, here, today))
    ):
        changes.append(["hired_on", job.valid_from.isoformat(), day.isoformat()])
    changes += [[name, getattr(job, name), values[name]] for name in OF_JOB if _differs(job, name, values)]
    linked = values["registry_key"] in records.keys.get(pk, [])
    action = "change" if changes else "same" if linked else "link"
    return {"person": pk, "job": job.pk, "changes": changes, "action": action}


def corrected(
    row: ImportRow, job: Employment, here: Iterable[Employment], today: datetime.date
) -> datetime.date | None:
    """Another first day of a known job, unless it would reach into the time of a job before it or of the same post.

    A month or a year alone is a guess: it puts no known day right. Nor does a day to come, where he works already.
    """
    day = typed("hired_on", row.values.get("hired_on"))
    if not day or day == job.valid_from or any(doubt["field"] == "hired_on" for doubt in row.doubts):
        return None
    if day > today >= job.valid_from or (job.valid_to is not None and day > job.valid_to):
        return None
    over = [other for other in here if other.pk != job.pk and other.valid_to is not None and other.valid_to > day]
    return None if any(other.valid_to <= job.valid_from or other.title == job.title for other in over) else day


def _differs(job: Employment, name: str, values: dict[str, Any]) -> bool:
    return bool(values.get(name)) and plain(values[name]) != plain(getattr(job, name))


def _hired(
    row: ImportRow, target: int, here: list[Employment], jobs: list[Employment], told: Told, today: datetime.date
) -> Match:
    """A known person without a job at this school. One who works elsewhere is asked about, unless the list says it."""
    others = [job for job in jobs if job.organization_id != target and (job.valid_to is None or job.valid_to > today)]
    if not others:
        return {"action": "return" if here else "job"}
    gone = {line.school: all(one.gone for one in told.at(line.school)) for line in told.standing}
    unsaid = [job for job in others if job.organization_id not in gone]
    if not unsaid:
        return {"action": "transfer" if any(gone[job.organization_id] for job in others) else "second"}
    if row.decision in ("second", "transfer"):
        return {"action": row.decision, "jobs": [job.pk for job in unsaid if job.valid_to is None]}
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
