"""Pairs and groups: agreed by everyone, held by consents and an order, closed. How they are proposed: proposals."""

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Person
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import Application, Consent, FileAccess, MenteeEntry, Unit, UnitMember
from ..models.unit import BEFORE_ORDER
from ..queries.names import people_in, told_to
from ..queries.participants import manages
from ..queries.units import held_by_lender, missing_consents, order_of
from ..workflow import move
from . import agreements, consents, meeting_plans
from .lending import draft_of_the_other_school
from .tasks_of_pairs import OPEN


def is_reverse(unit: Unit) -> bool:
    """Both teach and both learn (S3 п. 4.4)."""
    return UnitMember.ever.filter(unit=unit, is_reverse=True, left_on=None).exists()


def end_unit(*, actor: Actor | None, unit: Unit, verb: str, basis: str = "", entries: str = "unmatch") -> Unit:
    """The one end of a pair or a group, by whatever way it comes («close», «reject»): nothing of it stays open.

    ``entries``: what becomes of the mentees who were in a programme; who had not begun is looked for a mentor again.
    Its people stay its people, so that they can read what they did: ``left_on`` is of those who leave a unit that goes
    on.
    """
    today = clock.today(unit.organization.zone)
    closed = {"closed_on": today} if verb == "close" else {}
    row = move(unit, verb, actor=actor, changes=closed, as_effect=True, basis=basis)
    agreements.end(actor=actor, unit=row, basis=basis)
    row.replacements.filter(in_force_on=None, dropped_on=None).update(dropped_on=today)
    for task in row.tasks.filter(state__in=OPEN).order_by("pk"):
        move(task, "take_back", actor=actor, changes={"closed_at": clock.now()}, as_effect=True, basis=basis)
    meeting_plans.call_off_the_rest(actor=actor, unit=row)
    _ask_nothing_more(row, actor, today, basis)
    row.members.filter(seat__isnull=False).update(seat=None, seat_of=None)  # the mentor's again
    verbs = {MenteeEntry.State.MATCHED: "unmatch", MenteeEntry.State.IN_PROGRAM: entries}
    for member in row.members.filter(side=UnitMember.Side.MENTEE).select_related("mentee_entry"):
        if member.mentee_entry is not None and member.mentee_entry.state in verbs:
            move(member.mentee_entry, verbs[member.mentee_entry.state], actor=actor, as_effect=True, basis=basis)
    return row


def _ask_nothing_more(unit: Unit, actor: Actor | None, today: datetime.date, basis: str) -> None:
    """Nobody is left to sign, to answer or to open anything about a pair that is no more."""
    for consent in unit.consents.filter(state=Consent.State.SENT).order_by("pk"):
        move(consent, "expire", actor=actor, changes={"expired_on": today}, as_effect=True, basis=basis)
    for statement in unit.applications.filter(state=Application.State.FILED).order_by("pk"):
        move(statement, "take_back", actor=actor, as_effect=True, basis=basis)
    open_now = (FileAccess.State.ASKED, FileAccess.State.GRANTED)
    for access in unit.file_accesses.filter(state__in=open_now).order_by("pk"):
        move(access, "end_access", actor=actor, as_effect=True, basis=basis)


def begin_work(unit: Unit, actor: Actor | None) -> Unit:
    """The pair is at work: by its programme, or by the one meeting for which it was held."""
    row = move(unit, "start", actor=actor, as_effect=True)
    for member in row.members.filter(side=UnitMember.Side.MENTEE, left_on=None).select_related("mentee_entry"):
        if member.mentee_entry is not None and member.mentee_entry.state == MenteeEntry.State.MATCHED:
            move(member.mentee_entry, "enter", actor=actor, as_effect=True)
    return row


