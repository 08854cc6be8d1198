"""Opening the quarter's account: each school whose regulation asks for one, the day after the cut-off. Idempotent."""

import datetime
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock, due_rules
from accounts.models import Organization, OrganizationKind, Region
from accounts.roles import Role
from accounts.services import deadlines
from accounts.services.regions import each_region
from accounts.tenancy import tenant_scope
from programs.regulation.effective import EffectiveRegulation

from ..models import PeriodReport
from ..words import DEADLINES, title_of
from .rules import Rules
from .snapshots import CUT_OFF

PARAMETER = "periodic.quarterly_account"
HAND_IN_DAYS = (
    10  # after the cut-off (a default of the system, in no act); the day shifts from days off, the cut-off never
)


def open_quarters() -> Counter[str]:
    """Do it in every region; how many accounts were opened."""
    counts: Counter[str] = Counter()
    each_region(lambda region: counts.update(opened=open_region(region)), "quarterly accounts")
    return counts


def open_region(region: Region) -> int:
    """Open what has come in one region, and what was missed while nothing ran; how many accounts are new."""
    with tenant_scope(region.pk):
        rules = Rules(PARAMETER)
        schools = Organization.objects.filter(kind=OrganizationKind.SCHOOL, closed_on=None).select_related("region")
        rows = PeriodReport.objects.filter(kind=PeriodReport.Kind.QUARTERLY).order_by().values("organization_id")
        done = dict(rows.annotate(last=Max("cut_off")).values_list("organization_id", "last"))
        return sum(_open_school(school, rules, done.get(school.pk)) for school in schools.order_by("pk"))


def cut_offs(
    found: EffectiveRegulation, first: datetime.date, last: datetime.date
) -> Iterator[tuple[datetime.date, datetime.date]]:
    """(since, cut-off) of quarters whose cut-off is in ``first``…``last``: each begins after the one before."""
    days = sorted(
        due_rules.MonthDay(int(text[:2]), int(text[3:])).in_year(year)
        for text in found.value("periodic.quarter_cutoffs")
        for year in range(first.year - 1, last.year + 1)
    )
    for before, day in pairwise(days):
        if first <= day <= last:
            yield before + datetime.timedelta(days=1), day


def _open_school(school: Organization, rules: Rules, last: datetime.date | None) -> int:
    yesterday = clock.today(school.zone) - datetime.timedelta(days=1)
    found = rules.of(school, yesterday)
    if found is None or not found.value(PARAMETER):
        return 0
    begun = found[PARAMETER].since
    first = (
        last + datetime.timedelta(days=1) if last else max(begun or yesterday, yesterday - datetime.timedelta(days=92))
    )
    if begun is not None:
        first = max(first, begun)  # nothing is owed before the rule
    if first > yesterday:
        return 0
    come = list(cut_offs(found, first, yesterday))
    return sum(_open(school, found, since, day) for since, day in (come if last else come[-1:]))


def _open(school: Organization, found: EffectiveRegulation, since: datetime.date, cut_off: datetime.date) -> int:
    """The account and its term; 0 when another run was first."""
    rule = due_rules.DueRule(due_rules.DueType.RELATIVE, event=CUT_OFF, days=HAND_IN_DAYS)
    clause = found[PARAMETER].basis
    values = {
        "since": since,
        "cut_off": cut_off,
        "sender": Role.CURATOR,
        "basis": clause[:300],
        "created_at": clock.now(),
    }
    report, created = PeriodReport.objects.get_or_create(
        organization=school,
        kind=PeriodReport.Kind.QUARTERLY,
        period=since.replace(day=1),
        defaults={**values, "due_on": cut_off + datetime.timedelta(days=HAND_IN_DAYS)},
    )
    (term,) = deadlines.plan(
        organization=school,
        kind=DEADLINES["quarterly"],
        rule=rule,
        title=_("Подтвердить %s") % title_of(report),
        role=Role.CURATOR,
        start=cut_off,
        end=cut_off + datetime.timedelta(days=HAND_IN_DAYS),
        due_shift=str(found.value("due_shift")),
        events={CUT_OFF: cut_off},
        url=reverse("report_detail", args=[report.pk]),
        clause=clause[:200],
    )
    if created:
        assert term.due_at is not None  # a relative term has a day
        report.due_on = report.term_on = term.due_at.astimezone(school.zone).date()
        report.save(update_fields=["due_on", "term_on"])
        audit.record(None, "periodreport.open", report, period=f"{cut_off:%Y-%m-%d}")
    return int(created)
