"""Keeping the summaries of the panels. Idempotent: counted anew, the same records give the same rows."""

import datetime
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery

from accounts import clock
from accounts.models import Organization, OrganizationKind, Region
from accounts.services.regions import each_region
from accounts.tenancy import tenant_scope
from programs.terms import school_year

from ..models import MonitoringCampaign, PanelSummary, RegionPanel
from ..models.campaign import CLOSED
from ..panel_figures import Figures, added_up, differing
from ..queries.coverage import Parts, Wholes, coverage_rows
from ..queries.panel_counts import school_figures, share_figures
from ..queries.satisfaction import INDICATORS, satisfaction
from ..queries.survey_groups import least_above

LOCK = 0x9A7E1  # the key of the advisory lock
TURN = 240.0  # seconds after which a wake begins no further region
SLICE = 200  # schools of one transaction
FRESH = datetime.timedelta(minutes=10)
KEPT = datetime.timedelta(days=40)  # day by day; before that the first day of each month
BODIES = (OrganizationKind.REGION_AUTHORITY, OrganizationKind.MUNICIPALITY)

Key = tuple[int, str]  # organization and kind of school
Answers = dict[str, list[int]]


@dataclass
class Sum:
    """A body, or its schools of one kind."""

    body: Organization
    school_kind: str
    schools: list[int] = field(default_factory=list)


def refresh_all() -> Counter[str]:
    """Of every region whose last counting is old: a wake may come as often as it likes."""
    counts: Counter[str] = Counter()
    until = time.monotonic() + TURN

    def work(region: Region) -> None:
        if time.monotonic() < until and _is_old(region):
            counts.update(schools=refresh_region(region), regions=1)

    last = RegionPanel.objects.filter(region=OuterRef("pk")).order_by("-counted_at").values("counted_at")[:1]
    with _alone() as is_ours:
        if is_ours:
            eldest = Region.objects.order_by(Subquery(last).asc(nulls_first=True), "pk")
            each_region(work, "summaries of the panels", eldest)
    return counts


