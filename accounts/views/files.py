"""The one view that gives files out, under the same access as everything else."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from accounts.models import StoredFile
from accounts.permissions import get_visible, requires
from accounts.services.files import open_bytes


@requires()
def stored_file(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(StoredFile, request.actor, pk)
    answer = HttpResponse(open_bytes(row), content_type=row.content_type)
    inline = request.GET.get("look") == "1" and row.content_type == "application/pdf"
    answer.headers["Content-Disposition"] = content_disposition_header(not inline, row.name) or "attachment"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
