"""What was measured at the people of each school's pair, a supposition about it, and the region's own indicator."""

import datetime
from decimal import Decimal

from django.utils import timezone

from monitoring.models import ImpactConclusion, ImpactCount, IndicatorValue, OwnIndicator
from programs.models import UnitMember
from tests.world import Node

DAY = datetime.date(2021, 8, 30)


def fill(node: Node) -> None:
    who, now = node.curator.person_id, timezone.now()
    mentee = UnitMember.objects.get(unit_id=node.rows["unit"], side="mentee")
    for point, value in (("entry", "3.5"), ("exit", "3.75")):
        common = {
            "organization_id": node.id, "member": mentee, "point": point, "measured_on": DAY, "entered_by_id": who,
            "entered_at": now,
        }  # fmt: skip
        IndicatorValue.objects.create(code="GRADE_MEAN", value=Decimal(value), **common)
        row = IndicatorValue(code="ANXIETY", **common)
        row.put(Decimal(5), None, sealed=True)
        row.save()
    ImpactConclusion.objects.create(
        organization_id=node.id, school_year=2021, text=f"Похоже, помогло {node.inner}", paired=1, signed_by_id=who,
        signed_at=now,
    )  # fmt: skip


def fill_region(node: Node) -> None:
    who = next(iter(node.members.values())).person_id
    row = OwnIndicator.objects.create(
        organization_id=node.id, number=1, title=f"Чтение вслух {node.marker}", audience=["pupil"], sphere="education",
        unit="страниц", kind="count", added_by_id=who, added_at=timezone.now(),
    )  # fmt: skip
    node.rows["own_indicator"] = row.pk
    ImpactCount.objects.create(
        organization_id=node.id, school_year=2020, asked_at=timezone.now(), counted_on=DAY,
        content={"sections": [], "facts": [], "paired": 0},
    )  # fmt: skip
