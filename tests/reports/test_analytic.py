"""The analytic report: figures beside a recount in SQL written by hand; words apart; frozen, carried on, queued."""

import datetime
from io import BytesIO

import openpyxl
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Notice, Organization
from accounts.refusal import Refusal, Stale
from programs.models import (
    Diagnosis,
    DifficultyItem,
    Meeting,
    MenteeEntry,
    Payment,
    PlanActivity,
    Program,
    SchoolProgram,
    Unit,
)
from programs.order_content import money
from reports.documents.kinds import KINDS
from reports.documents.paper_docx import paper_docx
from reports.documents.paper_print import paper_pdf
from reports.documents.paper_xlsx import paper_xlsx
from reports.documents.rendering import render_document
from reports.models import AnalyticReport
from reports.queries.analytic import count_year, figures_of
from reports.queries.year_scope import scope_of
from reports.services import analytic as service
from reports.services import analytic_work
from reports.services.documents import keep_file
from reports.services.papers import issue_paper
from tests import factories as f
from tests.monitoring.month import at, emptied, meeting, pair
from tests.monitoring.test_figures import live
from tests.reports.paper import words
from tests.reports.test_papers import docx_text
from tests.support.people import acting, signed_in_client
from tests.world import World

pytestmark = pytest.mark.django_db
# Each number once more, from the tables, apart from the modules that count. %(ids)s: schools; %(first)s, %(last)s.
HELD = """SELECT u.id FROM programs_unit u WHERE u.organization_id = ANY(%(ids)s)
    AND (u.state IN ('ordered', 'trying', 'active', 'paused', 'replacing')
         OR (u.state = 'closed' AND u.closed_on >= %(first)s))
    AND COALESCE((SELECT min(e.at AT TIME ZONE 'Europe/Moscow')::date FROM accounts_auditevent e
        WHERE e.object_type = 'programs.Unit' AND e.object_id = u.id AND e.verb IN ('unit.order', 'unit.fix')),
        '-infinity') <= %(last)s"""
RUNNING = """SELECT p.id FROM programs_program p WHERE p.organization_id = ANY(%(ids)s) AND p.start_on <= %(last)s
    AND p.state IN ('running', 'completing', 'completed', 'terminated')
    AND (p.closed_on IS NULL OR p.closed_on >= %(first)s)"""
SEATS = f"""SELECT count(DISTINCT m.person_id) FROM programs_unitmember m WHERE m.unit_id IN ({HELD})
    AND NOT m.is_reverse AND (m.left_on IS NULL OR m.left_on >= %(first)s) AND m.side = """
MET = """SELECT count(*) FROM programs_meeting t JOIN programs_unit u ON u.id = t.unit_id
    WHERE u.organization_id = ANY(%(ids)s) AND t.held_on BETWEEN %(first)s AND %(last)s AND t.state IN """
CLOSED = f"SELECT count(*) FROM programs_program WHERE id IN ({RUNNING}) AND closed_on <= %(last)s AND state = "
SQL = {
    "units": f"SELECT count(*) FROM programs_unit WHERE id IN ({HELD})",
    "mentors": f"{SEATS} 'mentor'",
    "mentees": f"{SEATS} 'mentee'",
    "programs": f"SELECT count(*) FROM programs_program WHERE id IN ({RUNNING})",
    "completed": f"{CLOSED} 'completed'",
    "terminated": f"{CLOSED} 'terminated'",
    "plan_done": f"""SELECT count(*) FROM programs_planactivity WHERE program_id IN ({RUNNING}) AND state = 'done'
        AND done_on <= %(last)s""",
    "held": f"{MET} ('held', 'confirmed')",
    "confirmed": f"{MET} ('confirmed')",
    "extended": """SELECT count(*) FROM programs_amendment a JOIN programs_program p ON p.id = a.program_id
        WHERE p.organization_id = ANY(%(ids)s) AND a.kind = 'extend'
        AND a.in_force_on BETWEEN %(first)s AND %(last)s""",
    "told": """SELECT count(*) FROM programs_difficultyitem i JOIN programs_diagnosis d ON d.id = i.diagnosis_id
        WHERE d.organization_id = ANY(%(ids)s) AND i.level > 0 AND d.held_on <= %(last)s
        AND (i.closed_on IS NULL OR i.closed_on >= %(first)s)""",
    "unmatched": """SELECT count(*) FROM programs_menteeentry WHERE organization_id = ANY(%(ids)s)
        AND state IN ('requested', 'unmatched_support')""",
    "trained": """SELECT count(DISTINCT e.person_id) FROM programs_trainingrecord r
        JOIN programs_mentorentry e ON e.id = r.entry_id
        WHERE e.organization_id = ANY(%(ids)s) AND r.completed_on BETWEEN %(first)s AND %(last)s""",
}
IN_PLANS = f"SELECT count(*) FROM programs_planactivity WHERE program_id IN ({RUNNING}) AND state <> 'excluded'"
YEAR = {"first": datetime.date(2021, 9, 1), "last": datetime.date(2021, 11, 20)}


