from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet


class RoadmapQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "RoadmapQuerySet":
        return self.filter(organization_id=actor.organization_id) if actor.may("roadmap.view") else self.none()


class Roadmap(TenantModel):
    """A school's plan of introducing mentoring, by stages (S4 appendix 2: seven stages without dates)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("составляют")
        APPROVED = "approved", _("утверждена")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="roadmaps")
    school_year = models.PositiveSmallIntegerField(_("учебный год"), help_text=_("год его начала"))
    state = models.CharField(_("состояние"), max_length=8, choices=State, default=State.DRAFT)
    approved_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = TenantManager.from_queryset(RoadmapQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("дорожная карта")
        verbose_name_plural = _("дорожные карты")
        ordering = ["-school_year", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "organization", "school_year"], name="roadmap_once_a_year"),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_on__isnull=False), name="roadmap_approved_has_a_date"
            ),
        ]


class RoadmapItem(TenantModel):
    """A line of the map. Without a term it is «без срока» and never overdue."""

    roadmap = models.ForeignKey(Roadmap, models.CASCADE, related_name="items")
    stage = models.PositiveSmallIntegerField(_("этап"))
    stage_title = models.CharField(_("название этапа"), max_length=200)
    position = models.PositiveSmallIntegerField(_("№"))
    text = models.CharField(_("мероприятие"), max_length=500)
    due_on = models.DateField(_("срок"), null=True, blank=True)
    responsible = models.CharField(_("ответственный"), max_length=200, blank=True)
    result = models.CharField(_("результат, вид документа"), max_length=300, blank=True)
    done_on = models.DateField(_("сделано"), null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["stage", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "roadmap", "stage", "position"], name="roadmap_item_once"),
        ]
