"""Letters that do not arrive."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import OutboxMessage
from accounts.permissions import Actor, get_visible, requires
from accounts.queries import letters as queries
from accounts.services import notices as services
from accounts.views.shared import page_of, say


@requires("mail.view")
def undelivered_list(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    context = {"page": page_of(request, queries.undelivered(actor)), "several": len(actor.organization_ids) > 1}
    return render(request, "accounts/undelivered_list.html", context)


@require_POST
@requires("mail.view")
def letter_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the queue."""
    row = get_visible(OutboxMessage, request.actor, pk)
    services.send_again(actor=request.actor, message=row)
    say(request, _("Письмо снова в очереди: уйдёт в течение минуты, если почта работает"))
    return redirect("undelivered_list")