def recounted(*schools: int) -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for code, sql in {**SQL, "in plans": IN_PLANS}.items():
            cursor.execute(sql, {"ids": list(schools), **YEAR})
            found[code] = cursor.fetchone()[0]
    return found


def said(lines: dict) -> dict[str, int]:
    return {**{code: lines[code]["value"] for code in SQL}, "in plans": lines["plan_done"]["whole"]}


@pytest.fixture
def year(world: World, clock_at) -> World:
    """A school with a year of its own, on 20 November 2021; its neighbour is the world's."""
    live(world.a11, clock_at)
    clock_at(at("20.11.2021"))
    return world


def test_every_figure_is_what_a_hand_written_count_finds(year: World) -> None:
    with acting(year.a11.curator) as actor:
        now = count_year(scope_of(actor.organization, 2021, actor.today))["lines"]
        expected = recounted(year.a11.id)
        assert said(now) == expected
        assert expected | {"units": 3, "held": 5, "confirmed": 4, "plan_done": 3, "terminated": 1} == expected
    with acting(year.a10.coordinator) as actor:
        now = count_year(scope_of(actor.organization, 2021, actor.today))["lines"]
        assert said(now) == recounted(year.a11.id, year.a12.id)
        assert now["introduced"]["whole"] == 2 and not any(row.get("ids") for row in now.values())


ALTERED = {
    "a meeting": lambda: Meeting.objects.filter(held_on="2021-10-31").update(state="cancelled"),
    "a line": lambda: PlanActivity.objects.filter(done_on="2021-10-09").update(state="planned", done_on=None),
    "a programme": lambda: Program.objects.filter(closed_on="2021-10-15").update(state="completed"),
}


@pytest.mark.parametrize("what", sorted(ALTERED))
def test_altering_one_record_is_seen_by_the_recount(year: World, what: str) -> None:
    """What was counted before is what the tables say no more; counted anew it is."""
    with acting(year.a11.curator) as actor:
        scope = scope_of(actor.organization, 2021, actor.today)
        before = said(count_year(scope)["lines"])
        assert ALTERED[what]() == 1
        assert before != recounted(year.a11.id) == said(count_year(scope)["lines"])


def written(actor, year_of: int = 2021, **more: str) -> AnalyticReport:
    report = AnalyticReport.objects.filter(organization=actor.organization, school_year=year_of).first()
    report = report or service.begin(actor=actor, year=year_of)
    return service.write(
        actor=actor, report=report, words={"conclusions": "Пары работают", **more}, version=report.version
    )


def test_a_confirmed_report_keeps_its_figures_and_its_words(year: World) -> None:
    with acting(year.a11.curator) as actor:
        report = written(actor, measures="Учить наставников")
        confirmed = service.confirm(actor=actor, report=report)
        frozen = figures_of(confirmed, actor.today)
        Meeting.objects.all().update(state="cancelled")
        again = figures_of(confirmed, actor.today)
        assert again.now == frozen.now and again.value("held") == 5
        paper = words(paper_pdf(KINDS["analytic-report"].build(confirmed, actor)))
        for phrase in ("13. Выводы", "Пары работают", "Учить наставников", "анкетирования не было", "75,0 %"):
            assert phrase in paper, phrase
        with pytest.raises(Refusal, match="не меняется"):
            service.write(actor=actor, report=confirmed, words={}, version=confirmed.version)
        opened = service.reopen(actor=actor, report=confirmed)
        assert figures_of(opened, actor.today).value("held") == 0
        assert service.confirm(actor=actor, report=opened).snapshots.count() == 2


