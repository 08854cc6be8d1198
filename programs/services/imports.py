"""The way of a table: taken in, its columns settled, its rows read and judged, corrected, written, taken back.

A small table goes its way inside the request, in one transaction. A large one is a row at work (``stage`` reading,
applying, undoing) that ``programs.services.import_work`` moves on in slices; nothing here differs for it.
"""

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import OrganizationKind, Person, StoredFile
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.services import files

from ..import_words import FIELDS, KIND_FIELDS, REFUSALS
from ..imports import headings, reading, snils, table
from ..imports.archive import Unreadable
from ..imports.letters import plain
from ..imports.sheet import Book, open_book
from ..models import IMPORT_PERMISSIONS, ImportBatch, ImportMapping, ImportRow
from . import import_rows, import_work, registry_keys, registry_leaving

Stage, Verdict = ImportBatch.Stage, ImportRow.Verdict
SMALL = 500  # rows that are read and written while the person waits
SMALL_LIST = 50  # of a staff list: each row is looked at anew
SMALL_FILE = 300_000
UNDO = datetime.timedelta(days=1)
LIVE = [Stage.COLUMNS, Stage.READING, Stage.REVIEW, Stage.APPLYING]


def may(actor: Actor, kind: str) -> bool:
    """The kinds of an actor: banks are a school's, organizations stand below somebody."""
    if kind == ImportBatch.Kind.ORGANIZATIONS and actor.organization.kind == OrganizationKind.SCHOOL:
        return False
    return kind in IMPORT_PERMISSIONS and actor.may(IMPORT_PERMISSIONS[kind])


def check(actor: Actor, kind: str) -> None:
    """Raises Refusal for a kind that the actor's role does not load."""
    if not may(actor, kind):
        raise Refusal(_("Такие таблицы загружает другая роль"), code="permission")


def refusal_of(error: Unreadable) -> Refusal:
    reason, todo = REFUSALS[error.code]
    return Refusal(reason, todo=todo, code=error.code)


@transaction.atomic
def upload(*, actor: Actor, kind: str, content: bytes, name: str) -> tuple[ImportBatch, bool]:
    """Keep the file and recognise its columns. The same bytes again give the import that is there, and False."""
    check(actor, kind)
    digest = hashlib.sha256(content).hexdigest()
    if (known := _of_file(actor, kind, digest)) is not None:
        return known, False
    try:
        book = open_book(content)
        sheet, heading = table.best_sheet(book, kind, remembered(actor, kind))
        sealed = _sealed(book, sheet, heading) if kind == ImportBatch.Kind.REGISTRY else None
        if sealed is not None:
            content, name, book = sealed, f"{name.rpartition('.')[0] or name}.csv", open_book(sealed)
            sheet, heading = table.best_sheet(book, kind, remembered(actor, kind))
        total = _count(book, sheet, heading, content)
    except Unreadable as error:
        raise refusal_of(error) from error
    file = files.store(
        organization=actor.organization, purpose=StoredFile.Purpose.IMPORT, content=content, name=name, content_type=""
    )
    batch = ImportBatch(
        organization=actor.organization, kind=kind, file=file, sha256=digest, sheet=sheet,
        sheet_name=book.sheets[sheet][:200], begins=heading.begins, columns=_columns(kind, heading),
        notes=book.notes, rows_total=total, created_by_id=actor.person_id, membership_id=actor.membership_id,
        created_at=clock.now(), rows_to_do=book.counts[sheet] if book.counts else 0,
    )  # fmt: skip
    try:
        with transaction.atomic():
            batch.save()
    except IntegrityError:  # the other half of a double click was first
        known = _of_file(actor, kind, digest)
        if known is None:
            raise
        return known, False
    audit.record(actor, "import.upload", batch, kind=kind, sha256=digest)
    return batch, True


def _sealed(book: Book, sheet: int, heading: headings.Heading) -> bytes | None:
    """The table without anybody's СНИЛС: it is in no file, row or sample that we keep, nor in a sheet beside it."""
    of_number = {column.index for column in heading.columns if column.field == "skip.snils"}
    return snils.without(book, sheet, of_number, registry_keys.seal)


def _columns(kind: str, heading: headings.Heading) -> list[dict[str, Any]]:
    """As JSON; the sample of a column of mentees does not tell what is kept under seal on their cards."""
    columns = [vars(column) for column in heading.columns]
    if kind == ImportBatch.Kind.MENTEES:
        columns = [c | {"sample": "" if reading.is_sensitive(c["sample"]) else c["sample"]} for c in columns]
    return columns


def _of_file(actor: Actor, kind: str, digest: str) -> ImportBatch | None:
    rows = ImportBatch.objects.filter(organization_id=actor.organization_id, kind=kind, sha256=digest)
    if kind == ImportBatch.Kind.REGISTRY:  # a list that was written may be held against our records again
        rows = rows.exclude(stage=Stage.DONE)
    return rows.exclude(stage__in=[Stage.UNDONE, Stage.REFUSED]).first()


