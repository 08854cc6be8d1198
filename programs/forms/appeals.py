from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Appeal

WORDS = forms.Textarea(attrs={"rows": 4})


class AppealForm(forms.Form):
    kind = forms.ChoiceField(label=_("О чём"), widget=forms.RadioSelect)
    text = forms.CharField(label=_("Что хотите сказать"), max_length=4000, widget=WORDS)

    def __init__(self, *args: Any, leads: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        hidden = () if leads else (Appeal.Kind.REWARD, Appeal.Kind.PENALTY)
        self.fields["kind"].choices = [(code, label) for code, label in Appeal.Kind.choices if code not in hidden]


class AppealAnswerForm(forms.Form):
    words = forms.CharField(label=_("Ответ"), max_length=4000, widget=WORDS)
