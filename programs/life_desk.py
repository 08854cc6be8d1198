"""What of roadmaps, events and appeals waits for a person on his first page, and what is near. Fixed queries."""

import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import clock, desk
from accounts.desk import DeskItem, Panel
from accounts.models import Deadline, OrganizationKind
from accounts.permissions import Actor
from accounts.queries.deadlines import closed_by_act
from accounts.templatetags.ui_words import counted

from .models import ROADMAP_TERM, Appeal, Event, Roadmap
from .models.event import of_communities
from .queries.roadmaps import waiting_lines
from .workflow import possible

closed_by_act(ROADMAP_TERM, _("Откройте мероприятие карты и отметьте исполнение: срок закроется в ту же минуту"))
NEAR, MARKED_WITHIN = datetime.timedelta(days=30), datetime.timedelta(days=60)


@desk.register
def roadmap_to_approve(actor: Actor) -> list[DeskItem]:
    if not actor.may("roadmap.approve"):
        return []
    rows = Roadmap.objects.filter(organization_id=actor.organization_id, state=Roadmap.State.REVIEW)
    return [
        DeskItem(
            title=_("Утвердить дорожную карту"), detail=_("Одно нажатие: сроки встанут на столы ответственных"),
            url=f"{reverse('roadmap')}?edition={row.edition}", label=_("Прочитать"),
        )
        for row in rows
        if "endorse" in possible(row, actor)
    ]  # fmt: skip


@desk.register
def lines_shared_with_others(actor: Actor) -> list[DeskItem]:
    """Open terms of lines where the actor's role answers beside another role."""
    if not actor.may("roadmap.view"):
        return []
    lines = {item.deadline_kind: item for item in waiting_lines(actor)}
    if not lines:
        return []
    now = clock.now()
    rows = Deadline.objects.filter(
        organization_id=actor.organization_id, kind__in=lines, done_at=None, opens_at__lte=now, due_at__isnull=False
    )
    return [
        DeskItem(
            title=row.title, detail=row.clause, url=reverse("roadmap_item", args=[lines[row.kind].pk]),
            label=_("Открыть"), due=row.due_at.astimezone(actor.zone).date(), late=row.due_at < now,
        )
        for row in rows.order_by("due_at", "pk")[:20]
        if row.due_at is not None
    ]  # fmt: skip


@desk.register
def events_to_close(actor: Actor) -> list[DeskItem]:
    """Announced by one's node, past, and nobody has said how it went: without it nothing is counted."""
    if not actor.may("events.manage"):
        return []
    now = clock.now()
    rows = Event.objects.filter(
        organization_id=actor.organization_id, state=Event.State.ANNOUNCED, starts_at__lt=now,
        starts_at__gt=now - MARKED_WITHIN,
    )  # fmt: skip
    return [
        DeskItem(
            title=_("Отметить, как прошло событие"), detail=row.title, url=reverse("event_detail", args=[row.pk]),
            label=_("Отметить"),
        )
        for row in rows[:5]
    ]  # fmt: skip


@desk.register
def appeals_to_answer(actor: Actor) -> list[DeskItem]:
    """The curator's, and questions passed on to a body; a head reads in the list what is not addressed to himself."""
    leads = actor.may("order.approve")
    if not actor.may("appeal.answer") or (leads and actor.organization.kind == OrganizationKind.SCHOOL):
        return []
    rows = Appeal.objects.filter(
        organization_id=actor.organization_id, state__in=[Appeal.State.SENT, Appeal.State.CONSIDERED]
    )
    if leads:
        rows = rows.filter(addressee_id=actor.person_id)
    passed_on = Q(kind=Appeal.Kind.ABOVE)
    told = rows.aggregate(above=Count("pk", filter=passed_on), others=Count("pk", filter=~passed_on))
    items = []
    if told["above"]:
        words = counted(told["above"], _t("вопрос|вопроса|вопросов"))
        title = _t("Ответить на переданный вопрос: %s") % words
        items.append(DeskItem(title=title, url=reverse("appeal_list"), label=_("Открыть")))
    if told["others"]:
        words = counted(told["others"], _t("вопрос или предложение|вопроса и предложения|вопросов и предложений"))
        title = _t("Ответить участникам: %s") % words
        items.append(DeskItem(title=title, url=reverse("appeal_list"), label=_("Открыть")))
    return items


@desk.register_panel
def events_near(actor: Actor) -> Panel | None:
    """The next five of a month that invite the person."""
    now = clock.now()
    rows = Event.objects.visible_to(actor).filter(
        Q(organization_id=actor.organization_id)
        | Q(for_below=True, reaches_id__in=actor.organization.path_ids)
        | of_communities(actor.person_id, actor.today),
        state=Event.State.ANNOUNCED, starts_at__gte=now, starts_at__lt=now + NEAR,
    )  # fmt: skip
    events = list(rows.select_related("organization__region").order_by("starts_at", "pk")[:5])
    if not events:
        return None
    return Panel(
        title=_("Ближайшие события"), template="programs/_desk_events.html", context={"events": events},
        url=reverse("event_list"), label=_("Все события"),
    )  # fmt: skip
