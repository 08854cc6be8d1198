"""What people do with an order. Each verb is one transaction: checked, audited, idempotent against a second press."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Organization, Person
from accounts.permissions import Actor
from accounts.refusal import Refusal, Stale

from ..models import Consent, Order, OrderKind, OrderRemark, OrderUnit, Unit
from ..order_changes import words_of
from ..order_content import content_hash, content_of, sent_words_hash, signed_as
from ..order_words import words_for
from ..queries.order_numbers import next_number, registered_with
from ..queries.orders import not_to_be_shown
from ..queries.units import consents_of_order
from ..workflow import move
from . import acknowledgements, agreements, consents, order_remarks, order_visas
from .acknowledgements import may_draft, tell
from .order_drafts import OrderDraft, current_draft, words, write
from .order_effects import apply_effects


@transaction.atomic
def create_order(*, actor: Actor, draft: OrderDraft) -> Order:
    """A draft of the actor's own organization."""
    may_draft(actor, actor.organization_id)
    order = Order.objects.create(
        organization=actor.organization, drafted_by_id=actor.person_id, created_at=clock.now(), title=draft.title
    )
    write(order, draft)
    audit.record(actor, "order.create", order, to_state=order.state)
    return order


@transaction.atomic
def send_order(*, actor: Actor, draft: OrderDraft) -> Order:
    """Drawn up and sent to the head by one press; refused, it has never been."""
    return submit_order(actor=actor, order=create_order(actor=actor, draft=draft))


@transaction.atomic
def update_order(*, actor: Actor, order: Order, version: int, draft: OrderDraft) -> Order:
    """Replace the draft's words. Raises Stale when somebody saved meanwhile, Refusal when it is no draft."""
    may_draft(actor, order.organization_id)
    row = Order.objects.select_for_update().get(pk=order.pk)
    check_editable(row)
    _check_version(row, version, mine=words(draft))
    write(row, draft)
    audit.record(actor, "order.edit", row, version=row.version)
    return row


def check_editable(order: Order) -> None:
    """Raises Refusal when the words may no longer change."""
    if order.is_editable:
        return
    waits = order.state in {Order.State.FOR_REVIEW, Order.State.AGREEING}
    raise Refusal(
        _("Приказ уже не черновик: его состояние «%s»") % order.get_state_display(),
        todo=_("Отзовите приказ с утверждения, если его нужно исправить")
        if waits
        else _("Подписанный текст не меняют: подготовьте новый приказ"),
        code="state",
    )


def _check_version(row: Order, version: int, *, mine: dict[str, str]) -> None:
    if row.version != version:
        raise Stale(
            _("Пока страница была открыта, приказ изменили. Ваш текст не потерян: сравните и сохраните нужное"),
            theirs=words(current_draft(row)),
            mine=mine,
        )


@transaction.atomic
def submit_order(*, actor: Actor, order: Order) -> Order:
    """To the head; where drafts are agreed before him, first to whoever has not agreed these words yet."""
    row = Order.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=order.pk)
    changes = {"submitted_at": clock.now(), "sent_hash": sent_words_hash(content_of(row, actor=None, on=actor.today))}
    if row.sent_hash not in {"", changes["sent_hash"]}:  # what it is read from has changed: the visas stand for others
        row.version += 1
        row.save(update_fields=["version"])
    goes_round = bool(order_visas.left_to_ask(row, actor.today))
    row = move(row, "circulate" if goes_round else "submit", actor=actor, changes=changes)
    if goes_round:
        order_visas.ask(row, actor)
    else:
        order_visas.to_the_head(row, actor)
    return row


@transaction.atomic
def withdraw_order(*, actor: Actor, order: Order) -> Order:
    """Undo of a submission: back to the drafts while nobody has decided."""
    return move(order, "withdraw", actor=actor, changes={"submitted_at": None})


@transaction.atomic
def return_order(*, actor: Actor, order: Order, version: int, remark: str, place: str = "") -> Order:
    """Back to the one who drafted it, with a remark on a place in the text; the words are kept to be compared with."""
    _check_read_version(order, version)
    said = order_remarks.send_remarks(order, actor)
    row = move(order, "return", actor=actor, facts={"remark": remark.strip() or "; ".join(said)})
    OrderRemark.objects.create(
        order=row,
        author_id=actor.person_id,
        place=place,
        text=remark.strip() or _("Замечания стоят в тексте, рядом с местами"),
        order_version=row.version,
        words=words_of(content_of(row, actor=None, on=actor.today)),
        created_at=clock.now(),
    )
    words = "; ".join(filter(None, [remark.strip(), *said]))
    tell(row.drafted_by, row, _("Приказ вернули с замечанием"), f"return:{row.pk}:{row.submitted_at}", words)
    return row


