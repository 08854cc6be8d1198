"""Two cards side by side: for every field in which they differ, which one's value stays."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.services.people import current_fields, label_of


class TwinsFilter(forms.Form):
    person = forms.IntegerField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=_("Фамилия или имя"), max_length=100, required=False)


class JoinForm(forms.Form):
    """``rows`` is what the page shows of every field: its label, both values, the choice where they differ."""

    def __init__(self, *args: Any, one: Person, other: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair = (one, other)
        self.rows: list[dict[str, Any]] = []
        values = [asdict(current_fields(person)) for person in self.pair]
        for name in values[0]:
            shown = [_shown(person, name) for person in self.pair]
            differs = values[0][name] != values[1][name]
            if differs:
                choices = [(str(person.pk), text or "—") for person, text in zip(self.pair, shown, strict=True)]
                filled = one.pk if shown[0] or not shown[1] else other.pk
                self.fields[name] = forms.ChoiceField(
                    label=label_of(name), choices=choices, initial=str(filled), widget=forms.RadioSelect
                )
            self.rows.append({"label": label_of(name), "shown": shown, "name": name if differs else ""})
        for person in self.pair:
            self.fields[f"version_{person.pk}"] = forms.IntegerField(widget=forms.HiddenInput, initial=person.version)

    @property
    def same(self) -> list[dict[str, Any]]:
        return [row for row in self.rows if not row["name"] and row["shown"][0]]

    @property
    def choices(self) -> list[forms.BoundField]:
        return [self[row["name"]] for row in self.rows if row["name"]]

    @property
    def chosen(self) -> dict[str, int]:
        return {row["name"]: int(self.cleaned_data[row["name"]]) for row in self.rows if row["name"]}

    @property
    def versions(self) -> dict[int, int]:
        return {person.pk: self.cleaned_data[f"version_{person.pk}"] for person in self.pair}


def _shown(person: Person, name: str) -> str:
    value = getattr(person, name)
    if value in (None, ""):
        return ""
    if name == "birth_date":
        return f"{value:%d.%m.%Y}"
    return str(person.get_gender_display()) if name == "gender" else str(value)
