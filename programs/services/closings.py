"""The end of a programme: with the plan done and a checklist, or early, for a reason that demands its proofs."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.permissions import Actor
from accounts.refusal import Refusal, check_version

from ..models import Consent, Ending, EndingWord, Program, ProgramMenteePart, Reflection, Unit, UnitMember
from ..models.program import AT_WORK, CLOSED
from ..models.unit import HELD
from ..queries.agreements import employed
from ..queries.closing import checklist, report_draft
from ..queries.plan_rules import rules_of
from ..regulation.effective import EffectiveRegulation
from ..workflow import move
from . import agreements
from .difficulties import close_at_the_end
from .program_people import manages, member_of, participants, tell
from .units import end_unit

BY_STATEMENT = ("MENTOR_INITIATIVE", "MENTEE_INITIATIVE", "EMPLOYER_CANCEL")
WITH_NOTICE = ("MENTOR_INITIATIVE", "EMPLOYER_CANCEL")  # art. 351.8: refusal of the worker, cancelling by the employer
OF_THEMSELVES = ("TERM_EXPIRED", "CONSENT_REVOKED")  # facts that the records show


@transaction.atomic
def complete_program(*, actor: Actor, program: Program) -> Program:
    """The plan is done: 100 % of what was not excluded, and what the regulation requires is ready.

    Where it only warns, what is missing goes into the journal.
    """
    rules = rules_of(program, actor.today)
    missing = [item.code for item in checklist(program, rules) if not item.done]
    row = move(
        program,
        "complete",
        actor=actor,
        changes={"closed_on": actor.today, "closure_reason": "PLAN_COMPLETED"},
        data={"missing": missing} if missing else None,
    )
    end_changes(row)
    _close_unit(row, actor, "complete_entry")
    close_at_the_end(actor=actor, program=row)
    tell(participants(row), row, _("Программа завершена: план выполнен"), "completed")
    return row


@transaction.atomic
def terminate_program(
    *,
    actor: Actor,
    program: Program,
    reason: str,
    justification: str = "",
    filed_on: datetime.date | None = None,
    filed_words: str = "",
    failures: Sequence[datetime.date] = (),
    explanations: Mapping[int, str | None] | None = None,
) -> Program:
    """An early end for a reason of the regulation or the law, with what that reason demands.

    ``filed_on``: the day of the statement, of the employer's notice. ``failures``: days of what was not done.
    ``explanations``: by member; None says that he refused to explain. A mutual end waits for both signatures, a notice
    for its days; the programme is over at once where nothing has to be waited for.
    """
    if not manages(actor, program.unit):
        raise Refusal(_("Программу завершает куратор"), code="permission")
    row = (
        Program.objects.select_for_update(of=("self",))
        .select_related("unit", "organization__region")
        .get(pk=program.pk)
    )
    if row.state in CLOSED:
        move(row, "terminate", actor=actor)  # refused there, with who ended it and when
    rules = rules_of(row, actor.today)
    _check_reason(row, rules, reason, justification, actor.today)
    ending = Ending(
        program=row, reason=reason, justification=justification.strip(), filed_on=filed_on,
        filed_words=filed_words.strip(), failures=sorted(set(failures)), proposed_by_id=actor.person_id,
        proposed_at=clock.now(), ends_on=None if reason == "MUTUAL" else actor.today,
    )  # fmt: skip
    said = dict(explanations or {})
    if reason in BY_STATEMENT:
        _check_statement(ending, rules, actor.today)
    if reason == "CURATOR_NONPERFORMANCE":
        _check_failures(ending, row, rules, said, actor.today)
    if row.endings.filter(done_on=None, withdrawn_on=None).exists():
        raise Refusal(_("Завершение уже начато"), todo=_("Дождитесь его или отзовите на странице программы"))
    if reason in WITH_NOTICE:
        _give_notice(ending, row, actor)
    ending.save()
    for member in row.unit.members.filter(pk__in=list(said)):
        words = said[member.pk]
        EndingWord.objects.create(ending=ending, member=member, explanation=words or "", refused=words is None)
    audit.record(actor, "program.propose_ending", row, ending=ending.pk, basis=reason)
    if ending.ends_on is not None and ending.ends_on <= actor.today:
        return _end(ending, row, actor)
    _tell_of(ending, row)
    return row


def _tell_of(ending: Ending, program: Program) -> None:
    if ending.reason == "MUTUAL":
        tell(participants(program), program, _("Согласны завершить программу досрочно?"), f"ending:{ending.pk}")
    else:
        text = _("Программа завершается %s") % f"{ending.ends_on:%d.%m.%Y}"
        tell(participants(program), program, text, f"ending:{ending.pk}")


def _check_reason(
    program: Program, rules: EffectiveRegulation, reason: str, justification: str, today: datetime.date
) -> None:
    basis = rules.closure_reasons().get(reason)
    if basis is None:
        raise Refusal(_("Такой причины в регламенте нет"), clause=rules["closure_reasons"].basis)
    if reason == "PLAN_COMPLETED":
        raise Refusal(
            _("Выполненный план — не досрочное завершение"),
            clause=basis,
            todo=_("Отметьте все мероприятия и нажмите «Завершить программу»"),
        )
    if reason == "TERM_EXPIRED" and program.end_on >= today:
        raise Refusal(
            _("Срок программы ещё не вышел: он до %s") % f"{program.end_on:%d.%m.%Y}",
            clause=basis,
            todo=_("Дождитесь последнего дня или предложите сократить срок"),
        )
    if reason == "CONSENT_REVOKED" and not _consent_is_revoked(program):
        raise Refusal(_("Участники пары согласий не отзывали"), clause=basis, todo=_("Выберите другую причину"))
    # Circumstances that excuse, or force majeure (S4 п. 7.1); what did not work and when; which personnel act.
    asked = bool(rules.value("closure_needs_justification")) and reason not in OF_THEMSELVES
    if (asked or reason in ("CURATOR_NONPERFORMANCE", "LEFT_ORG")) and not justification.strip():
        raise Refusal(
            _("Досрочное завершение нужно обосновать"),
            clause=rules["closure_needs_justification"].basis if asked else basis,
            todo=_("Опишите обстоятельства: уважительную причину, форс-мажор, приказ об увольнении или переводе"),
        )


def _consent_is_revoked(program: Program) -> bool:
    people = program.unit.members.values("person_id")
    rows = Consent.objects.filter(person_id__in=people, state=Consent.State.REVOKED)
    return rows.filter(organization_id=program.organization_id).exists()


def _check_statement(ending: Ending, rules: EffectiveRegulation, today: datetime.date) -> None:
    """A statement with its date and words."""
    if ending.filed_on is None or not ending.filed_words:
        raise Refusal(
            _("Нужны дата и содержание заявления или уведомления"),
            clause=rules["closure_reasons"].basis,
            todo=_("Укажите дату и перепишите суть с бумаги"),
        )
    if ending.filed_on > today:
        raise Refusal(_("Заявление не может быть из будущего"), todo=_("Проверьте дату"))


def _give_notice(ending: Ending, program: Program, actor: Actor) -> None:
    """The law's days before the end, and the notice under the mentor's agreement where he has one. Art. 351.8 is about
    workers: a graduate or a parent gives none."""
    assert ending.filed_on is not None  # checked with the statement
    mentor = program.unit.members.filter(side=UnitMember.Side.MENTOR, left_on=None).select_related("person").first()
    if mentor is None or not employed([mentor.person_id], program.organization, ending.filed_on):
        return
    ending.last_day = agreements.last_day(program.organization, ending.filed_on)
    if ending.last_day is not None:
        ending.ends_on = max(actor.today, ending.last_day + datetime.timedelta(days=1))
        agreements.give_notice(actor=actor, unit=program.unit, person=mentor.person, on=ending.filed_on)


def _check_failures(
    ending: Ending,
    program: Program,
    rules: EffectiveRegulation,
    said: Mapping[int, str | None],
    today: datetime.date,
) -> None:
    least = rules.value("nonperformance_missed")
    if any(not program.start_on <= day <= today for day in ending.failures):
        raise Refusal(_("Даты пропусков — внутри программы и не в будущем"), todo=_("Проверьте даты"))
    if len(ending.failures) < least:
        raise Refusal(
            _("Для недолжного исполнения нужно не меньше %(least)s пропусков, указано: %(now)s")
            % {"least": least, "now": len(ending.failures)},
            clause=rules["nonperformance_missed"].basis,
            todo=_("Укажите даты пропущенных встреч или просроченных мероприятий"),
        )
    members = program.unit.members.filter(left_on=None).select_related("person")
    silent = tuple(
        member.person.full_name
        for member in members
        if member.pk not in said or (said[member.pk] is not None and not str(said[member.pk]).strip())
    )
    if silent:
        raise Refusal(
            _("Нет объяснений: %s") % ", ".join(silent),
            clause=rules["closure_reasons"].basis,
            todo=_("Запишите объяснение каждого или отметьте, что он отказался объяснять"),
            missing=silent,
        )


@transaction.atomic
def sign_ending(*, actor: Actor, ending: Ending) -> Program:
    """A signature under a mutual end; the last one ends the programme."""
    program, row = _open(ending)
    member = member_of(actor, program.unit)
    if member is None or row.reason != "MUTUAL":
        raise Refusal(_("Обоюдное завершение подписывают участники пары"), code="permission")
    EndingWord.objects.update_or_create(ending=row, member=member, defaults={"signed_on": actor.today})
    signed = set(row.words.filter(signed_on__isnull=False).values_list("member_id", flat=True))
    living = set(program.unit.members.filter(left_on=None).values_list("pk", flat=True))
    if living - signed:
        audit.record(actor, "program.sign_ending", program, ending=row.pk)
        return program
    row.ends_on = actor.today
    return _end(row, program, actor, effect=True)


@transaction.atomic
def withdraw_ending(*, actor: Actor, ending: Ending) -> Program:
    """Taken back before its day: by the curator, or by a participant who does not sign a mutual one."""
    program, row = _open(ending)
    one_of_two = row.reason == "MUTUAL" and member_of(actor, program.unit) is not None
    if not one_of_two and not manages(actor, program.unit):
        raise Refusal(_("Завершение отзывает куратор"), code="permission")
    row.withdrawn_on = actor.today
    row.save(update_fields=["withdrawn_on"])
    audit.record(actor, "program.withdraw_ending", program, ending=row.pk)
    if row.reason in WITH_NOTICE and row.filed_on is not None:
        agreements.recall_notice(actor=actor, unit=program.unit, on=row.filed_on)
    people = [*participants(program), program.unit.curator]
    tell([person for person in people if person.pk != actor.person_id], program,
         _("Программа продолжается: досрочное завершение отозвано"), f"withdrawn:{row.pk}")  # fmt: skip
    return program


def _open(ending: Ending) -> tuple[Program, Ending]:
    rows = Program.objects.select_for_update(of=("self",)).select_related("unit", "organization__region")
    program = rows.get(pk=ending.program_id)
    row = Ending.objects.select_for_update().get(pk=ending.pk)
    if row.done_on or row.withdrawn_on:
        raise Refusal(_("О завершении уже решено"), code="already")
    return program, row


def end_due() -> int:
    """Endings whose notice is over, in the school's own zone. Needs an open scope; how many ended."""
    rows = Ending.objects.filter(done_on=None, withdrawn_on=None, ends_on__isnull=False)
    rows = rows.exclude(program__state__in=CLOSED)
    ended = 0
    for ending in rows.select_related("program__organization__region").order_by("pk"):
        if ending.ends_on <= clock.today(ending.program.organization.zone):
            with transaction.atomic():
                program, row = _open(ending)
                _end(row, program, None, effect=True)
            ended += 1
    return ended


