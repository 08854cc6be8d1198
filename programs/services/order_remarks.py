"""The head notes what is wrong beside the place where it stands; by returning the order he sends all of it at once."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import Order, PlaceRemark
from ..queries.order_remarks import label_of, unsent, words_at
from .acknowledgements import may_draft


@transaction.atomic
def add_remark(*, actor: Actor, order: Order, place: str, text: str) -> PlaceRemark:
    """A remark at a place; nobody else sees it before the order is returned. The same words twice are one remark."""
    row = Order.objects.select_for_update().get(pk=order.pk)
    _may_decide(actor, row)
    quote = words_at(row).get(place)
    if quote is None:
        raise Refusal(_("Этого места в приказе больше нет"), todo=_("Откройте приказ заново"))
    if not text.strip():
        raise Refusal(_("Замечание пустое"), todo=_("Напишите, что исправить в этом месте"))
    remark, _made = PlaceRemark.objects.get_or_create(
        order=row, author_id=actor.person_id, place=place, quote=quote, text=text.strip(), sent_at=None,
        defaults={"created_at": clock.now()},
    )  # fmt: skip
    return remark


@transaction.atomic
def drop_remark(*, actor: Actor, remark: PlaceRemark) -> None:
    """Taken back by its author before it is sent."""
    row = PlaceRemark.objects.select_for_update(of=("self",)).get(pk=remark.pk)
    if row.sent_at is not None or row.author_id != actor.person_id:
        raise Refusal(_("Замечание уже отправлено"), todo=_("Напишите другое рядом с ним"), code="already")
    row.delete()


def send_remarks(order: Order, actor: Actor) -> list[str]:
    """Effect of the return: what was noted is seen by whoever corrects. «пункт 2: назовите дату»."""
    rows = [row for row in unsent(order) if row.author_id == actor.person_id]
    order.place_remarks.filter(pk__in=[row.pk for row in rows]).update(sent_at=clock.now())
    return [f"{label_of(row.place)}: {row.text}" for row in rows]


def check_nothing_unsent(order: Order, actor: Actor) -> None:
    """Raises Refusal: what was noted would be lost with the signature."""
    count = sum(row.author_id == actor.person_id for row in unsent(order))
    if count:
        raise Refusal(
            _("Вы отметили замечания в тексте (%s), а приказ не вернули") % count,
            todo=_("Верните приказ с замечаниями или уберите их и утвердите"),
            code="remarks",
        )


@transaction.atomic
def mark_done(*, actor: Actor, order: Order, done: Collection[int]) -> int:
    """«Исправлено» on those of the order's sent remarks, by whoever corrects it; how many were marked now."""
    may_draft(actor, order.organization_id)
    rows = order.place_remarks.filter(pk__in=done, done_at=None, sent_at__isnull=False)
    marked = rows.update(done_at=clock.now(), done_by_id=actor.person_id)
    if marked:
        audit.record(actor, "order.remarks_done", order, count=marked)
    return marked


def _may_decide(actor: Actor, order: Order) -> None:
    if not actor.may("order.approve") or not actor.signs_for(order.organization_id):
        raise Refusal(_("Замечания к приказу пишет руководитель"), code="permission")
    if order.state != Order.State.FOR_REVIEW:
        raise Refusal(
            _("Приказ не на утверждении: %s") % order.get_state_display(),
            todo=_("Замечания пишут, пока приказ ждёт вашего решения"),
            code="state",
        )
