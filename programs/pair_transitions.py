"""The lives of bank entries, units, programmes, consents and meetings: the part of TRANSITIONS about people."""

import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.permissions import Actor
from accounts.refusal import Refusal

from .bank_rules import is_fit_for_the_bank, is_screened, outsider_is_cleared
from .models import (
    Appointment,
    Consent,
    HelpRequest,
    MatchDraft,
    Meeting,
    MeetingTask,
    MenteeEntry,
    MentorEntry,
    MentorLoan,
    Partnership,
    PlanActivity,
    Program,
    ProgramTemplate,
    Regulation,
    Unit,
    UnitMember,
)
from .models.unit import HELD, LED
from .program_rules import (
    closing_is_ready,
    council_has_agreed,
    difficulties_have_lines,
    entry_is_measured,
    mentees_took_part,
    party_knows,
    plan_is_done,
    plan_is_drawn_up,
    programme_is_at_work,
    rationale_is_complete,
    remark_is_given,
    short_term_is_planned,
    trial_has_begun,
    trial_is_over,
    word_is_asked_anew,
)
from .queries.meetings import is_strict, kinds_held
from .queries.regulations import effective_regulation
from .transition import Facts, Transition

BANK = "bank.manage"
UNIT = "unit.manage"
SPREAD = "matching.spread"
AGREE = "program.agree"
SAMPLE = "template.manage"
DRAFT_IS_WHOLE = (plan_is_drawn_up, rationale_is_complete, difficulties_have_lines, short_term_is_planned)


def statute_is_in_force(unit: Unit, actor: Actor, facts: Facts) -> None:
    """No pair is held before the order about the statute (S3 п. 3.7, S4 п. 3.1)."""
    day: datetime.date = facts.get("on") or actor.today
    if Regulation.objects.in_force(day).filter(organization_id__in=unit.organization.path_ids).exists():
        return
    raise Refusal(
        _("Положение ещё не введено в действие: пары не закрепляют"),
        clause=effective_regulation(unit.organization, day)["pair_fixation"].basis,
        todo=_("Сначала зарегистрируйте приказ об утверждении Положения"),
    )


def curator_is_in_force(unit: Unit, actor: Actor, facts: Facts) -> None:
    """The curator is appointed by a registered order (S1 §4.1.2, S4 order п. 3)."""
    day: datetime.date = facts.get("on") or actor.today
    appointed = Appointment.objects.filter(
        membership__organization_id=unit.organization_id, membership__role="curator"
    ).values("membership_id")
    if not Membership.objects.in_force(day).filter(pk__in=appointed).exists():
        raise Refusal(
            _("Куратор ещё не назначен приказом: пары не закрепляют"),
            clause=effective_regulation(unit.organization, day)["pair_fixation"].basis,
            todo=_("Зарегистрируйте приказ, который назначает куратора"),
        )


def neighbours_have_an_agreement(unit: Unit, actor: Actor, facts: Facts) -> None:
    """A pair across two schools stands on their agreement (S3 п. 3.8) and on the mentor's word that the other school
    may know him (152-ФЗ, ст. 9)."""
    day: datetime.date = facts.get("on") or actor.today
    homes = UnitMember.objects.filter(unit=unit, side=UnitMember.Side.MENTOR, left_on=None)
    wanted = ("mentor_entry__organization_id", "person_id", "mentor_entry_id")
    home, person, entry = homes.values_list(*wanted).first() or (None, None, None)
    if home is None or home == unit.organization_id:
        return
    asked = {Consent.Kind.PDN_PROCESSING, Consent.Kind.PDN_TRANSFER}
    given = Consent.objects.in_force().filter(person_id=person, organization_id=home, kind__in=asked)
    if asked - set(given.values_list("kind", flat=True)):
        raise Refusal(
            _("Наставник другой школы не дал согласия на передачу данных или отозвал его"),
            clause="152-ФЗ, ст. 9",
            todo=_("Попросите другого наставника: этого предложат снова, если он согласится"),
        )
    if not Partnership.objects.in_force(day).between(home, unit.organization_id).exists():
        raise Refusal(
            _("Наставник работает в другой школе, а договора о сотрудничестве с ней сейчас нет"),
            clause=effective_regulation(unit.organization, day)["pair_fixation"].basis,
            todo=_("Внесите договор и попросите обоих руководителей подтвердить его"),
        )
    came = MentorLoan.objects.filter(organization_id=unit.organization_id, mentor_entry_id=entry)
    if not came.filter(state=MentorLoan.State.AGREED).exists():
        raise Refusal(
            _("Наставник другой школы ещё не согласился прийти, или его отозвали"),
            clause=effective_regulation(unit.organization, day)["pair_fixation"].basis,
            todo=_("Попросите его ещё раз в разделе «Наставники других школ»"),
        )


