"""A year of a region in all eleven zones, its beat stopped for two days, doubled and killed at random points.

What must be in the ledger is said here by hand: the days of 2021/22, who has done his part, whom silence is told of.
``-m deep`` plays the whole year of 1,360 schools (``YEAR_SCHOOLS`` makes it fewer); the gate plays an autumn of eleven,
one in each zone.
"""

import datetime
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from accounts import clock
from accounts.models import AuditEvent, Deadline, Membership, Notice, Organization, OutboxMessage, Person, Region
from accounts.services import deadlines, digests
from accounts.tenancy import tenant_scope
from monitoring.models import PeriodReport
from monitoring.services import calendar, months, quarters, reopened, summaries
from programs.models import Regulation
from tests.engine.kit import organization
from tests.engine.test_ladder import ZONES
from tests.monitoring.district import setting

pytestmark = pytest.mark.django_db
SEED = int(os.environ.get("YEAR_SEED", "7"))
# The 25th of each month, or the working day before it: 25.09, 25.12.2021 and 25.06.2022 are Saturdays.
TERMS = {
    "2021-09": "2021-09-24", "2021-10": "2021-10-25", "2021-11": "2021-11-25", "2021-12": "2021-12-24",
    "2022-01": "2022-01-25", "2022-02": "2022-02-25", "2022-03": "2022-03-25", "2022-04": "2022-04-25",
    "2022-05": "2022-05-25", "2022-06": "2022-06-24", "2022-07": "2022-07-25", "2022-08": "2022-08-25",
}  # fmt: skip
QUARTERS = {"quarter_cut_off:2021-12-31": "2022-01-10", "quarter_cut_off:2022-03-31": "2022-04-08",
            "quarter_cut_off:2022-06-30": "2022-07-08", "quarter_cut_off:2021-09-30": "2021-10-08"}  # fmt: skip
PAIRS = {"2021": "2021-09-30"}
SETTINGS = {
    "periodic.monthly_report_day": setting(25), "periodic.quarterly_account": setting(True),
    "deadlines.pairs": setting("09-30"),
}  # fmt: skip
BEGAN = datetime.date(2021, 8, 30)


class Killed(BaseException):
    """kill -9: nothing catches it, and whatever transaction is open is lost."""


@contextmanager
def killed_at(query: int) -> Iterator[None]:
    """The process dies on its so-manyth query; a wake that asks fewer lives."""
    left = [query]

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(count):
            yield
    except Killed:
        pass


def make_region(schools: int) -> Region:
    region = Region.objects.create(code="year", name="Край", time_zone="Europe/Moscow", calendar="ru")
    with tenant_scope(region.pk):
        root = organization("region_authority", "year", None)
        body = organization("municipality", "year", root)
        Regulation.objects.create(
            organization=root, number=1, title="Положение", state="in_force", effective_from=BEGAN, settings=SETTINGS,
            created_at=datetime.datetime(2021, 8, 30, tzinfo=datetime.UTC),
        )  # fmt: skip
        for number in range(schools):
            school = organization("school", f"y{number}", body, school_kind="general")
            zone = ZONES[number % len(ZONES)]
            Organization.objects.filter(pk=school.pk).update(time_zone=zone)
            for role in ("curator", "head"):
                person = Person.objects.create(last_name=role, first_name="И", email=f"{role}-{number}@example.org")
                Membership.objects.create(person=person, organization=school, role=role, valid_from=BEGAN)
    return region


def wake(region: Region) -> None:
    """Everything that beat wakes about terms."""
    now = clock.now()
    months.open_region(region)
    summaries.open_region(region)
    quarters.open_region(region)
    reopened.close_region(region)
    calendar.keep_region(region)
    deadlines.run_region(region, now)
    digests.send_region(region, now)


def does_his_part(school: int, key: str) -> bool:
    """Two of three; the others keep silent."""
    return (school + len(key) + int(key[5:7] if key[4:5] == "-" else 1)) % 3 != 0


def play(
    region: Region, first: datetime.date, last: datetime.date, hours: tuple[int, ...], chance: random.Random
) -> None:
    """Day by day: stopped for two days now and then, a third of the wakes doubled, a third killed on the way."""
    day, stopped = first, 0
    while day <= last:
        if day.day == 1:
            print(f"{day:%Y-%m} {time.monotonic():.0f} s", flush=True)
        stopped = stopped - 1 if stopped else 2 * (chance.random() < 0.06)
        for hour in hours if not stopped else ():
            moment = datetime.datetime.combine(day, datetime.time(hour, 40), datetime.UTC)
            for _time in range(2 if chance.random() < 0.34 else 1):
                with clock.moved_to(moment), killed_at(chance.randrange(1, 120) if chance.random() < 0.34 else 0):
                    wake(region)
        _do_parts(region, day)
        day += datetime.timedelta(days=1)
    with clock.moved_to(datetime.datetime.combine(last + datetime.timedelta(days=1), datetime.time(3), datetime.UTC)):
        wake(region)
        wake(region)


