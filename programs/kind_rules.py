"""What an order of a kind must say, and what must hold of those it names, before the head signs it."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role

from .bank_rules import is_fit_for_the_bank
from .models import OF_UNITS, MentorEntry, Order, OrderClause, OrderKind, Unit, VisaKind
from .queries.order_sources import CANDIDATES, programme_of
from .queries.order_visas import sheet_of, union_answers_by
from .queries.regulations import effective_regulation
from .transition import Facts


def implementation_is_whole(order: Order, actor: Actor, facts: Facts) -> None:
    """Terms of implementation, terms of monitoring, planned results: without them the act is not signed (S2 п. 1.3)."""
    clauses = list(order.clauses.all())
    kinds = {clause.kind for clause in clauses}
    if OrderKind.MODEL_IMPLEMENTATION not in kinds:
        return
    dated = {clause.kind for clause in clauses if clause.due_on is not None}
    wanted = {
        _("сроков внедрения"): OrderKind.MODEL_IMPLEMENTATION in dated,
        _("сроков мониторинга эффективности программ"): OrderKind.MONITORING in dated,
        _("планируемых результатов"): OrderKind.PLANNED_RESULTS in kinds,
    }
    missing = tuple(str(words) for words, there in wanted.items() if not there)
    if missing:
        raise Refusal(
            _t("В приказе о внедрении нет: %s") % ", ".join(missing),
            clause=effective_regulation(order.organization, actor.today)["deadlines.acts_month"].basis,
            todo=_(
                "Укажите срок в пункте о внедрении и в пункте о мониторинге, добавьте пункт о планируемых результатах"
            ),
            missing=missing,
        )


def named_are_ready(order: Order, actor: Actor, facts: Facts) -> None:
    """Whom a clause appoints is in the bank; what ends has ended; what is approved or awarded is there."""
    clauses = order.clauses.filter(kind__in=[*OF_UNITS, OrderKind.MENTOR_APPOINTMENT]).select_related("executor")
    for clause in clauses.prefetch_related("units__unit__programs", "units__unit__members__person"):
        if clause.kind == OrderKind.MENTOR_APPOINTMENT:
            _is_in_the_bank(clause, order, actor)
        for unit in (row.unit for row in clause.units.all() if not row.by_lender):
            if unit.organization_id != order.organization_id:
                raise Refusal(_t("Пункт %s касается другой организации") % clause.position)
            if clause.kind in NOT_YET and not _has_come(clause.kind, unit):
                people = ", ".join(member.person.full_name for member in unit.members.all())
                words, todo = NOT_YET[clause.kind]
                raise Refusal(
                    _t("Пункт %(no)s: %(words)s: %(people)s")
                    % {"no": clause.position, "words": words, "people": people},
                    todo=todo,
                )


def signatory_had_the_day(order: Order, actor: Actor, facts: Facts) -> None:
    """Whoever signs for an absent head does so on the days of his appointment: the order is dated by one of them."""
    if order.dated is None or not (order.content or {}).get("signatory", {}).get("acting"):
        return
    rows = Membership.objects.filter(organization_id=order.organization_id, role=Role.HEAD, acting_for__isnull=False)
    mine = rows.filter(person_id=order.signed_by_id)
    if mine.in_force(order.dated).exists():
        return
    days = "; ".join(
        _t("с %(start)s до %(end)s") % {"start": f"{row.valid_from:%d.%m.%Y}", "end": f"{row.valid_to:%d.%m.%Y}"}
        for row in mine.exclude(valid_to=None).order_by("valid_from")
    )
    raise Refusal(
        _t("%(day)s подписавший ещё или уже не исполнял обязанности руководителя") % {"day": f"{order.dated:%d.%m.%Y}"},
        todo=_t("Укажите дату из дней, на которые он назначен: %s") % days,
        code="acting",
    )


NOT_YET = {
    OrderKind.PAIR_TERMINATION: (
        _("пара ещё не завершена"),
        _("Сначала завершите программу на её странице, потом составьте приказ"),
    ),
    OrderKind.PROGRAM_APPROVAL: (
        _("у пары нет программы, утверждённой куратором"),
        _("Утвердите программу на её странице или уберите пару из приказа"),
    ),
    OrderKind.AWARD: (
        _("программа не выполнена до конца"),
        _("Поощряют по итогам завершённой программы: уберите пару из приказа"),
    ),
}


def _has_come(kind: str, unit: Unit) -> bool:
    if kind == OrderKind.PAIR_TERMINATION:
        return unit.state == Unit.State.CLOSED
    return programme_of(unit, kind) is not None


def _is_in_the_bank(clause: OrderClause, order: Order, actor: Actor) -> None:
    assert clause.executor is not None  # a database constraint
    states = (*CANDIDATES, MentorEntry.State.ACTIVE)
    rows = MentorEntry.objects.filter(organization_id=order.organization_id, person=clause.executor, state__in=states)
    entry = rows.select_related("person", "organization__region").first()
    if entry is None:
        raise Refusal(
            _t("%s не в банке наставников или не дал согласия") % clause.executor.full_name,
            todo=_("Добавьте его в банк и дождитесь согласия или уберите пункт"),
        )
    if entry.state in CANDIDATES:
        is_fit_for_the_bank(entry, actor, {})


def union_has_had_its_days(order: Order, actor: Actor, facts: Facts) -> None:
    """Its opinion is waited for; silence past the term means no objection (ТК РФ, ст. 372; S1 and S5 4.1.4)."""
    for visa in sheet_of(order).filter(kind=VisaKind.UNION, verdict=""):
        last = union_answers_by(visa, order)
        if actor.today <= last:
            raise Refusal(
                _t("Профсоюз отвечает до %(day)s включительно, его мнения ещё нет") % {"day": f"{last:%d.%m.%Y}"},
                clause=_("ТК РФ, ст. 372"),
                todo=_("Дождитесь мнения; после этого дня молчание значит, что возражений нет"),
            )
