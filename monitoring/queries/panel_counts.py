"""What a panel shows, counted from the records: any number of schools in a fixed number of queries."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from accounts.models import Deadline, Organization
from programs.models import (
    Acknowledgement,
    Consent,
    HelpRequest,
    LearningRoute,
    Meeting,
    MenteeEntry,
    MentorEntry,
    Order,
    OrderBasis,
    PlanActivity,
    Program,
    Unit,
    UnitMember,
)
from programs.models.bank_choices import INSIDERS
from programs.models.program import AT_WORK
from programs.models.unit import HELD, LIVING
from programs.queries.clause_execution import STANDING
from programs.queries.meetings import TOOK_PLACE
from programs.terms import first_day, school_year

from ..models import HANDED_IN, PeriodReport
from ..panel_figures import (
    FORM,
    HELP_HOURS,
    RECENT_DAYS,
    SHARE,
    SILENT_DAYS,
    SOON_DAYS,
    STATE,
    UNCONFIRMED_DAYS,
    Figures,
    blank,
)
from . import year_facts
from .coverage import Parts, Wholes, shares_of
from .figures import IN_BANK

WAITING = ("requested", "unmatched_support")
Found = Mapping[int, Figures]


def school_figures(schools: Sequence[Organization], now: datetime.datetime) -> dict[int, Figures]:
    """By school, all but the shares. Schools of one time zone are counted together: the day is the school's own."""
    zones: dict[datetime.tzinfo, list[Organization]] = defaultdict(list)
    for school in schools:
        zones[school.zone].append(school)
    found = {school.pk: blank() for school in schools}
    for zone, local in zones.items():
        part = {school.pk: found[school.pk] for school in local}
        today = now.astimezone(zone).date()
        _banks(part)
        _units(part, today, now)
        _meetings(part, today)
        _programs(part, today)
        _deadlines(part, zone, today, now)
        _documents(part, today)
        _conditions(part, {school.pk: school for school in local})
    return found


def share_figures(schools: Iterable[int], wholes: Wholes, parts: Parts) -> Figures:
    """K1–K4: who takes part, of how many, and how many schools have told it; a share that nobody has told has none."""
    found: Figures = {}
    for share in shares_of(schools, wholes, parts):
        if share.whole is not None:
            numbers = {"part": share.part, "whole": share.whole, "told": share.told}
            found |= {f"{SHARE}{share.code}.{name}": number for name, number in numbers.items()}
    return found


def _put(found: Found, code: str, rows: QuerySet, path: str = "organization_id") -> None:
    for school, number in _numbers(rows, path):
        found[school][code] = number


def _numbers(rows: QuerySet, path: str = "organization_id") -> QuerySet:
    return rows.order_by().values_list(path).annotate(number=Count("pk"))


def _banks(found: Found) -> None:
    mentors = MentorEntry.objects.filter(organization_id__in=list(found), state=MentorEntry.State.ACTIVE)
    leads = UnitMember.objects.filter(mentor_entry_id=OuterRef("pk"), left_on=None, unit__state__in=LIVING)
    _put(found, "mentors", mentors)
    _put(found, "idle", mentors.filter(~Exists(leads)))
    mentees = MenteeEntry.objects.filter(organization_id__in=list(found))
    _put(found, "mentees", mentees.filter(state__in=IN_BANK))
    _put(found, "waiting", mentees.filter(state__in=WAITING))
    outsiders = mentors.exclude(source__in=INSIDERS)
    _put(found, "unchecked", outsiders.filter(clearance_on=None))
    signed = Consent.objects.in_force().filter(
        person_id=OuterRef("person_id"), organization_id=OuterRef("organization_id"),
        kind=Consent.Kind.PDN_PROCESSING,
    )  # fmt: skip
    for rows in (mentors, mentees.filter(state__in=IN_BANK)):
        for school, number in _numbers(rows.filter(~Exists(signed))):
            found[school]["no_consent"] += number
    _put(found, "consents", Consent.objects.filter(organization_id__in=list(found), state=Consent.State.SENT))


def _units(found: Found, today: datetime.date, now: datetime.datetime) -> None:
    rows = Unit.objects.filter(organization_id__in=list(found))
    grouped = rows.filter(state__in=LIVING).order_by().values_list("organization_id", "state", "form")
    for school, state, form, number in grouped.annotate(number=Count("pk")):
        figures = found[school]
        figures[f"{STATE}{state}"] += number
        if state in HELD:
            figures["held"] += number
            figures[f"{FORM}{form}"] = figures.get(f"{FORM}{form}", 0) + number
    year = first_day(school_year(today))
    _put(found, "closed", rows.filter(state=Unit.State.CLOSED, closed_on__range=(year, today)))
    for figures in found.values():
        figures |= {"schools": 1, "no_pairs": int(not figures["held"])}
    _trouble(found, rows.filter(state=Unit.State.ACTIVE), today, now)


