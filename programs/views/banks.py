"""The banks of mentors and mentees as lists, new entries, cards to read and what may be done with them."""

from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Actor, get_visible, requires
from accounts.queries.people import OTHERS, PUPILS, STAFF
from accounts.refusal import Refusal
from accounts.views.shared import done_by, page_of, posted, ticked

from ..bank_rules import missing_for_bank, needs_clearance
from ..forms.bank_lists import Filter, MenteeFilter, MentorFilter
from ..forms.banks import MenteeForm, MentorForm, RequestForm, SupportForm
from ..models import MenteeEntry, MentorEntry
from ..queries import banks as queries
from ..queries.bank_words import ALL_AREAS, LISTS, mentee_facts, mentor_facts, named, request_facts
from ..queries.communities import of_person
from ..queries.match_pages import left_alone
from ..queries.newcomers import newcomers
from ..queries.participants import job_at, pupil_place, stands_for
from ..queries.regulations import effective_regulation
from ..queries.support import notes_of
from ..services import bank_cards as cards
from ..services import bank_lists as lists
from ..services import banks as service
from ..workflow import possible

Entry = TypeVar("Entry", MentorEntry, MenteeEntry)
CHIPS = {
    MentorEntry: {
        "all": _("Все"),
        "free": _("Есть места"),
        "candidates": _("Кандидаты"),
        "consent": _("Ждут согласия"),
        "stale": _("Не проверены больше года"),
        "gone": _("Выбыли"),
    },
    MenteeEntry: {
        "all": _("Все"),
        "waiting": _("Ищут наставника"),
        "no_request": _("Без запроса"),
        "in_pairs": _("В парах"),
        "unapproved": _("Не утверждены"),
        "consent": _("Ждут согласия"),
        "stale": _("Не проверены больше года"),
        "gone": _("Выбыли"),
    },
}


def _list(request: HttpRequest, model: type[Model], form: Filter, page: str) -> dict[str, Any]:
    """What both lists show: the rows of the filters, chips with counts, saved selections."""
    actor: Actor = request.actor
    asked = form.asked()
    rows = queries.mentor_rows if model is MentorEntry else queries.mentee_rows
    counted = queries.counts(model, actor)
    show = asked["show"] if asked["show"] in CHIPS[model] else "all"
    query = request.GET.copy()
    query.pop("page", None)
    filtered = any(value for name, value in asked.items() if name != "show")
    chips = [
        {"label": label, "count": counted[code], "url": f"?show={code}", "current": code == show and not filtered}
        for code, label in CHIPS[model].items()
        if counted[code] or code == "all" or code == show
    ]
    shown = page_of(request, rows(actor, asked))
    for entry in shown.object_list:
        entry.helps_with = named(getattr(entry, "competencies", [])[:3], ALL_AREAS)
        entry.modes = named(entry.work_modes, LISTS["work_modes"])
    return {
        "page": shown,
        "form": form,
        "chips": chips,
        "selections": queries.selections(actor, page),
        "counts": counted,
        "filtered": filtered or show != "all",
        "query": query.urlencode(),
        "manages": actor.may("bank.manage"),
    }


@requires("bank.view")
def mentor_list(request: HttpRequest) -> HttpResponse:
    context = _list(request, MentorEntry, MentorFilter(request.GET), "mentor_list")
    context["may_approve"] = context["counts"]["candidates"] and service.may_approve_mentors(request.actor)
    return render(request, "programs/mentor_list.html", context)


