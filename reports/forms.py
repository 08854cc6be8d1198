from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.services.files import LARGEST


class VerifyFileForm(forms.Form):
    """The file that somebody has, to be compared with the issued one."""

    file = forms.FileField(
        label=_("PDF, который у вас"),
        help_text=_("Файл не сохраняем: сравним и забудем"),
        allow_empty_file=True,
        error_messages={"required": _("Выберите файл, который нужно сверить")},
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > LARGEST:
            raise ValidationError(_("Файл больше 20 МБ, выпущенные документы намного меньше. Тот ли это файл?"))
        return file


class CodeForm(forms.Form):
    """A code typed from the paper: spaces, dashes and capitals are the reader's, not the code's."""

    code = forms.CharField(
        label=_("Код под QR-кодом"),
        max_length=40,
        help_text=_("16 букв и цифр в конце адреса, который напечатан на документе"),
        error_messages={"required": _("Наберите код")},
    )

    def clean_code(self) -> str:
        code = "".join(sign for sign in self.cleaned_data["code"].lower() if sign.isalnum())
        if not code.isascii() or len(code) != 16:
            raise ValidationError(_("В коде 16 латинских букв и цифр, а здесь другое. Проверьте раскладку"))
        return code
