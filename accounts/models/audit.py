from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..tenancy import TenantManager, TenantModel, TenantQuerySet


class AuditEventQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "AuditEventQuerySet":
        return self.filter(organization_id__in=actor.organization_ids)


class AuditEvent(TenantModel):
    """Who did what, when and on what grounds. Holds ids, never names; the application may only add rows."""

    at = models.DateTimeField(_("когда"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    role = models.CharField(_("роль"), max_length=24, blank=True)
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, null=True, related_name="+")
    verb = models.CharField(_("действие"), max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30, blank=True)
    basis = models.CharField(_("основание"), max_length=500, blank=True)
    data = models.JSONField(default=dict)

    objects = TenantManager.from_queryset(AuditEventQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["region", "object_type", "object_id"]),  # the history of one object
            models.Index(fields=["region", "organization", "-at"]),  # the journal of an organization
            models.Index(fields=["region", "object_type", "at"], name="audit_changed_since"),  # the API's updated_since
        ]


class AuditSeal(TenantModel):
    """A link of the hash chain over a region's events, made by a worker, not in the business transaction."""

    event = models.OneToOneField(AuditEvent, models.PROTECT, related_name="seal")
    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["region", "number"], name="seal_number_once")]
