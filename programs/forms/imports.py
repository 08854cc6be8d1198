"""The file or the pasted cells, the choice of columns, the corrections of rows, the figures of a year."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ..imports.archive import LARGEST
from ..models import ImportBatch, YearFigures
from ..services.figures import NUMBERS, PARTS

MOST_ID = 19  # digits


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("Что загружаем"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("Файл"),
        required=False,
        help_text=_("XLSX, XLS, ODS или CSV до 20 МБ. Шапка в две строки и объединённые ячейки не мешают"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt,.xlsb"}),
    )
    pasted = forms.CharField(
        label=_("Скопированные ячейки"),
        required=False,
        max_length=1_500_000,
        strip=False,
        help_text=_("Выделите таблицу вместе с шапкой, скопируйте и вставьте сюда"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = kinds

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file: UploadedFile | None = cleaned.get("file")
        if file is not None and file.size is not None and file.size > LARGEST:
            self.add_error("file", _("Файл больше 20 МБ. Удалите листы и картинки, которые не нужны"))
        elif file is None and not (cleaned.get("pasted") or "").strip() and not self.errors:
            self.add_error("file", _("Выберите файл или вставьте строки"))
        return cleaned

    def content(self) -> tuple[bytes, str]:
        """The bytes and the name that they are kept under."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is not None:
            return file.read(), file.name or ""
        return self.cleaned_data["pasted"].encode(), str(_("Вставленные строки.txt"))


def chosen_columns(data: QueryDict, batch: ImportBatch) -> dict[int, str]:
    return {
        column["index"]: data[f"column-{column['index']}"]
        for column in batch.columns
        if f"column-{column['index']}" in data
    }


def corrections(data: QueryDict) -> tuple[dict[int, dict[str, str]], dict[int, str]]:
    """``fix-<row>-<field>`` and ``who-<row>`` of a page of rows."""
    fixes: dict[int, dict[str, str]] = {}
    decisions: dict[int, str] = {}
    for name, value in data.items():
        kind, _dash, rest = name.partition("-")
        number, _dash, field = rest.partition("-")
        if not number.isdecimal() or len(number) >= MOST_ID:
            continue
        if kind == "fix" and field:
            fixes.setdefault(int(number), {})[field] = str(value)
        elif kind == "who" and value:
            decisions[int(number)] = str(value)
    return fixes, decisions


class FiguresForm(forms.ModelForm):
    """A part is never greater than its whole. Empty is «not known»."""

    class Meta:
        model = YearFigures
        fields = list(NUMBERS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for part, whole in PARTS:
            share, total = cleaned.get(part), cleaned.get(whole)
            if share is not None and total is not None and share > total:
                self.add_error(part, _("Часть больше целого: исправьте одно из чисел"))
        return cleaned
