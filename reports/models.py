import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, StoredFile
from accounts.tenancy import TenantModel
from programs.models import Order


def new_public_code() -> str:
    """80 random bits in letters that are read aloud without mistakes."""
    return "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(16))


class Document(TenantModel):
    """An issued document. Its content is fixed at issue; the file is made later by a worker and never changes."""

    class Kind(models.TextChoices):
        ORDER = "order", _("приказ")

    kind = models.CharField(max_length=12, choices=Kind)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, models.PROTECT, related_name="documents")
    template_version = models.CharField(max_length=20)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    public_code = models.CharField(max_length=16, default=new_public_code)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        verbose_name = _("документ")
        verbose_name_plural = _("документы")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "order", "kind"], name="document_issued_once"),
            models.UniqueConstraint(fields=["region", "public_code"], name="document_code_once"),
        ]
