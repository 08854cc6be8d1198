"""Who writes and reads what of the cards: the owner, the curator, the psychologist, the mentor of the pair."""

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.refusal import Refusal, Stale
from programs.models import MenteeEntry, MenteeRequest, MentorEntry, RequestChoice
from programs.services import bank_cards, banks
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


def spaced(body: str) -> str:
    return body.replace("\u00a0", " ")


def page(client_of, who, name: str, *args) -> str:
    answer = client_of(who).get(reverse(name, args=args))
    assert answer.status_code == 200, answer.status_code
    return spaced(answer.content.decode())


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


def test_a_mentor_fills_his_card_in_four_steps(world: World, client_of) -> None:
    """Each step is saved by itself; the questionnaire's day comes with its words and goes with them."""
    a = world.a11
    client, pk = client_of(a.mentor), a.rows["mentor_entry"]
    steps = [
        ("help", {"competencies": ["METHOD", "ICT"], "competency_tags": "ОГЭ,  дисциплина , ОГЭ", "subject": "физика"}),
        ("ready", {"work_modes": ["online"], "hours_per_month": "6", "max_parallel": "2", "preferred_age_from": "10",
                   "preferred_age_to": "14"}),
        ("experience", {"measurable_results": "Все сдали", "experience_teaching": "20", "experience_total": "25",
                        "evidence_url": "example.org/spravka"}),
        ("questionnaire", {"questionnaire": "Помогаю с 2015 года"}),
    ]  # fmt: skip
    for number, (step, data) in enumerate(steps, start=1):
        answer = client.post(reverse("mentor_card", args=[pk, step]), {**data, "version": str(number)})
        assert answer.status_code == 302, step
    with acting(a.curator) as curator:
        entry = MentorEntry.objects.get(pk=pk)
        assert (entry.competencies, entry.competency_tags) == (["METHOD", "ICT"], ["ОГЭ", "дисциплина"])
        assert (entry.hours_per_month, entry.experience_teaching) == (6, 20)
        assert entry.evidence_url == "https://example.org/spravka"
        assert entry.questionnaire_on == curator.today
        bank_cards.edit_entry(actor=curator, entry=entry, version=5, fields={"visibility": "region"})
        assert entry.person.consents.filter(kind="pdn_transfer", state="sent").exists()


@pytest.mark.parametrize(
    ("step", "data", "words"),
    [("ready", {"preferred_age_from": "14", "preferred_age_to": "10"}, "Верхний возраст не меньше нижнего"),
     ("ready", {"max_parallel": "0"}, "Хотя бы один"),
     ("ready", {"preferred_age_from": "40000"}, "Не больше 120"),
     ("ready", {"preferred_age_to": "40000"}, "Не больше 120"),
     ("experience", {"experience_teaching": "40000"}, "Не больше 70"),
     ("experience", {"experience_total": "3", "experience_teaching": "4"}, "не больше общего")],
)  # fmt: skip
def test_what_the_database_refuses_the_form_explains(world: World, client_of, step, data, words) -> None:
    address = reverse("mentor_card", args=[world.a11.rows["mentor_entry"], step])
    answer = client_of(world.a11.mentor).post(address, {**data, "version": "1"})
    assert answer.status_code == 422
    assert words in spaced(answer.content.decode())


def test_a_curator_who_is_a_mentor_elsewhere_does_not_read_what_is_said_of_him_there(world: World, client_of) -> None:
    a, b = world.a11, world.a12
    with acting(a.curator):
        entry = MentorEntry.objects.create(
            organization_id=b.id, person_id=a.curator.person_id, interview_notes="Слишком строг", created_at=a_moment()
        )
    for name in ("mentor_selection", "training_add"):
        assert client_of(a.curator).get(reverse(name, args=[entry.pk])).status_code == 404
    assert "Слишком строг" in page(client_of, b.curator, "mentor_selection", entry.pk)


def test_two_who_save_the_same_card_are_told_of_each_other(a) -> None:
    """And nobody writes of another, nor the owner what is the curator's."""
    entry, curator = MentorEntry.objects.get(pk=a.rows["mentor_entry"]), flow.of(a, "curator")
    bank_cards.edit_entry(actor=curator, entry=entry, version=1, fields={"interests": "шахматы"})
    with pytest.raises(Stale) as stale:
        bank_cards.edit_entry(actor=flow.of(a, "mentor"), entry=entry, version=1, fields={"interests": "лыжи"})
    assert stale.value.rows[0]["theirs"] == "шахматы"
    for who, field in (("mentor", "interview_result"), ("mentee", "interests"), ("council_chair", "interests")):
        with pytest.raises(Refusal, match="сам человек и куратор"):
            bank_cards.edit_entry(actor=flow.of(a, who), entry=entry, version=2, fields={field: "passed"})


