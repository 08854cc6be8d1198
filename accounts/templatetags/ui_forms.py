"""Fields and summaries of errors as plain contexts for templates/components/; `ui` registers them as tags."""

from copy import copy
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from .ui_messages import messages_of
from .ui_words import counted, lower_first

GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)
DJANGO_TEXTAREA_ROWS = "10"
OUR_TEXTAREA_ROWS = "4"


def kind_of(field: BoundField) -> str:
    """Which markup a field takes: hidden, pick (a checkbox), group (radio, checkboxes), password, file or line."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "pick"
    if isinstance(widget, GROUPS):
        return "group"
    if isinstance(widget, forms.PasswordInput):
        return "password"
    return "file" if isinstance(widget, forms.FileInput) else "line"


def _classes(field: BoundField, width: str) -> str:
    widget = field.field.widget
    if isinstance(widget, forms.FileInput):
        return "file"
    if not width and isinstance(widget, forms.DateInput | forms.TimeInput | forms.DateTimeInput):
        width = "m"
    elif not width and isinstance(widget, forms.NumberInput):
        width = "s"
    own = widget.attrs.get("class", "")
    return " ".join(filter(None, ["in", f"w-{width}" if width in ("s", "m") else "", own]))


def _attrs(field: BoundField, kind: str, described: str, width: str, extra: dict[str, Any]) -> dict[str, Any]:
    attrs = dict(extra)
    if described and kind != "group":
        attrs["aria-describedby"] = described
    if field.errors and kind != "group":
        attrs["aria-invalid"] = "true"
    if kind in ("line", "password", "file"):
        attrs["class"] = _classes(field, width)
    if isinstance(field.field.widget, forms.Textarea) and field.field.widget.attrs.get("rows") == DJANGO_TEXTAREA_ROWS:
        attrs.setdefault("rows", OUR_TEXTAREA_ROWS)
    if isinstance(field.field.widget, forms.DateInput) and field.field.widget.input_type == "text":
        attrs = {"inputmode": "numeric", "autocomplete": "off"} | attrs
    return attrs


def first_id(field: BoundField) -> str:
    """The id that a link from the summary must reach: of the first choice in a group."""
    identity = field.auto_id or ""
    return f"{identity}_0" if identity and kind_of(field) == "group" else identity


def field_context(
    field: BoundField,
    *,
    label: str = "",
    hint: str | bool = "",
    look: str = "",
    width: str = "",
    optional: bool = True,
    **attrs: Any,
) -> dict[str, Any]:
    field = copy(field)
    kind = kind_of(field)
    identity = field.auto_id or field.html_name
    hint = field.help_text if hint == "" else hint or ""
    optional = optional and kind not in ("pick", "hidden") and not field.field.required
    hint_id = f"{identity}_hint" if hint or optional else ""
    error_id = f"{identity}_error" if field.errors else ""
    described = " ".join(filter(None, [hint_id, error_id]))
    field.help_text = ""  # else Django points to a hint of its own that nobody renders
    attrs = {name.replace("_", "-"): value for name, value in attrs.items()}
    return {
        "field": field,
        "kind": kind,
        "id": identity,
        "label": label or field.label,
        "hint": hint,
        "hint_id": hint_id,
        "errors": messages_of(field),
        "error_id": error_id,
        "look": look,
        "described": described,
        "optional": optional,
        "widget": "" if kind == "group" else field.as_widget(attrs=_attrs(field, kind, described, width, attrs)),
        "choices": _choices(field, attrs) if kind == "group" else [],
    }


def _choices(field: BoundField, attrs: dict[str, Any]) -> list[dict[str, Any]]:
    """(input, label) pairs: the label stands outside the input so that both looks, list and tiles, share them."""
    rows = []
    for sub in field.subwidgets:
        sub.data["wrap_label"] = False
        sub.data["attrs"] = {**sub.data["attrs"], **attrs}
        for name in ("aria-describedby", "aria-invalid"):
            sub.data["attrs"].pop(name, None)
        rows.append({"input": sub.tag(wrap_label=False), "label": sub.choice_label})
    return rows


def _form_problems(form: forms.BaseForm, labels: dict[str, str], number: int = 0) -> list[dict[str, str]]:
    """Problems of one form in the order of its fields; those of the whole form have no place to go to."""
    problems = [{"id": "", "text": str(message)} for message in form.non_field_errors()]
    for field in form:
        label = str(labels.get(field.name, field.label))
        if number:
            label = f"{_('строка')} {number}, {label}"
        target = first_id(field)
        problems += [{"id": target, "text": f"{label}: {lower_first(text)}"} for text in messages_of(field)]
    return problems


def problems_of(source: Any, labels: dict[str, str] | None = None) -> list[dict[str, str]]:
    """Problems of a form, of a formset or of a list of either."""
    labels = labels or {}
    if isinstance(source, forms.BaseFormSet):
        found = [{"id": "", "text": str(message)} for message in source.non_form_errors()]
        for number, form in enumerate(source.forms, start=1):
            found += _form_problems(form, labels, number)
        return found
    if isinstance(source, forms.BaseForm):
        return _form_problems(source, labels)
    return [problem for part in source or [] for problem in problems_of(part, labels)]


def errors_context(source: Any, title: str, labels: dict[str, str]) -> dict[str, Any]:
    problems = problems_of(source, labels)
    fields = len({problem["id"] for problem in problems if problem["id"]})
    title = title or _("Не сохранено")
    if fields:
        title += _(": исправьте %s") % counted(fields, "поле|поля|полей")
    return {"problems": problems, "title": title}
