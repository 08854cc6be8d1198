"""Announcing an event; how it went; who took part."""

import datetime
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, RowField, SearchField
from accounts.models import OrganizationKind
from accounts.permissions import Actor
from accounts.roles import Role

from ..models import Community, Event, EventParticipant
from ..queries.communities import own_open
from ..queries.roadmaps import open_lines

GROUPS = [("pairs", _("Участники пар")), ("staff", _("Работники")), ("pupils", _("Обучающиеся"))]


class LinkField(forms.URLField):
    """An address typed without a scheme is a safe one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(assume_scheme="https", **options)


class EventForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on = DayField(label=_("Дата"))
    begins = forms.TimeField(label=_("Начало"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(
        label=_("Окончание"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    audience = forms.MultipleChoiceField(
        label=_("Кого приглашаете"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(role, Role(role).label) for role in Event.AUDIENCE],
        help_text=_("Никто не отмечен — всех, кроме родителей; на встречу сообщества — его участников"),
    )  # fmt: skip

    roadmap_line = forms.TypedChoiceField(
        label=_("Мероприятие дорожной карты"), required=False, coerce=uuid.UUID, empty_value=None
    )
    community = RowField(
        label=_("Встреча сообщества"), required=False, empty=_("не встреча сообщества"),
        help_text=_("Приглашены его участники; отметьте роли ниже, если зовёте и других"),
    )  # fmt: skip

    class Meta:
        model = Event
        fields = [
            "title", "kind", "place", "link", "audience", "for_below", "innovative", "programme", "materials",
        ]  # fmt: skip
        widgets = {"programme": forms.Textarea(attrs={"rows": 4})}
        field_classes = {"link": LinkField, "materials": LinkField}

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        event: Event | None = options.get("instance")
        self.zone = actor.zone
        if event is not None:
            start = event.starts_at.astimezone(self.zone)
            end = event.ends_at.astimezone(self.zone) if event.ends_at else None
            told = {"on": start.date(), "begins": start.time(), "ends": end and end.time(), "version": event.version}
            options["initial"] = {**told, **options.get("initial", {})}
        super().__init__(*args, **options)
        lines = open_lines(actor.organization_id, but=event.roadmap_line if event else None)
        self.fields["roadmap_line"].choices = [("", _("не по карте")), *((row.line, row.text[:90]) for row in lines)]
        if event is not None:
            self.fields["roadmap_line"].initial = event.roadmap_line
        if not lines:
            del self.fields["roadmap_line"]
        kept = own_open(actor)
        if event is not None and event.community_id:
            kept = Community.objects.filter(pk=event.community_id)
        self.fields["community"].offer(kept)
        if event is not None:
            self.fields["community"].initial = event.community_id
        if not kept.exists():
            del self.fields["community"]
        self.fields["innovative"].help_text = _("Считается в показателе включённости в инновации")
        if actor.organization.kind == OrganizationKind.SCHOOL:
            del self.fields["for_below"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        begins, ends = data.get("begins"), data.get("ends")
        if begins and ends and ends < begins:
            self.add_error("ends", _("Окончание раньше начала"))
        return data

    def values(self) -> dict[str, Any]:
        data = {name: self.cleaned_data[name] for name in self._meta.fields if name in self.fields}
        day, ends = self.cleaned_data["on"], self.cleaned_data["ends"]
        for name in ("roadmap_line", "community"):
            if name in self.fields:
                data[name] = self.cleaned_data[name]
        data["starts_at"] = datetime.datetime.combine(day, self.cleaned_data["begins"], self.zone)
        data["ends_at"] = datetime.datetime.combine(day, ends, self.zone) if ends else None
        return data


class HeldForm(forms.Form):
    outcome = forms.CharField(
        label=_("Как прошло"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    reached = forms.IntegerField(
        label=_("Охвачено человек"), required=False, min_value=0, max_value=1_000_000,
        help_text=_("Если были и те, кого в системе нет"),
    )  # fmt: skip
    materials = LinkField(label=_("Ссылка на материалы"), required=False, max_length=500)


class CallOffForm(forms.Form):
    reason = forms.CharField(label=_("Почему отменяется"), max_length=500)


class EventFilter(forms.Form):
    kind = forms.ChoiceField(label=_("Вид"), required=False, choices=[("", _("Все виды")), *Event.Kind.choices])


class PeopleFilter(forms.Form):
    group = forms.ChoiceField(label=_("Кто"), required=False, choices=GROUPS)
    q = SearchField(label=_("Фамилия"))


class MarkForm(forms.Form):
    part = forms.ChoiceField(label=_("Роль"), choices=EventParticipant.Part.choices)
    result = forms.ChoiceField(label=_("Результат"), choices=EventParticipant.Result.choices)
