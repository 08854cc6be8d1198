"""The new school year: classes move up, graduates leave, what is looked for goes over, and nothing happens twice."""

import datetime

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import desk
from accounts.models import AuditEvent, Person, StudentProfile
from accounts.refusal import Refusal
from accounts.services.memberships import grant_role
from accounts.tenancy import tenant_scope
from programs.models import MenteeEntry, MenteeRequest, Roadmap, YearTurn
from programs.queries.new_year import class_after, class_moves
from programs.services import roadmaps
from programs.services.new_year import turn_the_year
from tests.factories import PersonFactory, StudentProfileFactory
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
SEPTEMBER = datetime.datetime(2027, 9, 2, 9, tzinfo=datetime.UTC)
LAST_YEAR = datetime.date(2026, 9, 1)
FIRST_DAY = datetime.date(2027, 9, 1)


@pytest.fixture
def a(world: World, clock_at):
    clock_at(SEPTEMBER)
    with acting(world.a11.curator):
        StudentProfile.objects.all().delete()
        yield world.a11


def pupil(node, label: str, last_name: str) -> Person:
    profile = StudentProfileFactory(organization_id=node.id, class_label=label, valid_from=LAST_YEAR)
    Person.objects.filter(pk=profile.person_id).update(last_name=last_name)
    return Person.objects.get(pk=profile.person_id)


def class_of(person: Person) -> str:
    place = StudentProfile.objects.filter(person=person, valid_to=None).first()
    return place.class_label if place else "выбыл"


@pytest.mark.parametrize(
    ("label", "after"),
    [
        ("5 «Б»", "6 «Б»"), ("1а", "2а"), ("9В", "10В"), ("10 «А»", "11 «А»"), ("11б", None), (" 4-2", "5-2"),
        ("подготовительная", "подготовительная"), ("12", None),
    ],
)  # fmt: skip
def test_what_comes_after_a_class(label: str, after: str | None) -> None:
    assert class_after(label) == after


def test_classes_stand_in_the_order_of_the_school(a) -> None:
    """10 after 9, not after 1."""
    for label in ("10а", "9а", "1б", "1а", "малыши"):
        pupil(a, label, "Порядкова")
    assert [move.label for move in class_moves(flow.of(a, "curator").organization, 2027)] == [
        "малыши", "1а", "1б", "9а", "10а",
    ]  # fmt: skip


def test_the_fifth_becomes_the_sixth_and_the_sixth_the_seventh(a) -> None:
    """Both at once, whichever is named first; last year's places stay in the history."""
    junior, senior = pupil(a, "5а", "Младшева"), pupil(a, "6а", "Старшева")
    done = turn_the_year(actor=flow.of(a, "curator"), classes={"5а": "6а", "6а": "7а"})
    assert (class_of(junior), class_of(senior), done.moved) == ("6а", "7а", 2)
    former = StudentProfile.objects.get(person=junior, class_label="5а")
    assert (former.valid_from, former.valid_to) == (LAST_YEAR, FIRST_DAY)
    assert AuditEvent.objects.filter(verb="year.move_class", data__people=[junior.pk]).exists()


def test_a_class_that_nobody_names_stays(a) -> None:
    child = pupil(a, "малыши", "Малышкина")
    assert turn_the_year(actor=flow.of(a, "curator"), classes={"малыши": "малыши"}).moved == 0
    assert class_of(child) == "малыши"


def test_graduates_leave_and_with_them_their_entries_without_a_pair(a) -> None:
    graduate = pupil(a, "11а", "Выпускова")
    entry = MenteeEntry.objects.create(
        organization_id=a.id, person=graduate, state="registered", track="student", created_at=SEPTEMBER
    )
    role = grant_role(
        person=graduate, organization=entry.organization, role="mentee", valid_from=LAST_YEAR,
        basis="запись банка наставляемых",
    )  # fmt: skip
    done = turn_the_year(actor=flow.of(a, "curator"), classes={"11а": None})
    assert (class_of(graduate), done.left, done.left_in_pairs) == ("выбыл", 1, 0)
    assert flow.state_of(entry) == "dropped_out"
    role.refresh_from_db()
    assert role.valid_to == flow.of(a, "curator").today


def test_a_graduate_in_a_pair_waits_for_the_curators_word(a) -> None:
    unit = flow.proposed(a)
    mentee = flow.people_of(unit)[1]
    StudentProfileFactory(organization_id=a.id, person=mentee, class_label="11а", valid_from=LAST_YEAR)
    done = turn_the_year(actor=flow.of(a, "curator"), classes={"11а": None})
    assert done.left_in_pairs == 1
    assert MenteeEntry.objects.get(person=mentee).state == "matched"


def test_who_still_looks_for_a_mentor_need_not_ask_again(a) -> None:
    entry = flow.mentee_with_request(a, "Ищущая")
    MenteeRequest.objects.filter(entry=entry).update(school_year=2026)
    turn_the_year(actor=flow.of(a, "curator"), classes={})
    asked = MenteeRequest.objects.filter(entry=entry).order_by("school_year")
    assert [row.school_year for row in asked] == [2026, 2027]
    assert asked[0].desired_result == asked[1].desired_result
    assert asked[0].withdrawn_at is None


