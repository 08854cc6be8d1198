"""«Кому звонить»: who answers above, who leads communities, whom partners have; a question that is passed on."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import clock
from accounts.models import Membership, Notice, Person
from accounts.refusal import Refusal, Stale
from programs.models import Appeal, Partnership
from programs.queries.above import responsible_above
from programs.services import appeals, communities, partners
from tests.programs import pair_flow as flow
from tests.support.people import acting, signed_in_client
from tests.ui.text import words
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


def coordinator(world: World) -> Membership:
    return Membership.objects.get(pk=world.a10["coordinator"].membership_id)


def test_a_curator_finds_who_answers_above(world: World, a) -> None:
    """S3 п. 3.9: of his municipality with its МНЦ, of the region and its institute; of nobody else's."""
    found = set(responsible_above(flow.of(a, "curator")).values_list("organization_id", flat=True))
    assert {world.a10.id, world.a1m.id, world.a0i.id, world.a00.id} <= found
    assert not found & {world.a20.id, world.a2m.id, world.a11.id, world.a12.id}
    page = words(signed_in_client(a.curator).get(reverse("contact_list")))
    assert "Муниципалитет и регион" in page and world.a10["coordinator"].full_name in page
    assert not responsible_above(flow.of(a, "mentor")).exists()


def test_a_question_is_passed_on_and_answered(world: World, a) -> None:
    curator, to = flow.of(a, "curator"), coordinator(world)
    for _press in range(2):
        row = appeals.ask_above(actor=curator, to=to, text="Когда сдавать план?")
    assert Appeal.objects.filter(kind="above").count() == 1
    assert Notice.objects.filter(person=to.person, dedupe_key=f"appeal:{row.pk}").exists()
    page = reverse("appeal_detail", args=[row.pk])
    for member in (a.curator, world.a10["coordinator"], world.a10.head):
        assert "Когда сдавать план?" in words(signed_in_client(member).get(page))
    for member in (a.head, world.a12.curator, world.a20["coordinator"]):
        assert signed_in_client(member).get(page).status_code == 404
    client = signed_in_client(world.a10["coordinator"])
    assert "Ответить на переданный вопрос: 1" in words(client.get(reverse("home")))
    with pytest.raises(Refusal, match="отвечают словами"):
        appeals.answer(actor=flow.of(world.a10, "coordinator"), appeal=row, words="Да", verdict="accept")
    assert client.post(page, {"words": "До двадцатого", "verdict": "reply"}).status_code == 302
    assert "До двадцатого" in words(signed_in_client(a.curator).get(page))
    assert Notice.objects.filter(person_id=a.curator.person_id, dedupe_key=f"appeal:{row.pk}:answer").exists()


def test_a_child_is_not_named_and_a_stranger_not_asked(world: World, a) -> None:
    curator = flow.of(a, "curator")
    child = Person.objects.get(pk=a["mentee"].person_id)
    with pytest.raises(Refusal, match="назван ребёнок"):
        appeals.ask_above(actor=curator, to=coordinator(world), text=f"Что делать с {child.last_name}?")
    for node in (world.a20, world.b10):
        told = {"to": node["coordinator"].membership_id, "text": "Вопрос"}
        assert signed_in_client(a.curator).post(reverse("question_new"), told).status_code == 422
    with pytest.raises(Refusal, match="уровнем выше"):
        appeals.ask_above(actor=curator, to=Membership.objects.get(pk=a.head.membership_id), text="Вопрос")
    with pytest.raises(Refusal, match="Кому звонить"):
        appeals.send(actor=flow.of(a, "mentor"), kind="above", text="Вопрос")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(
            organization_id=a.id, author_id=curator.person_id, kind="above", text="Ничей", created_at=clock.now()
        )


def test_leaders_of_communities_and_people_of_partners_are_found_there(world: World, a) -> None:
    """S1 п. 4.1.3: informal leaders too, by the contact that they give out themselves."""
    communities.create(actor=flow.of(world.a00, "region_operator"), fields={
        "kind": "network", "name": "Сеть наставников", "goals": "Встречаться", "leader_name": "Зимина Анна Львовна",
        "contact": "set@club.example",
    })  # fmt: skip
    curator = flow.of(a, "curator")
    agreed = partners.write_down(
        actor=curator, partner=None, partner_name="Библиотека № 3", partner_kind="library", dated=curator.today,
        valid_from=curator.today, contact_name="Лескова Зоя Ильинична", contact_phone="(48751) 0-00-33",
    )  # fmt: skip
    assert "Лескова" not in words(signed_in_client(a.curator).get(reverse("contact_list")))
    partners.confirm(actor=flow.of(a, "head"), agreement=agreed)
    page = words(signed_in_client(a.curator).get(reverse("contact_list")))
    assert "Зимина Анна Львовна" in page and "set@club.example" in page and "Лескова Зоя Ильинична" in page
    for other in (world.a10["coordinator"], world.a12.curator, a.mentor):  # the agreement is not theirs
        assert "Лескова" not in words(signed_in_client(other).get(reverse("contact_list")))
    found = words(signed_in_client(a.curator).get(reverse("contact_list"), {"q": "зимина"}))
    assert "Зимина" in found and "Лескова" not in found


