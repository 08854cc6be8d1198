"""Tags and filters of the interface, loaded into every template (settings: builtins); docs/design.md says when."""

from typing import Any

from django import template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import ui_forms, ui_words

register = template.Library()

register.filter("typo", ui_words.typo, needs_autoescape=True)
for _filter in (
    ui_words.plural,
    ui_words.counted,
    ui_words.number,
    ui_words.initials,
    ui_words.lower_first,
    ui_words.ru_date,
    ui_words.ago,
    ui_words.study_year,
):
    register.filter(_filter.__name__, _filter)

TAG_KINDS = {"ok", "wait", "late", "off"}
LEVELS = {
    "law": gettext_lazy("закон"),
    "region": gettext_lazy("регион"),
    "municipality": gettext_lazy("район"),
    "school": gettext_lazy("школа"),
}
DEFAULT_LEVEL = gettext_lazy("по умолчанию системы")


@register.simple_block_tag(name="typo", end_name="endtypo")
def typo_block(content: str) -> SafeString:
    """Typography of a piece of a page. `base.html` wraps the block `main` in it; parts for htmx do it themselves."""
    return ui_words.typo(content, autoescape=False)


@register.simple_tag
def tag(kind: str, text: Any) -> SafeString:
    """A status of one to three words: ok is ready, wait somebody is awaited, late overdue or refused, off neither."""
    if kind not in TAG_KINDS:
        raise ValueError(f"unknown kind of tag: {kind!r}")
    return format_html('<span class="tag {}">{}</span>', kind, ui_words.typo(text))


@register.simple_tag
def progress(value: Any, maximum: Any, label: str) -> SafeString:
    return format_html('<progress value="{}" max="{}" aria-label="{}"></progress>', value, maximum, label)


def _named(names: Any) -> list[str]:
    # A name given as _("…") in a template is a lazy string, which is no str and has letters for items.
    return str(names).split("|") if isinstance(names, str | Promise) else list(names)


@register.inclusion_tag("components/stepper.html")
def stepper(names: Any, current: int, label: str) -> dict[str, Any]:
    """Steps of a wizard: names as a list or «Файл|Графы|Итог», current from 1; beyond the last all are done."""
    steps = [{"name": name, "done": n < current, "now": n == current} for n, name in enumerate(_named(names), start=1)]
    return {"steps": steps, "current": current, "label": label}


def _lvl_context(source: str, text: Any = "") -> dict[str, Any]:
    if source not in LEVELS and source != "default":
        raise ValueError(f"unknown level: {source!r}")
    cells = [{"x": n * 9, "x5": f"{n * 9 + 0.5}", "on": level == source} for n, level in enumerate(LEVELS)]
    return {"cells": cells, "name": LEVELS.get(source, DEFAULT_LEVEL), "text": text}


register.inclusion_tag("components/lvl.html", name="lvl")(_lvl_context)


@register.inclusion_tag("components/lvl_key.html")
def lvl_key() -> dict[str, Any]:
    """The key to `lvl` above a table."""
    return {"levels": [_lvl_context(level) for level in (*LEVELS, "default")]}


@register.inclusion_tag("components/slots.html")
def slots(taken: int, maximum: int) -> dict[str, Any]:
    """Places taken, as circles and in words: «1 из 2»."""
    places = [{"x": 5 + n * 12, "on": n < taken} for n in range(maximum)]
    return {"places": places, "width": maximum * 12, "taken": taken, "maximum": maximum}


@register.inclusion_tag("components/year.html")
def year(line: Any) -> dict[str, Any]:
    """A pair's meetings on the ruler of the year (programs.queries.year): held, planned, missing, today."""
    return {"line": line}


@register.inclusion_tag("components/year_months.html")
def year_months(line: Any) -> dict[str, Any]:
    """The letters of the months over a column of rulers."""
    return {"months": line.axis.months}