def test_the_roadmap_goes_over_without_its_dates(a) -> None:
    roadmap = Roadmap.objects.get(organization_id=a.id, school_year=2026)
    roadmap.items.update(text="Своё дело школы", due={"type": "date", "date": "2026-12-01"})
    roadmaps.save_line(
        actor=flow.of(a, "curator"), roadmap=roadmap, item=None,
        fields={"stage_title": "Учёт", "text": "Отчёт", "due": {"type": "monthly", "day": 25}},
    )  # fmt: skip
    turn_the_year(actor=flow.of(a, "curator"), classes={})
    lines = Roadmap.objects.get(organization_id=a.id, school_year=2027).items.all()
    assert [(line.text, line.due["type"], line.done_on) for line in lines] == [
        ("Своё дело школы", "none", None), ("Отчёт", "monthly", None)
    ]  # fmt: skip


def test_the_year_turns_once(a) -> None:
    """A second press moves nobody a second time and says who was first."""
    child = pupil(a, "5а", "Однаждова")
    curator = flow.of(a, "curator")
    turn_the_year(actor=curator, classes={"5а": "6а"})
    with pytest.raises(Refusal, match=r"уже перешла на 2027/28.*"):
        turn_the_year(actor=curator, classes={"6а": "7а"})
    assert class_of(child) == "6а"
    assert YearTurn.objects.filter(organization_id=a.id, school_year=2027).count() == 1


def test_a_mentor_does_not_open_the_year(a) -> None:
    with pytest.raises(Refusal, match="открывает куратор"):
        turn_the_year(actor=flow.of(a, "mentor"), classes={})


def test_the_desk_offers_it_in_september_until_it_is_done(a) -> None:
    def offered() -> bool:
        return any(item.url == reverse("new_year") for item in desk.items_for(flow.of(a, "curator")))

    assert offered()
    turn_the_year(actor=flow.of(a, "curator"), classes={})
    assert not offered()


def test_the_page_suggests_and_one_press_opens_the_year(world: World, client_of, clock_at) -> None:
    clock_at(SEPTEMBER)
    with tenant_scope(world.a11.region_id):
        StudentProfile.objects.all().delete()
        StudentProfileFactory(organization_id=world.a11.id, class_label="8 «Г»", valid_from=LAST_YEAR)
    client = client_of(world.a11.curator)
    body = client.get(reverse("new_year")).content.decode()
    assert 'value="9 «Г»"' in body
    client.post(reverse("new_year"), {"label": ["8 «Г»"], "becomes": ["9 «Г»"]})
    body = client.get(reverse("new_year")).content.decode()
    assert "переведено: 1" in body
    assert "Школа перешла" in body
    torn = client.post(reverse("new_year"), {"label": ["8 «Г»"], "becomes": []})
    assert "Список классов пришёл" in torn.content.decode()


def test_the_page_costs_the_same_for_one_class_and_for_thirty(world: World, client_of, clock_at) -> None:
    clock_at(SEPTEMBER)
    client, costs = client_of(world.a11.curator), []
    for more in (1, 29):
        with tenant_scope(world.a11.region_id):
            for number in range(more):
                StudentProfileFactory(
                    organization_id=world.a11.id, class_label=f"{more}-{number}", valid_from=LAST_YEAR
                )
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("new_year"))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_three_hundred_pupils_interrupted_and_pressed_twice(world: World, client_of, clock_at) -> None:
    """A broken turn leaves everything as it was; the next press moves each pupil once, a second one says so."""
    clock_at(SEPTEMBER)
    labels = [f"{number}{letter}" for number in range(1, 12) for letter in "аб"]
    with acting(world.a11.curator) as curator:
        StudentProfile.objects.all().delete()
        people = PersonFactory.create_batch(300)
        StudentProfile.objects.bulk_create(
            StudentProfile(
                person=person, organization_id=world.a11.id, class_label=labels[number % 22], valid_from=LAST_YEAR
            )
            for number, person in enumerate(people)
        )
        before = sorted(StudentProfile.objects.values_list("person_id", "class_label", "valid_to"))
        with pytest.raises(DataError), transaction.atomic():
            turn_the_year(actor=curator, classes={"1а": "2а", "2а": "3а", "3а": "слишком длинное название"})
        assert sorted(StudentProfile.objects.values_list("person_id", "class_label", "valid_to")) == before
        assert not YearTurn.objects.filter(organization_id=world.a11.id, school_year=2027).exists()
    client = client_of(world.a11.curator)
    sent = {"label": labels, "becomes": [class_after(label) or "" for label in labels]}
    for words in ("переведено: 274, выпущено: 26", "уже перешла на 2027/28"):
        text = client.post(reverse("new_year"), sent, follow=True).content.decode().replace("\u00a0", " ")
        assert words in text
    with acting(world.a11.curator):
        now = StudentProfile.objects.filter(valid_to=None)
        assert now.count() == 274
        assert dict(now.values_list("person_id", "class_label")) == {
            person: class_after(label) for person, label, _end in before if class_after(label)
        }
