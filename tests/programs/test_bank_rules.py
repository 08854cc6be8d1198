"""What the regulation asks of people in the banks: age, consents of children, screening, training, the head's word."""

import datetime

import pytest

from accounts.models import GuardianLink, Membership, Person, StudentProfile
from accounts.refusal import Refusal
from programs.models import Consent, MenteeEntry, MentorEntry, Unit
from programs.models.bank_choices import MentorSource
from programs.queries.newcomers import newcomers
from programs.services import bank_cards, bank_lists, banks, consent_answers, daily, proposals
from tests.programs import pair_flow as flow
from tests.programs import regulation_flow
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db
SCREENED = {
    "screening": {"value": {"PUPIL_PUPIL": "interview", "TEACHER_TEACHER": "questionnaire"}},
    "mentor_training": {"value": {"PUPIL_PUPIL": "required", "TEACHER_TEACHER": "optional"}},
    "min_age": {"value": 10},
}


@pytest.fixture
def a(world: World):
    regulation_flow.enact(world.a11, SCREENED)
    with acting(world.a11.curator):
        yield world.a11


def years_ago(node: Node, years: int) -> datetime.date:
    today = flow.of(node, "curator").today
    return today.replace(year=today.year - years, day=1)


def pupil(node: Node, last_name: str, years: int, class_label: str = "6 «А»") -> Person:
    child = Person.objects.create(last_name=last_name, first_name="Саша", birth_date=years_ago(node, years))
    parent = Person.objects.create(last_name=last_name, first_name="Ольга", patronymic="Юрьевна")
    StudentProfile.objects.create(
        person=child, organization_id=node.id, class_label=class_label, valid_from=flow.HEAD_ON
    )
    GuardianLink.objects.create(guardian=parent, child=child)
    return child


def on_paper(node: Node, person: Person) -> None:
    curator = flow.of(node, "curator")
    for consent in person.consents.filter(state="sent"):
        consent_answers.sign_on_paper(actor=curator, consent=consent, on=curator.today)


def mentee(node: Node, person: Person, category: str = "LOW_ACHIEVER", **fields) -> MenteeEntry:
    return banks.add_mentee(actor=flow.of(node, "curator"), person=person, category=category, **fields)


@pytest.mark.parametrize(
    ("years", "signers"),
    [(11, {"pdn_processing": "parent", "guardian": "parent"}), (15, {"pdn_processing": "child", "guardian": "parent"}),
     (19, {"pdn_processing": "child"})],
)  # fmt: skip
def test_who_consents_for_a_child(a, years: int, signers: dict[str, str]) -> None:
    """Under 14 the parent, from 14 both, from 18 the person; the last signature opens the bank, not an earlier one."""
    child = pupil(a, "Детская", years)
    entry = mentee(a, child)
    asked = {row.kind: "parent" if row.signer_id else "child" for row in child.consents.all()}
    assert asked == signers
    assert entry.track == "student"
    parent = GuardianLink.objects.get(child=child).guardian
    opened = Membership.objects.filter(person=parent, role="parent").exists()
    assert opened is ("parent" in signers.values())
    for consent in child.consents.order_by("-pk"):
        assert flow.state_of(entry) == "consent_pending"
        who = parent if consent.signer_id else child
        consent_answers.sign(actor=flow.himself(who), consent=consent)
    assert flow.state_of(entry) == "registered"


def test_a_child_does_not_answer_for_the_parent_and_a_withdrawal_stops_all(a) -> None:
    child = pupil(a, "Детская", 15)
    entry = mentee(a, child)
    parent = GuardianLink.objects.get(child=child).guardian
    of_parent = child.consents.get(kind="guardian")
    with pytest.raises(Refusal, match="сам человек"):
        consent_answers.sign(actor=flow.himself(child), consent=of_parent)
    on_paper(a, child)
    consent_answers.revoke(actor=flow.himself(parent), consent=Consent.objects.get(pk=of_parent.pk))
    assert flow.state_of(entry) == "dropped_out"
    assert banks.bring_back(actor=flow.of(a, "curator"), entry=entry).state == "consent_pending"  # rejoin


