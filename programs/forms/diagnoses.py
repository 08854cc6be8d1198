"""Forms of diagnoses: what is recorded, and the table of another system's results."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Diagnosis
from ..services.diagnoses import External
from .routes import day_field, picked

METHODS = [choice for choice in Diagnosis.Method.choices if choice[0] != Diagnosis.Method.SELF]


class DiagnosisForm(forms.Form):
    """How, when, and what another system has measured; the areas stand in their own form beside it."""

    method = forms.ChoiceField(label=_("Как проведена"), choices=METHODS, widget=forms.RadioSelect)
    held_on = day_field(_("Когда"))
    external_system = forms.CharField(label=_("В какой системе"), max_length=120, required=False)
    score = forms.DecimalField(label=_("Балл"), max_digits=6, decimal_places=2, min_value=0, required=False)
    max_score = forms.DecimalField(
        label=_("Наибольший балл"), max_digits=6, decimal_places=2, min_value=0, required=False
    )
    level_label = forms.CharField(label=_("Уровень, как его назвала система"), max_length=80, required=False)
    file = forms.FileField(label=_("Файл с результатом"), required=False)

    def external(self) -> External | None:
        data: dict[str, Any] = self.cleaned_data
        if data["method"] != Diagnosis.Method.EXTERNAL:
            return None
        return External(
            data["external_system"], data["score"], data["max_score"], data["level_label"], picked(data["file"])
        )


class ResultsForm(forms.Form):
    """One table for many teachers."""

    external_system = forms.CharField(label=_("В какой системе пройдена"), max_length=120)
    held_on = day_field(_("Когда"))
    file = forms.FileField(label=_("Таблица: XLSX, XLS, ODS или CSV"))
