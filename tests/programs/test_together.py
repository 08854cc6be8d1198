"""What pairs do together; the school's own programme; questions and proposals that get an answer."""

import datetime

import pytest

from accounts import desk
from accounts.models import Notice
from accounts.refusal import Refusal, Stale
from programs.models import Appeal, JointProject, ProjectUnit, SchoolProgram, Unit, UnitMember
from programs.queries.projects import project_rows, projects_of, units_of
from programs.services import appeals, projects, school_programs
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
PLAN = {
    "title": "Школьная лаборатория", "plan": "Три занятия", "kind": "educational",
    "start_on": datetime.date(2026, 9, 1), "end_on": datetime.date(2026, 12, 1),
}  # fmt: skip
WORDS = {"title": "Учитель — учителю", "goal": "Адаптация", "activities": "Сессия\nСеминар", "expected": "Остались"}


def unit_of(node) -> Unit:
    return Unit.objects.get(pk=node.rows["unit"])


def test_a_pair_plans_its_project_and_several_do_one_together(world: World) -> None:
    a = world.a11
    with acting(a.mentor) as mentor:
        both = [unit_of(a), Unit.objects.get(pk=a.rows["unit_waiting"])]
        project = projects.plan_project(actor=mentor, fields=PLAN, units=both)
        assert projects_of(unit_of(a))[0] in JointProject.objects.visible_to(mentor)
        projects.move_project(actor=mentor, project=project, verb="begin")
        with pytest.raises(Refusal, match="что получилось"):
            projects.move_project(actor=mentor, project=project, verb="achieve")
        projects.edit_project(actor=flow.of(a, "mentee"), project=project, version=1, fields={"result": "Пособие"})
        done = projects.move_project(actor=mentor, project=JointProject.objects.get(pk=project.pk), verb="achieve")
        assert (done.state, done.result) == ("done", "Пособие")
        with pytest.raises(Refusal, match="куратор"):
            projects.judge(actor=mentor, project=done, expert="Я сам", score=10)
        judged = projects.judge(actor=flow.of(a, "curator"), project=done, expert="Методист", score=9)
        assert judged.expert_score == 9
        with pytest.raises(Refusal, match="уже закрыт"):
            projects.edit_project(actor=mentor, project=judged, version=1, fields={"title": "Иначе"})


def test_a_former_member_and_the_other_school_see_no_more_than_theirs(world: World) -> None:
    a, b = world.a11, world.a12
    with acting(a.mentor) as mentor:
        project = projects.plan_project(actor=mentor, fields=PLAN, units=[unit_of(a)])
        ProjectUnit.objects.create(project=project, unit=unit_of(b))

        def named(actor) -> list[bool]:
            row = project_rows(actor).get(pk=project.pk)
            return [bool(pair.unit.people) for pair in sorted(row.pairs, key=lambda pair: pair.pk)]

        assert named(mentor) == named(flow.of(a, "curator")) == [True, False]
        assert named(flow.of(b, "curator")) == named(flow.of(b, "mentee")) == [False, True]
        UnitMember.ever.filter(unit=unit_of(a), person_id=mentor.person_id).update(left_on=mentor.today)
        assert not JointProject.objects.visible_to(mentor).filter(pk=project.pk).exists()


def test_a_project_is_of_ones_own_pairs_alone(world: World) -> None:
    with acting(world.a12.mentor) as mentor:
        with pytest.raises(Refusal, match="свою пару"):
            projects.plan_project(actor=mentor, fields=PLAN, units=[unit_of(world.a11)])
        foreign = JointProject.objects.get(pk=world.a11.rows["project"])
        with pytest.raises(Refusal, match="участники и куратор"):
            projects.move_project(actor=mentor, project=foreign, verb="begin")
        abandoned = JointProject.objects.get(pk=world.a12.rows["project"])
        with pytest.raises(Refusal, match="почему"):
            projects.move_project(actor=mentor, project=abandoned, verb="abandon")
        assert projects.move_project(actor=mentor, project=abandoned, verb="abandon", result="Уехали").closed_on


