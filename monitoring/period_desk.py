"""Terms of the year that organizations below have not kept: the red list of whoever follows them."""

from urllib.parse import urlencode

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock, desk
from accounts.desk import DeskItem
from accounts.models import Deadline
from accounts.permissions import Actor
from accounts.queries.deadlines import closed_by_act
from accounts.templatetags.ui_words import counted

from .queries.year_calendar import OF_ORDERS
from .year_terms import KIND, TERMS

SHOWN = 3
for term in TERMS:
    if term.by_record:
        closed_by_act(term.deadline_kind, gettext_lazy("Внесите документ или запись: срок закроется сам"))


@desk.register
def overdue_below(actor: Actor) -> list[DeskItem]:
    """By term, the greatest debt first. One query."""
    if not actor.may("report.accept"):
        return []
    owing = Deadline.objects.visible_to(actor).filter(
        Q(kind__startswith=KIND) | Q(kind=OF_ORDERS), done_at=None, recommended=False, due_at__lt=clock.now(),
        organization__closed_on=None,
    )  # fmt: skip
    rows = owing.exclude(organization_id=actor.organization_id).order_by().values("kind", "key")
    found = rows.annotate(number=Count("pk"), title=Max("title"), due=Min("due_at")).order_by("-number", "due")[:SHOWN]
    return [
        DeskItem(
            title=_("%(who)s: %(title)s")
            % {"who": counted(row["number"], _("организация просрочила|организации просрочили|организаций просрочили")),
               "title": row["title"]},
            detail=_("Кто не исполнил и на сколько дней опаздывает"),
            url=f"{reverse('year_term')}?{urlencode({'kind': row['kind'], 'key': row['key']})}",
            label=_("Открыть"),
            due=row["due"].astimezone(actor.zone).date(),
            late=True,
        )
        for row in found
    ]  # fmt: skip
