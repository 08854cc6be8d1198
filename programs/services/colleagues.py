"""A colleague asked by the mentor for one thing: his consent opens that line to him, till a day (S4 п. 4.1)."""

import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Person
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import HelperInvitation, PlanActivity, Unit, UnitMember
from ..queries.participants import job_at
from ..workflow import move

State = HelperInvitation.State


@transaction.atomic
def invite(
    *, actor: Actor, unit: Unit, person: Person, task: str, until: datetime.date, activity: PlanActivity | None = None
) -> HelperInvitation:
    if not unit.members.filter(person_id=actor.person_id, side=UnitMember.Side.MENTOR, left_on=None).exists():
        raise Refusal(_("Коллегу приглашает наставник"), code="permission")
    if (
        unit.members.filter(person=person, left_on=None).exists()
        or job_at(person, unit.organization, actor.today) is None
    ):
        raise Refusal(_("Приглашают другого работника школы"), todo=_("Выберите коллегу"))
    if until < actor.today or not task.strip():
        raise Refusal(_("Не указано, в чём помочь и до какого дня"), todo=_("Заполните оба поля"))
    if activity is not None and activity.program.unit_id != unit.pk:
        raise Refusal(_("Это мероприятие из другой программы"))
    try:
        with transaction.atomic():
            row = HelperInvitation.objects.create(
                organization=unit.organization,
                unit=unit,
                activity=activity,
                person=person,
                task=task.strip(),
                until=until,
                invited_by_id=actor.person_id,
                invited_on=actor.today,
            )
    except IntegrityError as error:
        raise Refusal(_("Этот коллега уже приглашён"), code="already") from error
    audit.record(actor, "helperinvitation.ask", row, to_state=row.state)
    _tell(person, row, _("Вас просят помочь наставнику"), "ask")
    return row


@transaction.atomic
def answer(*, actor: Actor, invitation: HelperInvitation, agrees: bool) -> HelperInvitation:
    """His own consent; without it he sees the request alone."""
    if invitation.person_id != actor.person_id:
        raise Refusal(_("Отвечает тот, кого попросили"), code="permission")
    verb = "agree_to_help" if agrees else "decline_to_help"
    row = move(invitation, verb, actor=actor, changes={"answered_on": actor.today}, as_effect=True)
    words = _("Коллега согласился помочь") if agrees else _("Коллега не сможет помочь")
    _tell(row.invited_by, row, words, "answer")
    return row


@transaction.atomic
def end(*, actor: Actor, invitation: HelperInvitation) -> HelperInvitation:
    if actor.person_id not in {invitation.invited_by_id, invitation.person_id}:
        raise Refusal(_("Помощь заканчивает наставник или сам помощник"), code="permission")
    return move(invitation, "end_help", actor=actor, as_effect=True)


def new_day() -> None:
    for row in HelperInvitation.objects.filter(state__in=[State.ASKED, State.ACCEPTED]).select_related(
        "organization__region"
    ):
        if row.until < clock.today(row.organization.zone):
            move(row, "end_help", actor=None, as_effect=True)


def _tell(person: Person, row: HelperInvitation, text: str, key: str) -> None:
    notify(
        person,
        text,
        dedupe_key=f"helper.{key}:{row.pk}",
        detail=row.task,
        url=reverse("helper_detail", args=[row.pk]),
        organization_id=row.organization_id,
    )
