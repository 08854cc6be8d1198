"""Announcing a course or an internship site; finding one; what became of those who were there."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, SearchField

from ..models import FederalProgram, TrainingCourse
from ..regulation.catalogue.choices import DIFFICULTY_AREAS
from .events import LinkField

DAY = {"starts_on": DayField, "ends_on": DayField, "enrol_until": DayField}


class CourseForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    audience = forms.MultipleChoiceField(
        label=_("Для кого"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=TrainingCourse.Audience.choices, help_text=_("Никто не отмечен — для всех работников"),
    )  # fmt: skip
    areas = forms.MultipleChoiceField(
        label=_("С какими затруднениями поможет"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=list(DIFFICULTY_AREAS.items()),
    )  # fmt: skip

    register_number = forms.CharField(label=_("Номер программы в федеральном реестре"), required=False, max_length=40)

    class Meta:
        model = TrainingCourse
        fields = [
            "kind", "title", "about", "on_mentoring", "areas", "audience", "hours", "starts_on", "ends_on",
            "enrol_until", "mode", "networked", "partners", "site", "places", "link", "contact",
        ]  # fmt: skip
        widgets = {"about": forms.Textarea(attrs={"rows": 3}), "partners": forms.Textarea(attrs={"rows": 2})}
        field_classes = {**DAY, "link": LinkField}

    def __init__(self, *args: Any, **options: Any) -> None:
        course: TrainingCourse | None = options.get("instance")
        if course is not None:
            number = course.program_ref.register_number if course.program_ref else ""
            told = {"version": course.version, "register_number": number}
            options["initial"] = {**told, **options.get("initial", {})}
        super().__init__(*args, **options)
        self.fields["hours"].min_value = 1
        self.fields["places"].help_text = _("Пусто — без ограничения. Кому места не хватит, встанет в лист ожидания")
        self.fields["on_mentoring"].help_text = _("Прохождение запишется в карточку наставника как его обучение")
        self.fields["partners"].help_text = _("Для сетевой формы: кто участвует")
        self.fields["enrol_until"].help_text = _("Последний день записи; обычно день перед началом")

    def clean_register_number(self) -> FederalProgram | None:
        number = self.cleaned_data["register_number"].strip()
        if not number:
            return None
        program = FederalProgram.objects.filter(register_number=number).first()
        if program is None:
            raise forms.ValidationError(_("Такого номера в реестре нет: проверьте его или оставьте поле пустым"))
        return program

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        starts, ends, until = (data.get(name) for name in DAY)
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("Окончание раньше начала"))
        elif ends and until and until > ends:
            self.add_error("enrol_until", _("Запись закрывается не позже последнего дня обучения"))
        if data.get("networked") and not (data.get("partners") or "").strip():
            self.add_error("partners", _("Назовите организации, которые участвуют в сетевой форме"))
        for name in ("hours", "places"):
            if data.get(name) == 0:
                self.add_error(name, _("Напишите число от 1 или оставьте поле пустым"))
        return data

    def values(self) -> dict[str, Any]:
        told = {name: self.cleaned_data[name] for name in self._meta.fields}
        return {**told, "program_ref": self.cleaned_data["register_number"]}


class CourseFilter(forms.Form):
    tab = forms.CharField(widget=forms.HiddenInput, required=False, max_length=8)
    kind = forms.ChoiceField(label=_("Что это"), required=False, choices=[("", _("Всё")), *TrainingCourse.Kind.choices])
    q = SearchField(label=_("Название"))


class CourseCallOffForm(forms.Form):
    reason = forms.CharField(label=_("Почему отменяется"), max_length=500)
