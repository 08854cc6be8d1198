"""Forms of roles, handover, accesses and filters of the journal."""

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, PersonField, SearchField
from accounts.roles import ROLES, Role


class AppointForm(forms.Form):
    """A role at a node with dates and grounds."""

    role = forms.ChoiceField(label=_("Роль"))
    person = PersonField(label=_("Кто"), help_text=_("Если человека нет в списке, сначала заведите карточку"))
    valid_from = DayField(label=_("С какого дня"))
    last_day = DayField(label=_("По какой день"), required=False, help_text=_("Пусто — бессрочно"))
    basis = forms.CharField(
        label=_("Основание"), required=False, max_length=300, help_text=_("Например, приказ № 72-о от 30.08.2026")
    )
    area = forms.CharField(
        label=_("Участок"), required=False, max_length=200, help_text=_("Если кураторов несколько: начальная школа")
    )
    is_chief = forms.BooleanField(label=_("Главный куратор"), required=False)

    def __init__(self, *args: Any, roles: list[str], people: QuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = [("", _("Выберите")), *((role, str(Role(role).label)) for role in roles)]
        self.fields["person"].offer(people)
        if Role.CURATOR not in roles:
            del self.fields["area"], self.fields["is_chief"]
        self.duties = [(str(Role(role).label), ROLES[role].duty) for role in roles]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, last = cleaned.get("valid_from"), cleaned.get("last_day")
        if start and last and last < start:
            self.add_error("last_day", _("Последний день раньше первого"))
        if cleaned.get("is_chief") and cleaned.get("role") != Role.CURATOR:
            self.add_error("is_chief", _("Главным бывает только куратор"))
        return cleaned

    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "person": data["person"],
            "role": data["role"],
            "valid_from": data["valid_from"],
            "valid_to": day_after(data["last_day"]),
            "basis": data["basis"],
            "area": data.get("area", ""),
            "is_chief": data.get("is_chief", False),
        }


class SubstituteForm(forms.Form):
    """Who acts for the absent one, and through which day."""

    person = PersonField(label=_("Кто исполняет обязанности"))
    valid_from = DayField(label=_("С какого дня"))
    last_day = DayField(label=_("По какой день"), help_text=_("Роль закончится сама"))
    basis = forms.CharField(label=_("Основание"), required=False, max_length=300)

    def __init__(self, *args: Any, people: QuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].offer(people)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, last = cleaned.get("valid_from"), cleaned.get("last_day")
        if start and last and last < start:
            self.add_error("last_day", _("Последний день раньше первого"))
        return cleaned


class HandoverForm(forms.Form):
    """Who takes over, from which day, on what grounds."""

    successor = PersonField(label=_("Кому передать"))
    on = DayField(label=_("С какого дня"), help_text=_("Первый рабочий день преемника"))
    basis = forms.CharField(label=_("Основание"), required=False, max_length=300)

    def __init__(self, *args: Any, people: QuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["successor"].offer(people)


class GrantForm(forms.Form):
    """One object, one person, a term and a reason."""

    who = PersonField(label=_("Кому"), required=False, empty=_("Человек не из списка: введу его код"))
    code = forms.CharField(
        label=_("Код доступа человека"),
        required=False,
        max_length=20,
        help_text=_("Восемь цифр. Человек видит свой код у себя в кабинете и называет его вам"),
    )
    until = DayField(label=_("До какого дня"), help_text=_("Не дольше года. Закроется сам"))
    reason = forms.CharField(label=_("Зачем"), max_length=300, help_text=_("Увидят человек и руководитель"))

    def __init__(self, *args: Any, people: QuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["who"].offer(people)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("who") and not cleaned.get("code"):
            self.add_error("who", _("Выберите человека или введите его код"))
        return cleaned


def narrow_day() -> forms.TextInput:
    """A day in a row of filters, as wide as its column."""
    return forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "01.09.2026"})


class JournalFilter(forms.Form):
    """Filters of the journal, kept in the address."""

    q = SearchField(label=_("Кто или о ком"))
    verb = forms.ChoiceField(label=_("Действие"), required=False)
    start = DayField(label=_("С какого дня"), required=False, help_text="", widget=narrow_day())
    end = DayField(label=_("По какой день"), required=False, help_text="", widget=narrow_day())

    def __init__(self, *args: Any, verbs: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["verb"].choices = [("", _("Все действия")), *sorted(verbs, key=lambda pair: str(pair[1]))]


class ContactFilter(forms.Form):
    q = SearchField(label=_("Организация или фамилия"))
    kind = forms.ChoiceField(label=_("Вид"), required=False)

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [("", _("Любой вид")), *kinds]
        if len(kinds) < 2:
            del self.fields["kind"]


def day_after(last_day: datetime.date | None) -> datetime.date | None:
    """People name the last day; rows keep the first day without."""
    return last_day + datetime.timedelta(days=1) if last_day else None