def _end(ending: Ending, program: Program, actor: Actor | None, *, effect: bool = False) -> Program:
    today = clock.today(program.organization.zone)
    ending.done_on = today
    ending.save()
    row = move(
        program,
        "cut_short" if effect else "terminate",
        actor=actor,
        as_effect=effect,
        basis=ending.reason,
        changes={"closed_on": today, "closure_reason": ending.reason, "justification": ending.justification},
    )
    end_changes(row)
    _close_unit(row, actor, "drop_entry")
    tell([*participants(row), row.unit.curator], row, _("Программа завершена досрочно"), "terminated")
    return row


def end_changes(program: Program) -> None:
    """What was proposed and not answered ends with the programme."""
    today = clock.today(program.organization.zone)
    program.amendments.filter(in_force_on=None, refused_on=None).update(refused_on=today)
    program.endings.filter(done_on=None, withdrawn_on=None).update(withdrawn_on=today)


def cut_short(unit: Unit, actor: Actor | None, *, reason: str, basis: str) -> None:
    """The open programme of a unit that ends. ``reason``: a closure reason."""
    for program in unit.programs.exclude(state__in=CLOSED):
        end = {"closed_on": clock.today(unit.organization.zone), "closure_reason": reason}
        end_changes(move(program, "cut_short", actor=actor, changes=end, basis=basis, as_effect=True))