def test_the_search_looks_behind_the_first_fifty(world: World, a) -> None:
    for number in range(55):
        communities.create(actor=flow.of(world.a00, "region_operator"), fields={
            "kind": "network", "name": f"Сеть {number:02}", "goals": "Встречи", "leader_name": f"Ведущая{number:02}",
        })  # fmt: skip
    client = signed_in_client(a.curator)
    assert "Ведущая54" not in words(client.get(reverse("contact_list")))
    found = words(client.get(reverse("contact_list"), {"q": "ведущая54"}))
    assert "Ведущая54" in found and "Ведущая53" not in found


def test_a_question_to_a_head_of_a_body_stands_on_his_first_page(world: World, a) -> None:
    head = world.a10["head"]
    to = Membership.objects.get(pk=head.membership_id)
    asked = "Ответить на переданный вопрос: 1 вопрос"
    assert asked not in words(signed_in_client(head).get(reverse("home")))
    appeals.ask_above(actor=flow.of(a, "curator"), to=to, text="Когда сдавать план?")
    for reader in (head, world.a10["coordinator"]):
        assert asked in words(signed_in_client(reader).get(reverse("home")))
    assert "Ответить на переданный" not in words(signed_in_client(a.head).get(reverse("home")))


def test_what_came_of_an_agreement_is_not_written_over(world: World, a) -> None:
    curator = flow.of(a, "curator")
    child = Person.objects.get(pk=a["mentee"].person_id)
    told = {
        "actor": curator, "partner": None, "partner_name": "Музей", "partner_kind": "library",
        "dated": curator.today, "valid_from": curator.today,
    }  # fmt: skip
    with pytest.raises(Refusal, match="назван ребёнок"):
        partners.write_down(**told, subject=f"экскурсия для {child.last_name}")
    row = partners.write_down(**told)
    partners.sum_up(actor=curator, agreement=row, version=1, outcome="Две экскурсии")
    with pytest.raises(Stale):
        partners.sum_up(actor=flow.of(a, "head"), agreement=row, version=1, outcome="Ничего")
    with pytest.raises(Refusal, match="назван ребёнок"):
        partners.sum_up(actor=curator, agreement=row, version=2, outcome=f"Помогли: {child.last_name}")
    page = reverse("partnership_outcome", args=[row.pk])
    client = signed_in_client(a.curator)
    assert client.post(page, {"outcome": "Три экскурсии", "version": "1"}).status_code != 302
    assert client.post(page, {"outcome": "Три экскурсии", "version": "2"}).status_code == 302


def test_an_agreement_with_a_library_needs_no_school(world: World, a) -> None:
    """S1 п. 4.1.1, S2 п. 6: term, subject, contact, outcome; confirmed by one's own head; seen before it runs out."""
    curator = flow.of(a, "curator")
    told = {
        "actor": curator, "partner": None, "partner_name": "Библиотека № 3", "partner_kind": "library",
        "dated": curator.today, "valid_from": curator.today, "subject": "читальный зал",
        "valid_to": curator.today + datetime.timedelta(days=30),
    }  # fmt: skip
    row = partners.write_down(**told)
    assert partners.write_down(**told).pk == row.pk
    with pytest.raises(Refusal, match="с кем договор"):
        partners.write_down(**{**told, "partner_name": " "})
    with pytest.raises(IntegrityError), transaction.atomic():
        Partnership.objects.create(
            organization_id=a.id, dated=curator.today, valid_from=curator.today, created_by_id=curator.person_id
        )
    partners.confirm(actor=flow.of(a, "head"), agreement=row)
    partners.sum_up(actor=curator, agreement=row, version=row.version, outcome="Три встречи в зале")
    client = signed_in_client(a.curator)
    page = words(client.get(reverse("partnership_list"), {"state": "soon"}))
    assert "Библиотека № 3" in page and "скоро кончится" in page and "Три встречи в зале" in page
    assert "Библиотека № 3" not in words(client.get(reverse("partnership_list"), {"kind": "university"}))
    assert "Договор о сотрудничестве кончается" in words(client.get(reverse("home")))
    assert not Partnership.objects.in_force(curator.today).filter(pk=row.pk).exists()  # no mentors are lent by it
    with pytest.raises(Refusal, match="других организаций"):
        partners.sum_up(actor=flow.of(world.a12, "curator"), agreement=row, version=row.version, outcome="Чужое")
    form = {
        "partner": "Завод «Луч»", "partner_kind": "employer", "dated": "01.09.2026", "valid_from": "01.09.2026",
    }  # fmt: skip
    assert client.post(reverse("partnership_new"), form).status_code == 302
    assert client.post(reverse("partnership_new"), {**form, "partner_kind": ""}).status_code == 422
