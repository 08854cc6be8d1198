"""What is said about a place of an order, beside the place itself; on paper, which has no places, nothing."""

from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("programs/_order_place.html", takes_context=True)
def order_place(context: template.Context, kind: str, no: str = "") -> dict[str, Any]:
    places = context.get("places") or {}
    return {"place": places.get(f"{kind}:{no}" if no else kind), "order": context.get("order")}


@register.inclusion_tag("programs/_order_remarks.html", takes_context=True)
def remarks_on(context: template.Context, kind: str, text: str, no: int = 0) -> dict[str, Any]:
    """In the form: the remarks on these very words, else those on the saved place whose words have changed since."""
    places = context.get("places") or {}
    rows = [remark for place in places.values() for remark in place.remarks]
    here = places.get(f"{kind}:{no}" if no else kind)
    found = [remark for remark in rows if remark.quote == text]
    return {"remarks": found or [remark for remark in (here.remarks if here else []) if remark.quote != here.words]}
