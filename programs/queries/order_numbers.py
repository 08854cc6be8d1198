"""The number that an organization would write next, by the pattern of its own last numbers."""

import datetime
import re

from django.db.models import Value

from ..models import Order, OrderClause
from ..models.order import same_number

DIGITS = re.compile(r"\d+")


def next_number(order: Order, on: datetime.date) -> str:
    """«14 – А» after «13 – А»; a new year begins with 1. Empty where the organization has registered nothing yet.

    The last order of the same kind shows the pattern: a school numbers orders about people apart from the others
    («7 – К»). The count is the highest of that pattern in the year, whatever the kind of the order that has it.
    """
    rows = Order.objects.filter(organization_id=order.organization_id).exclude(registered_at=None).exclude(number="")
    newest = rows.exclude(pk=order.pk).order_by("-dated", "-registered_at")
    alike = newest.filter(clauses__position=1, clauses__kind=_kind(order)) if _kind(order) else newest.none()
    last = alike.first() or newest.first()
    if last is None or last.dated is None:
        return ""
    before, count, after = split(last.number, last.dated)
    if not count:
        return ""
    shape = (_of_year(before, last.dated, on), _of_year(after, last.dated, on))
    numbers = newest.filter(dated__year=on.year).values_list("number", "dated")
    taken = [
        int(found) for number, dated in numbers for head, found, tail in [split(number, dated)]
        if found and (head, tail) == shape
    ]  # fmt: skip
    return f"{shape[0]}{str(max(taken, default=0) + 1).zfill(_width(count))}{shape[1]}"


def registered_with(order: Order, number: str, dated: datetime.date, *, apart: str | None = None) -> Order | None:
    """Another registered order of the organization and year with the same number, whatever its spaces and dashes.

    ``apart`` narrows it to those that repeat it for the same reason; without it the first one is given.
    """
    rows = Order.objects.filter(organization_id=order.organization_id, dated__year=dated.year)
    rows = rows.exclude(registered_at=None).exclude(pk=order.pk).annotate(same=same_number())
    rows = rows.filter(same=same_number(Value(number)))
    if apart is not None:
        rows = rows.filter(number_apart__iexact=apart)
    return rows.order_by("registered_at", "pk").first()


def _kind(order: Order) -> str:
    return OrderClause.objects.filter(order=order).order_by("position").values_list("kind", flat=True).first() or ""


def split(number: str, dated: datetime.date) -> tuple[str, str, str]:
    """What stands before the count, the count, and what stands after it; the year of the date is no count."""
    groups = [match for match in DIGITS.finditer(number) if match.group() not in _years(dated)]
    groups = groups or list(DIGITS.finditer(number))
    if not groups or len(groups[0].group()) > 9:
        return number, "", ""
    first = groups[0]
    return number[: first.start()], first.group(), number[first.end() :]


def _years(day: datetime.date) -> tuple[str, str]:
    return f"{day:%Y}", f"{day:%y}"


def _of_year(words: str, was: datetime.date, now: datetime.date) -> str:
    """«/22» becomes «/23» with the year."""
    swap = dict(zip(_years(was), _years(now), strict=True))
    return DIGITS.sub(lambda match: swap.get(match.group(), match.group()), words)


def _width(count: str) -> int:
    """«007» is followed by «008»."""
    return len(count) if count.startswith("0") else 1