@requires("mentees.view")
def mentee_list(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    context = _list(request, MenteeEntry, MenteeFilter(request.GET), "mentee_list")
    rules = effective_regulation(actor.organization, actor.today)
    by_head = rules.value("mentee_approval") == "head"
    if context["manages"] and not context["filtered"]:
        context["newcomers"] = newcomers(actor.organization, rules, actor.today)
        context["look_through"] = not context["counts"]["all"]
    if not by_head:  # nobody waits for a word that nobody gives
        context["chips"] = [chip for chip in context["chips"] if chip["url"] != "?show=unapproved"]
    context["may_approve"] = by_head and actor.may("order.approve") and context["counts"]["unapproved"]
    return render(request, "programs/mentee_list.html", context)


GROUPS = {STAFF: _("Работники"), PUPILS: _("Обучающиеся"), OTHERS: _("Родители и люди извне")}


def _group(request: HttpRequest, groups: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """Out of whom the person is chosen, and the tabs that say so."""
    group = request.GET.get("group", STAFF)
    group = group if group in groups else STAFF
    tabs = [{"label": label, "url": f"?group={code}", "current": code == group} for code, label in groups.items()]
    return group, tabs


@require_http_methods(["GET", "POST"])
@requires("bank.manage")
def mentor_new(request: HttpRequest) -> HttpResponse:
    group, tabs = _group(request, GROUPS)
    form = MentorForm(posted(request), actor=request.actor, group=group)
    made: list[MentorEntry] = []
    if request.method == "POST" and form.is_valid():

        def add() -> None:
            made.append(service.add_mentor(actor=request.actor, **form.cleaned_data))

        if done_by(form, add):
            return _added(request, made[0], "mentor_detail")
    context = {"form": form, "tabs": tabs, "group": group}
    return render(request, "programs/mentor_new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("bank.manage")
def mentee_new(request: HttpRequest) -> HttpResponse:
    group, tabs = _group(request, {code: GROUPS[code] for code in (STAFF, PUPILS)})
    form = MenteeForm(posted(request), actor=request.actor, group=group)
    made: list[MenteeEntry] = []
    if request.method == "POST" and form.is_valid():

        def add() -> None:
            made.append(service.add_mentee(actor=request.actor, **form.cleaned_data))

        if done_by(form, add):
            return _added(request, made[0], "mentee_detail")
    context = {"form": form, "tabs": tabs, "group": group}
    return render(request, "programs/mentee_new.html", context, status=422 if form.is_bound else 200)


def _added(request: HttpRequest, entry: MentorEntry | MenteeEntry, page: str) -> HttpResponse:
    words = _("%s: ждём согласия на обработку данных")
    if entry.state != "consent_pending":
        words = _("%s уже в банке: согласие дано раньше")
    messages.success(request, words % entry.person.full_name)
    return redirect(page, entry.pk)


@require_POST
@requires("bank.manage")
def mentors_approve(request: HttpRequest) -> HttpResponse:
    """All candidates by one press, or the marked ones; «only» leaves those who are not ready for later."""
    rows = queries.mentor_rows(request.actor, {"show": "candidates"})
    marked = ticked(request, "entry")
    entries = list(rows.filter(pk__in=marked) if "entry" in request.POST else rows)
    return _approve(request, entries) or redirect("mentor_list")


def _approve(request: HttpRequest, entries: list[MentorEntry]) -> HttpResponse | None:
    """None where they are approved; else a page that names who lacks what, and offers the others."""
    rules = effective_regulation(request.actor.organization, request.actor.today)
    if "only" in request.POST:
        entries = [entry for entry in entries if not missing_for_bank(entry, rules)]
    try:
        count = lists.approve(actor=request.actor, entries=entries)
    except Refusal as refusal:
        if not refusal.missing:
            raise
        unready = [(entry, missing) for entry in entries if (missing := missing_for_bank(entry, rules))]
        left = {entry.pk for entry, _missing in unready}
        context = {"unready": unready, "ready": [entry for entry in entries if entry.pk not in left]}
        return render(request, "programs/mentors_unready.html", context, status=409)
    messages.success(request, _("Утверждено наставников: %s") % count)
    return None


@require_POST
@requires("bank.manage")
def mentees_approve(request: HttpRequest) -> HttpResponse:
    """The head's press: everybody who waits for it, or the marked ones."""
    rows = queries.mentee_rows(request.actor, {"show": "unapproved"})
    marked = ticked(request, "entry")
    entries = list(rows.filter(pk__in=marked) if "entry" in request.POST else rows)
    count = service.approve_mentees(actor=request.actor, entries=entries)
    messages.success(request, _("Утверждено наставляемых: %s") % count)
    return redirect("mentee_list")


@require_POST
@requires("bank.manage")
def mentors_bulk(request: HttpRequest) -> HttpResponse:
    return _bulk(request, MentorEntry, "mentor_list")


@require_POST
@requires("bank.manage")
def mentees_bulk(request: HttpRequest) -> HttpResponse:
    return _bulk(request, MenteeEntry, "mentee_list")


BULK = {
    "ask": (lists.ask_again, _("Напомнили о согласиях: %s")),
    "approve": (lists.approve, _("Утверждено наставников: %s")),
    "suspend": (lists.suspend, _("Приостановлено: %s")),
    "review": (lists.mark_reviewed, _("Отмечено проверенными: %s")),
    "review_all": (lists.mark_reviewed, _("Отмечено проверенными: %s")),
}


def _bulk(request: HttpRequest, model: type[Model], page: str) -> HttpResponse:
    """One verb for the ticked rows; «проверено» also for the whole list at once."""
    verb = request.POST.get("verb", "")
    do, done = BULK.get(verb, (None, ""))
    if model is MenteeEntry and verb in ("approve", "suspend"):
        do = None
    if verb == "review_all":
        entries = list((queries.mentor_rows if model is MentorEntry else queries.mentee_rows)(request.actor))
    else:
        entries = queries.marked(model, request.actor, ticked(request, "entry"))
    if verb == "approve" and do is not None and entries:
        if (refused := _approve(request, entries)) is not None:
            return refused
    elif do is not None and (entries or verb == "review_all"):  # an empty bank is looked through too
        messages.success(request, done % do(actor=request.actor, entries=entries))
    else:
        messages.warning(request, _("Ничего не сделано: сначала отметьте строки"))
    query = request.POST.get("query", "")
    return redirect(reverse(page) + (f"?{query}" if query else ""))


@requires()
def mentor_detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    entry = get_visible(MentorEntry, actor, pk, "person", "organization", "organization__region")
    keeps, own = cards.keeps(actor, entry), entry.person_id == actor.person_id
    waits = entry.state in (MentorEntry.State.CANDIDATE, MentorEntry.State.SCREENED)
    rules = effective_regulation(entry.organization, actor.today)
    context = {
        "entry": entry,
        "facts": mentor_facts(entry),
        "awaited": queries.awaited_consents(entry) if keeps and actor.may("consent.paper") else [],
        "members": queries.units_of(entry, actor),
        "verbs": possible(entry, actor),
        "missing": missing_for_bank(entry, rules) if waits and (keeps or own) else [],
        "uncleared": keeps and needs_clearance(entry),
        "trainings": queries.trainings_of(entry),
        "communities": list(of_person(entry.person_id)) if keeps or own else [],
        "job": job_at(entry.person, entry.organization, actor.today),
        "place": pupil_place(entry.person, entry.organization, actor.today),
        "keeps": keeps, "may_edit": keeps or own, "evidence": queries.evidence_of(entry),
        "may_approve": waits and keeps and service.may_approve_mentors(actor),
        "may_prove": (keeps or own) and entry.state != MentorEntry.State.WITHDRAWN,
        "may_leave": (keeps or own) and entry.state != MentorEntry.State.WITHDRAWN,
    }  # fmt: skip
    return render(request, "programs/mentor_detail.html", context)


MENTOR_MOVES = {
    "suspend": (service.suspend_mentor, _("Наставник приостановлен: в пары его не предлагают")),
    "resume": (service.resume_mentor, _("Наставник снова в банке")),
    "screen": (cards.finish_screening, _("Отбор завершён")),
    "activate": (service.approve_mentor, _("Наставник утверждён")),
    "rejoin": (service.bring_back, _("Человек снова в банке: ждём согласия")),
    "withdraw": (service.withdraw_entry, _("Наставник выведен из банка")),
}


@require_POST
@requires()
def mentor_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Suspended, resumed by whoever keeps the bank; withdrawn by the person himself as well."""
    entry = kept(request, MentorEntry, pk)
    verb, done = MENTOR_MOVES.get(request.POST.get("verb", ""), (None, ""))
    if verb is not None:
        verb(actor=request.actor, entry=entry)
        messages.success(request, done)
    return redirect("mentor_detail", pk)


@require_POST
@requires()
def mentee_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the bank, or back into it."""
    entry = kept(request, MenteeEntry, pk)
    if request.POST.get("verb") == "rejoin":
        service.bring_back(actor=request.actor, entry=entry)
        messages.success(request, _("Человек снова в банке: ждём согласия"))
    else:
        service.withdraw_entry(actor=request.actor, entry=entry)
        messages.success(request, _("Наставляемый выведен из банка"))
    return redirect("mentee_detail", pk)


def kept(request: HttpRequest, model: type[Entry], pk: int, *, own: bool = True) -> Entry:
    """The entry of whoever keeps it: the curator's, the head's and, with ``own``, one's own. For who only reads it, it
    is not there."""
    entry = get_visible(model, request.actor, pk, "person", "organization", "organization__region")
    if not (own and entry.person_id == request.actor.person_id) and not cards.keeps(request.actor, entry):
        raise Http404
    return entry


@requires()
def mentee_detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    entry = get_visible(MenteeEntry, actor, pk, "person", "organization", "organization__region")
    keeps, own = cards.keeps(actor, entry), entry.person_id == actor.person_id
    early = entry.state == MenteeEntry.State.CONSENT_PENDING and (own or keeps or stands_for(actor, entry))
    # A preliminary request is for whoever noted it: the others read requests that stand on a consent.
    card = queries.open_request(entry) if early or entry.state != MenteeEntry.State.CONSENT_PENDING else None
    private = own or (actor.may("bank.sensitive") and actor.signs_for(entry.organization_id))
    supports = actor.may("support.manage") and actor.signs_for(entry.organization_id)
    context = {
        "entry": entry,
        "facts": mentee_facts(entry, whole=own or actor.may("mentees.view"), private=private),
        "card": card,
        "asked": request_facts(card),
        "awaited": queries.awaited_consents(entry) if keeps and actor.may("consent.paper") else [],
        "choices": queries.choices_of(card) if private else {},
        "members": queries.units_of(entry, actor),
        "job": job_at(entry.person, entry.organization, actor.today),
        "place": pupil_place(entry.person, entry.organization, actor.today),
        "keeps": keeps,
        "may_ask": own or keeps,
        "early": early,
        "may_unseal": actor.may("bank.sensitive") and actor.signs_for(entry.organization_id),
        "gone": entry.state == MenteeEntry.State.DROPPED_OUT,
        "may_match": actor.may("unit.manage") and entry.state in {"requested", "unmatched_support"},
        "reads_support": supports,
        "notes": notes_of(entry) if supports and entry.unmatched_since else [],
        "may_support": keeps and entry.state == MenteeEntry.State.REQUESTED,
    }
    return render(request, "programs/mentee_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires()
def request_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The request card of this school year; before the consents are in, its areas alone."""
    actor: Actor = request.actor
    entry = get_visible(MenteeEntry, actor, pk, "person", "organization", "organization__region")
    early = entry.state == MenteeEntry.State.CONSENT_PENDING
    if not (early and stands_for(actor, entry)):
        entry = kept(request, MenteeEntry, pk)
    card = queries.open_request(entry)
    chosen = queries.choices_of(card)
    initial = {"subject": entry.subject, **{name: [row.pk for row in rows] for name, rows in chosen.items()}}
    pupil = pupil_place(entry.person, entry.organization, actor.today) is not None
    private = not early and (entry.person_id == actor.person_id or actor.may("bank.sensitive"))
    form = RequestForm(posted(request), instance=card, initial=initial, entry=entry, pupil=pupil)
    if not private:
        for name in ("wished", "excluded"):
            form.fields.pop(name, None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data if private else {**form.cleaned_data, **chosen}
        values = {"problem": "", "desired_result": "", **values}
        if done_by(form, lambda: service.make_request(actor=actor, entry=entry, **values)):
            said = _("Предварительный запрос записан: искать наставника начнём после согласия")
            messages.success(request, said if early else _("Запрос сохранён, ищем наставника"))
            return redirect("mentee_detail", pk)
    status = 422 if form.is_bound else 200
    context = {"entry": entry, "form": form, "early": early}
    return render(request, "programs/request_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires("bank.manage")
def mentee_support(request: HttpRequest, pk: int) -> HttpResponse:
    """One mentee; with a tick everybody else whom the draft has found nobody for, in the same words."""
    entry = get_visible(MenteeEntry, request.actor, pk, "person")
    others = list(left_alone(entry.organization_id).exclude(pk=pk))
    form = SupportForm(posted(request), others=others)
    if form.is_valid():
        several = [entry, *others] if form.cleaned_data.get("others") else [entry]
        plan = form.cleaned_data["support_plan"]
        service.leave_all_without_pair(actor=request.actor, entries=several, support_plan=plan)
        messages.success(request, _("Поддержка назначена, поиск наставника продолжается"))
        return redirect("mentees_alone") if len(several) > 1 else redirect("mentee_detail", pk)
    status = 422 if form.is_bound else 200
    return render(request, "programs/mentee_support.html", {"entry": entry, "form": form}, status=status)
