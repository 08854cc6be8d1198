"""What waits on the first page: practices to choose for a bank, results of an ended programme to tell of."""

import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import desk
from accounts.desk import DeskItem
from accounts.permissions import Actor
from programs.models import Program

from .models import Publication
from .queries.practices import waiting
from .queries.public import rules_of

FRESH = datetime.timedelta(days=60)  # later nobody remembers what there was to tell


@desk.register
def practices_to_choose(actor: Actor) -> list[DeskItem]:
    if not actor.may("practice.select"):
        return []
    number = waiting(actor).count()
    if not number:
        return []
    return [
        DeskItem(
            title=_("Отобрать практики в банк"),
            detail=_("Предложено: %s") % number,
            url=f"{reverse('practice_list')}?show=waiting",
            label=_("Прочесть"),
        )
    ]


@desk.register
def results_to_tell(actor: Actor) -> list[DeskItem]:
    """Of a completed programme, where the regulation wants results to be told (S3 п. 4.15, S4 п. 8.2)."""
    if not (actor.may("section.write") and actor.may("unit.manage")):
        return []
    told = Publication.objects.filter(program=OuterRef("pk"))
    rows = Program.objects.filter(
        ~Exists(told), organization_id=actor.organization_id, state=Program.State.COMPLETED,
        closed_on__gt=actor.today - FRESH,
    ).order_by("-closed_on", "pk")[:3]  # fmt: skip
    found = list(rows)
    if not found or not rules_of(actor.organization, actor.today).results:
        return []
    return [
        DeskItem(
            title=_("Рассказать о результатах программы"),
            detail=row.title,
            url=f"{reverse('practice_new')}?program={row.pk}",
            label=_("Описать"),
        )
        for row in found
    ]
