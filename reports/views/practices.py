"""The bank of best practices: found, read, offered, chosen, tried in another organization."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Organization
from accounts.permissions import Actor, get_visible, requires
from accounts.refusal import Refusal
from accounts.views.shared import done_by, page_of, posted, say, whole_number
from programs.models import Program
from programs.queries.bank_words import ALL_AREAS
from programs.queries.names import people_in
from programs.workflow import possible

from ..forms import BankFilter, FromProgramForm, UseForm
from ..models import PracticeOffer, Publication
from ..models.practice import LIVING
from ..queries import practices as queries
from ..queries.section_names import spoken_of
from ..services import practices as service

SAID = {
    "select": gettext_lazy("Практика в банке: её видят все, для кого он"),
    "return": gettext_lazy("Возвращено школе с вашими словами"),
    "recall": gettext_lazy("Отозвано из банка: практику можно править"),
}


@require_safe
@requires("practice.view")
def practice_list(request: HttpRequest) -> HttpResponse:
    """The bank; one's own with how often they were tried; those that wait for a decision."""
    actor: Actor = request.actor
    tabs = {"": _("Банк")}
    if actor.may("section.view"):
        tabs["own"] = _("Наши")
    if actor.may("practice.select"):
        tabs["waiting"] = _("Ждут решения")
    show = request.GET.get("show", "")
    show = show if show in tabs else ""
    form = BankFilter(request.GET, codes=set(ALL_AREAS)) if not show else None
    wanted = form.cleaned_data if form is not None and form.is_valid() else {}
    rows = {"own": queries.own, "waiting": queries.waiting}[show](actor) if show else queries.found(actor, wanted)
    context = {
        "page": page_of(request, rows), "filter": form, "show": show, "asked": any(wanted.values()),
        "tabs": [{"label": label, "url": f"?show={code}", "current": code == show} for code, label in tabs.items()],
        "read_states": queries.READ, "draws_up": actor.may("section.write") and actor.may("unit.view"),
    }  # fmt: skip
    return render(request, "reports/practice_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("section.write")
def practice_new(request: HttpRequest) -> HttpResponse:
    """From a programme of one's own: its records become a draft that is then told in words."""
    actor: Actor = request.actor
    form = FromProgramForm(posted(request), initial={"program": whole_number(request.GET.get("program"))})
    programs = Program.objects.visible_to(actor) if actor.may("unit.view") else Program.objects.none()
    shown = programs.filter(organization_id=actor.organization_id)
    told = queries.practices().filter(program__in=shown).values("program")
    fresh = shown.filter(closed_on__isnull=False).exclude(pk__in=told).order_by("-closed_on", "pk")
    form.fields["program"].offer(shown if form.is_bound else fresh.prefetch_related("unit__members__person"))
    if request.method == "POST" and form.is_valid():
        made: list[Publication] = []
        if done_by(form, lambda: made.append(service.draw_up(actor=actor, program=form.cleaned_data["program"]))):
            say(request, _("Черновик составлен по записям. Допишите своими словами и отправьте на проверку"))
            return redirect("publication_edit", made[0].pk)
    context = {"form": form, "any": form.fields["program"].queryset.exists()}
    return render(request, "reports/practice_new.html", context, status=422 if form.is_bound else 200)


def _row(request: HttpRequest, pk: int, rows: Any = queries.readable) -> Publication:
    found = queries.tried(rows(request.actor)).select_related("organization__region", "event", "program")
    return get_object_or_404(found, pk=pk)


@require_safe
@requires("practice.view")
def practice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    if (
        not queries.readable(actor).filter(pk=pk).exists()
        and Publication.objects.visible_to(actor).filter(pk=pk).exists()
    ):
        return redirect("publication_detail", pk)  # its own people see there what stands in the way
    row = _row(request, pk)
    offers = list(row.offers.visible_to(actor).select_related("organization__region", "bank"))
    for one in offers:
        one.verbs = possible(one, actor)
    uses = list(row.uses.select_related("organization"))
    held = {one.bank_id for one in offers if one.state in LIVING}
    own = actor.signs_for(row.organization_id)
    passes_on = any(one.state == "selected" and one.bank_id == actor.organization_id for one in offers)
    offers_it = actor.may("practice.offer") and (own or passes_on)
    context = {
        "row": row, "authors": spoken_of([row]).get(row.pk, []), "offers": offers, "uses": uses,
        "areas": [ALL_AREAS[code] for code in row.areas if code in ALL_AREAS],
        "banks": Organization.objects.bodies_above(actor.organization).exclude(pk__in=held) if offers_it else [],
        "applies": actor.may("practice.apply") and (row.in_region or row.in_municipality)
        and not own,
        "mine": next((one for one in uses if one.organization_id == actor.organization_id), None),
        "event_title": _event_title(row, own),
        "owner": own and actor.may("section.view"),
        # the readers of a library must be able to open what stands in it
        "keeps_library": actor.may("library.manage") and (own or row.in_region or row.in_municipality),
    }  # fmt: skip
    return render(request, "reports/practice_detail.html", context)


def _event_title(row: Publication, own: bool) -> str:
    """An event may be called otherwise after the practice was read: to others a title with a name is not told."""
    if row.event is None or (not own and people_in(row.event.title, row.organization)):
        return ""
    return row.event.title


@require_http_methods(["GET", "HEAD", "POST"])
@requires("practice.apply")
def practice_use(request: HttpRequest, pk: int) -> HttpResponse:
    """«Применили у себя»: once an organization; opened again, it is put right."""
    row = _row(request, pk, queries.in_bank)
    mine = row.uses.filter(organization_id=request.actor.organization_id).first()
    form = UseForm(posted(request), instance=mine, initial={} if mine else {"applied_on": request.actor.today})
    if request.method == "POST" and form.is_valid():
        told = {"version": form.cleaned_data["version"] or 0, "fields": form.values()}
        if done_by(form, partial(service.apply, actor=request.actor, practice=row, **told)):
            say(request, _("Записано: авторы узнают, что вышло"))
            return redirect("practice_detail", pk)
    context = {"row": row, "form": form}
    return render(request, "reports/practice_use.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("practice.offer")
def practice_offer(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    bank = Organization.objects.filter(pk=whole_number(request.POST.get("bank")) or 0).first()
    if bank is None:
        raise Refusal(_("Выберите, в какой банк предложить"))
    service.offer(actor=request.actor, practice=row, bank=bank)
    say(request, _("Предложено: решение придёт сюда и уведомлением"))
    return redirect("practice_detail", pk)


@require_POST
@requires("practice.view")
def practice_settle(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    row = get_visible(PracticeOffer, request.actor, pk, "organization__region", "bank")
    if verb == "recall":
        service.recall(actor=request.actor, offer=row)
    elif verb in SAID:
        settle = service.select if verb == "select" else service.give_back
        settle(actor=request.actor, offer=row, words=request.POST.get("words", ""))
    else:
        raise Http404
    say(request, SAID[verb])
    readable = queries.readable(request.actor).filter(pk=row.practice_id).exists()
    return redirect("practice_detail", row.practice_id) if readable else redirect("practice_list")
