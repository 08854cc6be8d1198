"""What reports can find: practices of the bank, and one's own."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.finding import SHOWN, Found, Group, register
from accounts.permissions import Actor
from accounts.search import look_for

from .queries.practices import readable


@register
def practices(actor: Actor, text: str) -> Group | None:
    if not actor.may("practice.view"):
        return None
    rows = readable(actor).select_related("organization").order_by("-created_at", "-pk")
    shown = [
        Found(row.title, row.organization.short_name, reverse("practice_detail", args=[row.pk]))
        for row in look_for(rows, text, "title", limit=SHOWN + 1)
    ]
    return Group(_("Практики"), shown, f"{reverse('practice_list')}?{urlencode({'q': text})}")
