"""Accesses to single objects, as pages need them."""

import datetime
from dataclasses import dataclass

from accounts.grantable import Grantable, kinds
from accounts.models import ObjectGrant, Person
from accounts.permissions import Actor

SOON = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Row:
    """One access: to whom, to what, until when. ``state``: open, soon (a week left), over."""

    kind: Grantable
    grant: ObjectGrant
    who: str
    what: str
    url: str
    state: str


def given_within(actor: Actor) -> list[Row]:
    """Accesses to what the actor's reach holds: those in force, then the latest that are over. Two queries a kind."""
    rows: list[Row] = []
    for kind in kinds():
        grants = kind.grant_model.objects.visible_to(actor).select_related("content_object", "granted_by")
        grants = [
            grant
            for grant in grants.order_by("-valid_to", "-pk")[:200]
            if kind.organization_of(grant.content_object) in actor.organization_ids
        ]
        names = _names({grant.user_id for grant in grants})
        rows += [_row(actor, kind, grant, names.get(grant.user_id, "")) for grant in grants]
    return sorted(rows, key=lambda row: (row.state == "over", row.grant.valid_to))


def _names(user_ids: set[int]) -> dict[int, str]:
    """Names of those to whom an access was given: whoever gives it knows them."""
    return {person.user_id: person.full_name for person in Person.objects.filter(user_id__in=user_ids)}


def _row(actor: Actor, kind: Grantable, grant: ObjectGrant, who: str) -> Row:
    over = grant.revoked_at is not None or grant.valid_to < actor.today
    state = "over" if over else "soon" if grant.valid_to - actor.today <= SOON else "open"
    obj = grant.content_object
    return Row(kind, grant, who, kind.describe(obj), kind.url_of(obj) if kind.url_of else "", state)
