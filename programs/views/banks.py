"""The banks of mentors and mentees, requests, and support of those without a pair."""

from typing import TypeVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import get_visible, requires

from ..forms.banks import MenteeForm, MentorForm, RequestForm, SupportForm
from ..models import MenteeEntry, MentorEntry
from ..queries.banks import awaited_consent, mentee_rows, mentor_rows, open_request
from ..services import banks as service
from ..workflow import possible

Entry = TypeVar("Entry", MentorEntry, MenteeEntry)
PAGE = 50


@requires("bank.view")
def mentor_list(request: HttpRequest) -> HttpResponse:
    rows = mentor_rows(request.actor, search=request.GET.get("q", ""))
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "q": request.GET.get("q", ""),
        "candidates": rows.filter(state=MentorEntry.State.CANDIDATE).count(),
    }
    return render(request, "programs/mentor_list.html", context)


@requires("bank.view")
def mentee_list(request: HttpRequest) -> HttpResponse:
    rows = mentee_rows(request.actor, search=request.GET.get("q", ""))
    context = {"page": Paginator(rows, PAGE).get_page(request.GET.get("page")), "q": request.GET.get("q", "")}
    return render(request, "programs/mentee_list.html", context)


@require_http_methods(["GET", "POST"])
@requires("bank.manage")
def mentor_new(request: HttpRequest) -> HttpResponse:
    form = MentorForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        entry = service.add_mentor(actor=request.actor, **form.cleaned_data)
        messages.success(request, _("%s: ждём согласия на обработку данных") % entry.person.full_name)
        return redirect("mentor_list")
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/mentor_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@requires("bank.manage")
def mentee_new(request: HttpRequest) -> HttpResponse:
    form = MenteeForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        entry = service.add_mentee(actor=request.actor, **form.cleaned_data)
        messages.success(request, _("%s: ждём согласия на обработку данных") % entry.person.full_name)
        return redirect("mentee_list")
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/mentee_new.html", {"form": form}, status=status)


@require_POST
@requires("bank.manage")
def mentors_approve(request: HttpRequest) -> HttpResponse:
    """All candidates by one press, or the marked ones."""
    rows = MentorEntry.objects.visible_to(request.actor).filter(
        state=MentorEntry.State.CANDIDATE, organization_id=request.actor.organization_id
    )
    marked = [int(pk) for pk in request.POST.getlist("entry") if pk.isdecimal() and len(pk) < 19]
    entries = list(rows.filter(pk__in=marked) if marked else rows)
    service.approve_mentors(actor=request.actor, entries=entries)
    messages.success(request, _("Утверждено наставников: %s") % len(entries))
    return redirect("mentor_list")


@requires()
def mentor_detail(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_visible(MentorEntry, request.actor, pk, "person", "organization")
    manages = request.actor.may("bank.manage") and request.actor.signs_for(entry.organization_id)
    context = {
        "entry": entry,
        "members": entry.members.select_related("unit").order_by("-pk"),
        "verbs": possible(entry, request.actor),
        "awaited": awaited_consent(entry) if request.actor.may("consent.paper") else None,
        "may_leave": (manages or entry.person_id == request.actor.person_id) and entry.state != "withdrawn",
    }
    return render(request, "programs/mentor_detail.html", context)


MENTOR_MOVES = {
    "suspend": (service.suspend_mentor, _("Наставник приостановлен: в пары его не предлагают")),
    "resume": (service.resume_mentor, _("Наставник снова в банке")),
    "withdraw": (service.withdraw_entry, _("Наставник выведен из банка")),
}


@require_POST
@requires()
def mentor_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Suspended, resumed by whoever keeps the bank; withdrawn by the person himself as well."""
    entry = _kept(request, MentorEntry, pk)
    verb, done = MENTOR_MOVES.get(request.POST.get("verb", ""), (None, ""))
    if verb is not None:
        verb(actor=request.actor, entry=entry)
        messages.success(request, done)
    return redirect("mentor_detail", pk)


@require_POST
@requires()
def mentee_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    service.withdraw_entry(actor=request.actor, entry=_kept(request, MenteeEntry, pk))
    messages.success(request, _("Наставляемый выведен из банка"))
    return redirect("mentee_detail", pk)


def _kept(request: HttpRequest, model: type[Entry], pk: int) -> Entry:
    """The entry of whoever keeps it: the curator's, the head's, one's own. For who only reads it, it is not there."""
    entry = get_visible(model, request.actor, pk, "person", "organization")
    if entry.person_id != request.actor.person_id and not request.actor.may("bank.manage"):
        raise Http404
    return entry


@requires()
def mentee_detail(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_visible(MenteeEntry, request.actor, pk, "person", "organization")
    context = {
        "entry": entry,
        "card": open_request(entry),
        "awaited": awaited_consent(entry) if request.actor.may("consent.paper") else None,
        "members": entry.members.select_related("unit").order_by("-pk"),
        "may_ask": entry.person_id == request.actor.person_id or request.actor.may("bank.manage"),
        "may_leave": entry.state != MenteeEntry.State.DROPPED_OUT,
        "may_support": request.actor.may("bank.manage") and entry.state == MenteeEntry.State.REQUESTED,
    }
    return render(request, "programs/mentee_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires()
def request_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The request card of this school year."""
    entry = _kept(request, MenteeEntry, pk)
    card = open_request(entry)
    initial = {"areas": card.areas, "problem": card.problem, "desired_result": card.desired_result} if card else None
    form = RequestForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        service.make_request(actor=request.actor, entry=entry, **form.cleaned_data)
        messages.success(request, _("Запрос сохранён, ищем наставника"))
        return redirect("mentee_detail", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/request_edit.html", {"entry": entry, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
@requires("bank.manage")
def mentee_support(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_visible(MenteeEntry, request.actor, pk, "person")
    form = SupportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        service.leave_without_pair(actor=request.actor, entry=entry, **form.cleaned_data)
        messages.success(request, _("Поддержка назначена, поиск наставника продолжается"))
        return redirect("mentee_detail", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/mentee_support.html", {"entry": entry, "form": form}, status=status)
