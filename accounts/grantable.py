"""Kinds of objects that can be opened to one person for a time. The apps that own them register them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import ObjectGrant, Organization, OrganizationGrant


@dataclass(frozen=True)
class Grantable:
    """A kind of object that can be opened. ``organization_of`` says whose it is, ``describe`` how to call it."""

    model: type[Model]
    grant_model: type[ObjectGrant]
    codename: str
    label: str | Promise
    can: str | Promise
    organization_of: Callable[..., int]
    describe: Callable[..., str]
    url_of: Callable[..., str] | None = None

    @property
    def key(self) -> str:
        """The model's name: part of addresses."""
        return str(self.model._meta.model_name)


_kinds: dict[str, Grantable] = {}


def register(kind: Grantable) -> Grantable:
    """Let objects of a kind be opened; the app that owns them calls it when it starts."""
    _kinds[kind.key] = kind
    return kind


def kinds() -> list[Grantable]:
    return list(_kinds.values())


def kind_of(key: str) -> Grantable | None:
    return _kinds.get(key)


register(
    Grantable(
        model=Organization,
        grant_model=OrganizationGrant,
        codename="view_organization",
        label=_("карточка организации"),
        can=_("читать"),
        organization_of=lambda organization: organization.pk,
        describe=lambda organization: organization.short_name,
    )
)
