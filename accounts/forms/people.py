"""Forms of people, jobs and enrolments."""

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.forms.fields import DayField, PersonField, RowField, SearchField
from accounts.models import Organization, Person, Position
from accounts.roles import OFFICES, Role
from accounts.services.people import EmploymentFields, EnrolmentFields, PersonFields

STAFF, PUPIL, PARENT, GUEST = "staff", "pupil", "parent", "guest"
BEINGS = (
    (STAFF, _("Работник")),
    (PUPIL, _("Обучающийся")),
    (PARENT, _("Родитель или иной представитель")),
    (GUEST, _("Из другой организации: партнёр, выпускник")),
)

NOMENCLATURE = "225"  # the decree in force; posts of the former one stay in old records


class PersonFilter(forms.Form):
    """Filters of the list, kept in the address."""

    q = SearchField(label=_("Фамилия, имя или почта"))
    role = forms.ChoiceField(label=_("Роль"), required=False)
    organization = RowField(label=_("Где"), required=False, empty=_("Везде"))
    group = forms.CharField(required=False, widget=forms.HiddenInput)
    invited = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, organizations: QuerySet | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = [("", _("Любая")), *((role, str(Role(role).label)) for role in OFFICES)]
        if organizations is None:
            del self.fields["organization"]
        else:
            self.fields["organization"].offer(organizations)


class PersonForm(forms.ModelForm):
    """Name, birthday, contacts. The version tells a stale form from a fresh one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    birth_date = DayField(label=_("Дата рождения"), required=False, help_text=_("Отличает тёзок"))
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Person
        fields = list(PersonFields.__dataclass_fields__)
        help_texts = {
            "email": _("На неё придёт приглашение и уведомления"),
            "phone": _("Виден в вашей организации; телефоны руководителя и куратора — и выше"),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["gender"].choices = [("", _("Не указан")), *Person.Gender.choices]
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version

    def clean_birth_date(self) -> datetime.date | None:
        day = self.cleaned_data["birth_date"]
        if day is not None and day > timezone.localdate(clock.now()):  # a request lives in its school's zone
            raise forms.ValidationError(_("Этот день ещё не наступил"))
        return day

    def details(self) -> PersonFields:
        return PersonFields(**{name: self.cleaned_data.get(name) for name in self.Meta.fields})


class PersonCreateForm(PersonForm):
    """With what the person is here: who works, studies, stands for a child or comes from outside."""

    being = forms.ChoiceField(label=_("Кто это"), choices=BEINGS, widget=forms.RadioSelect, initial=STAFF)
    organization = RowField(label=_("Где работает"), required=False)
    position = RowField(label=_("Должность"), required=False, empty=_("Нет в перечне: напишу ниже"))
    title = forms.CharField(
        label=_("Должность в документах"),
        required=False,
        max_length=200,
        help_text=_("Пусто — как в перечне должностей. Служащих и работников институтов в перечне нет"),
    )
    is_deputy_head = forms.BooleanField(label=_("Заместитель руководителя"), required=False)
    since = DayField(
        label=_("С какого дня"), required=False, help_text=_("Приём на работу или зачисление. Пусто — с сегодня")
    )
    class_label = forms.CharField(
        label=_("Класс или группа"), required=False, max_length=20, help_text=_("Например, 8 «А»")
    )
    child = PersonField(label=_("Чей представитель"), required=False, empty=_("Выберите обучающегося"))

    def __init__(
        self, *args: Any, organizations: QuerySet, children: QuerySet | None, today: datetime.date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["organization"].offer(organizations)
        self.fields["position"].offer(Position.objects.filter(nomenclature=NOMENCLATURE))
        if children is None:  # above the school and for whoever may not see pupils
            for name in ("being", "class_label", "child"):
                del self.fields[name]
        else:
            self.fields["child"].offer(children)
        first = [name for name in ("being", "last_name", "first_name", "patronymic") if name in self.fields]
        self.order_fields(first)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        being = cleaned.get("being", STAFF)
        if being == STAFF and not cleaned.get("organization"):
            self.add_error("organization", _("Выберите организацию"))
        if being == STAFF and not (cleaned.get("position") or cleaned.get("title")):
            self.add_error("title", _("Выберите должность из перечня или напишите её"))
        if being == PUPIL and not cleaned.get("class_label"):
            self.add_error("class_label", _("Напишите класс или группу"))
        if being == PARENT and not cleaned.get("child"):
            self.add_error("child", _("Выберите, чей это представитель"))
        return cleaned

    @property
    def what(self) -> str:
        """What the person is here; above the school always a worker."""
        return self.cleaned_data.get("being") or STAFF

    def employment(self) -> EmploymentFields | None:
        data = self.cleaned_data
        if self.what != STAFF:
            return None
        position: Position | None = data["position"]
        return EmploymentFields(
            organization=data["organization"],
            title=data["title"] or (position.title if position else ""),
            valid_from=data["since"] or self.today,
            position=position,
            is_deputy_head=data["is_deputy_head"] or bool(position and position.is_deputy_head),
        )

    def enrolment(self, organization: Organization) -> EnrolmentFields | None:
        if self.what != PUPIL:
            return None
        return EnrolmentFields(organization, self.cleaned_data["class_label"], self.cleaned_data["since"] or self.today)


class EmploymentForm(forms.Form):
    """Another job of a person who is in the system already."""

    organization = RowField(label=_("Где"))
    position = RowField(label=_("Должность"), required=False, empty=_("Нет в перечне: напишу ниже"))
    title = forms.CharField(label=_("Должность в документах"), required=False, max_length=200)
    is_deputy_head = forms.BooleanField(label=_("Заместитель руководителя"), required=False)
    is_primary = forms.BooleanField(label=_("Основное место работы"), required=False)
    since = DayField(label=_("Принят с"))

    def __init__(self, *args: Any, organizations: QuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organization"].offer(organizations)
        self.fields["position"].offer(Position.objects.filter(nomenclature=NOMENCLATURE))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("position") or cleaned.get("title")):
            self.add_error("title", _("Выберите должность из перечня или напишите её"))
        return cleaned

    def details(self) -> EmploymentFields:
        data = self.cleaned_data
        position: Position | None = data["position"]
        return EmploymentFields(
            organization=data["organization"],
            title=data["title"] or (position.title if position else ""),
            valid_from=data["since"],
            position=position,
            is_deputy_head=data["is_deputy_head"] or bool(position and position.is_deputy_head),
            is_primary=data["is_primary"],
        )


class EndForm(forms.Form):
    """The first day without a job, a place or a role, with a reason."""

    on = DayField(label=_("С какого дня"), help_text=_("Первый день, когда этого уже нет"))
    reason = forms.CharField(label=_("Основание"), required=False, max_length=300)


class EnrolmentForm(forms.Form):
    """Into another class of the same school."""

    class_label = forms.CharField(label=_("Класс или группа"), max_length=20, help_text=_("Например, 8 «А»"))
    since = DayField(label=_("С какого дня"))
