"""Contests of an organization: events of that kind, their statute, those who have a place, one press for all awards."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Actor, get_visible, requires
from accounts.views.shared import done_by, page_of, posted, say
from programs.models import Event
from programs.views.signing import confirm, confirmed_today

from ..models import Document, Nomination
from ..recognition_forms import ContestAwardForm
from ..services import contests as service


@require_safe
@requires("nomination.write")
def contest_list(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    rows = Event.objects.visible_to(actor).filter(kind=Event.Kind.CONTEST, organization_id=actor.organization_id)
    context = {"page": page_of(request, rows.order_by("-starts_at", "-pk")), "announces": actor.may("events.manage")}
    return render(request, "reports/contest_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("nomination.write")
def contest_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: the awards and diplomas of everybody who has a place."""
    actor: Actor = request.actor
    event = get_visible(Event, actor, pk, "organization__region")
    if event.kind != Event.Kind.CONTEST or event.organization_id != actor.organization_id:
        raise Http404
    form = ContestAwardForm(posted(request), actor=actor)
    if request.method == "POST" and form.is_valid():
        if not confirmed_today(request):
            return confirm(request, reverse("contest_detail", args=[pk]))
        papers: list[Document] = []

        def press() -> None:
            papers.extend(service.award_winners(actor=actor, event=event, award=form.cleaned_data["award"]))

        if done_by(form, press):
            say(request, ngettext("Выпущен %(n)s диплом", "Выпущено дипломов: %(n)s", len(papers)) % {"n": len(papers)})
            return redirect("contest_detail", pk)
    winners = service.winners_of(event)
    given = {row.person_id: row for row in Nomination.objects.visible_to(actor).filter(contest=event)}
    numbers = dict(
        Document.objects.filter(kind="diploma", subject__in=[row.pk for row in given.values()])
        .values_list("subject", "number")
    )  # fmt: skip
    rows = [(one, given.get(one.person_id)) for one in winners]
    context = {
        "event": event, "form": form, "left": sum(found is None for _one, found in rows),
        "rows": [(one, found, numbers.get(found.pk) if found else None) for one, found in rows],
        "signs": actor.may("order.approve"), "manages": actor.may("events.manage"),
    }  # fmt: skip
    return render(request, "reports/contest_detail.html", context, status=422 if form.is_bound else 200)
