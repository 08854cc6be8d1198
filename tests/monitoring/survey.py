"""Helpers: a school of the world with its own pairs and groups of pupils, and answers as people give them."""

import datetime

from accounts import clock
from accounts.models import Organization
from monitoring import survey_secrets
from monitoring.models import MonitoringCampaign, SurveyInvitation
from monitoring.services import answering
from programs.models import MenteeEntry, MentorEntry, Unit, UnitMember
from tests.monitoring.month import person
from tests.world import Node

MAY = datetime.datetime(2022, 5, 4, 9, tzinfo=datetime.UTC)
FIRST, LAST = datetime.date(2022, 5, 4), datetime.date(2022, 5, 31)


def group(node: Node, name: str, mentees: int) -> Unit:
    """A pupil who leads so many pupils, at work. In an open scope."""
    school, now = Organization.objects.get(pk=node.id), clock.now()
    mentor = person(f"Н{name}")
    entry = MentorEntry.objects.create(
        organization=school, person=mentor, state="active", track="student", created_at=now
    )
    unit = Unit.objects.create(
        organization=school, kind="pair" if mentees == 1 else "group", track="student", form="PUPIL_PUPIL",
        curator_id=node.curator.person_id, state="active", people_key=f"{mentor.pk}", proposed_at=now,
    )  # fmt: skip
    UnitMember.objects.create(unit=unit, person=mentor, side="mentor", mentor_entry=entry)
    for number in range(mentees):
        mentee = person(f"П{name}-{number}")
        held = MenteeEntry.objects.create(
            organization=school, person=mentee, state="in_program", track="student", created_at=now
        )
        UnitMember.objects.create(unit=unit, person=mentee, side="mentee", mentee_entry=held)
    return unit


def token_of(invitation: SurveyInvitation) -> str:
    return survey_secrets.token_of(invitation.region_id, invitation.pk)


def filled(invitation: SurveyInvitation, *, satisfied: bool = True, mark: int = 8) -> dict[str, object]:
    """A complete answer to the invitation's questionnaire."""
    raw: dict[str, object] = {}
    for one in invitation.version.questions:
        if one.kind == "rating":
            raw[one.code] = str(mark)
        elif one.indicator == "satisfied":
            raw[one.code] = "yes" if satisfied else "no"
        elif one.kind in ("closed", "frequency") and one.required:
            raw[one.code] = one.values[0]
    return raw


def answer(invitation: SurveyInvitation, *, satisfied: bool = True) -> None:
    raw = filled(invitation, satisfied=satisfied)
    assert answering.submit(invitation=invitation, token=token_of(invitation), raw=raw) == {}


def invitations(campaign: MonitoringCampaign, role: str) -> list[SurveyInvitation]:
    rows = SurveyInvitation.objects.filter(campaign=campaign, role=role, track="student").order_by("pk")
    return list(rows.select_related("campaign", "version", "organization__region"))