def test_last_years_words_are_carried_on_and_its_figures_compared(year: World, clock_at) -> None:
    with acting(year.a11.curator) as actor:
        service.confirm(actor=actor, report=written(actor, goals="Научить"))
        Meeting.objects.all().update(state="cancelled")
    clock_at(at("01.10.2022"))
    with acting(year.a11.curator) as actor:
        following = service.begin(actor=actor, year=2022)
        assert service.begin(actor=actor, year=2022) == following
        assert following.words["goals"] == "Научить"
        figures = figures_of(following, actor.today)
        assert (figures.was("held"), figures.value("held")) == (5, 0) and "подтверждённым" in figures.before_from
        with pytest.raises(Refusal, match="ещё не начался"):
            service.begin(actor=actor, year=2023)
    page = signed_in_client(year.a11.curator).get(reverse("analytic_detail", args=[following.pk])).content.decode()
    assert "Проверьте текст прошлого года" in page


def test_no_conclusions_no_report_and_no_text_over_anothers(year: World) -> None:
    with acting(year.a11.curator) as actor:
        report = service.begin(actor=actor, year=2021)
        service.write(actor=actor, report=report, words={}, version=report.version)
        with pytest.raises(Refusal, match="нет выводов"):
            service.confirm(actor=actor, report=report)
        written(actor)
        with pytest.raises(Stale):
            service.write(actor=actor, report=report, words={"measures": "Другое"}, version=report.version - 1)
    with acting(year.a11.head) as head, pytest.raises(Refusal):
        service.confirm(actor=head, report=report)


def test_sums_of_payments_stay_in_the_school(year: World) -> None:
    with acting(year.a11.curator) as actor:
        Payment.objects.create(
            organization=actor.organization, person_id=actor.person_id, kind="stimulating", amount="4321.50",
            starts="2021-09-01", ends="2021-12-31", basis="collective", basis_dated="2021-09-01", basis_clause="п. 1",
            written_by_id=actor.person_id, written_at=at("01.09.2021"),
        )  # fmt: skip
        total = sum(row.amount for row in Payment.objects.filter(organization=actor.organization))
        paper = words(paper_pdf(KINDS["analytic-report"].build(written(actor), actor)))
        assert total > 4321 and f"{money(total)} руб.".replace("\u00a0", " ") in paper
    with acting(year.a10.coordinator) as actor:
        found = str(count_year(scope_of(actor.organization, 2021, actor.today)))
        assert "4321" not in found and "payments" not in found


def categories(world: World, told: dict[str, int]) -> dict[str, dict[str, int]]:
    """So many mentees of each category in the municipality, nobody else; what its report tells."""
    with acting(world.a12.curator):
        emptied(world.a12)
    with acting(world.a11.curator) as actor:
        emptied(world.a11)
        for category, count in told.items():
            for number in range(count):
                unit = pair(world.a11, f"{category.lower()}{number}")
                Unit.objects.filter(pk=unit.pk).update(state="ordered")
                MenteeEntry.objects.filter(members__unit=unit).update(category=category)
        inside = count_year(scope_of(actor.organization, 2021, actor.today))["tables"]["categories"]
        assert {code: row["mentees"] for code, row in inside.items()} == told
    with acting(world.a10.coordinator) as actor:
        return count_year(scope_of(actor.organization, 2021, actor.today))["tables"].get("categories", {})


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"SENSITIVE": 1, "NEW_PLACE": 5, "YOUNG_SPECIALIST": 6}, {"OTHER": 6, "YOUNG_SPECIALIST": 6}),
        ({"SENSITIVE": 6, "NEW_PLACE": 5, "YOUNG_SPECIALIST": 6}, {"OTHER": 11, "YOUNG_SPECIALIST": 6}),
        ({"NEW_PLACE": 1, "YOUNG_SPECIALIST": 5}, {"OTHER": 6}),
        ({"SENSITIVE": 6}, {}),
        ({"SENSITIVE": 1, "NEW_PLACE": 2}, {}),
    ],
)
def test_the_only_sensitive_mentee_of_a_district_is_not_among_others_alone(year: World, told, shown) -> None:
    assert {code: row["mentees"] for code, row in categories(year, told).items()} == shown


