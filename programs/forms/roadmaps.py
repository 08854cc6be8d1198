"""A line of a map: words, who, and a term of any kind told by a few fields; the choice of a template."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.due_rules import EVENT_NAMES, DueRuleError, DueType, from_json, to_json
from accounts.forms.fields import DayField
from accounts.models import Organization, OrganizationKind
from accounts.roles import OFFICES, ROLE_PLACES, Role, places_of

from ..models import RoadmapItem
from ..regulation.catalogue.choices import DIFFICULTY_AREAS
from ..roadmap_template import templates_for

TERMS = [
    (DueType.NONE, _("без срока")),
    (DueType.DATE, _("до даты")),
    (DueType.MONTH, _("в месяце")),
    (DueType.PERIOD, _("с даты по дату")),
    (DueType.MONTHLY, _("каждый месяц до числа")),
    (DueType.QUARTERLY, _("каждый квартал")),
    (DueType.YEARLY, _("каждый год до дня")),
    (DueType.RELATIVE, _("через столько дней после события")),
    (DueType.AS_PROGRAM, _("по срокам программ пар")),
    (DueType.CONTINUOUS, _("в течение всего периода")),
]
MONTHS = [
    (number, name) for number, name in enumerate(
        (_("январь"), _("февраль"), _("март"), _("апрель"), _("май"), _("июнь"), _("июль"), _("август"),
         _("сентябрь"), _("октябрь"), _("ноябрь"), _("декабрь")), start=1)
]  # fmt: skip
MOMENTS = ("model_date", "statute_registered")
DATES = {DueType.DATE: ("date",), DueType.PERIOD: ("date", "until"), DueType.YEARLY: ("date",)}
NEEDED = {
    **DATES, DueType.MONTH: ("month",), DueType.MONTHLY: ("day",), DueType.RELATIVE: ("days", "event"),
}  # fmt: skip


class LineForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)  # a new line has none
    term = forms.ChoiceField(label=_("Срок"), choices=TERMS, initial=DueType.NONE)
    date = DayField(label=_("Дата (у периода и у «каждый год» — первый день)"), required=False)
    until = DayField(label=_("Последний день периода"), required=False)
    month = forms.TypedChoiceField(
        label=_("Месяц"), choices=[("", "—"), *MONTHS], coerce=int, empty_value=None, required=False
    )
    day = forms.IntegerField(label=_("Число месяца"), min_value=1, max_value=31, required=False)
    days = forms.IntegerField(label=_("Сколько дней"), min_value=1, max_value=400, required=False)
    event = forms.ChoiceField(
        label=_("После чего"), choices=[("", "—"), *((code, EVENT_NAMES[code]) for code in MOMENTS)], required=False
    )
    roles = forms.MultipleChoiceField(
        label=_("Ответственные"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Первому из отмеченных срок встанет на рабочий стол"),
    )  # fmt: skip
    difficulties = forms.MultipleChoiceField(
        label=_("Какие затруднения решает"), required=False, choices=list(DIFFICULTY_AREAS.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    class Meta:
        model = RoadmapItem
        fields = [
            "stage_title", "number", "text", "roles", "responsible", "co_executors", "resources", "difficulties",
            "document", "result", "for_below",
        ]  # fmt: skip
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, organization: Organization, stages: list[str], **options: Any) -> None:
        item = options.get("instance")
        if item is not None:
            options["initial"] = {**told(item.due), "version": item.version, **options.get("initial", {})}
        super().__init__(*args, **options)
        self.fields["stage_title"].widget.attrs["list"] = "stages"
        self.stages = stages
        self.fields["responsible"].label = _("Ответственные словами")
        self.fields["roles"].choices = [
            (role, Role(role).label) for role in OFFICES if organization.kind in places_of(role)
        ]
        if organization.kind == OrganizationKind.SCHOOL:
            del self.fields["for_below"]
        else:
            extra = [role for role in OFFICES if role not in ROLE_PLACES or "school" in ROLE_PLACES[role]]
            named = dict(self.fields["roles"].choices)
            named |= {role: f"{Role(role).label} ({_t('школа')})" for role in extra if role not in named}
            self.fields["roles"].choices = list(named.items())

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        kind = data.get("term", DueType.NONE)
        missing = [name for name in NEEDED.get(kind, ()) if data.get(name) in (None, "") and name not in self.errors]
        for name in missing:
            self.add_error(name, _("Нужно для срока такого вида"))
        if missing or self.errors:
            return data
        try:
            data["due"] = to_json(from_json(_rule(kind, data)))
        except DueRuleError as error:
            self.add_error("term", str(error).partition(": ")[2] or str(error))
        return data

    def line(self) -> dict[str, Any]:
        data = {name: self.cleaned_data[name] for name in self._meta.fields if name in self.fields}
        if not data["responsible"]:
            data["responsible"] = ", ".join(str(Role(role).label) for role in data["roles"])[:200]
        return {**data, "due": self.cleaned_data["due"]}


def _rule(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    rule: dict[str, Any] = {"type": kind}
    if kind == DueType.DATE:
        rule["date"] = data["date"].isoformat()
    elif kind == DueType.PERIOD:
        rule |= {"first": data["date"].isoformat(), "last": data["until"].isoformat()}
    elif kind == DueType.YEARLY:
        rule["month_day"] = f"{data['date']:%m-%d}"
    elif kind == DueType.MONTH:
        rule["month"] = data["month"]
    elif kind == DueType.MONTHLY:
        rule["day"] = data["day"]
    elif kind == DueType.RELATIVE:
        rule |= {"event": data["event"], "days": data["days"]}
    return rule


def told(due: dict[str, Any]) -> dict[str, Any]:
    """The fields of the form that tell a rule; a day of every year is told in the current one."""
    rule = from_json(due)
    first = rule.date or rule.month_day or rule.first
    day = first if first is None or isinstance(first, datetime.date) else first.in_year(clock.now().year)
    until = rule.last if isinstance(rule.last, datetime.date) else None
    return {
        "term": rule.type, "date": day, "until": until, "month": rule.month, "day": rule.day, "days": rule.days,
        "event": rule.event,
    }  # fmt: skip


class TemplateForm(forms.Form):
    code = forms.ChoiceField(label=_("Заготовка"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, level: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].choices = [(one.code, one.title) for one in templates_for(level)]


class DoneForm(forms.Form):
    """What came of it: nothing here is compulsory, a press alone is enough."""

    on = DayField(label=_("Когда сделано"), required=False)
    outcome = forms.CharField(
        label=_("Что получилось"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    document = forms.CharField(label=_("Документ"), required=False, max_length=120)


class DropForm(forms.Form):
    reason = forms.CharField(label=_("Почему не будет сделано"), max_length=500)