@transaction.atomic
def approve_order(*, actor: Actor, order: Order, version: int) -> Order:
    """Approve and sign in one press: the head signs the hash of exactly the words that he has read.

    Raises Refusal (code «already») on a second press and Stale when the words changed while he was reading.
    """
    _check_read_version(order, version)
    order_remarks.check_nothing_unsent(order, actor)
    row = move(order, "approve", actor=actor)
    content = content_of(row, actor=actor, on=actor.today)
    _check_nothing_moved(row, content)
    if not content["signatory"]["name"]:
        raise Refusal(
            _("Подписать приказ может только руководитель организации"),
            todo=_("Назначьте руководителя в карточке организации или попросите об этом координатора"),
        )
    row = move(
        row,
        "sign",
        actor=actor,
        changes={
            "content": content,
            "content_hash": content_hash(content),
            "signed_by_id": actor.person_id,
            "signed_as": signed_as(content["signatory"])[:200],
            "signed_at": clock.now(),
        },
        data={"content_hash": content_hash(content)},
    )
    agreements.countersign(actor=actor, units_of_order=_units_of(row))
    tell(row.drafted_by, row, _("Приказ подписан, зарегистрируйте его"), f"sign:{row.pk}")
    return row


def _units_of(order: Order) -> list[Unit]:
    held = OrderUnit.objects.filter(clause__order=order, clause__kind=OrderKind.PAIR_ASSIGNMENT).values("unit_id")
    changed = order.clauses.filter(replacement__isnull=False).values("replacement__unit_id")
    return list(Unit.objects.filter(Q(pk__in=held) | Q(pk__in=changed)))


def _check_read_version(order: Order, version: int) -> None:
    row = Order.objects.select_for_update().get(pk=order.pk)
    if row.state == Order.State.FOR_REVIEW and row.version != version:
        raise Stale(
            _("Пока вы читали, приказ изменили. Прочитайте новую редакцию и решите ещё раз"),
            theirs=words(current_draft(row)),
            mine={},
        )


def _check_nothing_moved(order: Order, content: dict[str, Any]) -> None:
    """The pairs, payments and appendices of an order are read from the records: what is signed is what was sent."""
    if sent_words_hash(content) != order.sent_hash:
        raise Refusal(
            _("Пока приказ ждал подписи, в нём изменились пары, сроки, выплаты или приложение"),
            todo=_("Верните его с замечанием: составитель проверит и отправит новую редакцию"),
            code="state",
        )


@transaction.atomic
def drop_units_without_consents(*, actor: Actor, order: Order) -> int:
    """«Оформить на тех, кто согласен»: leave the others for a later order. Returns how many were left out."""
    may_draft(actor, order.organization_id)
    row = Order.objects.select_for_update().get(pk=order.pk)
    if row.state not in {Order.State.DRAFT, Order.State.RETURNED}:
        raise Refusal(_("Приказ уже не черновик"), todo=_("Отзовите его с утверждения"), code="state")
    held = OrderUnit.objects.filter(clause__order=row, clause__kind=OrderKind.PAIR_ASSIGNMENT)
    rows = list(held.select_related("unit"))
    missing = consents_of_order(row)
    left = [unit_row.pk for unit_row in rows if missing[unit_row.unit_id]]
    OrderUnit.objects.filter(pk__in=left).delete()
    _reword(row, [unit_row.unit for unit_row in rows], [u.unit for u in rows if u.pk not in left])
    row.version += 1
    row.save(update_fields=["title", "version"])
    audit.record(actor, "order.drop_units", row, left=len(left))
    return len(left)


def _reword(order: Order, were: Sequence[Unit], stay: Sequence[Unit]) -> None:
    """The system's own words agree with the pairs that stay; what a person has written is left alone."""
    if not stay:
        return
    swap = dict(zip(words_for(were), words_for(stay), strict=True))
    order.title = swap.get(order.title, order.title)
    for clause in order.clauses.filter(text__in=swap):
        clause.text = swap[clause.text]
        clause.save(update_fields=["text"])


def check_cancellable(*, actor: Actor, order: Order) -> None:
    """Raises Refusal unless an order that cancels this one may be drafted now."""
    may_draft(actor, order.organization_id)
    if order.state not in {Order.State.REGISTERED, Order.State.PUBLISHED}:
        raise Refusal(
            _("Отменяют зарегистрированный приказ, а этот: %s") % order.get_state_display(),
            todo=_("Подписанный, но не зарегистрированный приказ аннулирует руководитель"),
            code="state",
        )


