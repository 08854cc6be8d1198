"""The regulation as pages show it: rows of parameters with their sources, versions with their orders."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organization

from ..models import OrderClause, OrderKind, Regulation
from ..regulation.catalogue.choices import CONTOURS
from ..regulation.contours import TIERS, by_contour
from ..regulation.effective import EffectiveRegulation, EffectiveValue
from ..regulation.parameter import Group, Level, Parameter
from ..regulation.value_types import ChoiceSet, Many, PerOption
from ..regulation.words import genitive_title

ENACTING = (OrderKind.STATUTE_APPROVAL, OrderKind.STATUTE_REPEAL)
SOURCES: dict[str, Promise] = {
    Level.LAW: gettext_lazy("закон"),
    Level.REGION: gettext_lazy("регион"),
    Level.MUNICIPALITY: gettext_lazy("муниципалитет"),
    Level.SCHOOL: gettext_lazy("школа"),
    Level.DEFAULT: gettext_lazy("умолчание системы"),
}
NAMED, ALL = "named", "all"


@dataclass(frozen=True)
class Row:
    """A parameter of a page. ``cite`` is the clause as a table can show it; ``basis`` the same with the full title."""

    found: EffectiveValue
    cite: str
    document_pk: int | None = None

    @property
    def source(self) -> str:
        return self.found.level.value

    @property
    def entry(self) -> Parameter:
        return self.found.parameter

    @property
    def items(self) -> list[str]:
        """The value in pieces: an item of a list each."""
        return items_of(self.found)


def row_of(found: EffectiveValue, versions: Iterable[Regulation] = ()) -> Row:
    """The value with the version that gave it, where one of ``versions`` did."""
    pk = next((v.pk for v in versions if (v.title, v.effective_from) == (found.document, found.since)), None)
    return Row(found, cite_of(found), pk)


def cite_of(found: EffectiveValue) -> str:
    """«п. 4.2 Положения»: the title in full stands beside the table, once."""
    if found.level in (Level.DEFAULT, Level.LAW):
        return found.basis
    if not found.clause:
        return _("пункт не указан")
    genitive = genitive_title(found.document)
    if genitive and found.clause.startswith(("п.", "пп.", "разд.", "р.")) and not found.clause.endswith(" приказа"):
        return f"{found.clause} {genitive.split()[0]}"
    return found.clause


def items_of(found: EffectiveValue) -> list[str]:
    """The items of a list in words, or the value as the only one."""
    kind, value = found.parameter.kind, found.value
    if value and isinstance(kind, ChoiceSet | Many):
        return [kind.display((item,)) if isinstance(kind, ChoiceSet) else kind.item.display(item) for item in value]
    if value and isinstance(kind, PerOption):
        return [kind.display({code: item}) for code, item in value.items()]
    return [found.display]


def matches(found: EffectiveValue, words: str) -> bool:
    """Whether every word is met in the name, the help, the value or the basis."""
    text = f"{found.parameter.label} {found.parameter.help} {found.display} {found.basis}".lower().replace("ё", "е")
    return all(word in text for word in words.lower().replace("ё", "е").split())


def select_rows(
    regulation: EffectiveRegulation, versions: Sequence[Regulation], *, words: str, source: str, group: str
) -> list[Row]:
    """Rows in the order of the page. ``source`` is a level, NAMED (whatever is not a default) or ALL."""
    found = []
    for heading, values in regulation.grouped().items():
        if group and heading != group:
            continue
        for value in values:
            if source == NAMED and value.level is Level.DEFAULT:
                continue
            if source not in (NAMED, ALL) and value.level != source:
                continue
            if matches(value, words):
                found.append(row_of(value, versions))
    return found


def grouped_rows(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Rows with an ``entry`` under its heading, for a template."""
    found: dict[Group, list[Any]] = {}
    for row in rows:
        found.setdefault(row.entry.group, []).append(row)
    return [{"label": group.label, "rows": rows} for group, rows in found.items()]


def source_counts(regulation: EffectiveRegulation) -> dict[str, int]:
    """How many parameters each source gives, with NAMED and ALL."""
    levels = [value.level for value in regulation]
    counts: dict[str, int] = {level.value: levels.count(level) for level in SOURCES}  # type: ignore[attr-defined]
    return counts | {NAMED: len(levels) - counts[Level.DEFAULT], ALL: len(levels)}