def test_sensitive_marks_are_sealed_known_to_two_and_every_look_is_on_record(world: World, client_of) -> None:
    """Catches a category by name in the bank, in an export, in the database itself."""
    a, pk = world.a11, world.a11.rows["mentee_alone"]
    with acting(a.curator) as curator:
        entry = MenteeEntry.objects.get(pk=pk)
        bank_cards.seal(actor=curator, entry=entry, category="DISABILITY", flags=["WATCHLIST", "HARD_LIFE"])
        with connection.cursor() as cursor:
            cursor.execute("SELECT sealed, category FROM programs_menteeentry WHERE id = %s", [pk])
            sealed, category = cursor.fetchone()
        assert category == "SENSITIVE"
        assert "DISABILITY" not in sealed and "WATCHLIST" not in sealed
        entry.refresh_from_db()
        assert (entry.sensitive_category, entry.special_flags) == ("DISABILITY", ["HARD_LIFE", "WATCHLIST"])
        with pytest.raises(Refusal, match="куратор и психолог"):
            bank_cards.open_sealed(actor=flow.of(a, "head"), entry=entry)
        looks = AuditEvent.objects.filter(verb="menteeentry.unseal", object_id=pk)
        assert looks.count() == 0
    for who in (a.curator, a.head, a.council_chair, a.psychologist):
        for name, args in (("mentee_list", ()), ("mentee_detail", (pk,))):
            body = page(client_of, who, name, *args)
            assert "ограниченными возможностями" not in body and "учёте" not in body
    assert "учёте" in page(client_of, a.psychologist, "mentee_sealed", pk)
    with acting(a.curator):
        assert looks.count() == 1
        assert looks.get().data == {}


def test_wishes_about_mentors_are_private(world: World, client_of) -> None:
    """The mentee, the curator and the psychologist read them; the head, the council and the mentor do not."""
    a = world.a11
    name = "Пожелаева"
    with acting(a.curator):
        other = MentorEntry.objects.create(
            organization_id=a.id, person=flow.teacher(a, name), state="active", created_at=a_moment()
        )
        card = MenteeRequest.objects.get(entry_id=a.rows["mentee_entry"])
        RequestChoice.objects.create(request=card, mentor_entry=other, kind="excluded")
    for who, reads in ((a.mentee, True), (a.curator, True), (a.psychologist, True), (a.head, False),
                       (a.council_chair, False), (a.mentor, False)):  # fmt: skip
        assert (name in page(client_of, who, "mentee_detail", a.rows["mentee_entry"])) is reads, who.role


def a_moment():
    from accounts import clock

    return clock.now()


def test_a_mentee_writes_his_request_himself_and_that_is_his_wish(a) -> None:
    """Wished and excluded at once is refused; a head who rewrites the request does not lose the wishes."""
    mentor = flow.mentor_in_bank(a)
    entry = flow.mentee_with_request(a)
    me, asked = flow.himself(entry.person), {"problem": "п", "desired_result": "р", "areas": ["ICT"]}
    assert MenteeEntry.objects.get(pk=entry.pk).willing_on == me.today
    with pytest.raises(Refusal, match="и среди желаемых"):
        banks.make_request(actor=me, entry=entry, wished=[mentor], excluded=[mentor], **asked)
    card = banks.make_request(actor=me, entry=entry, wished=[mentor], hours_per_month=4, **asked)
    assert [row.kind for row in card.choices.all()] == ["wished"]
    assert entry.requests.filter(withdrawn_at=None).count() == 1


def test_the_head_rewrites_a_request_and_the_wishes_stay(world: World, client_of) -> None:
    a = world.a11
    with acting(a.curator):
        entry = MenteeEntry.objects.get(pk=a.rows["mentee_alone"])
        card = MenteeRequest.objects.get(entry=entry)
        RequestChoice.objects.create(request=card, mentor_entry_id=a.rows["mentor_entry"], kind="excluded")
    data = {"areas": ["ICT"], "problem": "п", "desired_result": "р", "urgency": "calm"}
    shown = page(client_of, a.head, "request_edit", entry.pk)
    assert "не хотелось бы" not in shown
    with acting(a.curator):
        pupil = "STUDY" in str(shown)
    answer = client_of(a.head).post(
        reverse("request_edit", args=[entry.pk]), {**data, "areas": ["STUDY" if pupil else "ICT"]}
    )
    assert answer.status_code == 302
    with acting(a.curator):
        kept = MenteeRequest.objects.get(entry=entry, withdrawn_at=None)
        assert kept.pk != card.pk
        assert [row.kind for row in kept.choices.all()] == ["excluded"]


def test_a_young_specialist_says_with_whom_it_is_hard(world: World, client_of) -> None:
    """S2 п. 7.2; others are not asked."""
    with acting(world.a11.curator):
        entry = flow.mentee_with_request(world.a11)
    assert 'name="hard_with"' not in page(client_of, world.a11.curator, "request_edit", entry.pk)
    with acting(world.a11.curator):
        MenteeEntry.objects.filter(pk=entry.pk).update(category="YOUNG_SPECIALIST")
    assert 'name="hard_with"' in page(client_of, world.a11.curator, "request_edit", entry.pk)
    data = {"areas": ["ICT"], "problem": "п", "desired_result": "р", "urgency": "calm", "hard_with": ["parents"]}
    assert client_of(world.a11.curator).post(reverse("request_edit", args=[entry.pk]), data).status_code == 302
    assert "С чем трудно молодому специалисту" in page(client_of, world.a11.curator, "mentee_detail", entry.pk)
