"""The organization's own words of one kind of paper: a field a text, the shipped words where none are written."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ..wording import WordingKind, cleaned, trouble


class WordingForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kind: WordingKind, own: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for part in kind.parts:
            field = forms.CharField(label=part.label, help_text=part.hint, required=False, strip=False)
            field.widget = forms.Textarea(attrs={"rows": 4 if part.needed or part.lines else 2})
            field.initial = (own or {}).get(part.name) or part.shipped
            self.fields[part.name] = field

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for part in self.kind.parts:
            if why := trouble(part, cleaned(data.get(part.name, ""))):
                self.add_error(part.name, ValidationError(why))
        return data

    @property
    def texts(self) -> dict[str, str]:
        return {part.name: cleaned(self.cleaned_data.get(part.name, "")) for part in self.kind.parts}
