"""Changes of a programme that runs: proposed, signed by both, in force only then (S3 п. 4.10, 4.13; S4 п. 7.2)."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit, clock
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import Amendment, AmendmentSignature, Program, Unit
from ..queries.plan_rules import rules_of
from ..regulation.effective import EffectiveRegulation
from ..workflow import move
from .plans import ActivityDraft, as_data, current_plan, from_data, redate, write_plan
from .program_people import check_writes, manages, member_of, participants, tell
from .program_versions import record_version
from .programs import check_latest, wind_up_if_due

Kind, Reason = Amendment.Kind, Amendment.Reason
QUESTIONS = {
    Kind.EXTEND: gettext_lazy("Согласны продлить программу?"),
    Kind.SHORTEN: gettext_lazy("Согласны сократить срок программы?"),
    Kind.CHANGE_PLAN: gettext_lazy("Согласны изменить план программы?"),
    Kind.CHANGE_FORM: gettext_lazy("Согласны сменить форму наставничества?"),
}


@transaction.atomic
def propose(
    *,
    actor: Actor,
    program: Program,
    kind: str = Kind.EXTEND,
    reason: str = Reason.MUTUAL,
    words: str = "",
    new_end_on: datetime.date | None = None,
    new_form: str = "",
    lines: Sequence[ActivityDraft] | None = None,
) -> Amendment:
    """One open proposal at a time. Whoever proposes as a participant has signed by that.

    ``lines`` are the lines of the plan that are not done yet, as they shall be.
    """
    check_writes(actor, program.unit, program)
    row = (
        Program.objects.select_for_update(of=("self",))
        .select_related("unit", "organization__region")
        .get(pk=program.pk)
    )
    _check_may_change(row, rules_of(row, actor.today))
    amendment = Amendment(
        program=row,
        kind=kind,
        reason=reason,
        words=words,
        new_end_on=new_end_on if kind in (Kind.EXTEND, Kind.SHORTEN) else None,
        new_form=new_form if kind == Kind.CHANGE_FORM else "",
        plan=as_data(lines or []) if kind == Kind.CHANGE_PLAN else None,
        proposed_by_id=actor.person_id,
        proposed_at=clock.now(),
    )
    _check(amendment, row, actor.today)
    amendment.save()
    audit.record(actor, "program.propose_amendment", row, amendment=amendment.pk, kind=kind)
    if member_of(actor, row.unit) is not None or _curator_decides(row, actor):
        sign(actor=actor, amendment=amendment)
    others = [person for person in participants(row) if person.pk != actor.person_id]
    tell(others, row, str(QUESTIONS[Kind(kind)]), f"amendment:{amendment.pk}", words[:200])
    return amendment


def _check_may_change(program: Program, rules: EffectiveRegulation) -> None:
    if program.state != Program.State.RUNNING:
        raise Refusal(
            _("Меняют программу, которая идёт. Сейчас: %s") % program.get_state_display(),
            todo=_("Проект правят на его странице; после окончания составляют новую программу"),
            code="state",
        )
    if not rules.value("extension.allowed"):
        raise Refusal(
            _("Регламент не позволяет продлевать и менять программу"),
            clause=rules["extension.allowed"].basis,
            todo=_("Завершите эту программу и составьте новую"),
        )
    if program.amendments.filter(in_force_on=None, refused_on=None).exists():
        raise Refusal(
            _("Изменение уже предложено и ждёт ответа"), todo=_("Дождитесь всех ответов или откажитесь от прежнего")
        )


def _check(amendment: Amendment, program: Program, today: datetime.date) -> None:
    """What is proposed, against the regulation of the programme; asked again by the last signature."""
    rules = rules_of(program, today)
    if amendment.kind in (Kind.EXTEND, Kind.SHORTEN):
        _check_end(amendment, program, today, rules)
    elif amendment.kind == Kind.CHANGE_FORM:
        _check_form(amendment, program, rules)
    elif amendment.plan == as_data(current_plan(program, planned_only=True)):
        raise Refusal(_("План остался таким же"), todo=_("Измените хотя бы одно мероприятие"))
    elif not amendment.plan and not program.plan.filter(state="done").exists():
        raise Refusal(_("В плане нет ни одного мероприятия"), todo=_("Оставьте хотя бы одно"))


def _check_end(amendment: Amendment, program: Program, today: datetime.date, rules: EffectiveRegulation) -> None:
    end_on = amendment.new_end_on
    if end_on is None:
        raise Refusal(_("Укажите новую дату окончания"))
    if amendment.kind == Kind.SHORTEN:
        if not today <= end_on < program.end_on:
            raise Refusal(
                _("Сокращённый срок кончается не раньше сегодняшнего дня и раньше прежнего"),
                todo=_("Выберите дату с %(today)s по %(end)s")
                % {"today": f"{today:%d.%m.%Y}", "end": f"{program.end_on:%d.%m.%Y}"},
            )
        return
    if end_on <= program.end_on:
        raise Refusal(
            _("Новая дата окончания позже прежней"), todo=_("Выберите дату после %s") % f"{program.end_on:%d.%m.%Y}"
        )
    if not rules.value("extension.may_exceed_max"):
        check_latest(program.start_on, end_on, rules, todo=_("Завершите эту программу и составьте новую"))


def _check_form(amendment: Amendment, program: Program, rules: EffectiveRegulation) -> None:
    forms = {item["form"] if isinstance(item, dict) else item for item in rules.value("forms") or ()}
    if forms and amendment.new_form not in forms:
        raise Refusal(_("Такой формы нет в регламенте"), clause=rules["forms"].basis, todo=_("Выберите другую форму"))
    if amendment.new_form == program.unit.form:
        raise Refusal(_("Пара уже работает в этой форме"), todo=_("Выберите другую форму"))


def _curator_decides(program: Program, actor: Actor) -> bool:
    rules = rules_of(program, actor.today)
    return rules.value("extension.requires") == "curator" and manages(actor, program.unit)


def _open(actor: Actor, amendment: Amendment) -> tuple[Program, Amendment]:
    """Both rows locked, always in this order; refused when it is decided or the actor has no word in it."""
    rows = Program.objects.select_for_update(of=("self",)).select_related("unit", "organization__region")
    program = rows.get(pk=amendment.program_id)
    row = Amendment.objects.select_for_update().get(pk=amendment.pk)
    outside = member_of(actor, program.unit) is None and not _curator_decides(program, actor)
    if outside or row.in_force_on or row.refused_on:
        raise Refusal(_("Изменение уже решено или вас нет в паре"), code="already")
    return program, row


def missing_signatures(program: Program, amendment: Amendment) -> list[int]:
    """Members of the pair as it is today who have not signed: a mentor who has left signs nothing for the new one."""
    signed = set(amendment.signatures.values_list("member_id", flat=True))
    living = program.unit.members.filter(left_on=None).values_list("pk", flat=True)
    return [pk for pk in living if pk not in signed]


@transaction.atomic
def sign(*, actor: Actor, amendment: Amendment) -> Program:
    """One side's signature; the last one puts the change in force."""
    program, row = _open(actor, amendment)
    member = member_of(actor, program.unit)
    if member is not None:
        AmendmentSignature.objects.get_or_create(amendment=row, member=member, defaults={"signed_on": actor.today})
    if missing_signatures(program, row) and not _curator_decides(program, actor):
        audit.record(actor, "program.sign_amendment", program, amendment=row.pk)
        return program
    _check(row, program, actor.today)
    row.in_force_on = actor.today
    row.save(update_fields=["in_force_on"])
    return _apply(row, program, actor)


@transaction.atomic
def refuse(*, actor: Actor, amendment: Amendment) -> Program:
    """One side's «no» is enough: the programme goes on as it was, and another change may be offered."""
    program, row = _open(actor, amendment)
    row.refused_on = actor.today
    row.save(update_fields=["refused_on"])
    audit.record(actor, "program.refuse_amendment", program, amendment=row.pk)
    tell([program.unit.curator], program, _("Изменение программы не согласовано"), f"refused:{row.pk}")
    return program


def _apply(row: Amendment, program: Program, actor: Actor) -> Program:
    verb = "extend" if row.kind == Kind.EXTEND else "amend"
    changes = {"end_on": row.new_end_on} if row.new_end_on else {}
    changed = move(program, verb, actor=actor, changes=changes, as_effect=True, basis=row.kind)
    if row.new_end_on:
        redate(changed)
    if row.kind == Kind.CHANGE_FORM:
        Unit.objects.filter(pk=changed.unit_id).update(form=row.new_form)
    if row.plan is not None:
        write_plan(changed, from_data(row.plan), actor)
    record_version(changed, str(row.get_reason_display()), actor=actor, cause=row.kind)
    return wind_up_if_due(changed, actor)
