"""P1, P3, P4, M5, M6, R1–R3 against SQL written apart from the modules that count them: one altered record is seen."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection

from accounts.models import Employment, Membership, Organization, Person
from accounts.permissions import Actor, actor_of
from monitoring.models import IndicatorValue
from monitoring.queries.impact import Question
from monitoring.queries.impact_facts import facts_of
from programs.models import (
    Event,
    EventParticipant,
    JointProject,
    LearningRoute,
    MenteeEntry,
    PlanActivity,
    Program,
    Unit,
    UnitMember,
    YearFigures,
)
from programs.queries.regulations import effective_regulation
from tests.monitoring.district import S1, District, act, held_pair, make_district, setting

pytestmark = pytest.mark.django_db
YEAR = 2022
FIRST, TODAY = datetime.date(2022, 9, 1), datetime.date(2023, 6, 15)
NOW = datetime.datetime(2023, 6, 15, 9, tzinfo=datetime.UTC)
AUTUMN = datetime.datetime(2022, 9, 20, 9, tzinfo=datetime.UTC)
ASKED = {
    **S1, "monitoring.process": setting(["M5", "M6"]), "monitoring.impact": setting(["P1", "P3", "P4"]),
}  # fmt: skip

P1 = """
    WITH came AS (SELECT e.person_id, e.organization_id, COALESCE(e.hired_on, min(j.valid_from)) AS day
        FROM programs_menteeentry e JOIN accounts_employment j USING (person_id, organization_id)
        WHERE e.category = 'YOUNG_SPECIALIST' AND e.organization_id = ANY(%(ids)s)
        GROUP BY e.person_id, e.organization_id, e.hired_on)
    SELECT count(*) FILTER (WHERE EXISTS (SELECT FROM accounts_employment j WHERE j.person_id = came.person_id
            AND j.organization_id = came.organization_id AND j.valid_from <= day + make_interval(years => %(years)s)
            AND (j.valid_to IS NULL OR j.valid_to > day + make_interval(years => %(years)s)))), count(*)
    FROM came WHERE day + make_interval(years => %(years)s) <= %(last)s"""
P3 = """
    SELECT (SELECT count(DISTINCT p.event_id) FROM programs_eventparticipant p
        JOIN programs_event e ON e.id = p.event_id
        WHERE p.organization_id = ANY(%(ids)s) AND e.state = 'held' AND e.innovative
        AND (e.starts_at AT TIME ZONE 'Asia/Barnaul')::date BETWEEN %(first)s AND %(end)s
        AND p.person_id IN (SELECT m.person_id FROM programs_unitmember m JOIN programs_unit u ON u.id = m.unit_id
            WHERE u.organization_id = ANY(%(ids)s) AND u.state <> 'rejected'))
      + (SELECT count(*) FROM programs_jointproject WHERE organization_id = ANY(%(ids)s) AND state <> 'cancelled'
        AND kind IN ('innovative', 'research') AND end_on BETWEEN %(first)s AND %(end)s), NULL"""
M5 = """
    SELECT count(*) FILTER (WHERE state = 'done'), count(*) FROM programs_jointproject
    WHERE organization_id = ANY(%(ids)s) AND end_on BETWEEN %(first)s AND %(end)s"""
M6 = """
    SELECT count(*) FILTER (WHERE a.state = 'done' AND a.done_on <= %(last)s), count(*)
    FROM programs_planactivity a JOIN programs_program p ON p.id = a.program_id
    WHERE p.organization_id = ANY(%(ids)s) AND a.state <> 'excluded' AND p.start_on <= %(last)s
      AND p.state IN ('running', 'completing', 'completed', 'terminated')
      AND (p.closed_on IS NULL OR p.closed_on >= %(first)s)"""
P4 = """
    SELECT count(*) FILTER (WHERE good), count(*), round(avg(days) FILTER (WHERE good)) FROM (
        SELECT v.member_id, bool_or(v.value >= 7) AS good,
            min(v.measured_on) FILTER (WHERE v.value >= 7) - min(p.start_on) AS days
        FROM monitoring_indicatorvalue v JOIN programs_unitmember m ON m.id = v.member_id
        JOIN programs_menteeentry e ON e.id = m.mentee_entry_id LEFT JOIN programs_program p ON p.unit_id = m.unit_id
        WHERE v.code = 'ADAPTATION' AND v.point = 'check' AND e.category = 'YOUNG_SPECIALIST'
          AND v.organization_id = ANY(%(ids)s) GROUP BY v.member_id) AS marked"""
R1 = """
    SELECT count(*) FILTER (WHERE EXISTS (SELECT FROM programs_localact l WHERE l.organization_id = o.id
            AND l.kind = 'statute' AND l.file_id IS NOT NULL)
        AND EXISTS (SELECT FROM accounts_membership m WHERE m.organization_id = o.id AND m.role = 'curator'
            AND (m.valid_to IS NULL OR m.valid_to > %(last)s))
        AND EXISTS (SELECT FROM programs_unit u WHERE u.organization_id = o.id
            AND u.state NOT IN ('proposed', 'agreed', 'consented', 'rejected'))), count(*)
    FROM accounts_organization o WHERE o.id = ANY(%(ids)s)"""
R2 = """
    SELECT count(*) FILTER (WHERE state = 'completed'), count(*) FROM programs_program
    WHERE organization_id = ANY(%(ids)s) AND state IN ('completed', 'terminated')
      AND closed_on BETWEEN %(first)s AND %(last)s"""
R3 = """
    SELECT count(DISTINCT m.person_id), (SELECT sum(teachers) FROM programs_yearfigures
        WHERE organization_id = ANY(%(ids)s) AND school_year = 2022)
    FROM programs_unitmember m JOIN programs_unit u ON u.id = m.unit_id
    WHERE u.organization_id = ANY(%(ids)s) AND NOT m.is_reverse AND (m.left_on IS NULL OR m.left_on >= %(first)s)
      AND (u.state IN ('ordered', 'trying', 'active', 'paused', 'replacing') OR (u.state = 'closed'
        AND u.closed_on >= %(first)s)) AND EXISTS (SELECT FROM accounts_employment j WHERE j.person_id = m.person_id
            AND j.organization_id = ANY(%(ids)s) AND j.valid_from <= %(last)s
            AND (j.valid_to IS NULL OR j.valid_to > %(first)s))"""


def recount(sql: str, ids: list[int], **more: int) -> tuple:
    days = {"first": FIRST, "last": TODAY, "end": datetime.date(2023, 8, 31)}
    with connection.cursor() as cursor:
        cursor.execute(sql, {"ids": ids, **days, **more})
        return cursor.fetchone()


@pytest.fixture
def district(db, clock_at) -> District:
    clock_at(NOW)
    made = make_district("figures", "АБВ", ASKED)
    with made.scope():
        for name in "АБ":
            act(made, name, "statute", AUTUMN)
        for name, pairs in (("А", 4), ("Б", 2)):
            for number in range(pairs):
                _lived(made, name, number, held_pair(made, name, number, AUTUMN))
        _happened(made)
        for name, teachers in (("А", 32), ("Б", 18), ("В", 9)):
            YearFigures.objects.create(
                organization=made.school(name), school_year=YEAR, teachers=teachers, entered_at=NOW
            )
        yield made


def _lived(district: District, name: str, number: int, unit: Unit) -> None:
    """A programme of three lines, jobs of both since their own days, marks of the adaptation."""
    school = district.school(name)
    state = ("completed", "running", "terminated", "completed")[number]
    closed = datetime.date(2023, 5, 20 + number) if state != "running" else None
    program = Program.objects.create(
        organization=school, unit=unit, title="Год", state=state, start_on=datetime.date(2022, 10, 1 + number),
        approved_on=FIRST, end_on=datetime.date(2023, 5, 31), closed_on=closed, created_at=AUTUMN,
        closure_reason={"completed": "PLAN_COMPLETED", "terminated": "MUTUAL"}.get(state, ""),
    )  # fmt: skip
    for place, (mark, done) in enumerate((("done", TODAY), ("planned", None), ("excluded", None)), start=1):
        PlanActivity.objects.create(
            program=program, position=place, area="METHOD", text="Урок", state=mark, done_on=done
        )
    for member in UnitMember.objects.filter(unit=unit):
        hired = datetime.date(2019 + number, 9, 1)
        Employment.objects.create(
            person_id=member.person_id, organization=school, title="учитель", valid_from=hired,
            valid_to=datetime.date(2021, 6, 1) if number == 1 else None,
        )  # fmt: skip
        if member.mentee_entry_id:
            MenteeEntry.objects.filter(pk=member.mentee_entry_id).update(category="YOUNG_SPECIALIST", hired_on=hired)
            for month, value in ((11, 5), (12, 6 + number % 2)):
                IndicatorValue.objects.create(
                    organization=school, member=member, code="ADAPTATION", point="check", label=f"{month}",
                    value=Decimal(value), measured_on=datetime.date(2022, month, 20 + number),
                    entered_by_id=unit.curator_id, entered_at=NOW,
                )  # fmt: skip


def _happened(district: District) -> None:
    """In school А: an innovative event, a plain one, one of last year; projects of every kind and state."""
    school = district.school("А")
    someone = UnitMember.objects.filter(unit__organization=school).order_by("pk")[0].person_id
    for starts, innovative in ((AUTUMN, True), (AUTUMN, False), (AUTUMN.replace(year=2021), True)):
        event = Event.objects.create(
            organization=school, reaches=school, kind="seminar", title="Семинар", starts_at=starts, state="held",
            innovative=innovative, created_at=NOW, created_by_id=someone,
        )  # fmt: skip
        EventParticipant.objects.create(
            event=event, organization=school, person_id=someone, marked_at=NOW, marked_by_id=someone
        )
    for kind, state, ends in (
        ("innovative", "done", 2023), ("research", "planned", 2023), ("educational", "done", 2023),
        ("innovative", "cancelled", 2023), ("educational", "done", 2022),
    ):  # fmt: skip
        closed = datetime.date(ends, 5, 1) if state != "planned" else None
        JointProject.objects.create(
            organization=school, title="Проект", kind=kind, plan="Делаем", start_on=datetime.date(ends - 1, 10, 1),
            end_on=datetime.date(ends, 5, 1), state=state, closed_on=closed, created_by_id=someone, created_at=NOW,
            result="Сделан" if state == "done" else "",
        )  # fmt: skip


def reader(organization: Organization, role: str) -> Actor:
    rows = Membership.objects.select_related("person", "organization__region")
    return actor_of(rows.get(organization=organization, role=role))


def told(actor: Actor) -> dict[str, tuple]:
    """Code → part and whole, the first line of each; P1 in two."""
    question = Question(actor.organization, YEAR)
    found: dict[str, tuple] = {}
    for fact in facts_of(actor, question, effective_regulation(actor.organization, actor.today)):
        key = "P1.3" if fact.code == "P1" and "P1" in found else fact.code
        found.setdefault(key, (fact.part, fact.whole, fact.words))
    return found


def expected(ids: list[int], *, inside: bool) -> dict[str, tuple]:
    rows = {"M6": recount(M6, ids), "R2": recount(R2, ids), "R3": recount(R3, ids)}
    if inside:
        one, three = recount(P1, ids, years=1), recount(P1, ids, years=3)
        rows |= {"P1": one, "P1.3": three, "P3": recount(P3, ids), "M5": recount(M5, ids), "P4": recount(P4, ids)}
    else:
        rows["R1"] = recount(R1, ids)
    return rows


def agree(actor: Actor, ids: list[int], *, inside: bool) -> None:
    found = told(actor)
    for code, row in expected(ids, inside=inside).items():
        assert found[code][:2] == tuple(row[:2]), code
        if code == "P4":
            assert found[code][2] == f"в среднем за {row[2]} дн."


def test_a_school_reads_what_sql_counts(district: District) -> None:
    school = district.school("А")
    agree(reader(school, "curator"), [school.pk], inside=True)
    found = {code: row[:2] for code, row in told(reader(school, "curator")).items()}
    assert found == {
        "P3": (3, None), "M5": (2, 4), "M6": (4, 8), "P1": (2, 3), "P1.3": (1, 1), "P4": (2, 4), "R2": (2, 3),
        "R3": (6, 32), "TRAJECTORY": (2, 4),
    }  # fmt: skip


def test_a_municipality_reads_the_sum_of_its_schools(district: District) -> None:
    ids = list(district.schools.values())
    actor = reader(Organization.objects.get(pk=district.body), "coordinator")
    agree(actor, ids, inside=False)
    found = {code: row[:2] for code, row in told(actor).items()}
    assert found == {"M6": (6, 12), "R1": (2, 3), "R2": (3, 4), "R3": (8, 59), "TRAJECTORY": (3, 6)}


ALTERED: dict[str, Callable[[], object]] = {
    "P1": lambda: Employment.objects.filter(person__last_name="НаставляемыйА00").delete(),
    "P3": lambda: Event.objects.filter(innovative=True).order_by("pk").update(innovative=False),
    "M5": lambda: JointProject.objects.filter(state="planned").delete(),
    "M6": lambda: PlanActivity.objects.filter(state="done").order_by("pk")[0].delete(),
    "P4": lambda: IndicatorValue.objects.filter(value=7).order_by("pk")[0].delete(),
    "R2": lambda: Program.objects.filter(state="completed").order_by("pk")[0].delete(),
    "R3": lambda: Person.objects.filter(last_name="НаставникА0").get().employments.all().delete(),
}


@pytest.mark.parametrize("code", ALTERED)
def test_one_altered_record_is_seen(district: District, code: str) -> None:
    school = district.school("А")
    actor = reader(school, "curator")
    before = told(actor)[code]
    if code == "R2":
        PlanActivity.objects.filter(program__state="completed").delete()
    ALTERED[code]()
    assert told(actor)[code] != before
    agree(actor, [school.pk], inside=True)


def test_a_school_that_has_lost_its_curator_has_not_introduced_the_model(district: District) -> None:
    actor = reader(Organization.objects.get(pk=district.body), "coordinator")
    Membership.objects.filter(organization_id=district.schools["Б"], role="curator").update(valid_to=TODAY)
    assert told(actor)["R1"][:2] == (1, 3)
    agree(actor, list(district.schools.values()), inside=False)


def test_who_has_a_trajectory_and_who_has_walked_it_is_counted(district: District) -> None:
    """S2-024: a person once, by a programme or by a route; one that is only begun is not drawn up yet."""
    school = district.school("А")

    def told_of() -> tuple[int, int | None]:
        actor = reader(school, "curator")
        question = Question(actor.organization, YEAR)
        facts = facts_of(actor, question, effective_regulation(actor.organization, actor.today))
        (fact,) = [one for one in facts if one.title.startswith("Участников прошли")]
        return fact.part, fact.whole

    assert told_of() == (2, 4)
    walks, knows = Person.objects.get(last_name="НаставникА0"), Person.objects.get(last_name="НаставляемыйА00")
    for person, state, seen in ((walks, "draft", (2, 4)), (walks, "running", (2, 5)), (knows, "running", (2, 5))):
        LearningRoute.objects.filter(educator=person).delete()
        LearningRoute.objects.create(
            organization=school, educator=person, state=state, start_on=FIRST, end_on=FIRST.replace(year=2024),
            started_on=FIRST, snapshot={}, created_at=NOW,
        )  # fmt: skip
        assert told_of() == seen, (person, state)