@transaction.atomic
def answer(*, actor: Actor, unit: Unit, agrees: bool) -> Unit:
    """A participant's answer. When all have agreed, consents to duties are asked for; one decline ends the proposal."""
    row = Unit.objects.select_for_update().get(pk=unit.pk)
    member = row.members.filter(person_id=actor.person_id, left_on=None).first()
    if member is None:
        raise Refusal(_("Вас нет в этой паре"))
    if row.state != Unit.State.PROPOSED:
        raise Refusal(_("На предложение уже отвечено: %s") % row.get_state_display(), code="already")
    if not agrees:
        member.declined_on = actor.today
        member.save(update_fields=["declined_on"])
        return reject(actor=actor, unit=row, why="declined")
    if member.agreed_on is None:
        member.agreed_on = actor.today
        member.save(update_fields=["agreed_on"])
        audit.record(actor, "unit.agree", row, member=member.pk)
    if row.members.filter(left_on=None, agreed_on=None).exists():
        return row
    row = move(row, "agree", actor=actor, as_effect=True)
    for other in row.members.select_related("person"):
        consents.ask(actor=actor, organization=row.organization, person=other.person, kind=Consent.Kind.DUTY, unit=row)
        if other.side == UnitMember.Side.MENTOR:
            agreements.offer(actor=actor, unit=row, person=other.person)
    return row


@transaction.atomic
def reject(*, actor: Actor | None, unit: Unit, why: str) -> Unit:
    """The proposal ends without a mark on anybody; mentees are looked for a mentor again."""
    row = end_unit(actor=actor, unit=unit, verb="reject", basis=why)
    tell(row.curator, row, _("Пара не состоялась"), "reject")
    return row


@transaction.atomic
def withdraw(*, actor: Actor, unit: Unit, reason: str) -> Unit:
    """The curator takes back a pair that nothing holds yet: one put together by mistake, or not needed any more."""
    row = Unit.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=unit.pk)
    if not manages(actor, row):
        raise Refusal(_("Предложение отзывает куратор школы, где составлена пара"), code="permission")
    if row.state not in BEFORE_ORDER:
        raise Refusal(
            _("Пара уже не ждёт закрепления: %s") % row.get_state_display(),
            todo=_("Закреплённую пару заканчивают завершением программы или приказом"),
            code="state",
        )
    if order_of(row) is not None:
        raise Refusal(_("Пара стоит в приказе"), todo=_("Сначала уберите её из приказа или отзовите его"))
    if held_by_lender(row):
        raise Refusal(
            _("Школа наставника уже готовит или выпустила приказ об этой паре"),
            todo=_("Попросите её отозвать приказ или отменить его"),
        )
    reason = " ".join(reason.replace("\x00", "").split())[:300]
    if not reason:
        raise Refusal(_("Почему отзываете предложение?"), todo=_("Напишите причину: её увидят участники"))
    if found := people_in(reason, row.organization):
        raise Refusal(
            _("В причине названы люди: её прочтут все участники"), todo=_("Напишите без имён"),
            missing=told_to(actor, found),
        )  # fmt: skip
    row = end_unit(actor=actor, unit=row, verb="reject", basis="withdrawn")
    for member in row.members.filter(left_on=None).select_related("person"):
        tell(member.person, row, _("Предложение пары отозвано"), "withdrawn", detail=reason)
    return row


def consents_may_be_complete(*, actor: Actor, unit: Unit) -> None:
    """Called after each signature: the last one moves the unit on."""
    row = Unit.objects.select_for_update().get(pk=unit.pk)
    if row.state == Unit.State.AGREED and not missing_consents(row):
        move(row, "consent", actor=actor, as_effect=True)
        tell(row.curator, row, _("Все согласия получены: можно готовить приказ"), "consented")
        draft_of_the_other_school(row)
    elif row.state == Unit.State.REPLACING and (chosen := row.replacements.filter(in_force_on=None).first()):
        tell(row.curator, row, _("Новый наставник ответил: откройте карточку пары"), f"answered:{chosen.pk}")


def tell(person: Person, unit: Unit, text: str, key: str, *, detail: str = "") -> None:
    """A notice about the unit, once for a key."""
    notify(
        person,
        text,
        dedupe_key=f"unit.{key}:{unit.pk}",
        detail=detail,
        url=reverse("unit_detail", args=[unit.pk]),
        organization_id=unit.organization_id,
    )
