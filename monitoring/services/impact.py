"""What a person concludes from the figures of the impact: a supposition, signed by name (S2 разд. 10)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import OrganizationKind
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import ImpactConclusion


@transaction.atomic
def conclude(*, actor: Actor, school_year: int, text: str, paired: int) -> ImpactConclusion:
    """Kept beside the former ones; the system never writes one itself. ``paired``: how many were measured twice."""
    if not actor.may("measure.enter") or actor.organization.kind != OrganizationKind.SCHOOL:
        raise Refusal(_("Предположение пишет куратор или педагог-психолог школы"), code="permission")
    text = text.strip()
    if not text:
        raise Refusal(_("Предположение пусто"), todo=_("Напишите одним-двумя предложениями, что, по-вашему, видно"))
    row = ImpactConclusion.objects.create(
        organization=actor.organization, school_year=school_year, text=text[:2000], paired=paired,
        signed_by_id=actor.person_id, signed_at=clock.now(),
    )  # fmt: skip
    audit.record(actor, "impactconclusion.sign", row, school_year=school_year)
    return row
