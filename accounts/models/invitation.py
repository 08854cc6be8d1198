from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..tenancy import TenantManager, TenantModel, TenantQuerySet
from .person import Person


class InvitationQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "InvitationQuerySet":
        return self.filter(Q(person__in=Person.objects.visible_to(actor)))


class Invitation(TenantModel):
    """A single-use letter that lets a person with e-mail make a login. Only the hash of its secret is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("электронная почта"))
    secret_hash = models.CharField(max_length=64)
    created_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(InvitationQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "secret_hash"], name="invitation_secret_once"),
            models.UniqueConstraint(
                fields=["region", "person"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_one_open_per_person",
            ),
        ]
