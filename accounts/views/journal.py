from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.permissions import requires


@requires("audit.view")
def audit_journal(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/audit_journal.html")
