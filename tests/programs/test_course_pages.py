"""Pages of courses: a number of queries that does not grow, the presses of a teacher, a curator, an organizer."""

import datetime
import re
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import desk
from programs.forms.routes import source_of
from programs.models import FederalProgram, RouteItem, TrainingEnrolment
from programs.services import course_people, route_items
from tests.programs import growth_flow as growth
from tests.programs import pair_flow as flow
from tests.programs.test_courses import DAY, NOW, announced, teachers
from tests.support.people import acting, signed_in_client
from tests.ui.text import words
from tests.world import World

pytestmark = pytest.mark.django_db
FORM = {
    "kind": "course", "title": "Школа наставника", "starts_on": "20.11.2026", "ends_on": "25.11.2026",
    "enrol_until": "19.11.2026", "mode": "in_person", "places": "2", "hours": "36", "on_mentoring": "on",
}  # fmt: skip


@pytest.fixture
def world(world: World, clock_at) -> World:
    clock_at(NOW)
    return world


def read(client, name: str, *args, **query) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return words(answer.content.decode())


def more(world: World, numbers: range) -> None:
    with acting(world.a0i.institute) as institute:
        rows = [announced(institute, places=1) for _ in numbers]
    with acting(world.a11.curator) as curator:
        for number, course in zip(numbers, rows, strict=True):
            course_people.enrol(actor=curator, course=course, people=teachers(world.a11, f"Учителева{number}"))


QUERIES = {("course_list", "a11.curator"): 17, ("course_list", "a11.mentor"): 14, ("course_passed", "a11.curator"): 19}


