"""The journal of what was done at the actor's node and below."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts import journal
from accounts.forms.memberships import JournalFilter
from accounts.permissions import Actor, requires
from accounts.queries import journal as queries
from accounts.views.shared import page_of


@requires("audit.view")
def audit_journal(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    form = JournalFilter(request.GET, verbs=journal.verbs())
    asked = form.cleaned_data if form.is_valid() else {}
    events = queries.events_for(
        actor, q=asked.get("q", ""), verb=asked.get("verb", ""), start=asked.get("start"), end=asked.get("end")
    )
    page = page_of(request, events)
    entries = queries.entries_of(actor, page)
    days = [(day, list(rows)) for day, rows in groupby(entries, key=lambda entry: timezone.localdate(entry.event.at))]
    context = {
        "form": form,
        "page": page,
        "days": days,
        "filtered": any(asked.values()),
        "several": len(actor.organization_ids) > 1,
    }
    return render(request, "accounts/audit_journal.html", context)
