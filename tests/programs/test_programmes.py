"""Programmes in full: what each regulation asks, words and versions, changes that both sign, templates."""

import datetime

import pytest
from django.db import ProgrammingError, transaction

from accounts.models import Membership, Notice
from accounts.refusal import Refusal
from programs.models import Amendment, PlanActivity, Program, ProgramTemplate, Unit
from programs.program_samples import shipped
from programs.queries.plan_rules import plan_areas, rules_of
from programs.queries.versions import differences
from programs.services import (
    amendments,
    pauses,
    program_notes,
    program_templates,
    program_versions,
    programs,
)
from programs.services.plans import ActivityDraft, after_days, current_plan
from programs.workflow import move
from tests.programs import pair_flow as flow
from tests.programs.programme_steps import DAY, fresh, rule, sides
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


# --- what the regulation asks


def test_a_programme_is_judged_by_the_regulation_it_began_under(a) -> None:
    """S4 п. 9.2: a stricter statute of tomorrow does not reach a programme of today."""
    program = flow.running(a)
    rule(a, **{"extension.allowed": False, "closure_needs_justification": True, "nonperformance_missed": 9})
    curator = flow.of(a, "curator")
    assert rules_of(fresh(program), curator.today).value("nonperformance_missed") == 2
    change = amendments.propose(actor=curator, program=program, new_end_on=program.end_on + 9 * DAY)
    assert change.in_force_on is None
    fresh_one = flow.drafted(flow.ordered(a, mentor=flow.mentor_in_bank(a, "Вторая"),
                                          mentees=[flow.mentee_with_request(a, "Новая")]))  # fmt: skip
    assert not rules_of(fresh_one, curator.today).value("extension.allowed")


def test_only_the_sections_that_are_listed_are_asked_for(a) -> None:
    program = flow.drafted(flow.ordered(a))
    Program.objects.filter(pk=program.pk).update(conditions="", schedule="")
    mentor = sides(program)[0]
    rule(a, rationale_sections=["PROBLEM", "CONDITIONS"])
    with pytest.raises(Refusal) as refusal:
        programs.submit_program(actor=mentor, program=fresh(program))
    assert refusal.value.missing == ("условия обучения",)
    rule(a, rationale_sections=["PROBLEM"])
    assert programs.submit_program(actor=mentor, program=fresh(program)).state == "curator_check"


def test_the_directions_of_a_plan_are_those_of_the_regulation(a) -> None:
    program = flow.drafted(flow.ordered(a))
    assert len(plan_areas(program.unit, rules_of(program, flow.of(a, "curator").today))) == 9
    rule(a, plan_directions=["SCI_THEORY", "LEGAL", "SUBJECT", "PSYCH_PED", "METHOD"])
    assert len(plan_areas(program.unit, rules_of(program, flow.of(a, "curator").today))) == 5


def test_a_difficulty_without_a_line_is_named(a) -> None:
    program = flow.drafted(flow.ordered(a))
    mentor = sides(program)[0]
    programs.set_plan(actor=mentor, program=program, lines=[ActivityDraft("ICT", "Другое")])
    with pytest.raises(Refusal, match="методические"):
        programs.submit_program(actor=mentor, program=fresh(program))


def test_where_months_are_not_limited_a_day_of_the_year_is(a) -> None:
    """S2: a programme of pupils lasts to 31 May."""
    rule(a, program_months_min=None, program_months_max=None, program_until="05-31")
    unit = flow.ordered(a)
    start = datetime.date(2026, 10, 1)
    programs.check_term(unit, start, datetime.date(2027, 5, 31), start)
    with pytest.raises(Refusal, match=r"до 31\.05\.2027"):
        programs.check_term(unit, start, datetime.date(2027, 6, 1), start)


# --- drawn up together


