"""«Нужна помощь сейчас»: a mentee's call reaches the mentor at once; how long the answer took is kept (S1 п. 4.1.5)."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Person
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import HelpRequest, Unit, UnitMember
from ..queries.meetings import may_meet
from ..workflow import move
from .tasks_of_pairs import leads

MOST_OPEN = 3


@transaction.atomic
def ask_for_help(*, actor: Actor, unit: Unit, text: str) -> HelpRequest:
    row = Unit.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=unit.pk)
    member = row.members.filter(person_id=actor.person_id, side=UnitMember.Side.MENTEE, left_on=None).first()
    if member is None:
        raise Refusal(_("О помощи просит наставляемый"), code="permission")
    if not may_meet(row, actor.today):
        raise Refusal(
            _("Пара не работает: %s") % row.get_state_display(),
            todo=_("Обратитесь к куратору: он подскажет, к кому идти"),
        )
    if row.help_requests.filter(member=member).exclude(state=HelpRequest.State.ANSWERED).count() >= MOST_OPEN:
        raise Refusal(_("На прошлые просьбы ещё нет ответа"), todo=_("Позвоните наставнику или куратору"))
    call = HelpRequest.objects.create(unit=row, member=member, text=text.strip(), sent_at=clock.now())
    audit.record(actor, "helprequest.send", call, to_state=call.state)
    mentor = row.members.filter(side=UnitMember.Side.MENTOR, left_on=None).select_related("person").first()
    if mentor is not None:
        _tell(mentor.person, call, _("Нужна помощь сейчас"), "sent")
    return call


@transaction.atomic
def see(*, actor: Actor, call: HelpRequest) -> HelpRequest:
    """The mentor has opened it; anybody else changes nothing by looking."""
    if call.state != HelpRequest.State.SENT or not leads(actor, call.unit):
        return call
    return move(call, "see", actor=actor, changes={"seen_at": clock.now()}, as_effect=True)


@transaction.atomic
def answer_help(*, actor: Actor, call: HelpRequest, answer: str) -> HelpRequest:
    if not leads(actor, call.unit):
        raise Refusal(_("На просьбу отвечает наставник"), code="permission")
    if not answer.strip():
        raise Refusal(_("Ответ пуст"), todo=_("Нажмите готовый ответ или напишите свой"))
    told = {"answer": answer.strip(), "answered_at": clock.now()}
    row = move(call, "answer", actor=actor, changes=told, as_effect=True)
    _tell(row.member.person, row, _("Наставник ответил"), "answered")
    return row


def _tell(person: Person, call: HelpRequest, text: str, key: str) -> None:
    notify(
        person,
        text,
        dedupe_key=f"help.{key}:{call.pk}",
        url=reverse("help_detail", args=[call.pk]),
        organization_id=call.organization_id,
    )
