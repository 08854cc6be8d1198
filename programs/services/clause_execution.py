"""«Исполнено»: a clause of a registered order, marked by who does it or who looks after it (S3 п. 6, S4 п. 5)."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Deadline
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.services.deadlines import mark_done, undo_done

from ..models import OrderClause
from ..queries.clause_execution import DONE_BY_PEOPLE, STANDING, clause_key, execution, may_mark
from .acknowledgements import tell


def _locked(actor: Actor, clause: OrderClause) -> OrderClause:
    rows = OrderClause.objects.select_for_update(of=("self",)).select_related("order__signed_by", "order__organization")
    row = rows.get(pk=clause.pk)
    controller = execution([row], actor.today)[0].controller
    if not may_mark(actor, row, controller):
        raise Refusal(
            _("Исполнение отмечают исполнитель, тот, кто контролирует приказ, и кто ведёт приказы"), code="permission"
        )
    if row.kind not in DONE_BY_PEOPLE or row.order.state not in STANDING:
        raise Refusal(_("Этот пункт исполняет сам приказ: отмечать нечего"), code="state")
    return row


def _own_term(row: OrderClause) -> Deadline | None:
    terms = Deadline.objects.filter(organization_id=row.order.organization_id, kind="order_clause", key=clause_key(row))
    return terms.select_related("organization__region").first()


@transaction.atomic
def mark_clause(*, actor: Actor, clause: OrderClause, on: datetime.date) -> OrderClause:
    """Done on that day; the term of the organization is closed with it, whoever controls it is told."""
    row = _locked(actor, clause)
    if row.done_on is not None:
        raise Refusal(_("Пункт уже исполнен %s") % f"{row.done_on:%d.%m.%Y}", code="already")
    if on > actor.today or (row.order.dated and on < row.order.dated):
        raise Refusal(_("День исполнения — от даты приказа до сегодняшнего дня"), todo=_("Исправьте день"))
    row.done_on = on
    row.save(update_fields=["done_on"])
    audit.record(actor, "order.clause_done", row.order, clause=row.position)
    if (term := _own_term(row)) is not None and term.done_at is None:
        mark_done(actor, term, on)
    controller = execution([row], actor.today)[0].controller
    if controller is not None and controller.pk != actor.person_id:
        tell(controller, row.order, _("Исполнен пункт %s") % row.position, f"clause-done:{row.pk}:{on:%Y-%m-%d}")
    return row


@transaction.atomic
def unmark_clause(*, actor: Actor, clause: OrderClause) -> OrderClause:
    """Undo of a mark."""
    row = _locked(actor, clause)
    if row.done_on is None:
        raise Refusal(_("Пункт ещё не отмечен исполненным"), code="already")
    row.done_on = None
    row.save(update_fields=["done_on"])
    audit.record(actor, "order.clause_undone", row.order, clause=row.position)
    if (term := _own_term(row)) is not None and term.done_at is not None:
        undo_done(actor, term)
    return row