def _count(book: Book, sheet: int, heading: headings.Heading, content: bytes) -> int:
    """People of a small table; of a large one it is told while it is read."""
    if len(content) > SMALL_FILE:
        return 0
    rows = table.people_rows(book, sheet, heading.begins, heading.mapping)
    return sum(not reason for _row, reason in rows)


def remembered(actor: Actor, kind: str) -> dict[str, str]:
    rows = ImportMapping.objects.filter(organization_id=actor.organization_id, kind=kind)
    return dict(rows.values_list("heading", "field"))


def locked(actor: Actor, batch: ImportBatch, *stages: str) -> ImportBatch:
    """The row, if the actor may see it and it stands at one of the stages."""
    row = ImportBatch.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=batch.pk).first()
    if row is None:
        raise Refusal(_("Такой загрузки нет"), code="not_visible")
    check(actor, row.kind)
    if row.stage not in stages:
        raise Refusal(
            _("Эта загрузка уже на другом шаге: %s") % row.get_stage_display(),
            todo=_("Обновите страницу"),
            code="already",
        )
    row.organization = actor.organization
    return row


@transaction.atomic
def settle_columns(
    *, actor: Actor, batch: ImportBatch, fields: Mapping[int, str], options: Mapping[str, str], remember: bool
) -> ImportBatch:
    """Which column is which, by the person's word; then the rows are read. ``fields``: number of a column → field."""
    row = locked(actor, batch, Stage.COLUMNS, Stage.REVIEW)
    allowed = set(KIND_FIELDS[row.kind])
    for column in row.columns:
        chosen = fields.get(column["index"], column["field"] if headings.taken(column["field"]) else "")
        column["chosen"] = chosen if chosen in allowed else ""
    chosen = [column["chosen"] for column in row.columns if column["chosen"]]
    twice = sorted({name for name in chosen if chosen.count(name) > 1})
    if twice:
        raise Refusal(
            _("Одно поле выбрано для двух граф"),
            todo=_("Оставьте его одной из них"),
            missing=tuple(str(FIELDS[name]) for name in twice),
            code="twice",
        )
    if not _names_somebody(row.kind, set(chosen)):
        raise Refusal(_("Не выбрана графа, по которой узнают строку"), todo=_("Укажите, где ФИО или наименование"))
    for column in row.columns:
        if column["chosen"] or headings.taken(column["field"]):
            column["field"] = column["chosen"]
        del column["chosen"]
    if remember:
        _remember(actor, row)
    row.options = {name: value for name, value in options.items() if value}
    row.rows.all().delete()
    row.stage, row.last_row, row.rows_read, row.counts, row.began_at = Stage.READING, 0, 0, {}, None
    row.save()
    audit.record(actor, "import.columns", row)
    if 0 < row.rows_total <= SMALL:
        import_work.finish(row.pk)
        row.refresh_from_db()
    return row


def _names_somebody(kind: str, chosen: set[str]) -> bool:
    if kind == ImportBatch.Kind.ORGANIZATIONS:
        return bool(chosen & {"name", "short_name"})
    return kind == ImportBatch.Kind.FIGURES or "full_name" in chosen or "last_name" in chosen


def _remember(actor: Actor, batch: ImportBatch) -> None:
    words = {plain(column["label"])[:200]: column["field"] for column in batch.columns if plain(column["label"])}
    rows = [
        ImportMapping(organization=actor.organization, kind=batch.kind, heading=heading, field=field)
        for heading, field in words.items()
        if not field.startswith("skip.")
    ]
    ImportMapping.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["region", "organization", "kind", "heading"],
        update_fields=["field"],
    )


@transaction.atomic
def correct(
    *, actor: Actor, batch: ImportBatch, fixes: Mapping[int, Mapping[str, str]], decisions: Mapping[int, str]
) -> ImportBatch:
    """What a person typed and decided, by the row's id; rows not loaded yet are judged anew, other ids passed over."""
    row = locked(actor, batch, Stage.REVIEW, Stage.DONE)
    given_ids = row.rows.filter(pk__in={*fixes, *decisions})
    touched = list(given_ids.exclude(verdict__in=import_rows.SETTLED).order_by("number"))
    changed = []
    for line in touched:
        doubts = {doubt["field"]: doubt for doubt in line.doubts}
        given = {
            name: _kept(row.kind, " ".join(text.replace("\x00", "").split(" "))[:2000])
            for name, text in fixes.get(line.pk, {}).items()
            if name in doubts and not _as_it_was(text, doubts[name])
        }
        decision = decisions.get(line.pk, line.decision)
        if decision != line.decision and not possible(actor, line, decision):
            continue
        if given or decision != line.decision:
            line.fixes, line.decision = {**line.fixes, **given}, "" if decision == "again" else decision
            changed.append(line)
    if changed:
        import_rows.judge(actor, row, changed)
        import_rows.save(changed, import_rows.JUDGED)
        if row.kind == ImportBatch.Kind.REGISTRY:
            registry_leaving.settle(actor, row)
        import_rows.recount(row)
        row.save(update_fields=["counts", "options"])
    return row


