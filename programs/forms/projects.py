"""A joint project of pairs; its result; an expert's word."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField
from accounts.permissions import Actor
from accounts.templatetags.ui_words import initials

from ..models import JointProject, Unit
from ..services.projects import units_for


class UnitsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Unit) -> str:
        return ", ".join(str(initials(member.person)) for member in obj.members.all() if member.left_on is None)


class ProjectForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    start_on = DayField(label=_("Начало"))
    end_on = DayField(label=_("Окончание"))

    class Meta:
        model = JointProject
        fields = ["title", "kind", "plan", "start_on", "end_on"]
        widgets = {"plan": forms.Textarea(attrs={"rows": 4})}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("start_on") and data.get("end_on") and data["end_on"] < data["start_on"]:
            self.add_error("end_on", _("Окончание раньше начала"))
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ProjectForm.Meta.fields}


class NewProjectForm(ProjectForm):
    version = None
    units = UnitsField(
        queryset=Unit.objects.none(), label=_("Какие пары ведут"),
        error_messages={"invalid_choice": _("Выберите из списка")},
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["units"].queryset = units_for(actor).prefetch_related("members__person")


class ResultForm(forms.Form):
    result = forms.CharField(
        label=_("Что получилось"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ExpertForm(forms.Form):
    expert = forms.CharField(label=_("Кто оценивал"), max_length=200)
    score = forms.TypedChoiceField(
        label=_("Оценка"), coerce=int, choices=[(n, str(n)) for n in range(1, 11)], widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("Отзыв"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
