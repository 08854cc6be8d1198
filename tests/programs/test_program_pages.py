"""Pages of programmes: what they say to whom, what one press does, how many queries they ask."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from programs.models import (
    Amendment,
    Ending,
    JointProject,
    PlanActivity,
    Program,
    ProgramTemplate,
    ProgramTemplateLine,
    ProjectUnit,
    Unit,
)
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


def body_of(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ")


@pytest.fixture
def a(world: World):
    """The school with a programme that runs and waits for nobody."""
    with acting(world.a11.curator):
        Amendment.objects.filter(program_id=world.a11.rows["program"]).delete()
        Ending.objects.filter(program_id=world.a11.rows["program"]).delete()
    return world.a11


def forty_lines(a) -> None:
    with acting(a.curator):
        program = Program.objects.get(pk=a.rows["program"])
        PlanActivity.objects.bulk_create(
            PlanActivity(program=program, position=number, area="METHOD", text=f"Дело {number}")
            for number in range(2, 41)
        )


def test_a_programme_of_forty_lines_asks_as_often_as_one_of_one(a, client_of) -> None:
    client, address = client_of(a.mentor), reverse("program_detail", args=[a.rows["program"]])
    client.get(address)
    asked = []
    for fill in (lambda: None, lambda: forty_lines(a)):
        fill()
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(address)
        asked.append(len(caught))
    assert "40 мероприятий" in body_of(answer)
    assert asked == [33, 33]  # six of them for what is of use beside the programme


def test_several_lines_are_marked_by_one_press(a, client_of) -> None:
    forty_lines(a)
    with acting(a.curator):
        lines = list(PlanActivity.objects.filter(program_id=a.rows["program"]).values_list("pk", flat=True))
    address = reverse("plan_mark", args=[a.rows["program"]])
    client = client_of(a.mentor)
    assert client.post(address, {"line": [*lines[:5], "x"], "state": "done"}).status_code == 302
    assert client.post(address, {"state": "done"}).status_code == 409
    with acting(a.curator):
        assert PlanActivity.objects.filter(program_id=a.rows["program"], state="done").count() == 5


def test_a_ready_programme_is_two_presses_away(world: World, client_of) -> None:
    """The pair's card → «Составить программу» → «Взять образец»: a plan with terms, ready to be edited."""
    a = world.a11
    client, unit = client_of(a.mentor), a.rows["unit_waiting"]
    first = client.get(reverse("unit_detail", args=[unit]))
    address = reverse("program_new", args=[unit])
    assert address in body_of(first)
    form = client.get(address).context["form"]
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    data = {name: getattr(value, "isoformat", lambda value=value: value)() for name, value in data.items()}
    answer = client.post(address, {**data, "sample": "file:first_thirty_days"})
    assert answer.status_code == 302, body_of(answer)[:2000]
    with acting(a.curator):
        program = Unit.objects.get(pk=unit).programs.get()
        assert program.plan.exclude(due_on=None).count() == program.plan.count() == 10


def test_differences_stand_side_by_side(a, client_of) -> None:
    with acting(a.curator):
        program = flow.drafted(flow.ordered(a))
        mentor = flow.people_of(program.unit)[0]
        from programs.services import programs
        from programs.services.plans import current_plan

        programs.edit_program(
            actor=flow.himself(mentor), program=program, version=1, fields={"goal": "Новая цель"},
            lines=current_plan(program)[:1],
        )  # fmt: skip
    body = body_of(client_of(a.curator).get(reverse("program_versions", args=[program.pk])))
    assert "Уверенный урок" in body and "Новая цель" in body and "убрано" in body
    same = body_of(client_of(a.curator).get(reverse("program_versions", args=[program.pk]) + "?from=2&to=2"))
    assert "Отличий нет" in same


def test_a_note_that_says_nothing_is_refused_on_the_page(a, client_of) -> None:
    address = reverse("program_note", args=[a.rows["program"]])
    answer = client_of(a.mentee).post(address, {"kind": "comment", "section": "", "text": " "})
    assert answer.status_code == 422 and "Напишите, что предложить" in body_of(answer)
    assert client_of(a.head).post(address, {"kind": "comment", "text": "Сам"}).status_code == 404


def test_a_change_of_the_plan_is_shown_to_who_signs_it(a, client_of) -> None:
    line = a.rows["line"]
    data = {
        "line-TOTAL_FORMS": "1", "line-INITIAL_FORMS": "1", "line-0-id": line, "line-0-text": "Мастер-класс",
        "line-0-area": "METHOD", "list-text": "", "list-area": "METHOD", "reason": "new_request", "words": "Так нужнее",
    }  # fmt: skip
    answer = client_of(a.mentor).post(reverse("program_amend", args=[a.rows["program"], "plan"]), data)
    assert answer.status_code == 302, body_of(answer)[:3000]
    body = body_of(client_of(a.mentee).get(reverse("program_detail", args=[a.rows["program"]])))
    assert "Открытый урок" in body and "Мастер-класс" in body and "Согласиться изменить" in body
    with acting(a.curator):
        amendment = Amendment.objects.get(program_id=a.rows["program"])
    assert client_of(a.mentee).post(reverse("amendment_sign", args=[amendment.pk])).status_code == 302
    with acting(a.curator):
        assert PlanActivity.objects.get(pk=line).text == "Мастер-класс"


def test_the_page_of_an_early_end_keeps_what_was_typed(a, client_of) -> None:
    address = reverse("program_terminate", args=[a.rows["program"]])
    data = {"reason": "CURATOR_NONPERFORMANCE", "justification": "Не ходят", "more_failures": "вчера"}
    answer = client_of(a.curator).post(address, data)
    assert answer.status_code == 422 and "Это не дата: вчера" in body_of(answer) and "Не ходят" in body_of(answer)
    early = (datetime.date.today() - datetime.timedelta(days=1)).strftime("%d.%m.%Y")
    answer = client_of(a.curator).post(address, {**data, "more_failures": early})
    assert "не меньше 2 пропусков" in body_of(answer)


