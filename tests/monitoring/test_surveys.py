"""S2 step 7, the collecting half; who is asked; one answer a person; nothing that joins a person to his answers."""

import datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts.models import AuditEvent, Notice, OutboxMessage, Person
from accounts.refusal import Refusal
from accounts.tenancy import tenant_scope
from monitoring.models import (
    AnswerDraft,
    MonitoringCampaign,
    Questionnaire,
    QuestionnaireVersion,
    Response,
    SurveyInvitation,
)
from monitoring.queries.campaigns import answered_of, people_to_ask, rates
from monitoring.queries.satisfaction import satisfaction
from monitoring.services import answering, campaign_days, campaigns, questionnaires
from programs.models import Consent
from programs.queries.execution import percent
from programs.workflow import move
from tests.monitoring.month import emptied
from tests.monitoring.survey import FIRST, LAST, MAY, answer, filled, group, invitations, token_of
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


def rows(sql: str, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


@pytest.fixture
def opened(world: World, clock_at):
    """Ten pairs and four groups of five pupils: 30 mentees, 14 mentors; the campaign of May goes on."""
    clock_at(MAY)
    with acting(world.a11.curator) as actor:
        emptied(world.a11)
        for number in range(14):
            group(world.a11, f"{number:02}", 1 if number < 10 else 5)
        campaign = campaigns.plan(
            actor=actor, title="Оценка качества программ", opens_on=FIRST, closes_on=LAST, roles=["mentee", "mentor"]
        )
        campaign = campaigns.open_now(actor=actor, campaign=campaign)
        yield actor, campaign


def test_s2_step_7_is_counted_as_the_domain_says(opened) -> None:
    """27 of 30 = 90,0 %; 13 of 14 = 92,9 %; satisfied 23/27 = 85,2 %, 12/13 = 92,3 %; SQL agrees."""
    actor, campaign = opened
    for role, total, satisfied in (("mentee", 27, 23), ("mentor", 13, 12)):
        for number, invitation in enumerate(invitations(campaign, role)[:total]):
            answer(invitation, satisfied=number < satisfied)
    shown = {rate.role: (rate.answered, rate.asked, percent(rate.answered, rate.asked)) for rate in rates([campaign])}
    assert shown == {"mentee": (27, 30, "90,0"), "mentor": (13, 14, "92,9")}
    assert satisfaction(actor.organization, 2021, least=3)["mentee"].hidden, "figures of an open campaign"
    campaigns.close(actor=actor, campaign=campaign)
    found = satisfaction(actor.organization, 2021, least=3)
    assert (found["mentee"].positive, found["mentee"].answered, found["mentee"].percent) == (23, 27, "85,2")
    assert (found["mentor"].positive, found["mentor"].answered, found["mentor"].percent) == (12, 13, "92,3")
    oracle = rows(
        """SELECT r.role, count(*), count(*) FILTER (WHERE a."values" = ARRAY['yes']::varchar[])
           FROM monitoring_response r JOIN monitoring_answer a ON a.response_id = r.id
           WHERE r.campaign_id = %s AND a.question = 'satisfied' GROUP BY r.role ORDER BY r.role""",
        campaign.pk,
    )
    assert oracle == [("mentee", 27, 23), ("mentor", 13, 12)]
    late = invitations(campaign, "mentee")[29]
    with pytest.raises(Refusal, match="не принимаются"):
        answering.submit(invitation=late, token=token_of(late), raw=filled(late))


def test_two_teachers_are_not_the_difference_of_a_report_and_a_page(opened) -> None:
    """The page hides a group of two; the school's K5 is of the others alone."""
    actor, campaign = opened
    asked = invitations(campaign, "mentee")
    teachers = [one.pk for one in asked[10:12]]
    SurveyInvitation.objects.filter(pk__in=teachers).update(track="staff")
    for number, invitation in enumerate(asked[:10]):
        answer(invitation, satisfied=number < 9)
    rows = SurveyInvitation.objects.select_related("campaign", "version", "organization__region")
    for invitation in rows.filter(pk__in=teachers):
        answer(invitation)
    campaigns.close(actor=actor, campaign=campaign)
    assert Response.objects.filter(campaign=campaign, role="mentee").count() == 12
    found = satisfaction(actor.organization, 2021, least=3)["mentee"]
    assert (found.positive, found.answered) == (9, 10)


def test_figures_above_the_school_are_welded(opened, world: World) -> None:
    actor, campaign = opened
    for invitation in invitations(campaign, "mentor")[:4]:
        answer(invitation)
    campaigns.close(actor=actor, campaign=campaign)
    assert satisfaction(actor.organization, 2021, least=3)["mentor"].answered == 4
    above = actor.organization.parent
    assert satisfaction(above, 2021, least=5)["mentor"].hidden
    assert satisfaction(above, 2021, least=4)["mentor"].percent == "100,0"


def test_a_second_press_changes_nothing_and_reminders_stop_at_once(opened) -> None:
    _actor, campaign = opened
    first, second, *_others = invitations(campaign, "mentee")
    answer(first)
    answer(first, satisfied=False)
    assert Response.objects.filter(campaign=campaign).count() == 1
    assert answering.standing(first).code == "answered"
    assert answered_of([first, second]) == {first.pk}
    Person.objects.filter(pk__in=[first.person_id, second.person_id]).update(email="a@b.test")
    assert campaigns.remind(actor=None, campaign=campaign) == 43
    letters = set(
        OutboxMessage.objects.filter(payload__template="mail/survey.txt").values_list("dedupe_key", flat=True)
    )
    assert any(f":{second.pk}:" in key for key in letters) and not any(f":{first.pk}:" in key for key in letters)
    assert campaigns.remind(actor=None, campaign=campaign) == 0, "once a day"


def test_mistakes_are_told_by_question_and_nothing_is_kept(opened) -> None:
    _actor, campaign = opened
    first = invitations(campaign, "mentee")[0]
    errors = answering.submit(invitation=first, token=token_of(first), raw={"talk": "11"})
    assert {"talk", "meetings", "satisfied"} <= set(errors) and "best" not in errors
    assert not Response.objects.filter(campaign=campaign).exists()


def test_nothing_joins_a_person_to_his_answers(opened) -> None:
    """Catches a key, a moment, a journal entry or a shared transaction on the person's side of an answer."""
    _actor, campaign = opened
    first = invitations(campaign, "mentee")[0]
    token, before = token_of(first), AuditEvent.objects.count()
    notices, people = Notice.objects.count(), rows("SELECT xmin FROM monitoring_surveyinvitation ORDER BY id")
    answering.save_draft(invitation=first, token=token, key="его", raw={"talk": "9", "best": "тайное слово"})
    sealed = AnswerDraft.objects.get(campaign=campaign)
    assert "тайное" not in sealed.sealed and answering.draft_of(first, token, "его")["best"] == "тайное слово"
    assert answering.draft_of(first, token_of(invitations(campaign, "mentee")[1]), "его") == {}
    assert answering.submit(invitation=first, token=token, key="его", raw=filled(first)) == {}
    assert not AnswerDraft.objects.filter(campaign=campaign).exists()
    assert (AuditEvent.objects.count(), Notice.objects.count()) == (before, notices)
    assert rows("SELECT xmin FROM monitoring_surveyinvitation ORDER BY id") == people
    points_at = {key.related_model.__name__ for key in Response._meta.fields if key.is_relation}
    assert points_at == {"Region", "Organization", "MonitoringCampaign", "QuestionnaireVersion"}
    assert not any(field.get_internal_type() == "DateTimeField" for field in Response._meta.fields)
    held = {str(value) for value in rows("SELECT * FROM monitoring_response WHERE campaign_id = %s", campaign.pk)[0]}
    known = rows("SELECT * FROM monitoring_surveyinvitation WHERE id = %s", first.pk)[0]
    shared = held & {str(value) for value in known}
    allowed = {campaign.pk, campaign.organization_id, campaign.region_id, first.version_id, "mentee", "student"}
    assert shared <= {str(value) for value in (*allowed, first.form)}


def test_before_and_after_of_one_person_meet(opened) -> None:
    actor, campaign = opened
    entry = campaigns.plan(actor=actor, title="До", opens_on=FIRST, closes_on=LAST, roles=["mentee"], moment="entry")
    entry = campaigns.open_now(actor=actor, campaign=entry)
    first, other = invitations(campaign, "mentee")[:2]
    before = next(row for row in invitations(entry, "mentee") if row.person_id == first.person_id)
    for one in (first, other, before):
        answer(one)
    links = dict(Response.objects.values_list("campaign_id", "link").filter(campaign=entry))
    assert Response.objects.filter(campaign=campaign, link=links[entry.pk]).count() == 1
    assert Response.objects.filter(campaign=campaign).values("link").distinct().count() == 2


def test_why_a_link_does_not_open(opened, clock_at) -> None:
    _actor, campaign = opened
    first, second = invitations(campaign, "mentee")[:2]
    consent = Consent.objects.create(
        organization_id=campaign.organization_id, person_id=first.person_id, kind="pdn_processing", state="revoked",
        text="", text_version="1", created_at=MAY, revoked_on=FIRST,
    )  # fmt: skip
    assert answering.standing(first).code == "consent"
    assert answering.by_token(first.region_id, "invented") is None
    assert answering.by_token(first.region_id + 1, token_of(first)) is None
    Consent.objects.filter(pk=consent.pk).delete()
    SurveyInvitation.objects.filter(pk=second.pk).update(revoked_at=MAY)
    second.refresh_from_db()
    assert answering.standing(second).code == "revoked"
    clock_at(datetime.datetime(2022, 6, 1, 9, tzinfo=datetime.UTC))
    assert answering.standing(first).code == "closed"
    with pytest.raises(Refusal):
        answering.submit(invitation=first, token=token_of(first), raw=filled(first))


@pytest.mark.parametrize("state", ["revoked", "expired"])
@pytest.mark.parametrize("kind", ["pdn_processing", "guardian"])
def test_whose_consent_has_ended_is_asked_and_reminded_of_nothing(opened, clock_at, kind: str, state: str) -> None:
    actor, campaign = opened
    first = invitations(campaign, "mentee")[0]
    facts = {"organization_id": campaign.organization_id, "person_id": first.person_id, "text": "", "created_at": MAY}
    signed = {"text_version": "1", "signed_on": FIRST}
    Consent.objects.create(kind=kind, state=state, revoked_on=FIRST if state == "revoked" else None, **signed, **facts)
    other = "guardian" if kind == "pdn_processing" else "pdn_processing"
    Consent.objects.create(kind=other, state="signed", **signed, **facts)  # of another kind: it holds nothing here
    assert answering.standing(first).code == "consent"
    year = datetime.date(2021, 9, 1)
    assert first.person_id not in {one.person_id for one in people_to_ask(campaign, year)}
    assert campaigns.remind(actor=actor, campaign=campaign) == 43
    Consent.objects.create(kind=kind, state="signed", **signed, **facts)
    assert answering.standing(first).code == "ok"
    assert first.person_id in {one.person_id for one in people_to_ask(campaign, year)}


def test_a_published_version_never_changes(opened) -> None:
    actor, _campaign = opened
    version = questionnaires.adopt("Q-ST-OUT")
    assert questionnaires.adopt("Q-ST-OUT") == version
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        QuestionnaireVersion.objects.filter(pk=version.pk).update(title="Иное")
    own = questionnaires.copy(actor=actor, version=version)
    first = questionnaires.publish(actor=actor, questionnaire=own)
    assert questionnaires.publish(actor=actor, questionnaire=own) == first
    changed = [{**one, "text": f"{one['text']} "[:-1].replace("?", " теперь?")} for one in own.draft]
    own = questionnaires.save(
        actor=actor, questionnaire=own, version=own.version, title=own.title, about="", draft=changed
    )
    assert questionnaires.publish(actor=actor, questionnaire=own).number == 2
    assert first.content == version.content


@pytest.mark.parametrize(
    "words",
    ["Согласны ли вы на обработку персональных данных?", "Даю СОГЛАСИЕ на обработку моих данных", "152-ФЗ: согласие"],
)
def test_a_questionnaire_asks_for_no_consent(opened, words: str) -> None:
    """domain §7.6: an attempt to put the consent into a questionnaire is refused at publishing."""
    actor, _campaign = opened
    own = questionnaires.copy(actor=actor, version=questionnaires.adopt("Q-MT-OUT"))
    Questionnaire.objects.filter(pk=own.pk).update(draft=[*own.draft, {"code": "c", "kind": "closed", "text": words}])
    with pytest.raises(Refusal, match="Согласие на обработку") as refused:
        questionnaires.publish(actor=actor, questionnaire=own)
    assert refused.value.clause == "152-ФЗ, ст. 9"
    assert not own.versions.exists()


def test_days_open_and_close_once(opened, world: World, clock_at) -> None:
    actor, campaign = opened
    ahead = campaigns.plan(
        actor=actor, title="Второй", opens_on=datetime.date(2022, 5, 10), closes_on=LAST, roles=["mentor"]
    )
    region = actor.organization.region
    clock_at(datetime.datetime(2022, 5, 10, 9, tzinfo=datetime.UTC))
    assert campaign_days.run_region(region)["opened"] == 1
    assert campaign_days.run_region(region)["opened"] == 0
    assert SurveyInvitation.objects.filter(campaign=ahead).count() == 14
    clock_at(datetime.datetime(2022, 5, 28, 9, tzinfo=datetime.UTC))
    assert [campaign_days.run_region(region)["reminded"] for _twice in range(2)] == [2, 0]
    clock_at(datetime.datetime(2022, 6, 1, 9, tzinfo=datetime.UTC))
    assert campaign_days.run_region(region)["closed"] == 2
    assert campaign_days.run_region(region)["closed"] == 0
    states = MonitoringCampaign.objects.filter(pk__in=[campaign.pk, ahead.pk]).values_list("state", flat=True)
    assert set(states) == {"closed"}


def test_a_bodys_campaign_reaches_every_school_below(world: World, clock_at) -> None:
    clock_at(MAY)
    with acting(world.a10.coordinator) as actor:
        campaign = campaigns.plan(
            actor=actor, title="Район", opens_on=FIRST, closes_on=LAST, roles=["mentee", "mentor"]
        )
        campaigns.open_now(actor=actor, campaign=campaign)
        region = actor.organization.region
    with tenant_scope(world.region_a):
        campaign_days.run_region(region)
        campaign_days.run_region(region)
        parts = {part.organization_id: part for part in campaign.parts.all()}
        assert set(parts) == {world.a11.id, world.a12.id}
        assert {part.state for part in parts.values()} == {"open"}
        assert all(part.forms.count() == 4 for part in parts.values())
        assert rates([campaign])[0].asked == sum(rate.asked for rate in rates(parts.values()) if rate.role == "mentee")


def test_a_closed_campaign_goes_its_way_to_the_archive(opened, world: World) -> None:
    actor, campaign = opened
    campaign = move(campaigns.close(actor=actor, campaign=campaign), "process", actor=actor)
    with acting(world.a11.head) as head:
        campaign = move(campaign, "approve_conclusions", actor=head)
    campaign = move(campaign, "archive", actor=actor)
    assert campaign.state == MonitoringCampaign.State.ARCHIVED
