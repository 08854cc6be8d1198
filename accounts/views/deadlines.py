from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.permissions import requires


@requires("deadline.view")
def deadline_list(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/deadline_list.html")
