"""Remarks at places of a draft: where each of them stands now, and who sees it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.permissions import Actor

from ..models import Order, PlaceRemark


@dataclass
class Place:
    """A place of the text, what is said about it, and whether the reader may say more."""

    key: str
    label: str
    words: str
    remarks: list[PlaceRemark] = field(default_factory=list)
    writes: bool = False
    corrects: bool = False

    @property
    def anchor(self) -> str:
        return self.key.replace(":", "-")


def words_at(order: Order) -> dict[str, str]:
    """The words of every place that has some, in the order of reading."""
    clauses = {f"clause:{position}": text for position, text in order.clauses.values_list("position", "text")}
    places = {"title": order.title, "preamble": order.preamble, **clauses}
    return {key: words for key, words in places.items() if words}


def label_of(key: str) -> str:
    kind, _colon, no = key.partition(":")
    return {"title": _("заголовок"), "preamble": _("преамбула")}.get(kind, _("пункт %s") % no)


def unsent(order: Order) -> Iterable[PlaceRemark]:
    """What the head has noted while he reads, and nobody else sees yet."""
    return order.place_remarks.filter(sent_at=None).select_related("author")


def places(order: Order, actor: Actor) -> dict[str, Place]:
    """Every place of an order that is not signed yet; a signed one has no remarks.

    A remark stands where its words stand: after clauses have been moved it is found by what it quotes. What it was
    about may be gone; then it stands under the key «gone».
    """
    if order.content is not None:
        return {}
    own = actor.signs_for(order.organization_id)
    writes = own and order.state == Order.State.FOR_REVIEW and actor.may("order.approve")
    corrects = own and order.is_editable and actor.may("order.draft")
    remarks = list(order.place_remarks.select_related("author", "done_by"))
    if not (writes or remarks):
        return {}
    words = words_at(order)
    found = {key: Place(key, label_of(key), text, writes=writes, corrects=corrects) for key, text in words.items()}
    by_words = {text: key for key, text in words.items()}
    for remark in remarks:
        if remark.sent_at is None and remark.author_id != actor.person_id:
            continue
        key = remark.place if words.get(remark.place) == remark.quote else by_words.get(remark.quote, remark.place)
        place = found.setdefault(key if key in found else "gone", Place("gone", _("этого места больше нет"), ""))
        place.remarks.append(remark)
    return found


def noted(said: dict[str, Place]) -> int:
    """How many remarks of the reader's own wait for the order to be returned."""
    return sum(remark.sent_at is None for place in said.values() for remark in place.remarks)
