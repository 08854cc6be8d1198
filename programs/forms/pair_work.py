import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Unit
from ..services.meeting_rules import mentees_of

# One tap says it.
ANSWERS = (_("Подойду сейчас"), _("Позвоню сегодня"), _("Встретимся завтра"))


class TaskForm(forms.Form):
    members = forms.TypedMultipleChoiceField(label=_("Кому"), coerce=int, widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(label=_("Что сделать"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = forms.DateField(
        label=_("К какому дню"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, unit: Unit, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mentees = mentees_of(unit)
        self.everybody = [member.pk for member in mentees]
        self.fields["members"].choices = [(member.pk, member.person.full_name) for member in mentees]
        self.fields["members"].initial = self.everybody
        self.fields["due_on"].initial = today + datetime.timedelta(days=7)
        if len(mentees) < 2:
            del self.fields["members"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data.setdefault("members", self.everybody)
        return data


class HelpForm(forms.Form):
    text = forms.CharField(label=_("Что случилось"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