def test_the_difficulty_of_one_teacher_is_not_told_above_his_school(year: World) -> None:
    """Belova alone has trouble with the law and five times over: the next area joins hers."""
    told = {"LEGAL": ["Белова"] * 5, "ICT": ["Чернова"] * 6, "METHOD": [f"Сизова{number}" for number in range(7)]}
    told["SUBJECT"] = [f"Рыжова{number}" for number in range(5)]
    with acting(year.a12.curator):
        DifficultyItem.objects.all().delete()
    with acting(year.a11.curator) as actor:
        DifficultyItem.objects.all().delete()
        people = {name: f.PersonFactory(last_name=name) for names in told.values() for name in names}
        for area, names in told.items():
            for name in names:
                diagnosis = Diagnosis.objects.create(
                    organization=actor.organization, person=people[name], assessor=people[name], method="self",
                    held_on="2021-10-01", created_at=at("01.10.2021"),
                )  # fmt: skip
                DifficultyItem.objects.create(diagnosis=diagnosis, area=area, level=2)
        inside = count_year(scope_of(actor.organization, 2021, actor.today))["tables"]["areas"]
        assert {code: row["told"] for code, row in inside.items()} == {code: len(told[code]) for code in told}
    with acting(year.a10.coordinator) as actor:
        areas = count_year(scope_of(actor.organization, 2021, actor.today))["tables"]["areas"]
    assert {code: row["told"] for code, row in areas.items()} == {"METHOD": 7, "OTHER": 16}


def test_a_bodys_report_is_made_step_by_step(year: World) -> None:
    """Stopped, lost in the middle, gone on with, announced once; no name of a school's people in it."""
    with acting(year.a10.coordinator) as actor:
        report = written(actor)
        service.ask_to_count(actor=actor, report=report)
        assert service.ask_to_count(actor=actor, report=report).steps_done == 0
        with pytest.raises(Refusal, match="ещё считаются"):
            service.confirm(actor=actor, report=report)
    assert analytic_work.step(year.region_a)
    with acting(year.a10.coordinator) as actor:
        report.refresh_from_db()
        assert report.steps_done == 1 and report.steps_all == 18
        with transaction.atomic():  # killed before its step was committed
            analytic_work._count(AnalyticReport.objects.select_related("organization__region").get(pk=report.pk))
            transaction.set_rollback(True)
        service.cancel_count(actor=actor, report=report)
    assert not analytic_work.step(year.region_a), "stopped"
    with acting(year.a10.coordinator) as actor:
        service.ask_to_count(actor=actor, report=report)
    analytic_work.run_all()
    with acting(year.a10.coordinator) as actor:
        report.refresh_from_db()
        assert (report.stage, report.work) == ("ready", None)
        assert said(report.figures["now"]["lines"]) == recounted(year.a11.id, year.a12.id)
        assert Notice.objects.filter(person_id=actor.person_id, text__contains="посчитан").count() == 1
        paper = docx_text(
            paper_docx(KINDS["analytic-report"].build(service.confirm(actor=actor, report=report), actor))
        )
        assert Organization.objects.get(pk=year.a11.id).short_name in paper
        for secret in (year.a11.inner, year.a11.staff_word, year.a11.pupils_word, "Первая", "Нервая"):
            assert secret not in paper


