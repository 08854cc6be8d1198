from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.forms.consents import ScanField

from .queries.reports import Line
from .queries.tasks import OwnDocument


class RemarkForm(forms.Form):
    remark = forms.CharField(
        label=_("Что проверить"),
        help_text=_("Увидит тот, кто подтверждал отчёт"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Напишите, что проверить: без замечания отчёт не возвращают")},
    )


class CorrectionForm(forms.Form):
    """Which line, and why: the number itself comes from the records."""

    code = forms.ChoiceField(label=_("Что исправить"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Почему число изменилось"),
        help_text=_("Останется рядом с обоими числами"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Напишите, почему число изменилось")},
    )

    def __init__(self, *args: Any, changed: list[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [
            (line.indicator.code, f"{line.indicator.title}: было {line.value}, стало {line.present}")
            for line in changed
        ]
        if len(changed) == 1:
            self.initial["code"] = changed[0].indicator.code


class TaskForm(forms.Form):
    """An order or an act of the organization, or a scan of a paper that is in neither register."""

    document = forms.ChoiceField(
        label=_("Документ организации"), required=False, help_text=_("Приказ или акт из вашего реестра")
    )
    file = ScanField(label=_("Или скан"), required=False)

    def __init__(self, *args: Any, documents: list[OwnDocument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].choices = [("", _("не выбран")), *((row.value, row.label) for row in documents)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        content, name = data.pop("file", (b"", ""))
        if not content and not data.get("document"):
            raise forms.ValidationError(_("Выберите документ из списка или приложите скан"))
        return {**data, "content": content, "name": name}