def lends_its_mentor(loan: MentorLoan, actor: Actor) -> bool:
    return actor.signs_for(loan.mentor_entry.organization_id)


def pair_needs_no_order(unit: Unit, actor: Actor, facts: Facts) -> None:
    rules = effective_regulation(unit.organization, actor.today)
    if rules.value("pair_fixation") != "curator_record":
        raise Refusal(
            _("Пару закрепляют приказом"),
            clause=rules["pair_fixation"].basis,
            todo=_("Подготовьте приказ о закреплении"),
        )


def planning_is_held(program: Program, actor: Actor, facts: Facts) -> None:
    """Where the order of meetings is prescribed, a programme is approved after the planning meeting (S2 разд. 6)."""
    unit = program.unit
    if unit.state != Unit.State.TRYING and not (unit.state == Unit.State.ORDERED and is_strict(unit, actor.today)):
        return
    if Meeting.Kind.PLANNING in kinds_held(unit):
        return
    raise Refusal(
        _("Пара ещё не провела встречу-планирование"),
        clause=effective_regulation(program.organization, actor.today)["meeting_sequence"].basis,
        todo=_("Сначала знакомство, пробная встреча и планирование"),
    )


def _effect(*sources: str, to: str, done: Any, guards: tuple = ()) -> Transition:
    return Transition(sources=sources, target=to, permission=None, done=done, guards=guards)


