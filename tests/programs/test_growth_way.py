"""The way of a route and of a difficulty, verb by verb, and what each refuses."""

import datetime
import io

import openpyxl
import pytest

from accounts.models import AuditEvent, Notice, Person
from accounts.refusal import Refusal
from programs.models import Diagnosis, DifficultyItem, LearningRoute, MenteeRequest, PlanActivity, Program, RouteItem
from programs.queries.diagnoses import beside, hard_areas
from programs.queries.route_pages import route_picture
from programs.services import closings, diagnoses, diagnosis_tables, difficulties, programs, route_items, routes
from programs.services.difficulties import Word
from programs.services.programs import ActivityDraft
from tests.programs import growth_flow as growth
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
PDF = b"%PDF-1.4 product"


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        growth.regulate(world.a11, growth.SEVEN)
        yield world.a11


def test_a_route_goes_through_its_seven_steps(a) -> None:
    """describe, tell_strengths, tell_deficits, draw, set_off, revise, settle, reflect, finish: each in the journal."""
    me = growth.teacher_of(a)
    route = growth.with_items(me, 1)
    assert route.state == "running"
    route = route_items.revise(actor=me, route=route, reason="own_interest", note="Ещё один урок")
    route_items.add_item(actor=me, route=route, block="MEASURES", text="Клуб учителей")
    route = route_items.settle(actor=me, route=route)
    assert [change["what"] for change in route.revisions.get().changes] == ["added"]
    growth.bring(me, route.items.get(text="Урок 0"))
    route_items.exclude_item(actor=me, item=route.items.get(text="Клуб учителей"), reason="Клуб закрылся")
    route = routes.reflect(actor=me, route=route)
    route = routes.finish(
        actor=me, route=route, reflections={"METHOD": "Темп держу"}, closed_areas=("METHOD",), closeness=8, text="Расту"
    )
    assert (route.state, route.closeness, route.closed_on) == ("completed", 8, me.today)
    verbs = AuditEvent.objects.filter(object_type="programs.LearningRoute", object_id=route.pk).order_by("pk")
    assert [event.verb.split(".")[1] for event in verbs if event.to_state] == [
        "create", "describe", "tell_strengths", "tell_deficits", "draw", "set_off", "revise", "settle", "reflect",
        "finish",
    ]  # fmt: skip


@pytest.mark.parametrize(("months", "words"), [(36, "короче 48 месяцев"), (61, "длиннее 60 месяцев")], ids=["36", "61"])
def test_a_term_outside_the_regulation_is_refused_by_its_clause(a, months: int, words: str) -> None:
    me = growth.teacher_of(a)
    start = datetime.date(2026, 9, 1)
    with pytest.raises(Refusal, match=words) as refusal:
        routes.start_route(actor=me, start_on=start, end_on=routes.last_day(start, months))
    assert "п. 1.2" in refusal.value.clause
    assert refusal.value.todo


def test_where_the_regulation_knows_no_routes_none_begins(world: World) -> None:
    with acting(world.a11.curator):
        me = growth.teacher_of(world.a11)
        with pytest.raises(Refusal, match="не ведёт"):
            growth.begun(me)


def test_a_child_in_the_mentees_role_begins_no_route(a) -> None:
    with pytest.raises(Refusal, match="педагог"):
        growth.begun(flow.of(a, "mentee"))


