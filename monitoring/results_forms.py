"""What people write about a campaign: criteria, factors, tags, conclusions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from programs.models import DifficultyItem, SchoolProgram

from .criteria import OF_THE_MODEL, criteria
from .models import CuratorAssessment, SwotLine

WEIGHTS = [(3, _("важно")), (2, _("обычно")), (1, _("мелочь"))]


def _text(label: Any, rows: int, limit: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, widget=forms.Textarea(attrs={"rows": rows}), **more)


class FactorForm(forms.Form):
    """A person's own factor, or other words of one."""

    quadrant = forms.ChoiceField(label=_("Куда отнести"), choices=SwotLine.Quadrant.choices)
    factor = forms.CharField(label=_("Фактор одной фразой"), max_length=300)
    evidence = forms.CharField(label=_("На чём основано"), max_length=300, required=False)
    weight = forms.TypedChoiceField(label=_("Вес"), choices=WEIGHTS, coerce=int, initial=2)


class LineForm(forms.Form):
    factor = forms.CharField(label=_("Фактор одной фразой"), max_length=300)
    weight = forms.TypedChoiceField(label=_("Вес"), choices=WEIGHTS, coerce=int)


class ConclusionForm(forms.Form):
    text = _text(_("Выводы"), 10, 6000, help_text=_("Числа посчитаны. Что они значат и что менять – ваши слова"))


class OpinionForm(forms.Form):
    text = _text(_("Заключение"), 5, 3000, help_text=_("Что вы увидели в итогах и что советуете. Без имён"))


class CriteriaForm(forms.Form):
    """Nine rows of 0–2 points; a place to say why at each."""

    program = forms.ModelChoiceField(
        label=_("Какая программа"), queryset=SchoolProgram.objects.none(), required=False,
        empty_label=_("Наставничество школы в целом"),
    )  # fmt: skip

    def __init__(self, *args: Any, programs: Any, found: CuratorAssessment | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = programs
        for one in criteria():
            hint = _("Ниже двух баллов – напишите ниже, почему") if one.code in OF_THE_MODEL else ""
            self.fields[f"score_{one.code}"] = forms.TypedChoiceField(
                label=f"{one.code}. {one.text}", choices=[(int(v), f"{v} – {label}") for v, label in one.options],
                coerce=int, widget=forms.RadioSelect, help_text=hint,
                initial=found.scores.get(one.code) if found else None,
                error_messages={"required": _("Выберите 0, 1 или 2")},
            )  # fmt: skip
            self.fields[f"why_{one.code}"] = forms.CharField(
                label=_("Почему: критерий %s") % one.code, max_length=500, required=False,
                initial=found.reasons.get(one.code, "") if found else "",
            )  # fmt: skip

    def scores(self) -> dict[str, int]:
        return {one.code: self.cleaned_data[f"score_{one.code}"] for one in criteria()}

    def reasons(self) -> dict[str, str]:
        return {one.code: self.cleaned_data[f"why_{one.code}"] for one in criteria()}


class DifficultyForm(forms.Form):
    """Answers have no names: whom an area concerns, a person says."""

    people = forms.ModelMultipleChoiceField(
        label=_("О ком это"), queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Отметьте хотя бы одного педагога")},
    )  # fmt: skip
    level = forms.TypedChoiceField(
        label=_("Затруднения"), coerce=int, choices=[row for row in DifficultyItem.Level.choices if row[0]], initial=1
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people
        self.fields["people"].label_from_instance = lambda person: person.full_name
