"""Minutes of the body of mentors: drafted, signed by its chair; signing moves on what was decided."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Person
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal, Stale, check_version

from ..models import CouncilCase, CouncilDecision, CouncilMinutes, CouncilPresence, CouncilSeat, Program
from ..queries.councils import chair_stands_aside, is_side, living_council
from ..workflow import move
from . import programs

Kind = CouncilDecision.Kind
ABOUT_PROGRAMS = {Kind.PROGRAM_AGREE, Kind.PROGRAM_RETURN, Kind.AMENDMENT}


@dataclass(frozen=True)
class DecisionDraft:
    kind: str
    text: str
    votes_for: int
    votes_against: int = 0
    abstained: int = 0
    program: Program | None = None
    case: CouncilCase | None = None
    executor: Person | None = None
    due_on: datetime.date | None = None


def _may(actor: Actor, organization_id: int) -> None:
    if not actor.may("council.work") or not actor.signs_for(organization_id):
        raise Refusal(_("Протокол ведут члены органа наставников"), code="permission")


@transaction.atomic
def draft(*, actor: Actor, held_on: datetime.date, agenda: str) -> CouncilMinutes:
    """A meeting with its agenda; those who must come are told."""
    _may(actor, actor.organization_id)
    council = living_council(actor.organization)
    if council is None:
        raise Refusal(_("Орган наставников не создан"), todo=_("Состав предлагает куратор, создаёт приказ"))
    row = CouncilMinutes.objects.create(council=council, held_on=held_on, agenda=agenda, created_at=clock.now())
    audit.record(actor, "councilminutes.draft", row, to_state=row.state)
    for seat in council.seats.filter(left_on=None).select_related("person"):
        _tell(seat.person, row, _("Заседание %s") % f"{held_on:%d.%m.%Y}", "draft")
    return row


@transaction.atomic
def write(
    *,
    actor: Actor,
    minutes: CouncilMinutes,
    version: int,
    number: str,
    agenda: str,
    held_on: datetime.date,
    present: Sequence[CouncilSeat],
    decisions: Sequence[DecisionDraft],
) -> CouncilMinutes:
    """The whole of the draft anew: who was there, what was decided and how they voted. Raises Stale when somebody has
    saved it since ``version``."""
    _may(actor, minutes.organization_id)
    row = CouncilMinutes.objects.select_for_update(of=("self",)).select_related("council").get(pk=minutes.pk)
    if row.state != CouncilMinutes.State.DRAFT:
        raise Refusal(_("Подписанный протокол не правят"), todo=_("Запишите решение в новый протокол"), code="state")
    cases = CouncilCase.objects.of_side(actor.person_id)
    told = [one.case.pk for one in decisions if one.case is not None]
    if is_side(actor.person_id, row) or cases.filter(pk__in=told).exists():
        raise Refusal(
            _("В протоколе есть решение по обращению, в котором вы сторона"),
            todo=_("Этот протокол пишет другой член органа; остальное запишите в отдельный протокол"),
            code="party",
        )
    fields = {"number": number.strip(), "agenda": agenda, "held_on": held_on}
    check_version(
        row, version, _("Протокол уже изменили, пока вы его писали"), fields,
        **{
            _("Присутствовали"): (_names(seats_of(row)), _names(present)),
            _("Решили"): (_words(row.decisions.all()), _words(decisions)),
        },
    )  # fmt: skip
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    row.present.all().delete()
    CouncilPresence.objects.bulk_create(CouncilPresence(minutes=row, seat=seat) for seat in present)
    row.decisions.all().delete()
    CouncilDecision.objects.bulk_create(
        CouncilDecision(
            minutes=row, position=no, program_version=one.program.version if one.program else None, **vars(one)
        )
        for no, one in enumerate(decisions, start=1)
    )
    audit.record(actor, "councilminutes.write", row, decisions=len(decisions), present=len(present))
    return row


def seats_of(minutes: CouncilMinutes) -> list[CouncilSeat]:
    return [one.seat for one in minutes.present.select_related("seat__person")]


def _names(seats: Iterable[CouncilSeat]) -> str:
    return ", ".join(sorted(seat.person.full_name for seat in seats)) or "—"


def _words(decisions: Iterable[DecisionDraft | CouncilDecision]) -> str:
    """Decisions as their reader compares them: what, how they voted, who does it by when."""
    said = []
    for one in decisions:
        votes = f"{one.votes_for}/{one.votes_against}/{one.abstained}"
        about = [one.program.title if one.program else "", one.executor.full_name if one.executor else ""]
        day = f"{one.due_on:%d.%m.%Y}" if one.due_on else ""
        kind = str(Kind(one.kind).label)
        said.append(", ".join(filter(None, [one.text, kind, votes, *about, day])))
    return "; ".join(said) or "—"


@transaction.atomic
def sign(*, actor: Actor, minutes: CouncilMinutes, version: int) -> CouncilMinutes:
    """By the chair, or where a case is about the chair by another member, the words that he has read; each decision
    does what it says."""
    read = CouncilMinutes.objects.select_for_update(of=("self",)).get(pk=minutes.pk)
    if read.state == CouncilMinutes.State.DRAFT and read.version != version:
        now = {_("Номер"): read.number, _("Присутствовали"): _names(seats_of(read))}
        raise Stale(
            _("Пока вы читали, протокол изменили. Прочитайте его и подпишите ещё раз"),
            theirs={**now, _("Решили"): _words(read.decisions.all())},
            mine={},
        )
    stands_in = not actor.may("council.chair") and chair_stands_aside(minutes)
    verb, by = "sign_for_chair" if stands_in else "sign_minutes", {"signed_by_id": actor.person_id}
    row = move(minutes, verb, actor=actor, changes={**by, "signed_on": actor.today})
    for one in row.decisions.select_related("program__unit__curator", "case__author", "executor"):
        _follow(actor, row, one)
    return row


def _follow(actor: Actor, minutes: CouncilMinutes, one: CouncilDecision) -> None:
    basis = _("протокол от %(date)s № %(number)s") % {"date": f"{minutes.held_on:%d.%m.%Y}", "number": minutes.number}
    if one.program is not None and one.kind in ABOUT_PROGRAMS:
        decide_about_program(actor, one.program, one, basis)
    if one.case is not None:
        move(one.case, "decide", actor=actor, basis=basis, changes={"decided_on": minutes.held_on}, as_effect=True)
        _tell(one.case.author, minutes, _("По вашему обращению решено: %s") % basis, f"case:{one.case_id}")
    if one.executor is not None:
        _tell(one.executor, minutes, _("Вам поручено: %s") % one.text[:200], f"executor:{one.pk}")


def decide_about_program(actor: Actor, program: Program, one: CouncilDecision, basis: str) -> None:
    """What the body says of a programme that it was given; of any other it leaves its word."""
    given = program.state == Program.State.ON_COUNCIL
    if given and one.kind in {Kind.PROGRAM_AGREE, Kind.PROGRAM_RETURN} and one.program_version != program.version:
        raise Refusal(
            _("Программу изменили после того, как записали решение: %s") % program.title,
            todo=_("Прочитайте её, нажмите «Править» и сохраните протокол ещё раз"),
        )
    if given and one.kind == Kind.PROGRAM_AGREE:
        programs.council_agree(actor=actor, program=program, version=program.version, words=basis)
        return
    if given and one.kind == Kind.PROGRAM_RETURN:
        programs.council_return(actor=actor, program=program, version=program.version, remark=one.text or basis)
        return
    audit.record(actor, "program.council_word", program, basis=basis, kind=one.kind)
    notify(
        program.unit.curator,
        _("%(what)s: %(basis)s") % {"what": one.get_kind_display().capitalize(), "basis": basis},
        dedupe_key=f"decision:{one.pk}",
        detail=one.text[:500],
        url=reverse("program_detail", args=[program.pk]),
        organization_id=program.organization_id,
    )


@transaction.atomic
def mark_done(*, actor: Actor, decision: CouncilDecision) -> CouncilDecision:
    """The decision was carried out, and with it the case that it was about."""
    row = (
        CouncilDecision.objects.select_for_update(of=("self",))
        .select_related("minutes__council", "case")
        .get(pk=decision.pk)
    )
    _may(actor, row.minutes.organization_id)
    if row.minutes.state != CouncilMinutes.State.SIGNED:
        raise Refusal(_("Протокол ещё не подписан"), todo=_("Исполнение отмечают после подписи председателя"))
    if row.done_on is not None:
        raise Refusal(_("Исполнение уже отмечено"), code="already")
    row.done_on = actor.today
    row.save(update_fields=["done_on"])
    audit.record(actor, "councildecision.done", row.minutes, decision=row.pk)
    if row.case is not None and row.case.state == CouncilCase.State.DECIDED:
        move(row.case, "execute", actor=actor, changes={"executed_on": actor.today})
    return row


def _tell(person: Person, row: CouncilMinutes, text: str, key: str) -> None:
    notify(
        person,
        text,
        dedupe_key=f"minutes.{key}:{row.pk}",
        url=reverse("minutes_detail", args=[row.pk]) if key == "draft" else reverse("home"),
        organization_id=row.organization_id,
    )
