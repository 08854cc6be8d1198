"""The curator's desk at 30 pairs and the coordinator's table at 60 schools, beside a bare view and beside one SQL."""

import datetime
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path

from accounts.models import Membership, Organization, Person, User
from accounts.permissions import public
from monitoring.indicators import as_json, blank
from monitoring.models import PeriodReport, ReportSnapshot
from programs.models import Meeting, MenteeEntry, MentorEntry, PlanActivity, Program, Unit, UnitMember
from programs.scenarios.play import Play

PAIRS = 30
BOARD_SCHOOLS, BOARD_PAIRS = 60, 5
HANDED_IN = 20
LINES, MEETINGS = 10, 8
BARE = "/bare/"

Compare = Callable[[str, Callable[[], object], Callable[[], object], str], None]


@public
def bare(_request: HttpRequest) -> HttpResponse:
    """What the same middleware costs around nothing."""
    return HttpResponse("<!doctype html><title>-</title><p>-</p>")


urlpatterns = [path(BARE[1:], bare), path("", include("mentoring.urls"))]

# What the desk counts of the pairs, in one go: meetings by their states, lines of the plan done, all and late.
DESK_SQL = """
SELECT u.id, u.state, p.start_on, p.end_on,
       (SELECT string_agg(x.last_name, ', ') FROM programs_unitmember m JOIN accounts_person x ON x.id = m.person_id
         WHERE m.unit_id = u.id),
       (SELECT json_agg(json_build_array(t.state, t.held_on, t.planned_at)) FROM programs_meeting t
         WHERE t.unit_id = u.id),
       (SELECT count(*) FILTER (WHERE a.state = 'done') FROM programs_planactivity a WHERE a.program_id = p.id),
       (SELECT count(*) FILTER (WHERE a.state <> 'excluded') FROM programs_planactivity a WHERE a.program_id = p.id)
  FROM programs_unit u LEFT JOIN programs_program p ON p.unit_id = u.id
 WHERE u.organization_id = %s
"""
# What the table counts of the schools: pairs, meetings of the month, plans, who has handed in, whom to call.
BOARD_SQL = """
SELECT o.id, o.short_name, r.state, r.due_on,
       (SELECT count(*) FROM programs_unit u WHERE u.organization_id = o.id AND u.state = 'active'),
       (SELECT count(*) FROM programs_meeting t JOIN programs_unit u ON u.id = t.unit_id
         WHERE u.organization_id = o.id AND t.held_on >= r.period AND t.state IN ('held', 'confirmed')),
       (SELECT count(*) FILTER (WHERE a.state = 'done') FROM programs_planactivity a
          JOIN programs_program p ON p.id = a.program_id WHERE p.organization_id = o.id),
       (SELECT count(*) FROM programs_menteeentry e WHERE e.organization_id = o.id AND e.state = 'unmatched_support'),
       (SELECT s.figures FROM monitoring_reportsnapshot s WHERE s.report_id = r.id ORDER BY s.number DESC LIMIT 1),
       (SELECT string_agg(x.last_name, ', ') FROM accounts_membership m JOIN accounts_person x ON x.id = m.person_id
         WHERE m.organization_id = o.id AND m.role IN ('curator', 'head'))
  FROM monitoring_periodreport r JOIN accounts_organization o ON o.id = r.organization_id
 WHERE o.path LIKE %s AND r.period = %s
"""


def build(play: Play, school: Organization) -> Organization:
    """The pairs of the school, and a town with its reports."""
    today = play.actor("Лунина").today
    add_pairs(school, play.people["Лунина"], today, PAIRS)
    return add_board(play, today)


def pages(play: Play, school: Organization, town: Organization, compare: Compare) -> None:
    """``compare`` prints a row."""
    period = play.actor("Лунина").today.replace(day=1)
    with override_settings(ROOT_URLCONF=__name__):
        client = signed_in(play.people["Лунина"], "bench-curator@example.org")
        _page("desk of 30 pairs", client, "/", by_hand(DESK_SQL, school.pk), compare)
        client = signed_in(play.people["Ярцева"], "bench-officer@example.org")
        one = by_hand(BOARD_SQL, f"{town.path}%", period)
        _page("table of 60 schools", client, "/municipality/", one, compare)


