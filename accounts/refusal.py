"""A rule says no: why, by which clause, and what to do now."""

from django.utils.functional import Promise


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