def test_a_mentee_takes_part_before_it_is_sent(a) -> None:
    """S4 п. 5.1: silent, it is not sent and his name is said; one tap is enough; a line of his goes into the plan."""
    program = flow.drafted(flow.ordered(a))
    program.notes.all().delete()
    mentor, mentee = sides(program)
    with pytest.raises(Refusal) as refusal:
        programs.submit_program(actor=mentor, program=fresh(program))
    assert refusal.value.missing == (mentee.person_name,) or refusal.value.missing[0].startswith("Ученикова")
    note = program_notes.add_note(actor=mentee, program=program, kind="line", area="METHOD", text="Урок в лесу")
    with pytest.raises(Refusal):
        program_notes.answer_note(actor=mentee, note=note, accepted=True)
    with pytest.raises(Refusal, match="почему"):
        program_notes.answer_note(actor=mentor, note=note, accepted=False)
    program_notes.answer_note(actor=mentor, note=note, accepted=True, answer="Хорошо")
    assert [line.text for line in program.plan.all()][-1] == "Урок в лесу"
    assert programs.submit_program(actor=mentor, program=fresh(program)).state == "curator_check"


def test_a_suggested_section_replaces_the_words_and_the_old_ones_are_kept(a) -> None:
    program = flow.drafted(flow.ordered(a))
    mentor, mentee = sides(program)
    note = program_notes.add_note(actor=mentee, program=program, kind="section", section="goal", text="Моя цель")
    program_notes.answer_note(actor=mentor, note=note, accepted=True)
    newest, older = program.versions.all()[:2]
    change = differences(older.content, newest.content)
    assert [(row.what, row.before, row.after) for row in change] == [("Цель", "Уверенный урок", "Моя цель")]


def test_help_is_asked_of_the_curator_and_the_council(a) -> None:
    program = flow.drafted(flow.ordered(a))
    mentee, chair = sides(program)[1], flow.of(a, "council_chair")
    note = program_notes.add_note(actor=mentee, program=program, kind="help", text="С чего начать?")
    assert Notice.objects.filter(person_id=chair.person_id, dedupe_key__startswith="program.note").count() == 1
    with pytest.raises(Refusal):
        program_notes.answer_note(actor=flow.of(a, "head"), note=note, accepted=True, answer="Сам")
    assert program_notes.answer_note(actor=chair, note=note, accepted=True, answer="С образца").answer == "С образца"


def test_a_line_keeps_its_row_and_its_meetings(a) -> None:
    program = flow.drafted(flow.ordered(a), lines=3)
    first, second, third = current_plan(program)
    mentor = sides(program)[0]
    programs.set_plan(actor=mentor, program=program, lines=[third, ActivityDraft(**{**vars(first), "text": "Иначе"})])
    rows = list(program.plan.all())
    assert [(row.pk, row.text) for row in rows] == [(third.id, third.text), (first.id, "Иначе")]
    assert not PlanActivity.objects.filter(pk=second.id).exists()


def test_terms_follow_the_programme(a) -> None:
    """S2 п. 3.4: «в соответствии со сроками программы», and days from its beginning."""
    program = flow.drafted(flow.ordered(a))
    mentor = sides(program)[0]
    lines = [
        ActivityDraft("METHOD", "До конца", due_rule={"type": "as_program"}),
        ActivityDraft("METHOD", "Через две недели", due_rule=after_days(14)),
    ]
    programs.set_plan(actor=mentor, program=program, lines=lines)
    assert [line.due_on for line in program.plan.all()] == [program.end_on, program.start_on + 14 * DAY]
    programs.submit_program(actor=mentor, program=fresh(program))
    programs.approve_program(actor=flow.of(a, "curator"), program=program, version=fresh(program).version)
    change = amendments.propose(actor=flow.of(a, "curator"), program=program, new_end_on=program.end_on + 30 * DAY)
    for side in sides(program):
        amendments.sign(actor=side, amendment=change)
    assert program.plan.first().due_on == program.end_on + 30 * DAY


def test_a_version_is_never_taken_back(a) -> None:
    version = flow.drafted(flow.ordered(a)).versions.first()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        version.delete()


