from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..queries.free_times import DAY, LESSONS

WEEKDAYS = (_("Понедельник"), _("Вторник"), _("Среда"), _("Четверг"), _("Пятница"), _("Суббота"))


class WeekHoursForm(forms.Form):
    """A day is a field, an hour a tile to tap. Whoever has marked nothing sees the usual lessons marked."""

    def __init__(self, *args: Any, busy: list[int] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday, label in enumerate(WEEKDAYS):
            hours = [(weekday * 24 + hour, f"{hour}:00") for hour in DAY]
            marked = [code for code, _words in hours if (code in busy if busy is not None else code % 24 in LESSONS)]
            self.fields[f"day{weekday}"] = forms.TypedMultipleChoiceField(
                label=label, choices=hours, coerce=int, required=False, initial=marked,
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return {"busy": [code for codes in data.values() for code in codes]}


class RoomsForm(forms.Form):
    names = forms.CharField(
        label=_("Комнаты"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Каждая с новой строки: «Кабинет 12», «Библиотека»"),
    )  # fmt: skip

    def clean_names(self) -> list[str]:
        return self.cleaned_data["names"].splitlines()
