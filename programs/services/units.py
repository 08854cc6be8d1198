"""Pairs and groups: agreed by everyone, held by consents and an order, closed. How they are proposed: proposals."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Person
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import Consent, MenteeEntry, Unit, UnitMember
from ..queries.units import missing_consents
from ..workflow import move
from . import agreements, consents, meeting_plans


def is_reverse(unit: Unit) -> bool:
    """Both teach and both learn (S3 п. 4.4)."""
    return UnitMember.both_ways.filter(unit=unit, is_reverse=True, left_on=None).exists()


def release_seats(unit: Unit, actor: Actor | None) -> None:
    """The unit has ended: its seats are the mentor's again, his agreement about it is over, nobody is waited for."""
    agreements.end(actor=None, unit=unit)
    meeting_plans.call_off_the_rest(actor=actor, unit=unit)
    unit.members.filter(seat__isnull=False).update(seat=None, seat_of=None)


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
    row = move(unit, "reject", actor=actor, as_effect=True, basis=why)
    release_seats(row, actor)
    _release_mentees(row, actor)
    tell(row.curator, row, _("Пара не состоялась"), "reject")
    return row


def _release_mentees(unit: Unit, actor: Actor | None) -> None:
    for member in unit.members.filter(side=UnitMember.Side.MENTEE).select_related("mentee_entry"):
        if member.mentee_entry is not None and member.mentee_entry.state == MenteeEntry.State.MATCHED:
            move(member.mentee_entry, "unmatch", actor=actor, as_effect=True)


def consents_may_be_complete(*, actor: Actor, unit: Unit) -> None:
    """Called after each signature: the last one moves the unit on."""
    row = Unit.objects.select_for_update().get(pk=unit.pk)
    if row.state == Unit.State.AGREED and not missing_consents(row):
        move(row, "consent", actor=actor, as_effect=True)
        tell(row.curator, row, _("Все согласия получены: можно готовить приказ"), "consented")
    elif row.state == Unit.State.REPLACING and (chosen := row.replacements.filter(in_force_on=None).first()):
        tell(row.curator, row, _("Новый наставник ответил: откройте карточку пары"), f"answered:{chosen.pk}")


def tell(person: Person, unit: Unit, text: str, key: str) -> None:
    """A notice about the unit, once for a key."""
    notify(
        person,
        text,
        dedupe_key=f"unit.{key}:{unit.pk}",
        url=reverse("unit_detail", args=[unit.pk]),
        organization_id=unit.organization_id,
    )
