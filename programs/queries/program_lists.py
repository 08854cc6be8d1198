"""Programmes of a school as the curator looks over them."""

import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.permissions import Actor

from ..models import Program, Unit, UnitMember
from ..models.program import AT_WORK, CLOSED, DRAWN_UP
from ..models.unit import WITH_A_PROGRAMME
from .plan_rules import counted_lines

STALE = datetime.timedelta(days=14)
SHOWN = {
    "": _("Все незакрытые"),
    "drawn_up": _("Составляют"),
    "stale": _("Без движения две недели"),
    "late": _("Отстают"),
    "ending": _("Завершаются"),
    "closed": _("Закрытые"),
}


def _people(prefix: str = "") -> Prefetch:
    return Prefetch(f"{prefix}members", UnitMember.objects.select_related("person"))


def program_rows(actor: Actor, show: str = "") -> QuerySet[Program]:
    """Three queries for any number: with people, lines done and counted, lines past their term, the last edit."""
    rows = Program.objects.visible_to(actor).filter(organization_id=actor.organization_id)
    rows = rows.select_related("unit", "developer").prefetch_related(_people("unit__"))
    today = actor.today
    rows = rows.annotate(
        **counted_lines(),
        behind=Count("plan", filter=Q(plan__state="planned", plan__due_on__lt=today)),
    ).order_by("-start_on", "-pk")
    if show == "closed":
        return rows.filter(state__in=CLOSED)
    rows = rows.exclude(state__in=CLOSED)
    filters: dict[str, Any] = {
        "drawn_up": Q(state__in=DRAWN_UP),
        "stale": Q(pk__in=stale(actor).values("pk")),
        "late": Q(state__in=AT_WORK) & (Q(behind__gt=0) | Q(end_on__lt=today)),
        "ending": Q(state="completing") | Q(state="running", end_on__lte=today + STALE),
    }
    return rows.filter(filters[show]) if show in filters else rows


def stale(actor: Actor) -> QuerySet[Program]:
    """Drafts that nobody has touched for two weeks."""
    since = clock.now() - STALE
    drafts = Program.objects.filter(organization_id=actor.organization_id, state=Program.State.DRAFT)
    drafts = drafts.annotate(edited=Max("versions__made_at"))
    return drafts.filter(Q(edited__lt=since) | Q(edited=None, created_at__lt=since))


def units_without(actor: Actor) -> QuerySet[Unit]:
    """Pairs that have agreed and have no open programme (S1 4.1.3, S3 п. 4.6)."""
    open_ones = Program.objects.filter(unit=OuterRef("pk")).exclude(state__in=CLOSED)
    rows = Unit.objects.visible_to(actor).filter(organization_id=actor.organization_id, state__in=WITH_A_PROGRAMME)
    return rows.filter(~Exists(open_ones)).prefetch_related(_people())
