"""The register of local acts of an organization: its orders, its statutes, and what was issued outside the system."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from programs.models import LocalAct, Order, OrderScan, Regulation

from ..models import Document

ISSUED = [Order.State.REGISTERED, Order.State.PUBLISHED, Order.State.CANCELLED]
NO_DAY = datetime.date.min


@dataclass(frozen=True)
class ActLine:
    """``until`` is the last day, None without a term; ``entered`` is the row written by hand; ``over`` is past;
    ``shown``: on the open page."""

    kind: str
    number: str
    dated: datetime.date | None
    title: str
    until: datetime.date | None
    url: str = ""
    file_url: str = ""
    scan_url: str = ""
    entered: int | None = None
    shown: bool = False
    can_be_shown: bool = False
    over: bool = False


def register(actor: Actor, *, search: str = "", in_force: bool = False) -> list[ActLine]:
    """The newest first, in a fixed number of queries."""
    words = search.replace("\x00", "").strip()[:100].casefold()
    lines = [*_orders(actor), *_statutes(actor), *_entered(actor)]
    lines = [replace(line, over=line.until is not None and line.until < actor.today) for line in lines]
    if in_force:
        lines = [line for line in lines if not line.over]
    if words:
        lines = [line for line in lines if words in f"{line.kind} № {line.number} {line.title}".casefold()]
    return sorted(lines, key=lambda line: line.dated or NO_DAY, reverse=True)


def _orders(actor: Actor) -> Iterator[ActLine]:
    rows = Order.objects.visible_to(actor).filter(organization_id=actor.organization_id, state__in=ISSUED)
    rows = rows.exclude(registered_at=None)
    made = set(Document.objects.filter(order__in=rows, file__isnull=False).values_list("order_id", flat=True))
    scans = dict(OrderScan.objects.filter(order__in=rows).order_by("added_at", "pk").values_list("order_id", "pk"))
    for order in rows.select_related("cancelled_by"):
        yield ActLine(
            kind=_("приказ"),
            number=order.number,
            dated=order.dated,
            title=order.title,
            until=_day_before(order.cancelled_by.dated) if order.cancelled_by else None,
            url=reverse("order_detail", args=[order.pk]),
            file_url=reverse("order_pdf", args=[order.pk]) if order.pk in made else "",
            scan_url=reverse("order_scan_file", args=[scans[order.pk]]) if order.pk in scans else "",
        )


def _statutes(actor: Actor) -> Iterator[ActLine]:
    """A statute that an order has put in force; what was never approved is no act."""
    rows = Regulation.objects.filter(organization_id=actor.organization_id).exclude(effective_from=None)
    for row in rows:
        yield ActLine(
            kind=_("положение, редакция %s") % row.number,
            number="",
            dated=row.effective_from,
            title=row.title,
            until=_day_before(row.effective_to) if row.effective_to else None,
            url=reverse("regulation_detail", args=[row.pk]),
        )


def _entered(actor: Actor) -> Iterator[ActLine]:
    for act in LocalAct.objects.visible_to(actor):
        yield ActLine(
            kind=str(act.get_kind_display()),
            number=act.number,
            dated=act.dated,
            title=act.title,
            until=act.valid_to,
            file_url=reverse("local_act_file", args=[act.pk]) if act.file_id and act.text_is_open_to(actor) else "",
            entered=act.pk,
            shown=act.published_at is not None,
            can_be_shown=act.can_be_shown,
        )


def _day_before(day: datetime.date | None) -> datetime.date | None:
    """The day of the order that ends an act is the first without it."""
    return day - datetime.timedelta(days=1) if day else None
