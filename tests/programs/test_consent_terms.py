"""Consents at 14 and at 18, and under a new text: asked for in time, ended on their day, once."""

import datetime

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import GuardianLink, Notice, Organization, Person, StudentProfile
from accounts.refusal import Refusal
from programs.models import Consent, MenteeEntry
from programs.queries import consent_terms as queries
from programs.services import banks, consent_answers, consent_terms
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 2)


def at(clock_at, day: datetime.date, hour: int = 9) -> None:
    clock_at(datetime.datetime.combine(day, datetime.time(hour), datetime.UTC))


def child_in_bank(node: Node, born: datetime.date) -> MenteeEntry:
    child = Person.objects.create(last_name="Растущий", first_name="Ян", gender="m", birth_date=born)
    parent = Person.objects.create(last_name="Растущая", first_name="Яна", gender="f")
    StudentProfile.objects.create(person=child, organization_id=node.id, class_label="7А", valid_from=flow.HEAD_ON)
    GuardianLink.objects.create(guardian=parent, child=child)
    entry = banks.add_mentee(actor=flow.of(node, "curator"), person=child, category="LOW_RESULTS")
    for consent in child.consents.filter(state="sent"):
        consent_answers.sign_on_paper(actor=flow.of(node, "curator"), consent=consent, on=clock.now().date())
    return MenteeEntry.objects.get(pk=entry.pk)


def school(node: Node) -> Organization:
    return Organization.objects.select_related("region").get(pk=node.id)


def states(entry: MenteeEntry, kind: str) -> list[str]:
    return list(
        Consent.objects.filter(person_id=entry.person_id, kind=kind).order_by("pk").values_list("state", flat=True)
    )


@pytest.mark.parametrize("signs", [True, False])
def test_fourteen(world: World, clock_at, signs: bool) -> None:
    """A month before the child is asked, the parent told, once; on the day the old one ends, in the school's zone."""
    a = world.a11
    birthday = TODAY + datetime.timedelta(days=20)
    with acting(a.curator):
        at(clock_at, TODAY)
        entry = child_in_bank(a, birthday.replace(year=birthday.year - 14))
        assert entry.state == "registered"
        for _again in range(3):
            consent_terms.renew(school(a))
        assert states(entry, "pdn_processing") == ["signed", "sent"]
        assert states(entry, "guardian") == ["signed"]
        assert Notice.objects.filter(dedupe_key__endswith=":ends").count() == 2
        new = Consent.objects.get(person_id=entry.person_id, kind="pdn_processing", state="sent")
        assert new.decider_id == entry.person_id
        ending = queries.endings(school(a), TODAY)
        assert [(row.on, row.renewal) for row in ending] == [(birthday, new)]
        if signs:
            consent_answers.sign_on_paper(actor=flow.of(a, "curator"), consent=new, on=TODAY)
            assert states(entry, "pdn_processing") == ["expired", "signed"]
            with pytest.raises(Refusal):
                consent_answers.sign_on_paper(actor=flow.of(a, "curator"), consent=new, on=TODAY)
        # the evening before in UTC is already the birthday in a school far to the east, and not yet in Moscow
        zone = school(a).zone
        eve = datetime.datetime.combine(birthday, datetime.time(0, 30), zone) - datetime.timedelta(hours=1)
        clock_at(eve)
        consent_terms.renew(school(a))
        assert MenteeEntry.objects.get(pk=entry.pk).state == "registered"
        clock_at(eve + datetime.timedelta(hours=1))
        consent_terms.renew_all()
        assert MenteeEntry.objects.get(pk=entry.pk).state == ("registered" if signs else "dropped_out")
        assert states(entry, "pdn_processing") == (["expired", "signed"] if signs else ["expired", "sent"])
        told = Notice.objects.filter(person_id=a.curator.person_id, dedupe_key__endswith=":over")
        assert told.count() == (0 if signs else 1)


def test_eighteen_and_nobody_is_stopped_unasked(world: World, clock_at) -> None:
    """The parent's word about taking part ends with childhood and stops nothing; a late look gives a month."""
    a = world.a11
    with acting(a.curator):
        at(clock_at, TODAY)
        entry = child_in_bank(a, TODAY.replace(year=TODAY.year - 17))
        new = TODAY.replace(year=TODAY.year + 1)
        assert states(entry, "pdn_processing") == ["signed"]  # his own since 14
        at(clock_at, new)
        consent_terms.renew(school(a))
        assert states(entry, "guardian") == ["expired"]
        assert states(entry, "pdn_processing") == ["signed"]
        assert MenteeEntry.objects.get(pk=entry.pk).state == "registered"
        Consent.objects.filter(person_id=entry.person_id, kind="pdn_processing").update(
            signer_id=GuardianLink.objects.get(child_id=entry.person_id).guardian_id
        )
        consent_terms.renew(school(a))
        assert states(entry, "pdn_processing") == ["signed", "sent"]
        at(clock_at, new + datetime.timedelta(days=29))
        consent_terms.renew(school(a))
        assert states(entry, "pdn_processing") == ["signed", "sent"]
        at(clock_at, new + datetime.timedelta(days=31))
        consent_terms.renew(school(a))
        assert states(entry, "pdn_processing") == ["expired", "sent"]


def test_a_new_text_asks_only_where_it_must(world: World, clock_at, monkeypatch) -> None:
    a = world.a11
    with acting(a.curator):
        at(clock_at, TODAY)
        entry = flow.mentor_in_bank(a)
        consent_terms.renew(school(a))
        assert Consent.objects.filter(person=entry.person, state="sent").count() == 0
        monkeypatch.setitem(queries.LEAST_VERSION, "pdn_processing", "2027-01")
        consent_terms.renew(school(a))
        asked = Consent.objects.get(person=entry.person, state="sent")
        assert asked.decider_id == entry.person_id


def test_the_curator_sees_who_is_due(world: World, client_of, clock_at) -> None:
    a = world.a11
    at(clock_at, TODAY)
    with acting(a.curator):
        child_in_bank(a, (TODAY + datetime.timedelta(days=9)).replace(year=TODAY.year - 14))
    assert "Растущий" in client_of(a.curator).get(reverse("consent_list")).content.decode()
    assert "Растущий" not in client_of(a.head).get(reverse("consent_list")).content.decode()
    assert "Согласия скоро закончатся" in client_of(a.curator).get("/").content.decode()


def test_born_on_the_29th_of_february() -> None:
    assert queries.birthday(datetime.date(2012, 2, 29), 14) == datetime.date(2026, 3, 1)
    assert queries.birthday(datetime.date(2012, 2, 29), 16) == datetime.date(2028, 2, 29)
