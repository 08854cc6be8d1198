"""Who a person is in a staff registry outside: the key by which the next list finds him again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.tenancy import TenantModel


class RegistryKey(TenantModel):
    """One key is one person in the whole region; a person may have several (two cards of one person were joined).

    A number that is somebody's СНИЛС is never kept: in its place stands its digest under the installation's key
    (``programs.services.registry_keys``).
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="registry_keys")
    key = models.CharField(_("номер в кадровом реестре"), max_length=80)
    linked_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        verbose_name = _("номер в кадровом реестре")
        verbose_name_plural = _("номера в кадровом реестре")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "key"], name="registry_key_once"),
            models.CheckConstraint(condition=~models.Q(key=""), name="registry_key_says_something"),
        ]
