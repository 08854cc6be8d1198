"""Forms of regulations."""

from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import Regulation
from ..queries.regulation_pages import ALL, NAMED, SOURCES
from ..queries.regulation_versions import ABOVE, LAW, version_label
from ..regulation.effective import EffectiveRegulation
from ..regulation.loader import Preset, load_preset, preset_codes
from ..regulation.parameter import Group, Level, Parameter
from ..regulation.settings import Setting, thin
from ..regulation.value_types import ChoiceSet, InvalidValue
from . import regulation_values as values

CURRENT = "current"
Choices = list[tuple[str, Any]]


@cache
def presets_of(level: str) -> list[Preset]:
    """Shipped documents of a level, by title; files are read once a process."""
    presets = [load_preset(code) for code in preset_codes()]
    return sorted((preset for preset in presets if preset.level == level), key=lambda preset: preset.title)


class FilterForm(forms.Form):
    """Filters of the page, kept in the address."""

    source = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(
        label=gettext_lazy("Слово"), max_length=100, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    group = forms.ChoiceField(label=gettext_lazy("Раздел"), required=False)
    on = forms.DateField(
        label=gettext_lazy("На день"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", _("все")), *((group.value, group.label) for group in Group)]
        self.fields["source"].choices = [(code, "") for code in ("", NAMED, ALL, *SOURCES)]

    def chosen(self) -> dict[str, Any]:
        """What is given and understood; a word in the address that is neither is as if it were not there."""
        self.is_valid()
        return self.cleaned_data


class NewRegulationForm(forms.Form):
    """What a new version begins with: the version in force or a shipped document of the same level."""

    source = forms.ChoiceField(label=gettext_lazy("С чего начать"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=gettext_lazy("Название"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Как оно будет стоять в приказе. Пусто — как у выбранного документа"),
    )
    keep_clauses = forms.BooleanField(
        label=gettext_lazy("Оставить номера пунктов исходного документа"),
        required=False,
        help_text=gettext_lazy(
            "Если Положение принято со своим текстом. Иначе пункты — по тексту, который пишет система"
        ),
    )

    def __init__(self, *args: Any, actor: Actor, current: Regulation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        copy = _("Копия действующей редакции") if current else _("С чистого листа: всё, как у вышестоящего уровня")
        presets = presets_of(actor.organization.level)
        shipped = [(preset.code, f"{preset.title} ({preset.organization})") for preset in presets]
        own = [(CURRENT, copy)]
        self.fields["source"].choices = [*own, *shipped] if current else [*shipped, *own]
        self.fields["source"].initial = CURRENT if current else ""


class CompareForm(forms.Form):
    """What to compare: versions, the levels above, the law. By default the newest version with the one before it."""

    a = forms.ChoiceField(label=gettext_lazy("Было"), required=False)
    b = forms.ChoiceField(label=gettext_lazy("Стало"), required=False)

    def __init__(self, data: Any = None, *, versions: list[Regulation]) -> None:
        unique = {str(version.pk): version for version in versions}
        newest = list(unique)
        self.default = (newest[1] if len(newest) > 1 else ABOVE, newest[0]) if newest else ("", "")
        chosen = {name: (data or {}).get(name) or default for name, default in zip("ab", self.default, strict=True)}
        super().__init__(chosen)
        labels = [(pk, version_label(version)) for pk, version in unique.items()]
        basis = [(ABOVE, _("Вышестоящие уровни")), (LAW, _("Закон и умолчания системы"))]
        for name in ("a", "b"):
            self.fields[name].choices = [*labels, *basis]

    def sides(self) -> tuple[str, str]:
        """Both chosen sides; empty where the organization has no version at all."""
        self.is_valid()
        return self.cleaned_data.get("a", ""), self.cleaned_data.get("b", "")


class TitleForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Название"), max_length=300)


class SettingForm(forms.Form):
    """One parameter of a draft: the value by its type, where the document says it, the lock for the levels below."""

    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        entry: Parameter,
        setting: Setting | None,
        above: EffectiveRegulation,
        level: Level,
        **kwargs: Any,
    ) -> None:
        self.entry, self.level = entry, level
        shown = setting.value if setting is not None else above.value(entry.code)
        initial = {**values.initial_of(entry, shown), **(kwargs.pop("initial", None) or {})}
        if setting is not None:
            initial |= {"clause": setting.clause, "locked": setting.locked, "none": setting.value is None}
        super().__init__(*args, initial=initial, **kwargs)
        records = len(shown) if isinstance(shown, tuple) else 0
        fields = values.fields_of(entry, allowed_by(entry, above), records)
        self.value_names = list(fields)
        self.fields |= fields
        if entry.nullable:
            self.fields["none"] = forms.BooleanField(label=capfirst(entry.none_label), required=False)
        self.fields["clause"] = forms.CharField(
            label=_("Пункт документа"),
            max_length=120,
            required=False,
            help_text=_("Например, п. 4.2. Пусто — система поставит пункт своего текста"),
        )
        if level is not Level.SCHOOL:
            self.fields["locked"] = forms.BooleanField(
                label=_("Закрепить: уровни ниже не меняют это значение"), required=False
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        try:
            raw = None if data.get("none") else values.raw_of(self.entry, data)
        except ValidationError as error:
            self.add_error(None, error)
            return data
        if raw is None and self.entry.nullable and not data.get("none"):
            self.add_error(
                self.value_names[0], _("Укажите значение или отметьте «%s»") % capfirst(self.entry.none_label)
            )
            return data
        try:
            data["value"] = self.entry.clean(raw)
        except InvalidValue as error:
            for message in error.messages:
                self.add_error(self.value_names[0], capfirst(message))
        return data

    @property
    def value_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in [*self.value_names, "none"] if name in self.fields]

    def raw(self) -> dict[str, Any]:
        """The setting as a service takes it."""
        data = self.cleaned_data
        value = {"none": True} if data["value"] is None else {"value": thin(data["value"])}
        clause = {"clause": data["clause"].strip()} if data["clause"].strip() else {}
        return value | clause | ({"locked": True} if data.get("locked") else {})

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal of the service over the fields."""
        words = [refusal.reason, refusal.clause, refusal.todo]
        self.add_error(None, ". ".join(word.rstrip(".") for word in words if word))


def allowed_by(entry: Parameter, above: EffectiveRegulation) -> tuple[str, ...] | None:
    """The options of a list that the level above has left to this one; None where all are."""
    if not isinstance(entry.kind, ChoiceSet):
        return None
    found = above[entry.code]
    return found.value if entry.narrowing and found.level is not Level.DEFAULT else None
