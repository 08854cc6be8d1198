"""A request before the consents are in (S2 р. 6, этап 1 п. 2): areas alone, seen by nobody above, used for nothing."""

import pytest
from django.urls import reverse

from accounts.models import GuardianLink, Person
from accounts.refusal import Refusal
from programs.models import MenteeEntry, MenteeRequest
from programs.queries.banks import requests_of_year
from programs.queries.mentor_base import education_order
from programs.queries.pool import build_pool
from programs.services import banks, consent_answers
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db
WORDS = {"problem": "Трудно", "desired_result": "Легко"}


def pending(node: Node, name: str = "Ранняя") -> MenteeEntry:
    person = flow.teacher(node, name)
    entry = banks.add_mentee(actor=flow.of(node, "curator"), person=person, category="NEW_PLACE")
    return MenteeEntry.objects.select_related("person", "organization__region").get(pk=entry.pk)


def note(actor, entry: MenteeEntry, **words) -> MenteeRequest:
    asked = {"problem": "", "desired_result": "", "areas": ["METHOD"], **words}
    return banks.make_request(actor=actor, entry=entry, **asked)


def test_areas_are_noted_and_used_for_nothing_until_the_consent(world: World) -> None:
    with acting(world.a11.curator) as curator:
        entry = pending(world.a11)
        card = note(flow.himself(entry.person), entry)
        assert flow.state_of(entry) == "consent_pending"
        assert card.pk not in {row.pk for row in requests_of_year(curator, card.school_year)}
        assert entry.pk not in {one.key for one in build_pool([entry.organization]).mentees}
    with acting(world.a10.coordinator) as above:
        before = education_order(above, card.school_year)
    with acting(world.a11.curator) as curator:
        for number in range(5):
            note(curator, pending(world.a11, f"Ранняя{number}"))
    with acting(world.a10.coordinator) as above:
        assert education_order(above, card.school_year) == before
    with acting(world.a11.curator):
        flow.answer_consents(entry.person)
        assert flow.state_of(entry) == "registered"  # its words are still to be said
        note(flow.himself(entry.person), MenteeEntry.objects.get(pk=entry.pk), **WORDS)
        assert flow.state_of(entry) == "requested"
        assert entry.requests.filter(withdrawn_at=None).count() == 1


def test_one_that_came_whole_with_a_table_is_looked_for_after_the_consent(world: World) -> None:
    with acting(world.a11.curator) as curator:
        entry = pending(world.a11)
        note(curator, entry, **WORDS)
        flow.answer_consents(entry.person)
        assert flow.state_of(entry) == "requested"


def test_who_declines_has_asked_for_nothing(world: World) -> None:
    with acting(world.a11.curator):
        entry = pending(world.a11)
        note(flow.himself(entry.person), entry)
        consent = entry.person.consents.get(kind="pdn_processing")
        consent_answers.decline(actor=flow.himself(entry.person), consent=consent)
        assert not MenteeRequest.objects.filter(entry=entry).exists()


def test_the_representative_notes_it_for_the_child_and_a_stranger_does_not(world: World) -> None:
    with acting(world.a11.curator):
        entry = pending(world.a11)
        parent = Person.objects.get(pk=world.a11["parent"].person_id)
        with pytest.raises(Refusal, match="Запрос заполняет"):
            note(flow.of(world.a11, "parent"), entry)
        GuardianLink.objects.create(guardian=parent, child=entry.person)
        note(flow.of(world.a11, "parent"), entry)
        flow.answer_consents(entry.person)
        with pytest.raises(Refusal, match="Запрос заполняет"):
            note(flow.of(world.a11, "parent"), MenteeEntry.objects.get(pk=entry.pk), **WORDS)


def test_the_page_asks_for_areas_alone(world: World, client_of) -> None:
    with acting(world.a11.curator):
        entry = pending(world.a11)
    client, address = client_of(world.a11.curator), reverse("request_edit", args=[entry.pk])
    body = client.get(address).content.decode()
    assert 'name="areas"' in body
    assert 'name="problem"' not in body and 'name="wished"' not in body
    sent = {"areas": ["METHOD"], "urgency": "calm", "problem": "Сердце", "desired_result": "Покой"}
    answer = client.post(address, sent, follow=True).content.decode()
    assert "Предварительный запрос" in answer
    detail = reverse("mentee_detail", args=[entry.pk])
    with acting(world.a11.curator):
        card = MenteeRequest.objects.get(entry=entry)
        assert card.problem == ""
    assert client_of(world.a11.council_chair).get(detail).context["card"] is None
    assert client.get(detail).context["card"] == card