def _close_unit(program: Program, actor: Actor | None, entry_verb: str) -> None:
    """A programme that ended before its pair was held leaves the pair where it is."""
    if program.unit.state in HELD:
        end_unit(actor=actor, unit=program.unit, verb="close", entries=entry_verb)


def closing_fields(actor: Actor, program: Program) -> list[str]:
    """What of the closing is the actor's to write: the mentor his report, each his reflection, the curator the rest."""
    if program.state not in AT_WORK:
        return []
    member = member_of(actor, program.unit)
    fields = ["reflection"] if member is not None else []
    if member is not None and member.side == UnitMember.Side.MENTOR:
        fields += ["mentor_report", "outcome"]
    if manages(actor, program.unit):
        fields += ["outcome", "common_reflection"]
    return list(dict.fromkeys(fields))


@transaction.atomic
def write_closing(
    *,
    actor: Actor,
    program: Program,
    version: int,
    fields: Mapping[str, Any],
    outcomes: Mapping[int, str] | None = None,
) -> Program:
    """Words of the closing, each by whose they are; ``outcomes``: of each mentee of a group, by the id of his part.

    Raises Stale where they would replace what somebody has written since ``version``.
    """
    row = Program.objects.select_for_update(of=("self",)).select_related("unit").get(pk=program.pk)
    allowed = closing_fields(actor, row)
    if not allowed or not set(fields) <= set(allowed) or (outcomes and "outcome" not in allowed):
        raise Refusal(_("Это заполняет другая сторона или программа уже закрыта"), code="permission")
    values = {name: value for name, value in fields.items() if name not in ("reflection", "common_reflection")}
    reflections = [
        (whose, str(fields[name]).strip())
        for name, whose in (("reflection", member_of(actor, row.unit)), ("common_reflection", None))
        if name in fields
    ]
    parts = list(
        ProgramMenteePart.objects.filter(program=row, pk__in=list(outcomes or {})).select_related("member__person")
    )
    row.version += _shared_words_change(
        row, version, values, dict(reflections), {part: (outcomes or {})[part.pk] for part in parts}
    )
    if "mentor_report" in values:
        values["mentor_reported_on"] = actor.today
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=[*values, "version"])
    for whose, text in reflections:
        _reflect(row, whose, text, actor.today)
    for part in parts:
        part.outcome = (outcomes or {})[part.pk]
        part.save(update_fields=["outcome"])
    audit.record(actor, "program.write_closing", row, fields=sorted(fields))
    return row


