"""What stands beside the two lists: proposals, saved selections, the year's requests, the base above the schools."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import GuardianLink
from accounts.permissions import Actor, get_visible, requires
from accounts.queries.people import STAFF
from accounts.views.shared import done_by, page_of, posted, ticked, whole_number

from ..forms.bank_lists import AnswerForm, BaseFilter, ProposalForm, StaffFilter
from ..forms.banks import free_people
from ..models import BankProposal, MenteeEntry, MentorEntry
from ..queries import mentor_base
from ..queries.bank_words import ALL_AREAS
from ..queries.banks import requests_of_year
from ..queries.courses import asked_and_taught
from ..services import bank_lists as service
from ..terms import school_year

PAGES = {"mentor_list", "mentee_list"}


@require_safe
@requires("consent.own")
def my_cards(request: HttpRequest) -> HttpResponse:
    """One's own entries, and those of the children for whom one stands."""
    me = request.actor.person_id
    children = GuardianLink.objects.filter(guardian_id=me).values("child_id")
    mentees = MenteeEntry.objects.filter(Q(person_id=me) | Q(person_id__in=children))
    context = {
        "mentors": MentorEntry.objects.filter(person_id=me).select_related("organization"),
        "mentees": mentees.select_related("organization", "person"),
    }
    return render(request, "programs/bank_mine.html", context)


@require_http_methods(["GET", "POST"])
@requires("bank.manage")
def mentors_several(request: HttpRequest) -> HttpResponse:
    """The school's workers who are not in the bank of mentors: ticked ones are added by one press."""
    actor: Actor = request.actor
    form = StaffFilter(request.GET)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    if request.method == "POST":
        people = list(free_people(actor, MentorEntry, STAFF).filter(pk__in=ticked(request, "person")))
        added, left = service.add_mentors(actor=actor, people=people)
        if added:
            messages.success(request, _("Добавлено в банк: %s. Ждём их согласия на обработку данных") % len(added))
        for words in left:
            messages.warning(request, words)
        if not people:
            messages.warning(request, _("Никто не отмечен: поставьте отметки слева от фамилий"))
        return redirect("mentors_several" if left or not added else "mentor_list")
    page = page_of(request, free_people(actor, MentorEntry, STAFF, asked), service.MOST_AT_A_PRESS)
    context = {"form": form, "page": page, "asked": asked}
    return render(request, "programs/mentors_several.html", context)


@require_safe
@requires("bank.propose")
def proposal_list(request: HttpRequest) -> HttpResponse:
    """One's own proposals and their answers; for the curator those of the school, unanswered first."""
    actor: Actor = request.actor
    rows = BankProposal.objects.visible_to(actor).select_related("author", "person")
    context = {
        "page": page_of(request, rows.order_by(F("answered_at").desc(nulls_first=True), "-created_at", "-pk")),
        "decides": actor.may("bank.manage"),
    }
    return render(request, "programs/bank_proposals.html", context)


@require_http_methods(["GET", "POST"])
@requires("bank.propose")
def proposal_new(request: HttpRequest) -> HttpResponse:
    form = ProposalForm(posted(request), initial={"side": request.GET.get("side", "mentee")})
    if (
        request.method == "POST"
        and form.is_valid()
        and done_by(form, lambda: service.propose(actor=request.actor, **form.cleaned_data))
    ):
        messages.success(request, _("Предложение отправлено куратору"))
        return redirect("proposal_list")
    return render(request, "programs/bank_proposal.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("bank.manage")
def proposal_answer(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = get_visible(BankProposal, request.actor, pk, "author", "person")
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        accepted, words = request.POST.get("accepted") == "yes", form.cleaned_data["answer"]
        if done_by(
            form, lambda: service.answer(actor=request.actor, proposal=proposal, accepted=accepted, words=words)
        ):
            messages.success(request, _("Ответ отправлен"))
            return redirect("proposal_list")
    context = {"proposal": proposal, "form": form}
    return render(request, "programs/bank_proposal_answer.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("bank.view")
def selection_save(request: HttpRequest) -> HttpResponse:
    page = request.POST.get("page", "")
    page = page if page in PAGES else "mentor_list"
    query = request.POST.get("query", "")[:500]
    service.save_selection(actor=request.actor, page=page, title=request.POST.get("title", "")[:60], query=query)
    messages.success(request, _("Отбор сохранён"))
    return redirect(f"{reverse(page)}?{query}")


@require_POST
@requires("bank.view")
def selection_forget(request: HttpRequest) -> HttpResponse:
    pk = whole_number(request.POST.get("selection"))
    if pk is not None:
        service.forget_selection(actor=request.actor, pk=pk)
        messages.success(request, _("Отбор удалён"))
    page = request.POST.get("page", "")
    return redirect(page if page in PAGES else "mentor_list")


@require_safe
@requires("mentees.view")
def request_list(request: HttpRequest) -> HttpResponse:
    """The requests of the year, by areas (S2 разд. 6, этап 2)."""
    actor: Actor = request.actor
    year = school_year(actor.today)
    rows = requests_of_year(actor, year)
    groups = [{"label": label, "rows": [row for row in rows if code in row.areas]} for code, label in ALL_AREAS.items()]
    context = {"year": year, "total": len(rows), "groups": [group for group in groups if group["rows"]]}
    return render(request, "programs/request_list.html", context)


@require_safe
@requires("mentors.base")
def bank_base(request: HttpRequest) -> HttpResponse:
    """The single base of the level: people once each, and what mentees of the schools ask for."""
    actor: Actor = request.actor
    form = BaseFilter(request.GET)
    asked = form.asked()
    page = Paginator(mentor_base.people_rows(actor, asked), 50).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": mentor_base.base_rows(actor, list(page.object_list)),
        "totals": mentor_base.totals(actor),
        "order": asked_and_taught(actor),
        "teaches": actor.may("course.manage"),
        "filtered": any(value for name, value in asked.items() if name != "show"),
    }
    return render(request, "programs/bank_base.html", context)
