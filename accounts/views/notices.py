from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.permissions import requires


@requires()
def notice_list(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/notice_list.html")
