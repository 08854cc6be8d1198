"""A roadmap on paper: the stamp of approval, stages with their lines, a landscape sheet."""

from typing import Any

from accounts.due_rules import describe, from_json
from accounts.grammar import initials
from accounts.models import Membership
from programs.models import Roadmap
from programs.order_content import post_of

from ..pdf import render_pdf


def _stamp(roadmap: Roadmap) -> dict[str, str]:
    """«УТВЕРЖДАЮ» of the head or of the МНЦ, «УТВЕРЖДЕНО» by an order; on a draft it is left to the hand."""
    if roadmap.approval_basis:
        return {"caption": "УТВЕРЖДЕНО", "post": roadmap.approval_basis, "name": "", "day": ""}
    organization = roadmap.organization
    person, on = roadmap.approved_by, roadmap.approved_on or roadmap.created_at.date()
    if person is None:
        heads = Membership.objects.filter(organization=organization, role="head").in_force(on)
        membership = heads.select_related("person").order_by("acting_for", "-valid_from").first()
        person = membership.person if membership else None
    post = post_of(person.pk, organization.pk, on) if person else ""
    day = f"{roadmap.approved_on:%d.%m.%Y}" if roadmap.approved_on else ""
    name = initials(person.last_name, person.first_name, person.patronymic) if person else ""
    return {"caption": "УТВЕРЖДАЮ", "post": (post or "Руководитель").capitalize(), "name": name, "day": day}


def roadmap_context(roadmap: Roadmap, label: str) -> dict[str, Any]:
    stages: dict[int, dict[str, Any]] = {}
    for item in roadmap.items.all():
        stage = stages.setdefault(item.stage, {"title": f"{item.stage}. {item.stage_title}", "rows": []})
        who = "; ".join(filter(None, [item.responsible, item.co_executors]))
        result = "; ".join(filter(None, [item.result, item.document]))
        stage["rows"].append(
            [item.number, item.text, describe(from_json(item.due)), who or "—", item.resources or "—", result or "—"]
        )
    year = f"{roadmap.school_year}/{(roadmap.school_year + 1) % 100:02}"
    return {
        "title": label, "subtitle": f"на {year} учебный год", "organization": roadmap.organization.name,
        "stamp": _stamp(roadmap), "draft": roadmap.approved_on is None, "edition": roadmap.edition,
        "stages": list(stages.values()),
    }  # fmt: skip


def render_roadmap(roadmap: Roadmap, label: str) -> bytes:
    context = roadmap_context(roadmap, label)
    return render_pdf("pdf/roadmap.html", {"doc": context}, title=f"{label} {context['subtitle']}")