def test_each_file_says_the_same_and_holds_no_formula(year: World) -> None:
    with acting(year.a11.curator) as actor:
        SchoolProgram.objects.create(
            organization=actor.organization, school_year=2021, form="TEACHER_TEACHER", title="=1+1", goal="Научить",
            activities="Урок", expected="Уверенность", state="closed", approved_on="2021-09-01",
            summary="Научили троих", created_at=at("01.09.2021"),
        )  # fmt: skip
        pk = written(actor, **{"form:TEACHER_TEACHER": "Форма дала результат", "swot:threats": "=cmd|' /C calc'!A0"}).pk
    client = signed_in_client(year.a11.curator)
    answers = {
        kind: client.get(reverse("paper_file", args=["analytic-report", pk, kind])) for kind in ("pdf", "docx", "xlsx")
    }
    assert client.get(reverse("paper_file", args=["program", year.a11.rows["program"], "xlsx"])).status_code == 404
    page = client.get(reverse("paper_page", args=["analytic-report", pk])).content.decode()
    for text in (page, words(answers["pdf"].content), docx_text(answers["docx"].content)):
        for phrase in ("Форма дала результат", "Научили троих", "Итоги по формам"):
            assert phrase in text.replace("\xa0", " "), phrase
    book = openpyxl.load_workbook(BytesIO(answers["xlsx"].content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type in "sn" for cell in cells)
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    assert any(row[0] == "Встреч записано" and row[2] == 5 for row in rows)
    assert any(row[1] == "=cmd|' /C calc'!A0" for row in rows if len(row) > 1)
    with acting(year.a11.curator) as actor:
        paper = KINDS["analytic-report"].build(AnalyticReport.objects.get(pk=pk), actor)
        assert paper_xlsx(paper) == paper_xlsx(paper)


def test_a_figure_leads_to_its_records(year: World) -> None:
    with acting(year.a11.curator) as actor:
        pk = written(actor).pk
    client = signed_in_client(year.a11.curator)
    page = client.get(reverse("analytic_detail", args=[pk])).content.decode()
    for code in ("units", "mentors", "mentees", "plan_done", "confirmed", "unmatched", "acts"):
        address = reverse("analytic_records", args=[pk, code])
        assert address in page and client.get(address).status_code == 200, code
    text = client.get(reverse("analytic_records", args=[pk, "units"])).content.decode()
    assert "Нервая" in text and text.count("/units/") >= 3


def test_what_figures_suggest_is_taken_over_by_a_tick(year: World) -> None:
    with acting(year.a11.curator) as actor:
        report = written(actor, **{"swot:strengths": "Сильный совет"})
    client, address = signed_in_client(year.a11.curator), reverse("analytic_words", args=[report.pk])
    form = client.get(address).context["form"]
    hint = next(value for value, label in form.fields["take"].choices if "без наставника" in label)
    data = {"version": report.version, "conclusions": "Есть", "swot:strengths": "Сильный совет", "take": [hint]}
    assert client.post(address, data).status_code == 302
    with acting(year.a11.curator):
        kept = AnalyticReport.objects.get(pk=report.pk).words
    assert kept["swot:strengths"] == "Сильный совет" and kept["swot:threats"].endswith("(их 2)")


def test_a_mentor_takes_a_reference_and_a_portfolio_without_names_of_mentees(year: World) -> None:
    a = year.a11
    with acting(a.curator) as actor:
        entry = next(row for row in KINDS["mentor-reference"].model.objects.all() if row.person.last_name == "Нервая")
        meeting(entry.members.get().unit, "02.11.2021")
        paper = docx_text(paper_docx(KINDS["mentor-reference"].build(entry, actor)))
        assert "Нервой Вере" in paper and "3 из 4" in paper and "1: молодой специалист" in paper
        assert "Перв" not in paper
        assert "Для установления категории" in words(paper_pdf(KINDS["mentor-portfolio"].build(entry, actor)))
    address = reverse("paper_page", args=["mentor-reference", entry.pk])
    assert signed_in_client(a.curator).get(address).status_code == 200
    with acting(a.head) as head:
        document = issue_paper(actor=head, kind=KINDS["mentor-portfolio"], row=entry)
        keep_file(document, render_document(document))
    file = reverse("document_file", args=[document.pk])
    assert signed_in_client(a.curator).get(file).status_code == 200
    for stranger in (a.council_chair, a.council_member, a.mentor):
        assert signed_in_client(stranger).get(file).status_code == 404, "an issued one is read by whom a fresh one is"
    for stranger in (a.council_chair, a.mentor, year.a12.curator):
        assert signed_in_client(stranger).get(address).status_code == 404


def test_a_page_of_reports_costs_the_same(year: World) -> None:
    client, costs = signed_in_client(year.a11.curator), []
    for more in ((), range(2010, 2019)):
        with acting(year.a11.curator):
            for one in more:
                AnalyticReport.objects.create(organization_id=year.a11.id, school_year=one, created_at=at("01.09.2021"))
        client.get(reverse("analytic_list"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("analytic_list"))
        costs.append(len(asked))
    assert costs[0] == costs[1]
