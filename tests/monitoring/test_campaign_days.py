"""What beat does to campaigns and what it leaves: nothing at night, nothing that tells who had answered, no campaign
that holds up another one.
"""

import datetime
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import outbox
from accounts.models import AuditEvent, Notice, Organization, OutboxMessage, Person, Region
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.services import digests
from accounts.tenancy import tenant_scope
from monitoring.models import CampaignForm, MonitoringCampaign, QuestionnaireVersion, SurveyInvitation
from monitoring.queries.survey_results import check_closed
from monitoring.services import campaign_days, campaigns
from tests import factories as f
from tests.monitoring.month import at, emptied, page_text
from tests.monitoring.survey import FIRST, LAST, MAY, answer, group, invitations
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
MINUTES = datetime.timedelta(minutes=1)


@pytest.fixture
def curator(world: World, clock_at) -> Iterator[Actor]:
    """Of a school where one pupil leads four others."""
    clock_at(MAY)
    with acting(world.a11.curator) as actor:
        emptied(world.a11)
        group(world.a11, "Один", 4)
        yield actor


def plan(actor: Actor, title: str = "Май", first: datetime.date = FIRST) -> MonitoringCampaign:
    return campaigns.plan(actor=actor, title=title, opens_on=first, closes_on=LAST, roles=["mentee", "mentor"])


def region_of(actor: Actor) -> Region:
    return actor.organization.region


def told(campaign: MonitoringCampaign) -> int:
    """All that is stored of what was said to people of a campaign."""
    words = f"survey:{campaign.pk}:"
    text = f"Ответьте на анкету до {campaign.closes_on:%d.%m.%Y}"
    letters = OutboxMessage.objects.filter(kind="mail")
    return (
        Notice.objects.filter(dedupe_key__startswith=words).count()
        + letters.filter(dedupe_key__contains=words).count()
        + letters.filter(payload__subject=text).count()
        + letters.filter(payload__context__icontains="Ответьте на анкету").count()
    )


def test_nobody_is_written_to_at_night_and_the_beat_rests(curator: Actor, clock_at) -> None:
    campaign = plan(curator, first=datetime.date(2022, 5, 10))
    region = region_of(curator)
    steps = {}
    for moment in (
        at("10.05.2022", 0) + 5 * MINUTES, at("10.05.2022", 9), at("10.05.2022", 9) + 20 * MINUTES,
        at("28.05.2022", 0) + 5 * MINUTES, at("28.05.2022", 12), at("28.05.2022", 13), at("28.05.2022", 23),
        at("30.05.2022", 0) + 5 * MINUTES, at("30.05.2022", 15), at("01.06.2022", 0) + 5 * MINUTES,
    ):  # fmt: skip
        clock_at(moment)
        counts = campaign_days.run_region(region)
        steps[f"{moment:%d %H:%M}"] = [step for step in ("opened", "reminded", "closed") if counts[step]]
        row = MonitoringCampaign.objects.select_related("organization__region", "parent").get(pk=campaign.pk)
        assert campaign_days._step(row) == "", "nothing is left to be done this minute"
    assert {moment: step for moment, step in steps.items() if step} == {
        "10 09:20": ["opened"], "28 12:00": ["reminded"], "30 15:00": ["reminded"], "01 00:05": ["closed"],
    }  # fmt: skip


def test_what_is_pressed_at_night_is_mailed_in_the_morning(curator: Actor, clock_at) -> None:
    campaign = campaigns.open_now(actor=curator, campaign=plan(curator))
    with_login, without = invitations(campaign, "mentee")[:2]
    Person.objects.filter(pk=with_login.person_id).update(email="a@b.test", user=f.UserFactory())
    Person.objects.filter(pk=without.person_id).update(email="c@d.test")
    clock_at(at("20.05.2022", 23))
    assert campaigns.remind(actor=curator, campaign=campaign) == 5
    notice = Notice.objects.get(person_id=with_login.person_id, dedupe_key__startswith="survey:")
    assert notice.letter_at == at("21.05.2022", 9) + 15 * MINUTES
    letter = OutboxMessage.objects.get(payload__to="c@d.test")
    waits = letter.next_attempt_at - outbox.queue_now()
    assert datetime.timedelta(hours=10) < waits < datetime.timedelta(hours=10, minutes=16)


