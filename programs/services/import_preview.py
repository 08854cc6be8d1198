"""What a person sees of rows before they are written: each problem with its field, who it may be, what will come."""

import math
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Employment, Organization, Person, SchoolKind
from accounts.outbox import queue_now
from accounts.permissions import Actor
from accounts.templatetags.ui_words import counted

from ..import_words import DOUBTS, FIELDS
from ..models import ImportBatch, ImportRow, MenteeEntry, MentorEntry
from ..models.bank_choices import MenteeCategory, MentorSource, MentorType, Qualification
from .import_writing import differences, entry_differences

Verdict = ImportRow.Verdict
ENOUGH_SECONDS = 5
CHOICES: dict[str, list[tuple[str, Any]]] = {
    "qualification_category": list(Qualification.choices),
    "source": list(MentorSource.choices),
    "mentor_type": list(MentorType.choices),
    "category": [choice for choice in MenteeCategory.choices if choice[0] != MenteeCategory.SENSITIVE],
    "school_kind": list(SchoolKind.choices),
}
TAGS = {Verdict.READY: "ok", Verdict.DOUBT: "ok", Verdict.BROKEN: "off", Verdict.ASK: "off"}


def lines_of(actor: Actor, batch: ImportBatch, rows: Sequence[ImportRow]) -> list[dict[str, Any]]:
    """Each row with its problems as fields of a form; a fixed number of queries for a page."""
    people = _people(actor, rows)
    return [
        {
            "row": row,
            "about": _about(row),
            "problems": [_problem(row, doubt) for doubt in row.doubts],
            "question": _question(row, people) if _asks(row) else None,
            "loads": row.verdict in (Verdict.READY, Verdict.DOUBT),
        }
        for row in rows
    ]


def _asks(row: ImportRow) -> bool:
    told = {"bad.refused", "ask.other_subject"} & {doubt["code"] for doubt in row.doubts}
    return bool(row.verdict == Verdict.ASK or row.decision or told)


def _refused(row: ImportRow) -> bool:
    return any(doubt["code"] == "bad.refused" for doubt in row.doubts)


def _about(row: ImportRow) -> str:
    values = row.values
    words = [values.get("position"), values.get("subject"), values.get("class_label"), values.get("parent")]
    return ", ".join(str(word) for word in words if word)


def _problem(row: ImportRow, doubt: dict[str, str]) -> dict[str, Any]:
    name, refused = doubt["field"], doubt["code"] == "bad.refused"
    options = CHOICES.get(name)
    label = str(FIELDS.get(name, ""))
    return {
        "words": DOUBTS.get(doubt["code"], doubt["code"]),
        "late": doubt["code"].startswith("bad."),
        "was": doubt["was"],
        "field": "" if refused else name,
        "label": label,
        "aria": _("%(field)s, строка %(number)s") % {"field": label, "number": row.number},
        "value": row.fixes.get(name, doubt["proposed"]).strip(),
        "options": [(str(title), title) for _code, title in options] if options else None,
    }


def _people(actor: Actor, rows: Sequence[ImportRow]) -> dict[int, tuple[Person, str]]:
    ids = {candidate["person"] for row in rows for candidate in row.match.get("candidates", [])}
    found = Person.objects.visible_to(actor).in_bulk(ids)
    jobs = Employment.objects.filter(
        person_id__in=found, organization_id__in=actor.organization_ids, valid_to=None
    ).values_list("person_id", "title")
    titles = dict(jobs)
    return {pk: (person, titles.get(pk, "")) for pk, person in found.items()}


def _question(row: ImportRow, people: dict[int, tuple[Person, str]]) -> dict[str, Any]:
    """The choice of who it is. Nothing is chosen beforehand: a wrong guess would join two people."""
    options: list[tuple[str, str]] = []
    why = more = ""
    if _refused(row):
        options = [("again", _("Причина устранена: загрузить снова")), ("skip", _("Не загружать"))]
    if any(doubt["code"] == "ask.other_subject" for doubt in row.doubts):
        options = [("new", _("Это другой человек")), ("skip", _("Не загружать"))]
    if "twin" in row.match:
        why = _("такой же есть в строке %s") % row.match["twin"]
        options = [("skip", _("Это повтор: не загружать")), ("new", _("Это другой человек"))]
    if row.match.get("asks") == "contradiction":
        why, more = _("противоречит строке %s") % row.match["against"], contradiction_words(row)
        options = [("skip", _("Не загружать"))]
    if row.match.get("asks") == "elsewhere":
        why = _("работает в другой организации: %s") % row.match["where"]
        options = [
            ("transfer", _("Это перевод: прежнее место закрыть")), ("second", _("Это второе место работы")),
            ("skip", _("Не загружать")),
        ]  # fmt: skip
    for candidate in row.match.get("candidates", []):
        person, title = people.get(candidate["person"], (None, ""))
        if person is None:
            continue
        who = ", ".join(filter(None, [person.full_name, title, candidate.get("where", "")]))
        words = {
            "renamed": (_("похоже, сменилась фамилия"), _("Тот же человек: %s")),
            "namesake": (_("такой человек уже есть"), _("Это %s")),
            "elsewhere": (_("уже работает в другой организации"), _("Это %s")),
            "reissued": (_("этот номер реестра у другого человека"), _("Это он же: %s")),
        }[candidate["why"]]
        why = words[0]
        options.append((f"p{person.pk}", words[1] % who))
    if row.match.get("candidates"):
        options += [] if row.match.get("asks") else [("new", _("Это другой человек"))]
        options.append(("skip", _("Не загружать")))
    return {"why": why, "more": more, "options": options, "aria": _("Кто это, строка %s") % row.number}


