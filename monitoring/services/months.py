"""Opening the month: each school whose regulation asks for a monthly report gets one, and its term. Idempotent."""

import datetime
from collections import Counter
from collections.abc import Iterator

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock, due_rules
from accounts.models import Organization, OrganizationKind, Region
from accounts.services import deadlines
from accounts.services.regions import each_region
from accounts.tenancy import tenant_scope
from accounts.work_calendar import calendar_for
from programs.models import Regulation
from programs.queries.regulations import effective_of
from programs.regulation.effective import EffectiveRegulation

from ..indicators import next_month
from ..models import PeriodReport
from ..words import DEADLINE, month_name

PARAMETER = "periodic.monthly_report_day"


def open_months() -> Counter[str]:
    """Do it in every region; how many reports were opened."""
    counts: Counter[str] = Counter()
    each_region(lambda region: counts.update(opened=open_region(region)), "monthly reports")
    return counts


def open_region(region: Region) -> int:
    """Open what has come in one region, and what was missed while nothing ran; how many reports are new."""
    with tenant_scope(region.pk):
        rules = _Rules()
        schools = Organization.objects.filter(kind=OrganizationKind.SCHOOL, closed_on=None).select_related("region")
        newest = PeriodReport.objects.filter(kind=PeriodReport.Kind.MONTHLY).order_by().values("organization_id")
        done = dict(newest.annotate(last=Max("period")).values_list("organization_id", "last"))
        return sum(_open_school(school, rules, done.get(school.pk)) for school in schools.order_by("pk"))


class _Rules:
    """Effective regulations by school, read once a run: one query a day of the calendar, one computing a set."""

    def __init__(self) -> None:
        self._in_force: dict[datetime.date, dict[int, Regulation]] = {}
        self._effective: dict[tuple[int, ...], EffectiveRegulation] = {}

    def of(self, school: Organization, on: datetime.date) -> EffectiveRegulation | None:
        """None where no level asks for a monthly report."""
        if on not in self._in_force:
            rows = Regulation.objects.in_force(on).select_related("organization")
            self._in_force[on] = {row.organization_id: row for row in rows}
        versions = [self._in_force[on][node] for node in school.path_ids if node in self._in_force[on]]
        if not any(PARAMETER in version.settings for version in versions):
            return None
        key = tuple(version.pk for version in versions)
        if key not in self._effective:
            self._effective[key] = effective_of(versions, on)
        return self._effective[key]


def _open_school(school: Organization, rules: _Rules, last: datetime.date | None) -> int:
    today = clock.today(school.zone)
    found = rules.of(school, today)
    if found is None or found.value(PARAMETER) is None:
        return 0
    rule = due_rules.DueRule(due_rules.DueType.MONTHLY, day=found.value(PARAMETER))
    return sum(_open(school, found, rule, term) for term in _terms(school, found, rule, last, today))


def _terms(
    school: Organization,
    found: EffectiveRegulation,
    rule: due_rules.DueRule,
    last: datetime.date | None,
    today: datetime.date,
) -> Iterator[due_rules.Due]:
    """Terms that have opened: from the month after the newest report, else from this month. None before the rule."""
    start = next_month(last) if last else today.replace(day=1)
    end = next_month(today) + datetime.timedelta(days=27)
    if end < start:
        return
    since = found[PARAMETER].since
    terms = due_rules.occurrences(
        rule,
        calendar=calendar_for(school.region.calendar),
        tz=school.zone,
        shift=str(found.value("due_shift")),
        start=start,
        end=end,
    )
    for term in terms:
        if term.opens_on <= today and (since is None or since <= term.nominal):
            yield term


def _open(school: Organization, found: EffectiveRegulation, rule: due_rules.DueRule, term: due_rules.Due) -> int:
    """The report and its term; 0 when another run was first."""
    period = term.nominal.replace(day=1)
    clause = found[PARAMETER].basis
    values = {
        "due_on": term.due_on,
        "sender": str(found.value("report_sender")),
        "basis": clause[:300],
        "created_at": clock.now(),
    }
    report, created = PeriodReport.objects.get_or_create(
        organization=school, kind=PeriodReport.Kind.MONTHLY, period=period, defaults=values
    )
    deadlines.plan(
        organization=school,
        kind=DEADLINE,
        rule=rule,
        title=_("Подтвердить отчёт за %s") % month_name(period),
        role=report.sender,
        start=term.nominal,
        end=term.nominal,
        due_shift=str(found.value("due_shift")),
        url=reverse("report_detail", args=[report.pk]),
        clause=clause[:200],
    )
    if created:
        audit.record(None, "periodreport.open", report, period=f"{period:%Y-%m}")
    return int(created)
