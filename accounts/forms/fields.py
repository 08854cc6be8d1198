"""Fields that the forms of accounts share."""

import datetime
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _


class DayField(forms.DateField):
    """A date as it is typed: 18.11.2026. Years from 1900 to 2100."""

    widget = forms.DateInput(format="%d.%m.%Y")

    def __init__(self, **options: Any) -> None:
        options.setdefault("input_formats", ["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"])
        options.setdefault("help_text", _("Например, 01.09.2026"))
        options.setdefault(
            "error_messages",
            {"invalid": _("Напишите день, месяц и год через точку: 01.09.2026")},
        )
        super().__init__(**options)

    def to_python(self, value: Any) -> datetime.date | None:
        day = super().to_python(value)
        if day is not None and not 1900 <= day.year <= 2100:
            raise forms.ValidationError(_("Проверьте год: от 1900 до 2100"))
        return day


class RowField(forms.ModelChoiceField):
    """A row of a queryset that the view gives: what the reader may not choose is «not in the list», foreign or not."""

    def __init__(self, *, empty: Any = None, **options: Any) -> None:
        options.setdefault("error_messages", {"invalid_choice": _("Выберите из списка")})
        super().__init__(queryset=None, empty_label=empty or _("Выберите"), **options)

    def offer(self, rows: QuerySet) -> None:
        self.queryset = rows


class PersonField(RowField):
    """A person by full name."""

    def label_from_instance(self, obj: Model) -> str:
        return obj.full_name  # type: ignore[attr-defined]  # the queryset holds people


class SearchField(forms.CharField):
    """A line of search: at most 100 characters, never required."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"type": "search"}))
        super().__init__(required=False, max_length=100, **options)
