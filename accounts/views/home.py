"""The first page: what waits for this person in this role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import desk
from accounts.permissions import requires


@requires()
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/home.html", {"items": desk.items_for(request.actor)})
