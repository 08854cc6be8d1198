"""A roadmap on paper: the stamp of approval, stages with their lines, a landscape sheet."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.due_rules import describe, from_json
from accounts.grammar import approved
from accounts.templatetags.ui_words import study_year
from programs.models import Roadmap

from ..pdf import render_pdf
from .kinds.kind import head_of, short, signing_post


def _stamp(roadmap: Roadmap, label: str) -> dict[str, str]:
    """«УТВЕРЖДАЮ» of the head or of the МНЦ, «УТВЕРЖДЕНА» by an order; on a draft it is left to the hand."""
    if roadmap.approval_basis:
        return {"caption": approved(label).upper(), "post": roadmap.approval_basis, "name": "", "day": ""}
    organization = roadmap.organization
    by, on = roadmap.approved_by, roadmap.approved_on or roadmap.created_at.astimezone(organization.zone).date()
    post, name = head_of(organization, on) if by is None else (signing_post(by, organization, on), short(by))
    post = post[:1].upper() + post[1:] or _("Руководитель")
    day = f"{roadmap.approved_on:%d.%m.%Y}" if roadmap.approved_on else ""
    return {"caption": _("УТВЕРЖДАЮ"), "post": post, "name": name, "day": day}


def roadmap_context(roadmap: Roadmap, label: str) -> dict[str, Any]:
    stages: dict[int, dict[str, Any]] = {}
    for item in roadmap.items.all():
        stage = stages.setdefault(item.stage, {"title": f"{item.stage}. {item.stage_title}", "rows": []})
        who = "; ".join(filter(None, [item.responsible, item.co_executors]))
        result = "; ".join(filter(None, [item.result, item.document]))
        stage["rows"].append(
            [item.number, item.text, describe(from_json(item.due)), who or "—", item.resources or "—", result or "—"]
        )
    return {
        "title": label, "subtitle": _("на %s учебный год") % study_year(roadmap.school_year),
        "organization": roadmap.organization.name,
        "stamp": _stamp(roadmap, label), "draft": roadmap.approved_on is None, "edition": roadmap.edition,
        "stages": list(stages.values()),
    }  # fmt: skip


def render_roadmap(roadmap: Roadmap, label: str) -> bytes:
    context = roadmap_context(roadmap, label)
    return render_pdf("pdf/roadmap.html", {"doc": context}, title=f"{label} {context['subtitle']}")