def test_the_closing_shows_each_his_part(a, client_of) -> None:
    address = reverse("program_closing", args=[a.rows["program"]])
    mentor, mentee = (body_of(client_of(who).get(address)) for who in (a.mentor, a.mentee))
    assert "Отчёт наставника" in mentor and 'name="mentor_report"' in mentor
    assert 'name="reflection"' in mentee and 'name="mentor_report"' not in mentee
    assert client_of(a.mentee).post(address, {"version": 1, "reflection": "Стало легче"}).status_code == 302
    assert "Стало легче" in body_of(client_of(a.mentee).get(address))


def test_what_came_of_a_line_is_written_by_whose_it_is(a, client_of) -> None:
    address = reverse("plan_line", args=[a.rows["line"]])
    said = {"version": 1, "product": "Отзыв", "mentee_reflection": "Хорошо"}
    assert client_of(a.mentee).post(address, said).status_code == 302
    body = body_of(client_of(a.mentor).get(address))
    assert "Хорошо" in body and 'name="mentor_note"' in body and 'name="mentee_reflection"' not in body


def test_a_sample_is_found_by_its_words_and_copied(a, client_of) -> None:
    client = client_of(a.curator)
    body = body_of(client.get(reverse("template_list") + "?q=математики"))
    assert "Первый год молодого учителя математики" in body and "Первые тридцать дней" not in body
    answer = client.post(reverse("template_copy"), {"sample": "file:young_mathematics_teacher"})
    assert answer.status_code == 302
    page = client.get(answer.url)
    assert "Править" not in body or page.status_code == 200
    forms = page.context["lines"]
    data = {f"line-{key}": value for key, value in forms.management_form.initial.items()}
    for form in [page.context["form"], *forms.forms]:
        data |= {bound.html_name: "" if bound.value() in (None, False) else bound.value() for bound in form}
    data["title"] = "Наш образец"
    assert client.post(answer.url, data).status_code == 302
    with acting(a.curator):
        template = ProgramTemplate.objects.get(title="Наш образец")
        assert template.lines.count() == 19
        assert template.lines.first().due_rule["days"] == 7


@pytest.mark.parametrize(("name", "role"), [("program_list", "curator"), ("template_list", "curator")])
def test_a_list_of_thirty_asks_as_often_as_a_list_of_one(a, client_of, name: str, role: str) -> None:
    client, address = client_of(a[role]), reverse(name)
    client.get(address)
    asked = []
    for numbers in (range(1), range(1, 31)):
        more_rows(a, numbers)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        asked.append(len(caught))
    assert asked == [QUERIES[name]] * 2


QUERIES = {"program_list": 25, "template_list": 20}


def more_rows(a, numbers: range) -> None:
    with acting(a.curator) as actor:
        program = Program.objects.get(pk=a.rows["program"])
        for number in numbers:
            units = [
                Unit.objects.create(
                    organization_id=a.id, kind="pair", form="TEACHER_TEACHER", curator_id=actor.person_id,
                    state="agreed", people_key=f"more:{number}:{what}", proposed_at=program.created_at,
                )
                for what in ("with", "without")
            ]  # fmt: skip
            Program.objects.create(
                organization_id=a.id, unit=units[0], title="Ещё", start_on=program.start_on, end_on=program.end_on,
                created_at=program.created_at,
            )  # fmt: skip
            template = ProgramTemplate.objects.create(
                organization_id=a.id, title=f"Образец {number}", made_by_id=actor.person_id, made_at=program.created_at
            )
            ProgramTemplateLine.objects.create(template=template, position=1, area="METHOD", text="Дело")


def test_the_programme_shows_the_projects_of_its_pair_with_their_result(a, client_of) -> None:
    """S3-118: an innovative project between schools and what came of it; one that did not come about is not shown."""
    with acting(a.curator):
        program = Program.objects.get(pk=a.rows["program"])
        told = {"organization_id": a.id, "plan": "Опыты", "created_by_id": a.curator.person_id,
                "created_at": clock.now(), "start_on": program.start_on, "end_on": program.end_on}  # fmt: skip
        done = {"state": "done", "result": "Сборник опытов", "closed_on": program.start_on}
        for title, more in (("Физика дома", done), ("Забытый проект", {"state": "cancelled"})):
            row = JointProject.objects.create(title=title, kind="innovative", **told, **more)
            ProjectUnit.objects.create(project=row, unit=program.unit)
    page = body_of(client_of(a.mentor).get(reverse("program_detail", args=[a.rows["program"]])))
    assert "Физика дома: инновационный, завершён. Сборник опытов" in page and "Забытый проект" not in page


def test_what_ends_soon_is_a_list_of_its_own(a, client_of) -> None:
    """S1-084, S3-076: by the last day of the programme, for the curator."""
    with acting(a.curator) as actor:
        program = Program.objects.get(pk=a.rows["program"])
        address, name = reverse("program_list"), program.title
        Program.objects.exclude(pk=program.pk).filter(organization_id=a.id).update(title="Иное")
        Program.objects.filter(pk=program.pk).update(
            state="running", start_on=actor.today - datetime.timedelta(days=200),
            end_on=actor.today + datetime.timedelta(days=10),
        )  # fmt: skip
    client = client_of(a.curator)
    assert name in body_of(client.get(address, {"show": "ending"}))
    with acting(a.curator) as actor:
        Program.objects.filter(pk=program.pk).update(end_on=actor.today + datetime.timedelta(days=200))
    assert name not in body_of(client.get(address, {"show": "ending"}))
