"""The mentor's own mentee; those without a pair; the role that ends with the last place in a bank."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, Membership, Person
from accounts.refusal import Refusal
from programs.models import MenteeEntry, MentorEntry, Unit
from programs.services import banks, support
from tests.programs.pair_flow import mentee_with_request, mentor_in_bank, of
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_mentor_reads_the_request_of_his_own_mentee_and_how_to_reach_him(world: World, client_of) -> None:
    a, address = world.a11, reverse("mentee_for_mentor", args=[world.a11.rows["mentee_entry"]])
    with acting(a.curator):
        Person.objects.filter(pk=a.mentee.person_id).update(phone="+7 900 111-22-33")
    body = client_of(a.mentor).get(address).content.decode()
    assert f"Трудность mentee {a.inner}" in body and "111-22-33" in body and "методические" in body.lower()
    assert f"Беседы mentee {a.inner}" not in body  # the support is the psychologist's
    assert address in client_of(a.mentor).get("/").content.decode()
    with acting(a.curator):
        Unit.objects.filter(pk=a.rows["unit"]).update(state="closed", closed_on="2026-01-01")
    assert client_of(a.mentor).get(address).status_code == 404


@pytest.mark.parametrize(
    ("role", "notes", "needs"),
    [
        ("curator", True, True), ("psychologist", True, True), ("head", False, False), ("mentor", False, False),
        ("council_chair", False, False), ("mentee", False, True),
    ],
)  # fmt: skip
def test_the_notes_of_support_and_special_needs_stay_with_whom_they_were_told(
    world: World, client_of, role: str, notes: bool, needs: bool
) -> None:
    a = world.a11
    with acting(a.curator):
        MenteeEntry.objects.filter(pk=a.rows["mentee_entry"]).update(educational_needs="Нужен сурдопереводчик")
    body = client_of(a[role]).get(reverse("mentee_detail", args=[a.rows["mentee_entry"]])).content.decode()
    assert (f"Беседы mentee {a.inner}" in body) is notes
    assert ("сурдопереводчик" in body) is needs


def test_who_is_without_a_pair_and_what_was_done(world: World, client_of) -> None:
    a = world.a11
    listed = reverse("mentees_alone")
    for who in (a.psychologist, a.curator):
        body = client_of(who).get(listed).content.decode().replace("\u00a0", " ")
        assert f"Беседы alone {a.inner}" in body and "1 сентября 2021 г." in body
        assert f"Беседы alone {world.a12.inner}" not in body
    assert "Поддержать: " in client_of(a.psychologist).get("/").content.decode()
    client, address = client_of(a.psychologist), reverse("support_note", args=[a.rows["mentee_alone"]])
    assert client.post(address, {"text": ""}).status_code == 422
    assert client.post(address, {"text": "Вторая беседа"}).status_code == 302
    assert client.post(address, {"text": "Вторая беседа"}).status_code == 302  # a double press is one note
    assert client.post(address, {"text": "Завтра", "done_on": "01.01.2099"}).status_code == 422
    assert "Вторая беседа" in client.get(listed).content.decode().replace("\u00a0", " ")
    assert "Вторая беседа" in client.get(address).content.decode().replace("\u00a0", " ")
    with acting(a.curator):
        entry = MenteeEntry.objects.get(pk=a.rows["mentee_alone"])
        assert [note.text for note in entry.support_notes.filter(author_id=a.psychologist.person_id)] == [
            "Вторая беседа"
        ]
        event = AuditEvent.objects.filter(verb="menteeentry.note_support").latest("pk")
        assert event.object_id == entry.pk and "беседа" not in str(event.data)


def test_support_is_noted_only_while_it_goes_on(world: World) -> None:
    a = world.a11
    with acting(a.psychologist) as actor, pytest.raises(Refusal, match="уже закончена"):
        support.note_support(actor=actor, entry=MenteeEntry.objects.get(pk=a.rows["mentee_entry"]), text="Беседа")
    with acting(a.council_chair) as actor, pytest.raises(Refusal, match="психолог"):
        support.note_support(actor=actor, entry=MenteeEntry.objects.get(pk=a.rows["mentee_alone"]), text="Беседа")


def test_the_role_ends_with_the_last_place_in_a_bank(world: World) -> None:
    """Catches a mentor who still signs in to what he has left, and a role of an order that ends with the bank."""
    a = world.a11
    with acting(a.curator) as actor:
        entry = mentor_in_bank(a, "Уходящая")
        roles = Membership.objects.filter(person=entry.person, role="mentor")
        assert roles.in_force(actor.today).exists()
        banks.withdraw_entry(actor=actor, entry=entry)
        assert not roles.in_force(actor.today).exists()
        assert AuditEvent.objects.filter(verb="membership.end", object_id=roles.get().pk).exists()
        appointed = MentorEntry.objects.get(pk=a.rows["mentor_entry"])
        Unit.objects.filter(organization_id=a.id).update(state="closed", closed_on=actor.today)
        banks.withdraw_entry(actor=actor, entry=appointed)
        assert Membership.objects.in_force(actor.today).filter(pk=a.mentor.membership_id).exists()


def test_another_living_entry_keeps_the_role(world: World) -> None:
    a = world.a11
    with acting(a.curator) as actor:
        entry = mentee_with_request(a, "Двойная")
        MenteeEntry.objects.create(
            organization_id=a.id, person=entry.person, track="student", state="registered", created_at=entry.created_at
        )
        banks.withdraw_entry(actor=of(a, "curator"), entry=entry)
        assert Membership.objects.in_force(actor.today).filter(person=entry.person, role="mentee").exists()


def test_what_is_empty_says_why(world: World, client_of) -> None:
    a = world.a12
    with acting(a.curator):
        Unit.objects.filter(organization_id=a.id).update(state="rejected")
        MenteeEntry.objects.filter(organization_id=a.id).update(state="dropped_out")
    for who, address, words in (
        (a.psychologist, "/support/", "Без пары никого нет"),
        (a.curator, "/", "Пар пока нет"),
        (a.mentor, "/", "Рабочий стол"),
    ):
        page = client_of(who).get(address).content.decode().replace("\u00a0", " ")
        assert words in page and "Моя пара" not in page
