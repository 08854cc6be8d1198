from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.permissions import requires


@requires("organization.view")
def organization_list(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/organization_list.html")
