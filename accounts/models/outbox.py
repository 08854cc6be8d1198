from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..tenancy import TenantManager, TenantModel, TenantQuerySet


class OutboxMessageQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "OutboxMessageQuerySet":
        return self.filter(organization_id__in=actor.organization_ids)


class OutboxMessage(TenantModel):
    """Something that must happen outside the transaction: a letter, a PDF. Celery claims it; beat only wakes."""

    class Kind(models.TextChoices):
        MAIL = "mail", _("письмо")
        DOCUMENT = "document", _("документ")
        LIST = "list", _("список банка")

    kind = models.CharField(max_length=12, choices=Kind)
    payload = models.JSONField()
    dedupe_key = models.CharField(max_length=120)
    organization = models.ForeignKey("accounts.Organization", models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    objects = TenantManager.from_queryset(OutboxMessageQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["next_attempt_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["region", "kind", "dedupe_key"], name="outbox_once")]
        indexes = [
            models.Index(
                fields=["region", "next_attempt_at"],
                condition=Q(done_at=None, gave_up_at=None),
                name="outbox_waiting",
            )
        ]
