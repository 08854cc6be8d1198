"""Proposing pairs and groups, one or a whole draft of them: a fixed number of queries however many."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, islice

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import AuditEvent
from accounts.notices import News, notify_all
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..bank_rules import Known, check_pair, known_of
from ..models import MenteeEntry, MentorEntry, Unit, UnitMember
from ..models.unit import LIVING
from ..queries.partners import lent
from ..queries.regulations import effective_regulation
from ..regulation.effective import EffectiveRegulation
from ..workflow import move_all

Side = UnitMember.Side


def people_key(mentor_id: int, mentee_ids: Iterable[int]) -> str:
    return f"{mentor_id}:{','.join(str(pk) for pk in sorted(mentee_ids))}"


@dataclass(frozen=True)
class Wanted:
    """A pair, or a group when there are two mentees and more."""

    mentor: MentorEntry
    mentees: Sequence[MenteeEntry]
    form: str
    kinds: Sequence[str] = ()
    more_forms: Sequence[str] = ()
    reason: str = ""
    strategy: str = Unit.Strategy.CURATOR
    role_model: str = ""
    questions: Sequence[str] = ()
    form_name: str = ""
    form_basis: str = ""

    @property
    def people_key(self) -> str:
        return people_key(self.mentor.person_id, [entry.person_id for entry in self.mentees])


@dataclass
class Stage:
    """What stands in the database about the people of some proposals, read once and kept up as they sit down."""

    actor: Actor
    rules: EffectiveRegulation
    mentors: Mapping[int, MentorEntry]
    mentees: Mapping[int, MenteeEntry]
    lent: frozenset[int]
    known: Known
    sitting: Counter[int]
    held: dict[int, set[int]]
    living: set[str]
    met: set[int] = field(default_factory=set)


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
    role_model: str = "",
    questions: Sequence[str] = (),
    form_name: str = "",
    form_basis: str = "",
) -> Unit:
    """Propose a pair or a group; everybody is asked.

    Raises Refusal with the regulation's clause for a form that is not allowed, a person paired with himself, the same
    people a second time, a mentor who is not in the bank, a mentee who has not asked.
    """
    wanted = Wanted(
        mentor, list(mentees), form, kinds, more_forms, reason, strategy, role_model, questions, form_name, form_basis
    )
    (answer,) = propose_all(actor=actor, wanted=[wanted])
    if isinstance(answer, Refusal):
        raise answer
    return answer


@transaction.atomic
def propose_all(*, actor: Actor, wanted: Sequence[Wanted]) -> list[Unit | Refusal]:
    """Each proposal or why it is refused, in their order. What is refused stands in nobody's way."""
    if not actor.may("unit.manage"):
        raise Refusal(_("Пары предлагает куратор"), code="permission")
    return seat_all(actor=actor, wanted=wanted, curator_id=actor.person_id)


def seat_all(*, actor: Actor, wanted: Sequence[Wanted], curator_id: int) -> list[Unit | Refusal]:
    """The same by whoever the calling service has let through; ``curator_id`` will look after the units."""
    stage = _stage(actor, wanted)
    answers: list[Unit | Refusal] = []
    seated: list[tuple[Wanted, Unit, list[int]]] = []
    for one in wanted:
        try:
            current = _as_they_are(stage, one)
            seats = _checked(stage, current)
        except Refusal as no:
            answers.append(no)
            continue
        unit = _unit(actor, current, curator_id)
        answers.append(unit)
        seated.append((current, unit, seats))
    if seated:
        _save(actor, seated)
    return answers


def _stage(actor: Actor, wanted: Sequence[Wanted]) -> Stage:
    """Locks the mentors, then the mentees: two curators who want the same people wait for each other."""
    mentors = MentorEntry.objects.select_for_update(of=("self",)).select_related("person").order_by("pk")
    mentors = {row.pk: row for row in mentors.filter(pk__in={one.mentor.pk for one in wanted})}
    keys = {entry.pk for one in wanted for entry in one.mentees}
    mentees = MenteeEntry.objects.select_for_update(of=("self",)).select_related("person").order_by("pk")
    mentees = {row.pk: row for row in mentees.filter(pk__in=keys)}
    strangers = [row.pk for row in mentors.values() if row.organization_id != actor.organization_id]
    came = lent(actor.organization_id, actor.today).filter(pk__in=strangers) if strangers else []
    living = Unit.objects.filter(
        organization_id=actor.organization_id, people_key__in=[one.people_key for one in wanted], state__in=LIVING
    )
    sitting, held = _seats(mentors)
    return Stage(
        actor=actor, rules=effective_regulation(actor.organization, actor.today), mentors=mentors, mentees=mentees,
        lent=frozenset(row.pk for row in came), sitting=sitting, held=held,
        known=known_of(mentors.values(), mentees.values(), actor.today),
        living={f"{track}/{key}" for track, key in living.values_list("track", "people_key")},
    )  # fmt: skip


