"""A rule says no: why, by which clause, and what to do now."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _


class Refusal(Exception):
    """Raised by guards and services; the transaction is rolled back and the page shows the three parts.

    ``clause`` names the law, the regulation's clause or «умолчание системы»; it is empty when the refusal is about the
    state of the thing («уже утверждён»). ``missing`` lists what to supply, an item each.
    """

    def __init__(
        self,
        reason: str | Promise,
        *,
        clause: str | Promise = "",
        todo: str | Promise = "",
        missing: tuple[str, ...] = (),
        code: str = "refused",
    ) -> None:
        super().__init__(str(reason))
        self.reason, self.clause, self.todo = str(reason), str(clause), str(todo)
        self.missing, self.code = missing, code

    @property
    def unsaid(self) -> list[str]:
        """What is missing and the reason has not named already."""
        return [line for line in self.missing if line not in self.reason]


class Stale(Refusal):
    """The form was opened before somebody else's change. ``theirs`` and ``mine`` map a field's label to its text."""

    def __init__(self, reason: str | Promise, *, theirs: dict[str, str], mine: dict[str, str]) -> None:
        super().__init__(reason, code="stale")
        self.theirs, self.mine = theirs, mine

    @property
    def rows(self) -> list[dict[str, str]]:
        """Both versions side by side, a field a row."""
        labels = [*self.theirs, *(label for label in self.mine if label not in self.theirs)]
        return [
            {"label": label, "theirs": self.theirs.get(label, "—"), "mine": self.mine.get(label, "—")}
            for label in labels
        ]


def check_version(
    row: Any, version: int, reason: str | Promise, fields: Mapping[str, Any], **lines: tuple[str, str]
) -> None:
    """Raise Stale where ``row``, read under its lock, was saved since ``version`` and says something else than
    ``fields``. ``lines``: what is kept in other rows, by a label, as it stands and as it was typed."""
    if row.version == version:
        return
    both = {
        label_of(row, name): (words_of_field(row, name, getattr(row, name)), words_of_field(row, name, value))
        for name, value in fields.items()
    } | lines
    differ = {label: pair for label, pair in both.items() if pair[0] != pair[1]}
    if differ:
        raise Stale(
            reason,
            theirs={label: pair[0] for label, pair in differ.items()},
            mine={label: pair[1] for label, pair in differ.items()},
        )


def check_read(row: Any, version: int | None, reason: str | Promise) -> None:
    """Raise Refusal where whoever decides has read other words of ``row`` than those that stand. None: by no page."""
    if version not in (None, row.version):
        raise Refusal(reason, todo=_("Прочтите снова и решите"), code="stale")


def label_of(row: Any, name: str) -> str:
    return str(row._meta.get_field(name).verbose_name).capitalize()


def words_of_field(row: Any, name: str, value: Any) -> str:
    """A value as its reader compares it."""
    named = dict(row._meta.get_field(name).flatchoices)
    if isinstance(value, list):
        return ", ".join(str(item) for item in value) or "—"
    if isinstance(value, datetime.date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, bool):
        return _("да") if value else _("нет")
    return str(named.get(value, value)) if value not in (None, "") else "—"