def _kept(kind: str, text: str) -> str:
    """A correction as it is kept: nobody's СНИЛС, typed by hand no more than sent."""
    return snils.sealed(text, registry_keys.seal) if kind == ImportBatch.Kind.REGISTRY else text


def _as_it_was(text: str, doubt: Mapping[str, Any]) -> bool:
    """An unreadable cell that nobody has changed is not a correction."""
    return doubt["code"].startswith("bad.") and text.strip() == doubt["proposed"].strip()


def possible(actor: Actor, line: ImportRow, decision: str) -> bool:
    """Whether the row may be decided so: only among those whom it names, and whom the actor still sees."""
    if decision == "new" and line.match.get("asks"):  # a number of the registry is one person's
        return False
    if decision in ("", "new", "skip", "again"):
        return True
    if decision in ("second", "transfer"):
        return line.match.get("asks") == "elsewhere"
    candidates = {f"p{candidate['person']}" for candidate in line.match.get("candidates", [])}
    return decision in candidates and Person.objects.visible_to(actor).filter(pk=int(decision[1:])).exists()


@transaction.atomic
def confirm_leaving(*, actor: Actor, batch: ImportBatch, schools: Iterable[int]) -> ImportBatch:
    """«Да, они уходят»: of schools that a staff list would leave with too few people, each by a word of its own."""
    row = locked(actor, batch, Stage.REVIEW, Stage.DONE)
    known = {int(school) for school in row.options.get("torn", {})} & set(schools)
    if not known:
        raise Refusal(_("Подтверждать здесь нечего"), todo=_("Обновите страницу"), code="already")
    row.options["leaving_confirmed"] = sorted({*row.options.get("leaving_confirmed", []), *known})
    registry_leaving.settle(actor, row)
    import_rows.recount(row)
    row.save(update_fields=["options", "counts"])
    audit.record(actor, "registry.confirm", row, schools=sorted(known))
    return row


@transaction.atomic
def apply(*, actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Write every row that is ready or whose proposal was not refused. The others wait, with their reasons."""
    row = locked(actor, batch, Stage.REVIEW, Stage.DONE)
    loading = row.rows.filter(verdict__in=import_rows.LOADED_NEXT).count()
    if not loading:
        raise Refusal(_("Нет строк, готовых к загрузке"), todo=_("Исправьте строки или выберите другую таблицу"))
    row.stage, row.rows_done, row.rows_to_do, row.membership_id = Stage.APPLYING, 0, loading, actor.membership_id
    row.applied_at, row.began_at, row.trouble = clock.now(), None, ""
    row.save()
    audit.record(actor, "import.apply", row, rows=loading)
    if loading <= (SMALL_LIST if row.kind == ImportBatch.Kind.REGISTRY else SMALL):
        import_work.finish(row.pk)
        row.refresh_from_db()
    return row


@transaction.atomic
def undo(*, actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Take back within a day whatever nobody has touched since; what was touched stays and is named."""
    row = locked(actor, batch, Stage.DONE)
    if row.kind == ImportBatch.Kind.REGISTRY:
        raise Refusal(
            _("Сверку с реестром не отменяют"), todo=_("Исправьте список и загрузите его снова: он всё поправит"),
            code="registry",
        )  # fmt: skip
    if row.applied_at is None or clock.now() > row.applied_at + UNDO:
        raise Refusal(_("Загрузку отменяют в течение суток"), todo=_("Поправьте записи в их карточках"), code="late")
    written = row.rows.filter(verdict__in=[Verdict.ADDED, Verdict.UPDATED]).count()
    row.stage, row.rows_done, row.rows_to_do, row.membership_id = Stage.UNDOING, 0, written, actor.membership_id
    row.began_at = None
    row.save()
    audit.record(actor, "import.undo", row)
    if written <= SMALL:
        import_work.finish(row.pk)
        row.refresh_from_db()
    return row


def may_open(actor: Actor, batch: ImportBatch) -> bool:
    """The cells of mentees as they came may tell what is kept under seal on their cards."""
    of_mentees = batch.kind == ImportBatch.Kind.MENTEES
    return not of_mentees or actor.may("bank.sensitive") or batch.created_by_id == actor.person_id


@transaction.atomic
def hand_out(*, actor: Actor, batch: ImportBatch, verb: str) -> None:
    """Before the file («import.open») or its waiting rows («import.export») go out: may they, and who took them."""
    if not may_open(actor, batch):
        raise Refusal(
            _("Таблицу наставляемых открывают тот, кто её загрузил, и те, кто видит особые отметки"),
            todo=_("Попросите файл у куратора"),
            code="permission",
        )
    audit.record(actor, verb, batch)


@transaction.atomic
def discard(*, actor: Actor, batch: ImportBatch) -> None:
    """Leave a table that was not applied; its file stays for the record, the same file may come again."""
    row = locked(actor, batch, Stage.COLUMNS, Stage.REVIEW, Stage.READING)
    row.rows.all().delete()
    row.stage = Stage.UNDONE
    row.save(update_fields=["stage"])
    audit.record(actor, "import.discard", row)
