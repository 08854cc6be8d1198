"""Helpers: a practice of a school on its way into a bank, each step by whoever takes it. All need the open scope."""

from typing import Any

from accounts.models import Organization
from programs.models import Program
from reports.models import PracticeOffer, Publication
from reports.services import practices
from tests.programs import pair_flow as flow
from tests.world import Node

from . import public_scene as scene


def ended(node: Node) -> Program:
    """The programme of the node's pair, completed with all of its plan done."""
    program = Program.objects.get(pk=node.rows["program"])
    Program.objects.filter(pk=program.pk).update(
        state="completed", closed_on="2026-10-01", closure_reason="PLAN_COMPLETED"
    )
    program.plan.update(state="done", done_on="2026-09-30")
    return Program.objects.get(pk=program.pk)


def read(node: Node, **fields: Any) -> Publication:
    """A practice that the council has read; ``about``: the person it names."""
    told: dict[str, Any] = {"kind": "practice", "title": "Час вопросов", "areas": ["METHOD"]}
    if fields.get("about") is None:
        told["text"] = "Раз в неделю, без записи."
    return scene.text(node, **{**told, **fields})


def bank(node: Node) -> Organization:
    return Organization.objects.get(pk=node.id)


def offered(node: Node, practice: Publication, above: Node) -> PracticeOffer:
    return practices.offer(actor=flow.of(node, "curator"), practice=practice, bank=bank(above))


def chosen(node: Node, practice: Publication, above: Node, by: tuple[Node, str]) -> PracticeOffer:
    return practices.select(actor=flow.of(*by), offer=offered(node, practice, above))
