"""In which state which verb is possible, and what must hold: the whole life of every thing as one table.

``programs.workflow.move`` is the only place that follows it. A guard raises ``Refusal``; it sees the locked row, the
actor and the facts that the verb brings (a remark, a number, a date).
"""

import datetime

from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role, places_of

from .kind_rules import implementation_is_whole, named_are_ready, signatory_had_the_day, union_has_had_its_days
from .life_transitions import LIFE_TRANSITIONS
from .models import APPOINTED_ROLES, OF_UNITS, Order, OrderKind, Regulation, Unit, UnitMember
from .pair_transitions import PAIR_TRANSITIONS
from .paper_transitions import PAPER_TRANSITIONS, subjects_are_ready
from .queries.names import people_in, told_to
from .queries.orders import not_to_be_shown
from .queries.regulations import effective_regulation, lay
from .queries.units import consents_of_order
from .route_transitions import ROUTE_TRANSITIONS
from .transition import Facts, Guard, Transition


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
    clauses = list(order.clauses.filter(kind=OrderKind.STATUTE_APPROVAL).select_related("regulation"))
    if len(clauses) > 1:
        raise Refusal(
            _("Один приказ утверждает одно Положение, а здесь их %(count)s") % {"count": len(clauses)},
            todo=_("Оставьте одно Положение, остальные утвердите отдельными приказами"),
        )
    for clause in clauses:
        regulation = clause.regulation
        if regulation is None or regulation.organization_id != order.organization_id:
            raise Refusal(_("Пункт %(no)s утверждает Положение другой организации") % {"no": clause.position})
        if regulation.state != Regulation.State.DRAFT:
            raise Refusal(
                _("Положение из пункта %(no)s уже введено в действие") % {"no": clause.position},
                todo=_("Подготовьте новую редакцию и утвердите её этим приказом"),
            )
        conflicts = lay(regulation, actor.today).own_conflicts
        if conflicts:
            raise Refusal(
                _t("Положение противоречит вышестоящему: %s") % "; ".join(conflict.message for conflict in conflicts),
                todo=_("Исправьте редакцию: эти параметры задаёт вышестоящий уровень"),
            )


def repealed_statutes_are_in_force(order: Order, actor: Actor, facts: Facts) -> None:
    for clause in order.clauses.filter(kind=OrderKind.STATUTE_REPEAL).select_related("regulation"):
        regulation = clause.regulation
        if regulation is None or regulation.organization_id != order.organization_id:
            raise Refusal(_("Пункт %(no)s отменяет Положение другой организации") % {"no": clause.position})
        if regulation.state != Regulation.State.IN_FORCE:
            raise Refusal(
                _("Пункт %(no)s отменяет Положение, которое не действует: %(state)s")
                % {"no": clause.position, "state": regulation.get_state_display()},
                todo=_("Выберите действующую редакцию или уберите пункт"),
            )


def appointments_fit_this_organization(order: Order, actor: Actor, facts: Facts) -> None:
    for clause in order.clauses.filter(kind__in=APPOINTED_ROLES):
        role = APPOINTED_ROLES[clause.kind]
        if order.organization.kind not in places_of(role):
            raise Refusal(
                _("Пункт %(no)s: в вашей организации не бывает роли «%(role)s»")
                % {"no": clause.position, "role": Role(role).label},
                todo=_("Исправьте вид пункта или уберите пункт"),
            )


def remark_is_given(order: Order, actor: Actor, facts: Facts) -> None:
    if not str(facts.get("remark", "")).strip():
        raise Refusal(
            _("Приказ возвращают с замечанием"),
            todo=_("Напишите, что исправить: замечание увидит тот, кто готовил приказ"),
        )


def reason_is_given(order: Order, actor: Actor, facts: Facts) -> None:
    if not str(facts.get("remark", "")).strip():
        raise Refusal(_("Приказ аннулируют с указанием причины"), todo=_("Напишите, почему он не нужен"))


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


def _is_ours(unit: Unit, order: Order) -> bool:
    """Of a pair of another school nobody is named to who sends a mentor there."""
    return unit.organization_id == order.organization_id


def duty_consents_are_given(order: Order, actor: Actor, facts: Facts) -> None:
    """No pair is ordered without the written consent of each participant; whose is missing is said (S3 3.8, S4 3.3)."""
    holding = [OrderKind.PAIR_ASSIGNMENT, OrderKind.PAIR_LENDING]
    left = consents_of_order(order, holding)
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=left)}
    missing = [(units[pk], persons) for pk, persons in left.items()]
    people = tuple(person.full_name for unit, persons in missing for person in persons if _is_ours(unit, order))
    if not any(persons for _unit, persons in missing):
        return
    if not people:
        raise Refusal(
            _("В паре другой школы ещё не все дали согласие"), todo=_("Отправьте приказ, когда школа получит согласия")
        )
    ready = sum(not persons for _unit, persons in missing)
    todo = _t("Оформите приказ на %(ready)s из %(all)s, остальных закрепите следующим приказом") % {
        "ready": ready,
        "all": len(missing),
    }
    raise Refusal(
        _t("Нет письменного согласия: %s") % ", ".join(people),
        clause=effective_regulation(order.organization, actor.today)["duty_consent_required"].basis,
        todo=todo if ready else _("Получите согласия и отправьте приказ снова"),
        missing=people,
    )


