"""The rows of difficulties and learning routes in each school of the world; the region keeps a resource of growth.

The mentor is the teacher whose route and diagnosis stand there; the guest of the school is its tutor. The curator has
seen the guest's lesson. Free texts carry «СУТЬ» of the school.
"""

import datetime

from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import Organization, Person, User
from accounts.roles import Role
from programs import models as p
from programs.queries.regulations import effective_regulation
from programs.regulation.snapshots import snapshot
from tests.world import BEGAN, Node

DAY = datetime.timedelta(days=1)


def fill_region(node: Node) -> None:
    resource = p.GrowthResource.objects.create(
        organization_id=node.id, kind="internship", title=f"Площадка {node.marker}", provider="Лицей", hours=36
    )
    node.rows["growth_resource"] = resource.pk


def fill(node: Node) -> None:
    now, curator_id = timezone.now(), node[Role.CURATOR].person_id
    teacher = Person.objects.get(pk=node[Role.MENTOR].person_id)
    own = _diagnosis(node, teacher.pk, teacher.pk, "self")
    seen = _diagnosis(node, teacher.pk, curator_id, "lesson")
    _diagnosis(node, node.rows["guest"], curator_id, "lesson")
    today = now.date()
    frozen = snapshot(effective_regulation(Organization.objects.get(pk=node.id), BEGAN))
    route = p.LearningRoute.objects.create(
        organization_id=node.id, educator=teacher, state="running", start_on=today - 400 * DAY,
        end_on=today + 1000 * DAY, steps=7, snapshot=frozen, ideal_self=f"Образ {node.inner}", ideal_on=today,
        diagnosis=own, started_on=today - 400 * DAY, created_at=now,
    )  # fmt: skip
    common = {"route": route, "block": "TRAINING", "area": "METHOD", "why": node.inner, "hours": 36}
    item = p.RouteItem.objects.create(
        position=1, text=f"Курс {node.inner}", provider=node.inner, due_on=today - DAY, **common
    )
    done = p.RouteItem.objects.create(
        position=2, text=f"Урок {node.inner}", state="done", product=f"План {node.inner}", achieved_on=today,
        attitude=f"Мне {node.inner}", self_score=9, product_file_id=node.rows["product_file"], **common,
    )  # fmt: skip
    p.RouteRevision.objects.create(
        route=route, reason="own_interest", note=node.inner, author=teacher, opened_on=today, closed_on=today
    )
    p.RouteRemark.objects.create(route=route, author_id=curator_id, text=f"Хорошо {node.inner}", written_at=now)
    grant = p.LearningRouteGrant.objects.create(
        content_object=route, permission=Permission.objects.get(codename="view_learningroute"), valid_from=today,
        user=User.objects.get(pk=node.rows["guest_user"]), valid_to=today + 30 * DAY, granted_by=teacher,
        reason=f"Сопровождение {node.inner}",
    )  # fmt: skip
    p.Program.objects.filter(organization_id=node.id).update(route=route)
    node.rows.update({
        "route": route.pk, "route_item": item.pk, "route_item_done": done.pk, "route_grant": grant.pk,
        "diagnosis": own.pk, "diagnosis_seen": seen.pk, "difficulty": own.items.get(area="METHOD").pk,
    })  # fmt: skip


def _diagnosis(node: Node, person_id: int, assessor_id: int, method: str) -> p.Diagnosis:
    row = p.Diagnosis.objects.create(
        organization_id=node.id, person_id=person_id, assessor_id=assessor_id, method=method, held_on=BEGAN,
        created_at=timezone.now(), file_id=node.rows["product_file"],
    )  # fmt: skip
    p.DifficultyItem.objects.create(
        diagnosis=row,
        area="METHOD",
        level=2,
        description=f"Темп {node.inner}",
        strength=f"Речь {node.inner}",
        closed_on=BEGAN,
    )
    p.DifficultyItem.objects.create(diagnosis=row, area="ICT", level=0, evidence=node.inner)
    p.DifficultyItem.objects.create(diagnosis=row, area="LEGAL", level=1, evidence=node.inner, closed_on=BEGAN)
    return row
