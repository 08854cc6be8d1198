"""Denominators of the shares: of a school, or summed over those that an actor reaches."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet, Sum

from accounts.models import Organization, OrganizationKind
from accounts.permissions import Actor

from ..models import YearFigures

NUMBERS = ("pupils_10_19", "pupils_15_19", "teachers", "young_specialists", "enterprises", "partners")


def figures_of_schools(actor: Actor, school_year: int) -> QuerySet[Organization]:
    """Open schools within reach with ``of_year``: a list of one or no row."""
    schools = Organization.objects.visible_to(actor).filter(
        pk__in=actor.organization_ids, kind=OrganizationKind.SCHOOL, closed_on=None
    )
    year = YearFigures.objects.filter(school_year=school_year)
    return schools.prefetch_related(Prefetch("year_figures", year, to_attr="of_year")).order_by("short_name", "pk")


def denominators(organization_ids: Iterable[int], school_year: int) -> dict[str, int | None]:
    """The sums for K1–K4 and R3; None where no organization has told its number."""
    rows = YearFigures.objects.filter(organization_id__in=organization_ids, school_year=school_year)
    return rows.aggregate(**{name: Sum(name) for name in NUMBERS})
