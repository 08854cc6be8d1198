"""What a day brings to campaigns: the calendar's May, first and last days, parts of a body's campaign, reminders.

Each step finds its work by rows and does it once however often beat wakes; each campaign is a transaction of its own.
"""

import calendar
import datetime
from collections import Counter
from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Organization, OrganizationKind, Region
from accounts.refusal import Refusal
from accounts.services.regions import each_region
from accounts.tenancy import tenant_scope
from programs.models import Regulation
from programs.queries.reach import schools_below
from programs.queries.regulations import effective_of
from programs.regulation.effective import EffectiveRegulation
from programs.terms import school_year

from ..models import MonitoringCampaign
from . import campaigns

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
        due = [(step, row.pk) for row in rows.select_related("organization__region") if (step := _step(row))]
    for step, pk in due:
        with tenant_scope(region.pk):
            counts[step] += _do(step, pk)
    return counts


def _step(row: MonitoringCampaign) -> str:
    """What is due for a campaign today on its own wall."""
    today = clock.today(row.organization.zone)
    if row.state == MonitoringCampaign.State.PLANNED:
        return "opened" if row.opens_on <= today <= row.closes_on else ""
    if today > row.closes_on:
        return "closed"
    is_last_call = (row.closes_on - today).days in REMIND_BEFORE and row.opens_on < today
    return "reminded" if is_last_call and row.organization.kind == OrganizationKind.SCHOOL else ""


def _do(step: str, pk: int) -> int:
    verbs: dict[str, Callable[[MonitoringCampaign], object]] = {
        "opened": campaigns.begin, "closed": campaigns.end, "reminded": campaigns.remind,
    }  # fmt: skip
    row = MonitoringCampaign.objects.select_related("organization__region").get(pk=pk)
    try:
        done = verbs[step](row)
    except Refusal:  # another wake was first
        return 0
    return int(bool(done))


def hand_down() -> int:
    """A body's campaign that goes on has a part at each open school below it; new schools get theirs too."""
    made = 0
    rows = MonitoringCampaign.objects.filter(state="open", parent=None).exclude(organization__kind="school")
    for campaign in rows.select_related("organization__region").order_by("pk"):
        schools = schools_below(campaign.organization).filter(closed_on=None)
        missing = schools.exclude(pk__in=campaign.parts.values("organization_id")).select_related("region")
        for school in missing.order_by("pk"):
            campaigns.part_at(campaign, school)
            made += 1
    return made


def open_by_calendar() -> int:
    """The month of the regulation (S2 разд. 9, п. 4.3) has come: a campaign till its last day, once a year."""
    found = _in_force()
    if not any(PARAMETER in version.settings for versions in found.values() for version in versions):
        return 0
    made = 0
    effective: dict[tuple[int, ...], EffectiveRegulation] = {}
    for school in _schools():
        today = clock.today(school.zone)
        versions = [version for node in school.path_ids for version in found.get(node, [])]
        if not any(PARAMETER in version.settings for version in versions):
            continue
        key = tuple(version.pk for version in versions)
        if key not in effective:
            effective[key] = effective_of(versions, today)
        if effective[key].value(PARAMETER) == today.month:
            made += _plan(school, effective[key], today)
    return made


def _in_force() -> dict[int, list[Regulation]]:
    rows = Regulation.objects.in_force(clock.now().date()).select_related("organization")
    found: dict[int, list[Regulation]] = {}
    for row in rows:
        found.setdefault(row.organization_id, []).append(row)
    return found


def _schools() -> Iterable[Organization]:
    rows = Organization.objects.filter(kind=OrganizationKind.SCHOOL, closed_on=None)
    return rows.select_related("region").order_by("pk")


def _plan(school: Organization, found: EffectiveRegulation, today: datetime.date) -> int:
    """The row of this year, unless it is there."""
    last = calendar.monthrange(today.year, today.month)[1]
    basis = found[PARAMETER].basis
    row, made = MonitoringCampaign.objects.get_or_create(
        organization=school,
        calendar_key=f"quality:{today.year}",
        defaults={
            "title": _("Оценка качества программ"), "opens_on": today.replace(day=1),
            "closes_on": today.replace(day=last), "school_year": school_year(today), "basis": str(basis)[:300],
            "created_at": clock.now(),
        },
    )  # fmt: skip
    if made:
        campaigns.ask(row, [role for role in found.value("monitoring.questionnaires") if role != "curator"])
        audit.record(None, "monitoringcampaign.plan", row)
    return int(made)
