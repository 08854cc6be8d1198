"""A month counted and frozen for many schools, beside one INSERT … SELECT of the same figures; memory stays flat."""

import datetime
import json
import time
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from accounts import clock
from accounts.models import Organization, Person, Region
from accounts.tenancy import tenant_scope
from monitoring.models import PeriodReport, ReportSnapshot
from monitoring.services import months
from monitoring.services.snapshots import freeze_months
from programs.models import Meeting, MenteeEntry, MentorEntry, PlanActivity, Program, Regulation, Unit
from tests.bench.figures import count_the_tables

PAIRS, MEETINGS, LINES = 2, 3, 4  # of a school, of a pair, of a plan
BATCH = 500
PERIOD, LAST = datetime.date(2021, 10, 1), datetime.date(2021, 10, 31)
MIDDLE = datetime.datetime(2021, 10, 20, 12, tzinfo=datetime.UTC)
PAGE = 4096

BY_HAND = """
INSERT INTO bench_snapshot (report, figures)
WITH acts AS (SELECT o.organization_id, count(DISTINCT o.id) AS acts FROM programs_orderclause c
    JOIN programs_order o ON o.id = c.order_id
    WHERE o.state IN ('registered', 'published') AND o.dated <= %(last)s
      AND c.kind IN ('statute_approval', 'curator_appointment', 'roadmap_approval', 'pair_assignment') GROUP BY 1),
  mentors AS (SELECT organization_id, count(*) AS mentors FROM programs_mentorentry WHERE state = 'active' GROUP BY 1),
  mentees AS (SELECT organization_id,
      count(*) FILTER (WHERE state IN ('registered', 'requested', 'matched', 'unmatched_support', 'in_program'))
        AS mentees,
      count(*) FILTER (WHERE state IN ('requested', 'unmatched_support')) AS unmatched
    FROM programs_menteeentry GROUP BY 1),
  begun AS (SELECT object_id AS unit_id, min(at AT TIME ZONE 'Europe/Moscow')::date AS begun FROM accounts_auditevent
    WHERE object_type = 'programs.Unit' AND verb IN ('unit.order', 'unit.fix') GROUP BY 1),
  units AS (SELECT n.organization_id,
      count(*) FILTER (WHERE n.state <> 'closed' OR n.closed_on > %(last)s) AS units,
      count(*) FILTER (WHERE b.begun >= %(first)s) AS new_units
    FROM programs_unit n LEFT JOIN begun b ON b.unit_id = n.id
    WHERE n.state IN ('ordered', 'trying', 'active', 'paused', 'replacing', 'closed')
      AND (b.begun IS NULL OR b.begun <= %(last)s) GROUP BY 1),
  meetings AS (SELECT n.organization_id, count(*) AS held,
      count(*) FILTER (WHERE t.state = 'confirmed') AS confirmed
    FROM programs_meeting t JOIN programs_unit n ON n.id = t.unit_id
    WHERE t.state IN ('held', 'confirmed') AND t.held_on BETWEEN %(first)s AND %(last)s GROUP BY 1),
  lines AS (SELECT g.organization_id, count(*) AS plan_done FROM programs_planactivity a
    JOIN programs_program g ON g.id = a.program_id
    WHERE g.state IN ('running', 'completing', 'completed', 'terminated')
      AND a.state = 'done' AND a.done_on BETWEEN %(first)s AND %(last)s GROUP BY 1),
  ended AS (SELECT organization_id, count(*) FILTER (WHERE state = 'completed') AS completed,
      count(*) FILTER (WHERE state = 'terminated') AS terminated
    FROM programs_program WHERE closed_on BETWEEN %(first)s AND %(last)s GROUP BY 1),
  longer AS (SELECT g.organization_id, count(*) AS extended FROM programs_amendment a
    JOIN programs_program g ON g.id = a.program_id
    WHERE a.kind = 'extend' AND a.in_force_on BETWEEN %(first)s AND %(last)s GROUP BY 1)
SELECT r.id, jsonb_build_object('acts', coalesce(acts, 0), 'mentors', coalesce(mentors, 0),
  'mentees', coalesce(mentees, 0), 'unmatched', coalesce(unmatched, 0), 'units', coalesce(units, 0),
  'new_units', coalesce(new_units, 0), 'held', coalesce(held, 0), 'confirmed', coalesce(confirmed, 0),
  'plan_done', coalesce(plan_done, 0), 'completed', coalesce(completed, 0), 'terminated', coalesce(terminated, 0),
  'extended', coalesce(extended, 0))
FROM monitoring_periodreport r
LEFT JOIN acts USING (organization_id) LEFT JOIN mentors USING (organization_id)
LEFT JOIN mentees USING (organization_id) LEFT JOIN units USING (organization_id)
LEFT JOIN meetings USING (organization_id) LEFT JOIN lines USING (organization_id)
LEFT JOIN ended USING (organization_id) LEFT JOIN longer USING (organization_id)
WHERE r.kind = 'monthly' AND r.period = %(first)s
"""


class _Undo(Exception):
    """Leaves nothing behind."""


