"""Fields and checks that the forms of the banks share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import MentorEntry


def entry_label(entry: Any) -> str:
    return f"{entry.person.full_name}, {entry.subject}" if entry.subject else entry.person.full_name


class MentorChoice(forms.ModelMultipleChoiceField):
    """Mentors by name and subject; the form gives the rows."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(MentorEntry.objects.none(), required=False, **options)

    def label_from_instance(self, obj: MentorEntry) -> str:
        return entry_label(obj)


class TagsField(forms.CharField):
    """Words through a comma, kept as a list."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=500, **options)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]  # a list is what the column keeps
        words = [word.strip() for word in super().clean(value).split(",")]
        return list(dict.fromkeys(word[:60] for word in words if word))[:20]


def at_most(value: int | None, limit: int) -> int | None:
    if value is not None and value > limit:
        raise forms.ValidationError(_("Не больше %s") % limit)
    return value
