import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Meeting, PlanActivity, Unit

DURATIONS = [(30, _("30 мин")), (45, _("45 мин")), (60, _("час")), (90, _("полтора"))]


class MeetingForm(forms.Form):
    held_on = forms.DateField(label=_("Когда"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    duration = forms.TypedChoiceField(
        label=_("Сколько длилась"), choices=DURATIONS, coerce=int, initial=45, widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(label=_("Вид встречи"), choices=Meeting.Kind.choices, initial=Meeting.Kind.CYCLE)
    activity = forms.ModelChoiceField(
        PlanActivity.objects.none(), label=_("Пункт плана"), required=False, empty_label=_("не по плану")
    )
    content = forms.CharField(
        label=_("О чём говорили"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    agreement = forms.CharField(label=_("Что сделать к следующей"), max_length=2000, required=False)

    def __init__(self, *args: Any, unit: Unit, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = PlanActivity.objects.filter(program__unit=unit, program__state="running", state="planned")
        self.fields["activity"].queryset = lines
        self.fields["activity"].label_from_instance = lambda line: line.text
        self.fields["activity"].initial = lines.first()
        self.fields["held_on"].initial = today


class ConfirmForm(forms.Form):
    usefulness = forms.TypedChoiceField(
        label=_("Насколько встреча была полезна"),
        choices=[(number, str(number)) for number in range(1, 11)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