def test_each_step_waits_for_the_former_and_says_its_clause(a) -> None:
    me = growth.teacher_of(a)
    route = growth.begun(me)
    for act in (
        lambda: routes.describe_ideal(actor=me, route=route, ideal_self="  "),
        lambda: routes.tell_strengths(actor=me, route=route, strengths={"ICT": "Умею"}),
        lambda: routes.tell_deficits(actor=me, route=route, words=growth.words()),
        lambda: route_items.add_item(actor=me, route=route, block="TRIAL", text="Рано"),
        lambda: routes.set_off(actor=me, route=route),
    ):
        with pytest.raises(Refusal) as refusal:
            act()
        assert refusal.value.todo
    route = routes.describe_ideal(actor=me, route=route, ideal_self="Наставник")
    with pytest.raises(Refusal, match="сильная сторона"):
        routes.tell_strengths(actor=me, route=route, strengths={})
    route = routes.tell_strengths(actor=me, route=route, strengths={"ICT": "Умею"})
    with pytest.raises(Refusal, match="осталось 8"):
        routes.tell_deficits(actor=me, route=route, words={"ICT": Word(level=0)})
    route = routes.tell_deficits(actor=me, route=route, words=growth.words())
    with pytest.raises(Refusal, match="ни одного мероприятия"):
        routes.set_off(actor=me, route=route)
    route_items.add_item(actor=me, route=route, block="TRAINING", text="Курс")
    with pytest.raises(Refusal, match="часы, организация и срок"):
        routes.set_off(actor=me, route=route)


def test_a_free_route_asks_for_no_steps(world: World) -> None:
    """S3: no term, no steps; the map alone is asked for."""
    with acting(world.a11.curator):
        growth.regulate(world.a11, growth.FREE)
        me = growth.teacher_of(world.a11)
        route = routes.start_route(actor=me, start_on=me.today, end_on=me.today + 90 * DAY)
        with pytest.raises(Refusal, match="ни одного"):
            routes.set_off(actor=me, route=route)
        item = route_items.add_item(actor=me, route=route, block="TRAINING", text="Вебинар")
        route = routes.set_off(actor=me, route=route)
        growth.bring(me, item)
        route = routes.reflect(actor=me, route=route)
        assert routes.finish(actor=me, route=route, reflections={}, closeness=None, text="").state == "completed"


def test_a_product_needs_an_attitude_and_an_exclusion_a_reason(a) -> None:
    me = growth.teacher_of(a)
    item = growth.with_items(me).items.first()
    with pytest.raises(Refusal, match="продуктом"):
        route_items.bring_product(actor=me, item=item, product=" ", self_score=9)
    with pytest.raises(Refusal, match="отношение"):
        route_items.bring_product(actor=me, item=item, product="План")
    with pytest.raises(Refusal, match="обосновать"):
        route_items.exclude_item(actor=me, item=item, reason=" ")
    done = route_items.bring_product(actor=me, item=item, product="", file=("план.pdf", PDF), attitude="Рада")
    assert (done.state, done.product_file.purpose) == ("done", "evidence")
    again = route_items.bring_product(actor=me, item=done, product="Второй вариант", self_score=10)
    assert (again.state, again.product, again.product_file_id) == ("done", "Второй вариант", done.product_file_id)
    assert route_items.unmark_item(actor=me, item=again).state == "planned"


def test_a_running_map_changes_by_a_revision_alone(a) -> None:
    me = growth.teacher_of(a)
    route = growth.with_items(me)
    with pytest.raises(Refusal, match="корректировкой"):
        route_items.add_item(actor=me, route=route, block="TRIAL", text="Ещё")
    with pytest.raises(Refusal, match="причина"):
        route_items.revise(actor=me, route=route, reason="")
    route = route_items.revise(actor=me, route=route, reason="participants_request")
    item = route.items.first()
    fields = {"block": "PROJECTS", "area": "METHOD", "due_on": item.due_on}
    route_items.edit_item(actor=me, item=item, version=item.version, **fields, text="Проект")
    route_items.drop_item(actor=me, item=route.items.last())
    route = route_items.settle(actor=me, route=route)
    changes = {change["what"]: change for change in route.revisions.get().changes}
    assert {field[0] for field in changes["changed"]["fields"]} == {"block", "text"}
    assert changes["dropped"]["text"] == "Урок 1"
    route = route_items.settle(actor=me, route=route_items.revise(actor=me, route=route, reason="own_interest"))
    assert route.revisions.count() == 1  # one that changed nothing leaves no trace


