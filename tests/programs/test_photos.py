"""Pictures of pupils: not without a consent of each who is seen, gone at a word or with the consent."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, GuardianLink, Membership, StoredFile, StudentProfile
from accounts.refusal import Refusal
from programs.models import Meeting, PairNote, Unit
from programs.services import consent_answers, meetings, pair_feed, photos
from tests.programs import pair_flow as flow
from tests.programs.test_bank_rules import years_ago
from tests.programs.test_papers import text_of
from tests.support.people import acting
from tests.ui.text import words
from tests.world import World

pytestmark = pytest.mark.django_db
PICTURE, PAPER = (b"\x89PNG\r\n\x1a\n" + b"0" * 40, "с урока.png"), (b"%PDF-1.7 plan", "план.pdf")


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


@pytest.fixture
def unit(a) -> Unit:
    """Two pupils of twelve years and their mentor at work; the mother of the first stands for both."""
    unit = flow.running(a, mentees=[flow.mentee_with_request(a, name) for name in ("Ученикова", "Новикова")]).unit
    mother = flow.teacher(a, "Мамина")
    today = flow.of(a, "curator").today
    Membership.objects.create(person=mother, organization_id=a.id, role="parent", valid_from=today)
    for person in flow.people_of(unit)[1:]:
        person.birth_date = years_ago(a, 12)
        person.save()
        StudentProfile.objects.create(person=person, organization_id=a.id, class_label="6", valid_from=flow.HEAD_ON)
        GuardianLink.objects.create(guardian=mother, child=person)
    return unit


def record(unit: Unit, photo=PICTURE, **more) -> Meeting:
    mentor = flow.himself(flow.people_of(unit)[0])
    told = {"actor": mentor, "unit": unit, "held_on": mentor.today, "content": "Урок", "photo": photo}
    return meetings.record_meeting(**told | more)


def asked_and_signed(a, unit: Unit) -> None:
    photos.ask(actor=flow.himself(flow.people_of(unit)[0]), unit=unit)
    for person in flow.people_of(unit)[1:]:
        consent = flow.consent_of(person, "photo_video")
        assert consent.signer.last_name == "Мамина" and "изображение" in consent.text
        consent_answers.sign(actor=flow.himself(consent.signer), consent=consent)


def test_a_picture_needs_the_consent_of_every_pupil_who_is_seen(a, unit) -> None:
    _mentor, first, second = flow.people_of(unit)
    with pytest.raises(Refusal, match=r"Новикова.*, Ученикова") as refusal:
        record(unit)
    assert "152.1" in refusal.value.clause and not Meeting.objects.filter(unit=unit).exists()
    assert record(unit, PAPER).photo_id
    with pytest.raises(Refusal):
        photos.ask(actor=flow.himself(first), unit=unit)
    asked_and_signed(a, unit)
    assert record(unit).photo_id
    consent = flow.consent_of(second, "photo_video")
    consent_answers.revoke(actor=flow.himself(consent.signer), consent=consent)
    with pytest.raises(Refusal, match="Нет согласия на фото: Новикова"):
        record(unit)
    assert record(unit, absent=[unit.members.get(person=second).pk]).photo_id


def test_with_the_consent_the_pictures_go_and_the_papers_stay(a, unit, client_of) -> None:
    asked_and_signed(a, unit)
    paper, held = record(unit, PAPER), record(unit)
    file, page = held.photo, reverse("meeting_photo", args=[held.pk])
    assert client_of(a.curator).get(page).status_code == 200
    consent = flow.consent_of(flow.people_of(unit)[1], "photo_video")
    consent_answers.revoke(actor=flow.himself(consent.signer), consent=consent)
    assert client_of(a.curator).get(page).status_code == 404
    assert not StoredFile.objects.filter(pk=file.pk).exists()
    assert Meeting.objects.get(pk=paper.pk).photo_id
    assert AuditEvent.objects.filter(verb="meeting.remove_photo", object_id=held.pk).count() == 1


def test_whoever_has_recorded_it_and_the_curator_take_a_picture_away(a, unit, client_of) -> None:
    asked_and_signed(a, unit)
    mentor, mentee, _other = flow.people_of(unit)
    one, same = record(unit), record(unit)
    with pytest.raises(Refusal, match="кто записал встречу"):
        photos.remove(actor=flow.himself(mentee), meeting=one)
    for _press in range(2):
        photos.remove(actor=flow.himself(mentor), meeting=one)
    assert AuditEvent.objects.filter(verb="meeting.remove_photo", object_id=one.pk).count() == 1
    client, card = client_of(a.curator), reverse("unit_detail", args=[unit.pk])
    assert client.get(reverse("meeting_photo", args=[same.pk])).status_code == 200
    address = reverse("photo_remove", args=[same.pk])
    assert address in client.get(card).content.decode()
    assert client.post(address).status_code == 302
    assert address not in client.get(card).content.decode()
    assert not StoredFile.objects.filter(pk=same.photo_id).exists()


def test_the_card_offers_to_ask_while_somebody_is_not_asked_out(a, unit, client_of) -> None:
    client, card = client_of(a.curator), reverse("unit_detail", args=[unit.pk])
    address = reverse("photo_consents", args=[unit.pk])
    assert address in client.get(card).content.decode()
    for _press in range(2):
        assert client.post(address).status_code == 302
    assert [person.consents.filter(kind="photo_video").count() for person in flow.people_of(unit)] == [0, 1, 1]
    asked_and_signed(a, unit)
    assert address not in client.get(card).content.decode()


def test_a_picture_refused_at_a_meeting_is_refused_as_a_note(a, unit) -> None:
    mentor = flow.himself(flow.people_of(unit)[0])
    with pytest.raises(Refusal, match=r"Нет согласия на фото: Новикова.*, Ученикова"):
        pair_feed.write_note(actor=mentor, unit=unit, text="С урока", file=PICTURE)
    assert not PairNote.objects.filter(unit=unit).exists()
    assert pair_feed.write_note(actor=mentor, unit=unit, file=PAPER).file_id


def test_with_the_consent_of_novikova_the_pictures_in_notes_go(a, unit, client_of) -> None:
    asked_and_signed(a, unit)
    mentor = flow.himself(flow.people_of(unit)[0])
    bare = pair_feed.write_note(actor=mentor, unit=unit, file=PICTURE)
    told = pair_feed.write_note(actor=mentor, unit=unit, text="Олимпиада 5 декабря", file=PICTURE)
    paper = pair_feed.write_note(actor=mentor, unit=unit, file=PAPER)
    page = reverse("pair_note_file", args=[told.pk])
    assert client_of(a.curator).get(page).status_code == 200
    consent = flow.consent_of(flow.people_of(unit)[2], "photo_video")
    consent_answers.revoke(actor=flow.himself(consent.signer), consent=consent)
    assert client_of(a.curator).get(page).status_code == 404
    assert not StoredFile.objects.filter(pk=told.file_id).exists()
    feed = words(client_of(a.curator).get(reverse("unit_feed", args=[unit.pk])))
    assert "Олимпиада 5 декабря" in feed and "с урока.png" not in feed
    assert PairNote.objects.get(pk=bare.pk).removed_at and PairNote.objects.get(pk=paper.pk).file_id
    assert AuditEvent.objects.filter(verb="pairnote.remove_photo", object_id__in=[bare.pk, told.pk]).count() == 2


def test_the_pictures_of_a_pupil_who_has_left_the_pair_go_too(a, unit) -> None:
    """Novikova was replaced before her mother withdrew the consent."""
    asked_and_signed(a, unit)
    held = record(unit)
    novikova = flow.people_of(unit)[2]
    unit.members.filter(person=novikova).update(left_on=flow.of(a, "curator").today)
    consent = flow.consent_of(novikova, "photo_video")
    consent_answers.revoke(actor=flow.himself(consent.signer), consent=consent)
    assert Meeting.objects.get(pk=held.pk).photo_id is None


def test_who_refused_is_not_asked_again_and_the_press_names_whom_it_asked(a, unit, client_of) -> None:
    client, address = client_of(a.curator), reverse("photo_consents", args=[unit.pk])
    _mentor, first, second = flow.people_of(unit)
    assert "Попросили согласие на фото: Новикова" in text_of(client.post(address, follow=True))
    consent = flow.consent_of(second, "photo_video")
    consent_answers.decline(actor=flow.himself(consent.signer), consent=consent)
    assert "Всех уже спросили" in text_of(client.post(address, follow=True))
    assert [person.consents.filter(kind="photo_video").count() for person in (first, second)] == [1, 1]
