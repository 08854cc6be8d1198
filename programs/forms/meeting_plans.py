import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Meeting, Program, Unit
from ..queries.meetings import next_kind
from ..services.meeting_rules import mode_of
from .events import LinkField

TIMES = [(1, _("один раз")), (2, _("2 недели подряд")), (4, _("4 недели подряд")), (8, _("8 недель подряд"))]


class WhenForm(forms.Form):
    on = forms.DateField(label=_("День"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(label=_("Время"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, *args: Any, zone: datetime.tzinfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        on, at = data.pop("on", None), data.pop("at", None)
        if on and at:
            data["planned_at"] = datetime.datetime.combine(on, at, self.zone)
        return data


class PlanForm(WhenForm):
    times = forms.TypedChoiceField(label=_("Повторять"), choices=TIMES, coerce=int, initial=1)
    mode = forms.ChoiceField(label=_("Как встречаетесь"), choices=Program.WorkMode.choices)
    place = forms.CharField(label=_("Место"), max_length=200, required=False)
    link = LinkField(label=_("Ссылка на видеосвязь"), max_length=500, required=False)
    kind = forms.ChoiceField(label=_("Вид встречи"), choices=Meeting.Kind.choices)
    goals = forms.CharField(label=_("Цели"), max_length=2000, required=False)

    def __init__(self, *args: Any, unit: Unit, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, zone=unit.organization.zone, **kwargs)
        last = unit.meetings.exclude(planned_at=None).order_by("-planned_at").first()
        self.fields["on"].initial = today + datetime.timedelta(days=7)
        self.fields["at"].initial = last.planned_at.astimezone(self.zone).time() if last else datetime.time(15)
        self.fields["kind"].initial = next_kind(unit, today)
        self.fields["mode"].initial = last.mode if last else mode_of(unit)
        self.fields["place"].initial = last.place if last else ""
        self.fields["link"].initial = last.link if last else ""


class MissForm(forms.Form):
    missed_by = forms.ChoiceField(label=_("Кто не смог"), choices=Meeting.Missed.choices, widget=forms.RadioSelect)
    missed_why = forms.CharField(label=_("Почему"), max_length=500, required=False)
