from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..tenancy import TenantManager, TenantModel, TenantQuerySet
from .person import Person


class AccessLinkQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "AccessLinkQuerySet":
        return self.filter(person__in=Person.objects.visible_to(actor))


class AccessLink(TenantModel):
    """How a pupil or a parent without e-mail comes in: a personal link, its QR code, or a short code read aloud.

    Given by the curator, used once; a new one revokes the former. Only hashes are kept.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="access_links")
    secret_hash = models.CharField(max_length=64)
    code_hash = models.CharField(_("код"), max_length=64)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(AccessLinkQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "secret_hash"], name="access_link_secret_once"),
            models.UniqueConstraint(
                fields=["region", "code_hash"],
                condition=Q(used_at=None, revoked_at=None),
                name="access_link_code_once_while_open",
            ),
            models.UniqueConstraint(
                fields=["region", "person"],
                condition=Q(used_at=None, revoked_at=None),
                name="access_link_one_open_per_person",
            ),
        ]
