"""What a plan and a rationale must say by their clauses: directions, difficulties of each, a short term, strengths."""

import pytest

from accounts.refusal import Refusal
from programs.models import MenteeRequest, Program, Unit
from programs.program_samples import shipped
from programs.services import program_notes, programs
from programs.services.plans import ActivityDraft, current_plan
from reports.documents.kinds.program import PROGRAM
from tests.monitoring.month import page_text
from tests.programs import pair_flow as flow
from tests.programs.programme_steps import fresh, rule, sides
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


FIVE = ["SCI_THEORY", "LEGAL", "SUBJECT", "PSYCH_PED", "METHOD"]


def test_every_line_is_of_a_direction_of_the_regulation(a) -> None:
    """S3-123: by hand, as a suggestion and from a sample; what stood in the plan before keeps its direction."""
    program = flow.drafted(flow.ordered(a))
    mentor, mentee = sides(program)
    programs.set_plan(actor=mentor, program=program, lines=[ActivityDraft("ICT", "Журнал")])
    rule(a, plan_directions=FIVE)
    (old,) = current_plan(program)
    for area in ("ICT", "EXTRACURRICULAR", "STUDY", ""):
        with pytest.raises(Refusal, match="Такого направления в плане нет") as refusal:
            programs.set_plan(actor=mentor, program=program, lines=[old, ActivityDraft(area, "Новое")])
        assert refusal.value.clause
    with pytest.raises(Refusal, match="направлени"):
        program_notes.add_note(actor=mentee, program=program, kind="line", area="HEALTH", text="Разминка")
    programs.set_plan(actor=mentor, program=program, lines=[old, ActivityDraft("METHOD", "Новое")])
    assert [line.area for line in program.plan.all()] == ["ICT", "METHOD"]
    for sample in shipped():
        if sample.form != "PUPIL_PUPIL":
            assert {line.area for line in programs.sample_lines(sample, program)} <= set(FIVE), sample.key


def test_a_difficulty_outside_the_directions_is_not_forgotten(a) -> None:
    """S3-123: «ИКТ» is answered by a line of the nearest direction, and asked for while there is none."""
    rule(a, plan_directions=FIVE)
    program = flow.drafted(flow.ordered(a))
    MenteeRequest.objects.filter(entry__person=flow.people_of(program.unit)[1]).update(areas=["ICT"])
    mentor = sides(program)[0]
    programs.set_plan(actor=mentor, program=program, lines=[ActivityDraft("LEGAL", "Устав")])
    with pytest.raises(Refusal, match="ИКТ-компетенции"):
        programs.submit_program(actor=mentor, program=fresh(program))
    programs.set_plan(actor=mentor, program=fresh(program), lines=[ActivityDraft("METHOD", "Журнал")])
    assert programs.submit_program(actor=mentor, program=fresh(program)).state == "curator_check"


def test_a_group_shows_the_problem_difficulties_and_result_of_each(a, client_of) -> None:
    """S3-150: on the page and in the paper."""
    mentees = [flow.mentee_with_request(a, "Первая"), flow.mentee_with_request(a, "Вторая")]
    mentees[1].requests.update(problem="Шумный класс", areas=["PSYCH_PED", "LEGAL"])
    program = flow.drafted(flow.ordered(a, mentees=mentees))
    rows = PROGRAM.build(program, flow.of(a, "curator")).blocks
    (each,) = [block.table for block in rows if block.heading == "О каждом наставляемом"]
    assert [row[1:4] for row in each.rows] == [
        ("Трудно", "методические", "Легко"),
        ("Шумный класс", "психолого-педагогические, нормативные правовые", "Легко"),
    ]
    page = page_text(client_of(a.curator).get(f"/programs/{program.pk}/"))
    assert "психолого-педагогические, нормативные правовые" in page


def test_a_short_term_programme_has_goals_and_a_schedule_beforehand(a) -> None:
    """S1-112, S5-084, S3-105: in words, or as meetings that are planned already."""
    program = flow.drafted(flow.ordered(a))
    Unit.objects.filter(pk=program.unit_id).update(kinds=["SHORT_TERM"])
    Program.objects.filter(pk=program.pk).update(goal=" ", schedule="")
    mentor = sides(program)[0]
    rule(a, rationale_sections=["PROBLEM"])
    with pytest.raises(Refusal, match="планируют заранее") as refusal:
        programs.submit_program(actor=mentor, program=fresh(program))
    assert refusal.value.missing == ("цели", "график встреч") and refusal.value.clause
    Program.objects.filter(pk=program.pk).update(goal="Урок")
    with pytest.raises(Refusal, match="график встреч"):
        programs.submit_program(actor=mentor, program=fresh(program))
    Program.objects.filter(pk=program.pk).update(schedule="По вторникам")
    assert programs.submit_program(actor=mentor, program=fresh(program)).state == "curator_check"


def test_without_supported_strengths_it_is_not_sent(a) -> None:
    """S1-034, S3-023."""
    program = flow.drafted(flow.ordered(a))
    rule(a, rationale_sections=["PROBLEM"])
    Program.objects.filter(pk=program.pk).update(strengths_supported="")
    with pytest.raises(Refusal) as refusal:
        programs.submit_program(actor=sides(program)[0], program=fresh(program))
    assert len(refusal.value.missing) == 1 and "сильны" in refusal.value.missing[0]


def test_a_paper_names_co_executors_and_the_course(a) -> None:
    """S3-097, S3-055, S4-036: who helps with a line, what course it is based on; a line of public life is one too."""
    program = flow.drafted(flow.ordered(a))
    Program.objects.filter(pk=program.pk).update(course="Школа молодого учителя")
    line = ActivityDraft("METHOD", "Клуб молодых", form_of_work="community", co_executors="методист, профсоюз")
    programs.set_plan(actor=sides(program)[0], program=program, lines=[line])
    assert [row.co_executors for row in current_plan(program)] == ["методист, профсоюз"]
    paper = str(PROGRAM.build(fresh(program), flow.of(a, "curator")))
    assert "методист, профсоюз" in paper and "Школа молодого учителя" in paper
