from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.permissions import requires


@requires("contacts.view")
def contact_list(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/contact_list.html")