def _seats(mentors: Iterable[int]) -> tuple[Counter[int], dict[int, set[int]]]:
    """How many each mentor leads now, and the numbers of seats that are held. Three queries."""
    led = UnitMember.objects.filter(mentor_entry__in=list(mentors), left_on=None, unit__state__in=LIVING)
    mentor_of = dict(led.values_list("unit_id", "mentor_entry_id"))
    mentees = UnitMember.objects.filter(unit__in=list(mentor_of), side=Side.MENTEE, left_on=None)
    sitting = Counter(mentor_of[unit] for unit in mentees.values_list("unit_id", flat=True))
    held: dict[int, set[int]] = defaultdict(set)
    rows = UnitMember.objects.filter(seat_of__in=list(mentors))
    for mentor, seat in rows.values_list("seat_of_id", "seat"):
        held[mentor].add(seat)
    return sitting, held


def _as_they_are(stage: Stage, one: Wanted) -> Wanted:
    """The same proposal with the locked rows instead of what the caller had read."""
    more = [code for code in dict.fromkeys(one.more_forms) if code != one.form]
    mentees = [stage.mentees[entry.pk] for entry in one.mentees]
    return replace(one, mentor=stage.mentors[one.mentor.pk], mentees=mentees, more_forms=more)


def _checked(stage: Stage, one: Wanted) -> list[int]:
    """The seats of the mentees. Raises Refusal with the first rule that stands against it."""
    _check_people(stage, one)
    mentor = one.mentor
    seats = _lowest(mentor, stage.sitting[mentor.pk], stage.held[mentor.pk], len(one.mentees))
    _check_form(stage.rules, [one.form, *one.more_forms], one.kinds, len(one.mentees))
    _check_choices(stage.rules, one)
    check_pair(one.mentor, one.mentees, one.form, stage.rules, stage.known, kinds=one.kinds)
    key = f"{one.mentor.track}/{one.people_key}"
    if key in stage.living:
        raise Refusal(_("Эта пара уже составлена"), todo=_("Откройте её в списке пар"))
    stage.living.add(key)
    stage.met |= {entry.pk for entry in one.mentees}
    stage.sitting[one.mentor.pk] += len(seats)
    stage.held[one.mentor.pk] |= set(seats)
    return seats


def free_seats(mentor: MentorEntry, wanted: int) -> list[int]:
    """The seats of a mentor for a unit that comes to him; his entry is locked by the caller."""
    sitting, held = _seats([mentor.pk])
    return _lowest(mentor, sitting[mentor.pk], held[mentor.pk], wanted)


def _lowest(mentor: MentorEntry, taken: int, held: set[int], wanted: int) -> list[int]:
    """The lowest free seats, under the lock of the mentor's entry; the database gives none of them twice."""
    if mentor.max_parallel is not None and taken + wanted > mentor.max_parallel:
        raise Refusal(
            _("%(who)s: наставляемых одновременно не больше %(limit)s, сейчас %(taken)s")
            % {"who": mentor.person.full_name, "limit": mentor.max_parallel, "taken": taken},
            clause=_("предел, указанный в записи наставника"),
            todo=_("Выберите другого наставника или измените предел в его записи"),
        )
    return list(islice((seat for seat in count() if seat not in held), wanted))


def _check_choices(rules: EffectiveRegulation, one: Wanted) -> None:
    """The kinds, the role model and the questions are those that the regulation names (S2 п. 7.1–7.2, S1 §4.1.4)."""
    kinds = rules.value("kinds")
    if kinds and not set(one.kinds) <= set(kinds):
        raise Refusal(
            _("Такого вида наставничества нет в регламенте"), clause=rules["kinds"].basis, todo=_("Выберите другой вид")
        )
    if one.role_model and one.role_model not in rules.value("role_models"):
        raise Refusal(_("Такой ролевой модели нет в регламенте"), clause=rules["role_models"].basis)
    if one.form_name and (one.form != "OTHER" or one.form_name not in rules.value("other_forms")):
        raise Refusal(_("Такого названия формы нет в регламенте"), clause=rules["other_forms"].basis)
    if not set(one.questions) <= set(rules.value("matching_questions")):
        raise Refusal(_("Такого вопроса нет в регламенте"), clause=rules["matching_questions"].basis)


def lasting_kinds(rules: EffectiveRegulation, mentees: int) -> list[str]:
    """The kind of a pair or a group that nobody has chosen one for; none where the regulation does not know it."""
    kind = "GROUP" if mentees > 1 else "TRADITIONAL"
    return [kind] if kind in rules.value("kinds") else []


