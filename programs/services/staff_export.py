"""Our list of staff as a file that a registry compares with its own: the headings are those that we read ourselves."""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Employment
from accounts.permissions import Actor

from ..import_words import FIELDS
from ..imports.sheet import inert
from ..models.bank_choices import Qualification
from . import registry_keys
from .import_files import new_book

# No birthday, telephone or address: a registry knows them, and a list of work needs none.
COLUMNS = (
    "registry_key", "full_name", "organization", "ogrn", "inn", "position", "subject", "qualification_category",
    "hired_on", "left_on", "is_primary",
)  # fmt: skip
LONG_GONE = datetime.timedelta(days=366)  # who left earlier is not told


def last_day(job: Employment) -> datetime.date | None:
    return job.valid_to and job.valid_to - datetime.timedelta(days=1)


def _rows(actor: Actor) -> Iterator[dict[str, Any]]:
    jobs = Employment.objects.filter(organization_id__in=actor.organization_ids).exclude(
        valid_to__lte=actor.today - LONG_GONE
    )
    known = registry_keys.keys_of(jobs.values("person_id"))
    categories = {code: str(label) for code, label in Qualification.choices}
    ordered = jobs.select_related("person", "organization").order_by(
        "organization__short_name", "organization_id", "person__last_name", "person__first_name", "pk"
    )
    for job in ordered:
        yield {
            "registry_key": ", ".join(known.get(job.person_id, [])), "full_name": job.person.full_name,
            "organization": job.organization.short_name, "ogrn": job.organization.ogrn, "inn": job.organization.inn,
            "position": job.title, "subject": job.subject,
            "qualification_category": categories.get(job.qualification_category, ""),
            "hired_on": job.valid_from, "left_on": last_day(job),
            "is_primary": _("да") if job.is_primary else _("нет"),
        }  # fmt: skip


def export(*, actor: Actor, form: str) -> bytes:
    """``xlsx`` or ``csv`` (with the mark by which Excel knows UTF-8); who took it is in the journal."""
    audit.record(actor, "registry.export", None, organization_id=actor.organization_id, form=form)
    labels = [str(FIELDS[name]) for name in COLUMNS]
    return _csv(labels, _rows(actor)) if form == "csv" else _xlsx(labels, _rows(actor))


def _text(value: Any) -> str:
    return f"{value:%d.%m.%Y}" if isinstance(value, datetime.date) else str(value or "")


def _csv(labels: list[str], rows: Iterable[dict[str, Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(labels)
    for row in rows:
        cells = [_text(row[name]) for name in COLUMNS]
        writer.writerow([inert(text) for text in cells])
    return "\ufeff".encode() + out.getvalue().encode()


def _xlsx(labels: list[str], rows: Iterable[dict[str, Any]]) -> bytes:
    book, out = new_book()
    sheet, bold = book.add_worksheet(_("Работники")), book.add_format({"bold": True, "text_wrap": True})
    for column, label in enumerate(labels):
        sheet.write_string(0, column, label, bold)
        sheet.set_column(column, column, 34 if column in (1, 2) else 18)
    for number, row in enumerate(rows, start=1):
        for column, name in enumerate(COLUMNS):
            value = row[name]
            if isinstance(value, datetime.date):
                sheet.write_datetime(number, column, datetime.datetime.combine(value, datetime.time()))
            elif value:
                sheet.write_string(number, column, str(value))
    sheet.freeze_panes(1, 2)
    book.close()
    return out.getvalue()
