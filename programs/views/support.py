"""The mentor's own mentee; mentees without a pair, and what is done for them meanwhile."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import requires
from accounts.views.shared import done_by, page_of, posted

from ..forms.support import NoteForm
from ..models import Unit
from ..queries.banks import open_request
from ..queries.support import areas_in_words, last_notes, led_by, notes_of, without_pair
from ..services import support as service
from ..services.banks import next_reminder, search_days


@requires()
def mentee_for_mentor(request: HttpRequest, pk: int) -> HttpResponse:
    """What a mentor knows of his mentee: the request, its areas, how to reach him."""
    entry = get_object_or_404(led_by(request.actor), pk=pk)
    card = open_request(entry)
    context = {
        "entry": entry,
        "card": card,
        "areas": areas_in_words(card.areas) if card else [],
        "units": Unit.objects.visible_to(request.actor).filter(members__mentee_entry=entry),
    }
    return render(request, "programs/mentee_for_mentor.html", context)


@requires("support.manage")
def mentees_alone(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    page = page_of(request, without_pair(actor))
    every = search_days(actor.organization, actor.today)
    last = last_notes(page.object_list)
    rows = [(entry, next_reminder(entry, every=every, after=actor.today), last.get(entry.pk)) for entry in page]
    context = {"page": page, "rows": rows, "every": every, "opens": actor.may("bank.view")}
    return render(request, "programs/mentees_alone.html", context)


@require_http_methods(["GET", "POST"])
@requires("support.manage")
def support_note(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(without_pair(request.actor), pk=pk)
    form = NoteForm(posted(request), initial={"done_on": request.actor.today})
    if (
        request.method == "POST"
        and form.is_valid()
        and done_by(form, lambda: service.note_support(actor=request.actor, entry=entry, **form.cleaned_data))
    ):
        messages.success(request, _("Записано: %s") % entry.person.full_name)
        return redirect("support_note", pk)
    card = open_request(entry)
    areas = areas_in_words(card.areas) if card else []
    context = {"entry": entry, "card": card, "areas": areas, "form": form, "notes": notes_of(entry)}
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/support_note.html", context, status=status)
