from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .queries.reports import Line


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
