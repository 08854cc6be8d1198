"""One page for every paper of a participant: what it says, its state, and the one decision of whoever is to decide."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.permissions import Actor

from ..forms.papers import AnswerForm
from ..models import Unit


@dataclass(frozen=True)
class Press:
    """A button that does the thing at once; the first of a page is its main action. ``version``: of what was read."""

    url: str
    label: Any
    danger: bool = False
    version: int | None = None


@dataclass
class Paper:
    """``tag`` is (kind, words) of the state; ``refuse`` is (address, button, way back) of an answer with a reason."""

    title: Any
    tag: tuple[str, Any]
    crumb: tuple[Any, str]
    lead: Any = ""
    text: str = ""
    facts: list[tuple[Any, Any]] = field(default_factory=list)
    presses: list[Press] = field(default_factory=list)
    links: list[tuple[str, Any]] = field(default_factory=list)
    refuse: tuple[str, Any, Any] | None = None
    hint: Any = ""
    form: forms.BaseForm | None = None
    form_label: Any = ""
    form_title: Any = ""


TAGS = {
    "filed": "wait", "asked": "wait", "draft": "wait", "heard": "wait", "consent_signed": "wait", "decided": "wait",
    "accepted": "ok", "granted": "ok", "ordered": "ok", "active": "ok", "signed": "ok", "executed": "ok",
    "declined": "off", "refused": "off", "notice_given": "late",
}  # fmt: skip


def tag_of(row: Any) -> tuple[str, str]:
    return TAGS.get(row.state, "off"), row.get_state_display()


def paper_page(request: HttpRequest, paper: Paper, status: int = 200) -> HttpResponse:
    facts = [(label, text) for label, text in paper.facts if text]
    context = {"paper": paper, "facts": facts, "form": paper.form, "answer": AnswerForm()}
    return render(request, "programs/paper.html", context, status=status)


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    title: Any,
    label: Any,
    back: str,
    crumb: Any,
    keep: Any,
    lead: Any = "",
) -> HttpResponse:
    """A form of one decision: what it is for, its fields, one button, the way back named by its result."""
    context = {"form": form, "title": title, "label": label, "back": back, "crumb": crumb, "keep": keep, "lead": lead}
    return render(request, "programs/paper_form.html", context, status=422 if form.is_bound else 200)


def decides(actor: Actor, organization_id: int) -> bool:
    return actor.may("application.decide") and actor.signs_for(organization_id)


def heads(actor: Actor, organization_id: int) -> bool:
    return actor.may("order.approve") and actor.signs_for(organization_id)


def with_whom(unit: Unit) -> str:
    members = unit.members.filter(left_on=None).select_related("person")
    return ", ".join(member.person.full_name for member in members)