def _do_parts(region: Region, day: datetime.date) -> None:
    """Whoever does his part does it five days before the last one."""
    with tenant_scope(region.pk):
        soon = datetime.datetime.combine(day + datetime.timedelta(days=5), datetime.time(), datetime.UTC)
        rows = Deadline.objects.filter(done_at=None, opened_at__isnull=False, due_at__lt=soon, closed_at=None)
        with clock.moved_to(datetime.datetime.combine(day, datetime.time(18), datetime.UTC)):
            for row in rows.select_related("organization__region"):
                if does_his_part(row.organization_id, row.key):
                    deadlines.mark_done(None, row)


def expected(schools: list[Organization], first: datetime.date, last: datetime.date) -> dict[tuple[int, str, str], str]:
    """(school, kind, key) → the last day of the term, of what has opened by the end."""
    found = {}
    for school in schools:
        for kind, terms in (("monthly_report", TERMS), ("quarterly_account", QUARTERS), ("year_pairs", PAIRS)):
            for key, day in terms.items():
                opens = {
                    "monthly_report": datetime.date.fromisoformat(f"{key}-01") if kind == "monthly_report" else first,
                    "quarterly_account": datetime.date.fromisoformat(key[-10:]) + datetime.timedelta(days=1)
                    if kind == "quarterly_account" else first,
                    "year_pairs": first,
                }[kind]  # fmt: skip
                if opens <= last:
                    found[school.pk, kind, key] = day
    return found


def check(region: Region, first: datetime.date, last: datetime.date) -> None:
    with tenant_scope(region.pk):
        schools = list(Organization.objects.filter(kind="school").select_related("region"))
        rows = Deadline.objects.filter(organization__kind="school").select_related("organization__region")
        opened = {(row.organization_id, row.kind, row.key): row for row in rows if row.opened_at}
        wanted = expected(schools, first, last)
        # The next month opens on its 11th at the latest: what is beyond the list of this year is not compared.
        assert {key for key in opened if key in wanted} == set(wanted)
        assert {key[1:] for key in opened if key not in wanted} <= {("monthly_report", "2022-09")}
        told = Counter(
            (int(key.split(":")[1]), ":".join(key.split(":")[2:]))
            for key in Notice.objects.filter(dedupe_key__startswith="deadline:").values_list("dedupe_key", flat=True)
        )
        reminded = Counter(pk for pk, what in told if what.startswith("remind:"))
        for key, day in wanted.items():
            row, school = opened[key], opened[key].organization
            end = datetime.datetime.combine(
                datetime.date.fromisoformat(day), datetime.time.max, ZoneInfo(school.time_zone)
            )
            assert row.due_at == end.astimezone(datetime.UTC), (key, row.due_at)
            over = datetime.date.fromisoformat(day) < last - datetime.timedelta(days=3)
            done = does_his_part(row.organization_id, row.key)
            assert (row.closed_at is not None) == over or not over, key
            assert (row.done_at is not None) == done or not over, key
            assert told[row.pk, "open"] == 1, (key, "told once that it is open")
            if over:
                assert (told[row.pk, "overdue"] > 0) is not done, key
                assert (told[row.pk, "escalated"] > 0) is (not done and row.escalated_at is not None), key
            assert done or not over or reminded[row.pk], (key, "reminded before its day")
        _once(region, schools)


def _once(region: Region, schools: list[Organization]) -> None:
    """Journal, reports and letters: nothing twice, nothing lost."""
    verbs = AuditEvent.objects.filter(verb="periodreport.open").values_list("object_id", flat=True)
    assert all(number == 1 for number in Counter(verbs).values())
    assert set(verbs) == set(PeriodReport.objects.values_list("pk", flat=True))
    letters = OutboxMessage.objects.filter(dedupe_key__startswith="digest:")
    lines = sum(len(row.payload["context"]["lines"]) + row.payload["context"]["more"] for row in letters)
    waiting = Notice.objects.filter(letter_at__isnull=False, mailed_at=None)
    assert lines + waiting.count() == Notice.objects.filter(letter_at__isnull=False).count()
    assert len(schools) > 0 and region.pk


def run(schools: int, first: datetime.date, last: datetime.date, hours: tuple[int, ...]) -> None:
    region = make_region(schools)
    play(region, first, last, hours, random.Random(SEED))
    check(region, first, last)


def test_an_autumn_of_eleven_schools(db) -> None:
    run(11, datetime.date(2021, 9, 1), datetime.date(2021, 10, 30), (3,))


@pytest.mark.deep
@pytest.mark.django_db(transaction=True)  # what a killed wake has not committed is lost, as it is in life
def test_a_year_of_a_region() -> None:
    schools = int(os.environ.get("YEAR_SCHOOLS", "1360"))
    run(schools, datetime.date(2021, 9, 1), datetime.date(2022, 9, 2), (3, 15))
