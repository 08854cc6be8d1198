"""Help: the guide of one's own role first, the others beside it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from ..guide import GUIDES, guide_of, read
from ..permissions import requires


@requires()
def help_page(request: HttpRequest) -> HttpResponse:
    return _page(request, guide_of(request.actor.role))


@requires()
def help_guide(request: HttpRequest, name: str) -> HttpResponse:
    if name not in GUIDES:
        raise Http404
    return _page(request, name)


def _page(request: HttpRequest, name: str) -> HttpResponse:
    guides = [read(one) for one in GUIDES]
    context = {"guide": read(name) if name else None, "guides": [one for one in guides if one.name != name]}
    return render(request, "accounts/help.html", context)
