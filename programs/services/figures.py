"""Denominators of the year: entered once, corrected later, for one's own organization and those below."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Organization
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import YearFigures

NUMBERS = ("pupils_10_19", "pupils_15_19", "teachers", "young_specialists", "enterprises", "partners")
PARTS = (("pupils_15_19", "pupils_10_19"), ("young_specialists", "teachers"), ("partners", "enterprises"))


@transaction.atomic
def enter(
    *, actor: Actor, organization: Organization, school_year: int, numbers: Mapping[str, int | None]
) -> YearFigures:
    """Write the numbers given; those not given stay. Raises Refusal for a part greater than its whole."""
    if not actor.may("figures.enter") or organization.pk not in actor.organization_ids:
        raise Refusal(_("Численность вносят сама организация и те, кто стоит выше"), code="permission")
    row = YearFigures.objects.select_for_update(of=("self",)).filter(
        organization=organization, school_year=school_year
    ).first()  # fmt: skip
    row = row or YearFigures(organization=organization, school_year=school_year, version=0)
    changed = [name for name in NUMBERS if name in numbers and getattr(row, name) != numbers[name]]
    for name in changed:
        setattr(row, name, numbers[name])
    for part, whole in PARTS:
        share, total = getattr(row, part), getattr(row, whole)
        if share is not None and total is not None and share > total:
            labels = {name: str(YearFigures._meta.get_field(name).verbose_name) for name in (part, whole)}
            raise Refusal(
                _("«%(part)s» больше, чем «%(whole)s»") % {"part": labels[part], "whole": labels[whole]},
                todo=_("Исправьте одно из чисел"),
            )
    if changed or row.pk is None:
        row.version += 1
        row.entered_by_id, row.entered_at = actor.person_id, clock.now()
        row.save()
        audit.record(actor, "figures.enter", row, year=school_year, fields=changed)
    return row