def _page(name: str, client: Client, address: str, one: Callable[[], object], compare: Compare) -> None:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    print(f"{name}: queries".ljust(46), f"{len(queries):8d}")
    compare(f"{name}, whole page", lambda: client.get(address), lambda: client.get(BARE), "a bare view")
    compare(f"{name}, whole page", lambda: client.get(address), one, "one hand-written SQL")


def by_hand(sql: str, *values: object) -> Callable[[], list]:
    def run() -> list:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    return run


def signed_in(person: Person, email: str) -> Client:
    user = User.objects.create_user(email, "x")
    Person.objects.filter(pk=person.pk).update(user=user)
    Membership.objects.filter(person=person).update(user=user)
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def add_pairs(school: Organization, curator: Person, today: datetime.date, number: int) -> None:
    """Pairs at work since the autumn, with plans and meetings, some of them late."""
    from accounts import clock

    now = clock.now()
    start = today - datetime.timedelta(days=80)
    for n in range(number):
        people = [Person(last_name=f"{side}{school.pk}-{n}", first_name="Вера") for side in ("Наставник", "Ученик")]
        for person in people:
            person.save()
        common = {"organization": school, "created_at": now}
        mentor = MentorEntry.objects.create(person=people[0], state="active", **common)
        mentee = MenteeEntry.objects.create(person=people[1], state="in_program", **common)
        unit = Unit.objects.create(
            organization=school, kind="pair", form="TEACHER_TEACHER", curator=curator, state="active",
            people_key=f"{people[0].pk}:{people[1].pk}", proposed_at=now,
        )  # fmt: skip
        UnitMember.objects.create(unit=unit, person=people[0], side="mentor", mentor_entry=mentor)
        UnitMember.objects.create(unit=unit, person=people[1], side="mentee", mentee_entry=mentee)
        program = Program.objects.create(
            unit=unit, title="Первый год", state="running", start_on=start, approved_on=start,
            end_on=start + datetime.timedelta(days=200), **common,
        )  # fmt: skip
        days = [start + datetime.timedelta(days=9 * line) for line in range(LINES)]
        PlanActivity.objects.bulk_create(
            PlanActivity(
                program=program, position=place, area="METHOD", text="Урок", due_on=day, region_id=school.region_id,
                **({"state": "done", "done_on": day} if place < 6 + n % 4 and day <= today else {}),
            )
            for place, day in enumerate(days, start=1)
        )  # fmt: skip
        Meeting.objects.bulk_create(
            Meeting(unit=unit, state="confirmed", held_on=day, duration=45, region_id=school.region_id)
            for day in days[:MEETINGS]
        )


def add_board(play: Play, today: datetime.date) -> Organization:
    """A town of 60 schools in the midst of a month: a third has handed its report in."""
    from accounts import clock

    root = Organization.objects.get(slug="root")
    town = play.organization("town", "municipality", root)
    play.person("Ярцева Инна Львовна", town, "специалист", "coordinator")
    period, now = today.replace(day=1), clock.now()
    for number in range(BOARD_SCHOOLS):
        school = play.organization(f"town-{number}", "school", town, school_kind="general")
        person = play.person(f"Завуч{number} Ольга Сергеевна", school, "заместитель директора", "curator", deputy=True)
        add_pairs(school, person, today, BOARD_PAIRS)
        report = PeriodReport.objects.create(
            organization=school, period=period, due_on=today, sender="curator", basis="п. 1", created_at=now
        )
        if number < HANDED_IN:
            report.state, report.confirmed_by, report.confirmed_at = "confirmed", person, now
            report.save()
            figures = as_json(blank(), period=period, counted_at=now, section="")
            ReportSnapshot.objects.create(report=report, number=1, figures=figures, taken_at=now, taken_by=person)
    return town
