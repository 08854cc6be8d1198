"""Matching: the draft of the school, what-if, publication and its answers; candidates of one mentee."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import get_visible, requires
from accounts.refusal import Refusal
from accounts.views.shared import page_of, whole_number

from ..forms.matching import WeightsForm
from ..models import GeneralMeeting, MatchDraft, MatchPin, MatchSuggestion, MenteeEntry, MentorEntry
from ..queries import match_pages as pages
from ..queries import match_words
from ..queries.general_meetings import pairing_term
from ..queries.partners import lent
from ..queries.pool import WAITING
from ..services import matching as service
from ..services import proposals

State = MatchDraft.State


@require_safe
@requires("unit.manage")
def matching(request: HttpRequest) -> HttpResponse:
    """Where the matching of the school stands: the open draft, or what came before it and what to begin with."""
    drafts = MatchDraft.objects.visible_to(request.actor)
    draft = drafts.filter(state__in=[State.CALCULATING, State.DRAFT]).first()
    if draft is not None:
        return redirect("match_detail", draft.pk)
    organization = request.actor.organization
    model, until = pairing_term(organization, request.actor.today)
    own = {"organization_id": organization.pk}
    context = {
        "waiting": MenteeEntry.objects.filter(state__in=WAITING, **own).count(),
        "mentors": MentorEntry.objects.filter(state=MentorEntry.State.ACTIVE, **own).count(),
        "model": model, "until": until, "late": until is not None and until < request.actor.today,
        "meeting": GeneralMeeting.objects.filter(**own).first(),
        "page": page_of(request, drafts.filter(state=State.PUBLISHED)),
    }  # fmt: skip
    return render(request, "programs/matching.html", context)


@require_POST
@requires("unit.manage")
def matching_draft(request: HttpRequest) -> HttpResponse:
    draft = service.make_draft(actor=request.actor)
    if draft.state == State.DRAFT:
        messages.success(request, _("Черновик посчитан: его не видит никто, пока вы не опубликуете"))
    return redirect("match_detail", draft.pk)


def _draft(request: HttpRequest, pk: int) -> MatchDraft:
    return get_visible(MatchDraft, request.actor, pk, "organization__region")


@require_safe
@requires("unit.manage")
def match_detail(request: HttpRequest, pk: int) -> HttpResponse:
    draft = _draft(request, pk)
    if draft.state == State.CALCULATING:
        return render(request, "programs/match_wait.html", {"draft": draft})
    if draft.state == State.DRAFT:
        return _table(request, draft)
    return _result(request, draft)


def _table(request: HttpRequest, draft: MatchDraft) -> HttpResponse:
    show = request.GET.get("show", "")
    page = Paginator(pages.suggestions_of(draft, show), 50).get_page(request.GET.get("page"))
    facts = pages.draft_facts(draft)
    context = {
        "draft": draft, "facts": facts, "page": page, "rows": pages.rows_of(page, facts["pinned"]), "show": show,
        "first_alone": pages.suggestions_of(draft, "alone").first(),
    }  # fmt: skip
    return render(request, "programs/match_draft.html", context)


def _result(request: HttpRequest, draft: MatchDraft) -> HttpResponse:
    page = Paginator(pages.suggestions_of(draft), 50).get_page(request.GET.get("page"))
    _model, until = pairing_term(draft.organization, request.actor.today)
    units_of = draft.suggestions.filter(unit__isnull=False).values_list("unit_id", "unit__state")
    states = dict(units_of)
    context = {
        "draft": draft, "page": page, "rows": pages.answers_to(draft, list(page), until),
        "sent": len(states), "left": service.pending(draft).count(), "until": until,
        "agreed": sum(state not in ("proposed", "rejected") for state in states.values()),
    }  # fmt: skip
    return render(request, "programs/match_result.html", context)


@require_safe
@requires("unit.manage")
def match_other(request: HttpRequest, pk: int) -> HttpResponse:
    """«Иначе»: the other mentors of a mentee of the draft, each with his price in points."""
    one = get_visible(MatchSuggestion, request.actor, pk, "draft__organization__region", "mentee_entry__person")
    context = {"draft": one.draft, "entry": one.mentee_entry, **pages.other_mentors(one.draft, one.mentee_entry)}
    return render(request, "programs/match_other.html", context)


def _mentee(request: HttpRequest, pk: int) -> MenteeEntry:
    return get_visible(MenteeEntry, request.actor, pk, "person", "organization__region")


def _mentor(request: HttpRequest, text: str | None) -> MentorEntry:
    """Of the school's own bank, or of another one where he and his school have said yes."""
    own = request.actor.organization_id
    rows = MentorEntry.objects.filter(Q(organization_id=own) | Q(pk__in=lent(own, request.actor.today).values("pk")))
    found = rows.select_related("person").filter(pk=whole_number(text) or 0).first()
    if found is None:
        raise Refusal(_("Такого наставника в банке нет"), todo=_("Вернитесь к подбору и выберите из списка"))
    return found


