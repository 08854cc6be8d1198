"""Forms of templates of programmes: what they are for, their plan in terms from the beginning, their trial."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import FormOfWork, ProgramTemplate
from ..models.bank_choices import MenteeCategory, PupilArea
from ..regulation.catalogue.choices import DIFFICULTY_AREAS, FORMS, ROLE_MODELS
from ..services.plans import TO_END, ActivityDraft, after_days
from ..terms import LONGEST_PLAN
from .programs import date_field

ANY = _("Любая")


class TemplateFilterForm(forms.Form):
    q = forms.CharField(label=_("Слова"), required=False, max_length=100)
    category = forms.ChoiceField(label=_("Для кого"), required=False, choices=[("", ANY), *MenteeCategory.choices])
    form = forms.ChoiceField(label=_("Форма"), required=False, choices=[("", ANY), *FORMS.items()])
    area = forms.ChoiceField(
        label=_("Направление"), required=False,
        choices=[("", ANY), *DIFFICULTY_AREAS.items(), *PupilArea.choices],
    )  # fmt: skip
    who = forms.ChoiceField(
        label=_("Пара или группа"), required=False,
        choices=[("", ANY), ("pair", _("для пары")), ("group", _("для группы"))],
    )  # fmt: skip


class TemplateForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = ProgramTemplate
        fields = ["title", "category", "subject", "form", "role_model", "for_group", "months"]

    form = forms.ChoiceField(label=_("Форма"), required=False, choices=[("", ANY), *FORMS.items()])
    role_model = forms.ChoiceField(label=_("Ролевая модель"), required=False, choices=[("", ANY), *ROLE_MODELS.items()])


class TemplateLineForm(forms.Form):
    text = forms.CharField(label=_("Мероприятие"), max_length=500, required=False)
    area = forms.ChoiceField(label=_("Направление"), choices=[*DIFFICULTY_AREAS.items(), *PupilArea.choices])
    form_of_work = forms.ChoiceField(
        label=_("Форма работы"), required=False, choices=[("", _("Не указана")), *FormOfWork.choices]
    )
    days = forms.IntegerField(
        label=_("Через сколько дней от начала"), required=False, min_value=1, max_value=730,
        help_text=_("Пусто: без срока"),
    )  # fmt: skip
    to_end = forms.BooleanField(label=_("До конца программы"), required=False)
    expected = forms.CharField(label=_("Результат"), max_length=500, required=False)
    co_executors = forms.CharField(label=_("Соисполнители"), max_length=300, required=False)

    def draft(self) -> ActivityDraft | None:
        data = self.cleaned_data
        if not data.get("text", "").strip():
            return None
        rule = TO_END if data["to_end"] else after_days(data["days"]) if data["days"] else None
        return ActivityDraft(
            data["area"], data["text"].strip(), None, data["expected"], None, data["form_of_work"], rule, None,
            data["co_executors"],
        )  # fmt: skip


TemplateLineSet = forms.formset_factory(TemplateLineForm, extra=1, max_num=LONGEST_PLAN, validate_max=True)


def lines_initial(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {
            "text": row.text, "area": row.area, "form_of_work": row.form_of_work, "expected": row.expected,
            "co_executors": row.co_executors, "to_end": row.due_rule == TO_END,
            "days": (row.due_rule or {}).get("days"),
        }
        for row in rows
    ]  # fmt: skip


class TrialForm(forms.Form):
    since = date_field(_("С какого дня"))
    by = forms.CharField(label=_("Кто апробирует"), max_length=300, required=False)


class JudgeForm(forms.Form):
    until = date_field(_("По какой день"))
    outcome = forms.CharField(
        label=_("Что показала апробация"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class SaveTemplateForm(forms.Form):
    title = forms.CharField(label=_("Название образца"), max_length=300)