def test_a_named_developer_draws_it_up(a) -> None:
    program = flow.drafted(flow.ordered(a))
    helper = flow.of(a, "council_member")
    with pytest.raises(Refusal):
        programs.set_plan(actor=helper, program=program, lines=[])
    person = Membership.objects.select_related("person").get(pk=a.council_member.membership_id).person
    programs.assign_developer(actor=flow.of(a, "curator"), program=program, person=person)
    programs.set_plan(actor=helper, program=fresh(program), lines=[ActivityDraft("METHOD", "От совета")])
    assert program.plan.get().text == "От совета"
    programs.approve_program(actor=flow.of(a, "curator"), program=program, version=fresh(program).version)
    with pytest.raises(Refusal):  # with the approval his part is over
        programs.mark_activities(actor=helper, program=fresh(program), activities=[program.plan.get()], state="done")


# --- council and curator


def test_the_council_agrees_where_the_regulation_asks_for_it(a) -> None:
    """to_council, council_return, council_agree, approve: before its word the curator does not approve (S3 п. 3.10)."""
    rule(a, council_required="if_present")
    program, chair, curator = flow.drafted(flow.ordered(a)), flow.of(a, "council_chair"), flow.of(a, "curator")
    mentor = sides(program)[0]
    with pytest.raises(Refusal, match="сначала согласует"):
        programs.approve_program(actor=curator, program=program, version=fresh(program).version)
    assert programs.submit_program(actor=mentor, program=fresh(program)).state == "on_council"
    with pytest.raises(Refusal, match="с замечанием"):
        programs.council_return(actor=chair, program=fresh(program), version=fresh(program).version, remark="")
    assert (
        programs.council_return(
            actor=chair, program=fresh(program), version=fresh(program).version, remark="Добавьте курс"
        ).state
        == "draft"
    )
    programs.submit_program(actor=mentor, program=fresh(program))
    with pytest.raises(Refusal):
        programs.council_agree(actor=flow.of(a, "council_member"), program=program, version=fresh(program).version)
    row = programs.council_agree(actor=chair, program=program, version=fresh(program).version, words="протокол № 3")
    assert (row.state, row.council_words) == ("curator_check", "протокол № 3")
    assert programs.approve_program(actor=curator, program=row, version=row.version).state == "running"


def test_a_curator_in_the_pair_approves_knowingly(a) -> None:
    program = flow.drafted(flow.ordered(a))
    curator = flow.of(a, "curator")
    program.unit.members.filter(side="mentee").update(person_id=curator.person_id)
    with pytest.raises(Refusal, match="сами участник") as refusal:
        programs.approve_program(actor=curator, program=program, version=program.version)
    assert refusal.value.code == "party"
    assert (
        programs.approve_program(actor=curator, program=program, version=program.version, knowing=True).state
        == "running"
    )


# --- changes


def test_a_change_waits_for_every_living_side(a) -> None:
    """amend: a mentor who has left signs nothing for the new one (S4 п. 7.2)."""
    program = flow.running(a)
    mentor, mentee = sides(program)
    change = amendments.propose(actor=mentor, program=program, new_end_on=program.end_on + 9 * DAY)
    assert amendments.missing_signatures(program, change) == [program.unit.members.get(side="mentee").pk]
    program.unit.members.filter(side="mentor").update(left_on=mentor.today)
    other = flow.mentor_in_bank(a, "Преемница")
    program.unit.members.create(person=other.person, side="mentor", mentor_entry=other, agreed_on=mentor.today)
    version = program_versions.record_version(program, "замена наставника", cause="mentor")
    assert version.reason == "замена наставника"
    assert amendments.sign(actor=mentee, amendment=change).end_on == program.end_on
    after = amendments.sign(actor=flow.himself(other.person), amendment=change)
    assert after.end_on == program.end_on + 9 * DAY


def test_one_refusal_ends_a_change_and_another_may_be_offered(a) -> None:
    program = flow.running(a)
    mentor, mentee = sides(program)
    later = {"program": program, "new_end_on": program.end_on + 9 * DAY}
    change = amendments.propose(actor=mentor, **later)
    with pytest.raises(Refusal, match="уже предложено"):
        amendments.propose(actor=mentor, **later)
    for outsider in (flow.of(a, "curator"),):
        with pytest.raises(Refusal):
            amendments.sign(actor=outsider, amendment=change)
    amendments.refuse(actor=mentee, amendment=change)
    with pytest.raises(Refusal):
        amendments.sign(actor=mentee, amendment=change)
    assert amendments.propose(actor=mentor, **later).pk != change.pk


