"""«Кому звонить»."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.contact_book import sections_for
from accounts.forms.memberships import ContactFilter
from accounts.permissions import Actor, requires
from accounts.queries import contacts as queries
from accounts.views.shared import page_of


@requires("contacts.view")
def contact_list(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    form = ContactFilter(request.GET, kinds=queries.kinds_within(actor))
    asked = form.cleaned_data if form.is_valid() else {}
    page = page_of(request, queries.organizations_for(actor, q=asked.get("q", ""), kind=asked.get("kind", "")))
    context = {
        "form": form,
        "page": page,
        "contacts": queries.contacts_of(actor, list(page)),
        "filtered": any(asked.values()),
        "sections": sections_for(actor, asked.get("q", "")) if page.number == 1 and not asked.get("kind") else [],
        "may_appoint": actor.may("membership.appoint"),
    }
    return render(request, "accounts/contact_list.html", context)
