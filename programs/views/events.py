"""Events: the calendar of those invited, the page of one, announcing it, and ticking those who took part."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import OrganizationKind
from accounts.permissions import Actor, get_visible, requires
from accounts.views.shared import done_by, page_of, posted, ticked, whole_number

from ..forms.events import CallOffForm, EventFilter, EventForm, HeldForm, MarkForm, PeopleFilter
from ..models import Community, Event
from ..queries import events as queries
from ..queries.roadmaps import line_of, open_lines
from ..services import events as service
from ..workflow import possible

PAGE = 100  # people to tick on one page


@require_safe
@requires()
def event_list(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    past = request.GET.get("past") == "1"
    form = EventFilter(request.GET)
    kind = request.GET.get("kind", "")
    context = {
        "page": page_of(request, queries.event_rows(actor, past=past, kind=kind)),
        "form": form, "filtered": kind in Event.Kind.values,
        "tabs": [
            {"label": _("Впереди"), "url": reverse("event_list"), "current": not past},
            {"label": _("Прошли"), "url": f"{reverse('event_list')}?past=1", "current": past},
        ],
        "past": past, "manages": actor.may("events.manage"),
    }  # fmt: skip
    return render(request, "programs/event_list.html", context)


@require_safe
@requires()
def event_detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    event = get_visible(Event, actor, pk, "organization__region", "community")
    marks = actor.may("events.manage")
    own = page_of(request, queries.own_participants(event, actor)) if marks else None
    context = {
        "event": event, "own": own, "opens": _opens(actor, event),
        "manages": marks and actor.signs_for(event.organization_id), "marks": marks,
        "verbs": possible(event, actor), "organizations": queries.by_organization(event, actor) if marks else [],
        "invited": [label for role, label in EventForm.base_fields["audience"].choices if role in event.audience],
        "line": line_of(event) if marks and event.organization_id == actor.organization_id else None,
        "began": event.starts_at.astimezone(actor.zone).date() <= actor.today, "held": HeldForm(), "off": CallOffForm(),
    }  # fmt: skip
    return render(request, "programs/event_detail.html", context)


def _opens(actor: Actor, event: Event) -> bool:
    """Whether the reader reaches the community: a meeting may invite those whom it does not."""
    rows = Community.objects.visible_to(actor).filter(pk=event.community_id)
    return event.community_id is not None and rows.exists()


@require_http_methods(["GET", "POST"])
@requires("events.manage")
def event_new(request: HttpRequest) -> HttpResponse:
    """``?line`` is the line of the map that the event carries out: its words are the title offered; ``?kind`` too."""
    asked = request.GET.get("line", "")
    lines = [row for row in open_lines(request.actor.organization_id) if str(row.line) == asked] if asked else []
    offered = {"title": lines[0].text[:300], "roadmap_line": lines[0].line} if lines else {}
    if request.GET.get("kind") in Event.Kind.values:
        offered["kind"] = request.GET["kind"]
    if (asked_for := whole_number(request.GET.get("community"))) is not None:
        offered["community"] = asked_for
    form = EventForm(posted(request), actor=request.actor, initial=offered)
    if request.method == "POST" and form.is_valid():
        made: list[Event] = []
        if done_by(form, lambda: made.append(service.announce(actor=request.actor, fields=form.values()))):
            messages.success(request, _("Событие объявлено: оно в календаре приглашённых"))
            return redirect("event_detail", made[0].pk)
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
@requires("events.manage")
def event_edit(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Event.objects.filter(organization_id=request.actor.organization_id)
    event = get_visible(Event, request.actor, rows.filter(pk=pk).values_list("pk", flat=True).first() or 0)
    form = EventForm(posted(request), instance=event, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        if done_by(form, lambda: service.edit(actor=request.actor, event=event, version=version, fields=form.values())):
            messages.success(request, _("Событие изменено"))
            return redirect("event_detail", pk)
    return _form(request, form, event)


def _form(request: HttpRequest, form: EventForm, event: Event | None) -> HttpResponse:
    school = request.actor.organization.kind == OrganizationKind.SCHOOL
    context = {"form": form, "event": event, "school": school}
    return render(request, "programs/event_edit.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("events.manage")
def event_move(request: HttpRequest, pk: int) -> HttpResponse:
    """It has taken place, or it will not."""
    event = get_visible(Event, request.actor, pk, "organization__region")
    if request.POST.get("verb") == "call_off":
        service.call_off(actor=request.actor, event=event, reason=request.POST.get("reason", ""))
        messages.success(request, _("Событие отменено, приглашённые узнают"))
        return redirect("event_detail", pk)
    form = HeldForm(request.POST)
    service.hold(actor=request.actor, event=event, **(form.cleaned_data if form.is_valid() else {}))
    messages.success(request, _("Событие прошло. Отметьте, кто участвовал"))
    return redirect("event_participants", pk)


@require_http_methods(["GET", "POST"])
@requires("events.manage")
def event_participants(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own people with ticks; the ticked take the chosen role and result, page by page."""
    actor: Actor = request.actor
    event = get_visible(Event, actor, pk, "organization__region")
    form = MarkForm(posted(request))
    if request.method == "POST":
        chosen = ticked(request, "person")
        if request.POST.get("verb") == "unmark":
            count = service.unmark(actor=actor, event=event, people=chosen)
            messages.success(request, ngettext("Снята %d отметка", "Снято отметок: %d", count) % count)
        else:
            count = service.mark(
                actor=actor, event=event, people=chosen, part=request.POST.get("part", ""),
                result=request.POST.get("result", ""),
            )  # fmt: skip
            messages.success(request, ngettext("Отмечен %d участник", "Отмечено участников: %d", count) % count)
        return redirect(f"{reverse('event_participants', args=[pk])}?{request.POST.get('query', '')[:300]}")
    asked = PeopleFilter(request.GET or {"group": "pairs"})
    told = asked.cleaned_data if asked.is_valid() else {}
    group = told.get("group") or "pairs"
    people = page_of(request, queries.people_of(actor.organization, group, told.get("q", "")), PAGE)
    marked = {row.person_id: row for row in queries.own_participants(event, actor)}
    context = {
        "event": event, "form": form, "filter": asked, "page": people, "query": request.GET.urlencode(),
        "rows": [{"person": person, "mark": marked.get(person.pk)} for person in people], "total": len(marked),
        "counted": event.state == Event.State.HELD,
    }  # fmt: skip
    return render(request, "programs/event_participants.html", context)
