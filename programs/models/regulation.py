from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from accounts.models.organization import DateRange
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet


class RegulationQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "RegulationQuerySet":
        """Own node and below; and everything above, whose word is law here."""
        above = actor.organization.path_ids
        return self.filter(Q(organization_id__in=actor.organization_ids) | Q(organization_id__in=above))

    def in_force(self, on) -> "RegulationQuerySet":
        return self.filter(
            Q(effective_to=None) | Q(effective_to__gt=on),
            state__in=["in_force", "repealed"],
            effective_from__lte=on,
        )


class Regulation(TenantModel):
    """A version (редакция) of one organization's regulation: what it sets itself, not what it inherits.

    ``settings`` maps a code to ``{"value", "clause", "locked"}`` (programs.regulation.schema). It is in force
    only from its registered order and until the next one's; a text without an order stays a draft for ever (S5).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("не введено в действие")
        IN_FORCE = "in_force", _("действует")
        REPEALED = "repealed", _("утратило силу")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="regulations")
    number = models.PositiveSmallIntegerField(_("редакция"))
    title = models.CharField(_("название"), max_length=300)
    preset = models.SlugField(_("предустановка"), max_length=40, blank=True)
    settings = models.JSONField(default=dict)
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.DRAFT)
    effective_from = models.DateField(_("действует с"), null=True, blank=True)
    effective_to = models.DateField(_("действовало до"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = TenantManager.from_queryset(RegulationQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("регламент")
        verbose_name_plural = _("регламенты")
        ordering = ["organization", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "organization", "number"],
                name="regulation_number_once",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", effective_from=None, effective_to=None)
                | Q(state="in_force", effective_from__isnull=False, effective_to=None)
                | Q(
                    state="repealed",
                    effective_from__isnull=False,
                    effective_to__gte=F("effective_from"),
                ),
                name="regulation_dates_follow_state",
            ),
            ExclusionConstraint(
                name="regulation_one_in_force",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    (
                        DateRange("effective_from", "effective_to"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(effective_from__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title
