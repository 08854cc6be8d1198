"""Denominators of the year's shares: how many there are, of whom the system knows only those who take part."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet


class YearFiguresQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "YearFiguresQuerySet":
        """Numbers without names: of one's own node and below it."""
        seen = actor.organization_ids if actor.may("figures.view") else ()
        return self.filter(organization_id__in=seen)


class YearFigures(TenantModel):
    """Of one organization and school year (K1–K4, R3). Empty is «not known», never zero."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="year_figures")
    school_year = models.PositiveSmallIntegerField(_("учебный год"), help_text=_("год его начала"))
    pupils_10_19 = models.PositiveIntegerField(_("обучающихся 10–19 лет"), null=True, blank=True)
    pupils_15_19 = models.PositiveIntegerField(_("обучающихся 15–19 лет"), null=True, blank=True)
    teachers = models.PositiveIntegerField(_("педагогов"), null=True, blank=True)
    young_specialists = models.PositiveIntegerField(_("молодых специалистов, стаж до 3 лет"), null=True, blank=True)
    enterprises = models.PositiveIntegerField(_("предприятий всего"), null=True, blank=True)
    partners = models.PositiveIntegerField(_("предприятий-партнёров"), null=True, blank=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager.from_queryset(YearFiguresQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-school_year", "organization__short_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "organization", "school_year"], name="figures_once_a_year"),
            *(
                models.CheckConstraint(
                    condition=Q(**{part: None}) | Q(**{whole: None}) | Q(**{f"{part}__lte": F(whole)}),
                    name=f"figures_{part}_are_a_part",
                )
                for part, whole in (
                    ("pupils_15_19", "pupils_10_19"),
                    ("young_specialists", "teachers"),
                    ("partners", "enterprises"),
                )
            ),
        ]