def test_a_term_is_shortened_by_both_and_not_into_the_past(a) -> None:
    program = flow.running(a)
    mentor, mentee = sides(program)
    with pytest.raises(Refusal, match="не раньше сегодняшнего"):
        amendments.propose(actor=mentor, program=program, kind="shorten", new_end_on=mentor.today - DAY)
    change = amendments.propose(actor=mentor, program=program, kind="shorten", new_end_on=mentor.today + 9 * DAY)
    assert amendments.sign(actor=mentee, amendment=change).end_on == mentor.today + 9 * DAY


def test_a_plan_is_changed_by_both_and_what_is_done_stays(a) -> None:
    """exclude: a dropped line stands excluded, a done one is not touched; the difference is shown in the versions."""
    program = flow.running(
        a,
    )
    mentor, mentee = sides(program)
    first, second = program.plan.all()
    programs.mark_activity(actor=mentor, activity=first, state="done")
    lines = [ActivityDraft("METHOD", "Мастер-класс", form_of_work="master_class")]
    with pytest.raises(Refusal, match="таким же"):
        amendments.propose(actor=mentor, program=program, kind="plan", lines=current_plan(program, planned_only=True))
    change = amendments.propose(actor=mentor, program=program, kind="plan", lines=lines, reason="new_request")
    assert program.plan.count() == 2
    amendments.sign(actor=mentee, amendment=change)
    rows = [(row.pk, row.text, row.state) for row in program.plan.all()]
    assert rows[0] == (first.pk, first.text, "done")
    assert rows[1][1:] == ("Мастер-класс", "planned")
    assert rows[2] == (second.pk, second.text, "excluded")
    newest, older = program.versions.all()[:2]
    assert newest.reason == "новый запрос наставляемого"
    assert [row.kind for row in differences(older.content, newest.content)] == ["added"]


def test_a_form_is_changed_by_both(a) -> None:
    program = flow.running(a)
    mentor, mentee = sides(program)
    with pytest.raises(Refusal, match="уже работает"):
        amendments.propose(actor=mentor, program=program, kind="form", new_form=flow.FORM)
    change = amendments.propose(actor=mentor, program=program, kind="form", new_form="HEAD_EDUCATOR", reason="form")
    amendments.sign(actor=mentee, amendment=change)
    assert Unit.objects.get(pk=program.unit_id).form == "HEAD_EDUCATOR"


def test_a_regulation_that_lets_the_curator_decide_asks_nobody_else(a) -> None:
    rule(a, **{"extension.requires": "curator", "extension.may_exceed_max": True})
    program = flow.running(a)
    far = program.start_on + 500 * DAY
    change = amendments.propose(actor=flow.of(a, "curator"), program=program, new_end_on=far)
    assert Amendment.objects.get(pk=change.pk).in_force_on is not None
    assert fresh(program).end_on == far


def test_a_pause_does_not_stop_the_term_and_offers_an_extension(a, clock_at) -> None:
    """pause, resume."""
    program, curator = flow.running(a), flow.of(a, "curator")
    with pytest.raises(Refusal, match="Почему"):
        pauses.pause(actor=curator, unit=program.unit, reason=" ")
    unit = pauses.pause(actor=curator, unit=program.unit, reason="Отпуск до конца месяца")
    clock_at(datetime.datetime.combine(curator.today + 10 * DAY, datetime.time(12), tzinfo=curator.zone))
    unit = pauses.resume(actor=flow.of(a, "curator"), unit=unit)
    assert (unit.state, unit.paused_on, fresh(program).end_on) == ("active", None, program.end_on)
    assert Notice.objects.filter(detail__contains="Пауза длилась дней: 10").exists()


# --- templates


