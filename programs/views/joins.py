"""Cards of one person: the likely ones, two side by side, one press that joins them and one that takes it back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import clock
from accounts.permissions import get_visible, requires
from accounts.services.people import note_reading
from accounts.views.shared import PAGE_SIZE, done_by, posted, whole_number

from ..forms.joins import JoinForm, TwinsFilter
from ..models import PersonJoin
from ..queries import duplicates as queries
from ..services import joins as service


@requires("people.manage")
def person_twins(request: HttpRequest) -> HttpResponse:
    """Likely pairs of all whom the actor sees; of one person, when the address names him, and whoever is looked for."""
    actor = request.actor
    pk = whole_number(request.GET.get("person"))
    person = get_object_or_404(queries.joinable(actor), pk=pk) if pk is not None else None
    form = TwinsFilter(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(queries.likely_pairs(actor, person), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "person": person,
        "form": form,
        "page": page,
        "most": queries.SHOWN,
        "pairs": queries.named_pairs(actor, list(page.object_list)),
        "found": queries.others_found(actor, person, text) if person is not None and text else [],
        "asked": text,
        "joins": queries.recent_joins(actor, clock.now() - service.UNDO),
        "days": service.UNDO.days,
    }
    return render(request, "programs/person_twins.html", context)


@require_http_methods(["GET", "POST"])
@requires("people.manage")
def person_join(request: HttpRequest, pk: int) -> HttpResponse:
    """Side by side with the card that the address names; «это один человек» and «это разные люди»."""
    actor = request.actor
    other = whole_number(request.GET.get("with"))
    if other is None:
        person = get_object_or_404(queries.joinable(actor), pk=pk)
        return redirect(f"{reverse('person_twins')}?person={person.pk}")
    seen = queries.with_places(actor, queries.joinable(actor)).in_bulk([pk, other])
    if len(seen) < 2:  # the same card twice, one beyond reach, one that is joined already
        raise Http404
    one, second = seen[pk], seen[other]
    if request.POST.get("verb") == "different":
        service.call_different(actor=actor, one=one, other=second)
        messages.success(request, _("Эту пару карточек больше не предложим"))
        return redirect("person_twins")
    form = JoinForm(posted(request), one=one, other=second)
    made: list[PersonJoin] = []
    if request.method == "POST" and form.is_valid():

        def join() -> None:
            made.append(service.join(actor=actor, one=one, other=second, chosen=form.chosen, versions=form.versions))

        if done_by(form, join):
            messages.success(request, _("Карточки соединены: %s") % made[0].kept.full_name)
            return redirect("person", made[0].kept_id)
    for person in (one, second):
        note_reading(actor=actor, person=person)
    context = {"form": form, "sides": [queries.standing(actor, person) for person in (one, second)]}
    return render(request, "programs/person_join.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("people.manage")
def join_undo(request: HttpRequest, pk: int) -> HttpResponse:
    made = get_visible(PersonJoin, request.actor, pk, "kept", "organization", "organization__region")
    service.undo(actor=request.actor, made=made)
    messages.success(request, _("Снова две карточки, у каждой своё"))
    return redirect("person_twins")
