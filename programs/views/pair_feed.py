"""The shared feed of a pair: what has happened, notes and files, the way to a conversation that is held elsewhere."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import get_visible, requires
from accounts.refusal import Refusal
from accounts.services.files import open_bytes
from accounts.views.shared import done_by, posted, words_of

from ..forms.pair_feed import ChatForm, NoteForm
from ..models import OutsideChat, PairNote, Track, Unit
from ..queries.pair_feed import PAGE, chats_of, entries, feed_keys
from ..services import pair_feed as service
from ..services.program_people import manages


def _worked_in(request: HttpRequest, pk: int) -> Unit:
    """Of its people and the curator; for whoever else reads the pair the feed is not there."""
    unit = get_visible(Unit, request.actor, pk, "organization__region")
    if not Unit.objects.worked_in_by(request.actor).filter(pk=pk).exists():
        raise Http404
    return unit


@require_http_methods(["GET", "POST"])
@requires()
def unit_feed(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _worked_in(request, pk)
    writes = service.may_write(request.actor, unit)
    form = NoteForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if done_by(form, lambda: service.write_note(actor=request.actor, unit=unit, **told)):
            messages.success(request, _("Заметка записана"))
            return redirect("unit_feed", pk)
    page = Paginator(feed_keys(unit, request.actor), PAGE).get_page(request.GET.get("page"))
    chats = chats_of(unit)
    context = {
        "unit": unit, "form": form, "writes": writes, "page": page, "entries": entries(list(page.object_list)),
        "members": unit.members.select_related("person"), "for_pupils": unit.track == Track.STUDENT, **chats,
        "chat_form": ChatForm(initial={"url": chats["chat"] and chats["chat"].url}),
        "manages": manages(request.actor, unit), "hosts": service.FOR_PUPILS,
    }  # fmt: skip
    return render(request, "programs/unit_feed.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@requires()
def unit_chat(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _worked_in(request, pk)
    _put(request, lambda url: service.put_chat(actor=request.actor, unit=unit, url=url))
    return redirect("unit_feed", pk)


@require_POST
@requires("unit.manage")
def school_chat(request: HttpRequest) -> HttpResponse:
    _put(request, lambda url: service.put_school_chat(actor=request.actor, url=url))
    return redirect("room_list")


def _put(request: HttpRequest, verb: Callable[[str], OutsideChat | None]) -> None:
    form = ChatForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Это не адрес. Вставьте ссылку целиком: https://…"))
        return
    try:
        row = verb(form.cleaned_data["url"])
    except Refusal as refusal:
        if refusal.code == "permission":
            raise
        messages.error(request, words_of(refusal))
        return
    messages.success(request, _("Ссылка на чат записана") if row else _("Ссылка на чат убрана"))


@require_POST
@requires()
def note_remove(request: HttpRequest, pk: int) -> HttpResponse:
    note = get_visible(PairNote, request.actor, pk, "unit")
    service.remove_note(actor=request.actor, note=note)
    messages.success(request, _("Заметка убрана"))
    return redirect("unit_feed", note.unit_id)


@require_safe
@requires()
def note_file(request: HttpRequest, pk: int) -> HttpResponse:
    note = get_visible(PairNote, request.actor, pk, "file")
    if note.file is None:
        raise Http404
    answer = HttpResponse(open_bytes(note.file), content_type=note.file.content_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, note.file_name) or "attachment"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
