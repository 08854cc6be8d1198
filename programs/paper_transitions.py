"""The lives of statements, releases, looks at files, helpers, agreements, and of the body of mentors: a part of
TRANSITIONS; and what an order about one of them must have."""

from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from accounts.refusal import Refusal

from .models import (
    SUBJECTS,
    Application,
    Consent,
    Council,
    CouncilCase,
    CouncilMinutes,
    CouncilSeat,
    DutyRelease,
    FileAccess,
    HelperInvitation,
    MentoringAgreement,
    MentorReplacement,
    Order,
    OrderKind,
    Unit,
)
from .queries.agreements import has_accepted, notice_runs
from .queries.councils import chair_stands_aside, is_quorate, is_side, voters
from .queries.regulations import effective_regulation
from .transition import Facts, Transition

BY_HEAD = {Application.Kind.RELEASE, Application.Kind.REPLACE}
DECIDE, HEAD = "application.decide", "order.approve"


def head_decides(row: Application, actor: Actor, facts: Facts) -> None:
    """Duties and a mentor are the head's word (S4 пп. 4.1, 5.1); the rest is the curator's too."""
    if row.kind in BY_HEAD and not actor.may(HEAD):
        raise Refusal(
            _("На это заявление отвечает руководитель"),
            clause=effective_regulation(row.organization, actor.today)["applications"].basis,
            todo=_("Он видит его на своём рабочем столе; вы можете поговорить с участником"),
            code="permission",
        )


def decider_is_no_party(row: Application, actor: Actor, facts: Facts) -> None:
    """Nobody answers his own statement, nor one that asks to change him as a mentor."""
    if (
        row.author_id == actor.person_id
        or Application.objects.filter(Application.objects.about(actor.person_id), pk=row.pk).exists()
    ):
        raise Refusal(
            _("Это заявление ваше или о вас: на него отвечает другой"),
            clause=effective_regulation(row.organization, actor.today)["applications"].basis,
            todo=_("Ответит исполняющий обязанности: назначьте им заместителя"),
            code="party",
        )


def stands_aside(row: CouncilCase, actor: Actor, facts: Facts) -> None:
    """A member of the body who is a side of the case leaves it to the others."""
    if CouncilCase.objects.of_side(actor.person_id).filter(pk=row.pk).exists():
        raise Refusal(
            _("Вы сторона этого обращения: его рассматривают другие члены органа"),
            clause=effective_regulation(row.organization, actor.today)["council_functions"].basis,
            todo=_("Попросите об этом другого члена органа"),
            code="party",
        )


def signatory_is_no_side(row: CouncilMinutes, actor: Actor, facts: Facts) -> None:
    if is_side(actor.person_id, row):
        raise Refusal(
            _("В протоколе есть решение по обращению, в котором вы сторона"),
            todo=_("Протокол подпишет другой член органа"),
            code="party",
        )


def chair_is_a_side(row: CouncilMinutes, actor: Actor, facts: Facts) -> None:
    """Another member signs only where the chair may not."""
    if not chair_stands_aside(row):
        raise Refusal(_("Протокол подписывает председатель"), code="permission")


def employee_may_refuse(row: Application, actor: Actor, facts: Facts) -> None:
    if notice_runs(row):
        raise Refusal(
            _("Работник вправе отказаться от наставничества: отклонить это нельзя"),
            clause="Трудовой кодекс РФ, ст. 351.8",
            todo=_("Удовлетворите заявление: обязанности закончатся в последний день предупреждения"),
        )


def answer_is_given(row: Any, actor: Actor, facts: Facts) -> None:
    if not str(facts.get("answer", "")).strip():
        raise Refusal(_("Отказывают с объяснением"), todo=_("Напишите, почему: ответ прочтёт автор"))


def has_substitute_and_continuity(row: DutyRelease, actor: Actor, facts: Facts) -> None:
    """S4 п. 1.4: in exceptional cases, and only where the work goes on."""
    clause = effective_regulation(row.organization, actor.today)["duty_release"].basis
    if facts.get("substitute_id", row.substitute_id) is None:
        raise Refusal(_("Не указано, кто замещает"), clause=clause, todo=_("Выберите, кто проведёт эти уроки"))
    if not str(facts.get("continuity", row.continuity)).strip():
        raise Refusal(
            _("Не указано, как не прервётся работа"),
            clause=clause,
            todo=_("Напишите, как пойдут уроки и встречи пары без этого человека"),
        )


