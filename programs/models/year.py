from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantModel


class YearTurn(TenantModel):
    """A school has gone over to a new school year: once, whoever presses and however often."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField(_("учебный год"), help_text=_("год его начала"))
    turned_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    turned_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["region", "organization", "school_year"], name="year_turns_once"),
        ]
