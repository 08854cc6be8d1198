"""Pairs proposed by the body of mentors: the list, a new one, the curator's answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import get_visible, requires
from accounts.views.shared import done_by, page_of, posted

from ..forms.pair_proposals import PairAnswerForm, PairProposalForm
from ..models import PairProposal
from ..regulation.catalogue.choices import MATCHING_QUESTIONS
from ..services import pair_proposals as service

PEOPLE = ("mentor_entry__person", "mentee_entry__person", "author")


@require_safe
@requires("unit.view")
def pair_proposal_list(request: HttpRequest) -> HttpResponse:
    page = page_of(request, PairProposal.objects.visible_to(request.actor).select_related(*PEOPLE))
    rows = [{"row": row, "questions": _named(row)} for row in page]
    return render(request, "programs/pair_proposal_list.html", {"page": page, "rows": rows})


def _named(row: PairProposal) -> list[str]:
    return [str(MATCHING_QUESTIONS[code]) for code in row.questions if code in MATCHING_QUESTIONS]


@require_http_methods(["GET", "POST"])
@requires("council.work")
def pair_proposal_new(request: HttpRequest) -> HttpResponse:
    form = PairProposalForm(posted(request), actor=request.actor)
    if (
        request.method == "POST"
        and form.is_valid()
        and done_by(form, lambda: service.propose(actor=request.actor, **form.cleaned_data))
    ):
        messages.success(request, _("Предложение отправлено куратору"))
        return redirect("pair_proposal_list")
    return render(request, "programs/pair_proposal_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("unit.manage")
def pair_proposal_answer(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = get_visible(PairProposal, request.actor, pk, *PEOPLE)
    form = PairAnswerForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["form"] if "accept" in request.POST else ""
        told = {"proposal": proposal, "form": chosen, "words": form.cleaned_data["words"]}
        if done_by(form, lambda: service.answer(actor=request.actor, **told)):
            messages.success(request, _("Участники получили предложение") if chosen else _("Ответ отправлен"))
            return redirect("pair_proposal_list")
    context = {"form": form, "row": proposal, "questions": _named(proposal)}
    return render(request, "programs/pair_proposal_answer.html", context, status=422 if form.is_bound else 200)