def test_a_pupil_too_young_or_of_unknown_age_is_refused(a) -> None:
    with pytest.raises(Refusal, match="младше 10 лет") as refusal:
        mentee(a, pupil(a, "Малая", 9))
    assert refusal.value.clause
    unknown = pupil(a, "Неизвестная", 12)
    Person.objects.filter(pk=unknown.pk).update(birth_date=None)
    with pytest.raises(Refusal, match="дата рождения"):
        mentee(a, Person.objects.get(pk=unknown.pk))
    with pytest.raises(Refusal, match="дата рождения"):
        banks.add_mentor(actor=flow.of(a, "curator"), person=Person.objects.get(pk=unknown.pk))
    orphan = pupil(a, "Одинокая", 12)
    GuardianLink.objects.filter(child=orphan).delete()
    with pytest.raises(Refusal, match="представитель не записан"):
        mentee(a, orphan)


@pytest.mark.parametrize(("visibility", "kind"), [("region", "pdn_transfer"), ("public", "pdn_distribution")])
@pytest.mark.parametrize(("years", "decides"), [(12, "parent"), (15, "parent"), (19, "child")])
def test_a_child_does_not_let_others_see_him_by_himself(a, visibility, kind, years, decides) -> None:
    """Until 18 the representative alone decides; without one, or without a birth date, nobody is asked."""
    curator, child = flow.of(a, "curator"), pupil(a, "Видная", years)
    entry = banks.add_mentor(actor=curator, person=child)

    def show() -> None:
        row = MentorEntry.objects.get(pk=entry.pk)
        bank_cards.edit_entry(actor=curator, entry=row, version=row.version, fields={"visibility": visibility})

    link = GuardianLink.objects.get(child=child)
    if decides == "parent":
        link.delete()
        with pytest.raises(Refusal, match="представитель не записан") as refusal:
            show()
        assert refusal.value.clause == "152-ФЗ, ст. 9, ч. 6"
        Person.objects.filter(pk=child.pk).update(birth_date=None)
        with pytest.raises(Refusal, match="дата рождения"):
            show()
        Person.objects.filter(pk=child.pk).update(birth_date=years_ago(a, years))
        link.save(force_insert=True)
    show()
    assert child.consents.get(kind=kind).signer == (link.guardian if decides == "parent" else None)


def test_a_pupil_mentor_is_asked_interviewed_and_taught(a) -> None:
    """screen, activate: each thing that lacks is named; a teacher needs the questionnaire alone."""
    curator = flow.of(a, "curator")
    entry = banks.add_mentor(actor=curator, person=pupil(a, "Старшая", 16, "10 «А»"))
    assert entry.source == "PUPIL"
    on_paper(a, entry.person)

    def fresh() -> MentorEntry:
        return MentorEntry.objects.select_related("person", "organization").get(pk=entry.pk)

    def lacks() -> tuple[str, ...]:
        with pytest.raises(Refusal) as refusal:
            banks.approve_mentor(actor=curator, entry=fresh())
        assert refusal.value.clause
        return refusal.value.missing

    assert lacks() == ("не заполнена анкета", "нет собеседования с итогом «рекомендован»", "не пройдено обучение")
    write = {"questionnaire": "Хочу помогать", "questionnaire_on": curator.today, "interview_on": curator.today}
    bank_cards.edit_entry(actor=curator, entry=fresh(), version=1, fields={**write, "interview_result": "later"})
    with pytest.raises(Refusal, match="собеседования"):
        bank_cards.finish_screening(actor=curator, entry=fresh())
    bank_cards.edit_entry(actor=curator, entry=fresh(), version=2, fields={"interview_result": "passed"})
    assert bank_cards.finish_screening(actor=curator, entry=fresh()).state == "screened"
    assert lacks() == ("не пройдено обучение",)
    bank_cards.add_training(actor=curator, entry=fresh(), title="Школа наставника", completed_on=curator.today)
    assert banks.approve_mentor(actor=curator, entry=fresh()).state == "active"


OUTSIDERS = [source for source in MentorSource.values if source not in ("EDUCATOR", "PUPIL")]


