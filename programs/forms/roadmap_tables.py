"""A table of activities: a file or pasted cells; then the same rows, carried by the page, with what each column is."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from ..imports.plan_table import FIELDS

SALT = "roadmap-table"
LARGEST = 2 * 2**20
LABELS = {
    "number": _("№"), "stage": _("Этап, раздел"), "text": _("Мероприятие"), "term": _("Срок"),
    "responsible": _("Ответственные"), "co_executors": _("Соисполнители"), "resources": _("Ресурсы"),
    "document": _("Вид документа"), "result": _("Результат"),
}  # fmt: skip
CHOICES = [("", _("Не загружать")), *((name, LABELS[name]) for name in FIELDS)]


class PlanTableForm(forms.Form):
    file = forms.FileField(
        label=_("Файл"), required=False, help_text=_("XLSX, XLS, ODS или CSV до 2 МБ"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
    )  # fmt: skip
    pasted = forms.CharField(
        label=_("Скопированные ячейки"), required=False, max_length=300_000, strip=False,
        help_text=_("Из Word или Excel: выделите таблицу вместе с шапкой, скопируйте и вставьте сюда"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("file")
        if file is not None and file.size > LARGEST:
            self.add_error("file", _("Файл больше 2 МБ. Оставьте один лист с картой"))
        elif file is None and not (data.get("pasted") or "").strip() and not self.errors:
            self.add_error("pasted", _("Вставьте таблицу или выберите файл"))
        return data

    def content(self) -> bytes:
        file = self.cleaned_data["file"]
        return file.read() if file is not None else self.cleaned_data["pasted"].encode()


def packed(rows: list[list[str]], organization_id: int) -> str:
    """The rows for the hidden field of the next step: signed, of this organization, good for a day."""
    return signing.dumps([organization_id, rows], salt=SALT, compress=True)


def unpacked(text: str, organization_id: int) -> list[list[str]] | None:
    try:
        owner, rows = signing.loads(text, salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        return None
    return rows if owner == organization_id else None
