"""Forms of the ways in: a password of one's own, a code read aloud."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.secrets import CODE_DIGITS, digits_of


class NewPasswordForm(forms.Form):
    """The password is typed once: it can be shown, and a link for a new one goes to the mailbox."""

    password = forms.CharField(
        label=_("Придумайте пароль"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Не короче 12 знаков. Хорош ряд из четырёх-пяти слов, не из песни"),
    )

    def __init__(self, *args: Any, email: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.email = email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self.email))
        return password


class CodeForm(forms.Form):
    """The code from the curator's sheet, with or without spaces."""

    code = forms.CharField(
        label=_("Код"),
        max_length=40,
        help_text=_("Десять цифр с листка, пробелы не важны"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    remember = forms.BooleanField(label=_("Это моё устройство: не выходить 30 дней"), required=False)

    def clean_code(self) -> str:
        digits = digits_of(self.cleaned_data["code"])
        if len(digits) != CODE_DIGITS:
            raise forms.ValidationError(_("В коде десять цифр. Проверьте, все ли набраны"))
        return digits


class LinkForm(forms.Form):
    remember = forms.BooleanField(label=_("Это моё устройство: не выходить 30 дней"), required=False)
