"""«Подключения»: which other systems work with the organization's data, for what and until when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.connections import ConnectionForm
from accounts.models import ApiToken
from accounts.permissions import get_visible, requires
from accounts.queries import connections as queries
from accounts.services import connections as services
from accounts.views.shared import done_by, posted, say


@require_safe
@requires("connection.manage")
def connection_list(request: HttpRequest) -> HttpResponse:
    rows = queries.rows(request.actor)
    working = sum(row.state == "works" for row in rows)
    return render(request, "accounts/connection_list.html", {"rows": rows, "working": working})


@never_cache
@require_http_methods(["GET", "POST"])
@requires("connection.manage")
def connection_create(request: HttpRequest) -> HttpResponse:
    """The answer to the press shows the key, once."""
    form = ConnectionForm(posted(request), actor=request.actor)
    made: list[services.Made] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if done_by(form, lambda: made.append(services.make(actor=request.actor, **data))):
            return render(request, "accounts/connection_key.html", {"made": made[0]})
    status = 422 if form.errors else 200
    return render(request, "accounts/connection_create.html", {"form": form}, status=status)


@require_POST
@requires("connection.manage")
def connection_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_visible(ApiToken, request.actor, pk)
    services.revoke(actor=request.actor, token=token)
    say(request, _("Отключено: %s") % token.name)
    return redirect("connection_list")