def test_an_abandoned_route_keeps_its_reason_and_makes_way(a) -> None:
    me = growth.teacher_of(a)
    route = growth.begun(me)
    assert growth.begun(me) == route
    with pytest.raises(Refusal, match="уже есть маршрут"):
        routes.start_route(actor=me, start_on=route.start_on - DAY, end_on=route.end_on)
    with pytest.raises(Refusal, match="причины"):
        routes.abandon(actor=me, route=route, reason=" ")
    assert routes.abandon(actor=me, route=route, reason="Переезд").state == "abandoned"
    assert growth.begun(me).state == "draft"


def test_a_tutor_leads_only_what_a_teacher_has_opened_and_only_until_then(a, world: World, clock_at) -> None:
    """A ЦНППМ's tutor and one of the municipality; the diagnosis too, since the teacher himself has opened it."""
    me = growth.teacher_of(a)
    route = growth.assessed(me)
    tutor = growth.flow.of(world.a10, "municipal_tutor")
    assert not LearningRoute.objects.visible_to(tutor).exists()
    with pytest.raises(Refusal, match="Маршрут ведут"):
        route_items.add_item(actor=tutor, route=route, block="TRIAL", text="Урок")
    person = Person.objects.get(pk=tutor.person_id)
    stranger = Person.objects.get(pk=world.a20["municipal_tutor"].person_id)
    with pytest.raises(Refusal, match="не тьютор вашего"):
        routes.ask_tutor(actor=me, route=route, tutor=stranger)
    grant = routes.ask_tutor(actor=me, route=route, tutor=person)
    assert list(LearningRoute.objects.visible_to(tutor)) == [route]
    assert list(Diagnosis.objects.visible_to(tutor)) == [route.diagnosis]
    route_items.add_item(actor=tutor, route=route, block="TRIAL", text="Урок тьютора")
    routes.write_remark(actor=tutor, route=route, text="Возьмите мастер-класс")
    assert Notice.objects.filter(person_id=me.person_id, text__contains="Замечание").exists()
    last = datetime.datetime.combine(grant.valid_to + DAY, datetime.time(12), tzinfo=datetime.UTC)
    routes.part_with_tutor(actor=me, grant=grant)
    assert not LearningRoute.objects.visible_to(growth.flow.of(world.a10, "municipal_tutor")).exists()
    routes.ask_tutor(actor=me, route=route, tutor=person)
    clock_at(last)
    assert not LearningRoute.objects.visible_to(growth.flow.of(world.a10, "municipal_tutor")).exists()


def test_a_grant_by_the_curator_shows_the_tutor_no_diagnosis(a, world: World) -> None:
    route = growth.assessed(growth.teacher_of(a))
    grant = routes.ask_tutor(
        actor=flow.himself(route.educator), route=route,
        tutor=Person.objects.get(pk=world.a10["municipal_tutor"].person_id),
    )  # fmt: skip
    grant.granted_by_id = a.curator.person_id
    grant.save(update_fields=["granted_by"])
    tutor = flow.of(world.a10, "municipal_tutor")
    assert LearningRoute.objects.visible_to(tutor).exists()
    assert not Diagnosis.objects.visible_to(tutor).exists()
    assert not routes.may_write(tutor, route)
    with pytest.raises(Refusal, match="Маршрут ведут"):
        routes.describe_ideal(actor=tutor, route=route, ideal_self="Чужие слова")


def test_a_tutor_is_offered_only_what_he_may_read(a, world: World) -> None:
    """Neither the request of the bank nor what the school has seen at lessons; the teacher himself is offered both."""
    entry = flow.mentee_with_request(a)
    me = flow.himself(entry.person)
    route = growth.assessed(me, hard="LEGAL")
    growth.diagnosed(flow.of(a, "curator"), entry.person, ICT=3)
    growth.diagnosed(me, entry.person, "self", LEGAL=1, SUBJECT=2)
    routes.ask_tutor(actor=me, route=route, tutor=Person.objects.get(pk=world.a10["municipal_tutor"].person_id))
    tutor = flow.of(world.a10, "municipal_tutor")
    route.refresh_from_db()
    assert routes.may_write(tutor, route)
    assert (bool(routes.wished_for(route, me)), routes.wished_for(route, tutor)) == (True, "")
    assert {area for area, word in routes.offered(route, tutor).items() if word.level} == {"LEGAL"}
    assert (hard_areas(entry.person_id, me), hard_areas(entry.person_id, tutor)) == (
        ["ICT", "SUBJECT", "LEGAL"], ["LEGAL"],
    )  # fmt: skip
    assert [line.area for line in beside(route.diagnosis, me) if line.others] == ["ICT"]
    assert not [line.area for line in beside(route.diagnosis, tutor) if line.others]
    assert [shift.now for shift in route_picture(route, me)["shifts"]] == [1]
    assert [shift.now for shift in route_picture(route, tutor)["shifts"]] == [2]