@pytest.mark.parametrize("source", OUTSIDERS)
@pytest.mark.parametrize("forms", [[], ["EMPLOYER_PUPIL"]])
def test_one_from_outside_does_not_come_in_past_the_selection(a, source: str, forms: list[str]) -> None:
    """S2-060, S2-061: whose forms are not named in the regulation is asked for the strictest of what it names."""
    person = Person.objects.create(last_name="Внешняя", first_name="Ирина")
    entry = MentorEntry.objects.create(
        organization_id=a.id, person=person, state="candidate", track="student", source=source, forms_ready=forms,
        created_at=datetime.datetime.now(datetime.UTC),
    )  # fmt: skip
    with pytest.raises(Refusal) as refusal:
        banks.approve_mentor(actor=flow.of(a, "curator"), entry=entry)
    assert refusal.value.clause
    lacks = ("не заполнена анкета", "нет собеседования с итогом «рекомендован»", "не пройдено обучение")
    assert refusal.value.missing == lacks


@pytest.mark.parametrize(
    ("years", "category", "settled"),
    [(0, "", "YOUNG_SPECIALIST"), (3, "", "YOUNG_SPECIALIST"), (4, "", ""), (2, "NEW_PLACE", "NEW_PLACE")],
)
def test_a_teacher_of_few_years_is_a_young_specialist_by_himself(a, years: int, category: str, settled: str) -> None:
    assert mentee(a, flow.teacher(a, "Новая"), category, experience_teaching=years).category == settled


def test_a_teacher_of_many_years_is_no_young_specialist(a) -> None:
    with pytest.raises(Refusal, match="стажем до 3 лет, здесь 4"):
        mentee(a, flow.teacher(a, "Опытная"), "YOUNG_SPECIALIST", experience_teaching=4)


def test_a_passive_pupil_is_led_by_an_older_one(a) -> None:
    """S2 п. 7.1; the active one and the pair of equals are not judged."""
    curator = flow.of(a, "curator")
    mentor = _working_pupil(a, "7 «Б»")
    entry = _asking_pupil(a, "7 «А»", "passive")
    pair = {"actor": curator, "mentor": mentor, "mentees": [entry], "form": "PUPIL_PUPIL"}
    with pytest.raises(Refusal, match="ученик старше"):
        proposals.propose(**pair)
    regulation_flow.enact(a, {**SCREENED, "role_models": {"value": ["PEER_PEER"]}})
    with pytest.raises(Refusal, match="ученик старше"):
        proposals.propose(**pair, role_model="PEER_PEER")  # S2-088 knows no exception for equals
    MenteeEntry.objects.filter(pk=entry.pk).update(activity="active")
    entry.refresh_from_db()
    assert proposals.propose(**{**pair, "mentees": [entry]}).state == "proposed"


def _working_pupil(node: Node, class_label: str) -> MentorEntry:
    person = pupil(node, "Ведущая", 14, class_label)
    return MentorEntry.objects.create(
        organization_id=node.id, person=person, state="active", track="student", source="PUPIL",
        created_at=datetime.datetime.now(datetime.UTC),
    )  # fmt: skip


def _asking_pupil(node: Node, class_label: str, activity: str) -> MenteeEntry:
    entry = mentee(node, pupil(node, "Ведомая", 14, class_label), activity=activity)
    on_paper(node, entry.person)
    asked = {"problem": "п", "desired_result": "р", "areas": ["STUDY"]}
    banks.make_request(actor=flow.of(node, "curator"), entry=MenteeEntry.objects.get(pk=entry.pk), **asked)
    return MenteeEntry.objects.select_related("person").get(pk=entry.pk)


def test_nobody_from_outside_is_held_to_a_child_without_his_certificate(a) -> None:
    """fix: refused at the record of the curator, though the proposal was only warned of."""
    curator = flow.of(a, "curator")
    person = Person.objects.create(last_name="Внешняя", first_name="Ирина")
    mentor = MentorEntry.objects.create(
        organization_id=a.id, person=person, state="active", track="student", source="GRADUATE",
        created_at=datetime.datetime.now(datetime.UTC),
    )  # fmt: skip
    entry = _asking_pupil(a, "7 «А»", "active")
    unit = proposals.propose(actor=curator, mentor=mentor, mentees=[entry], form="EMPLOYER_PUPIL")
    from programs.bank_rules import outsider_is_cleared

    with pytest.raises(Refusal, match="справка"):
        outsider_is_cleared(unit, curator, {})
    bank_cards.edit_entry(actor=curator, entry=mentor, version=1, fields={"clearance_on": curator.today})
    outsider_is_cleared(Unit.objects.get(pk=unit.pk), curator, {})