def test_a_ready_plan_for_a_young_mathematics_teacher(a) -> None:
    """Taken whole, with terms from the first day; the mentee's own problem stands above the sample's words."""
    unit = flow.ordered(a)
    unit.members.get(side="mentee").mentee_entry.__class__.objects.filter(members__unit=unit).update(
        category="YOUNG_SPECIALIST", subject="математика"
    )
    mentor = flow.himself(flow.people_of(unit)[0])
    sample = program_templates.fitting(program_templates.samples_for(mentor), unit)[0]
    assert sample.title == "Первый год молодого учителя математики"
    program = programs.draft_program(
        actor=mentor, unit=unit, title="Год", start_on=mentor.today, end_on=mentor.today + 240 * DAY, sample=sample
    )
    assert program.plan.count() == len(sample.lines) == 19
    assert (program.problem, bool(program.tasks)) == ("Трудно", True)
    assert program.plan.first().due_on == mentor.today + 7 * DAY
    assert program_templates.take_lines(actor=mentor, program=program, sample=sample) == 0


def test_every_shipped_sample_is_whole() -> None:
    """Known areas, forms of work, terms and sections; adaptation and the law for a newcomer (S4 п. 2.2, 5.2)."""
    from programs.models import FormOfWork
    from programs.models.bank_choices import MenteeCategory, PupilArea
    from programs.regulation.catalogue.choices import DIFFICULTY_AREAS, FORMS, ROLE_MODELS

    samples = {sample.key: sample for sample in shipped()}
    assert len(samples) == 5
    for sample in samples.values():
        assert sample.category in MenteeCategory.values and sample.form in ("", *FORMS)
        assert sample.role_model in ("", *ROLE_MODELS)
        assert set(sample.words) <= set(Program.WORDS) - {"title", "problem"}
        for line in sample.lines:
            assert line.area in {*DIFFICULTY_AREAS, *PupilArea.values} and line.form_of_work in FormOfWork.values
            assert program_templates.term(line.due_rule)
    texts = " ".join(line.text for line in samples["file:young_mathematics_teacher"].lines)
    assert "традиции и уклад" in texts and "Должностные обязанности" in texts and "273-ФЗ" in texts


def test_a_template_is_tried_out_before_it_is_recommended(a) -> None:
    """try_out, recommend, advise_against, rework, retire; a judged one is no longer edited (S3 п. 3.10)."""
    program, curator = flow.running(a), flow.of(a, "curator")
    template = program_templates.save_from_program(actor=curator, program=program, title="Наш год")
    assert "problem" not in template.words and template.lines.count() == 2
    with pytest.raises(Refusal):
        program_templates.save_from_program(actor=sides(program)[0], program=program, title="Чужой")
    with pytest.raises(Refusal):
        program_templates.judge(actor=curator, template=template, recommended=True, until=curator.today, outcome="Да")
    row = program_templates.try_out(actor=curator, template=template, since=curator.today, by="Совет")
    with pytest.raises(Refusal, match="черновик"):
        program_templates.edit_template(actor=curator, template=row, version=row.version, fields={}, lines=[])
    with pytest.raises(Refusal, match="итог"):
        program_templates.judge(actor=curator, template=row, recommended=False, until=curator.today, outcome=" ")
    row = program_templates.judge(actor=curator, template=row, recommended=False, until=curator.today, outcome="Рано")
    assert row.state == "not_recommended"
    row = move(move(row, "rework", actor=curator), "try_out", actor=curator)
    row = program_templates.judge(actor=curator, template=row, recommended=True, until=curator.today, outcome="Годится")
    assert (
        row.key if hasattr(row, "key") else f"own:{row.pk}" in [s.key for s in program_templates.samples_for(curator)]
    )
    assert move(row, "retire", actor=curator).state == "retired"


def test_a_template_from_above_reaches_the_schools_when_it_is_tried_out(world: World) -> None:
    with acting(world.a00.region_operator) as operator:
        template = program_templates.copy_sample(actor=operator, key="file:experienced_teacher")
        assert template.state == "draft"
    with acting(world.a11.curator) as curator:
        assert not ProgramTemplate.objects.visible_to(curator).filter(pk=template.pk).exists()
    with acting(world.a00.region_operator) as operator:
        program_templates.try_out(actor=operator, template=template, since=operator.today, by="")
    with acting(world.a11.curator) as curator:
        assert f"own:{template.pk}" in [sample.key for sample in program_templates.samples_for(curator)]
    with acting(world.b11.curator) as stranger:
        assert f"own:{template.pk}" not in [sample.key for sample in program_templates.samples_for(stranger)]
