from collections.abc import Mapping
from typing import Any

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


class AnalyticWordsForm(forms.Form):
    """The author's words of an analytic report, a field a place; suggestions of SWOT that he takes over by a tick."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, slots: Mapping[str, str], words: Mapping[str, str], hints: list[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        for slot, title in slots.items():
            self.fields[slot] = forms.CharField(
                label=title, required=False, max_length=6_000, initial=words.get(slot, ""),
                help_text=_("Каждый фактор с новой строки") if slot.startswith("swot:") else "",
                widget=forms.Textarea(attrs={"rows": 3}),
            )  # fmt: skip
        if hints:
            self.fields["take"] = forms.MultipleChoiceField(
                label=_("Что подсказывают числа для SWOT"),
                help_text=_("Отмеченное допишется к факторам; решаете вы"),
                required=False, choices=hints, widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
        self.slots = list(slots)

    def words(self) -> dict[str, str]:
        """By place; what was ticked stands on a line of its own, once."""
        found = {slot: self.cleaned_data[slot] for slot in self.slots}
        for chosen in self.cleaned_data.get("take", ()):
            slot, _mark, line = chosen.partition("|")
            if line not in found[slot]:
                found[slot] = f"{found[slot].rstrip()}\n{line}".strip()
        return found
