import datetime
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Program
from ..regulation.catalogue.choices import CLOSURE_REASONS, DIFFICULTY_AREAS
from ..services.programs import ActivityDraft, current_plan

DATE = {"type": "date"}
AREAS = list(DIFFICULTY_AREAS.items())


class NewProgramForm(forms.Form):
    title = forms.CharField(label=_("Название"), max_length=300)
    start_on = forms.DateField(label=_("Начало"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    end_on = forms.DateField(label=_("Окончание"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))


class ProgramForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Program
        fields = ["title", "problem", "goal", "activities", "results", "schedule", "work_mode", "conditions"]
        widgets = dict.fromkeys(
            ["problem", "goal", "activities", "results", "schedule", "conditions"], forms.Textarea(attrs={"rows": 2})
        )


class PlanLineForm(forms.Form):
    area = forms.ChoiceField(label=_("Направление"), choices=AREAS)
    text = forms.CharField(label=_("Мероприятие"), max_length=500, required=False)
    due_on = forms.DateField(label=_("Срок"), required=False, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    expected = forms.CharField(label=_("Результат"), max_length=500, required=False)

    def draft(self) -> ActivityDraft | None:
        data = self.cleaned_data
        if not data.get("text", "").strip():
            return None
        return ActivityDraft(data["area"], data["text"].strip(), data["due_on"], data["expected"])


PlanFormSet = forms.formset_factory(PlanLineForm, extra=3, max_num=100, validate_max=True)


def plan_initial(program: Program) -> list[dict[str, Any]]:
    return [asdict(line) for line in current_plan(program)]


class ExtendForm(forms.Form):
    new_end_on = forms.DateField(label=_("Новая дата окончания"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Зачем продлить"), max_length=1000, required=False)


class TerminateForm(forms.Form):
    reason = forms.ChoiceField(label=_("Причина"), choices=list(CLOSURE_REASONS.items()))
    justification = forms.CharField(
        label=_("Обоснование"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


def usual_end(start: datetime.date) -> datetime.date:
    """The end of the school year of the start: a suggestion."""
    year = start.year + 1 if start.month >= 9 else start.year
    return datetime.date(year, 5, 31) if datetime.date(year, 5, 31) > start else datetime.date(year + 1, 5, 31)