def test_the_head_approves_mentees_in_one_press_where_the_regulation_says_so(world: World) -> None:
    regulation_flow.enact(world.a12, {"mentee_approval": {"value": "head"}})
    with acting(world.a12.curator):
        node = world.a12
        entry = flow.mentee_with_request(node)
        with pytest.raises(Refusal, match="Руководитель ещё не утвердил"):
            flow.proposed(node, mentees=[entry])
        with pytest.raises(Refusal, match="утверждает руководитель"):
            banks.approve_mentees(actor=flow.of(node, "curator"), entries=[entry])
        assert banks.approve_mentees(actor=flow.of(node, "head"), entries=[entry]) == 1
        assert banks.approve_mentees(actor=flow.of(node, "head"), entries=[entry]) == 0
        approved = MenteeEntry.objects.select_related("person").get(pk=entry.pk)
        assert flow.proposed(node, mentor=flow.mentor_in_bank(node, "Другая"), mentees=[approved])


def test_the_list_is_looked_through_once_a_year(world: World, clock_at) -> None:
    """review_mentees_every_days: the task opens thirty days before, «Проверено» closes it, the next comes in a year."""
    from accounts.models import Deadline

    regulation_flow.enact(world.a11, {"review_mentees_every_days": {"value": 365}})
    with acting(world.a11.curator) as curator:
        entries = list(MenteeEntry.objects.filter(organization_id=world.a11.id))
        MenteeEntry.objects.update(last_reviewed_on=curator.today)
        reviews = Deadline.objects.filter(organization_id=world.a11.id, kind=bank_lists.REVIEW)
        daily.plan_reviews()
        assert not reviews.exists()
        MenteeEntry.objects.filter(pk=entries[0].pk).update(
            last_reviewed_on=curator.today - datetime.timedelta(days=340)
        )
        daily.plan_reviews()
        daily.plan_reviews()
        row = reviews.get()
        assert row.clause
        reviews.update(opened_at=row.opens_at)
        bank_lists.mark_reviewed(actor=curator, entries=entries[1:])
        assert reviews.get().done_at is None
        bank_lists.mark_reviewed(actor=curator, entries=entries)
        assert reviews.get().done_at is not None


def test_an_empty_bank_is_looked_through_too(world: World, client_of) -> None:
    """S1-083, S5-058, S4-027: the task comes, the page names young and new teachers outside it, a press ends it."""
    from accounts.models import Deadline, Employment

    node = world.a11
    regulation_flow.enact(node, {"review_mentees_every_days": {"value": 365}})
    with acting(node.curator) as curator:
        MenteeEntry.objects.filter(organization_id=node.id).update(state="dropped_out")
        reviews = Deadline.objects.filter(organization_id=node.id, kind=bank_lists.REVIEW)
        reviews.delete()
        daily.plan_reviews()
        daily.plan_reviews()
        row = reviews.get()
        assert row.due_at.astimezone(curator.zone).date() >= curator.today
        reviews.update(opened_at=row.opens_at)
        jobs = {"Молодая": ("учитель", 100), "Старожилова": ("учитель", 9000), "Секретарева": ("секретарь", 100)}
        for name, (title, days) in jobs.items():
            since = curator.today - datetime.timedelta(days=days)
            flow.teacher(node, name).employments.update(title=title, valid_from=since)
        back = flow.teacher(node, "Вернулась")
        back.employments.update(valid_from=curator.today - datetime.timedelta(days=50))
        Employment.objects.create(
            person=back, organization_id=node.id, title="учитель", valid_from=datetime.date(2010, 9, 1),
            valid_to=datetime.date(2015, 9, 1),
        )  # fmt: skip
        rules = bank_lists.effective_regulation(curator.organization, curator.today)
        found = {one.person.last_name: one.why for one in newcomers(curator.organization, rules, curator.today)}
        assert found["Молодая"].startswith("молодой специалист") and found["Вернулась"].startswith("после перерыва")
        assert not {"Старожилова", "Секретарева"} & set(found)
    client = client_of(node.curator)
    assert "Молодая" in client.get("/mentees/").content.decode()
    client.post("/mentees/marked/", {"verb": "review_all"})
    with acting(node.curator):
        assert reviews.get().done_at is not None
        daily.plan_reviews()
        assert reviews.count() == 1
