"""Connections of other systems: a token is made, shown once, used, revoked."""

import datetime
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import ApiScope, ApiToken, Membership
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.secrets import hash_of

PURPOSE = "api_token"
PREFIX = "nst"
LONGEST = datetime.timedelta(days=366)
AT_ONCE = 20  # of one organization
USED_EVERY = datetime.timedelta(minutes=5)


@dataclass(frozen=True)
class Made:
    """Shown once, at the making: only the hash is kept."""

    token: ApiToken
    text: str


@transaction.atomic
def make(*, actor: Actor, name: str, scopes: Sequence[str], expires_on: datetime.date) -> Made:
    """A token that acts in the actor's own role, narrowed by ``scopes``, through the day ``expires_on``."""
    if not actor.may("connection.manage"):
        raise Refusal(_("Подключает системы руководитель, куратор или администратор организации"), code="permission")
    if not scopes or set(scopes) - set(ApiScope.values):
        raise Refusal(_("Не выбрано, что будет можно"), todo=_("Отметьте хотя бы одну строку"), code="scopes")
    if not actor.today <= expires_on <= actor.today + LONGEST:
        raise Refusal(_("Подключение действует не дольше года"), todo=_("Выберите более близкий день"), code="too_long")
    now = clock.now()
    Membership.objects.select_for_update(of=("self",)).get(pk=actor.membership_id)  # one making at a time
    if living(actor).count() >= AT_ONCE:
        raise Refusal(
            _("Подключений уже %s") % AT_ONCE, todo=_("Отключите те, которыми не пользуются"), code="too_many"
        )
    secret = secrets.token_urlsafe(32)
    end = datetime.datetime.combine(expires_on + datetime.timedelta(days=1), datetime.time(), tzinfo=actor.zone)
    token = ApiToken.objects.create(
        name=name.strip(),
        organization=actor.organization,
        membership_id=actor.membership_id,
        scopes=sorted(set(scopes)),
        secret_hash=hash_of(PURPOSE, actor.region_id, secret),
        created_at=now,
        expires_at=end,
    )
    audit.record(actor, "connection.make", token, scopes=token.scopes, until=expires_on.isoformat())
    return Made(token, f"{PREFIX}_{actor.region_id}_{secret}")


def living(actor: Actor):
    return ApiToken.objects.visible_to(actor).filter(revoked_at=None, expires_at__gt=clock.now())


@transaction.atomic
def revoke(*, actor: Actor, token: ApiToken) -> ApiToken:
    """At once. A second press changes nothing."""
    row = ApiToken.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=token.pk).first()
    if row is None:
        raise Refusal(_("Отключает тот, кто подключает системы этой организации"), code="permission")
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by_id = clock.now(), actor.person_id
        row.save(update_fields=["revoked_at", "revoked_by"])
        audit.record(actor, "connection.revoke", row)
    return row


def region_of(text: str) -> int | None:
    """The region that a token names, before anything of it is believed."""
    prefix, _sign, rest = text.partition("_")
    number, _sign, secret = rest.partition("_")
    fits = prefix == PREFIX and secret and number.isascii() and number.isdigit() and len(number) < 19
    return int(number) if fits and len(text) < 200 else None


def find(region_id: int, text: str) -> ApiToken | None:
    """The living token of this text; None alike for invented, expired and revoked ones, and where a login is closed.
    Needs the open scope of the region. Notes the use.
    """
    secret = text.split("_", 2)[2]
    rows = ApiToken.objects.filter(secret_hash=hash_of(PURPOSE, region_id, secret), revoked_at=None)
    now = clock.now()
    rows = rows.filter(expires_at__gt=now, membership__user__is_active=True).select_related("membership__user")
    token = rows.first()
    if token is not None and (token.last_used_at is None or token.last_used_at < now - USED_EVERY):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token
