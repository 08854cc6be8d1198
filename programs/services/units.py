"""Pairs and groups: proposed, agreed by everyone, held by consents and an order, closed."""

from collections.abc import Sequence
from itertools import count, islice

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Person
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..bank_rules import check_pair
from ..models import Consent, MenteeEntry, MentorEntry, Unit, UnitMember
from ..models.unit import LIVING
from ..queries.regulations import effective_regulation
from ..queries.units import missing_consents
from ..workflow import move
from . import agreements, consents


@transaction.atomic
def propose(
    *,
    actor: Actor,
    mentor: MentorEntry,
    mentees: Sequence[MenteeEntry],
    form: str,
    kinds: Sequence[str] = (),
    more_forms: Sequence[str] = (),
    reason: str = "",
    strategy: str = Unit.Strategy.CURATOR,
) -> Unit:
    """Propose a pair, or a group when there are two mentees and more; everybody is asked.

    Raises Refusal with the regulation's clause for a form that is not allowed, a person paired with himself, the same
    people a second time, a mentor who is not in the bank, a mentee who has not asked.
    """
    if not actor.may("unit.manage"):
        raise Refusal(_("Пары предлагает куратор"), code="permission")
    mentor = MentorEntry.objects.select_for_update(of=("self",)).select_related("person").get(pk=mentor.pk)
    _check_people(actor, mentor, mentees)
    seats = free_seats(mentor, len(mentees))
    more_forms = [code for code in dict.fromkeys(more_forms) if code != form]
    _check_form(actor, [form, *more_forms], kinds, len(mentees))
    check_pair(mentor, mentees, form, effective_regulation(actor.organization, actor.today))
    people = [mentor.person, *(entry.person for entry in mentees)]
    key = people_key(mentor.person_id, [entry.person_id for entry in mentees])
    try:
        with transaction.atomic():
            unit = Unit.objects.create(
                organization=actor.organization,
                kind=Unit.Kind.GROUP if len(mentees) > 1 else Unit.Kind.PAIR,
                track=mentor.track,
                form=form,
                kinds=list(kinds),
                more_forms=more_forms,
                curator_id=actor.person_id,
                people_key=key,
                reason=reason,
                strategy=strategy,
                proposed_at=clock.now(),
            )
    except IntegrityError as error:
        raise Refusal(_("Эта пара уже составлена"), todo=_("Откройте её в списке пар")) from error
    UnitMember.objects.create(unit=unit, person=mentor.person, side=UnitMember.Side.MENTOR, mentor_entry=mentor)
    for entry, seat in zip(mentees, seats, strict=True):
        UnitMember.objects.create(
            unit=unit, person=entry.person, side=UnitMember.Side.MENTEE, mentee_entry=entry, seat_of=mentor, seat=seat
        )
        move(entry, "match", actor=actor, as_effect=True)
    if "REVERSE" in kinds and len(mentees) == 1:
        _learn_from_each_other(unit, mentor.person, mentees[0].person)
    audit.record(actor, "unit.propose", unit, to_state=unit.state)
    for person in people:
        tell(person, unit, _("Вам предлагают участвовать в наставничестве"), "propose")
    return unit


def people_key(mentor_id: int, mentee_ids: Sequence[int]) -> str:
    return f"{mentor_id}:{','.join(str(pk) for pk in sorted(mentee_ids))}"


def _learn_from_each_other(unit: Unit, mentor: Person, mentee: Person) -> None:
    """The second direction of a reverse pair: the younger teaches, the elder learns; no seat more (S3 п. 4.4)."""
    UnitMember.objects.create(unit=unit, person=mentee, side=UnitMember.Side.MENTOR, is_reverse=True)
    UnitMember.objects.create(unit=unit, person=mentor, side=UnitMember.Side.MENTEE, is_reverse=True)


def is_reverse(unit: Unit) -> bool:
    return UnitMember.both_ways.filter(unit=unit, is_reverse=True, left_on=None).exists()


def free_seats(mentor: MentorEntry, wanted: int) -> list[int]:
    """The lowest free seats, under the lock of the mentor's entry; the database gives none of them twice."""
    led = UnitMember.objects.filter(mentor_entry=mentor, left_on=None, unit__state__in=LIVING)
    sitting = UnitMember.objects.filter(unit__in=led.values("unit_id"), side=UnitMember.Side.MENTEE, left_on=None)
    numbers = list(sitting.values_list("seat", flat=True))
    if mentor.max_parallel is not None and len(numbers) + wanted > mentor.max_parallel:
        raise Refusal(
            _("%(who)s: наставляемых одновременно не больше %(limit)s, сейчас %(taken)s")
            % {"who": mentor.person.full_name, "limit": mentor.max_parallel, "taken": len(numbers)},
            clause=_("предел, указанный в записи наставника"),
            todo=_("Выберите другого наставника или измените предел в его записи"),
        )
    held = set(UnitMember.objects.filter(seat_of=mentor).values_list("seat", flat=True))
    return list(islice((seat for seat in count() if seat not in held), wanted))


def release_seats(unit: Unit) -> None:
    """The unit has ended: its seats are the mentor's again, and his agreement about it is over."""
    agreements.end(actor=None, unit=unit)
    unit.members.filter(seat__isnull=False).update(seat=None, seat_of=None)


def _check_people(actor: Actor, mentor: MentorEntry, mentees: Sequence[MenteeEntry]) -> None:
    if any(entry.organization_id != actor.organization_id for entry in (mentor, *mentees)):
        raise Refusal(_("Пару составляют из банков своей школы"), code="permission")
    if not mentees:
        raise Refusal(_("В паре нет наставляемого"), todo=_("Выберите наставляемого"))
    if any(entry.person_id == mentor.person_id for entry in mentees):
        raise Refusal(_("Человек не может быть наставником самому себе"), todo=_("Выберите другого наставника"))
    if mentor.state != MentorEntry.State.ACTIVE:
        raise Refusal(
            _("%s ещё не в банке наставников") % mentor.person.full_name,
            todo=_("Сначала получите согласие на обработку данных и утвердите наставника"),
        )
    waiting = {MenteeEntry.State.REQUESTED, MenteeEntry.State.UNMATCHED_SUPPORT}
    for entry in mentees:
        if entry.state not in waiting:
            raise Refusal(
                _("%(who)s: %(state)s") % {"who": entry.person.full_name, "state": entry.get_state_display()},
                todo=_("Пару предлагают тому, кто заполнил запрос и ещё без наставника"),
            )


def _check_form(actor: Actor, forms: Sequence[str], kinds: Sequence[str], mentees: int) -> None:
    rules = effective_regulation(actor.organization, actor.today)
    allowed = {item["form"] if isinstance(item, dict) else item for item in rules.value("forms") or ()}
    if allowed and not allowed.issuperset(forms):
        raise Refusal(_("Такой формы нет в регламенте"), clause=rules["forms"].basis, todo=_("Выберите другую форму"))
    least = int(rules.value("min_group_mentees") or 2)
    if "GROUP" in kinds and mentees < least:
        raise Refusal(
            _("В группе один наставник и не меньше %s наставляемых") % least,
            clause=rules["min_group_mentees"].basis,
            todo=_("Добавьте наставляемых или составьте пару"),
        )
    if mentees > 1 and "TRADITIONAL" in kinds:
        raise Refusal(
            _("Традиционное наставничество — один на один"),
            clause=rules["kinds"].basis,
            todo=_("Выберите групповое наставничество"),
        )


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
    release_seats(row)
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