def megabytes() -> int:
    """What the process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE // 2**20


def month(schools: int) -> None:
    """Prints the seconds, the ratio and the memory after the first tenth and after all."""
    try:
        with transaction.atomic():
            region = Region.objects.create(code="bench-month", name="bench", time_zone="Europe/Moscow")
            with tenant_scope(region.pk), clock.moved_to(MIDDLE):
                _measure(region, schools)
            raise _Undo
    except _Undo:
        return


def _measure(region: Region, schools: int) -> None:
    person = _build(region, schools)
    count_the_tables()
    started = time.perf_counter()
    opened = months.open_region(region)
    print(f"{f'a month opened for {opened} schools':<46} {time.perf_counter() - started:8.1f} s", flush=True)
    count_the_tables()
    started, early = time.perf_counter(), 0
    rows = PeriodReport.objects.select_related("organization__region")
    ids = PeriodReport.objects.filter(period=PERIOD).order_by("pk").values_list("pk", flat=True)
    for number, batch in enumerate(months.batched(list(ids), BATCH)):
        freeze_months(list(rows.filter(pk__in=batch)), person_id=person)
        if number == 0:
            count_the_tables()
        early = early or (megabytes() if (number + 1) * BATCH * 10 >= schools else 0)
    ours, held = time.perf_counter() - started, megabytes()
    count_the_tables()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_snapshot (report bigint, figures jsonb)")
        started = time.perf_counter()
        cursor.execute(BY_HAND, {"first": PERIOD, "last": LAST})
        least = time.perf_counter() - started
        cursor.execute("SELECT report, figures FROM bench_snapshot")
        by_hand = {report: json.loads(text) if isinstance(text, str) else text for report, text in cursor.fetchall()}
    _same(by_hand)
    name = f"a month counted and frozen for {schools} schools"
    print(f"{name:<46} {ours:8.1f} s   {ours / least:6.1f} × one INSERT … SELECT ({least:.1f} s)")
    print(f"{'memory after the first tenth and after all':<46} {early:8d} and {held} MB")


def _same(by_hand: dict[int, dict[str, int]]) -> None:
    """Both have counted the same, or the ratio says nothing."""
    for snapshot in ReportSnapshot.objects.filter(report__in=list(by_hand)[:: max(1, len(by_hand) // 500)]).iterator():
        lines = {code: line["value"] for code, line in snapshot.figures["lines"].items()}
        assert lines == by_hand[snapshot.report_id], (lines, by_hand[snapshot.report_id])


def _build(region: Region, schools: int) -> int:
    """Schools under one district that asks for a monthly report, with pairs, meetings and plans; a person's id."""
    now = timezone.now()
    root = Organization.objects.create(kind="region_authority", path="", name="root", short_name="root", slug="root")
    Organization.objects.filter(pk=root.pk).update(path=f"/{root.pk}/")
    person = Person.objects.create(last_name="Счётов", first_name="Иван")
    Regulation.objects.create(
        organization=root, number=1, title="Положение", state="in_force", effective_from=datetime.date(2021, 9, 1),
        created_at=now, settings={"periodic.monthly_report_day": {"value": 25, "clause": "п. 1", "locked": False}},
    )  # fmt: skip
    for start in range(0, schools, BATCH):
        made = Organization.objects.bulk_create(
            Organization(
                kind="school", parent=root, path=f"/{root.pk}/b{number}/", name=f"Школа {number}",
                short_name=f"Школа {number}", slug=f"school-{number}", school_kind="general",
            )
            for number in range(start, min(start + BATCH, schools))
        )  # fmt: skip
        for school in made:
            school.path = f"/{root.pk}/{school.pk}/"
        Organization.objects.bulk_update(made, ["path"])
        _records(made, person, now)
    return person.pk


def _records(schools: list[Organization], person: Person, now: datetime.datetime) -> None:
    people = Person.objects.bulk_create(
        Person(last_name=f"Участник{number}", first_name="Иван") for number in range(len(schools) * PAIRS * 2)
    )
    taken = iter(people)
    mentors, mentees, units = [], [], []
    for school in schools:
        for number in range(PAIRS):
            mentors.append(MentorEntry(organization=school, person=next(taken), state="active", created_at=now))
            mentees.append(MenteeEntry(organization=school, person=next(taken), state="in_program", created_at=now))
            units.append(
                Unit(
                    organization=school, kind="pair", form="TEACHER_TEACHER", curator=person, state="active",
                    people_key=f"{school.pk}:{number}", proposed_at=now,
                )
            )  # fmt: skip
    MentorEntry.objects.bulk_create(mentors)
    MenteeEntry.objects.bulk_create(mentees)
    Unit.objects.bulk_create(units)
    Meeting.objects.bulk_create(
        Meeting(unit=unit, state="confirmed" if day % 2 else "held", held_on=PERIOD + datetime.timedelta(days=day * 5))
        for unit in units
        for day in range(MEETINGS)
    )
    courses = Program.objects.bulk_create(
        Program(
            organization_id=unit.organization_id, unit=unit, title="Первый год", state="running", created_at=now,
            start_on=PERIOD, approved_on=PERIOD, end_on=PERIOD + datetime.timedelta(days=200),
        )
        for unit in units
    )  # fmt: skip
    PlanActivity.objects.bulk_create(
        PlanActivity(
            program=program, position=place, area="METHOD", text="Урок", state="done" if place < 3 else "planned",
            done_on=PERIOD + datetime.timedelta(days=place) if place < 3 else None,
        )
        for program in courses
        for place in range(1, LINES + 1)
    )  # fmt: skip
