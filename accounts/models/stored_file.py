from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..tenancy import TenantManager, TenantModel, TenantQuerySet
from .organization import Organization


class StoredFileQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "StoredFileQuerySet":
        """A file is read with the thing that it belongs to, by whoever may see that thing. By itself only the scan of
        a consent is given: to whoever marks consents on paper, at his own node."""
        if not actor.may("consent.paper"):
            return self.none()
        return self.filter(organization_id=actor.organization_id, purpose=StoredFile.Purpose.CONSENT)


class StoredFile(TenantModel):
    """Every file: scan, evidence, import original, issued PDF. Content-addressed, never changed."""

    class Purpose(models.TextChoices):
        ISSUED = "issued", _("выпущенный документ")
        SCAN = "scan", _("скан подписанного документа")
        CONSENT = "consent", _("скан согласия")
        IMPORT = "import", _("таблица, из которой загружали")
        EVIDENCE = "evidence", _("подтверждение")
        LIST = "list", _("список банка для печати")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    name = models.CharField(_("имя файла"), max_length=200)
    keep_until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = TenantManager.from_queryset(StoredFileQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="file_hash_is_sha256"),
            models.UniqueConstraint(fields=["region", "organization", "purpose", "sha256", "name"], name="file_once"),
        ]