@contextmanager
def _alone() -> Iterator[bool]:
    """One counting at a time in the installation: the other workers are left to letters and terms."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        is_ours = cursor.fetchone()[0]
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _is_old(region: Region) -> bool:
    """By its bodies, which are added up last: a counting that was killed on the way is not finished."""
    with tenant_scope(region.pk):
        rows = PanelSummary.objects.order_by("-day", "-counted_at")
        newest = rows.filter(organization__kind__in=BODIES).first() or rows.first()
    return newest is None or not newest.counted_at <= clock.now() < newest.counted_at + FRESH


def refresh_region(region: Region) -> int:
    """How many schools were counted. A slice is a transaction: a killed worker leaves whole rows and no sums of halves,
    because bodies are added up at the end."""
    now = clock.now()
    day = now.astimezone(region.zone).date()
    with tenant_scope(region.pk):
        ids = list(_schools().values_list("pk", flat=True))
        shares = coverage_rows(set(ids), day)
    for start in range(0, len(ids), SLICE):
        with tenant_scope(region.pk):
            _keep_schools(ids[start : start + SLICE], shares, day, now)
    with tenant_scope(region.pk):
        _keep_bodies(region, shares, day, now)
        _forget(region, day)
    return len(ids)


def _schools() -> QuerySet[Organization]:
    return Organization.objects.filter(kind=OrganizationKind.SCHOOL, closed_on=None).order_by("pk")


def _counted(ids: Sequence[int], shares: tuple[Wholes, Parts], now: datetime.datetime) -> dict[int, Figures]:
    found = school_figures(list(_schools().filter(pk__in=ids).select_related("region")), now)
    return {pk: figures | share_figures([pk], *shares) for pk, figures in found.items()}


def _keep_schools(ids: Sequence[int], shares: tuple[Wholes, Parts], day: datetime.date, now: datetime.datetime) -> None:
    found = _counted(ids, shares, now)
    _put([PanelSummary(organization_id=pk, day=day, counted_at=now, figures=found[pk]) for pk in found])


def _put(rows: list[PanelSummary]) -> None:
    PanelSummary.objects.bulk_create(
        rows, update_conflicts=True, update_fields=["counted_at", "figures", "answers"],
        unique_fields=["region", "organization", "school_kind", "day"],
    )  # fmt: skip


def _sums() -> list[Sum]:
    """Every open body with its open schools, all of them and by kind."""
    made: dict[Key, Sum] = {}
    bodies = {row.pk: row for row in Organization.objects.filter(kind__in=BODIES, closed_on=None).order_by("path")}
    for body in bodies.values():
        made[body.pk, ""] = Sum(body, "")
    for school in _schools():
        for pk in school.path_ids[:-1]:
            for kind in ("", school.school_kind) if pk in bodies else ():
                made.setdefault((pk, kind), Sum(bodies[pk], kind)).schools.append(school.pk)
    return list(made.values())


def _summed(
    sums: list[Sum], by_school: Mapping[int, Figures], shares: tuple[Wholes, Parts]
) -> Iterator[tuple[Sum, Figures]]:
    for one in sums:
        rows = (by_school[pk] for pk in one.schools if pk in by_school)
        yield one, added_up(rows) | share_figures(one.schools, *shares)


def _keep_bodies(region: Region, shares: tuple[Wholes, Parts], day: datetime.date, now: datetime.datetime) -> None:
    rows = PanelSummary.objects.filter(day=day, organization__in=_schools())
    by_school = dict(rows.values_list("organization_id", "figures"))
    sums = _sums()
    answers = _answers(sums, day)
    kept = [
        PanelSummary(
            organization=one.body, school_kind=one.school_kind, day=day, counted_at=now, figures=figures,
            answers=answers.get(one.body.pk, {}) if not one.school_kind else {},
        )
        for one, figures in _summed(sums, by_school, shares)
    ]  # fmt: skip
    _put(kept)
    standing = {(row.organization_id, row.school_kind) for row in kept} | {(pk, "") for pk in by_school}
    gone = PanelSummary.objects.filter(day=day).values_list("pk", "organization_id", "school_kind")
    PanelSummary.objects.filter(pk__in=[pk for pk, *key in gone if tuple(key) not in standing]).delete()
    for row in kept:
        if row.organization.kind == OrganizationKind.REGION_AUTHORITY and not row.school_kind:
            numbers = {"counted_at": now, "figures": row.figures, "answers": row.answers}
            RegionPanel.objects.update_or_create(region=region, day=day, defaults=numbers)


def _answers(sums: list[Sum], day: datetime.date) -> dict[int, Answers]:
    """K5 and K6 of bodies below which a campaign of the year is closed; only what small groups let be told."""
    year = school_year(day)
    asked = set(
        MonitoringCampaign.objects.filter(school_year=year, state__in=CLOSED).values_list("organization_id", flat=True)
    )
    found: dict[int, Answers] = defaultdict(dict)
    for one in sums:
        if one.school_kind or not asked & {one.body.pk, *one.schools}:
            continue
        shares = satisfaction(one.body, year, least=least_above(one.body, day))
        for code, role in INDICATORS.items():
            if not shares[role].hidden:
                found[one.body.pk][code] = [shares[role].positive, shares[role].answered]
    return found


def _forget(region: Region, day: datetime.date) -> None:
    """Old days, and the answers of every day but this one: of two days' figures the difference may be few people."""
    regions = RegionPanel.objects.filter(region=region)
    for rows in (PanelSummary.objects.all(), regions):
        rows.filter(day__lt=day - KEPT).exclude(day__day=1).delete()
        rows.filter(day__lt=day).exclude(answers={}).update(answers={})


@dataclass(frozen=True)
class Difference:
    organization: str
    school_kind: str
    code: str
    kept: int | list[int] | None
    counted: int | list[int] | None


def check_region(region: Region) -> tuple[int, list[Difference]]:
    """The newest day's rows against the records of this moment: how many were compared, and where they differ."""
    now = clock.now()
    with tenant_scope(region.pk):
        newest = PanelSummary.objects.order_by("-day").values_list("day", flat=True).first()
        rows = PanelSummary.objects.filter(day=newest).select_related("organization")
        kept = {(row.organization_id, row.school_kind): row for row in rows}
        ids = list(_schools().values_list("pk", flat=True))
        shares = coverage_rows(set(ids), newest or now.astimezone(region.zone).date())
        found = _counted(ids, shares, now)
        sums = _sums()
        answers = _answers(sums, newest) if newest else {}
        counted: dict[Key, tuple[Figures, Answers]] = {(pk, ""): (figures, {}) for pk, figures in found.items()}
        for one, figures in _summed(sums, found, shares):
            told = answers.get(one.body.pk, {}) if not one.school_kind else {}
            counted[one.body.pk, one.school_kind] = (figures, told)
        names = dict(Organization.objects.values_list("pk", "short_name"))
        return len(counted), list(_differences(kept, counted, names))


def _differences(
    kept: Mapping[Key, PanelSummary], counted: Mapping[Key, tuple[Figures, Answers]], names: Mapping[int, str]
) -> Iterator[Difference]:
    for key in sorted({*kept, *counted}):
        row, (figures, answers) = kept.get(key), counted.get(key, ({}, {}))
        for code, pair in differing(row.figures if row else {}, figures).items():
            yield Difference(names[key[0]], key[1], code, *pair)
        told = row.answers if row else {}
        for code in sorted({*told, *answers}):
            if told.get(code) != answers.get(code):
                yield Difference(names[key[0]], key[1], code, told.get(code), answers.get(code))
