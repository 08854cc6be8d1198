"""Errors of forms in the words of the design: what is wrong and how to put it right, without «неверно»."""

import calendar
import re
from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MONTHS = gettext_lazy("январе|феврале|марте|апреле|мае|июне|июле|августе|сентябре|октябре|ноябре|декабре")


def _missing(field: BoundField) -> str:
    if isinstance(field.field, forms.FileField):
        return _("Приложите файл")
    if isinstance(field.field, forms.BooleanField):
        return _("Без этой отметки продолжить нельзя")
    if isinstance(field.field, forms.ChoiceField | forms.ModelChoiceField):
        return _("Выберите вариант")
    return _("Заполните это поле")


def _bad_date(field: BoundField) -> str:
    """«В ноябре 30 дней. Укажите день с 1 по 30» where the day alone is wrong."""
    typed = re.fullmatch(r"\s*(\d{1,2})\.(\d{1,2})\.(\d{4})\s*", str(field.value() or ""))
    month, year = (int(typed[2]), int(typed[3])) if typed else (0, 0)
    if 1 <= month <= 12 and year >= 1:
        days = calendar.monthrange(year, month)[1]
        name = str(MONTHS).split("|")[month - 1]
        return _("В %(month)s %(days)d дней. Укажите день с 1 по %(days)d") % {"month": name, "days": days}
    return _("Укажите дату цифрами, например 18.11.2026")


def _invalid(field: BoundField) -> str:
    if isinstance(field.field, forms.DateField):
        return _bad_date(field)
    if isinstance(field.field, forms.EmailField):
        return _("Проверьте адрес почты: нужны знак @ и имя сервера, например ivanova@school.ru")
    return _("Укажите число цифрами")


OURS: dict[str, Callable[[BoundField], str]] = {
    "required": _missing,
    "invalid": _invalid,
    "invalid_choice": lambda field: _("Такого варианта больше нет. Выберите из списка"),
    "null_characters_not_allowed": lambda field: _("В тексте есть невидимый служебный знак. Наберите текст заново"),
}


def _is_django_own(field: BoundField, error: ValidationError) -> bool:
    """True unless the form, the field or a validator of ours gave its own words."""
    defaults = {
        text for cls in type(field.field).__mro__ for text in getattr(cls, "default_error_messages", {}).values()
    }
    validators = {getattr(validator, "message", None) for validator in field.field.default_validators}
    return error.message in defaults | validators or error.code == "null_characters_not_allowed"


def messages_of(field: BoundField) -> list[str]:
    """Error texts of a field, without the last full stop."""
    found: list[str] = []
    for error in field.errors.as_data():
        if error.code in OURS and _is_django_own(field, error):
            found.append(OURS[error.code](field))
        else:
            found += [str(message).removesuffix(".") for message in error]
    return found
