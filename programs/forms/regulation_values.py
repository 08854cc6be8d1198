"""A parameter's value as fields of a form: which widget its type takes, and the way there and back.

The type itself judges the value (programs.regulation.value_types); here typed words become what it judges.
"""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..regulation.parameter import Parameter
from ..regulation.value_types import (
    Choice,
    ChoiceSet,
    Day,
    Flag,
    InvalidValue,
    Many,
    Month,
    MonthDay,
    PerOption,
    Records,
    Text,
    Value,
    ValueType,
    Whole,
)
from ..regulation.words import MONTHS_NOMINATIVE

Fields = dict[str, forms.Field]
NAME = "value"
NEW_VALUE = gettext_lazy("Новое значение")
YES_NO = (("yes", gettext_lazy("Да")), ("no", gettext_lazy("Нет")))
SPARE_RECORDS = 2
DAY_HINT = gettext_lazy("День и месяц цифрами, например 31.08")


def fields_of(entry: Parameter, allowed: Any = None, records: int = 0) -> Fields:
    """The fields of a parameter. ``allowed`` are the options that the level above leaves, None for all."""
    kind = entry.kind
    if isinstance(kind, PerOption):
        return {
            f"{NAME}_{code}": _single(kind.item, label, blank=gettext_lazy("не названо"))
            for code, label in kind.choices.items()
        }
    if isinstance(kind, Records):
        return {
            f"{NAME}_{row}_{name}": _single(item, RECORD_LABELS.get(name, name), blank="")
            for row in range(records + SPARE_RECORDS)
            for name, item in kind.fields.items()
        }
    if isinstance(kind, Many):
        return {NAME: _lines(kind)}
    if isinstance(kind, ChoiceSet):
        options = [
            (code, capfirst(label)) for code, label in kind.choices.items() if allowed is None or code in allowed
        ]
        field = forms.MultipleChoiceField(
            label=NEW_VALUE, choices=options, widget=forms.CheckboxSelectMultiple, required=False
        )
        return {NAME: field}
    return {NAME: _single(kind, NEW_VALUE)}


RECORD_LABELS = {
    "indicator": gettext_lazy("Показатель"),
    "year": gettext_lazy("Год"),
    "percent": gettext_lazy("Процент"),
}


def _single(kind: ValueType, label: Any, blank: Any = None) -> forms.Field:
    """One field of a plain type; ``blank`` is the words for «not named», None where there is always a value."""
    empty = [("", blank)] if blank is not None else []
    if isinstance(kind, Flag):
        return forms.ChoiceField(label=label, choices=YES_NO, widget=forms.RadioSelect, required=False)
    if isinstance(kind, Choice):
        options = [*empty, *((code, capfirst(words)) for code, words in kind.choices.items())]
        widget = forms.Select if empty else forms.RadioSelect
        return forms.ChoiceField(label=label, choices=options, widget=widget, required=False)
    if isinstance(kind, Month):
        months = [("", _("не названо")), *enumerate(MONTHS_NOMINATIVE, start=1)]
        return forms.ChoiceField(label=label, choices=months, required=False)
    if isinstance(kind, Whole):
        hint = _("Целое число от %(low)s до %(high)s") % {"low": kind.low, "high": kind.high}
        hint += f", {kind.unit.many}" if kind.unit else ""
        return forms.IntegerField(label=label, required=False, help_text=hint)
    if isinstance(kind, MonthDay):
        return forms.CharField(label=label, required=False, max_length=40, help_text=DAY_HINT, widget=_short())
    if isinstance(kind, Day):
        return forms.DateField(label=label, required=False, widget=forms.DateInput(format="%d.%m.%Y"))
    longest = kind.max_length if isinstance(kind, Text) else None
    return forms.CharField(label=label, required=False, max_length=longest)


def _short() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "w-s", "inputmode": "numeric", "autocomplete": "off"})