def _unit(actor: Actor, one: Wanted, curator_id: int) -> Unit:
    return Unit(
        organization=actor.organization, kind=Unit.Kind.GROUP if len(one.mentees) > 1 else Unit.Kind.PAIR,
        track=one.mentor.track, form=one.form, kinds=list(one.kinds), more_forms=list(one.more_forms),
        curator_id=curator_id, people_key=one.people_key, reason=one.reason, strategy=one.strategy,
        role_model=one.role_model, questions=list(one.questions), form_name=one.form_name, form_basis=one.form_basis,
        proposed_at=clock.now(),
    )  # fmt: skip


def _save(actor: Actor, seated: Sequence[tuple[Wanted, Unit, list[int]]]) -> None:
    try:
        with transaction.atomic():
            Unit.objects.bulk_create([unit for _one, unit, _seats_of in seated])
    except IntegrityError as error:
        raise Refusal(_("Эта пара уже составлена"), todo=_("Откройте её в списке пар")) from error
    members, news = [], []
    for one, unit, seats in seated:
        members.append(UnitMember(unit=unit, person=one.mentor.person, side=Side.MENTOR, mentor_entry=one.mentor))
        members += [
            UnitMember(
                unit=unit, person=entry.person, side=Side.MENTEE, mentee_entry=entry, seat_of=one.mentor, seat=seat
            )
            for entry, seat in zip(one.mentees, seats, strict=True)
        ]
        members += _learn_from_each_other(one, unit)
        news += [_invitation(unit, person) for person in (one.mentor.person, *(entry.person for entry in one.mentees))]
    UnitMember.objects.bulk_create(members)
    move_all([entry for one, _unit_of, _seats_of in seated for entry in one.mentees], "match", actor=actor)
    AuditEvent.objects.bulk_create(
        [audit.event(actor, "unit.propose", unit, to_state=unit.state) for _one, unit, _seats_of in seated]
    )
    notify_all(news)


def _learn_from_each_other(one: Wanted, unit: Unit) -> list[UnitMember]:
    """The second direction of a reverse pair: the one teaches and the other learns; no seat more (S3 п. 4.4)."""
    if "REVERSE" not in one.kinds or len(one.mentees) != 1:
        return []
    return [
        UnitMember(unit=unit, person=one.mentees[0].person, side=Side.MENTOR, is_reverse=True),
        UnitMember(unit=unit, person=one.mentor.person, side=Side.MENTEE, is_reverse=True),
    ]


def _invitation(unit: Unit, person) -> News:  # type: ignore[no-untyped-def]
    return News(
        person, _("Вам предлагают участвовать в наставничестве"), f"unit.propose:{unit.pk}",
        url=reverse("unit_detail", args=[unit.pk]), organization_id=unit.organization_id,
    )  # fmt: skip


def _check_people(stage: Stage, one: Wanted) -> None:
    mentor, own = one.mentor, stage.actor.organization_id
    if mentor.organization_id != own and mentor.pk not in stage.lent:
        raise Refusal(
            _("Наставник работает в другой школе и ещё не согласился прийти"),
            clause=_("договор о сотрудничестве, согласие школы и наставника"),
            todo=_("Попросите его в разделе «Наставники других школ»"),
            code="permission",
        )
    if any(entry.organization_id != own for entry in one.mentees):
        raise Refusal(_("Наставляемых берут из банка своей школы"), code="permission")
    if not one.mentees:
        raise Refusal(_("В паре нет наставляемого"), todo=_("Выберите наставляемого"))
    if any(entry.person_id == mentor.person_id for entry in one.mentees):
        raise Refusal(_("Человек не может быть наставником самому себе"), todo=_("Выберите другого наставника"))
    if any(entry.track != mentor.track for entry in one.mentees):
        raise Refusal(
            _("Педагоги и обучающиеся — разные контуры, их не смешивают"), todo=_("Выберите людей одного контура")
        )
    if mentor.state != MentorEntry.State.ACTIVE:
        raise Refusal(
            _("%s ещё не в банке наставников") % mentor.person.full_name,
            todo=_("Сначала получите согласие на обработку данных и утвердите наставника"),
        )
    waiting = {MenteeEntry.State.REQUESTED, MenteeEntry.State.UNMATCHED_SUPPORT}
    for entry in one.mentees:
        if entry.state not in waiting or entry.pk in stage.met:
            raise Refusal(
                _("%(who)s: %(state)s") % {"who": entry.person.full_name, "state": entry.get_state_display()},
                todo=_("Пару предлагают тому, кто заполнил запрос и ещё без наставника"),
            )


def _check_form(rules: EffectiveRegulation, forms: Sequence[str], kinds: Sequence[str], mentees: int) -> None:
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
