"""What a regulation and the kind of mentoring ask of a meeting. Each raises Refusal or says nothing."""

import datetime

from django.utils.translation import gettext as _

from accounts import clock
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import Meeting, PlanActivity, Program, Unit, UnitMember
from ..queries.meetings import (
    BEFORE_THE_PROGRAMME,
    SEQUENCE,
    TOOK_PLACE,
    first_day,
    is_strict,
    kinds_held,
    may_meet,
    needs_no_programme,
)
from ..queries.regulations import effective_regulation


def check_day(actor: Actor, unit: Unit, held_on: datetime.date) -> None:
    if held_on > actor.today:
        raise Refusal(_("Встреча ещё не прошла"), todo=_("Укажите сегодняшнюю дату или более раннюю"))
    first = first_day(unit)
    if held_on < first:
        raise Refusal(_("В этот день пары ещё не было"), todo=_("Укажите день не раньше %s") % f"{first:%d.%m.%Y}")


def check_state(actor: Actor, unit: Unit, kind: str) -> None:
    """At work any meeting; before the programme only those that lead to it, where they are prescribed."""
    if unit.state == Unit.State.ACTIVE or (kind == Meeting.Kind.SPEED and may_meet(unit, actor.today)):
        return
    if unit.state == Unit.State.ORDERED and kind == Meeting.Kind.SPEED and needs_no_programme(unit, actor.today):
        return
    if may_meet(unit, actor.today) and kind in SEQUENCE:
        if kind in BEFORE_THE_PROGRAMME:
            return
        raise Refusal(
            _("Программа пары ещё не началась"),
            clause=effective_regulation(unit.organization, actor.today)["meeting_sequence"].basis,
            todo=_("Сначала знакомство, пробная встреча и планирование, потом утверждённая программа"),
        )
    raise Refusal(
        _("Пара не работает: %s") % unit.get_state_display(), todo=_("Встречи записывают, пока идёт программа")
    )


def check_sequence(actor: Actor, unit: Unit, kind: str, goals: str) -> None:
    """INTRO → TRIAL → PLANNING → CYCLE → FINAL, where the regulation asks for it (S2 разд. 6, этап 6)."""
    if kind not in SEQUENCE or not is_strict(unit, actor.today):
        return
    clause = effective_regulation(unit.organization, actor.today)["meeting_sequence"].basis
    place, held = SEQUENCE.index(kind), kinds_held(unit)
    if place and SEQUENCE[place - 1] not in held:
        raise Refusal(
            _("Сначала проводят встречу «%s»") % Meeting.Kind(SEQUENCE[place - 1]).label,
            clause=clause,
            todo=_("Запишите её или выберите вид встречи, которая была"),
        )
    if kind != Meeting.Kind.PLANNING:
        return
    if unit.state == Unit.State.TRYING and not all_go_on(unit):
        raise Refusal(
            _("После пробной встречи ещё не все ответили, продолжают ли они"),
            clause=clause,
            todo=_("Каждый отвечает на карточке пары: ответ видит только он сам"),
        )
    if not goals.strip() and not PlanActivity.objects.filter(program__unit=unit).exists():
        raise Refusal(
            _("Планирование завершают согласованным планом"),
            clause=clause,
            todo=_("Запишите цели, о которых договорились, или составьте план программы"),
        )


def all_go_on(unit: Unit) -> bool:
    answered = unit.trial_answers.filter(goes_on=True, member__left_on=None).count()
    return answered == unit.members.filter(left_on=None).count()


def check_kind_of_mentoring(
    unit: Unit, *, kind: str, agreement: str, goals: str, mode: str, where: str, but: int | None
) -> None:
    """Speed: one meeting with goals of development; short-term: a task until the next one; virtual: never on site, and
    it says where."""
    if "SPEED" in unit.kinds:
        if kind != Meeting.Kind.SPEED:
            raise Refusal(
                _("В скоростном наставничестве одна встреча: скоростная"), todo=_("Выберите вид «скоростная»")
            )
        if unit.meetings.filter(state__in=TOOK_PLACE).exclude(pk=but).exists():
            raise Refusal(
                _("Скоростная встреча уже прошла"), todo=_("Завершите программу или составьте пару на больший срок")
            )
        if not (goals.strip() or agreement.strip()):
            raise Refusal(
                _("Не записаны цели индивидуального развития"), todo=_("Запишите, к чему пришли: одно-два предложения")
            )
    if "SHORT_TERM" in unit.kinds and kind == Meeting.Kind.CYCLE and not agreement.strip():
        raise Refusal(
            _("Между встречами краткосрочного наставничества нужно задание"),
            todo=_("Заполните «Что сделать к следующей»"),
        )
    if "VIRTUAL" in unit.kinds and mode == Program.WorkMode.ONSITE:
        raise Refusal(
            _("В виртуальном наставничестве не встречаются только очно"), todo=_("Выберите «онлайн» или «смешанно»")
        )
    if "VIRTUAL" in unit.kinds and not where.strip():
        raise Refusal(
            _("Не записано, где встречались по видео"),
            clause=effective_regulation(unit.organization, clock.today(unit.organization.zone))["kinds"].basis,
            todo=_("Вставьте ссылку или назовите сервис"),
        )


def check_line(unit: Unit, activity: PlanActivity | None) -> None:
    if activity is not None and activity.program.unit_id != unit.pk:
        raise Refusal(
            _("Этого мероприятия нет в плане пары"), todo=_("Выберите мероприятие из списка"), code="not_visible"
        )


def mode_of(unit: Unit) -> str:
    """How the pair usually meets: as its programme says; a virtual one never on site."""
    mode = unit.programs.order_by("-pk").values_list("work_mode", flat=True).first() or Program.WorkMode.ONSITE
    if "VIRTUAL" in unit.kinds and mode == Program.WorkMode.ONSITE:
        return Program.WorkMode.ONLINE
    return mode


def mentees_of(unit: Unit) -> list[UnitMember]:
    return list(unit.members.filter(side=UnitMember.Side.MENTEE, left_on=None).select_related("person"))
