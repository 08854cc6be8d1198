"""«Найти»: one box over everything that the actor may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import finding
from accounts.forms.search import SearchForm
from accounts.permissions import requires


@requires()
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    enough = finding.is_enough(text)
    context = {
        "form": form,
        "text": text,
        "enough": enough,
        "groups": finding.search_all(request.actor, text) if enough else [],
    }
    return render(request, "accounts/search.html", context)
