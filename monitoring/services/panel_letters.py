"""The month's letter of a panel: to whoever has asked for it, once, in the morning after the month is over."""

import datetime
from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import dateformat
from django.utils.translation import gettext as _

from accounts import audit, clock, outbox
from accounts.models import Organization, OutboxMessage, Person, Region
from accounts.notices import morning
from accounts.permissions import Actor, actor_of, is_in_force
from accounts.refusal import Refusal
from accounts.services.regions import each_region
from accounts.tenancy import tenant_scope

from ..models import PanelSubscription, PanelSummary
from ..queries import panel_lines, panels
from ..queries.panels import Panel

LAST_DAY = 7  # of the new month: what was counted later tells of another time
CALLS = 10  # organizations of one letter


@transaction.atomic
def subscribe(*, actor: Actor, node: Organization, school_kind: str = "") -> bool:
    """False when the actor was subscribed already. Raises Refusal: no address, or not a panel of his."""
    if not panels.bodies_within(actor).filter(pk=node.pk).exists():
        raise Refusal(_("Такой панели нет"), code="not_visible")
    if not Person.objects.filter(pk=actor.person_id).exclude(email="").exists():
        todo = _("Попросите того, кто назначил вам роль, вписать её в карточку")
        raise Refusal(_("У вас не указана почта"), todo=todo)
    asked = {"membership_id": actor.membership_id, "organization": node, "school_kind": school_kind}
    row, is_new = PanelSubscription.objects.get_or_create(**asked, defaults={"created_at": clock.now()})
    if is_new:
        audit.record(actor, "panel.subscribe", row)
    return is_new


@transaction.atomic
def unsubscribe(*, actor: Actor, node: Organization, school_kind: str = "") -> bool:
    """False when there was nothing to end."""
    row = subscription(actor, node, school_kind).select_for_update().first()
    if row is None:
        return False
    audit.record(actor, "panel.unsubscribe", row)
    row.delete()
    return True


def subscription(actor: Actor, node: Organization, school_kind: str) -> QuerySet[PanelSubscription]:
    return PanelSubscription.objects.visible_to(actor).filter(organization=node, school_kind=school_kind)


def send_all() -> Counter[str]:
    counts: Counter[str] = Counter()
    each_region(lambda region: counts.update(letters=send_region(region)), "letters of the panels")
    return counts


def send_region(region: Region) -> int:
    """How many letters are new. Nothing before the panel of the month's first day has been counted."""
    today = clock.today(region.zone)
    if today.day > LAST_DAY:
        return 0
    with tenant_scope(region.pk):
        month = today.replace(day=1)
        rows = PanelSubscription.objects.select_related(
            "organization__region", "membership__person", "membership__organization__region", "membership__region"
        )
        waiting = {_key(row, month): row for row in rows}
        sent = OutboxMessage.objects.filter(kind=OutboxMessage.Kind.MAIL, dedupe_key__in=waiting)
        for key in sent.values_list("dedupe_key", flat=True):
            del waiting[key]
        letters = [letter for key, row in waiting.items() if (letter := _letter(key, row, month)) is not None]
        OutboxMessage.objects.bulk_create(letters, ignore_conflicts=True)
        return len(letters)


def _key(row: PanelSubscription, month: datetime.date) -> str:
    return f"panel:{row.pk}:{month:%Y-%m}"


def _letter(key: str, row: PanelSubscription, month: datetime.date) -> OutboxMessage | None:
    """None while the panel is not counted, and for good when the role or the right to the panel is gone."""
    person = row.membership.person
    if not is_in_force(row.membership) or not person.email:
        return None
    actor = actor_of(row.membership)
    seen = PanelSummary.objects.visible_to(actor).select_related("organization__region")
    of_month = seen.filter(organization=row.organization, school_kind=row.school_kind, day__gte=month)
    summary = of_month.order_by("day").first()
    if summary is None:
        return None
    over = month - datetime.timedelta(days=1)
    heading = _("Панель: %(name)s, %(month)s") % {
        "name": row.organization.short_name, "month": dateformat.format(over, "F Y"),
    }  # fmt: skip
    payload = {
        "to": person.email, "template": "mail/panel.txt", "subject": heading[:200],
        "context": {"heading": heading} | _told(actor, panels.panel_as_of(actor, summary, "month")),
    }  # fmt: skip
    letter = outbox.message(OutboxMessage.Kind.MAIL, key, payload, organization_id=row.organization_id)
    letter.next_attempt_at += morning(clock.now(), row.organization.zone) - clock.now()
    return letter


def _told(actor: Actor, made: Panel) -> dict[str, Any]:
    """Numbers and names of organizations alone: no letter names a person."""
    lines = [line for _title, group in panel_lines.groups_of(actor, made) for line in group]
    covers = panel_lines.coverage_of(made, panels.satisfied_at(actor, made))
    address = urlencode({"body": made.body.pk, **({"kind": made.kind} if made.kind else {})})
    urgent = [(row.organization.short_name, row.needs[0]) for row in made.rows if row.needs]
    own = [need.said(own=True) for need in made.needs]
    assert made.counted_at is not None
    return {
        "as_of": _("Числа на %s") % f"{made.counted_at:%H:%M, %d.%m.%Y}",
        "changed": [
            {"title": str(line.title), "now": line.now, "change": f"{line.change:+d}".replace("-", "−")}
            for line in lines if line.change
        ],
        "is_first": made.before is None,
        "coverage": [f"{cover.code}. {cover.title}: {cover.share}" for cover in covers if cover.whole],
        "needs": own if made.inside else [f"{name}. {need.said()}" for name, need in urgent[:CALLS]],
        "more": 0 if made.inside else max(0, len(urgent) - CALLS),
        "url": f"{settings.SITE_URL}{reverse('panel')}?{address}",
    }  # fmt: skip
