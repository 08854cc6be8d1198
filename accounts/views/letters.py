from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.permissions import requires


@requires("mail.view")
def undelivered_list(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/undelivered_list.html")
