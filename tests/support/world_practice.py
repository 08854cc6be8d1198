"""A practice of a school before the bank of its municipality, tried once; materials of the library, one for a
programme."""

from django.utils import timezone

from accounts.models import Organization, StoredFile
from programs import models as p
from reports import models as r
from tests.world import BEGAN, Node


def fill(node: Node, file: StoredFile) -> None:
    now, curator = timezone.now(), node["curator"].person_id
    school = Organization.objects.get(pk=node.id)
    material = p.Material.objects.create(
        organization_id=node.id, kind="tool", title=f"Памятка {node.marker}", about=node.inner, file=file,
        added_by_id=curator, added_on=BEGAN,
    )  # fmt: skip
    p.ProgramMaterial.objects.create(
        program_id=node.rows["program"], material=material, named_by_id=curator, named_on=BEGAN
    )
    practice = r.Publication.objects.create(
        organization_id=node.id, kind="practice", title=f"Практика {node.marker}", text="Час вопросов раз в неделю.",
        areas=["METHOD"], form="TEACHER_TEACHER", state="checked", written_by_id=curator, created_at=now,
    )  # fmt: skip
    offer = r.PracticeOffer.objects.create(
        practice=practice, organization_id=node.id, bank_id=school.parent_id, offered_by_id=curator, offered_at=now
    )
    r.PracticeUse.objects.create(
        practice=practice, organization_id=school.parent_id, applied_on=BEGAN, helped="yes",
        outcome="Вопросов стало меньше.", written_by_id=curator, written_at=now,
    )  # fmt: skip
    node.rows.update({"material": material.pk, "practice": practice.pk, "practice_offer": offer.pk})
