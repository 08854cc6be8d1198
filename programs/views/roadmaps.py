"""A roadmap: stages with their terms, marks, editions and approval; how the schools below answer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Actor, get_visible, requires
from accounts.refusal import Refusal
from accounts.templatetags.ui_words import ru_date
from accounts.views.shared import done_by, page_of, posted, whole_number

from ..forms.roadmaps import DoneForm, DropForm, LineForm, TemplateForm
from ..models import Roadmap, RoadmapItem
from ..order_templates import roadmap_order as order_of
from ..queries import roadmaps as queries
from ..queries.regulations import effective_regulation
from ..services import orders, roadmap_marks, roadmap_sending
from ..services import roadmaps as service
from ..terms import school_year
from ..workflow import possible


def _to(edition: int) -> HttpResponse:
    return redirect(f"{reverse('roadmap')}?edition={edition}")


def _label(actor: Actor) -> str:
    """«Дорожная карта» or «План мероприятий», as the regulation names it (S1 п. 4.1.1)."""
    name = str(effective_regulation(actor.organization, actor.today).value("roadmap_label"))
    return name[:1].upper() + name[1:]


@require_safe
@requires("roadmap.view")
def roadmap(request: HttpRequest) -> HttpResponse:
    """The edition that holds, or the one in work; the other by its number in the address."""
    actor: Actor = request.actor
    year = school_year(actor.today)
    editions = queries.own_roadmaps(actor, year)
    asked = whole_number(request.GET.get("edition"))
    plan = next((row for row in editions if row.edition == asked), None) or queries.current(editions)
    if plan is None:
        above = roadmap_sending.map_above(actor, year)
        form = TemplateForm(level=actor.organization.level, initial={"code": service.preset_of(actor)})
        context = {"label": _label(actor), "above": above, "form": form, "manages": actor.may("roadmap.manage")}
        return render(request, "programs/roadmap_none.html", context)
    return render(request, "programs/roadmap.html", _page(request, plan, editions))


def _page(request: HttpRequest, plan: Roadmap, editions: list[Roadmap]) -> dict[str, Any]:
    actor: Actor = request.actor
    own = plan.organization_id == actor.organization_id
    verbs = possible(plan, actor) if own else set()
    in_work = plan.state in service.IN_WORK
    takes_into = {Roadmap.State.DRAFT, Roadmap.State.APPROVED}
    editing = own and plan.state == Roadmap.State.DRAFT and actor.may("roadmap.manage")
    offered = service.suggested_dates(plan, actor.today) if editing else {}
    stages = queries.stages_of(plan, offered=offered)
    below = own and queries.gives_to_schools(actor.organization)
    if below and plan.state == Roadmap.State.APPROVED:
        queries.with_answers(stages, queries.answers(plan)[1])
    lines = [line for stage in stages for line in stage.lines]
    show = request.GET.get("show", "")
    late = sum(line.late for line in lines)
    if show == "late":
        for stage in stages:
            stage.lines = [line for line in stage.lines if line.late or line.schools_late]
        stages = [stage for stage in stages if stage.lines]
    return {
        "label": _label(actor), "plan": plan, "stages": stages, "total": len(lines), "late": late, "show": show,
        "done": sum(stage.done for stage in stages), "counted": sum(len(stage.counted) for stage in stages),
        "verbs": verbs, "editing": editing, "offered": len(offered), "manages": own and actor.may("roadmap.manage"),
        "marks": own and (plan.state == Roadmap.State.APPROVED or (in_work and plan.edition == 1)),
        "below": below, "gives": any(line.given for line in lines), "own": own,
        "may_order": editing and actor.may("order.draft"), "editions": [row for row in editions if row.pk != plan.pk],
        "above": roadmap_sending.missing_from(actor, plan)
        if own and not below and actor.may("roadmap.manage") and plan.state in takes_into else None,
        "latest": not any(row.edition > plan.edition for row in editions),
    }  # fmt: skip


@require_safe
@requires("roadmap.view")
def roadmap_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Any edition that one may see: a former one of one's own, or the map of the level above."""
    plan = get_visible(Roadmap, request.actor, pk, "organization__region", "approved_by", "source__organization")
    return render(request, "programs/roadmap.html", _page(request, plan, []))