def _shared_words_change(
    program: Program,
    version: int,
    values: Mapping[str, Any],
    reflections: Mapping[UnitMember | None, str],
    outcomes: Mapping[ProgramMenteePart, str],
) -> bool:
    """Whether somebody else with the page open must learn of it: all but one's own reflection. Raises Stale where words
    that stand already would be replaced unread; what is still empty is lost to nobody."""
    lines = {_("Итог: %s") % part.member.person.full_name: (part.outcome, text) for part, text in outcomes.items()}
    if None in reflections:
        said = program.reflections.filter(member=None).values_list("text", flat=True).first() or ""
        lines[_("Общая рефлексия")] = (said, reflections[None])
    check_version(
        program,
        version,
        _("Завершение уже записали, пока вы его писали"),
        {name: value for name, value in values.items() if getattr(program, name)},
        **{label: both for label, both in lines.items() if both[0]},
    )
    return any(getattr(program, name) != value for name, value in values.items()) or any(
        was != now for was, now in lines.values()
    )


def _reflect(program: Program, member: UnitMember | None, text: str, today: datetime.date) -> None:
    if not text:
        Reflection.objects.filter(program=program, member=member).delete()
        return
    Reflection.objects.update_or_create(program=program, member=member, defaults={"text": text, "written_on": today})


def offered_report(program: Program) -> str:
    """The report that the mentor wrote, or the one that the records make."""
    return program.mentor_report or report_draft(program)
