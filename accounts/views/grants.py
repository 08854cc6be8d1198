from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.permissions import requires


@requires("grant.give")
def grant_list(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/grant_list.html")