def minutes_are_whole(row: CouncilMinutes, actor: Actor, facts: Facts) -> None:
    """A number, a quorum (more than half of the seats: a default of the system), decisions with votes."""
    if not row.number.strip():
        raise Refusal(_("У протокола нет номера"), todo=_("Укажите номер протокола"))
    if not is_quorate(row):
        raise Refusal(
            _("Нет кворума: присутствовало не больше половины состава"),
            clause=_("умолчание системы: больше половины состава"),
            todo=_("Отметьте всех присутствовавших или перенесите заседание"),
        )
    decisions = list(row.decisions.all())
    if not decisions:
        raise Refusal(_("В протоколе нет ни одного решения"), todo=_("Запишите хотя бы одно решение"))
    for one in decisions:
        present = voters(row, one)
        votes = one.votes_for + one.votes_against + one.abstained
        if votes != present or one.votes_for * 2 <= present:
            raise Refusal(
                _t("Решение %(no)s: за %(for)s из %(present)s голосующих, голосов записано %(votes)s")
                % {"no": one.position, "for": one.votes_for, "present": present, "votes": votes},
                todo=_("Голосуют все, кто был, кроме сторон обращения; решение принимают больше половины"),
            )


def subjects_are_ready(order: Order, actor: Actor, facts: Facts) -> None:
    """A clause about a mentor's change, a release, a body of mentors: what it will set in motion may still be."""
    for clause in order.clauses.filter(kind__in=SUBJECTS).select_related(*SUBJECTS.values()):
        subject = getattr(clause, SUBJECTS[clause.kind])
        if subject.organization_id != order.organization_id:
            raise Refusal(_t("Пункт %s касается другой организации") % clause.position)
        READY[clause.kind](subject, actor)


def _replacement_is_ready(row: MentorReplacement, actor: Actor) -> None:
    if row.in_force_on or row.dropped_on or row.unit.state != Unit.State.REPLACING:
        raise Refusal(
            _t("Наставника этой пары сейчас не меняют: %s") % row.unit.get_state_display(), code="state",
            todo=_("Обновите карточку пары"),
        )  # fmt: skip
    entry = row.mentor_entry
    if entry.state != "active":
        raise Refusal(_t("%s уже не в банке наставников") % entry.person.full_name, todo=_("Выберите другого"))
    if not has_accepted(row.unit, entry.person_id):
        raise Refusal(
            _t("Нет письменного согласия: %s") % entry.person.full_name,
            clause=effective_regulation(row.organization, actor.today)["duty_consent_required"].basis,
            todo=_("Новый наставник решает о нём на своём рабочем столе"),
            missing=(entry.person.full_name,),
        )


def _release_is_ready(row: DutyRelease, actor: Actor) -> None:
    if row.state != DutyRelease.State.ASKED:
        raise Refusal(_t("Об освобождении уже решено: %s") % row.get_state_display(), code="already")
    has_substitute_and_continuity(row, actor, {})


def _council_is_ready(row: Council, actor: Actor) -> None:
    """Seats, a chair, and consents where membership is voluntary (S1 §4.1.4, S3 п. 1.3)."""
    if row.state != Council.State.DRAFT:
        raise Refusal(_t("О составе уже решено: %s") % row.get_state_display(), code="already")
    seats = list(row.seats.filter(left_on=None).select_related("person"))
    if not any(seat.role == CouncilSeat.Role.CHAIR for seat in seats):
        raise Refusal(_("В составе нет председателя"), todo=_("Выберите председателя"))
    rules = effective_regulation(row.organization, actor.today)
    if not rules.value("council_voluntary"):
        return
    signed = Consent.objects.in_force().filter(organization=row.organization, kind=Consent.Kind.COUNCIL)
    given = set(signed.values_list("person_id", flat=True))
    missing = tuple(seat.person.full_name for seat in seats if seat.person_id not in given)
    if missing:
        raise Refusal(
            _t("Нет согласия войти в состав: %s") % ", ".join(missing),
            clause=rules["council_voluntary"].basis,
            todo=_("Дождитесь их ответа или уберите их из состава"),
            missing=missing,
        )