@require_POST
@requires("roadmap.manage")
def roadmap_draft(request: HttpRequest) -> HttpResponse:
    service.draft_roadmap(actor=request.actor, code=request.POST.get("code", ""))
    messages.success(request, _("Составлено: сроки можно оставить пустыми, принять предложенные или поставить свои"))
    return redirect("roadmap")


@require_POST
@requires("roadmap.manage")
def roadmap_take(request: HttpRequest) -> HttpResponse:
    plan, added = roadmap_sending.take_from_above(actor=request.actor)
    messages.success(request, ngettext("Добавлена %d строка", "Добавлено строк: %d", added) % added)
    return _to(plan.edition)


@require_POST
@requires("roadmap.view")
def roadmap_move(request: HttpRequest, pk: int) -> HttpResponse:
    """The way of the map: each press is one service."""
    plan = get_visible(Roadmap, request.actor, pk, "organization__region")
    verb, edition = request.POST.get("verb", ""), plan.edition
    if verb not in MOVES:
        raise Refusal(_("Не сказано, что сделать с картой"), todo=_("Нажмите одну из кнопок на её странице"))
    act, words = MOVES[verb]
    done = act(actor=request.actor, roadmap=plan)
    if verb == "send_down":
        made, topped, decided = done
        words = _("Передано. Новых карт: %(made)s, дополнено: %(topped)s, решают сами (карта утверждена): %(decided)s")
        messages.success(request, words % {"made": made, "topped": topped, "decided": decided})
        return redirect("roadmap_below")
    if verb == "suggest":
        messages.success(request, ngettext("Поставлен %d срок", "Поставлено сроков: %d", done) % done)
    else:
        messages.success(request, words)
    edition = done.edition if isinstance(done, Roadmap) else edition
    return redirect("roadmap") if verb == "discard" else _to(edition)


MOVES: dict[str, tuple[Any, Any]] = {
    "submit": (service.submit_roadmap, gettext_lazy("Карта отправлена на утверждение")),
    "send_back": (service.send_back, gettext_lazy("Карта возвращена на доработку")),
    "endorse": (service.endorse, gettext_lazy("Карта утверждена: сроки встали на столы ответственных")),
    "new_edition": (
        service.new_edition,
        gettext_lazy("Новая редакция готова; прежняя действует, пока эту не утвердят"),
    ),
    "discard": (service.discard_edition, gettext_lazy("Редакция отброшена")),
    "suggest": (service.accept_suggested, ""),
    "send_down": (roadmap_sending.send_down, ""),
}


@require_POST
@requires("roadmap.manage")
def roadmap_order(request: HttpRequest, pk: int) -> HttpResponse:
    """The same approval by an order: a draft with one clause and the map as its appendix."""
    plan = get_visible(Roadmap, request.actor, pk)
    service.editable(request.actor, plan)
    order = orders.create_order(actor=request.actor, draft=order_of(request.actor, plan, _label(request.actor)))
    return redirect("order_edit", order.pk)


def _item(request: HttpRequest, pk: int) -> RoadmapItem:
    rows = RoadmapItem.objects.filter(pk=pk, roadmap__in=Roadmap.objects.visible_to(request.actor))
    item = rows.select_related("roadmap__organization__region").first()
    if item is None:
        raise Http404
    return item


