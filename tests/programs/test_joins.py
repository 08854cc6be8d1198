"""Two cards of one person: found, compared, joined whole, taken back; who may not learn of them and what is refused."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEvent, Employment, GuardianLink, Membership, Person, StudentProfile, User
from accounts.refusal import Refusal
from programs.models import CommunityMember, Consent, DifferentPeople, MentorEntry, PersonJoin, Unit, UnitMember
from programs.queries import duplicates
from programs.queries.duplicates import Card, compare
from programs.queries.mentor_base import totals
from programs.services import joins
from tests import factories as f
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db
BORN = datetime.date(1985, 3, 8)


def card(pk: int, name: str, born=None, email="", phone="") -> Card:
    last, first, patronymic = [*name.lower().split(), "", ""][:3]
    return Card(pk, last, first, patronymic, born, email, phone)


def press(actor, one: Person, other: Person, **chosen: int) -> PersonJoin:
    rows = [Person.objects.get(pk=row.pk) for row in (one, other)]
    return joins.join(actor=actor, one=one, other=other, chosen=chosen, versions={row.pk: row.version for row in rows})


def compare_page(one: int, other: int) -> str:
    return f"{reverse('person_join', args=[one])}?with={other}"


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


def pair_of_cards(node: Node) -> tuple[Person, Person]:
    one, other = flow.teacher(node, "Ковалёва"), flow.teacher(node, "Ковалева")
    Person.objects.filter(pk=other.pk).update(phone="8 (913) 222-33-44", birth_date=BORN)
    return one, Person.objects.get(pk=other.pk)


@pytest.mark.parametrize(("one", "other"), [
    (card(1, "Ветрова Нина Петровна"), card(2, "Ветрва Нина Петровна")),
    (card(1, "Ветрова Нина Петровна"), card(2, "Ветрова Н П")),
    (card(1, "Ветрова Нина Петровна"), card(2, "Ветрова Нина")),
    (card(1, "Ветрова Нина Петровна"), card(2, "Ветрова Ника Петровна")),
    (card(1, "Ветрова Нина Петровна", BORN), card(2, "Штормова Нина Петровна", BORN)),
    (card(1, "Ветрова Нина", email="n@x.ru"), card(2, "Штормова Нина", email="n@x.ru")),
    (card(1, "Ветрова Нина", phone="9132223344"), card(2, "Штормова Нина", phone="9132223344")),
])  # fmt: skip
def test_likely(one: Card, other: Card) -> None:
    assert [(pair.one, pair.other) for pair in compare([one, other])] == [(1, 2)]


@pytest.mark.parametrize(("one", "other"), [
    (card(1, "Ветрова Нина Петровна", BORN), card(2, "Ветрова Нина Петровна", BORN.replace(year=1990))),
    (card(1, "Ветрова Нина Петровна"), card(2, "Ветрова Нина Сергеевна")),
    (card(1, "Ветров Иван", email="family@x.ru"), card(2, "Ветрова Нина", email="family@x.ru")),
    (card(1, "Ли Нина Петровна"), card(2, "Ни Нина Петровна")),
])  # fmt: skip
def test_unlikely(one: Card, other: Card) -> None:
    assert compare([one, other]) == []


def test_everything_goes_over_and_comes_back(a) -> None:
    """Jobs, the entry with its living pair, consents, roles, fields as chosen; undo leaves both as they were."""
    one, other = pair_of_cards(a)
    unit = flow.proposed(a, mentor=flow.mentor_in_bank(a, "Прочая"))
    mentor = UnitMember.objects.get(unit=unit, side="mentor").person
    Person.objects.filter(pk=mentor.pk).update(last_name="Ковалева", birth_date=BORN)
    mentor.refresh_from_db()
    Employment.objects.filter(person=one).update(title="методист")
    before = {row.pk: (joins._counts(row.pk), row.user_id) for row in (one, mentor)}
    key = unit.people_key
    head = flow.of(a, "head")
    made = press(head, one, mentor, last_name=one.pk)
    assert (made.kept_id, made.gone_id) == (mentor.pk, one.pk)  # the living pair decides
    kept = Person.objects.get(pk=mentor.pk)
    assert (kept.last_name, kept.birth_date) == ("Ковалёва", BORN)
    assert set(kept.employments.values_list("title", flat=True)) == {"учитель", "методист"}
    assert not Person.objects.visible_to(head).filter(pk=one.pk).exists()
    joins.undo(actor=head, made=made)
    for row in (one, mentor):
        now = Person.objects.get(pk=row.pk)
        assert (joins._counts(row.pk), now.user_id) == before[row.pk]
        assert (now.last_name, now.joined_into_id) == (row.last_name, None)
    assert Unit.objects.get(pk=unit.pk).people_key == key
    verbs = AuditEvent.objects.filter(object_id=mentor.pk, object_type="accounts.Person").values_list("verb", flat=True)
    assert {"person.join", "person.unjoin"} <= set(verbs)
    assert other.pk


def test_a_member_twice_of_one_community_is_one_member(a) -> None:
    one, other = pair_of_cards(a)
    for row in (one, other):
        CommunityMember.objects.create(
            community_id=a.rows["community"], person=row, organization_id=a.id, joined_on=flow.of(a, "head").today
        )
    made = press(flow.of(a, "head"), one, other)
    rows = CommunityMember.objects.filter(community_id=a.rows["community"], person_id=made.kept_id)
    assert rows.count() == 2 and rows.open().count() == 1


def test_a_torn_import_gives_one_entry_and_one_question(a) -> None:
    """The same bank twice: what only the second says is kept; the one with a pair stays; nothing is asked twice."""
    one, other = pair_of_cards(a)
    for person, more in ((one, {}), (other, {"interests": "шахматы", "subject": "химия"})):
        entry = MentorEntry.objects.create(
            organization_id=a.id, person=person, state="consent_pending", created_at=clock.now(),
            last_reviewed_on=clock.now().date(), **more,
        )  # fmt: skip
        Consent.objects.create(
            organization_id=a.id,
            person=person,
            kind="pdn_processing",
            text_version="1",
            text="",
            created_at=clock.now(),
        )
        flow.banks._open_the_door(flow.of(a, "curator"), entry)
    head = flow.of(a, "head")
    made = press(head, one, other)
    entry = MentorEntry.objects.get(person=made.kept_id)
    assert (entry.interests, entry.subject) == ("шахматы", "химия")
    assert Consent.objects.filter(person=made.kept_id, state="sent").count() == 1
    assert Employment.objects.filter(person=made.kept_id).count() == 1  # the same post twice is one
    assert Membership.objects.in_force(head.today).filter(person=made.kept_id, role="mentor").count() == 1
    joins.undo(actor=head, made=made)
    assert MentorEntry.objects.filter(person__in=[one, other]).count() == 2
    assert Consent.objects.filter(person__in=[one, other]).count() == 2
    assert MentorEntry.objects.get(person=one).interests == ""
    assert Employment.objects.filter(person__in=[one, other], valid_to=None).count() == 2


def test_the_base_counts_people_once(world: World) -> None:
    """S3 п. 3.4: two cards of two schools are two people until somebody who sees both joins them."""
    with acting(world.a11.curator):
        one = flow.mentor_in_bank(world.a11, "Общая").person
    with acting(world.a12.curator) as curator:
        other = flow.mentor_in_bank(world.a12, "Общая").person
        assert one.pk not in duplicates.joinable(curator).values_list("pk", flat=True)
        assert [p for p in duplicates.likely_pairs(curator) if one.pk in (p.one, p.other)] == []
        with pytest.raises(Refusal, match="больше нет рядом"):
            press(curator, one, other)
    with acting(world.a00.region_operator) as operator:
        before = totals(operator)
        press(operator, one, other)
        now = totals(operator)
        assert (now.people, now.entries, now.several) == (before.people - 1, before.entries, before.several + 1)
    with acting(world.a12.curator) as curator:  # the joined card works in two schools: neither takes it alone
        third = flow.teacher(world.a12, "Общая")
        kept = PersonJoin.objects.latest("joined_at").kept_id
        assert Person.objects.visible_to(curator).filter(pk=kept).exists()
        assert [p for p in duplicates.likely_pairs(curator) if kept in (p.one, p.other)] == []
        assert third.pk in duplicates.joinable(curator).values_list("pk", flat=True)


def test_what_cannot_be_one_person(a) -> None:
    head = flow.of(a, "head")
    unit = flow.proposed(a)
    mentor, mentee = flow.people_of(unit)
    with pytest.raises(Refusal, match="в одной паре"):
        press(head, mentor, mentee)
    one, other = pair_of_cards(a)
    for person in (one, other):
        Person.objects.filter(pk=person.pk).update(user=f.UserFactory())
    with pytest.raises(Refusal, match="двумя входами"):
        press(head, one, other)
    Person.objects.filter(pk=other.pk).update(user=None)
    link = GuardianLink.objects.create(guardian=one, child=other)
    with pytest.raises(Refusal, match="родитель и ребёнок"):
        press(head, one, other)
    link.delete()
    for person, label in ((one, "7А"), (other, "8Б")):
        StudentProfile.objects.create(person=person, organization_id=a.id, class_label=label, valid_from=BORN)
    with pytest.raises(Refusal, match="в двух местах"):
        press(head, one, other)
    StudentProfile.objects.filter(person=other).delete()
    press(head, one, other)
    with pytest.raises(Refusal, match="больше нет рядом"):
        press(head, one, other)


def test_both_with_pairs_in_one_bank_and_the_same_pair_twice(a) -> None:
    before = PersonJoin.objects.count()
    mentees = [flow.mentee_with_request(a, name) for name in ("Первая", "Вторая")]
    mentors = [flow.mentor_in_bank(a, name) for name in ("Зимина", "Зимена")]
    for mentor, mentee in zip(mentors, mentees, strict=True):
        flow.proposed(a, mentor=mentor, mentees=[mentee])
    with pytest.raises(Refusal, match="действующие пары в одном банке"):
        press(flow.of(a, "head"), mentors[0].person, mentors[1].person)
    with pytest.raises(Refusal, match="действующие пары"):
        press(flow.of(a, "head"), mentees[0].person, mentees[1].person)
    assert PersonJoin.objects.count() == before


def test_joining_gives_no_office(a) -> None:
    """A friend's card and the head's, or one's own: an office is given by an appointment alone."""
    curator, head = flow.of(a, "curator"), flow.of(a, "head")
    friend = flow.teacher(a, "Друг")
    Person.objects.filter(pk=a.head.person_id).update(user=None)
    boss = Person.objects.get(pk=a.head.person_id)
    for actor, one in ((curator, boss), (flow.of(a, "sysadmin"), boss)):
        with pytest.raises(Refusal, match="вправе назначить"):
            press(actor, one, friend)
    with pytest.raises(Refusal, match="Свою карточку"):
        press(curator, Person.objects.get(pk=curator.person_id), friend)
    with pytest.raises(Refusal, match="Карточки людей ведут"):
        press(flow.of(a, "psychologist"), friend, boss)
    council = Person.objects.get(pk=a.council_member.person_id)
    User.objects.filter(pk=council.user_id).update(is_active=True)
    assert press(head, council, friend).kept_id == council.pk