def order_names_its_pairs(order: Order, actor: Actor, facts: Facts) -> None:
    for clause in order.clauses.filter(kind__in=OF_UNITS):
        if not clause.units.exists():
            raise Refusal(_t("В пункте %s нет ни одной пары") % clause.position, todo=_("Добавьте пары в приказ"))
        if clause.units.filter(by_lender=True, unit__state__in=["closed", "rejected"]).exists():
            raise Refusal(
                _t("Пункт %s: пара другой школы уже не состоялась или завершена") % clause.position,
                todo=_("Приказ не нужен: уберите пункт"),
            )


def names_may_be_shown(order: Order, actor: Actor, facts: Facts) -> None:
    """Nobody in a pair is named in public without his own consent to it."""
    at = order.organization
    places = " ".join([at.name, at.short_name, at.place, at.region.name])
    if titled := told_to(actor, people_in(order.title, at, but=places)):
        raise Refusal(
            _t("В заголовке приказа названы люди: %s") % ", ".join(titled),
            clause=_("152-ФЗ, ст. 10.1"),
            todo=_("Заголовок виден всем на странице и при проверке документа: такой приказ не публикуют"),
            missing=titled,
        )
    people = tuple(person.full_name for person in not_to_be_shown(order))
    if people:
        raise Refusal(
            _t("Нет согласия на публикацию имени: %s") % ", ".join(people),
            clause=_("152-ФЗ, ст. 10.1"),
            todo=_("Опубликуйте приказ, когда они согласятся; без их согласия приказ на страницу не попадёт"),
            missing=people,
        )


def money_is_not_shown(order: Order, actor: Actor, facts: Facts) -> None:
    if order.clauses.filter(kind=OrderKind.PAYMENT).exists():
        raise Refusal(
            _("Приказ о выплатах не публикуют: в нём названы деньги людей"),
            clause=_("152-ФЗ, ст. 7"),
            todo=_("Работника знакомят с его выплатой лично"),
        )


def payments_are_of_this_organization(order: Order, actor: Actor, facts: Facts) -> None:
    for clause in order.clauses.filter(kind=OrderKind.PAYMENT).prefetch_related("payments"):
        rows = list(clause.payments.all())
        if not rows or any(row.organization_id != order.organization_id for row in rows):
            raise Refusal(
                _t("В пункте %s нет ни одной выплаты") % clause.position,
                todo=_("Составьте приказ заново на странице «Выплаты»"),
            )


def changed_orders_stand(order: Order, actor: Actor, facts: Facts) -> None:
    """Only a registered order of the same organization is cancelled or amended, and once for each."""
    for clause in order.clauses.filter(kind__in=ABOUT_ORDERS).select_related("target"):
        target = clause.target
        if target is None or target.organization_id != order.organization_id or target.pk == order.pk:
            raise Refusal(_t("Пункт %s меняет приказ другой организации") % clause.position)
        if target.state not in {Order.State.REGISTERED, Order.State.PUBLISHED}:
            raise Refusal(
                _t("Пункт %(no)s меняет приказ, который не действует: %(state)s")
                % {"no": clause.position, "state": target.get_state_display()},
                todo=_("Выберите действующий приказ или уберите пункт"),
            )
        if clause.kind == OrderKind.ORDER_CANCELLATION and target.clauses.filter(kind__in=NEVER_REVIVED).exists():
            raise Refusal(
                _t("Пункт %s отменяет приказ, который сам что-то отменил: прежнее действие этим не возвращается")
                % clause.position,
                todo=_("Издайте новый приказ: утвердите Положение или закрепите пары заново"),
            )


def signatory_is_no_party(order: Order, actor: Actor, facts: Facts) -> None:
    """A head does not approve alone the papers of a pair of which he is a part (S1 and S5 §4.1.5)."""
    units = order.clauses.values("units__unit")
    changed = order.clauses.values("replacement__unit")
    mine = UnitMember.objects.filter(person_id=actor.person_id, left_on=None)
    takes_over = order.clauses.filter(replacement__mentor_entry__person_id=actor.person_id)
    is_named = order.clauses.filter(
        Q(release__person_id=actor.person_id) | Q(kind=OrderKind.MENTOR_APPOINTMENT, executor_id=actor.person_id)
    )
    if not (mine.filter(Q(unit__in=units) | Q(unit__in=changed)).exists() or takes_over.exists() or is_named.exists()):
        return
    above = order.organization.parent
    who = _t(" или попросите об этом вышестоящую организацию: %s") % above.short_name if above is not None else ""
    raise Refusal(
        _("Вы сами участник пары из этого приказа: руководитель не утверждает документы своей пары один"),
        clause=effective_regulation(order.organization, actor.today)["forms"].basis,
        todo=_t("Приказ подпишет исполняющий обязанности: назначьте им заместителя%s") % who,
        code="party",
    )