def _trouble(found: Found, active: QuerySet[Unit], today: datetime.date, now: datetime.datetime) -> None:
    """Of pairs at work; a pair with several signs is one pair in trouble."""
    since = today - datetime.timedelta(days=SILENT_DAYS)
    begun = Program.objects.filter(state__in=AT_WORK, start_on__lt=since)
    met = Meeting.objects.filter(Q(state__in=TOOK_PLACE, held_on__gte=since) | Q(state="planned", planned_at__gte=now))
    old = Meeting.objects.filter(state="held", held_on__lt=today - datetime.timedelta(days=UNCONFIRMED_DAYS))
    calls = HelpRequest.objects.filter(sent_at__lt=now - datetime.timedelta(hours=HELP_HOURS))
    late = PlanActivity.objects.filter(state=PlanActivity.State.PLANNED, due_on__lt=today, program__state__in=AT_WORK)
    signs = {
        "silent": Q(pk__in=begun.values("unit_id")) & ~Q(pk__in=met.values("unit_id")),
        "calls": Q(pk__in=calls.exclude(state=HelpRequest.State.ANSWERED).values("unit_id")),
        "unconfirmed": Q(pk__in=old.values("unit_id")),
        "behind": Q(pk__in=late.values("program__unit_id")),
    }
    for code, sign in signs.items():
        _put(found, code, active.filter(sign))
    _put(found, "trouble", active.filter(signs["silent"] | signs["calls"] | signs["unconfirmed"] | signs["behind"]))


def _meetings(found: Found, today: datetime.date) -> None:
    since = today - datetime.timedelta(days=RECENT_DAYS)
    rows = Meeting.objects.filter(
        unit__organization_id__in=list(found), state__in=TOOK_PLACE, held_on__range=(since, today)
    )
    _put(found, "meetings", rows, "unit__organization_id")
    _put(found, "confirmed", rows.filter(state=Meeting.State.CONFIRMED), "unit__organization_id")


def _programs(found: Found, today: datetime.date) -> None:
    rows = Program.objects.filter(organization_id__in=list(found))
    year = first_day(school_year(today))
    _put(found, "running", rows.filter(state__in=AT_WORK))
    for code in ("completed", "terminated"):
        _put(found, code, rows.filter(state=code, closed_on__range=(year, today)))
    routes = LearningRoute.objects.filter(organization_id__in=list(found))
    done = LearningRoute.State.COMPLETED
    _put(found, "routes", routes.exclude(state__in=[done, LearningRoute.State.ABANDONED]))
    _put(found, "routes_done", routes.filter(state=done, closed_on__range=(year, today)))


def _deadlines(found: Found, zone: datetime.tzinfo, today: datetime.date, now: datetime.datetime) -> None:
    rows = Deadline.objects.filter(organization_id__in=list(found), done_at=None, recommended=False)
    grouped = rows.filter(due_at__lt=now).order_by().values_list("organization_id")
    for school, number, first in grouped.annotate(number=Count("pk"), first=Min("due_at")):
        days = (today - first.astimezone(zone).date()).days
        found[school] |= {"overdue": number, "late": 1, "late_days": days}
    soon = now + datetime.timedelta(days=SOON_DAYS)
    _put(found, "soon", rows.filter(due_at__range=(now, soon), opened_at__isnull=False))


def _documents(found: Found, today: datetime.date) -> None:
    unread = Acknowledgement.objects.filter(
        order__organization_id__in=list(found), acknowledged_on=None, order__state__in=STANDING
    )
    _put(found, "unread", unread, "order__organization_id")
    orders = Order.objects.filter(organization_id__in=list(found))
    _put(found, "to_sign", orders.filter(state__in=["for_review", "approved"]))
    _put(found, "to_register", orders.filter(state="signed"))
    based = OrderBasis.objects.filter(order_id=OuterRef("pk"))
    _put(found, "no_grounds", orders.filter(~Exists(based), state__in=STANDING, preamble=""))
    reports = PeriodReport.objects.filter(organization_id__in=list(found), kind=PeriodReport.Kind.MONTHLY)
    _put(found, "reports", reports.exclude(state__in=HANDED_IN).filter(due_on__lt=today))


FACTS: tuple[tuple[str, Callable[[year_facts.Local], year_facts.Days]], ...] = (
    ("no_statute", year_facts.statutes), ("no_curator", year_facts.curators), ("no_plan", year_facts.plans),
    ("no_acts", year_facts.shown_acts),
)  # fmt: skip


def _conditions(found: Found, local: dict[int, Organization]) -> None:
    """Introduced: a statute, a curator and a pair (S3 order п. 5); a plan is looked at beside (S1 order п. 4)."""
    for code, days in FACTS:
        met = days(local)
        for school, figures in found.items():
            figures[code] = int(school not in met)
    for figures in found.values():
        figures["implemented"] = int(not any(figures[code] for code in ("no_statute", "no_curator", "no_pairs")))