def contours_of(regulation: EffectiveRegulation) -> list[dict[str, Any]]:
    """Both contours: the components tier by tier, each with its source where a value brought it in."""
    found = []
    for contour, components in by_contour(regulation).items():
        tiers: dict[str, list[dict[str, Any]]] = {}
        for item in components:
            row = row_of(item.shown_by) if item.shown_by is not None else None
            tiers.setdefault(item.tier, []).append({"component": item, "row": row})
        tiered = [{"label": TIERS[tier], "items": items} for tier, items in tiers.items()]
        found.append({"label": CONTOURS[contour], "tiers": tiered})
    return found


def _with_orders() -> Prefetch:
    clauses = OrderClause.objects.filter(kind__in=ENACTING).select_related("order").order_by("order__dated", "pk")
    return Prefetch("clauses", clauses, to_attr="orders_of")


def read_orders(versions: Sequence[Any]) -> None:
    """Give the versions their orders, ``orders_of``, and ``order_words``. One query for all of them."""
    prefetch_related_objects(versions, _with_orders())
    for version in versions:
        version.order_words = order_words(enacting_order(version))


def enacting_order(version: Regulation) -> Any:
    """The order that put the version in force, else the one that is being prepared for it, else None."""
    orders = [clause.order for clause in version.orders_of if clause.kind == OrderKind.STATUTE_APPROVAL]
    alive = [order for order in orders if order.state != "cancelled"]
    registered = [order for order in alive if order.number and order.dated]
    return (registered or alive or [None])[0]


def repealing_order(version: Regulation) -> Any:
    """The registered order whose clause repeals the version; a new version that replaced it is not one."""
    orders = [clause.order for clause in version.orders_of if clause.kind == OrderKind.STATUTE_REPEAL]
    return next((order for order in orders if order.state in ("registered", "published")), None)


def order_words(order: Any) -> str:
    """«приказ от 24.03.2022 № 13 – А», the draft of an order with its state, or nothing."""
    if order is None:
        return ""
    if order.dated and order.number:
        return _("приказ от %(date)s № %(number)s") % {"date": f"{order.dated:%d.%m.%Y}", "number": order.number}
    return _("проект приказа «%(title)s» (%(state)s)") % {"title": order.title, "state": order.get_state_display()}


def versions_of(organization: Organization) -> list[Regulation]:
    """All versions of the organization with their orders, the newest first. Two queries."""
    versions = Regulation.objects.filter(organization=organization).select_related("organization").order_by("-number")
    found = list(versions)
    read_orders(found)
    return found


@dataclass(frozen=True)
class Standing:
    """How the organization's own document stands on a day: in force, repealed, a draft that no order names, none."""

    state: str
    version: Any = None


def standing_of(own: Sequence[Regulation], on: datetime.date) -> Standing:
    """What to say over the page. ``own`` are all versions with their orders, the newest first."""
    begun = [version for version in own if version.effective_from is not None and version.effective_from <= on]
    for version in begun:
        if version.effective_to is None or version.effective_to > on:
            return Standing("in_force", version)
    draft = next((version for version in own if version.state == Regulation.State.DRAFT), None)
    if draft is not None:
        return Standing("draft", draft)
    return Standing("repealed", begun[0]) if begun else Standing("none")


def day_to_show(version: Regulation, today: datetime.date) -> datetime.date:
    """The day on which a version is shown: today, or the last day of a repealed one."""
    if version.effective_to is None or version.effective_from is None:
        return today
    return max(version.effective_from, version.effective_to - datetime.timedelta(days=1))


def source_chips(counts: dict[str, int], source: str, query: QueryDict) -> list[dict[str, Any]]:
    """Sources as links that keep the other filters of the address."""
    labels = {NAMED: _("названы в документах и законе"), **SOURCES, ALL: _("все")}
    chips = []
    for code, label in labels.items():
        address = query.copy()
        address.pop("page", None)
        address["source"] = code
        if counts[code] or code == source:
            url = f"?{address.urlencode()}"
            chips.append(
                {"code": str(code), "label": label, "count": counts[code], "url": url, "current": code == source}
            )
    return chips
