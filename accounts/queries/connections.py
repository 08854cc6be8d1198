"""Connections of other systems as their page needs them."""

from dataclasses import dataclass

from accounts import clock
from accounts.models import ApiScope, ApiToken
from accounts.permissions import Actor, is_in_force

LABELS = dict(ApiScope.choices)


@dataclass(frozen=True)
class Row:
    """``state``: works, ended by its day, revoked, or asleep: its maker's role is over."""

    token: ApiToken
    state: str

    @property
    def scopes(self) -> list[str]:
        return [str(LABELS[code]) for code in self.token.scopes if code in LABELS]


def rows(actor: Actor) -> list[Row]:
    """The node's tokens, the newest first; one query."""
    related = ("membership__person", "membership__organization__region", "revoked_by")
    return [Row(token, _state(token)) for token in ApiToken.objects.visible_to(actor).select_related(*related)]


def _state(token: ApiToken) -> str:
    if token.revoked_at is not None:
        return "revoked"
    if token.expires_at <= clock.now():
        return "ended"
    return "works" if is_in_force(token.membership) else "asleep"