def dates_do_not_cross(regulation: Regulation, actor: Actor, facts: Facts) -> None:
    """A new version cannot begin before the one in force did: history would have to be rewritten (S4 п. 9.2)."""
    begins: datetime.date = facts["effective_from"]
    others = Regulation.objects.filter(organization_id=regulation.organization_id).exclude(pk=regulation.pk)
    later = others.filter(Q(effective_from__gt=begins) | Q(effective_to__gt=begins)).order_by("effective_from").first()
    if later is not None and later.effective_from <= begins:
        raise Refusal(
            _("В день приказа ещё действовала другая редакция («%(title)s», до %(date)s)")
            % {"title": later.title, "date": later.effective_to.strftime("%d.%m.%Y")},
            todo=_("Проверьте дату приказа"),
        )
    if later is not None:
        raise Refusal(
            _("Дата приказа раньше, чем начало действующей редакции («%(title)s», с %(date)s)")
            % {"title": later.title, "date": later.effective_from.strftime("%d.%m.%Y")},
            todo=_("Проверьте дату приказа"),
        )


def ends_after_it_began(regulation: Regulation, actor: Actor, facts: Facts) -> None:
    ends: datetime.date = facts["effective_to"]
    if regulation.effective_from is not None and ends < regulation.effective_from:
        raise Refusal(
            _("Положение «%(title)s» действует только с %(date)s: приказ не может отменить его раньше")
            % {"title": regulation.title, "date": regulation.effective_from.strftime("%d.%m.%Y")},
            todo=_("Проверьте дату приказа"),
        )


DRAFT_IS_WHOLE: tuple[Guard, ...] = (
    has_clauses,
    statutes_are_drafts_of_this_organization,
    repealed_statutes_are_in_force,
    appointments_fit_this_organization,
    order_names_its_pairs,
    payments_are_of_this_organization,
    changed_orders_stand,
    subjects_are_ready,
    implementation_is_whole,
    named_are_ready,
)

ABOUT_ORDERS = (OrderKind.ORDER_CANCELLATION, OrderKind.ORDER_AMENDMENT)
NEVER_REVIVED = (
    OrderKind.STATUTE_REPEAL, OrderKind.ORDER_CANCELLATION, OrderKind.PAIR_CHANGE, OrderKind.PAIR_TERMINATION,
)  # fmt: skip

TRANSITIONS: dict[type, dict[str, Transition]] = {
    **PAIR_TRANSITIONS,
    **PAPER_TRANSITIONS,
    **ROUTE_TRANSITIONS,
    **LIFE_TRANSITIONS,
    Order: {
        "submit": Transition(
            sources=("draft", "returned"),
            target="for_review",
            permission="order.draft",
            done=_("Приказ уже на утверждении"),
            guards=(title_begins_with_about, *DRAFT_IS_WHOLE, duty_consents_are_given),
        ),
        "circulate": Transition(
            sources=("draft", "returned"),
            target="agreeing",
            permission="order.draft",
            done=_("Приказ уже на согласовании"),
            guards=(title_begins_with_about, *DRAFT_IS_WHOLE, duty_consents_are_given),
        ),
        "agree": Transition(
            sources=("agreeing",), target="for_review", permission=None, done=_("Приказ уже на утверждении")
        ),
        "take": Transition(
            sources=("agreeing",),
            target="for_review",
            permission="order.approve",
            done=_("Приказ уже на утверждении"),
            guards=(union_has_had_its_days,),
        ),
        "withdraw": Transition(
            sources=("for_review", "agreeing"),
            target="draft",
            permission="order.draft",
            done=_("Приказ уже в черновиках"),
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
            guards=(*DRAFT_IS_WHOLE, duty_consents_are_given, signatory_is_no_party),
            stays_done_in=("signed", "registered", "published"),
        ),
        "sign": Transition(
            sources=("approved",),
            target="signed",
            permission="order.approve",
            done=_("Приказ уже подписан"),
            stays_done_in=("registered", "published"),
        ),
        "register": Transition(
            sources=("signed",),
            target="registered",
            permission="order.draft",
            done=_("Приказ уже зарегистрирован"),
            guards=(has_number_and_date, signatory_had_the_day, changed_orders_stand, subjects_are_ready),
            stays_done_in=("published",),
        ),
        "void": Transition(
            sources=("signed",),
            target="cancelled",
            permission="order.approve",
            done=_("Приказ уже аннулирован"),
            guards=(reason_is_given,),
        ),
        "cancel": Transition(
            sources=("registered", "published"), target="cancelled", permission=None, done=_("Приказ уже отменён")
        ),
        "publish": Transition(
            sources=("registered",),
            target="published",
            permission="order.publish",
            done=_("Приказ уже опубликован"),
            guards=(names_may_be_shown, money_is_not_shown),
        ),
        "hide": Transition(
            sources=("published",), target="registered", permission=None, done=_("Приказ уже снят с публикации")
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
            sources=("in_force",),
            target="repealed",
            permission=None,
            done=_("Положение уже утратило силу"),
            guards=(ends_after_it_began,),
        ),
    },
}
