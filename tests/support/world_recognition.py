"""Nominations of a school on each step of the way, an award that a node has added, a contest."""

import datetime

from django.utils import timezone

from accounts.models import Organization
from programs import models as p
from reports import models as r
from tests.world import BEGAN, Node


def fill(node: Node) -> None:
    now, who = timezone.now(), next(iter(node.members.values())).person_id
    award = r.OwnAward.objects.create(
        organization_id=node.id, title=f"Премия {node.marker}", parts=["mentor"], created_at=now,
        level={"school": "school", "municipality": "municipality"}.get(node.kind, "region"),
    )  # fmt: skip
    node.rows["own_award"] = award.pk
    if node.kind == "school":
        _nominations(node)
        contest = p.Event.objects.create(
            organization_id=node.id, reaches_id=node.id, kind="contest", title=f"Лучшая пара {node.marker}",
            starts_at=datetime.datetime.combine(BEGAN, datetime.time(13), datetime.UTC), created_by_id=who,
            created_at=now,
        )  # fmt: skip
        node.rows["contest"] = contest.pk


def _nominations(node: Node) -> None:
    today, body = timezone.now().date(), Organization.objects.get(pk=node.id).parent_id
    common = {
        "organization_id": node.id, "part": "mentor", "person_id": node.mentor.person_id,
        "program_id": node.rows["program"], "school_year": 2026, "reason": f"Заслуги {node.inner}",
        "created_by_id": node.curator.person_id, "created_at": timezone.now(),
    }  # fmt: skip
    school = {"title": "Почётная грамота организации", "level": "school"}
    draft = r.Nomination.objects.create(code="school_certificate", **school, **common)
    given = r.Nomination.objects.create(code="school_thanks", state="awarded", awarded_on=today, **school, **common)
    sent = r.Nomination.objects.create(
        code="municipal_contest", title="Муниципальный конкурс наставников", level="municipality", state="submitted",
        desk_id=body, submitted_on=today, **common,
    )  # fmt: skip
    node.rows.update({"nomination": draft.pk, "nomination_given": given.pk, "nomination_sent": sent.pk})
