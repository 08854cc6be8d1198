import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ..models import Meeting, Program, Unit
from ..queries.free_times import room_names
from ..queries.meetings import next_kind
from ..services.meeting_plans import WEEK
from ..services.meeting_rules import mode_of
from .events import LinkField

TIMES = [(1, _("один раз")), (2, _("2 недели подряд")), (4, _("4 недели подряд")), (8, _("8 недель подряд"))]


class WhenForm(forms.Form):
    on = forms.DateField(label=_("День"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(label=_("Время"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, data: QueryDict | None = None, *, zone: datetime.tzinfo, **kwargs: Any) -> None:
        """A proposed time is a button: its press fills the fields in, whatever stood there."""
        if data and data.get("slot"):
            data = data.copy()
            data["on"], _between, data["at"] = data["slot"].partition("T")
        super().__init__(data, **kwargs)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        on, at = data.pop("on", None), data.pop("at", None)
        if on and at:
            data["planned_at"] = datetime.datetime.combine(on, at, self.zone)
        return data


class PlaceForm(WhenForm):
    """When and where: a room of the school or words of one's own, and a link."""

    room = forms.ChoiceField(label=_("Комната"), required=False)
    place = forms.CharField(label=_("Место"), max_length=200, required=False)
    link = LinkField(label=_("Ссылка на видеосвязь"), max_length=500, required=False)

    def __init__(self, *args: Any, unit: Unit, like: Meeting | None, **kwargs: Any) -> None:
        """``like``: the meeting whose place and link are offered."""
        super().__init__(*args, zone=unit.organization.zone, **kwargs)
        place, rooms = like.place if like else "", room_names(unit.organization)
        self.fields["place"].initial = "" if place in rooms else place
        self.fields["room"].choices = [("", _("другое место или онлайн")), *((name, name) for name in rooms)]
        self.fields["room"].initial = place if place in rooms else ""
        if rooms:
            self.fields["place"].label = _("Другое место")
        else:
            del self.fields["room"]
        self.fields["link"].initial = like.link if like else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["place"] = data.pop("room", "") or data.get("place", "")
        return data


class MoveForm(PlaceForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class PlanForm(PlaceForm):
    times = forms.TypedChoiceField(label=_("Повторять"), choices=TIMES, coerce=int, initial=1)
    mode = forms.ChoiceField(label=_("Как встречаетесь"), choices=Program.WorkMode.choices)
    kind = forms.ChoiceField(label=_("Вид встречи"), choices=Meeting.Kind.choices)
    goals = forms.CharField(label=_("Цели"), max_length=2000, required=False)

    def __init__(self, *args: Any, unit: Unit, today: datetime.date, **kwargs: Any) -> None:
        last = unit.meetings.exclude(planned_at=None).order_by("-planned_at").first()
        super().__init__(*args, unit=unit, like=last, **kwargs)
        self.fields["on"].initial = today + datetime.timedelta(days=7)
        self.fields["at"].initial = last.planned_at.astimezone(self.zone).time() if last else datetime.time(15)
        self.fields["kind"].initial = next_kind(unit, today)
        self.fields["mode"].initial = last.mode if last else mode_of(unit)

    def moments(self) -> list[datetime.datetime]:
        """All the times that it would plan, by the clock on the wall."""
        first: datetime.datetime = self.cleaned_data["planned_at"]
        return [first + WEEK * number for number in range(self.cleaned_data["times"])]


class MissForm(forms.Form):
    missed_by = forms.ChoiceField(label=_("Кто не смог"), choices=Meeting.Missed.choices, widget=forms.RadioSelect)
    missed_why = forms.CharField(label=_("Почему"), max_length=500, required=False)