def test_curator_mentor_and_stranger_change_nothing_in_a_route(a) -> None:
    route = growth.assessed(growth.teacher_of(a))
    for actor in (flow.of(a, "curator"), flow.of(a, "mentor"), flow.of(a, "council_chair")):
        with pytest.raises(Refusal):
            routes.describe_ideal(actor=actor, route=route, ideal_self="Чужие слова")
        with pytest.raises(Refusal):
            routes.abandon(actor=actor, route=route, reason="Так надо")


def test_a_programme_goes_into_the_route_with_its_lines(a) -> None:
    program = flow.running(a)
    mentee = flow.himself(flow.people_of(program.unit)[1])
    route = growth.assessed(mentee)
    assert route_items.take_program(actor=mentee, route=route, program=program) == 2
    item = route.items.first()
    assert (item.text, item.area, item.program_id) == ("Мероприятие 1", "METHOD", program.pk)
    assert "методические" in item.why
    with pytest.raises(Refusal, match="уже в маршруте"):
        route_items.take_program(actor=mentee, route=route, program=program)


def test_the_steps_offer_what_is_known(a) -> None:
    """The area of the request is hard already; the words of an earlier diagnosis stand there."""
    entry = flow.mentee_with_request(a)
    me = flow.himself(entry.person)
    growth.diagnosed(flow.of(a, "curator"), entry.person, ICT=3)
    offered = routes.offered(growth.begun(me), me)
    assert (offered["METHOD"].level, offered["ICT"].level, offered["LEGAL"].level) == (2, 3, None)


def test_a_later_diagnosis_closes_what_is_over_on_its_own_side(a) -> None:
    person = flow.teacher(a, "Учителева")
    curator = flow.of(a, "curator")
    first = growth.diagnosed(curator, person, METHOD=2, ICT=1)
    growth.diagnosed(curator, person, METHOD=0, ICT=1)
    states = {item.area: item.closed_on for item in first.items.all()}
    assert states == {"METHOD": curator.today, "ICT": None}
    item = first.items.get(area="METHOD")
    assert item.closed_by is not None


def test_the_end_of_a_programme_closes_what_its_plan_has_dealt_with(a) -> None:
    program = flow.running(a)
    mentee = flow.people_of(program.unit)[1]
    row = growth.diagnosed(flow.of(a, "curator"), mentee, METHOD=2, ICT=2)
    for line in program.plan.all():
        programs.mark_activity(actor=flow.of(a, "curator"), activity=line, state=PlanActivity.State.DONE)
    closings.complete_program(actor=flow.of(a, "curator"), program=program)
    closed = {item.area: item.closed_in_id for item in row.items.all()}
    assert closed == {"METHOD": program.pk, "ICT": None}


def test_who_records_and_who_closes(a) -> None:
    program = flow.running(a)
    mentor, mentee = (flow.himself(person) for person in flow.people_of(program.unit))
    person = Person.objects.get(pk=mentee.person_id)
    row = growth.diagnosed(mentor, person, METHOD=2)
    with pytest.raises(Refusal, match="сам педагог"):
        growth.diagnosed(mentor, person, method="self", METHOD=2)
    with pytest.raises(Refusal, match="куратор, совет и наставник"):
        growth.diagnosed(flow.of(a, "homeroom_teacher"), person, METHOD=2)
    with pytest.raises(Refusal, match="название системы"):
        growth.diagnosed(mentor, person, method="external", METHOD=2)
    item = row.items.get()
    with pytest.raises(Refusal, match="наставник"):
        difficulties.close(actor=flow.of(a, "curator"), item=item)
    assert difficulties.close(actor=mentee, item=item).closed_in_id == program.pk


