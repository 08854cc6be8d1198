from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet


class WordingQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "WordingQuerySet":
        """One's own organization's, for whoever prepares its orders."""
        mine = self.filter(organization_id=actor.organization_id)
        return mine if actor.may("order.draft") else self.none()


class Wording(TenantModel):
    """An organization's own words for one kind of paper (``programs.wording``). The last version holds; without a text
    in it the shipped one stands. Former versions stay to be read."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    version = models.PositiveIntegerField()
    texts = models.JSONField(default=dict)
    saved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    objects = TenantManager.from_queryset(WordingQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("свой текст документа")
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["region", "organization", "kind", "version"], name="wording_version_once")
        ]
