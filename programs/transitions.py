"""In which state which verb is possible, and what must hold: the whole life of every thing as one table.

``programs.workflow.move`` is the only place that follows it. A guard raises ``Refusal``; it sees the locked row, the
actor and the facts that the verb brings (a remark, a number, a date).
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from accounts.refusal import Refusal

from .models import Order, OrderKind, Regulation

Facts = Mapping[str, Any]
Guard = Callable[[Any, Actor, Facts], None]


@dataclass(frozen=True)
class Transition:
    """A verb on a kind of thing. ``permission`` None: only as the effect of another transition.

    ``done`` says what has happened, for the refusal of a second press («приказ уже подписан»).
    """

    sources: tuple[str, ...]
    target: str
    permission: str | None
    done: Promise
    guards: tuple[Guard, ...] = ()


def has_clauses(order: Order, actor: Actor, facts: Facts) -> None:
    if not order.clauses.exists():
        raise Refusal(_("В приказе нет ни одного пункта"), todo=_("Добавьте пункт и отправьте приказ снова"))


def title_begins_with_about(order: Order, actor: Actor, facts: Facts) -> None:
    """GOST R 7.0.97: the heading of a text answers «о чём?»."""
    if not order.title.startswith(("О ", "Об ", "Обо ")):
        raise Refusal(
            _("Заголовок приказа отвечает на вопрос «о чём?» и начинается с «О» или «Об»"),
            clause=_("ГОСТ Р 7.0.97, заголовок к тексту"),
            todo=_("Исправьте заголовок, например: «Об утверждении Положения о системе наставничества»"),
        )


def statutes_are_drafts_of_this_organization(order: Order, actor: Actor, facts: Facts) -> None:
    for clause in order.clauses.filter(kind=OrderKind.STATUTE_APPROVAL).select_related("regulation"):
        regulation = clause.regulation
        if regulation is None or regulation.organization_id != order.organization_id:
            raise Refusal(_("Пункт %(no)s утверждает Положение другой организации") % {"no": clause.position})
        if regulation.state != Regulation.State.DRAFT:
            raise Refusal(
                _("Положение из пункта %(no)s уже введено в действие") % {"no": clause.position},
                todo=_("Подготовьте новую редакцию и утвердите её этим приказом"),
            )


def remark_is_given(order: Order, actor: Actor, facts: Facts) -> None:
    if not str(facts.get("remark", "")).strip():
        raise Refusal(
            _("Приказ возвращают с замечанием"),
            todo=_("Напишите, что исправить: замечание увидит тот, кто готовил приказ"),
        )


def has_number_and_date(order: Order, actor: Actor, facts: Facts) -> None:
    if not order.number.strip() or order.dated is None:
        raise Refusal(
            _("У зарегистрированного приказа есть номер и дата"),
            clause=_("ГОСТ Р 7.0.97, реквизиты документа"),
            todo=_("Укажите номер так, как он записан в журнале, и дату"),
        )
    if order.dated > actor.today:
        raise Refusal(
            _("Приказ нельзя зарегистрировать будущей датой: сегодня %(today)s")
            % {"today": actor.today.strftime("%d.%m.%Y")},
            todo=_("Укажите сегодняшнюю дату или более раннюю"),
        )


def dates_do_not_cross(regulation: Regulation, actor: Actor, facts: Facts) -> None:
    """A new version cannot begin before the one in force did: history would have to be rewritten (S4 п. 9.2)."""
    begins: datetime.date = facts["effective_from"]
    later = (
        Regulation.objects.filter(organization_id=regulation.organization_id, effective_from__gt=begins)
        .exclude(pk=regulation.pk)
        .order_by("effective_from")
        .first()
    )
    if later is not None:
        raise Refusal(
            _("Дата приказа раньше, чем начало действующей редакции («%(title)s», с %(date)s)")
            % {"title": later.title, "date": later.effective_from.strftime("%d.%m.%Y")},
            todo=_("Проверьте дату приказа"),
        )


TRANSITIONS: dict[type[Order] | type[Regulation], dict[str, Transition]] = {
    Order: {
        "submit": Transition(
            sources=("draft", "returned"),
            target="for_review",
            permission="order.draft",
            done=_("Приказ уже на утверждении"),
            guards=(has_clauses, title_begins_with_about, statutes_are_drafts_of_this_organization),
        ),
        "withdraw": Transition(
            sources=("for_review",), target="draft", permission="order.draft", done=_("Приказ уже в черновиках")
        ),
        "return": Transition(
            sources=("for_review",),
            target="returned",
            permission="order.approve",
            done=_("Приказ уже возвращён"),
            guards=(remark_is_given,),
        ),
        "approve": Transition(
            sources=("for_review",),
            target="approved",
            permission="order.approve",
            done=_("Приказ уже утверждён"),
            guards=(has_clauses, statutes_are_drafts_of_this_organization),
        ),
        "sign": Transition(
            sources=("approved",), target="signed", permission="order.approve", done=_("Приказ уже подписан")
        ),
        "register": Transition(
            sources=("signed",),
            target="registered",
            permission="order.draft",
            done=_("Приказ уже зарегистрирован"),
            guards=(has_number_and_date,),
        ),
        "publish": Transition(
            sources=("registered",), target="published", permission="order.publish", done=_("Приказ уже опубликован")
        ),
        "unpublish": Transition(
            sources=("published",),
            target="registered",
            permission="order.publish",
            done=_("Приказ уже снят с публикации"),
        ),
    },
    Regulation: {
        "enact": Transition(
            sources=("draft",),
            target="in_force",
            permission=None,
            done=_("Положение уже действует"),
            guards=(dates_do_not_cross,),
        ),
        "repeal": Transition(
            sources=("in_force",), target="repealed", permission=None, done=_("Положение уже утратило силу")
        ),
    },
}