PAIR_TRANSITIONS: dict[type, dict[str, Transition]] = {
    MentorEntry: {
        "ask_consent": Transition(("draft",), "consent_pending", BANK, _("Согласие уже запрошено")),
        "consent": _effect("consent_pending", to="candidate", done=_("Согласие уже получено")),
        "screen": Transition(("candidate",), "screened", BANK, _("Отбор уже завершён"), (is_screened,)),
        "activate": Transition(
            ("candidate", "screened"), "active", BANK, _("Наставник уже утверждён"), (is_fit_for_the_bank,)
        ),
        "suspend": Transition(("active",), "suspended", BANK, _("Наставник уже приостановлен")),
        "resume": Transition(("suspended",), "active", BANK, _("Наставник уже в банке")),
        "withdraw": _effect(
            "draft", "consent_pending", "candidate", "screened", "active", "suspended",
            to="withdrawn", done=_("Уже выбыл"),
        ),
        "rejoin": Transition(("withdrawn",), "draft", BANK, _("Уже снова в банке")),
    },
    MenteeEntry: {
        "ask_consent": Transition(("draft",), "consent_pending", BANK, _("Согласие уже запрошено")),
        "consent": _effect("consent_pending", to="registered", done=_("Согласие уже получено")),
        "request": _effect("registered", "completed", to="requested", done=_("Запрос уже есть")),
        "match": _effect("requested", "unmatched_support", to="matched", done=_("Пара уже составлена")),
        "unmatch": _effect("matched", "in_program", to="requested", done=_("Пары уже нет")),
        "support": Transition(("requested",), "unmatched_support", BANK, _("Поддержка уже назначена")),
        "enter": _effect("matched", to="in_program", done=_("Уже участвует в программе")),
        "complete_entry": _effect("in_program", to="completed", done=_("Программа уже завершена")),
        "drop_entry": _effect("in_program", to="dropped_out", done=_("Уже выбыл")),
        "withdraw": _effect(
            "draft", "consent_pending", "registered", "requested", "matched", "unmatched_support", "in_program",
            "completed", to="dropped_out", done=_("Уже выбыл"),
        ),
        "rejoin": Transition(("dropped_out",), "draft", BANK, _("Уже снова в банке")),
    },
    Unit: {
        "agree": _effect("proposed", to="agreed", done=_("Все уже согласились")),
        "consent": _effect("agreed", to="consented", done=_("Согласия уже получены")),
        "reject": _effect(
            "proposed", "agreed", "consented", "trying", to="rejected", done=_("Пара уже не состоялась")
        ),
        "order": _effect(
            "consented", to="ordered", done=_("Пара уже закреплена"),
            guards=(statute_is_in_force, curator_is_in_force, outsider_is_cleared, neighbours_have_an_agreement),
        ),
        "fix": Transition(
            ("consented",), "ordered", UNIT, _("Пара уже закреплена"),
            (pair_needs_no_order, statute_is_in_force, curator_is_in_force, outsider_is_cleared,
             neighbours_have_an_agreement),
        ),
        "release": _effect("ordered", to="consented", done=_("Пара уже не закреплена")),
        "try": _effect("ordered", to="trying", done=_("Пара уже пробует работать")),
        "start": _effect("ordered", "trying", to="active", done=_("Пара уже работает")),
        "pause": Transition(("active",), "paused", UNIT, _("Пара уже приостановлена")),
        "resume": Transition(("paused",), "active", UNIT, _("Пара уже работает")),
        "replace": _effect(*LED, to="replacing", done=_("Наставника уже меняют")),
        "change_mentor": _effect("replacing", to="active", done=_("Наставник уже сменился")),
        "change_early": _effect("replacing", to="ordered", done=_("Наставник уже сменился")),
        "close": _effect(
            *HELD, to="closed", done=_("Пара уже завершена")
        ),
    },
    Program: {
        "submit": _effect(
            "draft", to="curator_check", done=_("Программа уже у куратора"), guards=(*DRAFT_IS_WHOLE, mentees_took_part)
        ),
        "to_council": _effect(
            "draft", "curator_check", to="on_council", done=_("Программа уже на согласовании"),
            guards=(word_is_asked_anew, *DRAFT_IS_WHOLE, mentees_took_part),
        ),
        "council_agree": Transition(("on_council",), "curator_check", AGREE, _("Программа уже согласована")),
        "council_return": Transition(
            ("on_council",), "draft", AGREE, _("Программа уже возвращена"), (remark_is_given,)
        ),
        "return": Transition(("curator_check",), "draft", UNIT, _("Программа уже возвращена"), (remark_is_given,)),
        "approve": Transition(
            ("draft", "curator_check"), "approved", UNIT, _("Программа уже утверждена"),
            (*DRAFT_IS_WHOLE, council_has_agreed, planning_is_held, entry_is_measured, party_knows),
            stays_done_in=("running", "completing"),
        ),
        "run": _effect("approved", to="running", done=_("Программа уже идёт")),
        "extend": _effect("running", to="running", done=_("Программа уже продлена")),
        "amend": _effect("running", to="running", done=_("Программа уже изменена")),
        "wind_up": _effect("running", to="completing", done=_("Программа уже завершается")),
        "go_on": _effect("completing", to="running", done=_("Программа уже идёт")),
        "complete": Transition(
            ("running", "completing"), "completed", UNIT, _("Программа уже завершена"), (plan_is_done, closing_is_ready)
        ),
        "terminate": Transition(
            ("approved", "running", "completing"), "terminated", UNIT, _("Программа уже завершена")
        ),
        "cut_short": _effect(
            "draft", "on_council", "curator_check", "approved", "running", "completing",
            to="terminated", done=_("Программа уже завершена"),
        ),
    },
    PlanActivity: {
        "mark_done": _effect("planned", to="done", done=_("Уже отмечено"), guards=(programme_is_at_work,)),
        "exclude": _effect("planned", to="excluded", done=_("Уже исключено"), guards=(programme_is_at_work,)),
        "unmark": _effect("done", "excluded", to="planned", done=_("Отметки уже нет"), guards=(programme_is_at_work,)),
    },
    ProgramTemplate: {
        "try_out": Transition(("draft",), "on_trial", SAMPLE, _("Образец уже на апробации"), (trial_has_begun,)),
        "recommend": Transition(
            ("on_trial",), "recommended", SAMPLE, _("Образец уже рекомендован"), (trial_is_over,)
        ),
        "advise_against": Transition(
            ("on_trial",), "not_recommended", SAMPLE, _("Образец уже не рекомендован"), (trial_is_over,)
        ),
        "rework": Transition(("not_recommended", "retired"), "draft", SAMPLE, _("Образец уже в черновиках")),
        "retire": Transition(
            ("draft", "on_trial", "recommended", "not_recommended"), "retired", SAMPLE, _("Образец уже в архиве")
        ),
    },
    MatchDraft: {
        "calculate": _effect("calculating", "draft", to="draft", done=_("Черновик уже посчитан")),
        "wait": _effect("draft", to="calculating", done=_("Черновик уже считается")),
        "publish": Transition(("draft",), "published", UNIT, _("Предложения уже разосланы")),
        "hand_down": Transition(("draft",), "handed", SPREAD, _("Черновик уже передан школам")),
        "discard": Transition(("calculating", "draft"), "discarded", UNIT, _("Черновик уже отброшен")),
        "drop": Transition(("calculating", "draft"), "discarded", SPREAD, _("Черновик уже отброшен")),
    },
    MentorLoan: {
        "offer": Transition(("asked",), "offered", BANK, _("Школа уже согласилась"), reaches=lends_its_mentor),
        "agree": _effect("offered", to="agreed", done=_("Наставник уже согласился")),
        "decline": _effect("asked", "offered", "agreed", to="declined", done=_("Отказ уже принят")),
        "withdraw": Transition(("asked", "offered", "agreed"), "withdrawn", UNIT, _("Запрос уже снят")),
        "call_back": _effect("asked", "offered", "agreed", to="declined", done=_("Запрос уже закрыт")),
    },
    Consent: {
        "sign": _effect("sent", to="signed", done=_("Согласие уже дано")),
        "decline": _effect("sent", to="declined", done=_("Отказ уже принят")),
        "revoke": _effect("signed", to="revoked", done=_("Согласие уже отозвано")),
        "expire": _effect("sent", "signed", to="expired", done=_("Согласие уже закончилось")),
    },
    Meeting: {
        "record": _effect("planned", to="held", done=_("Встреча уже записана")),
        "confirm": _effect("held", to="confirmed", done=_("Встреча уже подтверждена")),
        "cancel": Transition(("planned", "held"), "cancelled", UNIT, _("Встреча уже отменена")),
        "reschedule": _effect("planned", to="planned", done=_("Встреча уже перенесена")),
        "call_off": _effect("planned", to="cancelled", done=_("Встреча уже отменена")),
        "miss": _effect("planned", to="missed", done=_("Уже записано, что встреча не состоялась")),
    },
    MeetingTask: {
        "hand_in": _effect("given", "returned", to="handed_in", done=_("Задание уже сдано")),
        "accept": _effect("given", "handed_in", "returned", to="accepted", done=_("Задание уже принято")),
        "send_back": _effect("handed_in", to="returned", done=_("Задание уже возвращено")),
        "take_back": _effect("given", "handed_in", "returned", to="cancelled", done=_("Задание уже снято")),
    },
    HelpRequest: {
        "see": _effect("sent", to="seen", done=_("Уже увидено")),
        "answer": _effect("sent", "seen", to="answered", done=_("На просьбу уже ответили")),
    },
}  # fmt: skip
