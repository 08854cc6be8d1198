"""Filling a questionnaire: saved as one goes, handed in once. Nothing here leaves a mark beside a person."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import clock
from accounts.refusal import Refusal

from .. import survey_secrets
from ..models import Answer, AnswerDraft, MonitoringCampaign, Response, SurveyInvitation
from ..queries.campaigns import barred
from ..questions import Given, check

DRAFT_LIMIT = 60_000


@dataclass(frozen=True)
class Standing:
    """Whether an invitation may be answered now; ``code`` is "ok" or why not."""

    code: str

    @property
    def is_open(self) -> bool:
        return self.code == "ok"


def by_token(region_id: int, token: str) -> SurveyInvitation | None:
    """The invitation behind a link; None for an invented one and for one of another region."""
    rows = SurveyInvitation.objects.filter(token_hash=survey_secrets.token_hash(region_id, token))
    return rows.select_related("campaign", "version", "organization__region", "person").first()


def by_code(region_id: int, code: str) -> SurveyInvitation | None:
    """The invitation behind ten typed digits, while its campaign goes on."""
    rows = SurveyInvitation.objects.filter(pk=survey_secrets.number_of(region_id, code), revoked_at=None)
    return rows.filter(campaign__state=MonitoringCampaign.State.OPEN).first()


def is_theirs(invitation: SurveyInvitation, user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whoever has a login answers under it. A link or a code alone is enough for those who have none."""
    held = invitation.person.user_id
    return held is None or held == user.pk


def standing(invitation: SurveyInvitation) -> Standing:
    campaign, today = invitation.campaign, clock.today(invitation.organization.zone)
    if Response.objects.filter(receipt=survey_secrets.receipt_of(invitation.region_id, invitation.pk)).exists():
        return Standing("answered")
    if invitation.revoked_at is not None:
        return Standing("revoked")
    if campaign.state == MonitoringCampaign.State.PLANNED or today < campaign.opens_on:
        return Standing("early")
    if campaign.state != MonitoringCampaign.State.OPEN or today > campaign.closes_on:
        return Standing("closed")
    if barred([invitation]):
        return Standing("consent")
    return Standing("ok")


@transaction.atomic
def save_draft(*, invitation: SurveyInvitation, token: str, key: str, raw: Mapping[str, Any]) -> bool:
    """What was answered so far in the browser that holds the key; False when nothing is kept (handed in, closed)."""
    text = json.dumps(raw, ensure_ascii=False)
    if not key or len(text) > DRAFT_LIMIT or not standing(invitation).is_open:
        return False
    AnswerDraft.objects.update_or_create(
        place=survey_secrets.draft_place(invitation.region_id, token, key),
        defaults={
            "campaign_id": invitation.campaign_id,
            "sealed": survey_secrets.seal_draft(token, key, text),
            "saved_on": clock.today(invitation.organization.zone),
        },
    )
    return True


def draft_of(invitation: SurveyInvitation, token: str, key: str) -> dict[str, Any]:
    row = _drafts(invitation, token, key).first() if key else None
    if row is None:
        return {}
    try:
        found = json.loads(survey_secrets.unseal_draft(token, key, row.sealed))
    except (InvalidToken, ValueError):  # sealed under a former key: begin anew
        return {}
    return found if isinstance(found, dict) else {}


@transaction.atomic
def forget_draft(*, invitation: SurveyInvitation, token: str, key: str) -> None:
    _drafts(invitation, token, key).delete()


def _drafts(invitation: SurveyInvitation, token: str, key: str) -> QuerySet[AnswerDraft]:
    return AnswerDraft.objects.filter(place=survey_secrets.draft_place(invitation.region_id, token, key))


@transaction.atomic
def submit(*, invitation: SurveyInvitation, token: str, raw: Mapping[str, Any], key: str = "") -> Mapping[str, str]:
    """Hand the answers in; mistakes by question, or nothing when they are kept. A second press changes nothing.

    Raises Refusal where the campaign takes no more answers.
    """
    now = standing(invitation)
    if now.code == "answered":
        return {}
    if not now.is_open or not _campaign_holds_open(invitation.campaign_id):
        raise Refusal(
            _("Ответы больше не принимаются"), todo=_("Спросите куратора своей школы, если это ошибка"), code="closed"
        )
    checked = check(invitation.version.questions, raw)
    if checked.errors:
        return checked.errors
    response = Response(
        organization_id=invitation.organization_id, campaign_id=invitation.campaign_id, version=invitation.version,
        role=invitation.role, track=invitation.track, form=invitation.form,
        submitted_on=clock.today(invitation.organization.zone),
        receipt=survey_secrets.receipt_of(invitation.region_id, invitation.pk),
        link=survey_secrets.link_of(
            invitation.region_id, invitation.person_id, invitation.organization_id, invitation.role, invitation.track
        ),
    )  # fmt: skip
    Response.objects.bulk_create([response], ignore_conflicts=True)
    if Response.objects.filter(pk=response.pk).exists():  # else somebody's other press was first
        Answer.objects.bulk_create(_answer(response, code, given) for code, given in checked.answers.items())
    forget_draft(invitation=invitation, token=token, key=key)
    return {}


def _answer(response: Response, code: str, given: Given) -> Answer:
    return Answer(response=response, question=code, number=given.number, values=list(given.values), text=given.text)


def _campaign_holds_open(campaign_id: int) -> bool:
    """Hold the campaign's state till the answers are in, so that nothing comes after the closing; others answer too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM monitoring_monitoringcampaign WHERE id = %s FOR SHARE", [campaign_id])
        row = cursor.fetchone()
    return row is not None and row[0] == MonitoringCampaign.State.OPEN
