import datetime
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Program
from ..regulation.catalogue.choices import CLOSURE_REASONS, DIFFICULTY_AREAS
from ..services.programs import ActivityDraft, current_plan
from ..terms import LONGEST_PLAN

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


PlanFormSet = forms.formset_factory(PlanLineForm, extra=1, max_num=LONGEST_PLAN, validate_max=True)


class PlanListForm(forms.Form):
    """Many lines at once, typed or pasted: a line each, all of one area."""

    text = forms.CharField(
        label=_("Добавить списком"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Каждое мероприятие с новой строки; можно вставить из готового плана"),
    )
    area = forms.ChoiceField(label=_("Направление для списка"), choices=AREAS, required=False)

    def clean_text(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["text"].splitlines() if line.strip()]
        if any(len(line) > 500 for line in lines):
            raise forms.ValidationError(_("Строка длиннее 500 знаков: разбейте её на две"))
        return lines

    def drafts(self) -> list[ActivityDraft]:
        return [ActivityDraft(self.cleaned_data["area"] or AREAS[0][0], line) for line in self.cleaned_data["text"]]


def plan_initial(program: Program) -> list[dict[str, Any]]:
    return [asdict(line) for line in current_plan(program)]


class ExtendForm(forms.Form):
    new_end_on = forms.DateField(label=_("Новая дата окончания"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Зачем продлить"), max_length=1000, required=False)


class TerminateForm(forms.Form):
    """Reasons are those of the regulation; a plan that is done is no early end."""

    reason = forms.ChoiceField(label=_("Причина"))
    justification = forms.CharField(
        label=_("Обоснование"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Что не выполнено и когда; объяснения участников"),
    )

    def __init__(self, *args: Any, reasons: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        early = [code for code in reasons if code in CLOSURE_REASONS and code != "PLAN_COMPLETED"]
        self.fields["reason"].choices = [(code, CLOSURE_REASONS[code]) for code in early]


def usual_end(start: datetime.date) -> datetime.date:
    """A suggestion: the end of the school year; in spring, when it is too near, the end of the calendar year."""
    if (start.month, start.day) < (3, 1) or start.month >= 6:
        return datetime.date(start.year + (start.month >= 6), 5, 31)
    return datetime.date(start.year, 12, 31)