@register.inclusion_tag("components/year_key.html")
def year_key() -> dict[str, Any]:
    """What the marks of a ruler mean."""
    return {}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """One field with label, hint and error. look="taps" | "taps four" | "taps long" | "rate" makes a choice tiles;
    width="s" | "m"; label=, hint= override the form's (hint=False: none); optional=False hides «Необязательно»; the
    rest become attributes of the widget."""
    return ui_forms.field_context(bound, **options)


@register.inclusion_tag("components/fields.html")
def fields(form: Any) -> dict[str, Any]:
    """All fields of a form in its order, hidden ones too."""
    return {"form": form}


@register.inclusion_tag("components/errors.html")
def errors(source: Any, title: str = "", **labels: str) -> dict[str, Any]:
    """Summary of errors over a form (form, formset or a list of them): «<title>: исправьте 2 поля». Takes the focus.
    `name="…"` repeats a label that the page gave to a field."""
    return ui_forms.errors_context(source, title, labels)


@register.inclusion_tag("components/paginate.html", takes_context=True)
def paginate(context: template.Context, page: Page, param: str = "page") -> dict[str, Any]:
    """«Показаны 51–100 из 214» and links that keep the filters of the address. Silent when all fits on one page."""
    request = context.get("request")

    def link(number: int) -> str:
        query = request.GET.copy() if request else None
        if query is None:
            return f"?{param}={number}"
        query[param] = str(number)
        return f"?{query.urlencode()}"

    total, size = page.paginator.count, page.paginator.per_page
    following = min(size, total - page.end_index())
    return {
        "page": page,
        "total": total,
        "several": page.has_other_pages(),
        "previous": link(page.previous_page_number()) if page.has_previous() else "",
        "next": link(page.next_page_number()) if page.has_next() else "",
        "size": size,
        "following": following,
    }


@register.inclusion_tag("components/empty.html")
def empty(
    title: str, text: str = "", url: str = "", label: str = "", *, main: bool = True, level: int = 2
) -> dict[str, Any]:
    """Nothing here: what it is, why it is empty, what to do. level: 2 on a page, 3 inside a section; main=False for the
    ordinary button when the page has its main action elsewhere."""
    return {"title": title, "text": text, "url": url, "label": label, "main": main, "level": level}


@register.inclusion_tag("components/crumbs.html")
def crumbs(*parts: str) -> dict[str, Any]:
    """`{% crumbs "Пары" pairs_url "Зуев П. И." unit_url "Встреча" %}`: label and address by turns, the last alone."""
    labels, urls = parts[::2], parts[1::2]
    return {"crumbs": [{"label": label, "url": urls[n] if n < len(urls) else ""} for n, label in enumerate(labels)]}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Any, label: str) -> dict[str, Any]:
    """Up to four parts of one thing, as links to pages. Items: {label, url, current, count}."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/filters.html")
def filters(form: Any, label: str, button: str = "") -> dict[str, Any]:
    """A form of filters kept in the address (GET): label names it for a screen reader, button says what it does."""
    return {"form": form, "label": label, "button": button or _("Показать")}


@register.simple_block_tag(takes_context=True, end_name="endconfirm")
def confirm(
    context: template.Context,
    content: str,
    *,
    title: str,
    action: str,
    label: str,
    keep: str,
    keep_url: str = "#main",
    dialog: str = "",
    danger: bool = True,
) -> SafeString:
    """A question before something dangerous: what will happen (the content), the button with the verb, and the way back
    named by its result («Не прекращать»). With dialog="stop" it is a <dialog> for <a data-dialog="stop" href="page">;
    without, the whole page that the same link opens when there is no JavaScript. Content may hold fields."""
    values = {
        "title": title,
        "content": content,
        "action": action,
        "label": label,
        "keep": keep,
        "keep_url": keep_url,
        "dialog": dialog,
        "danger": danger,
        "csrf_token": context.get("csrf_token"),
    }
    engine = context.template.engine  # type: ignore[union-attr]  # always set while a template renders
    return engine.get_template("components/confirm.html").render(context.new(values))