def contradiction_words(row: ImportRow) -> str:
    """One number of the registry, two rows that do not agree: both are named."""
    labels = ", ".join(str(FIELDS[name]).lower() for name in row.match["fields"])
    return _(
        "Строки %(earlier)s и %(later)s с одним номером реестра расходятся (%(fields)s). Берём строку %(earlier)s; "
        "если верна %(later)s, исправьте список и загрузите его снова"
    ) % {"later": row.number, "earlier": row.match["against"], "fields": labels}


def outcomes(batch: ImportBatch, rows: Sequence[ImportRow]) -> list[dict[str, Any]]:
    """What will come of rows that are ready: new, unchanged, or which lines change."""
    ids = [row.match["person"] for row in rows if row.match.get("person")]
    people = Person.objects.in_bulk(ids)
    entries: dict[int, MentorEntry | MenteeEntry] = {}
    model = {ImportBatch.Kind.MENTORS: MentorEntry, ImportBatch.Kind.MENTEES: MenteeEntry}.get(
        ImportBatch.Kind(batch.kind)
    )
    if model is not None:
        kept = model.objects.filter(organization_id=batch.organization_id, person_id__in=ids)
        entries = {entry.person_id: entry for entry in kept}
    places = Organization.objects.in_bulk([row.match["organization"] for row in rows if row.match.get("organization")])
    return [{"row": row, "words": _outcome(batch, row, people, entries, places)} for row in rows]


def _outcome(batch: ImportBatch, row: ImportRow, people: dict, entries: dict, places: dict) -> str:
    if batch.kind in (ImportBatch.Kind.ORGANIZATIONS, ImportBatch.Kind.FIGURES):
        known = places.get(row.match.get("organization"))
        return _("уже есть: заполним пустое") if known else _("новая запись")
    person = people.get(row.match.get("person"))
    if person is None:
        return _("новая запись")
    changes = _changed_words(differences(person, row.values))
    if batch.kind == ImportBatch.Kind.STAFF:
        return _("уже есть, добавим: %s") % changes if changes else _("уже есть")
    entry = entries.get(person.pk)
    if entry is None:
        return _("работает в школе, добавим в банк")
    changes = ", ".join(filter(None, [changes, _changed_words(entry_differences(entry, row.values))]))
    return _("есть в банке, изменится: %s") % changes if changes else _("есть в банке, без изменений")


def _changed_words(found: dict[str, list[Any]]) -> str:
    names = []
    for name in found:
        for model in (Person, MentorEntry, MenteeEntry):
            if any(field.name == name for field in model._meta.fields):
                names.append(str(model._meta.get_field(name).verbose_name))
                break
    return ", ".join(names)


def outcome_words(batch: ImportBatch) -> tuple[str, str]:
    """What became of a table that was worked at without its sender, in a heading and a line. Nobody is named."""
    stage, counts = batch.stage, batch.counts
    rows = _("строка|строки|строк")
    waits = counted(sum(counts.get(verdict, 0) for verdict in ImportRow.WAITING), rows)
    if batch.trouble:
        return _("Таблица обработана не до конца"), batch.trouble
    if stage == ImportBatch.Stage.REVIEW:
        return _("Таблица прочитана и ждёт вашей проверки"), counted(batch.rows_read, rows)
    if stage == ImportBatch.Stage.UNDONE:
        return _("Загрузка отменена"), counted(batch.rows_done, rows)
    written = counted(counts.get(Verdict.ADDED, 0) + counts.get(Verdict.UPDATED, 0), rows)
    return _("Таблица загружена"), _("%(written)s; ждут решения: %(waits)s") % {"written": written, "waits": waits}


def progress_of(batch: ImportBatch) -> dict[str, Any]:
    """Rows done, rows a second, minutes left: by the whole run with its pauses, once there is enough to judge by."""
    done = batch.rows_read if batch.stage == ImportBatch.Stage.READING else batch.rows_done
    ran = (queue_now() - batch.began_at).total_seconds() if batch.began_at else 0.0
    rate = done / ran if ran >= ENOUGH_SECONDS else 0.0
    left = max(batch.rows_to_do - done, 0)
    return {
        "done": done,
        "whole": batch.rows_to_do,
        "waits": not done,
        "rate": round(rate),
        "minutes": math.ceil(left / rate / 60) if rate and batch.rows_to_do else None,
    }


def reasons_of(row: ImportRow) -> str:
    """Why a row waits, in one line: for the list and for the file that is downloaded."""
    words = []
    for doubt in row.doubts:
        label = str(FIELDS.get(doubt["field"], ""))
        if doubt["code"] == "bad.refused":
            words.append(doubt["was"])
        else:
            text = str(DOUBTS.get(doubt["code"], doubt["code"]))
            words.append(": ".join(filter(None, [label.lower() if label != "ФИО" else label, text])))
    if row.verdict == Verdict.ASK:
        against = row.match.get("asks") == "contradiction"
        words.append(contradiction_words(row) if against else _("нужно решить, кто это"))
    return "; ".join(words)
