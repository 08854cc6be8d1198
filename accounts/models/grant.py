from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from guardian.managers import UserObjectPermissionManager
from guardian.models import UserObjectPermissionBase

from ..tenancy import TenantManager, TenantModel, TenantQuerySet
from .organization import Organization
from .person import Person


class GrantManager(UserObjectPermissionManager, TenantManager):
    """Guardian's verbs over the tenant's rows."""


class ObjectGrant(TenantModel, UserObjectPermissionBase):
    """A guardian permission on one object that is also a tenant row with dates, a grantor and a reason.

    Guardian itself knows no end dates, so ``visible_to`` reads this table (accounts.permissions). ``valid_to`` is the
    last day of the access.
    """

    valid_from = models.DateField(_("с"))
    valid_to = models.DateField(_("по"))
    granted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(_("зачем"), max_length=300)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = GrantManager()

    class Meta(TenantModel.Meta):
        abstract = True


class OrganizationGrantQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "OrganizationGrantQuerySet":
        return self.filter(Q(content_object_id__in=actor.organization_ids) | Q(user_id=actor.user_id))


class OrganizationGrantManager(GrantManager.from_queryset(OrganizationGrantQuerySet)):
    """Grants that may be asked for by who sees them."""


class OrganizationGrant(ObjectGrant):
    """A look at one organization from outside it: a guest expert, a tutor."""

    content_object = models.ForeignKey(Organization, models.CASCADE, related_name="grants")

    objects = OrganizationGrantManager()

    class Meta(ObjectGrant.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["region", "user", "permission", "content_object"],
                name="org_grant_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="org_grant_ends_after_it_begins",
            ),
        ]
