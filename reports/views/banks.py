"""The banks as files: what the page shows by its filters is what the file holds. Every download is on record.

A spreadsheet and a document to edit are made at once; paper is set by a worker, and its page waits for it.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Actor, get_visible, requires
from accounts.views.files import give

from ..documents.bank_files import FORMATS
from ..documents.bank_table import table_of
from ..models import BankFile
from ..services import bank_files as service

Bank = BankFile.Bank
PAGES = {Bank.MENTORS: "mentor_list", Bank.MENTEES: "mentee_list"}


@require_safe
@requires("bank.manage")
def mentors_export(request: HttpRequest, kind: str) -> HttpResponse:
    return _file(request, kind, Bank.MENTORS)


@require_safe
@requires("bank.manage")
def mentees_export(request: HttpRequest, kind: str) -> HttpResponse:
    return _file(request, kind, Bank.MENTEES)


def _file(request: HttpRequest, kind: str, bank: Bank) -> HttpResponse:
    if kind not in FORMATS:
        raise Http404
    actor: Actor = request.actor
    write, content_type = FORMATS[kind]
    query = request.GET.urlencode()
    table = table_of(service.rows_asked(actor, bank, query), actor.organization, actor.today)
    name = service.FILE_NAMES[bank]
    answer = HttpResponse(write(table), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}-{table.on:%Y-%m-%d}.{kind}"'
    service.record(actor, bank, query, kind=kind, rows=len(table.rows))
    return answer


@require_POST
@requires("bank.manage")
def bank_print(request: HttpRequest, bank: str) -> HttpResponse:
    """Ask for the list on paper: the same press again leads to the same waiting page."""
    if bank not in Bank:
        raise Http404
    made = service.ask(actor=request.actor, bank=bank, query=request.POST.get("query", ""))
    return redirect("bank_file", made.pk)


@require_safe
@requires("bank.manage")
def bank_file(request: HttpRequest, pk: int) -> HttpResponse:
    made = get_visible(BankFile, request.actor, pk)
    context = {"made": made, "bank_url": PAGES[Bank(made.bank)]}
    return render(request, "reports/bank_file.html", context)


@require_safe
@requires("bank.manage")
def bank_file_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    made = get_visible(BankFile, request.actor, pk, "file")
    service.hand_out(actor=request.actor, made=made)
    return give(made.file, name=f"{service.FILE_NAMES[Bank(made.bank)]}-{made.asked_at:%Y-%m-%d}.pdf")
