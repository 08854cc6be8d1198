"""Rows of a table between their cells and their verdict."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Q

from accounts.models import OrganizationKind, SchoolKind
from accounts.permissions import Actor

from ..imports import reading, table
from ..imports.letters import plain
from ..imports.reading import Options
from ..imports.sheet import Cell, Formula, Row
from ..models import ImportBatch, ImportRow, MenteeEntry, MentorEntry
from ..models.bank_choices import MenteeCategory, MentorSource, MentorType
from ..queries.regulations import effective_regulation
from ..regulation.catalogue.choices import DIFFICULTY_AREAS
from ..terms import school_year
from .import_matching import Places, match_people, name_key
from .import_places import find_place, match_organizations
from .registry import match_rows

Verdict = ImportRow.Verdict
JUDGED = ["cells", "values", "doubts", "fixes", "decision", "match", "verdict", "title", "key"]
LOADED_NEXT = [Verdict.READY, Verdict.DOUBT]
SETTLED = [Verdict.ADDED, Verdict.UPDATED, Verdict.SAME, Verdict.UNDONE, Verdict.KEPT]  # nothing more to decide
OF_PEOPLE = {
    ImportBatch.Kind.MENTORS, ImportBatch.Kind.MENTEES, ImportBatch.Kind.STAFF, ImportBatch.Kind.REGISTRY
}  # fmt: skip


def cells_to_json(cells: Sequence[Cell]) -> list[Any]:
    def one(value: Cell) -> Any:
        if isinstance(value, Formula):
            return {"f": value.source[:500], "c": one(value.cached)}
        return {"d": value.isoformat()} if isinstance(value, datetime.date) else value

    return [one(value) for value in cells]


def cells_from_json(cells: Iterable[Any]) -> list[Cell]:
    def one(value: Any) -> Cell:
        if not isinstance(value, dict):
            return value
        return datetime.date.fromisoformat(value["d"]) if "d" in value else Formula(value["f"], one(value["c"]))

    return [one(value) for value in cells]


def options_of(actor: Actor, batch: ImportBatch) -> Options:
    """The lists and rules of the place: read once for many rows."""
    needs_results = False
    if batch.kind == ImportBatch.Kind.MENTORS:
        rules = effective_regulation(actor.organization, actor.today)
        needs_results = bool(rules.value("mentor_requires_measurable_results"))
    today = actor.today
    return Options(
        areas={code: str(label) for code, label in DIFFICULTY_AREAS.items()},
        sources={code: str(label) for code, label in MentorSource.choices},
        mentor_types={code: str(label) for code, label in MentorType.choices},
        categories={code: str(label) for code, label in MenteeCategory.choices if code != MenteeCategory.SENSITIVE},
        school_kinds={code: str(label) for code, label in SchoolKind.choices},
        category=batch.options.get("category", ""),
        needs_organization=actor.organization.kind != OrganizationKind.SCHOOL,
        needs_results=needs_results,
        this_year=today.year,
        school_year=school_year(today),
    )


def save(rows: Sequence[ImportRow], fields: Sequence[str]) -> None:
    """Many rows at a time: an upsert by the key costs a tenth of ``bulk_update`` with its CASE for every row."""
    ImportRow.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=list(fields), batch_size=500
    )


def new_rows(batch: ImportBatch, rows: Sequence[Row]) -> list[ImportRow]:
    return [
        ImportRow(batch=batch, number=number, cells=cells_to_json(cells), verdict=Verdict.READY)
        for number, cells in rows
    ]


def judge(
    actor: Actor,
    batch: ImportBatch,
    rows: Sequence[ImportRow],
    options: Options | None = None,
    places: Places | None = None,
) -> None:
    """Read cells and corrections, find who stands in the rows, say whether they may be loaded. Nothing is saved."""
    options = options or options_of(actor, batch)
    places = places or Places.of(actor)
    mapping = batch.mapping
    rows = [row for row in rows if not row.match.get("absent")]  # of a staff list: they have no cells
    for row in rows:
        found = reading.read(batch.kind, table.fields_of(cells_from_json(row.cells), mapping), row.fixes, options)
        row.values, row.doubts = found.values, [vars(doubt) for doubt in found.doubts]
        if any(doubt.code == "bad.sensitive" for doubt in found.doubts):
            _conceal(row, mapping)
        row.match, row.verdict = {}, Verdict.READY
        people = batch.kind in OF_PEOPLE
        row.key = name_key(row.values)[:320] if people else ""
        if options.needs_organization and batch.kind in (ImportBatch.Kind.STAFF, ImportBatch.Kind.FIGURES):
            find_place(row, places)
        row.title = _title(batch, row)
    if batch.kind == ImportBatch.Kind.REGISTRY:
        match_rows(actor, batch, rows, places)
    elif batch.kind in OF_PEOPLE:
        match_people(actor, batch, rows, places)
        if batch.kind != ImportBatch.Kind.STAFF:
            _doubt_other_subjects(batch, rows)
            _ask_birthdays(rows)
    elif batch.kind == ImportBatch.Kind.ORGANIZATIONS:
        match_organizations(batch, rows, places, actor)
    for row in rows:
        row.verdict = _verdict(row)


def _conceal(row: ImportRow, mapping: dict[int, str]) -> None:
    """What is kept under seal on a card does not lie open in the row: whoever keeps the bank reads rows."""
    row.fixes = {name: text for name, text in row.fixes.items() if name != "category"}
    row.cells = [
        reading.CONCEALED if mapping.get(index) == "category" else value for index, value in enumerate(row.cells)
    ]


def _doubt_other_subjects(batch: ImportBatch, rows: Sequence[ImportRow]) -> None:
    """The same name with another subject may be a namesake: it is shown before it is written over."""
    model = MentorEntry if batch.kind == ImportBatch.Kind.MENTORS else MenteeEntry
    known = {row.match["person"] for row in rows if row.match.get("person")}
    entries = model.objects.filter(organization_id=batch.organization_id, person_id__in=known).exclude(subject="")
    subjects = dict(entries.values_list("person_id", "subject"))
    for row in rows:
        kept, given = subjects.get(row.match.get("person"), ""), row.values.get("subject", "")
        if kept and given and plain(kept) != plain(given) and not row.decision:
            row.doubts.append({"field": "", "code": "ask.other_subject", "was": f"{kept} → {given}", "proposed": ""})


def _ask_birthdays(rows: Sequence[ImportRow]) -> None:
    """A new pupil without one would be refused at the load, and his card to write it in would not be there."""
    for row in rows:
        is_new = row.decision == "new" or not (row.match or row.decision)
        if is_new and row.values.get("class_label") and not row.values.get("birth_date"):
            row.doubts.append({"field": "birth_date", "code": "bad.no_birth_date", "was": "", "proposed": ""})


def _title(batch: ImportBatch, row: ImportRow) -> str:
    if batch.kind in OF_PEOPLE:
        parts = (row.values.get(part, "") for part in ("last_name", "first_name", "patronymic"))
        return " ".join(part for part in parts if part)[:320]
    return str(row.values.get("short_name") or row.values.get("organization") or "")[:320]


def _verdict(row: ImportRow) -> str:
    """A decision of a person first, then what cannot be read, then what only he can know, then what was mended."""
    if row.decision == "skip":
        return Verdict.SKIPPED
    if row.decision.startswith("p") and "action" not in row.match:
        row.match = {**row.match, "person": int(row.decision[1:])}
    elif row.decision == "new" and "action" not in row.match:
        row.match = {key: value for key, value in row.match.items() if key != "person"}
    if any(doubt["code"].startswith("bad.") for doubt in row.doubts):
        return Verdict.BROKEN
    undecided = row.decision in ("", "second", "transfer")  # those two are about a job, not about who it is
    if undecided and row.match.get("repeat"):
        return Verdict.SKIPPED
    if row.match.get("asks") or (undecided and ("twin" in row.match or row.match.get("candidates"))):
        return Verdict.ASK
    if row.match.get("action") == "same":
        return Verdict.SAME
    return Verdict.DOUBT if row.doubts else Verdict.READY


def recount(batch: ImportBatch) -> None:
    """How many rows have each verdict; not saved. «known» are those loaded next that are there already."""
    found = batch.rows.order_by().values_list("verdict").annotate(Count("pk"))
    batch.counts = dict(found)
    known = Q(match__has_key="person") | Q(match__has_key="organization")
    batch.counts["known"] = batch.rows.filter(known, verdict__in=LOADED_NEXT).count()
