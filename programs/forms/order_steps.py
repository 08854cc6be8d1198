"""What a person says at each step of an order: a remark, a number, a reason, a signature on paper."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.permissions import Actor

from ..models import Order
from .orders import staff_of


class ReturnForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    place = forms.CharField(label=_("В каком месте"), max_length=100, required=False)
    remark = forms.CharField(
        label=_("Замечание"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Напишите замечание: без него приказ не возвращают")},
        help_text=_("Его увидит тот, кто готовил приказ"),
    )

    def __init__(self, *args: Any, noted: int = 0, **kwargs: Any) -> None:
        """``noted``: how many remarks stand in the text; with them a general one is not needed."""
        super().__init__(*args, **kwargs)
        self.noted = noted
        self.fields["remark"].required = not noted


class RegisterForm(forms.Form):
    number = forms.CharField(
        label=_("Номер"), max_length=60, strip=False, help_text=_("Так, как записан в журнале: «13 – А», «47/1»")
    )
    dated = forms.DateField(label=_("Дата"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    stamp_number = forms.CharField(
        label=_("Номер в грифе приложения"),
        max_length=60,
        required=False,
        strip=False,
        help_text=_("Только если он другой"),
    )
    number_apart = forms.CharField(
        label=_("Почему номер повторяется"),
        max_length=120,
        required=False,
        help_text=_("Например: журнал приказов по личному составу; старый приказ, внесён позже"),
    )

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_number(self) -> str:
        return self._line("number")

    def clean_stamp_number(self) -> str:
        return self._line("stamp_number")

    def clean_dated(self) -> datetime.date:
        dated: datetime.date = self.cleaned_data["dated"]
        if dated > self.today:
            raise ValidationError(
                _("Сегодня %(today)s. Укажите сегодняшнюю дату или более раннюю") % {"today": f"{self.today:%d.%m.%Y}"}
            )
        if dated.year < 1992:
            raise ValidationError(_("Год из четырёх цифр, не раньше 1992"))
        return dated

    def _line(self, name: str) -> str:
        """Exactly as typed, spaces and dashes included; only what no line of a journal can hold is refused."""
        value: str = self.cleaned_data[name]
        if value and not value.strip():
            raise ValidationError(_("Здесь одни пробелы. Укажите номер так, как он записан в журнале"))
        if any(not sign.isprintable() and sign not in "\u00a0\u202f\u2009" for sign in value):
            raise ValidationError(_("Номер пишут в одну строку"))
        return value


class AcknowledgersForm(forms.Form):
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=_("Кого ознакомить"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = staff_of(actor)


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Причина"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Напишите причину: она войдёт в приказ и в журнал")},
        help_text=_("Продолжит слова «В связи с …», например: увольнением наставника"),
    )


class VoidForm(forms.Form):
    reason = forms.CharField(
        label=_("Причина"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Напишите, почему приказ не нужен")},
        help_text=_("Её увидит тот, кто готовил приказ"),
    )


class PaperAcknowledgementForm(forms.Form):
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=_("Кто подписал"), widget=forms.CheckboxSelectMultiple
    )
    on = forms.DateField(label=_("Дата подписи"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = order.acknowledgements.filter(acknowledged_on=None)
        self.fields["people"].queryset = Person.objects.filter(pk__in=waiting.values("person_id"))
