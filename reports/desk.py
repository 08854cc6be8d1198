"""What waits on the first page: practices to choose for a bank, results of an ended programme to tell of."""

import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import desk
from accounts.desk import DeskItem
from accounts.permissions import Actor
from programs.models import Program
from programs.queries.councils import living_council

from .models import PracticeOffer, Publication
from .queries.practices import waiting
from .queries.public import page_is_open, rules_of

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


@desk.register
def texts_on_their_way(actor: Actor) -> list[DeskItem]:
    """Whoever reads a text before visitors do, and whoever places it, learns that it is there (S3 п. 3.9)."""
    items = []
    open_here = actor.may("section.publish") and page_is_open(actor.organization_id)
    for state, permission, title, label in (
        (Publication.State.REVIEW, "section.check", _("Проверить для открытой страницы"), _("Прочитать")),
        (Publication.State.CHECKED, "section.publish", _("Разместить на открытой странице"), _("Открыть")),
    ):
        if not actor.may(permission) or (state == Publication.State.CHECKED and not open_here):
            continue
        rows = Publication.objects.visible_to(actor).filter(organization_id=actor.organization_id, state=state)
        if state == Publication.State.REVIEW and not actor.may("council.chair") and living_council(actor.organization):
            rows = rows.exclude(kind=Publication.Kind.PRACTICE)  # its body of mentors reads those
        if state == Publication.State.CHECKED:  # what cannot be placed, and what was written for the bank, asks nobody
            rows = rows.naming_nobody_unasked().exclude(Exists(PracticeOffer.objects.filter(practice=OuterRef("pk"))))
        found = list(rows.order_by("pk").values_list("pk", "title")[:2])
        if len(found) == 1:
            ((pk, words),) = found
            items.append(DeskItem(title=title, detail=words, url=reverse("publication_detail", args=[pk]), label=label))
        elif found:
            url = f"{reverse('section_desk')}?state={state}"
            items.append(DeskItem(title=title, detail=_("Материалов: %s") % rows.count(), url=url, label=label))
    return items
