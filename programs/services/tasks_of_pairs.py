"""Tasks between meetings: given by the mentor, handed in by the mentee, looked at by the mentor himself (S4 п. 4.1)."""

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Person
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import MeetingTask, Unit, UnitMember
from ..queries.meetings import may_meet
from ..workflow import move
from .once import made_once

MOST_OPEN = 20
OPEN = (MeetingTask.State.GIVEN, MeetingTask.State.HANDED_IN, MeetingTask.State.RETURNED)


def leads(actor: Actor, unit: Unit) -> bool:
    return unit.members.filter(person_id=actor.person_id, side=UnitMember.Side.MENTOR, left_on=None).exists()


def _by_the_mentor(actor: Actor, unit: Unit) -> None:
    if not leads(actor, unit):
        raise Refusal(_("Задания даёт и проверяет наставник"), code="permission")


@transaction.atomic
def give_task(
    *, actor: Actor, unit: Unit, members: list[int], text: str, due_on: datetime.date | None = None
) -> list[MeetingTask]:
    """A task for each of the chosen mentees; who has the very same open has it once."""
    row = Unit.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=unit.pk)
    _by_the_mentor(actor, row)
    if not may_meet(row, actor.today):
        raise Refusal(_("Пара не работает: %s") % row.get_state_display(), todo=_("Задания дают, пока идёт программа"))
    if due_on is not None and due_on < actor.today:
        raise Refusal(_("Срок уже прошёл"), todo=_("Укажите сегодняшний день или более поздний"))
    mentees = row.members.filter(side=UnitMember.Side.MENTEE, left_on=None, pk__in=members).select_related("person")
    if not mentees:
        raise Refusal(_("Не выбрано, кому задание"), todo=_("Отметьте хотя бы одного"))
    same = row.tasks.filter(state__in=OPEN, text=text, due_on=due_on, member__in=mentees).count()
    if row.tasks.filter(state__in=OPEN).count() + len(mentees) - same > MOST_OPEN:
        raise Refusal(
            _("Открытых заданий уже много: больше %s") % MOST_OPEN, todo=_("Примите сданные или снимите лишние")
        )
    made = []
    for member in mentees:
        key = {"unit": row, "member": member, "text": text, "due_on": due_on, "state__in": OPEN}
        task, new = made_once(MeetingTask.objects, key=key, words={}, more={"given_at": clock.now()})
        if new:
            audit.record(actor, "meetingtask.give", task, to_state=task.state)
            _tell(member.person, task, _("Новое задание"), "given")
        made.append(task)
    return made


@transaction.atomic
def hand_in(*, actor: Actor, task: MeetingTask) -> MeetingTask:
    if task.member.person_id != actor.person_id:
        raise Refusal(_("Задание сдаёт тот, кому оно дано"), code="permission")
    row = move(task, "hand_in", actor=actor, changes={"handed_in_at": clock.now()}, as_effect=True)
    mentor = row.unit.members.filter(side=UnitMember.Side.MENTOR, left_on=None).select_related("person").first()
    if mentor is not None:
        _tell(mentor.person, row, _("Задание сдано: проверьте"), f"handed:{clock.now():%Y%m%d%H%M}")
    return row


@transaction.atomic
def accept(*, actor: Actor, task: MeetingTask) -> MeetingTask:
    """What was shown at the meeting is accepted without having been handed in."""
    _by_the_mentor(actor, task.unit)
    row = move(task, "accept", actor=actor, changes={"closed_at": clock.now()}, as_effect=True)
    _tell(row.member.person, row, _("Задание принято"), "accepted")
    return row


@transaction.atomic
def send_back(*, actor: Actor, task: MeetingTask, remark: str) -> MeetingTask:
    _by_the_mentor(actor, task.unit)
    if not remark.strip():
        raise Refusal(_("Не сказано, что поправить"), todo=_("Напишите замечание: одно предложение"))
    row = move(task, "send_back", actor=actor, changes={"remark": remark.strip()}, as_effect=True)
    _tell(row.member.person, row, _("Задание вернули с замечанием"), f"back:{clock.now():%Y%m%d%H%M}")
    return row


@transaction.atomic
def take_back(*, actor: Actor, task: MeetingTask) -> MeetingTask:
    _by_the_mentor(actor, task.unit)
    return move(task, "take_back", actor=actor, changes={"closed_at": clock.now()}, as_effect=True)


def _tell(person: Person, task: MeetingTask, text: str, key: str) -> None:
    notify(
        person,
        text,
        dedupe_key=f"task.{key}:{task.pk}",
        url=reverse("unit_detail", args=[task.unit_id]),
        organization_id=task.organization_id,
    )
