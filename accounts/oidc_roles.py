"""Which roles a provider's claims give: rows of its table, and what of an answer they understand.

    [[provider]]
    …
    region = "region-a"                     # code of the region in which it gives roles; needed where it gives any
    under = "uo-priozersk"                  # only this organization (its slug) and below it; else the whole region
    claims_last = 30                        # days: a role ends when the provider has not confirmed it for so long
    [[provider.role]]
    claim = "positions"                     # the claim that is looked at: a text, or a list of texts
    value = "methodist"                     # … for this word, exactly
    role = "institute"                      # a role of an organization, as accounts/roles.py calls it
    organization_claim = "org_ogrn"         # which organization: a text, or a list of one
    organization_by = "ogrn"                # what that text is: ogrn, inn or slug
    within = "organizations"                # optional: the claim that holds a list of objects with both of them

An answer is somebody else's text: whatever is not exactly as a row says gives nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from .roles import OFFICES, ROLE_PERMISSIONS, Role

KEYS = {"claim", "value", "role", "organization_claim", "organization_by", "within"}
CODES = ("ogrn", "inn", "slug")
LONGEST = 200  # letters of a claim's text
MOST = 100  # entries of a list
# Given by an order or by the body's own seats (S1 п. 4.1, S3 п. 3.8): the provider proposes them, a person appoints.
BY_ORDER = frozenset({
    Role.CURATOR, Role.MUNICIPAL_COORDINATOR, Role.MNC_LIAISON, Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER,
})  # fmt: skip
# Whoever gives roles to others is appointed by a person too; a school without a head alone takes one by his claim.
APPOINTING = frozenset(role for role, held in ROLE_PERMISSIONS.items() if "membership.appoint" in held)
PROPOSED = BY_ORDER | APPOINTING - {Role.HEAD}


@dataclass(frozen=True, order=True)
class Claimed:
    """One role that a provider says a person has."""

    role: str
    organization_by: str
    code: str


@dataclass(frozen=True)
class RoleRow:
    claim: str
    value: str
    role: str
    organization_claim: str
    organization_by: str = "ogrn"
    within: str = ""

    def found_in(self, claims: Mapping[str, Any]) -> Iterator[Claimed]:
        for part in _objects(claims.get(self.within)) if self.within else [claims]:
            places = list(_texts(part.get(self.organization_claim)))
            # Of a person with two places it is not said at which of them he is what: a row with «within» says it.
            if len(places) == 1 and self.value in _texts(part.get(self.claim)):
                yield Claimed(self.role, self.organization_by, places[0])


def claimed(rows: Iterable[RoleRow], claims: Any) -> list[Claimed]:
    """What the rows find in an answer, each once, in a fixed order. Never raises."""
    if not isinstance(claims, Mapping):
        return []
    return sorted({one for row in rows for one in row.found_in(claims)})


def _texts(value: Any) -> Iterator[str]:
    for one in value[:MOST] if isinstance(value, list) else [value]:
        if isinstance(one, str) and 0 < len(one) <= LONGEST and "\x00" not in one:
            yield one


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        yield from (one for one in value[:MOST] if isinstance(one, dict))


def read_rows(provider: str, rows: Any) -> tuple[RoleRow, ...]:
    """Raises ImproperlyConfigured with the place of the mistake."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ImproperlyConfigured(f"OIDC_PROVIDERS: {provider}: roles are tables [[provider.role]]")
    return tuple(_row(provider, row) for row in rows)


def _row(provider: str, row: dict[str, Any]) -> RoleRow:
    where = f"OIDC_PROVIDERS: {provider}: a role"
    if unknown := set(row) - KEYS:
        raise ImproperlyConfigured(f"{where} has unknown {sorted(unknown)}")
    if missing := {"claim", "value", "role", "organization_claim"} - set(row):
        raise ImproperlyConfigured(f"{where} lacks {sorted(missing)}")
    if not all(isinstance(word, str) and word for word in row.values()):
        raise ImproperlyConfigured(f"{where} is written with texts alone")
    if row["role"] not in OFFICES:
        raise ImproperlyConfigured(f"{where} must be of an organization, not {row['role']!r}")
    if row.get("organization_by", "ogrn") not in CODES:
        raise ImproperlyConfigured(f"{where}: organization_by is one of {', '.join(CODES)}")
    return RoleRow(**row)