@require_safe
@requires("roadmap.view")
def roadmap_item(request: HttpRequest, pk: int) -> HttpResponse:
    """One line with all that is known of it, and its marks. A line of a former edition leads to the one that holds."""
    item = _item(request, pk)
    actor: Actor = request.actor
    if item.roadmap.state == Roadmap.State.REPLACED:
        now = RoadmapItem.objects.filter(
            roadmap__organization_id=item.roadmap.organization_id, roadmap__state=Roadmap.State.APPROVED,
            roadmap__school_year=item.roadmap.school_year, line=item.line,
        ).first()  # fmt: skip
        if now is not None:
            return redirect("roadmap_item", now.pk)
    line = next(line for stage in queries.stages_of(item.roadmap) for line in stage.lines if line.item.pk == item.pk)
    marks = roadmap_marks.may_mark(actor, item) and not item.for_below
    events = queries.events_of(item)
    held = ", ".join(f"{event.title}, {ru_date(event.starts_at)}" for event in events if event.state == "held")
    context = {
        "label": _label(actor), "item": item, "line": line, "marks": marks, "drop": DropForm(),
        "done": DoneForm(initial={"outcome": held[:500]}),
        "events": events, "announces": marks and item.roadmap.state == Roadmap.State.APPROVED
        and item.state in ("planned", "in_progress") and actor.may("events.manage")
        and item.organization_id == actor.organization_id,
        "facts": queries.facts_of(item), "terms": queries.terms_shown(item),
        "editing": item.roadmap.state == Roadmap.State.DRAFT
        and actor.may("roadmap.manage") and actor.signs_for(item.organization_id),
    }  # fmt: skip
    return render(request, "programs/roadmap_item.html", context)


@require_POST
@requires("roadmap.view")
def roadmap_mark(request: HttpRequest, pk: int) -> HttpResponse:
    item, actor, verb = _item(request, pk), request.actor, request.POST.get("verb", "")
    if verb == "finish":
        form = DoneForm(request.POST)
        told = form.cleaned_data if form.is_valid() else {}
        roadmap_marks.finish(actor=actor, item=item, **told)
    elif verb == "start":
        roadmap_marks.start(actor=actor, item=item)
    elif verb == "drop":
        roadmap_marks.drop(actor=actor, item=item, reason=request.POST.get("reason", ""))
    elif verb == "resume":
        roadmap_marks.resume(actor=actor, item=item)
    else:
        raise Refusal(_("Не сказано, какую отметку поставить"), todo=_("Нажмите одну из кнопок мероприятия"))
    messages.success(request, _("Сохранено"))
    return redirect("roadmap") if "list" in request.POST else redirect("roadmap_item", pk)


@require_http_methods(["GET", "POST"])
@requires("roadmap.manage")
def roadmap_item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    if not request.actor.signs_for(item.organization_id):
        raise Http404
    return _edit(request, item.roadmap, item)


@require_http_methods(["GET", "POST"])
@requires("roadmap.manage")
def roadmap_item_new(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_visible(Roadmap, request.actor, pk, "organization__region")
    if not request.actor.signs_for(plan.organization_id):
        raise Http404
    return _edit(request, plan, None)


def _edit(request: HttpRequest, plan: Roadmap, item: RoadmapItem | None) -> HttpResponse:
    actor: Actor = request.actor
    if request.method != "POST":
        service.editable(actor, plan)
    titles = list(dict.fromkeys(plan.items.values_list("stage_title", flat=True)))
    form = LineForm(posted(request), instance=item, organization=plan.organization, stages=titles)
    if request.method == "POST" and form.is_valid():
        save = {"fields": form.line(), "item": item, "version": form.cleaned_data["version"] or 0}
        if done_by(form, lambda: service.save_line(actor=actor, roadmap=plan, **save)):
            messages.success(request, _("Мероприятие сохранено"))
            return _to(plan.edition)
    context = {"label": _label(actor), "form": form, "item": item, "plan": plan}
    return render(request, "programs/roadmap_item_edit.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@requires("roadmap.manage")
def roadmap_item_remove(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    service.remove_line(actor=request.actor, item=item)
    messages.success(request, _("Мероприятие убрано из карты"))
    return _to(item.roadmap.edition)


@require_safe
@requires("roadmap.view")
def roadmap_below(request: HttpRequest) -> HttpResponse:
    """How the schools answer the map of this body: by school, the late first."""
    actor: Actor = request.actor
    plan = queries.current(queries.own_roadmaps(actor, school_year(actor.today)))
    if plan is None or not queries.gives_to_schools(actor.organization):
        return redirect("roadmap")
    rows, _by_line = queries.answers(plan)
    rows.sort(key=lambda row: (-row.late, row.roadmap is not None, row.school.short_name))
    approved = sum(row.roadmap is not None and row.roadmap.state == Roadmap.State.APPROVED for row in rows)
    context = {"label": _label(actor), "plan": plan, "page": page_of(request, rows), "approved": approved}
    return render(request, "programs/roadmap_below.html", context)
