"""The bank of programmes to begin from, found by words, category, form, direction."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.permissions import Actor

from ..models import ProgramTemplate
from ..program_samples import Sample


def template_rows(actor: Actor, wanted: Mapping[str, Any]) -> QuerySet[ProgramTemplate]:
    """One's own and those from above, with the number of their lines: one query."""
    rows = ProgramTemplate.objects.visible_to(actor).select_related("organization")
    if wanted.get("q"):
        rows = rows.filter(Q(title__icontains=wanted["q"]) | Q(subject__icontains=wanted["q"]))
    if wanted.get("category"):
        rows = rows.filter(category__in=["", wanted["category"]])
    if wanted.get("form"):
        rows = rows.filter(form__in=["", wanted["form"]])
    if wanted.get("area"):
        rows = rows.filter(pk__in=ProgramTemplate.objects.filter(lines__area=wanted["area"]).values("pk"))
    if wanted.get("who"):
        rows = rows.filter(for_group=wanted["who"] == "group")
    return rows.annotate(count=Count("lines")).order_by("title", "pk")


def matches(sample: Sample, wanted: Mapping[str, Any]) -> bool:
    """The same for a shipped one."""
    words = f"{sample.title} {sample.subject}".lower()
    return (
        str(wanted.get("q") or "").lower() in words
        and sample.category in ("", wanted.get("category") or sample.category)
        and sample.form in ("", wanted.get("form") or sample.form)
        and (not wanted.get("area") or any(line.area == wanted["area"] for line in sample.lines))
        and (not wanted.get("who") or sample.for_group == (wanted["who"] == "group"))
    )
