"""Resources of growth: a thin list that a region keeps."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import GrowthResource


def _check(actor: Actor, fields: dict[str, Any], *, but: int = 0) -> None:
    if not actor.may("resource.manage"):
        raise Refusal(_("Ресурсы роста ведут регион и институт"), code="permission")
    same = {name: fields.get(name, "") for name in ("kind", "title", "provider")}
    if GrowthResource.objects.filter(**same, community=None).exclude(pk=but).exists():
        raise Refusal(_("Такой ресурс уже есть"), todo=_("Откройте его и поправьте"))


@transaction.atomic
def add(*, actor: Actor, fields: dict[str, Any]) -> GrowthResource:
    _check(actor, fields)
    row = GrowthResource.objects.create(organization=actor.organization, **fields)
    audit.record(actor, "growthresource.create", row, organization_id=actor.organization_id)
    return row


@transaction.atomic
def edit(*, actor: Actor, resource: GrowthResource, fields: dict[str, Any], offered: bool) -> GrowthResource:
    """Put right, or offered no more: items that point to it keep it."""
    _check(actor, fields, but=resource.pk)
    row = GrowthResource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
    if row.community_id is not None:
        raise Refusal(
            _("Эту строку ведёт сообщество: название и ссылка берутся с его страницы"), todo=_("Поправьте сообщество")
        )
    for name, value in fields.items():
        setattr(row, name, value)
    row.closed_on = None if offered else row.closed_on or actor.today
    row.save()
    audit.record(actor, "growthresource.edit", row, organization_id=actor.organization_id)
    return row
