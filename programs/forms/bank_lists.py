"""Filters of the two lists, kept in the address; proposals for the banks; the name of a saved selection."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import SearchField

from ..models import BankProposal, MenteeEntry, MentorEntry
from ..models.bank_choices import MenteeCategory, MentorSource, PupilArea, Side, WorkMode
from ..regulation.catalogue.choices import DIFFICULTY_AREAS

ANY_AREA = [("", _("Любая область")), *DIFFICULTY_AREAS.items(), *PupilArea.choices]


class Filter(forms.Form):
    """A value that is not on the list counts as absent: an address may come from anywhere."""

    show = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class MentorFilter(Filter):
    q = SearchField(label=_("Имя или предмет"))
    area = forms.ChoiceField(label=_("С чем поможет"), choices=ANY_AREA, required=False)
    source = forms.ChoiceField(
        label=_("Кто он"), choices=[("", _("Кто угодно")), *MentorSource.choices], required=False
    )
    mode = forms.ChoiceField(
        label=_("Как работает"), choices=[("", _("Как угодно")), *WorkMode.choices], required=False
    )
    state = forms.ChoiceField(
        label=_("Состояние"), choices=[("", _("Любое")), *MentorEntry.State.choices], required=False
    )


class MenteeFilter(Filter):
    q = SearchField(label=_("Имя или предмет"))
    area = forms.ChoiceField(label=_("В чём нужна помощь"), choices=ANY_AREA, required=False)
    category = forms.ChoiceField(
        label=_("Категория"), choices=[("", _("Любая")), *MenteeCategory.choices], required=False
    )
    state = forms.ChoiceField(
        label=_("Состояние"), choices=[("", _("Любое")), *MenteeEntry.State.choices], required=False
    )


class BaseFilter(Filter):
    q = SearchField(label=_("Предмет"))
    area = forms.ChoiceField(label=_("С чем поможет"), choices=ANY_AREA, required=False)
    mode = forms.ChoiceField(
        label=_("Как работает"), choices=[("", _("Как угодно")), *WorkMode.choices], required=False
    )


class StaffFilter(forms.Form):
    q = SearchField(label=_("Фамилия или имя"))


class ProposalForm(forms.Form):
    side = forms.ChoiceField(label=_("Куда"), choices=Side.choices, widget=forms.RadioSelect, initial=Side.MENTEE)
    kind = forms.ChoiceField(
        label=_("Что сделать"),
        choices=BankProposal.Kind.choices,
        widget=forms.RadioSelect,
        initial=BankProposal.Kind.JOIN,
    )
    who = forms.CharField(
        label=_("Кто"),
        max_length=200,
        required=False,
        help_text=_("Фамилия, имя, класс или должность. Пусто — вы сами"),
    )
    reason = forms.CharField(
        label=_("Почему"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Одной фразы достаточно"),
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Ответ"), max_length=500, required=False)