def test_the_schools_programme_of_a_year_and_form(world: World) -> None:
    """S2 разд. 1: pairs of the form that work in the year belong to it; adopted, it takes the summary alone."""
    a = world.a11
    with acting(a.curator) as curator:
        SchoolProgram.objects.all().delete()
        program = school_programs.write_program(actor=curator, school_year=2026, form="TEACHER_TEACHER", fields=WORDS)
        assert unit_of(a) in units_of(program)
        with pytest.raises(Refusal, match="уже есть"):
            school_programs.write_program(actor=curator, school_year=2026, form="TEACHER_TEACHER", fields=WORDS)
        with pytest.raises(Refusal, match="регламенте нет"):
            school_programs.write_program(actor=curator, school_year=2026, form="NOBODY", fields=WORDS)
        program = school_programs.adopt(actor=curator, program=program)
        edited = school_programs.edit_program(
            actor=curator, program=program, version=1, fields={"title": "Иначе", "summary": "Все остались"}
        )
        assert (edited.title, edited.summary) == (WORDS["title"], "Все остались")
        with pytest.raises(Stale):
            school_programs.edit_program(actor=curator, program=program, version=1, fields={"summary": "Поздно"})
        assert school_programs.sum_up(actor=curator, program=edited).state == "closed"
        with pytest.raises(Refusal, match="закрыта"):
            school_programs.edit_program(actor=curator, program=program, version=2, fields={"summary": "Ещё"})


def test_a_question_from_the_pairs_card_is_answered(world: World) -> None:
    a = world.a11
    with acting(a.mentee) as mentee:
        appeal = appeals.send(actor=mentee, kind="question", text="Можно встречаться онлайн?", unit=unit_of(a))
        with pytest.raises(Refusal, match="не ваша пара"):
            appeals.send(actor=mentee, kind="question", text="А у них?", unit=unit_of(world.a12))
    with acting(a.curator) as curator:
        assert any("Ответить участникам" in str(item.title) for item in desk.items_for(curator))
        assert appeals.consider(actor=curator, appeal=appeal).state == "considered"
        with pytest.raises(Refusal, match="пуст"):
            appeals.answer(actor=curator, appeal=appeal, words=" ")
        answered = appeals.answer(actor=curator, appeal=appeal, words="Можно", verdict="reply")
        assert (answered.state, answered.answer) == ("answered", "Можно")
        with pytest.raises(Refusal, match="уже дан"):
            appeals.answer(actor=curator, appeal=answered, words="Нельзя")
    with acting(a.mentee) as mentee:
        assert Appeal.objects.visible_to(mentee).get(pk=appeal.pk).answer == "Можно"
        assert Notice.objects.filter(person_id=mentee.person_id, dedupe_key=f"appeal:{appeal.pk}:answer").exists()


def test_a_proposal_is_accepted_or_not_and_about_a_mentee_only_his_mentor_speaks(world: World) -> None:
    """S2 разд. 11 п. 6, S4 п. 4.2 and п. 5.1: the author, the curator and the head read it, nobody else."""
    a = world.a11
    with acting(a.mentor) as mentor:
        school = appeals.send(actor=mentor, kind="school", text="Открыть методический кабинет")
        reward = appeals.send(actor=mentor, kind="reward", text="Отметить грамотой", unit=unit_of(a))
    with acting(a.mentee) as mentee:
        with pytest.raises(Refusal, match="предлагает наставник"):
            appeals.send(actor=mentee, kind="penalty", text="Строже", unit=unit_of(a))
        program = appeals.send(actor=mentee, kind="program", text="Больше уроков")
        assert not Appeal.objects.visible_to(mentee).filter(pk=reward.pk).exists()
    with acting(a.head) as head:
        with pytest.raises(Refusal, match="решением"):
            appeals.answer(actor=head, appeal=school, words="Хорошо")
        assert appeals.answer(actor=head, appeal=school, words="Сделаем", verdict="accept").state == "accepted"
        assert appeals.answer(actor=head, appeal=reward, words="Рано", verdict="turn_down").state == "declined"
    with acting(a.council_chair) as council:
        assert not Appeal.objects.visible_to(council).exists()
        with pytest.raises(Refusal):
            appeals.answer(actor=council, appeal=program, words="Да", verdict="accept")