def _lines(kind: Many) -> forms.Field:
    if isinstance(kind.item, MonthDay):
        hint = _("Каждый день с новой строки, день и месяц цифрами: 31.12")
    elif isinstance(kind.item, Whole):
        hint = _("Числа через запятую или с новой строки")
    else:
        hint = _("Каждое значение с новой строки")
    return forms.CharField(
        label=NEW_VALUE, required=False, help_text=hint, max_length=20000, widget=forms.Textarea(attrs={"rows": 5})
    )


def initial_of(entry: Parameter, value: Value) -> dict[str, Any]:
    """What the fields show for a value; None shows nothing."""
    kind = entry.kind
    if value is None:
        return {}
    if isinstance(kind, PerOption):
        return {f"{NAME}_{code}": _shown(kind.item, item) for code, item in value.items()}
    if isinstance(kind, Records):
        return {
            f"{NAME}_{row}_{name}": _shown(item, record[name])
            for row, record in enumerate(value)
            for name, item in kind.fields.items()
        }
    if isinstance(kind, Many):
        joint = ", " if isinstance(kind.item, Whole) else "\n"
        return {NAME: joint.join(str(_shown(kind.item, item)) for item in value)}
    return {NAME: list(value) if isinstance(kind, ChoiceSet) else _shown(kind, value)}


def _shown(kind: ValueType, value: Value) -> Any:
    if isinstance(kind, Flag):
        return "yes" if value else "no"
    if isinstance(kind, MonthDay):
        month, day = value.split("-")
        return f"{day}.{month}"
    return value


def raw_of(entry: Parameter, data: Mapping[str, Any]) -> Any:
    """What the type is to judge, from cleaned fields; None where nothing is given. Raises ValidationError by field."""
    kind = entry.kind
    if isinstance(kind, PerOption):
        given = {code: data.get(f"{NAME}_{code}") for code in kind.choices}
        return {code: _read(kind.item, item, f"{NAME}_{code}") for code, item in given.items() if _is_given(item)}
    if isinstance(kind, Records):
        return _records(kind, data)
    if isinstance(kind, Many):
        return [_read(kind.item, line, NAME) for line in _split(kind, data.get(NAME) or "")]
    value = data.get(NAME)
    return value if isinstance(kind, ChoiceSet) else _read(kind, value, NAME)


def _is_given(item: Any) -> bool:
    return item not in (None, "")


def _split(kind: Many, text: str) -> list[str]:
    lines = re.split(r"[\n,;]", text) if isinstance(kind.item, Whole | MonthDay) else text.splitlines()
    return [line.strip() for line in lines if line.strip()]


def _records(kind: Records, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for key, item in data.items():
        if (match := re.fullmatch(rf"{NAME}_(\d+)_(\w+)", key)) and _is_given(item):
            row, name = int(match[1]), match[2]
            found.setdefault(row, {})[name] = _read(kind.fields[name], item, key)
    for row, record in found.items():
        for name in kind.fields:
            if name not in record:
                raise ValidationError({f"{NAME}_{row}_{name}": _("Заполните строку целиком или очистите её")})
    return [found[row] for row in sorted(found)]


def _read(kind: ValueType, item: Any, name: str) -> Any:
    """The typed word as the type takes it; what cannot be understood is an error of its field."""
    if not _is_given(item):
        return None
    try:
        return kind.clean(_typed(kind, item))
    except InvalidValue as error:
        raise ValidationError({name: [capfirst(message) for message in error.messages]}) from None
    except _NotUnderstood as error:
        raise ValidationError({name: str(error)}) from None


class _NotUnderstood(ValueError):
    """The words do not look like a value of the type."""


def _typed(kind: ValueType, item: Any) -> Any:
    if isinstance(kind, Flag):
        return item == "yes"
    if isinstance(kind, MonthDay):
        match = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.?", item, re.ASCII)
        if match is None:
            raise _NotUnderstood(_("Укажите день и месяц цифрами, например 31.08"))
        return f"{int(match[2]):02}-{int(match[1]):02}"
    if isinstance(kind, Whole | Month) and not isinstance(item, int):
        if not re.fullmatch(r"\d{1,6}", item, re.ASCII):
            raise _NotUnderstood(_("Укажите число цифрами"))
        return int(item)
    return item
