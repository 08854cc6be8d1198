"""Surveys: an own questionnaire with a version, a campaign that asks and one that is closed with an answer."""

import datetime

from django.utils import timezone

from accounts.roles import Role
from monitoring import models as m
from monitoring import survey_secrets
from tests.world import Node

QUESTIONS = [
    {"code": "useful", "kind": "rating", "text": "Насколько полезны встречи?"},
    {"code": "satisfied", "kind": "closed", "text": "Довольны ли вы?", "indicator": "satisfied", "positive": ["yes"]},
    {"code": "words", "kind": "open", "text": "Что изменить?"},
]
DAY = datetime.timedelta(days=1)


def fill(node: Node) -> None:
    """A school asks its mentee and its mentor; a body above has a campaign of its own without invitations."""
    now, today = timezone.now(), timezone.localdate()
    who = next(iter(node.members.values())).person_id
    own = m.Questionnaire.objects.create(
        organization_id=node.id, title=f"Своя анкета {node.marker}", role="mentee", track="staff", moment="exit",
        draft=QUESTIONS, created_at=now,
    )  # fmt: skip
    version = m.QuestionnaireVersion.objects.create(
        questionnaire=own, number=1, title=own.title, content=QUESTIONS, content_hash="0" * 64, published_at=now,
        published_by_id=who,
    )  # fmt: skip
    common = {"organization_id": node.id, "school_year": 2020, "created_by_id": who, "created_at": now}
    opened = m.MonitoringCampaign.objects.create(
        title=f"Идёт опрос {node.marker}", opens_on=today - DAY, closes_on=today + 30 * DAY, state="open", **common
    )
    closed = m.MonitoringCampaign.objects.create(
        title=f"Опрос закончен {node.marker}", opens_on=today - 60 * DAY, closes_on=today - 30 * DAY, state="closed",
        closed_at=now, **common,
    )  # fmt: skip
    planned = m.MonitoringCampaign.objects.create(
        title=f"Опрос впереди {node.marker}", opens_on=today + 9 * DAY, closes_on=today + 30 * DAY, **common
    )
    for campaign in (opened, closed, planned):
        m.CampaignForm.objects.create(campaign=campaign, role="mentee", track="staff", version=version)
    node.rows.update({
        "questionnaire": own.pk, "campaign": opened.pk, "campaign_closed": closed.pk, "campaign_planned": planned.pk,
    })  # fmt: skip
    if node.kind != "school":
        return
    pupil, mentee = node.rows["pupil"], node[Role.MENTEE].person_id  # the pupil has no login: a sheet is all he has
    for campaign, person, track in ((opened, mentee, "staff"), (opened, pupil, "student"), (closed, mentee, "staff")):
        invitation = m.SurveyInvitation.objects.create(
            organization_id=node.id, campaign=campaign, person_id=person, role="mentee", track=track,
            form="TEACHER_TEACHER", version=version, token_hash=f"{campaign.pk}:{person}".zfill(64), created_at=now,
        )  # fmt: skip
        token = survey_secrets.token_of(node.region_id, invitation.pk)
        invitation.token_hash = survey_secrets.token_hash(node.region_id, token)
        invitation.save(update_fields=["token_hash"])
        if person == pupil:
            node.rows["survey_of_pupil"] = invitation.pk
            node.codes["survey"] = token
            m.AnswerDraft.objects.create(
                campaign=campaign, place=survey_secrets.draft_place(node.region_id, token, "key"),
                sealed=survey_secrets.seal_draft(token, "key", "{}"), saved_on=today,
            )  # fmt: skip
        if campaign == opened:
            node.rows.setdefault("survey_invitation", invitation.pk)
            continue
        response = m.Response.objects.create(
            organization_id=node.id, campaign=campaign, version=version, role="mentee", track="staff",
            form="TEACHER_TEACHER", submitted_on=today - 40 * DAY,
            receipt=survey_secrets.receipt_of(node.region_id, invitation.pk),
            link=survey_secrets.link_of(node.region_id, invitation.person_id, node.id, "mentee", "staff"),
        )  # fmt: skip
        node.rows["response"] = response.pk
        m.Answer.objects.create(response=response, question="useful", number=9)
        m.Answer.objects.create(response=response, question="satisfied", values=["yes"])
        m.Answer.objects.create(response=response, question="words", text=f"Больше встреч {node.inner}")
