"""What views of several pages share: pages of a list, a refusal inside a form, the region of a public address."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Region
from accounts.refusal import Refusal, Stale
from accounts.tenancy import tenant_scope

PAGE_SIZE = 50


def page_of(request: HttpRequest, rows: QuerySet | Sequence[Any], size: int = PAGE_SIZE, param: str = "page") -> Page:
    """The page that the address asks for; one that does not exist is the nearest one that does.

    ``param`` tells two lists of one page apart.
    """
    return Paginator(rows, size).get_page(request.GET.get(param))


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty press is a press too."""
    return request.POST if request.method == "POST" else None


def done_by(form: forms.Form, verb: Callable[[], Any]) -> bool:
    """Run a service inside a form: its refusal becomes the form's error and nothing that was typed is lost.

    A stale form goes on to the page that shows both versions.
    """
    try:
        verb()
    except Stale:
        raise
    except Refusal as refusal:
        form.add_error(None, words_of(refusal))
        return False
    return True


def words_of(refusal: Refusal) -> str:
    """Why, by which clause, what to do, in one line."""
    clause = _("Основание: %s") % refusal.clause if refusal.clause else ""
    parts = [refusal.reason, clause, refusal.todo, ", ".join(refusal.unsaid)]
    return ". ".join(part.rstrip(".") for part in parts if part)


def say(request: HttpRequest, text: str, warnings: list[str] | None = None) -> None:
    """What was done, and what to look at, above the next page."""
    messages.success(request, text)
    for warning in warnings or []:
        messages.warning(request, warning)


def whole_number(text: str | None) -> int | None:
    """A number from the address; anything else counts as absent. Fits the database's ids."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def ticked(request: HttpRequest, name: str) -> list[int]:
    """The rows that were ticked; anything that is no id counts as absent."""
    return [number for text in request.POST.getlist(name) if (number := whole_number(text)) is not None]


def version_read(request: HttpRequest) -> int:
    """The version of the words over the button that was pressed; a form without one has read nothing."""
    return whole_number(request.POST.get("version")) or 0


@contextmanager
def public_region(code: str) -> Iterator[Region]:
    """The scope of the region that a public address names, in its time. Raises Http404 for an unknown one."""
    region = Region.objects.filter(code=code).first()
    if region is None:
        raise Http404
    with tenant_scope(region.pk), timezone.override(region.zone):
        yield region