@transaction.atomic
def void_order(*, actor: Actor, order: Order, reason: str) -> Order:
    """By the head, before a signed order is registered: it has set nothing in motion, there is nothing to undo."""
    row = move(order, "void", actor=actor, facts={"remark": reason}, basis=reason.strip()[:300])
    tell(row.drafted_by, row, _("Подписанный приказ аннулирован"), f"void:{row.pk}", reason.strip())
    return row


@transaction.atomic
def register_order(
    *,
    actor: Actor,
    order: Order,
    number: str,
    dated: datetime.date,
    stamp_number: str = "",
    number_apart: str = "",
) -> tuple[Order, list[str]]:
    """Give the number exactly as typed and the date; the clauses take effect. Returns the order and warnings.

    A number used before in the same year is refused, unless ``number_apart`` says why it stands twice; a stamp that
    differs from the head is stored with a warning, since real orders have it (S1: 7711 and 47/1).
    """
    # One registration at a time in an organization, so that two clerks see each other's numbers.
    Organization.objects.select_for_update().get(pk=order.organization_id)
    apart = number_apart.strip()
    if (twin := registered_with(order, number, dated)) is None:
        apart = ""  # it stands once: there is nothing to explain
    elif not apart or registered_with(order, number, dated, apart=apart) is not None:
        raise _number_is_taken(order, twin, number, apart)
    # Before the move that issues the document: its sheet is printed from the same names.
    order.dated = dated
    acknowledgements.ask_everybody_named(order)
    row = move(
        order,
        "register",
        actor=actor,
        changes={
            "number": number,
            "stamp_number": stamp_number,
            "number_apart": apart,
            "dated": dated,
            "registered_at": clock.now(),
        },
    )
    apply_effects(row, actor)
    return row, number_warnings(row, twin)


def _number_is_taken(order: Order, twin: Order, number: str, apart: str) -> Refusal:
    facts = {"number": number, "year": twin.dated.year, "title": twin.title, "date": f"{twin.dated:%d.%m.%Y}"}
    free = next_number(order, twin.dated)
    if apart:
        todo = _("С таким объяснением номер уже повторяли: напишите, чем отличается этот приказ")
    elif free:
        todo = _("Возьмите следующий свободный: %s. Если номер повторяется намеренно, напишите ниже почему") % free
    else:
        todo = _("Возьмите следующий номер по журналу. Если номер повторяется намеренно, напишите ниже почему")
    return Refusal(
        _("Номер «%(number)s» в %(year)s году уже есть у приказа «%(title)s» от %(date)s") % facts,
        clause=_("ГОСТ Р 7.0.97, регистрационный номер документа"),
        todo=todo,
        code="number",
    )


def number_warnings(order: Order, twin: Order | None) -> list[str]:
    """What was stored knowingly: a number that stands twice, a stamp that differs from the head."""
    warnings = []
    if twin is not None:
        warnings.append(
            _("Номер «%(number)s» повторяет номер приказа «%(title)s» от %(date)s: %(why)s")
            % {
                "number": order.number,
                "title": twin.title,
                "date": f"{twin.dated:%d.%m.%Y}",
                "why": order.number_apart,
            }
        )
    if order.stamp_number and order.stamp_number != order.number:
        warnings.append(
            _("Номер в грифе приложения («%(stamp)s») отличается от номера приказа («%(number)s»); сохранены оба")
            % {"stamp": order.stamp_number, "number": order.number}
        )
    return warnings


@transaction.atomic
def ask_to_be_named(*, actor: Actor, order: Order) -> list[Person]:
    """Ask whoever is in a pair of the order for the consent to be named in public; returns whose is still missing.

    A child's representative is asked for the child. Whoever has said no is not asked again.
    """
    if not actor.may("order.publish") or not actor.signs_for(order.organization_id):
        raise Refusal(_("Приказ публикует та организация, которая его издала"), code="permission")
    waiting = not_to_be_shown(order)
    consents.ask_those_who_have_not_refused(
        actor=actor, organization=order.organization, people=waiting, kind=Consent.Kind.PDN_DISTRIBUTION
    )
    return waiting


@transaction.atomic
def publish_order(*, actor: Actor, order: Order) -> Order:
    return move(order, "publish", actor=actor, changes={"published_at": clock.now()})


@transaction.atomic
def unpublish_order(*, actor: Actor, order: Order) -> Order:
    """Undo of a publication: the order stays registered, the public page loses it at once."""
    return move(order, "unpublish", actor=actor, changes={"published_at": None})
