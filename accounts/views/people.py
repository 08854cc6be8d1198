from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.permissions import requires


@requires("people.view")
def person_list(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/person_list.html")
