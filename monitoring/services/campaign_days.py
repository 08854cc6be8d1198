"""What a day brings to campaigns: the calendar's May, first and last days, parts of a body's campaign, reminders.

Each step finds its work by rows and does it once however often beat wakes; each campaign is a transaction of its own,
and one that fails is logged and left to the next wake. Nobody is written to at night: by night campaigns only end.
"""

import calendar
import datetime
import logging
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Organization, OrganizationKind, Region
from accounts.notices import morning
from accounts.refusal import Refusal
from accounts.services.regions import each_region, place_of
from accounts.tenancy import tenant_scope
from programs.queries.reach import schools_below
from programs.regulation.effective import EffectiveRegulation
from programs.terms import school_year

from ..models import MonitoringCampaign
from ..models.campaign import CLOSED
from . import campaigns
from .rules import Rules

logger = logging.getLogger(__name__)

PARAMETER = "periodic.quality_assessment"
REMIND_BEFORE = (3, 1)  # days before the last one


def run() -> Counter[str]:
    """Every region; how many campaigns were planned, opened, closed, reminded of."""
    counts: Counter[str] = Counter()
    each_region(lambda region: counts.update(run_region(region)), "campaigns")
    return counts


def run_region(region: Region) -> Counter[str]:
    counts: Counter[str] = Counter()
    with tenant_scope(region.pk):
        counts["planned"] += open_by_calendar() + hand_down()
        rows = MonitoringCampaign.objects.filter(state__in=("planned", "open")).order_by("pk")
        found = rows.select_related("organization__region", "parent")
        due = [(step, row.pk) for row in found if (step := _step(row))]
    for step, pk in due:
        with tenant_scope(region.pk):
            counts[step] += _alone(f"campaign {pk}, {step}", partial(_do, step, pk))
    return counts


def _alone(what: str, work: Callable[[], object]) -> bool:
    """Whether it was done. Trouble is undone and logged; a refusal means that another wake or a press was first."""
    try:
        with transaction.atomic():
            return bool(work())
    except Refusal:
        return False
    except Exception as error:  # noqa: BLE001  one bad row must not stop the others
        logger.error("%s: %s", what, place_of(error))
        return False


def _step(row: MonitoringCampaign) -> str:
    """What is due for a campaign now on its own wall. A part ends, or never begins, with what it is a part of."""
    now, zone = clock.now(), row.organization.zone
    today = clock.today(zone)
    is_over = today > row.closes_on or (row.parent is not None and row.parent.state in CLOSED)
    if row.state == MonitoringCampaign.State.OPEN and is_over:
        return "closed"
    if is_over or morning(now, zone) > now:
        return ""
    if row.state == MonitoringCampaign.State.PLANNED:
        return "opened" if row.opens_on <= today else ""
    is_last_call = (row.closes_on - today).days in REMIND_BEFORE and row.opens_on < today != row.reminded_on
    return "reminded" if is_last_call and not row.is_of_schools else ""


def _do(step: str, pk: int) -> object:
    row = MonitoringCampaign.objects.select_related("organization__region").get(pk=pk)
    if step == "opened":
        return campaigns.begin(row)
    return campaigns.end(row) if step == "closed" else campaigns.remind(actor=None, campaign=row)


def hand_down() -> int:
    """A body's campaign that goes on has a part at each open school below it; new schools get theirs too."""
    made = 0
    rows = MonitoringCampaign.objects.filter(state="open", parent=None).exclude(organization__kind="school")
    for campaign in rows.select_related("organization__region").order_by("pk"):
        schools = schools_below(campaign.organization).filter(closed_on=None)
        missing = schools.exclude(pk__in=campaign.parts.values("organization_id")).select_related("region")
        for school in missing.order_by("pk"):
            what = f"campaign {campaign.pk} at school {school.pk}"
            made += _alone(what, partial(campaigns.part_at, campaign, school))
    return made


def open_by_calendar() -> int:
    """The month of the regulation (S2 разд. 9, п. 4.3) has come: a campaign till its last day, once a year."""
    rules, due = Rules(PARAMETER), []
    for school in _schools():
        today = clock.today(school.zone)
        found = rules.of(school, today)
        if found is not None and found.value(PARAMETER) == today.month:
            due.append((school, found, today))
    if not due:
        return 0
    keys = {_key(today) for _school, _found, today in due}
    rows = MonitoringCampaign.objects.filter(calendar_key__in=keys)
    held = set(rows.values_list("organization_id", "calendar_key"))
    return sum(
        _alone(f"campaign of the calendar at school {school.pk}", partial(_plan, school, found, today))
        for school, found, today in due
        if (school.pk, _key(today)) not in held
    )


def _schools() -> Iterable[Organization]:
    rows = Organization.objects.filter(kind=OrganizationKind.SCHOOL, closed_on=None)
    return rows.select_related("region").order_by("pk")


def _key(today: datetime.date) -> str:
    return f"quality:{today.year}"


def _plan(school: Organization, found: EffectiveRegulation, today: datetime.date) -> bool:
    """The row of this year, unless it is there."""
    last = calendar.monthrange(today.year, today.month)[1]
    basis = found[PARAMETER].basis
    row, made = MonitoringCampaign.objects.get_or_create(
        organization=school,
        calendar_key=_key(today),
        defaults={
            "title": _("Оценка качества программ"), "opens_on": today.replace(day=1),
            "closes_on": today.replace(day=last), "school_year": school_year(today), "basis": str(basis)[:300],
            "created_at": clock.now(),
        },
    )  # fmt: skip
    if made:
        campaigns.ask(row, [role for role in found.value("monitoring.questionnaires") if role != "curator"])
        audit.record(None, "monitoringcampaign.plan", row)
    return made
