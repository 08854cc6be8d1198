from django.db import models
from django.utils.translation import gettext_lazy as _

from ..tenancy import TenantModel
from .person import Person


class AccessLink(TenantModel):
    """How a pupil or a parent without e-mail comes in: a personal link, its QR code, or a short code read aloud.

    Given by the curator, used once. Only hashes are kept. ``attempts`` counts wrong codes.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="access_links")
    secret_hash = models.CharField(max_length=64)
    code_hash = models.CharField(_("код"), max_length=64)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["region", "secret_hash"], name="access_link_secret_once")]
        indexes = [models.Index(fields=["region", "code_hash"])]