READY: dict[str, Any] = {
    OrderKind.PAIR_CHANGE: _replacement_is_ready,
    OrderKind.DUTY_RELEASE: _release_is_ready,
    OrderKind.COUNCIL_CREATION: _council_is_ready,
}


def _effect(*sources: str, to: str, done: Any, guards: tuple = ()) -> Transition:
    return Transition(sources=sources, target=to, permission=None, done=done, guards=guards)


PAPER_TRANSITIONS: dict[type, dict[str, Transition]] = {
    Application: {
        "accept": Transition(
            ("filed",), "accepted", DECIDE, _("На заявление уже ответили"), (head_decides, decider_is_no_party)
        ),
        "turn_down": Transition(
            ("filed",), "declined", DECIDE, _("На заявление уже ответили"),
            (head_decides, decider_is_no_party, employee_may_refuse, answer_is_given),
        ),
        "settle": _effect("filed", to="accepted", done=_("На заявление уже ответили")),
        "take_back": _effect("filed", to="withdrawn", done=_("Заявление уже отозвано")),
    },
    DutyRelease: {
        "order_release": _effect(
            "asked", to="ordered", done=_("Уже освобождён приказом"), guards=(has_substitute_and_continuity,)
        ),
        "refuse_release": Transition(("asked",), "refused", HEAD, _("Уже отказано"), (answer_is_given,)),
    },
    FileAccess: {
        "grant_access": Transition(("asked",), "granted", HEAD, _("Доступ уже открыт")),
        "refuse_access": Transition(("asked",), "refused", HEAD, _("Уже отказано"), (answer_is_given,)),
        "end_access": _effect("asked", "granted", to="ended", done=_("Доступ уже закрыт")),
    },
    HelperInvitation: {
        "agree_to_help": _effect("asked", to="accepted", done=_("Вы уже согласились")),
        "decline_to_help": _effect("asked", to="declined", done=_("Вы уже ответили")),
        "end_help": _effect("asked", "accepted", to="ended", done=_("Помощь уже закончена")),
    },
    MentoringAgreement: {
        "agree_to_duties": _effect("draft", to="consent_signed", done=_("Вы уже подписали соглашение")),
        "countersign": _effect("consent_signed", to="signed", done=_("Соглашение уже подписано")),
        "begin": _effect("signed", to="active", done=_("Соглашение уже действует")),
        "give_notice": _effect("active", to="notice_given", done=_("Предупреждение уже подано")),
        "recall_notice": _effect("notice_given", to="active", done=_("Предупреждение уже отозвано")),
        "end_agreement": _effect(
            "draft", "consent_signed", "signed", "active", "notice_given",
            to="terminated", done=_("Соглашение уже прекращено"),
        ),
        "expire": _effect("active", to="expired", done=_("Срок соглашения уже истёк")),
    },
    Council: {
        "establish": _effect("draft", to="active", done=_("Состав уже утверждён")),
        "dissolve": _effect("draft", "active", to="dissolved", done=_("Полномочия уже прекращены")),
    },
    CouncilMinutes: {
        "sign_minutes": Transition(
            ("draft",), "signed", "council.chair", _("Протокол уже подписан"), (signatory_is_no_side, minutes_are_whole)
        ),
        "sign_for_chair": Transition(
            ("draft",), "signed", "council.work", _("Протокол уже подписан"),
            (chair_is_a_side, signatory_is_no_side, minutes_are_whole),
        ),
    },
    CouncilCase: {
        "hear": Transition(("filed",), "heard", "council.work", _("Обращение уже рассматривают"), (stands_aside,)),
        "decide": _effect("filed", "heard", to="decided", done=_("Решение уже принято")),
        "execute": Transition(("decided",), "executed", "council.work", _("Исполнение уже отмечено"), (stands_aside,)),
        "withdraw_case": _effect("filed", "heard", to="withdrawn", done=_("Обращение уже отозвано")),
    },
}  # fmt: skip
