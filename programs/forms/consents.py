import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.services.files import LARGEST, detected_type


class ScanField(forms.FileField):
    """The bytes and the name of a PDF or a picture; what the file is, its first bytes say, not its name."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("PDF, JPEG или PNG, до 20 МБ"))
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> tuple[bytes, str]:  # type: ignore[override]
        scan = super().clean(data, initial)
        if not scan:
            return b"", ""
        if scan.size > LARGEST:
            raise ValidationError(_("Файл больше 20 МБ: уменьшите разрешение скана"))
        content: bytes = scan.read()
        if detected_type(content) is None:
            raise ValidationError(_("Это не PDF, JPEG и не PNG: сохраните скан в одном из этих видов"))
        return content, scan.name


class PaperPileForm(forms.Form):
    """One date for many sheets."""

    on = forms.DateField(label=_("Дата подписи"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> datetime.date:
        on: datetime.date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(_("Дата подписи не может быть в будущем: сегодня %s") % f"{self.today:%d.%m.%Y}")
        return on


class PaperConsentForm(PaperPileForm):
    scan = ScanField(label=_("Скан"), required=False)