def test_a_diagnosis_fills_the_request_and_the_plan_with_one_press(a) -> None:
    unit = flow.ordered(a)
    mentor, mentee = (flow.himself(person) for person in flow.people_of(unit))
    program = flow.drafted(unit)
    row = growth.diagnosed(flow.of(a, "curator"), Person.objects.get(pk=mentee.person_id), ICT=3, METHOD=1)
    assert diagnoses.suggest_to_request(actor=mentee, diagnosis=row) == ["ICT"]
    assert MenteeRequest.objects.get(entry__person_id=mentee.person_id).areas == ["METHOD", "ICT"]
    assert diagnoses.suggest_to_request(actor=mentee, diagnosis=row) == []
    assert diagnoses.suggest_to_plan(actor=mentor, diagnosis=row) == ["ICT"]
    assert program.plan.filter(area="ICT").count() == 1
    assert "ICT" in [line["area"] for line in program.versions.first().content["plan"]]
    assert Program.objects.get(pk=program.pk).version == 2
    assert diagnoses.suggest_to_plan(actor=mentor, diagnosis=row) == []
    assert Program.objects.get(pk=program.pk).version == 2  # nothing came, nobody's editing is out of date
    programs.set_plan(actor=mentor, program=program, lines=[ActivityDraft("ICT", "Журнал")])
    assert diagnoses.suggest_to_plan(actor=mentor, diagnosis=row) == ["METHOD"]


def table(*rows: tuple) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_results_of_another_system_come_by_a_table(a) -> None:
    """Who is taken, who is not and why; the same table again takes nobody."""
    one = flow.teacher(a, "Первова")
    flow.teacher(a, "Вторых")
    content = table(
        ("Результаты",),
        ("ФИО", "Балл", "Максимум", "Уровень", "Методические"),
        ("Первова Вера Петровна", 84.5, 100, "повышенный", 1),
        ("Вторых Вера Петровна", 120, 100, "высокий", None),
        ("Чужих Вера Петровна", 50, 100, "базовый", None),
    )
    facts = {"actor": flow.of(a, "curator"), "system": "Электронное образование", "content": content}
    outcome = diagnosis_tables.take_results(held_on=facts["actor"].today, **facts)
    assert (outcome.taken, [problem for _no, _name, problem in outcome.left]) == (
        1, ["балл больше наибольшего", "такого педагога в школе нет"],
    )  # fmt: skip
    row = Diagnosis.objects.get(person=one)
    assert (str(row.score), str(row.max_score), row.level_label) == ("84.50", "100.00", "повышенный")
    assert DifficultyItem.objects.get(diagnosis=row).level == 1
    assert diagnosis_tables.take_results(held_on=facts["actor"].today, **facts).taken == 0
    with pytest.raises(Refusal, match=r"не читается|нет графы"):
        diagnosis_tables.take_results(**{**facts, "content": b"\x00\x01"}, held_on=facts["actor"].today)


def test_a_resource_fills_the_item_that_takes_it(a, world: World) -> None:
    from programs.models import GrowthResource

    resource = GrowthResource.objects.get(pk=world.a00.rows["growth_resource"])
    me = growth.teacher_of(a)
    route = growth.assessed(me)
    item = route_items.add_item(actor=me, route=route, block="TRAINING", text="", resource=resource)
    assert (item.text, item.hours, item.provider) == (resource.title, 36, "Лицей")
    with pytest.raises(Refusal, match="Такого блока"):
        route_items.add_item(actor=me, route=route, block="ELSE", text="Урок")
    assert RouteItem.objects.filter(route=route).count() == 1
