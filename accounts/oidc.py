"""Sign-in through somebody else's OpenID Connect: a region's provider or ЕСИА is a table of a TOML file, no code.

    [[provider]]
    id = "region"                           # in the address of the callback: /account/oidc/region/login/callback/
    name = "Сетевой край"                   # as on the button «Войти через …»
    server_url = "https://id.example.org"
    client_id = "mentoring"
    secret_file = "/run/secrets/oidc"       # or secret = "…"
    trusts_email = true                     # a login of ours is known by the e-mail that the provider has verified
    email_domains = ["school.example.org"]  # … at these domains, which are its own: no other region's logins
    scope = ["openid", "email"]             # what is not asked for is not known here
    other_origins = []                      # where its pages stand, if not at server_url

Roles of people from what it claims: accounts/oidc_roles.py says how they are written.

Without ``trusts_email`` a person links the provider once by hand, when signed in by his password.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .oidc_roles import RoleRow, read_rows

ID_TOKEN = "oidc_id_token"  # of a session, sealed: the provider knows by it whom it lets go
LONGEST_ID = 60  # as it stands beside a role
REQUIRED = {"id", "name", "server_url", "client_id"}
OPTIONAL = {"secret", "secret_file", "trusts_email", "email_domains", "scope", "other_origins"} | {
    "region", "under", "claims_last", "role",
}  # fmt: skip


@dataclass(frozen=True)
class Provider:
    """``domains``: in lower case; only with ``trusts_email``, and never empty there. ``roles``: only in ``region``."""

    id: str
    name: str
    server_url: str
    client_id: str
    secret: str
    trusts_email: bool
    domains: tuple[str, ...]
    scope: tuple[str, ...]
    origins: tuple[str, ...]
    region: str = ""
    under: str = ""
    claims_last: int = 30
    roles: tuple[RoleRow, ...] = ()

    @property
    def app(self) -> dict[str, Any]:
        """As allauth takes it."""
        return {
            "provider_id": self.id, "name": self.name, "client_id": self.client_id, "secret": self.secret,
            "settings": {"server_url": self.server_url, "scope": list(self.scope), "oauth_pkce_enabled": True},
        }  # fmt: skip


def read(path: str) -> dict[str, Provider]:
    """The providers of a file by their ids. Raises ImproperlyConfigured with the place of the mistake."""
    if not path:
        return {}
    try:
        table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"OIDC_PROVIDERS: {error}") from error
    try:
        found = [_provider(row) for row in table.get("provider", [])]
    except OSError as error:
        raise ImproperlyConfigured(f"OIDC_PROVIDERS: {error}") from error
    if len({row.id for row in found}) < len(found):
        raise ImproperlyConfigured("OIDC_PROVIDERS: two providers have one id")
    return {row.id: row for row in found}


def _provider(row: dict[str, Any]) -> Provider:
    if (missing := REQUIRED - set(row)) or (unknown := set(row) - REQUIRED - OPTIONAL):
        words = f"lacks {sorted(missing)}" if missing else f"has unknown {sorted(unknown)}"
        raise ImproperlyConfigured(f"OIDC_PROVIDERS: {row.get('id', 'a provider')} {words}")
    address = urlsplit(row["server_url"])
    if address.scheme != "https" and address.hostname not in {"localhost", "127.0.0.1"}:
        raise ImproperlyConfigured(f"OIDC_PROVIDERS: {row['id']} must be asked over https")
    if not isinstance(row.get("trusts_email", False), bool) or not isinstance(row.get("email_domains", []), list):
        raise ImproperlyConfigured(f"OIDC_PROVIDERS: {row['id']}: trusts_email is true or false, email_domains a list")
    if row.get("trusts_email") and not row.get("email_domains"):
        raise ImproperlyConfigured(f"OIDC_PROVIDERS: {row['id']}: trusts_email needs email_domains")
    roles = read_rows(row["id"], row.get("role", []))
    if roles and not (isinstance(row.get("region"), str) and row["region"]):
        raise ImproperlyConfigured(f"OIDC_PROVIDERS: {row['id']}: roles need a region")
    if roles and len(row["id"]) > LONGEST_ID:
        raise ImproperlyConfigured(
            f"OIDC_PROVIDERS: {row['id']}: the id of a provider of roles has {LONGEST_ID} letters at most"
        )
    if type(days := row.get("claims_last", 30)) is not int or not 1 <= days <= 366:
        raise ImproperlyConfigured(f"OIDC_PROVIDERS: {row['id']}: claims_last is a number of days, 1 to 366")
    secret = Path(row["secret_file"]).read_text(encoding="utf-8").strip() if "secret_file" in row else row.get("secret")
    return Provider(
        id=row["id"], name=row["name"], server_url=row["server_url"], client_id=row["client_id"], secret=secret or "",
        trusts_email=row.get("trusts_email", False),
        domains=tuple(domain.lower() for domain in row.get("email_domains", [])),
        scope=tuple(row.get("scope", ["openid", "email"])),
        origins=(f"{address.scheme}://{address.netloc}", *row.get("other_origins", [])),
        region=row.get("region", ""), under=row.get("under", ""), claims_last=days, roles=roles,
    )  # fmt: skip
