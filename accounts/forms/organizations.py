"""Forms of the tree of organizations."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, RowField, SearchField
from accounts.models import Organization, OrganizationKind, SchoolKind
from accounts.services.organizations import OrganizationFields

# The eleven zones of Russia by what their people call them.
ZONES = (
    ("", _("как в регионе")),
    ("Europe/Kaliningrad", _("Калининград, МСК−1")),
    ("Europe/Moscow", _("Москва, МСК")),
    ("Europe/Samara", _("Самара, МСК+1")),
    ("Asia/Yekaterinburg", _("Екатеринбург, МСК+2")),
    ("Asia/Omsk", _("Омск, МСК+3")),
    ("Asia/Krasnoyarsk", _("Красноярск, Барнаул, МСК+4")),
    ("Asia/Irkutsk", _("Иркутск, МСК+5")),
    ("Asia/Yakutsk", _("Якутск, МСК+6")),
    ("Asia/Vladivostok", _("Владивосток, МСК+7")),
    ("Asia/Magadan", _("Магадан, Сахалин, МСК+8")),
    ("Asia/Kamchatka", _("Камчатка, МСК+9")),
)
NUMBERS = {"ogrn": (13, 15), "inn": (10, 12), "kpp": (9,)}
NEW_KINDS = [choice for choice in OrganizationKind.choices if choice[0] != OrganizationKind.REGION_AUTHORITY]

# What stands beside each kind when one is chosen.
KIND_WORDS = {
    OrganizationKind.MUNICIPALITY: _("Комитет, отдел или управление образования района, города"),
    OrganizationKind.SCHOOL: _("Школа, колледж, детский сад, организация дополнительного образования"),
    OrganizationKind.INSTITUTE: _("Научное и методическое сопровождение в регионе"),
    OrganizationKind.CNPPM: _("Центр непрерывного повышения мастерства; может входить в институт или вуз"),
    OrganizationKind.MNC: _("Мониторинг района, при муниципальном органе"),
    OrganizationKind.PARTNER: _("Вуз, предприятие, учреждение культуры или спорта"),
}


def zone_label(key: str) -> str:
    """A zone as people of the country call it."""
    return str(dict(ZONES).get(key, key))


class OrganizationFilter(forms.Form):
    """Filters of the list, kept in the address."""

    q = SearchField(label=_("Название, место или ИНН"))
    kind = forms.ChoiceField(label=_("Вид"), required=False, choices=[("", _("Любой вид")), *OrganizationKind.choices])


class OrganizationForm(forms.ModelForm):
    """Letterhead and contacts. The version tells a stale form from a fresh one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    time_zone = forms.ChoiceField(label=_("Часовой пояс"), choices=ZONES, required=False)

    class Meta:
        model = Organization
        fields = list(OrganizationFields.__dataclass_fields__)
        widgets = {
            "name": forms.Textarea(attrs={"rows": 2}),
            "founder": forms.Textarea(attrs={"rows": 2}),
            "second_name": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "name": _("Как в уставе и в приказах"),
            "short_name": _("Как в списках: МБОУ «СОШ № 3», Белоречье"),
            "place": _("Печатается в приказах: г. Щёкино"),
            "phone": _("По нему звонят куратору и руководителю"),
        }

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        known = {value for value, _label in ZONES}
        if self.instance.time_zone and self.instance.time_zone not in known:
            self.fields["time_zone"].choices = [*ZONES, (self.instance.time_zone, self.instance.time_zone)]
        if kind == OrganizationKind.SCHOOL:
            self.fields["school_kind"].required = True
            self.fields["school_kind"].choices = [("", _("Выберите")), *SchoolKind.choices]
        else:
            del self.fields["school_kind"]
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("second_language") and not cleaned.get("second_name"):
            self.add_error("second_name", _("Напишите наименование на втором языке: оно встанет на бланк рядом"))
        for name, lengths in NUMBERS.items():
            value = cleaned.get(name, "")
            if value and not (value.isascii() and value.isdigit() and len(value) in lengths):
                need = _(" или ").join(str(length) for length in lengths)
                self.add_error(name, _("Должно быть %s цифр без пробелов") % need)
        return cleaned

    def details(self) -> OrganizationFields:
        """What was typed, for the service. The form's own instance is not saved."""
        return OrganizationFields(**{name: self.cleaned_data.get(name) or "" for name in self.Meta.fields})


class OrganizationCreateForm(OrganizationForm):
    """With the place in the tree and the address of the public page."""

    parent = RowField(label=_("Кому подчинена"))
    slug = forms.SlugField(
        label=_("Адрес публичной страницы"),
        required=False,
        max_length=60,
        help_text=_("Латинскими буквами. Пусто — составим из названия"),
        error_messages={"invalid": _("Только латинские буквы, цифры и дефис")},
    )

    def __init__(self, *args: Any, parents: QuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["parent"].offer(parents)
        self.order_fields(["parent", "school_kind", "name", "short_name"])


class MoveForm(forms.Form):
    """Another parent from a day, with a reason."""

    parent = RowField(label=_("Кому будет подчинена"))
    on = DayField(label=_("С какого дня"), help_text=_("Сегодня или раньше. Отчёты за прежние дни не изменятся"))
    reason = forms.CharField(
        label=_("Основание"), max_length=300, help_text=_("Например, постановление № 120 от 01.09.2026")
    )

    def __init__(self, *args: Any, parents: QuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["parent"].offer(parents)


class CloseForm(forms.Form):
    """The first day on which it does not work, with a reason."""

    on = DayField(label=_("Закрыта с"))
    reason = forms.CharField(label=_("Основание"), max_length=300)
