"""The cabinet: notices, roles, ways of signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Notice
from accounts.permissions import Actor, get_visible, is_own, requires
from accounts.services import grants
from accounts.services import notices as services
from accounts.views.shared import page_of, say


@requires()
def notice_list(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    rows = Notice.objects.visible_to(actor)
    page = page_of(request, rows)
    context = {
        "page": page,
        "unread": rows.filter(read_at=None).count(),
        "code": grants.personal_code(actor),
        "has_password": request.user.has_usable_password() and bool(request.user.email),
    }
    return render(request, "accounts/notice_list.html", context)


@require_POST
@requires()
def notice_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Read one and go to what it is about."""
    row = get_visible(Notice, request.actor, pk)
    services.mark_read(actor=request.actor, pk=row.pk)
    return redirect(row.url if is_own(request, row.url) else "notice_list")


@require_POST
@requires()
def notice_read_all(request: HttpRequest) -> HttpResponse:
    services.mark_read(actor=request.actor)
    say(request, _("Все уведомления отмечены прочитанными"))
    return redirect("notice_list")
