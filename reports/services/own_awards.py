"""The catalogue of awards of an organization: added, taken out; what was given by them stays as it is."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Organization, OrganizationKind
from accounts.permissions import Actor
from accounts.refusal import Refusal
from programs.regulation.catalogue.choices import AWARD_CONDITIONS

from ..award_catalogue import PARTS
from ..models import OwnAward

GIVES = {
    OrganizationKind.SCHOOL: ("school",),
    OrganizationKind.MUNICIPALITY: ("school", "municipality"),
    OrganizationKind.REGION_AUTHORITY: ("school", "municipality", "region", "federal"),
}
"""Whose awards an organization may lay down: its own, and of the schools and bodies below."""


def levels_of(organization: Organization) -> tuple[str, ...]:
    return GIVES.get(OrganizationKind(organization.kind), ())


@transaction.atomic
def add(*, actor: Actor, fields: Mapping[str, Any]) -> OwnAward:
    """``fields``: title, level, parts, conditions, basis."""
    _check(actor, actor.organization_id)
    if fields["level"] not in levels_of(actor.organization):
        raise Refusal(_("Награду этого уровня заводит тот уровень"), todo=_("Выберите свой"), code="permission")
    if not fields["parts"] or set(fields["parts"]) - set(PARTS) or set(fields["conditions"]) - set(AWARD_CONDITIONS):
        raise Refusal(_("Не сказано, кого награждают"), todo=_("Отметьте хотя бы одних"))
    try:
        with transaction.atomic():
            row = OwnAward.objects.create(organization=actor.organization, created_at=clock.now(), **fields)
    except IntegrityError as error:
        raise Refusal(_("Такая награда в перечне уже есть"), code="already") from error
    audit.record(actor, "ownaward.add", row)
    return row


@transaction.atomic
def retire(*, actor: Actor, award: OwnAward) -> OwnAward:
    """Nobody is put forward for it any more."""
    row = OwnAward.objects.select_for_update(of=("self",)).get(pk=award.pk)
    _check(actor, row.organization_id)
    if row.retired_on is None:
        row.retired_on = actor.today
        row.save(update_fields=["retired_on"])
        audit.record(actor, "ownaward.retire", row)
    return row


def _check(actor: Actor, organization_id: int) -> None:
    if not actor.may("award.manage") or not actor.signs_for(organization_id):
        raise Refusal(_("Перечень наград дополняет тот, чей он"), code="permission")
