"""Change of mentor: the unit waits, a new mentor is chosen and asked, an order puts him in; the programme goes on."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..bank_rules import check_pair, known_of
from ..models import Consent, MentorEntry, MentorReplacement, Order, Unit, UnitMember
from ..models.program import AT_WORK, CLOSED
from ..queries.regulations import effective_regulation
from ..workflow import move
from . import agreements, consents, proposals, units
from .program_versions import Cause, record_version

MENTOR, MENTEE = UnitMember.Side.MENTOR, UnitMember.Side.MENTEE


def begin(*, actor: Actor | None, unit: Unit, basis: str) -> Unit:
    """The unit waits for a new mentor. With an agreement whose last day is to come it goes on till that day."""
    row = Unit.objects.select_for_update(of=("self",)).select_related("curator", "organization").get(pk=unit.pk)
    if row.state == Unit.State.REPLACING or agreements.runs_out(row):
        return row
    row = move(row, "replace", actor=actor, basis=basis, as_effect=True)
    units.tell(row.curator, row, _("Паре нужен новый наставник"), f"replace:{row.version}:{clock.now():%Y%m%d}")
    return row


@transaction.atomic
def choose(*, actor: Actor, unit: Unit, mentor: MentorEntry, reason: str = "") -> MentorReplacement:
    """The curator's choice: the new mentor is asked for his consent, and offered an agreement where the law asks for
    one. A second choice takes the place of the first."""
    if not actor.may("unit.manage") or not actor.signs_for(unit.organization_id):
        raise Refusal(_("Нового наставника предлагает куратор"), code="permission")
    row = Unit.objects.select_for_update().get(pk=unit.pk)
    if row.state != Unit.State.REPLACING:
        raise Refusal(
            _("Наставника меняют после заявления: сейчас пара %s") % row.get_state_display(),
            todo=_("Дождитесь решения руководителя о заявлении"),
            code="state",
        )
    former = row.members.get(side=MENTOR, left_on=None)
    _check(actor, row, mentor)
    for earlier in row.replacements.filter(in_force_on=None, dropped_on=None).select_related("mentor_entry"):
        _drop(actor, row, earlier)
    chosen = MentorReplacement.objects.create(
        organization=row.organization,
        unit=row,
        former=former,
        mentor_entry=mentor,
        reason=reason,
        chosen_by_id=actor.person_id,
        chosen_at=clock.now(),
    )
    audit.record(actor, "unit.choose_mentor", row, mentor=mentor.person_id)
    consents.ask(actor=actor, organization=row.organization, person=mentor.person, kind=Consent.Kind.DUTY, unit=row)
    agreements.offer(actor=actor, unit=row, person=mentor.person)
    return chosen


def _drop(actor: Actor, unit: Unit, replacement: MentorReplacement) -> None:
    replacement.dropped_on = actor.today
    replacement.save(update_fields=["dropped_on"])
    agreements.end(actor=actor, unit=unit, person_id=replacement.mentor_entry.person_id, on=actor.today)


def decline(*, actor: Actor, unit: Unit, person_id: int) -> None:
    """The one who was asked says no, without reasons: the curator chooses another."""
    asked = unit.replacements.filter(in_force_on=None, dropped_on=None, mentor_entry__person_id=person_id)
    for replacement in asked.select_related("mentor_entry"):
        _drop(actor, unit, replacement)
        audit.record(actor, "unit.decline_to_lead", unit, mentor=person_id)
        units.tell(unit.curator, unit, _("Новый наставник отказался: выберите другого"), f"declined:{replacement.pk}")


def _check(actor: Actor, unit: Unit, mentor: MentorEntry) -> None:
    if mentor.organization_id != unit.organization_id:
        raise Refusal(_("Наставника выбирают из банка своей школы"), code="permission")
    if mentor.state != MentorEntry.State.ACTIVE:
        raise Refusal(_("%s ещё не в банке наставников") % mentor.person.full_name, todo=_("Выберите другого"))
    people = list(unit.members.filter(left_on=None).select_related("person", "mentee_entry"))
    if any(member.person_id == mentor.person_id for member in people):
        raise Refusal(_("%s уже в этой паре") % mentor.person.full_name, todo=_("Выберите другого наставника"))
    mentees = [member.mentee_entry for member in people if member.side == MENTEE and member.mentee_entry]
    rules = effective_regulation(unit.organization, actor.today)
    check_pair(mentor, mentees, unit.form, rules, known_of([mentor], mentees, actor.today), kinds=unit.kinds)
    proposals.free_seats(mentor, len(mentees))  # refuses where there are none


def take_effect(replacement: MentorReplacement, order: Order, actor: Actor, basis: str) -> None:
    """By the registered order: the former mentor leaves, the new one sits down; the programme, its version and its
    plan are the same row."""
    unit = Unit.objects.select_for_update().get(pk=replacement.unit_id)
    entry = (
        MentorEntry.objects.select_for_update(of=("self",)).select_related("person").get(pk=replacement.mentor_entry_id)
    )
    mentees = list(unit.members.filter(side=MENTEE, left_on=None).order_by("pk"))
    seats = proposals.free_seats(entry, len(mentees))
    UnitMember.ever.filter(unit=unit, person_id=replacement.former.person_id, left_on=None).update(left_on=order.dated)
    agreements.end(actor=actor, unit=unit, person_id=replacement.former.person_id, on=order.dated, basis=basis)
    new = {"unit": unit, "person": entry.person, "agreed_on": order.dated}
    UnitMember.objects.create(side=MENTOR, mentor_entry=entry, **new)
    if units.is_reverse(unit):
        UnitMember.objects.create(side=MENTEE, is_reverse=True, **new)
    for member, seat in zip(mentees, seats, strict=True):
        member.seat_of, member.seat = entry, seat
        member.save(update_fields=["seat_of", "seat"])
    key = proposals.people_key(entry.person_id, [member.person_id for member in mentees])
    at_work = unit.programs.filter(state__in=AT_WORK).exists()
    try:
        with transaction.atomic():
            # With the new mentor the pair is at work, whatever it waited for before.
            changes = {"people_key": key, "version": unit.version + 1, "paused_on": None, "pause_reason": ""}
            unit = move(
                unit, "change_mentor" if at_work else "change_early", actor=actor, basis=basis, changes=changes,
                as_effect=True,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refusal(_("Эти люди уже вместе в другой паре"), todo=_("Выберите другого наставника")) from error
    unit.trial_answers.all().delete()  # they were about the former one
    for program in unit.programs.all():  # who has left does not sign for who has come
        program.amendments.filter(in_force_on=None, refused_on=None).update(refused_on=order.dated)
        if program.state not in CLOSED:
            record_version(program, basis, actor=actor, cause=Cause.MENTOR)
    replacement.in_force_on = order.dated
    replacement.save(update_fields=["in_force_on"])
    for member in unit.members.filter(left_on=None).select_related("person"):
        units.tell(member.person, unit, _("У пары новый наставник: %s") % entry.person.full_name, f"new:{entry.pk}")