@pytest.mark.parametrize(("name", "who"), QUERIES)
def test_a_list_of_thirty_asks_as_often_as_a_list_of_one(world: World, name: str, who: str) -> None:
    client, address = signed_in_client(world.nodes[who[:3].upper()][who[4:]]), reverse(name)
    client.get(address)
    asked = []
    for numbers in (range(1), range(1, 30)):
        more(world, numbers)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        asked.append(len([one for one in caught if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert asked == [QUERIES[name, who]] * 2


def test_from_the_draft_to_the_list_of_those_who_have_passed(world: World, clock_at) -> None:
    """The institute announces, a school sends two, one leaves, the third is moved in; the table names employees."""
    a, institute = world.a11, signed_in_client(world.a0i.institute)
    FederalProgram.objects.create(register_number="77-1", title="Программа", provider="Институт", hours=36)
    wrong = institute.post(reverse("course_new"), {**FORM, "networked": "on", "ends_on": "01.11.2026",
                                                   "register_number": "нет"})  # fmt: skip
    assert wrong.status_code == 422
    for said in ("Окончание раньше начала", "Назовите организации", "Такого номера в реестре нет"):
        assert said in words(wrong.content.decode())
    for _twice in range(2):
        made = institute.post(reverse("course_new"), {**FORM, "register_number": "77-1"})
    pk = int(re.search(r"/(\d+)/$", made["Location"])[1])
    assert institute.post(reverse("course_move", args=[pk]), {"verb": "announce"}).status_code == 302
    curator = signed_in_client(a.curator)
    with acting(a.curator):
        people = teachers(a, "Азарова", "Букина", "Вольнова")
    assert "Школа наставника" in read(curator, "course_list")
    page = read(curator, "course_detail", pk)
    assert "Записать своих" in page and "Азарова" in page and "№ 77-1" in page
    assert a.mentee.full_name not in page  # a pupil
    sent = curator.post(reverse("course_enrol", args=[pk]), {"verb": "people", "person": people}, follow=True)
    assert "Ждут места: 1" in words(sent.content.decode())
    with acting(a.curator):
        first = TrainingEnrolment.objects.get(course_id=pk, person_id=people[0])
    assert curator.post(reverse("course_leave", args=[first.pk])).status_code == 302
    page = read(institute, "course_detail", pk)
    assert "Букина" in page and "Вольнова" in page and "Азарова" not in page
    curator.post(reverse("course_enrol", args=[pk]), {"verb": "people", "person": people[:1]})  # she waits to the end
    clock_at(datetime.datetime(2026, 11, 25, 9, tzinfo=datetime.UTC))
    address = reverse("course_people", args=[pk])
    assert institute.post(address, {"verb": "all"}).status_code == 302
    with acting(a.curator):
        assert set(TrainingEnrolment.objects.filter(person_id=people[0]).values_list("state", flat=True)) == {"left"}
        rows = list(TrainingEnrolment.objects.filter(course_id=pk).seated().order_by("pk").values_list("pk", flat=True))
    said = {"verb": "save", "row": rows, "passed": rows[:1], f"hours_{rows[0]}": "40", f"document_{rows[0]}": "№ 5",
            "version": institute.get(address).context["course"].version}  # fmt: skip
    assert institute.post(address, said).status_code == 302
    table = institute.get(reverse("course_table", args=[pk]))
    sheet = openpyxl.load_workbook(BytesIO(table.content)).active
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert [(line[0].split()[0], line[4], line[6], line[8]) for line in lines] == [
        ("Букина", "прошёл обучение", 40, "№ 5"), ("Вольнова", "не прошёл", "", ""),
    ]  # fmt: skip
    assert lines[0][1] == "учитель"
    passed = read(curator, "course_passed")
    assert "Букина" in passed and "№ 5" in passed and "прошли 1" in passed
    above = read(signed_in_client(world.a10.coordinator), "course_passed", school=a.id)
    assert "Букина" in above
    assert "Букина" not in read(signed_in_client(world.a1m.mnc_officer), "course_passed", school=a.id)
    assert "Букина" not in read(signed_in_client(world.a20.coordinator), "course_passed", school=a.id)


def test_a_teacher_enrols_by_one_press_and_a_pupil_finds_nothing(world: World) -> None:
    a = world.a11
    with acting(world.a10.coordinator) as coordinator:
        course = announced(coordinator, places=1)
    mentor, pupil = signed_in_client(a.mentor), signed_in_client(a.mentee)
    assert course.title in read(mentor, "home")
    assert "Записаться" in read(mentor, "course_detail", course.pk)
    for _twice in range(2):
        assert mentor.post(reverse("course_enrol", args=[course.pk])).status_code == 302
    assert "Снять мою запись" in read(mentor, "course_detail", course.pk)
    assert "в списке" in read(mentor, "course_list", tab="mine")
    page = read(signed_in_client(a.psychologist), "course_detail", course.pk)
    assert "Встать в лист ожидания" in page and a.mentor.full_name not in page
    assert "Курсы — для работников" in read(pupil, "course_list")
    assert "Курсы и стажировки" not in read(pupil, "home")
    for address in ("course_detail", "course_enrol"):
        way = pupil.get if address == "course_detail" else pupil.post
        hidden, nothing = (way(reverse(address, args=[pk])) for pk in (course.pk, 10**9))
        assert (hidden.status_code, nothing.status_code) == (404, 404)
    with acting(a.mentor):
        row = TrainingEnrolment.objects.get(course=course)
    for stranger in (world.a12.curator, world.b11.curator, a.psychologist):
        assert signed_in_client(stranger).post(reverse("course_leave", args=[row.pk])).status_code == 404


def test_the_desk_says_what_closes_and_who_waits_for_a_word(world: World, clock_at) -> None:
    with acting(world.a0i.institute) as institute:
        course = announced(institute)
    with acting(world.a11.curator) as curator:
        assert not [item for item in desk.items_for(curator) if item.detail == course.title]
    clock_at(datetime.datetime(2026, 11, 17, 9, tzinfo=datetime.UTC))
    with acting(world.a11.curator) as curator:
        assert [item.due for item in desk.items_for(curator) if item.detail == course.title] == [DAY]
        course_people.enrol(actor=curator, course=course, people=teachers(world.a11, "Отправленная"))
        assert not [item for item in desk.items_for(curator) if item.detail == course.title]
    clock_at(datetime.datetime(2026, 11, 25, 9, tzinfo=datetime.UTC))
    with acting(world.a0i.institute) as institute:
        items = [item for item in desk.items_for(institute) if item.detail == course.title]
        assert [item.url for item in items] == [reverse("course_people", args=[course.pk])]
        course_people.complete(actor=institute, course=course)
        assert not [item for item in desk.items_for(institute) if item.detail == course.title]


def test_the_catalogue_of_growth_finds_it_and_a_route_takes_it(world: World) -> None:
    """S3 п. 3.6; S4 п. 5.1: nothing is typed a second time; another school's own course is not offered."""
    a = world.a11
    with acting(world.a0c.cnppm_tutor) as tutor:
        course = announced(tutor, kind="internship", title="Площадка «Урок»")
    with acting(world.a12.curator) as neighbour:
        foreign = announced(neighbour, title="Чужой курс")
    with acting(a.curator):
        growth.regulate(a, growth.SEVEN)
        teacher = growth.teacher_of(a)
        route = growth.assessed(teacher)
        assert source_of(teacher, "course", str(course.pk)) == course
        assert source_of(teacher, "course", str(foreign.pk)) is None
        item = route_items.add_item(actor=teacher, route=route, block="TRAINING", text="", course=course)
        assert (item.text, item.hours, item.provider) == (course.title, 36, course.provider)
        assert RouteItem.objects.filter(course=course).count() == 1
    page = read(signed_in_client(a.mentor), "resource_list")
    assert "Площадка «Урок»" in page and "Чужой курс" not in page
    assert "Площадка «Урок»" in read(signed_in_client(a.mentor), "resource_list", kind="internship")
    assert "Площадка «Урок»" not in read(signed_in_client(a.mentor), "resource_list", kind="course")


def test_the_institute_begins_with_what_is_asked_for_and_not_taught(world: World) -> None:
    """S1 п. 1.2: the order of the region by number; another region's requests are never among them."""
    a, abroad = world.a11, signed_in_client(world.b0i.institute)
    before = read(abroad, "home")
    with acting(a.curator):
        for number in range(5):
            flow.mentee_with_request(a, f"Просящая{number}")
    institute, tutor = signed_in_client(world.a0i.institute), signed_in_client(world.a0c.cnppm_tutor)
    for client in (institute, tutor):
        page = read(client, "home")
        assert "О чём просят и чему учат" in page and "курса нет" in page and "Просящая" not in page
    assert read(abroad, "home").partition("О чём просят")[2][:120] == before.partition("О чём просят")[2][:120]
    with acting(world.a0c.cnppm_tutor) as actor:
        announced(actor, areas=["METHOD"])
    assert "курса нет" not in read(institute, "home")
    assert "Объявить курс" in read(institute, "bank_base")
    form = institute.get(reverse("course_new"), {"area": "METHOD"})
    assert form.context["form"]["areas"].value() == ["METHOD"]