def test_undo_is_refused_late_and_after_work(a, clock_at) -> None:
    head = flow.of(a, "head")
    one, other = pair_of_cards(a)
    made = press(head, one, other)
    flow.banks.add_mentor(actor=flow.of(a, "curator"), person=Person.objects.get(pk=made.kept_id))
    with pytest.raises(Refusal, match="уже работали"):
        joins.undo(actor=head, made=made)
    third, fourth = pair_of_cards(a)
    Person.objects.filter(pk=third.pk).update(first_name="Яна")
    Person.objects.filter(pk=fourth.pk).update(first_name="Яна")
    second = press(head, third, fourth)
    with acting(a.curator):
        clock_at(clock.now() + joins.UNDO + datetime.timedelta(hours=1))
        with pytest.raises(Refusal, match="в течение 30 дней"):
            joins.undo(actor=head, made=second)


def test_the_pages(world: World, client_of) -> None:
    """The list offers, the stale tab is refused, one press joins, a second finds nothing, the undo is on the list."""
    a = world.a11
    with acting(a.curator):
        one, other = pair_of_cards(a)
        elsewhere = flow.teacher(world.a12, "Ковалёва")
    client, neighbour = client_of(a.curator), client_of(world.a12.curator)
    with CaptureQueriesContext(connection) as few:
        page = client.get(reverse("person_twins"))
    assert page.status_code == 200 and "Ковалева" in page.content.decode()
    with acting(a.curator):
        for number in range(6):
            for _twice in range(2):
                flow.teacher(a, f"Близнецова{'абвгде'[number] * 3}")
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("person_twins"))
    assert len(many) == len(few)
    assert client.get(reverse("person_twins"), {"person": one.pk, "q": "ковалева"}).status_code == 200
    address = compare_page(one.pk, other.pk)
    assert neighbour.get(address).status_code == 404
    for wrong in ((one.pk, elsewhere.pk), (one.pk, one.pk), (one.pk, 10**15)):
        assert client.get(compare_page(*wrong)).status_code == 404
    body = client.get(address).content.decode()
    with acting(a.curator):
        assert AuditEvent.objects.filter(verb="person.read", object_id__in=[one.pk, other.pk]).count() == 2
    assert "что верно" in body.lower() and "Это разные люди" in body
    data = {
        "verb": "join", "last_name": other.pk, "birth_date": other.pk, "phone": other.pk,
        f"version_{one.pk}": one.version, f"version_{other.pk}": other.version,
    }  # fmt: skip
    stale = client.post(address, {**data, f"version_{other.pk}": 99})
    assert stale.status_code == 422 and "изменили" in stale.content.decode()
    assert client.post(address, {**data, "last_name": 5}).status_code == 422
    assert client.post(address, data).status_code == 302
    assert client.post(address, data).status_code == 404
    with acting(a.curator):
        made = PersonJoin.objects.latest("joined_at")
        assert Person.objects.get(pk=made.kept_id).last_name == "Ковалева"
    assert "Недавно соединены" in client.get(reverse("person_twins")).content.decode()
    undo = reverse("join_undo", args=[made.pk])
    assert neighbour.post(undo).status_code == 404
    assert client.post(undo).status_code == 302
    assert client.post(undo).status_code == 409
    assert client.post(address, {"verb": "different"}).status_code == 302
    with acting(a.curator) as curator:
        assert DifferentPeople.objects.filter(one__in=[one, other], other__in=[one, other]).count() == 1
        assert [p for p in duplicates.likely_pairs(curator) if {p.one, p.other} == {one.pk, other.pk}] == []
