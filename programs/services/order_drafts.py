"""The editable part of an order: as a form gives it, as it is kept, as its words are compared."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.refusal import Refusal

from ..models import (
    Council,
    DutyRelease,
    LegalAct,
    MentorReplacement,
    Order,
    OrderBasis,
    OrderClause,
    OrderKind,
    OrderUnit,
    Payment,
    Regulation,
    Roadmap,
    Unit,
)


@dataclass(frozen=True)
class ClauseDraft:
    """A clause as a form gives it."""

    kind: str
    text: str
    mode: str = OrderClause.Mode.ORDERED
    executor: Person | None = None
    due_on: datetime.date | None = None
    regulation: Regulation | None = None
    roadmap: Roadmap | None = None
    units: Sequence[Unit] = ()
    target: Order | None = None
    replacement: MentorReplacement | None = None
    release: DutyRelease | None = None
    council: Council | None = None
    payments: Sequence[Payment] = ()


KEPT = tuple(name for name in ClauseDraft.__dataclass_fields__ if name not in ("units", "payments"))
CHOSEN = ("executor", "regulation", "roadmap", "target", "replacement", "release", "council")


@dataclass(frozen=True)
class OrderDraft:
    """The editable part of an order, whole."""

    title: str
    preamble: str
    place: str
    clauses: Sequence[ClauseDraft]
    acts: Sequence[LegalAct] = ()
    number: str = ""
    stamp_number: str = ""
    dated: datetime.date | None = None


def current_draft(order: Order) -> OrderDraft:
    """The saved words in the shape of the form."""
    clauses = [
        ClauseDraft(
            units=[row.unit for row in clause.units.all()],
            payments=list(clause.payments.all()),
            **{name: getattr(clause, name) for name in KEPT},
        )
        for clause in order.clauses.select_related(*CHOSEN).prefetch_related("units__unit", "payments")
    ]
    acts = [basis.act for basis in order.bases.select_related("act")]
    return OrderDraft(
        order.title, order.preamble, order.place, clauses, acts, order.number, order.stamp_number, order.dated
    )


def words(draft: OrderDraft) -> dict[str, str]:
    said = {_("Заголовок"): draft.title, _("Преамбула"): draft.preamble, _("Номер"): draft.number}
    for no, clause in enumerate(draft.clauses, start=1):
        said[_("Пункт %s") % no] = clause.text
    return said


def write(order: Order, draft: OrderDraft) -> None:
    order.title, order.preamble, order.place = draft.title, draft.preamble, draft.place
    order.number, order.stamp_number, order.dated = draft.number, draft.stamp_number, draft.dated
    order.version += 1
    order.save()
    order.clauses.all().delete()
    clauses = OrderClause.objects.bulk_create(
        OrderClause(order=order, position=no, **{name: getattr(clause, name) for name in KEPT})
        for no, clause in enumerate(draft.clauses, start=1)
    )
    OrderUnit.objects.bulk_create(
        OrderUnit(clause=row, unit=unit, by_lender=row.kind == OrderKind.PAIR_LENDING)
        for row, clause in zip(clauses, draft.clauses, strict=True)
        for unit in clause.units
    )
    for row, clause in zip(clauses, draft.clauses, strict=True):
        if clause.payments:
            _set_payments(row, clause.payments)
    order.bases.all().delete()
    OrderBasis.objects.bulk_create(OrderBasis(order=order, act=act) for act in draft.acts)


def _set_payments(clause: OrderClause, payments: Sequence[Payment]) -> None:
    """A payment is set by one order: what another one has taken is not taken from it. Raises Refusal."""
    rows = Payment.objects.select_for_update(of=("self",)).filter(pk__in=[payment.pk for payment in payments])
    taken = rows.exclude(clause=None).exclude(clause__order__state=Order.State.CANCELLED)
    if (other := taken.select_related("clause__order", "person").first()) is not None:
        raise Refusal(
            _("Выплата %(who)s уже стоит в приказе «%(order)s»")
            % {"who": other.person.full_name, "order": other.clause.order},
            todo=_("Уберите её из этого приказа; чтобы изменить выплату, отмените прежний приказ"),
            code="already",
        )
    rows.update(clause=clause)
