"""Statements, changes of mentor, releases, looks at a personnel file, helpers: by whoever does each of these."""

import datetime

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, Employment, Notice, Person
from accounts.refusal import Refusal
from programs.models import (
    Application,
    DutyRelease,
    FileAccess,
    HelperInvitation,
    MenteeEntry,
    MentorEntry,
    MentorReplacement,
    Order,
    Program,
    Unit,
    UnitMember,
)
from programs.order_templates import cancelling_order
from programs.paper_orders import replacement_order
from programs.queries.pool import build_pool
from programs.queries.support import led_by
from programs.queries.versions import differences
from programs.services import (
    applications,
    colleagues,
    consent_answers,
    duty_releases,
    file_access,
    joins,
    meetings,
    orders,
    proposals,
    replacements,
)
from tests.programs import pair_flow as flow
from tests.programs.regulation_flow import enact
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


def verbs_of(row: object) -> list[str]:
    events = AuditEvent.objects.filter(object_type=row._meta.label, object_id=row.pk).order_by("pk")
    return [event.verb.partition(".")[2] for event in events]


def text_of(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ")


@pytest.fixture
def named(world: World) -> World:
    """The school's regulation names the statements, the personnel file and the release (as S4 does)."""
    rules = {"applications": ["RELEASE_MENTOR", "REPLACE_MENTOR"], "duty_release": True, "personnel_file_access": True}
    enact(world.a11, {code: {"value": value, "clause": "п. 4.1", "locked": False} for code, value in rules.items()})
    return world


def test_a_statement_is_one_press_and_reaches_the_curator_and_the_head(named: World, client_of) -> None:
    a = named.a11
    with acting(a.curator):
        Application.objects.filter(organization_id=a.id).update(state="withdrawn")
    address = reverse("unit_application", args=[a.rows["unit"], "release"])
    mentor = client_of(a.mentor)
    ready = mentor.get(address).context["form"].initial | {"text": mentor.get(address).context["form"]["text"].value()}
    assert mentor.post(address, ready).status_code == 302
    assert mentor.post(address, ready).status_code == 422  # a second press of the same
    for who in (a.curator, a.head):
        body = text_of(client_of(who).get("/"))
        assert "Заявление: сложить обязанности наставника" in body
    with acting(a.curator):
        row = Application.objects.get(organization_id=a.id, state="filed")
        assert Notice.objects.filter(dedupe_key=f"application.filed:{row.pk}").count() == 2
    curator = client_of(a.curator).post(reverse("application_accept", args=[row.pk]))
    assert curator.status_code == 409 and "отвечает руководитель" in text_of(curator)
    head = client_of(a.head)
    assert "Удовлетворить" in text_of(head.get(reverse("application_detail", args=[row.pk])))
    assert head.post(reverse("application_decline", args=[row.pk]), {"answer": ""}).status_code == 409
    assert head.post(reverse("application_decline", args=[row.pk]), {"answer": "До мая"}).status_code == 302
    with acting(a.curator):
        row.refresh_from_db()
        assert (row.state, row.answer, verbs_of(row)) == ("declined", "До мая", ["file", "turn_down"])


@pytest.mark.parametrize(("role", "other"), [("head", "curator"), ("curator", "head")])
def test_who_is_to_be_changed_does_not_read_it_until_it_is_decided(
    named: World, client_of, role: str, other: str
) -> None:
    """The head or the curator may be a mentor too: a mentee who asks for another one is safe from him."""
    a = named.a11
    with acting(a.curator):
        unit = flow.running(a).unit
        mentor, mentee = flow.people_of(unit)
        party, reader = flow.of(a, role), flow.of(a, other)
        UnitMember.objects.filter(unit=unit, person=mentor).update(person_id=party.person_id)
        row = applications.file(actor=flow.himself(mentee), kind="replace", unit=unit, text="Прошу другого")
        told = Notice.objects.filter(dedupe_key=f"application.filed:{row.pk}").values_list("person_id", flat=True)
        assert list(told) == [reader.person_id]
        assert Application.objects.visible_to(reader).filter(pk=row.pk).exists()
        assert not Application.objects.visible_to(party).filter(pk=row.pk).exists()
        with pytest.raises(Refusal, match="руководитель" if role == "curator" else "отвечает другой"):
            applications.turn_down(actor=party, application=row, answer="Нет")
    address = reverse("application_detail", args=[row.pk])
    assert client_of(a[role]).get(address).status_code == 404
    assert address not in text_of(client_of(a[role]).get(reverse("home")))
    assert address in text_of(client_of(a[other]).get(reverse("home")))
    with acting(a.curator):
        Application.objects.filter(pk=row.pk).update(state="accepted", answered_on=row.filed_on)
    assert client_of(a[role]).get(address).status_code == 200


def test_a_statement_is_taken_back_by_its_author(world: World) -> None:
    with acting(world.a11.mentor) as actor:
        row = applications.take_back(actor=actor, application=Application.objects.get(pk=world.a11.rows["application"]))
        assert (row.state, verbs_of(row)) == ("withdrawn", ["take_back"])
    with acting(world.a11.curator) as actor, pytest.raises(Refusal, match="тот, кто его подал"):
        applications.take_back(actor=actor, application=row)


def test_a_wish_to_leave_takes_the_person_out_of_the_banks(world: World) -> None:
    with acting(world.a11.curator) as curator:
        entry = flow.mentor_in_bank(world.a11, "Уходящая")
        row = applications.file(actor=flow.himself(entry.person), kind="leave", text="Прошу вывести меня")
        applications.accept(actor=curator, application=row)
        assert flow.state_of(entry) == "withdrawn"
        with pytest.raises(Refusal, match="не о паре"):
            applications.file(actor=flow.himself(entry.person), kind="join", text="Я", unit=Unit.objects.first())


def _replaced(world: World, program: Program) -> MentorReplacement:
    a, unit = world.a11, program.unit
    mentor, _mentee = flow.people_of(unit)
    row = applications.file(actor=flow.himself(mentor), kind="release", unit=unit, text="Прошу освободить")
    unit.agreements.update(state="draft")  # before the law: no notice runs
    applications.accept(actor=flow.of(a, "head"), application=row)
    chosen = replacements.choose(
        actor=flow.of(a, "curator"), unit=unit, mentor=flow.mentor_in_bank(a, "Сменина"), reason="Тот же предмет"
    )
    return MentorReplacement.objects.get(pk=chosen.pk)


def test_a_change_of_mentor_keeps_the_programme_and_shuts_the_door_behind_the_former_one(
    named: World, client_of
) -> None:
    a = named.a11
    with acting(a.curator) as curator:
        program = flow.running(a)
        unit, (former, mentee) = program.unit, flow.people_of(program.unit)
        assert MenteeEntry.objects.visible_to(flow.himself(former)).filter(person=mentee).exists()
        chosen = _replaced(named, program)
        assert flow.state_of(unit) == "replacing" and verbs_of(unit)[-2:] == ["replace", "choose_mentor"]
        with pytest.raises(Refusal, match="не работает"):
            meetings.record_meeting(actor=flow.himself(former), unit=unit, held_on=curator.today, content="Ещё раз")
        flow.answer_consents(chosen.mentor_entry.person)
    client = client_of(a.curator)
    assert "Составить приказ и отправить" in text_of(client.get(reverse("unit_detail", args=[unit.pk])))
    assert client.post(reverse("replacement_send", args=[chosen.pk])).status_code == 302
    with acting(a.curator) as curator:
        order = Order.objects.get(title="О замене наставника")
        order = orders.approve_order(actor=flow.of(a, "head"), order=order, version=order.version)
        order, _warnings = orders.register_order(actor=curator, order=order, number="34", dated=curator.today)
        unit.refresh_from_db()
        assert verbs_of(unit)[-1] == "change_mentor"
        assert (unit.state, unit.programs.get().pk) == ("active", program.pk)
        assert unit.people_key.startswith(f"{chosen.mentor_entry.person_id}:")
        seat = unit.members.get(side="mentee")
        assert (seat.seat_of_id, seat.seat) == (chosen.mentor_entry_id, 0)
        assert UnitMember.ever.get(unit=unit, person=former).left_on == curator.today
        assert not Unit.objects.visible_to(flow.himself(former)).filter(pk=unit.pk).exists()
        assert not MenteeEntry.objects.visible_to(flow.himself(former)).filter(person=mentee).exists()
        assert not led_by(flow.himself(former)).filter(person=mentee).exists()  # the request is read by this
        assert Unit.objects.visible_to(flow.himself(chosen.mentor_entry.person)).filter(pk=unit.pk).exists()
        with pytest.raises(Refusal, match="сам что-то отменил"):
            orders.send_order(actor=curator, draft=cancelling_order(curator, order, "ошибкой"))


def test_what_a_former_mentor_has_done_is_not_forgotten(named: World) -> None:
    """His experience in matching, his name beside the new one, his place in the past when his two cards are joined."""
    a = named.a11
    with acting(a.curator) as curator:
        program = flow.running(a)
        unit, former = program.unit, flow.people_of(program.unit)[0]
        chosen = _replaced(named, program)
        flow.answer_consents(chosen.mentor_entry.person)
        order = orders.send_order(actor=curator, draft=replacement_order(curator, chosen))
        order = orders.approve_order(actor=flow.of(a, "head"), order=order, version=order.version)
        orders.register_order(actor=curator, order=order, number="36", dated=curator.today)
        entry = MentorEntry.objects.get(person=former)
        mentors = {row.key: row for row in build_pool([curator.organization]).mentors}
        assert (mentors[entry.pk].led, mentors[entry.pk].taken) == ({flow.FORM: 1}, 0)
        newest, older = program.versions.all()[:2]
        people = next(row for row in differences(older.content, newest.content) if row.what == "Участники")
        assert former.full_name in people.before and chosen.mentor_entry.person.full_name in people.after
        twin = flow.mentor_in_bank(a, former.last_name)
        flow.proposed(a, mentor=twin, mentees=[flow.mentee_with_request(a, "Другая")])  # the living pair decides
        cards = [Person.objects.get(pk=row.pk) for row in (former, twin.person)]
        made = joins.join(
            actor=flow.of(a, "head"), one=cards[0], other=cards[1], chosen={},
            versions={row.pk: row.version for row in cards},
        )  # fmt: skip
        assert made.gone_id == former.pk
        place = UnitMember.ever.get(unit=unit, side="mentor", person=twin.person)
        assert (place.mentor_entry_id, place.left_on) == (twin.pk, curator.today)


def test_a_mentor_changes_before_the_programme_has_begun(named: World) -> None:
    """Catches a pair that begins work without a programme, or never begins."""
    a = named.a11
    with acting(a.curator) as curator:
        unit = flow.ordered(a)
        replacements.begin(actor=curator, unit=unit, basis="заявление")
        with pytest.raises(Refusal, match="уже в этой паре"):
            entry = MentorEntry.objects.get(person=flow.people_of(unit)[0])
            replacements.choose(actor=curator, unit=unit, mentor=entry)
        chosen = replacements.choose(actor=curator, unit=unit, mentor=flow.mentor_in_bank(a, "Другая"))
        flow.answer_consents(chosen.mentor_entry.person)
        order = orders.send_order(actor=curator, draft=replacement_order(curator, chosen))
        order = orders.approve_order(actor=flow.of(a, "head"), order=order, version=order.version)
        orders.register_order(actor=curator, order=order, number="35", dated=curator.today)
        unit.refresh_from_db()
        assert (unit.state, verbs_of(unit)[-1]) == ("ordered", "change_early")


def test_the_personnel_file_opens_by_the_heads_word_and_every_look_is_written(named: World, client_of) -> None:
    a = named.a11
    mentor, head = client_of(a.mentor), client_of(a.head)
    access = a.rows["access"]
    look = reverse("access_look", args=[access])
    mentee, page = client_of(a.mentee), reverse("access_detail", args=[access])
    with acting(a.curator):
        Employment.objects.create(
            person_id=a.mentee.person_id, organization_id=named.a12.id, title="тайный учитель", valid_from="2021-09-01"
        )
        entry, asked = FileAccess.objects.get(pk=access), flow.of(a, "mentor")
        with pytest.raises(Refusal, match="не дольше"):
            file_access.ask(
                actor=asked, unit=entry.unit, mentee=entry.mentee, purpose="Программа", materials="Курсы",
                until=asked.today + datetime.timedelta(days=40),
            )  # fmt: skip
    assert mentor.post(look).status_code == 409
    assert mentee.get(page).status_code == 404
    assert head.post(reverse("access_grant", args=[access])).status_code == 302
    assert mentee.get(page).status_code == 200 and mentee.post(look).status_code == 409
    with acting(a.curator):
        told = Notice.objects.filter(person_id=a.mentee.person_id, dedupe_key=f"access.granted.mentee:{access}")
        assert told.exists()
    assert head.post(look).status_code == 409  # it is the mentor's, the head has the file itself
    answer = mentor.post(look)
    assert answer.status_code == 200 and "Просмотр запишется" not in text_of(answer)
    assert "тайный учитель" not in text_of(answer)  # a job elsewhere is in another employer's file
    with acting(a.curator) as curator:
        row = FileAccess.objects.get(pk=access)
        assert verbs_of(row) == ["grant_access", "look"]
        FileAccess.objects.filter(pk=access).update(asked_on="2021-09-01", until=curator.today - datetime.timedelta(1))
        file_access.new_day()
        assert verbs_of(row)[-1] == "end_access"
    assert mentor.post(look).status_code == 409


def test_a_refused_look_says_why(named: World, client_of) -> None:
    a = named.a11
    address = reverse("access_refuse", args=[a.rows["access"]])
    assert client_of(a.head).post(address, {"answer": "Спросите её саму"}).status_code == 302
    body = text_of(client_of(a.mentor).get(reverse("access_detail", args=[a.rows["access"]])))
    assert "Спросите её саму" in body
    with acting(a.curator):
        assert verbs_of(FileAccess.objects.get(pk=a.rows["access"])) == ["refuse_access"]


def test_a_release_needs_a_substitute_and_continuity_and_goes_by_an_order(named: World, client_of) -> None:
    a = named.a11
    client, address = client_of(a.curator), reverse("release_detail", args=[a.rows["release"]])
    for body, words in (
        ({"substitute": "", "continuity": "Уроки по плану"}, "кто замещает"),
        ({"substitute": a.rows["guest"], "continuity": ""}, "не прервётся"),
    ):
        answer = client.post(address, body)
        assert answer.status_code == 422 and words in text_of(answer)
    assert client.post(address, {"substitute": a.rows["guest"], "continuity": "Уроки по плану"}).status_code == 302
    body = text_of(client_of(a.head).get(address))
    assert "Приказ ждёт вашего решения" in body
    with acting(a.head) as head:
        order = Order.objects.get(title="Об освобождении от обязанностей на время мероприятия")
        order = orders.approve_order(actor=head, order=order, version=order.version)
        orders.register_order(actor=head, order=order, number="31", dated=head.today)
        row = DutyRelease.objects.get(pk=a.rows["release"])
        assert (row.state, verbs_of(row)[-1]) == ("ordered", "order_release")


def test_a_release_is_refused_with_a_reason(named: World) -> None:
    with acting(named.a11.head) as head:
        row = DutyRelease.objects.get(pk=named.a11.rows["release"])
        with pytest.raises(Refusal, match="с объяснением"):
            duty_releases.refuse(actor=head, release=row, answer=" ")
        row = duty_releases.refuse(actor=head, release=row, answer="В этот день экзамен")
        assert (row.state, verbs_of(row)) == ("refused", ["refuse_release"])


def test_a_colleague_reads_the_line_only_with_his_consent_and_till_the_day(world: World, client_of) -> None:
    a = world.a11
    client, address = client_of(a.psychologist), reverse("helper_detail", args=[a.rows["helper"]])
    line = f"Открытый урок {a.inner}"
    assert line not in text_of(client.get(address))
    assert "Помочь коллеге" in text_of(client.get("/"))
    assert client.post(reverse("helper_answer", args=[a.rows["helper"], "yes"])).status_code == 302
    assert line in text_of(client.get(address))
    assert client.get(reverse("program_detail", args=[a.rows["program"]])).status_code == 404
    with acting(a.curator) as curator:
        row = HelperInvitation.objects.get(pk=a.rows["helper"])
        HelperInvitation.objects.filter(pk=row.pk).update(until=curator.today - datetime.timedelta(1))
        colleagues.new_day()
        assert verbs_of(row) == ["agree_to_help", "end_help"]
    assert line not in text_of(client.get(address))


def test_a_colleague_may_say_no(world: World) -> None:
    a = world.a11
    with acting(a.psychologist) as actor:
        row = colleagues.answer(actor=actor, invitation=HelperInvitation.objects.get(pk=a.rows["helper"]), agrees=False)
        assert verbs_of(row) == ["decline_to_help"]
    with acting(a.mentor) as mentor, pytest.raises(Refusal, match="тот, кого попросили"):
        colleagues.answer(actor=mentor, invitation=row, agrees=True)


def test_both_of_a_reverse_pair_are_its_people_once(world: World) -> None:
    """Catches a list that names each of them twice, and a person who is his own mentor."""
    a = world.a11
    with acting(a.curator):
        people = {"mentor": flow.mentor_in_bank(a), "mentees": [flow.mentee_with_request(a)]}
        unit = proposals.propose(actor=flow.of(a, "curator"), form=flow.FORM, kinds=["REVERSE"], **people)
        mentor, mentee = flow.people_of(unit)
        assert unit.members.count() == 2 and UnitMember.ever.filter(unit=unit).count() == 4
        taught = UnitMember.ever.filter(unit=unit, side="mentor").values_list("person_id", flat=True)
        assert sorted(taught) == sorted([mentor.pk, mentee.pk])


def test_who_is_asked_to_take_a_pair_over_may_say_no(named: World) -> None:
    """Catches a refusal that ends the pair, or that cannot be given."""
    a = named.a11
    with acting(a.curator):
        program = flow.running(a)
        chosen = _replaced(named, program)
        person = chosen.mentor_entry.person
        consent_answers.decline(actor=flow.himself(person), consent=person.consents.get(kind="duty"))
        chosen.refresh_from_db()
        assert chosen.dropped_on is not None and flow.state_of(program.unit) == "replacing"
        assert not program.unit.agreements.filter(person=person, state="draft").exists()