@require_safe
@requires("unit.manage")
def match_what_if(request: HttpRequest, pk: int) -> HttpResponse:
    """Only the difference: of a pinned or a forbidden pair, or of other weights. Nothing is saved."""
    draft = _draft(request, pk)
    if draft.state != State.DRAFT:
        return redirect("match_detail", pk)
    context: dict[str, Any] = {"draft": draft}
    if "mentee" in request.GET:
        entry = _mentee(request, whole_number(request.GET["mentee"]) or 0)
        mentor = _mentor(request, request.GET.get("mentor"))
        kind = MatchPin.Kind.FORBIDDEN if request.GET.get("kind") == "forbidden" else MatchPin.Kind.PINNED
        found = pages.difference_of_pair(draft, entry.pk, mentor.pk, kind)
        row = draft.suggestions.filter(mentee_entry=entry).first()
        context |= {"row": row, "entry": entry, "mentor": mentor, "kind": str(kind), **found}
        return render(request, "programs/match_what_if.html", context)
    tried = {name: value for name, value in request.GET.items() if name in draft.weights}
    form = WeightsForm(tried or None, now=draft.weights)
    if tried and form.is_valid():
        context |= {"counted": True, **pages.difference_of_weights(draft, form.cleaned_data)}
    context["form"] = form
    return render(request, "programs/match_weights.html", context)


@require_POST
@requires("unit.manage")
def match_pin(request: HttpRequest, pk: int) -> HttpResponse:
    draft, mentor = _draft(request, pk), _mentor(request, request.POST.get("mentor"))
    entry = _mentee(request, whole_number(request.POST.get("mentee")) or 0)
    if request.POST.get("kind") == "none":
        service.unpin(actor=request.actor, draft=draft, mentee=entry, mentor=mentor)
        messages.success(request, _("Условие снято, черновик пересчитан"))
    else:
        kind = MatchPin.Kind.FORBIDDEN if request.POST.get("kind") == "forbidden" else MatchPin.Kind.PINNED
        service.pin(actor=request.actor, draft=draft, mentee=entry, mentor=mentor, kind=kind)
        messages.success(request, _("Черновик пересчитан с вашим условием"))
    return redirect("match_detail", pk)


@require_POST
@requires("unit.manage")
def match_publish(request: HttpRequest, pk: int) -> HttpResponse:
    draft = service.publish(actor=request.actor, draft=_draft(request, pk))
    sent = draft.suggestions.filter(unit__isnull=False).values("unit_id").distinct().count()
    messages.success(request, service.published_words(sent))
    return redirect("match_detail", pk)


@require_POST
@requires("unit.manage")
def match_discard(request: HttpRequest, pk: int) -> HttpResponse:
    service.discard(actor=request.actor, draft=_draft(request, pk))
    messages.success(request, _("Черновик отброшен"))
    return redirect("matching")


@require_POST
@requires("unit.manage")
def match_next(request: HttpRequest, pk: int) -> HttpResponse:
    """After a refusal or silence: the next mentor, by one press."""
    draft, mentor = _draft(request, pk), _mentor(request, request.POST.get("mentor"))
    rows = MatchSuggestion.objects.filter(draft=draft).select_related("unit", "mentee_entry__person")
    suggestion = rows.filter(pk=whole_number(request.POST.get("suggestion")) or 0).first()
    if suggestion is None:
        raise Refusal(_("Такой строки в подборе нет"), todo=_("Обновите страницу ответов"))
    service.propose_next(actor=request.actor, suggestion=suggestion, mentor=mentor)
    messages.success(request, _("Предложение отправлено: %s") % mentor.person.full_name)
    return redirect("match_detail", pk)


@require_http_methods(["GET", "POST"])
@requires("unit.manage")
def mentee_matching(request: HttpRequest, pk: int) -> HttpResponse:
    """Candidates of one mentee with their bars; a press proposes the pair."""
    entry = _mentee(request, pk)
    if entry.organization_id != request.actor.organization_id:
        raise Http404
    found = pages.candidates_for(entry)
    if request.method == "POST":
        mentor = _mentor(request, request.POST.get("mentor"))
        row = next((one for one in found["fitting"] if one["mentor"] == mentor.pk), None)
        if row is None:
            messages.warning(request, _("Этого наставника предложить уже нельзя"))
            return redirect("mentee_matching", pk)
        unit = proposals.propose(
            actor=request.actor, mentor=mentor, mentees=[entry], form=row["form_code"], kinds=row["kind"]
        )
        messages.success(request, _("Участники получили предложение"))
        return redirect("unit_detail", unit.pk)
    request_card = entry.requests.filter(withdrawn_at=None).first()
    areas = match_words.area_words(request_card.areas if request_card else ())
    context = {"entry": entry, "card": request_card, "areas": areas, **found}
    return render(request, "programs/mentee_matching.html", context)