def test_a_broken_campaign_does_not_stop_the_others(curator: Actor, clock_at, caplog) -> None:
    broken, good = (plan(curator, title, datetime.date(2022, 5, 10)) for title in ("Сломан", "Цел"))
    version = QuestionnaireVersion.objects.filter(questionnaire__role="mentee").first()
    senseless = QuestionnaireVersion.objects.create(
        questionnaire=version.questionnaire, number=99, title="Не разобрать", content=[{"kind": "никакой"}],
        content_hash="9" * 64, published_at=MAY,
    )  # fmt: skip
    CampaignForm.objects.filter(campaign=broken, role="mentee").update(version=senseless)
    clock_at(at("10.05.2022", 12))
    assert campaign_days.run_region(region_of(curator))["opened"] == 1
    states = dict(MonitoringCampaign.objects.filter(pk__in=[broken.pk, good.pk]).values_list("pk", "state"))
    assert states == {broken.pk: "planned", good.pk: "open"}
    assert not SurveyInvitation.objects.filter(campaign=broken).exists(), "what failed is undone"
    assert f"campaign {broken.pk}, opened" in caplog.text and "ПОдин" not in caplog.text


def test_what_people_were_told_is_forgotten_when_it_is_over(curator: Actor, clock_at) -> None:
    """Catches a stamp, a notice, a letter or a line of the day's letter that only those had who had not answered."""
    assert "reminded_on" not in {field.name for field in SurveyInvitation._meta.fields}
    campaign = campaigns.open_now(actor=curator, campaign=plan(curator))
    for row in invitations(campaign, "mentee"):
        user = f.UserFactory() if row.pk % 2 else None
        Person.objects.filter(pk=row.person_id).update(email=f"p{row.pk}@b.test", user=user)
    asked = list(SurveyInvitation.objects.filter(campaign=campaign).values())
    answer(invitations(campaign, "mentee")[0])
    answer(invitations(campaign, "mentee")[1])
    clock_at(at("20.05.2022", 12))
    assert campaigns.remind(actor=curator, campaign=campaign) == 3
    other = next(one for one in invitations(campaign, "mentee")[2:] if one.pk % 2)
    Notice.objects.create(
        person_id=other.person_id, text="Встреча", dedupe_key="meeting:1", created_at=MAY,
        letter_at=at("20.05.2022", 12),
    )  # fmt: skip
    assert digests.send_region(region_of(curator), at("20.05.2022", 12) + MINUTES) == 1
    assert told(campaign) >= 4
    assert list(SurveyInvitation.objects.filter(campaign=campaign).values()) == asked
    campaigns.close(actor=curator, campaign=campaign)
    assert told(campaign) == 0
    kept = OutboxMessage.objects.get(dedupe_key=f"digest:{other.person_id}:2022-05-20")
    assert [line["text"] for line in kept.payload["context"]["lines"]] == ["Встреча"]
    assert list(SurveyInvitation.objects.filter(campaign=campaign).values()) == asked


def test_the_days_letter_that_said_nothing_else_goes_too(curator: Actor, clock_at) -> None:
    campaign = campaigns.open_now(actor=curator, campaign=plan(curator))
    first = invitations(campaign, "mentee")[0]
    Person.objects.filter(pk=first.person_id).update(email="a@b.test", user=f.UserFactory())
    clock_at(at("20.05.2022", 12))
    campaigns.remind(actor=curator, campaign=campaign)
    digests.send_region(region_of(curator), at("20.05.2022", 12) + MINUTES)
    letters = OutboxMessage.objects.filter(dedupe_key=f"digest:{first.person_id}:2022-05-20")
    assert letters.count() == 1
    campaigns.close(actor=curator, campaign=campaign)
    assert not letters.exists() and told(campaign) == 0


@pytest.mark.parametrize("gone", [False, True])
def test_a_letter_with_two_notices_of_one_campaign_goes_too(curator: Actor, clock_at, gone: bool) -> None:
    """Two reminders in one letter, sent or waiting; beside another matter its subject is that one's."""
    campaign = campaigns.open_now(actor=curator, campaign=plan(curator))
    first, second = invitations(campaign, "mentee")[:2]
    for row in (first, second):
        Person.objects.filter(pk=row.person_id).update(email=f"p{row.pk}@b.test", user=f.UserFactory())
    for day in ("19.05.2022", "20.05.2022"):
        clock_at(at(day, 12))
        campaigns.remind(actor=curator, campaign=campaign)
    Notice.objects.create(
        person_id=second.person_id, text="Встреча", dedupe_key="meeting:1", created_at=MAY,
        letter_at=at("20.05.2022", 12),
    )  # fmt: skip
    digests.send_region(region_of(curator), at("20.05.2022", 12) + MINUTES)
    keys = [f"digest:{row.person_id}:2022-05-20" for row in (first, second)]
    letters = OutboxMessage.objects.filter(dedupe_key__in=keys)
    subjects = {row.dedupe_key: row.payload["subject"] for row in letters}
    assert [subjects[key] for key in keys] == [f"Наставничество: сообщений {number}" for number in (2, 3)]
    if gone:
        for row in letters:
            row.payload = {"subject": row.payload["subject"]}
            row.save()
    campaigns.close(actor=curator, campaign=campaign)
    (kept,) = letters.all()
    assert kept.dedupe_key == keys[1]
    if not gone:
        assert (kept.payload["subject"], kept.payload["context"]["more"]) == ("Встреча", 0)


