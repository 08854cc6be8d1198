"""The banks as files: what the page shows by its filters is what the file holds. Every download is on record."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import audit
from accounts.permissions import Actor, requires
from accounts.refusal import Refusal
from programs.forms.bank_lists import Filter, MenteeFilter, MentorFilter
from programs.queries.banks import mentee_rows, mentor_rows

from ..documents.bank_files import FORMATS
from ..documents.bank_table import BankTable, mentee_table, mentor_table

MOST_ON_PAPER = 200  # eight seconds of the printer


@require_safe
@requires("bank.manage")
def mentors_export(request: HttpRequest, kind: str) -> HttpResponse:
    actor: Actor = request.actor
    form = MentorFilter(request.GET)
    return _file(
        request, kind, "bank-nastavnikov", form,
        lambda: mentor_table(mentor_rows(actor, form.asked()), actor.organization, actor.today),
    )  # fmt: skip


@require_safe
@requires("bank.manage")
def mentees_export(request: HttpRequest, kind: str) -> HttpResponse:
    actor: Actor = request.actor
    form = MenteeFilter(request.GET)
    return _file(
        request, kind, "bank-nastavlyaemyh", form,
        lambda: mentee_table(mentee_rows(actor, form.asked()), actor.organization, actor.today),
    )  # fmt: skip


def _file(request: HttpRequest, kind: str, name: str, form: Filter, build: Callable[[], BankTable]) -> HttpResponse:
    if kind not in FORMATS:
        raise Http404
    write, content_type = FORMATS[kind]
    table = build()
    if kind == "pdf" and len(table.rows) > MOST_ON_PAPER:
        raise Refusal(
            _("В PDF помещается %(most)s строк, здесь %(rows)s") % {"most": MOST_ON_PAPER, "rows": len(table.rows)},
            todo=_("Отберите меньше или возьмите DOCX: его можно напечатать целиком"),
        )
    answer = HttpResponse(write(table), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}-{table.on:%Y-%m-%d}.{kind}"'
    filters = sorted(field for field, value in form.asked().items() if value)  # what was asked may be a name
    audit.record(request.actor, "bank.export", None, bank=name, file=kind, rows=len(table.rows), filters=filters)
    return answer
