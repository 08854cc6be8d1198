"""Agreements with other organizations; their mentors, nameless until they agree; requests and the answers to them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import get_visible, requires
from accounts.views.files import give
from accounts.views.shared import done_by, page_of, posted, whole_number

from ..forms.bank_lists import BaseFilter
from ..forms.matching import AgreementFileForm, OutcomeForm, PartnershipFilter, PartnershipForm
from ..models import MentorLoan, Partnership
from ..queries import partners as pages
from ..services import lending
from ..services import partners as service


@require_safe
@requires("order.view")
def partnership_list(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    form = PartnershipFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    page = page_of(request, pages.agreements(actor, asked))
    rows = [
        {
            "row": row, "other": row.other(actor.organization_id),
            "ours": row.confirmed_on if row.organization_id == actor.organization_id else row.partner_confirmed_on,
            "theirs": row.partner_confirmed_on if row.organization_id == actor.organization_id else row.confirmed_on,
            "over": row.ended_on is not None or (row.valid_to is not None and row.valid_to < actor.today),
            "soon": row.runs_out(actor.today),
        }
        for row in page
    ]  # fmt: skip
    return render(
        request,
        "programs/partnership_list.html",
        {"page": page, "rows": rows, "filter": form, "asked": any(asked.values())},
    )


@require_http_methods(["GET", "POST"])
@requires("order.draft")
def partnership_new(request: HttpRequest) -> HttpResponse:
    days = {"dated": request.actor.today, "valid_from": request.actor.today}
    form = PartnershipForm(request.POST, request.FILES) if request.method == "POST" else PartnershipForm(initial=days)
    if (
        request.method == "POST"
        and form.is_valid()
        and done_by(form, lambda: service.write_down(actor=request.actor, **form.told()))
    ):
        outside = form.cleaned_data["partner_kind"]
        messages.success(
            request,
            _("Договор внесён. Он действует, когда его подтвердит ваш руководитель")
            if outside
            else _("Договор внесён. Он действует, когда его подтвердят оба руководителя"),
        )
        return redirect("partnership_list")
    return render(request, "programs/partnership_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("order.draft")
def partnership_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed paper, where it was not at hand when the agreement was written down."""
    agreement = get_visible(Partnership, request.actor, pk)
    form = AgreementFileForm(request.POST, request.FILES) if request.method == "POST" else AgreementFileForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        if done_by(form, lambda: service.attach(actor=request.actor, agreement=agreement, file=file)):
            messages.success(request, _("Договор приложен"))
            return redirect("partnership_list")
    context = {"form": form, "agreement": agreement}
    return render(request, "programs/partnership_attach.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("order.draft")
def partnership_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """What has come of it (S2 п. 6)."""
    agreement = get_visible(Partnership, request.actor, pk, "partner", "organization")
    form = OutcomeForm(posted(request), initial={"outcome": agreement.outcome, "version": agreement.version})
    if form.is_valid():
        told = {
            "agreement": agreement, "outcome": form.cleaned_data["outcome"],
            "version": form.cleaned_data["version"] or 0,
        }  # fmt: skip
        if done_by(form, lambda: service.sum_up(actor=request.actor, **told)):
            messages.success(request, _("Записано, что дал договор"))
            return redirect("partnership_list")
    context = {"form": form, "other": agreement.other(request.actor.organization_id)}
    return render(request, "programs/partnership_outcome.html", context, status=422 if form.is_bound else 200)


@require_safe
@requires("order.view")
def partnership_file(request: HttpRequest, pk: int) -> HttpResponse:
    """For both sides and for nobody else."""
    agreement = get_visible(Partnership, request.actor, pk, "file")
    if agreement.file is None:
        raise Http404
    return give(agreement.file)


@require_POST
@requires("order.approve")
def partnership_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    service.confirm(actor=request.actor, agreement=get_visible(Partnership, request.actor, pk))
    messages.success(request, _("Договор подтверждён вашей организацией"))
    return redirect("partnership_list")


@require_POST
@requires("order.approve")
def partnership_end(request: HttpRequest, pk: int) -> HttpResponse:
    service.end(actor=request.actor, agreement=get_visible(Partnership, request.actor, pk))
    messages.success(request, _("Договор прекращён: новых наставников по нему не предлагают"))
    return redirect("partnership_list")


@require_http_methods(["GET", "POST"])
@requires("unit.manage")
def loan_base(request: HttpRequest) -> HttpResponse:
    """Mentors of partners by their work; a press asks for one."""
    if request.method == "POST":
        key = whole_number(request.POST.get("mentor")) or 0
        service.ask_for(actor=request.actor, key=key, need=request.POST.get("need", "")[:500])
        messages.success(request, _("Запрос отправлен его школе"))
        return redirect("loan_list")
    form = BaseFilter(request.GET or None)
    rows = pages.mentors_of_partners(request.actor).select_related("organization").order_by("subject", "pk")
    if form.is_valid() and form.cleaned_data.get("area"):
        rows = rows.filter(competencies__contains=[form.cleaned_data["area"]])
    page = page_of(request, rows)
    context = {"page": page, "rows": pages.nameless(list(page)), "form": form, "filtered": bool(request.GET)}
    context["partners"] = len(pages.partners_of(request.actor))
    return render(request, "programs/loan_base.html", context)


@require_safe
@requires()
def loan_list(request: HttpRequest) -> HttpResponse:
    """What is asked for, and what is asked of one's school and of oneself."""
    return render(request, "programs/loan_list.html", pages.loans_of(request.actor))


@require_POST
@requires()
def loan_answer(request: HttpRequest, pk: int) -> HttpResponse:
    loan = get_visible(MentorLoan, request.actor, pk, "mentor_entry")
    agrees = "agree" in request.POST
    service.answer(actor=request.actor, loan=loan, agrees=agrees)
    messages.success(request, _("Ответ отправлен: вы согласны") if agrees else _("Ответ отправлен: отказ"))
    return redirect("loan_list")


@require_POST
@requires("unit.manage")
def loan_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    service.withdraw(actor=request.actor, loan=get_visible(MentorLoan, request.actor, pk))
    messages.success(request, _("Запрос снят"))
    return redirect("loan_list")


@require_POST
@requires("order.draft")
def loan_order(request: HttpRequest, pk: int) -> HttpResponse:
    """The order of the mentor's school once more, where its draft was put aside or it was cancelled."""
    order = lending.draft_again(actor=request.actor, loan=get_visible(MentorLoan, request.actor, pk, "mentor_entry"))
    messages.success(request, _("Приказ подготовлен: проверьте и отправьте на утверждение"))
    return redirect("order_edit", order.pk)
