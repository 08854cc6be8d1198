"""How a stored file is given out: with the thing that it belongs to, and the scan of a consent by itself."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from accounts.models import StoredFile
from accounts.permissions import get_visible, requires
from accounts.services.files import open_bytes


@requires()
def stored_file(request: HttpRequest, pk: int) -> HttpResponse:
    return give(get_visible(StoredFile, request.actor, pk), look=request.GET.get("look") == "1")


def give(row: StoredFile, *, name: str = "", look: bool = False) -> HttpResponse:
    """The bytes under the file's own name or ``name``; ``look`` opens a PDF in the browser. Who may is asked before."""
    answer = HttpResponse(open_bytes(row), content_type=row.content_type)
    inline = look and row.content_type == "application/pdf"
    answer.headers["Content-Disposition"] = content_disposition_header(not inline, name or row.name) or "attachment"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
