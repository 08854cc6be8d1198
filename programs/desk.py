"""What of the orders and regulations waits for a person on his first page. A fixed number of queries."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import desk
from accounts.desk import DeskItem, Step
from accounts.permissions import Actor

from .models import Acknowledgement, Order, OrderClause, Regulation
from .queries.clause_execution import mine_to_do
from .queries.order_visas import waiting_for

State = Order.State
# state → (permission of the one who acts, words, button)
WAITING = {
    State.FOR_REVIEW: ("order.approve", _("Приказ ждёт вашего решения"), _("Прочитать")),
    State.RETURNED: ("order.draft", _("Исправить приказ: вернул руководитель"), _("Исправить")),
    State.SIGNED: ("order.draft", _("Зарегистрировать подписанный приказ"), _("Зарегистрировать")),
}


@desk.register
def orders_that_wait(actor: Actor) -> list[DeskItem]:
    """Orders of the actor's node in the states where he is the one to act."""
    states = [state for state, (permission, *_rest) in WAITING.items() if actor.may(permission)]
    if not states:
        return []
    rows = Order.objects.visible_to(actor).filter(organization_id=actor.organization_id, state__in=states)
    if actor.may("order.approve"):
        # What a head has returned or signed is now its drafter's turn, unless he drafts himself.
        rows = rows.filter(Q(state=State.FOR_REVIEW) | Q(drafted_by_id=actor.person_id))
    found = list(rows.order_by("created_at")[:20])
    to_sign = [order for order in found if order.state == State.FOR_REVIEW]
    return ([_pack(len(to_sign))] if len(to_sign) > 1 else []) + [_waiting(order) for order in found]


def _pack(count: int) -> DeskItem:
    return DeskItem(
        title=_("Утвердить приказы одним нажатием"),
        detail=_t("Ждут вашего решения: %s") % count,
        url=reverse("order_pack"),
        label=_("К списку"),
    )


def _waiting(order: Order) -> DeskItem:
    _permission, words, button = WAITING[State(order.state)]
    return DeskItem(
        title=words,
        detail=order.title,
        url=reverse("order_register" if order.state == State.SIGNED else "order_detail", args=[order.pk]),
        label=button,
    )


@desk.register
def orders_to_publish(actor: Actor) -> list[DeskItem]:
    """For whoever places documents on the page but reads no list of orders: the desk is his only way to them."""
    if not actor.may("order.publish") or actor.may("order.view"):
        return []
    rows = Order.objects.visible_to(actor).filter(organization_id=actor.organization_id, state=State.REGISTERED)
    return [
        DeskItem(
            title=_("Разместить приказ на странице организации"),
            detail=order.title,
            url=reverse("order_detail", args=[order.pk]),
            label=_("Открыть приказ"),
        )
        for order in rows.order_by("-registered_at")[:5]
    ]


@desk.register
def orders_to_agree(actor: Actor) -> list[DeskItem]:
    """Drafts that go round and wait for the person's word."""
    return [
        DeskItem(
            title=_("Согласовать проект приказа"),
            detail=visa.order.title,
            url=reverse("order_detail", args=[visa.order_id]),
            label=_("Прочитать"),
        )
        for visa in waiting_for(actor)[:20]
    ]


@desk.register
def clauses_to_do(actor: Actor) -> list[DeskItem]:
    """Clauses of registered orders that name the person, whose day is near or past; a recommended one is never late."""
    return [
        DeskItem(
            title=_("Исполнить пункт приказа"),
            detail=clause.text[:200],
            url=reverse("order_detail", args=[clause.order_id]),
            label=_("Открыть"),
            due=clause.due_on if clause.mode == OrderClause.Mode.ORDERED else None,
        )
        for clause in mine_to_do(actor)[:20]
    ]


@desk.register
def orders_to_acknowledge(actor: Actor) -> list[DeskItem]:
    """Registered orders that the person has not yet acknowledged."""
    rows = Acknowledgement.objects.filter(person_id=actor.person_id, acknowledged_on=None).select_related("order")
    return [
        DeskItem(
            title=_("Ознакомиться с приказом"),
            detail=row.order.title,
            url=reverse("order_detail", args=[row.order_id]),
            label=_("Прочитать"),
        )
        for row in rows[:20]
    ]


@desk.register_steps
def first_steps(actor: Actor) -> list[Step]:
    """The way to a statute in force: a draft, an order, its registration (the body of the regulation's first page)."""
    if not actor.may("regulation.draft"):
        return []
    states = set(Regulation.objects.filter(organization_id=actor.organization_id).values_list("state", flat=True))
    in_force = Regulation.State.IN_FORCE in states
    return [
        Step(
            title=_("Подготовить Положение"),
            detail=_("Взять готовую редакцию и поправить её под организацию"),
            done=bool(states),
            url=reverse("regulation"),
            label=_("Подготовить"),
        ),
        Step(
            title=_("Ввести Положение в действие приказом"),
            detail=_("Приказ готовит куратор, утверждает руководитель; Положение действует с даты приказа"),
            done=in_force,
            url=reverse("order_list"),
            label=_("К приказам"),
        ),
    ]
