"""Connections of other systems as their page needs them."""

from dataclasses import dataclass

from accounts import clock
from accounts.models import ApiScope, ApiToken
from accounts.permissions import Actor, is_in_force

LABELS = dict(ApiScope.choices)
# Of use to whoever holds one of these: to others the scope would open an empty list or a refusal.
NEEDS: dict[str, tuple[str, ...]] = {
    ApiScope.ORGANIZATIONS_READ: ("organization.view",),
    ApiScope.PEOPLE_READ: ("people.view",),
    ApiScope.STAFF_READ: ("people.manage",),
    ApiScope.STAFF_WRITE: ("people.manage",),
    ApiScope.BANKS_READ: ("bank.view", "mentees.view"),
    ApiScope.BANKS_WRITE: ("bank.manage",),
    ApiScope.UNITS_READ: ("unit.view",),
    ApiScope.UNITS_WRITE: ("unit.manage",),
    ApiScope.PROGRAMS_READ: ("unit.view",),
    ApiScope.MEETINGS_READ: ("unit.manage",),
    ApiScope.MEETINGS_WRITE: ("unit.manage",),
    ApiScope.ORDERS_READ: ("order.view", "order.requisites", "order.publish"),
    ApiScope.TRAINING_READ: ("course.view",),
    ApiScope.TRAINING_WRITE: ("course.manage",),
    ApiScope.COMMUNITIES_READ: ("community.view",),
    ApiScope.LIBRARY_READ: ("library.view", "resource.view"),
    ApiScope.PRACTICES_READ: ("practice.view",),
    ApiScope.PRACTICES_WRITE: ("practice.apply",),
    ApiScope.RECOGNITION_READ: ("nomination.view", "award.manage"),
    ApiScope.MONITORING_READ: ("report.view", "campaign.view"),
}


@dataclass(frozen=True)
class Row:
    """``state``: works, ended by its day, revoked, or asleep: its maker's role is over."""

    token: ApiToken
    state: str

    @property
    def scopes(self) -> list[str]:
        return [str(LABELS[code]) for code in self.token.scopes if code in LABELS]


def offered(actor: Actor) -> list[tuple[str, str]]:
    """The scopes that a token made by the actor can use."""
    return [(code, str(LABELS[code])) for code, needs in NEEDS.items() if any(actor.may(need) for need in needs)]


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
