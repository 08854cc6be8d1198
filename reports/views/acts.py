"""The register of local acts, and of the legal acts that preambles cite."""

import datetime

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import audit
from accounts.permissions import requires
from programs.models import LegalAct

from ..documents.bank_files import as_xlsx
from ..documents.bank_table import BankTable
from ..queries.acts import ActLine, register

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _asked(request: HttpRequest) -> list[ActLine]:
    return register(request.actor, search=request.GET.get("q", ""), in_force=request.GET.get("now") == "1")


@require_safe
@requires("order.view")
def local_acts(request: HttpRequest) -> HttpResponse:
    page = Paginator(_asked(request), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "q": request.GET.get("q", ""),
        "now": request.GET.get("now") == "1",
        "query": request.GET.urlencode(),
        "enters": request.actor.may("order.draft"),
        "places": request.actor.may("order.draft") and request.actor.may("order.publish"),
    }
    return render(request, "reports/local_acts.html", context)


@require_safe
@requires("order.view")
def local_acts_export(request: HttpRequest) -> HttpResponse:
    """What the page shows by its filters is what the file holds."""
    actor = request.actor
    rows = tuple(
        (str(no), line.kind, line.number, _day(line.dated), line.title, _term(line))
        for no, line in enumerate(_asked(request), start=1)
    )
    columns = (_("№ п/п"), _("Вид"), _("Номер"), _("Дата"), _("Название"), _("Срок действия"))
    table = BankTable(_("Реестр локальных актов"), actor.organization.name, actor.today, columns, rows)
    answer = HttpResponse(as_xlsx(table), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="lokalnye-akty-{actor.today:%Y-%m-%d}.xlsx"'
    audit.record(actor, "localact.export", actor.organization, rows=len(rows))
    return answer


def _day(day: datetime.date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""


def _term(line: ActLine) -> str:
    return _("по %s") % _day(line.until) if line.until else _("без срока")


@require_safe
@requires("order.view")
def legal_acts(request: HttpRequest) -> HttpResponse:
    """Acts of the country and of the region, those that have lost force marked: they are cited no more."""
    actor = request.actor
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    rows = LegalAct.objects.filter(Q(region_code="") | Q(region_code=actor.organization.region.code))
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(number__icontains=words))
    page = Paginator(rows.order_by("-issued_on", "code"), PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/legal_acts.html", {"page": page, "q": words})