def test_asking_and_reminding_need_an_open_campaign_of_ones_own(curator: Actor, world: World) -> None:
    campaign = plan(curator)
    for verb in (campaigns.invite, campaigns.remind):
        with pytest.raises(Refusal, match="не идёт"):
            verb(actor=curator, campaign=campaign)
    campaign = campaigns.open_now(actor=curator, campaign=campaign)
    group(world.a11, "Два", 1)
    assert [campaigns.invite(actor=curator, campaign=campaign) for _twice in range(2)] == [2, 0]
    counts = AuditEvent.objects.filter(verb="monitoringcampaign.invite").order_by("pk").values_list("data", flat=True)
    assert list(counts) == [{"count": 5}, {"count": 2}]
    for member in (world.a11.mentor, world.a10.coordinator, world.a12.curator):
        with acting(member) as stranger:
            for verb in (campaigns.invite, campaigns.remind):
                with pytest.raises(Refusal, match="сама школа"):
                    verb(actor=stranger, campaign=campaign)
    campaigns.close(actor=curator, campaign=campaign)
    for verb in (campaigns.invite, campaigns.remind):
        with pytest.raises(Refusal, match="не идёт"):
            verb(actor=curator, campaign=campaign)


@pytest.fixture
def whole(world: World, clock_at) -> MonitoringCampaign:
    """A municipality's campaign, opened by day: the schools have it."""
    clock_at(MAY)
    with acting(world.a10.coordinator) as actor:
        campaign = campaigns.open_now(actor=actor, campaign=plan(actor, "Район"))
        campaign_days.run_region(region_of(actor))
        assert set(campaign.parts.values_list("state", flat=True)) == {"open"}
        return campaign


def test_parts_end_with_the_wake_after_the_whole(world: World, whole: MonitoringCampaign) -> None:
    """Catches ending all schools inside the request, and a part that its curator has ended in the way of the rest."""
    with acting(world.a11.curator) as actor:
        campaigns.close(actor=actor, campaign=whole.parts.get(organization_id=world.a11.id))
    with acting(world.a10.coordinator) as actor:
        with CaptureQueriesContext(connection) as seen:
            campaigns.close(actor=actor, campaign=whole)
        assert len(seen) < 20
        with pytest.raises(Refusal, match=r"ещё не закончено 1\sопрос"):
            check_closed(whole)
        region = region_of(actor)
        assert [campaign_days.run_region(region)["closed"] for _twice in range(2)] == [1, 0]
        assert set(whole.parts.values_list("state", flat=True)) == {"closed"}
        check_closed(whole)


def test_a_part_that_had_not_begun_never_does(world: World, clock_at, client_of) -> None:
    clock_at(at("04.05.2022", 22))
    with acting(world.a10.coordinator) as actor:
        whole = campaigns.open_now(actor=actor, campaign=plan(actor, "Район"))
        region = region_of(actor)
        campaign_days.run_region(region)
        assert set(whole.parts.values_list("state", flat=True)) == {"planned"}
        campaigns.close(actor=actor, campaign=whole)
        clock_at(at("05.05.2022", 12))
        counts = campaign_days.run_region(region)
        assert counts["opened"] == counts["closed"] == 0
        check_closed(whole)
    with acting(world.a11.curator) as actor:
        part = whole.parts.get(organization_id=world.a11.id)
        with pytest.raises(Refusal, match="закончил тот, кто его назначил"):
            campaigns.open_now(actor=actor, campaign=part)
        assert not part.invitations.exists()
    page = page_text(client_of(world.a11.curator).get(reverse("campaign_detail", args=[part.pk])))
    assert "раньше, чем он начался в школе" in page and "Начать опрос сегодня" not in page
    assert "не начинался" in page_text(client_of(world.a11.curator).get(reverse("campaign_list")))


def test_schools_of_a_bodys_campaign_come_in_pages(world: World, whole: MonitoringCampaign, client_of) -> None:
    client, address = client_of(world.a10.coordinator), reverse("campaign_detail", args=[whole.pk])
    costs, shown = [], []
    for more in (0, 50):
        with tenant_scope(world.region_a):
            body = Organization.objects.get(pk=world.a10.id)
            for _each in range(more):
                campaigns.part_at(whole, f.SchoolFactory(parent=body))
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            shown.append(page_text(client.get(address)))
        costs.append(len(seen))
    assert costs[0] == costs[1]
    assert "Показаны 1–50 из 52" in shown[1]
    assert "Показаны 51–52 из 52" in page_text(client.get(f"{address}?page=2"))
