from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.forms.programs import date_field
from programs.forms.roadmap_tables import PlanTableForm

from .indicator_catalogue import AUDIENCES, KINDS, SPHERES
from .models import IndicatorValue

POINTS = [(IndicatorValue.Point.ENTRY, _("до программы")), (IndicatorValue.Point.EXIT, _("после программы"))]


class MeasureDayForm(forms.Form):
    measured_on = date_field(_("День замера"))


class MeasureTableForm(PlanTableForm):
    """A file or pasted cells, when they were measured and which of the two measures it is."""

    point = forms.ChoiceField(label=_("Какой это замер"), choices=POINTS, widget=forms.RadioSelect, initial="exit")
    measured_on = date_field(_("День замера"))
    field_order = ("point", "measured_on", "pasted", "file")


class IndicatorForm(forms.Form):
    title = forms.CharField(label=_("Что измеряется"), max_length=120)
    audience = forms.MultipleChoiceField(
        label=_("У кого"), choices=list(AUDIENCES.items()), widget=forms.CheckboxSelectMultiple
    )
    sphere = forms.ChoiceField(label=_("Сфера"), choices=list(SPHERES.items()))
    kind = forms.ChoiceField(label=_("Какое значение"), choices=list(KINDS.items()))
    unit = forms.CharField(
        label=_("Единица"), max_length=30, required=False, help_text=_("Например: страниц, чел., балл")
    )
    direction = forms.ChoiceField(
        label=_("Что лучше"), choices=[("higher", _("больше")), ("lower", _("меньше"))], widget=forms.RadioSelect,
        initial="higher",
    )  # fmt: skip
    personal = forms.BooleanField(
        label=_("Личностный: видят психолог, сам участник и родитель ребёнка"), required=False
    )
    formula = forms.CharField(
        label=_("Формула"), max_length=300, required=False,
        help_text=_("Если показатель считается по другим: CLUBS + SECTIONS. Коды показателей – в таблице ниже. "
                    "Единица получится из формулы"),
    )  # fmt: skip

    def words(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        higher = data.pop("direction") == "higher"
        return {**data, "higher": higher}


class ConclusionForm(forms.Form):
    text = forms.CharField(
        label=_("Предположение"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Что, по-вашему, видно и почему. Одно-два предложения"),
    )  # fmt: skip
