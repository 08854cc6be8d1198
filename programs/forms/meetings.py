import datetime
import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Meeting, PlanActivity, Program, Unit
from ..models.program import AT_WORK
from ..queries.meetings import next_kind
from ..services.meeting_rules import mentees_of, mode_of
from .consents import ScanField

DURATIONS = [(30, _("30 мин")), (45, _("45 мин")), (60, _("час")), (90, _("полтора"))]
# Ready words: a tick instead of typing; they stand before what is typed.
PHRASES = [
    (text, text)
    for text in (
        _("Посетили урок и разобрали его"),
        _("Составили план урока"),
        _("Разобрали работы и оценки"),
        _("Обсудили дисциплину в классе"),
        _("Заполнили документы и журнал"),
        _("Договорились об открытом уроке"),
    )
]


class MeetingForm(forms.Form):
    """Who was there is asked of a group alone: in a pair it takes two."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    held_on = forms.DateField(label=_("Когда"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    duration = forms.TypedChoiceField(
        label=_("Сколько длилась"), choices=DURATIONS, coerce=int, initial=45, widget=forms.RadioSelect
    )
    present = forms.TypedMultipleChoiceField(
        label=_("Кто был"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    kind = forms.ChoiceField(label=_("Вид встречи"), choices=Meeting.Kind.choices, initial=Meeting.Kind.CYCLE)
    mode = forms.ChoiceField(label=_("Как встречались"), choices=Program.WorkMode.choices, required=False)
    place = forms.CharField(label=_("Где: ссылка или сервис"), max_length=200, required=False)
    activity = forms.ModelChoiceField(
        PlanActivity.objects.none(), label=_("Мероприятие плана"), required=False, empty_label=_("не по плану")
    )
    finishes_line = forms.BooleanField(label=_("Это мероприятие выполнено"), required=False, initial=True)
    phrases = forms.MultipleChoiceField(
        label=_("Готовые слова"), choices=PHRASES, widget=forms.CheckboxSelectMultiple, required=False
    )
    content = forms.CharField(
        label=_("О чём говорили"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    goals = forms.CharField(label=_("Цели, о которых договорились"), max_length=2000, required=False)
    agreement = forms.CharField(label=_("Что сделать к следующей"), max_length=2000, required=False)
    photo = ScanField(label=_("Фото или документ"), required=False)

    def __init__(
        self, *args: Any, unit: Unit, today: datetime.date, planned: Meeting | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        lines = PlanActivity.objects.filter(program__unit=unit, program__state__in=AT_WORK, state="planned")
        self.fields["activity"].queryset = lines
        self.fields["activity"].label_from_instance = lambda line: line.text
        self.fields["activity"].initial = (planned and planned.activity_id) or lines.first()
        self.fields["held_on"].initial = timezone.localdate(planned.planned_at) if planned else today
        self.fields["client_key"].initial = planned.client_key if planned else uuid.uuid4()
        self.fields["kind"].initial = planned.kind if planned else next_kind(unit, today)
        self.fields["mode"].initial = planned.mode if planned else mode_of(unit)
        self.fields["goals"].initial = planned.goals if planned else ""
        self.fields["place"].initial = planned.place if planned else ""
        if "VIRTUAL" not in unit.kinds:
            del self.fields["place"]
        mentees = mentees_of(unit)
        self.members = [member.pk for member in mentees]
        self.fields["present"].choices = [(member.pk, member.person.full_name) for member in mentees]
        self.fields["present"].initial = self.members
        if len(mentees) < 2:
            del self.fields["present"]

    def write_apart(self, unit: Unit) -> None:
        """A key of a meeting that is marked already is worn out: the next press records another one."""
        self.fields["client_key"].initial = uuid.uuid4()
        key = getattr(self, "cleaned_data", {}).get("client_key")
        if key and unit.meetings.filter(client_key=key).exists():
            self.data = self.data.copy()
            self.data["client_key"] = str(uuid.uuid4())

    def clean(self) -> dict[str, Any]:
        """As the service wants it: who was away instead of who was there, the ticked words before the typed ones."""
        data = super().clean() or {}
        there = data.pop("present", self.members)
        data["absent"] = [pk for pk in self.members if pk not in there]
        ticked = ". ".join(str(text) for text in data.pop("phrases", []))
        data["content"] = ". ".join(filter(None, [ticked, data.get("content", "")]))
        if not data.get("mode"):
            data.pop("mode", None)
        return data


class RecordForm(forms.Form):
    """What a mentor adds to a record that does not count yet."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    content = forms.CharField(
        label=_("О чём говорили"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    goals = forms.CharField(label=_("Цели, о которых договорились"), max_length=2000, required=False)
    agreement = forms.CharField(label=_("Что сделать к следующей"), max_length=2000, required=False)


RATINGS = [(number, str(number)) for number in range(1, 11)]


class ConfirmForm(forms.Form):
    usefulness = forms.TypedChoiceField(
        label=_("Насколько встреча была полезна"), choices=RATINGS, coerce=int, empty_value=None, required=False
    )
    comfort = forms.TypedChoiceField(
        label=_("Насколько вам было спокойно и удобно"), choices=RATINGS, coerce=int, empty_value=None, required=False
    )
    text = forms.CharField(label=_("Отзыв"), max_length=2000, required=False)
