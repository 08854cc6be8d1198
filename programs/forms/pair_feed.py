from django import forms
from django.utils.translation import gettext_lazy as _

from .consents import ScanField
from .events import LinkField


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Заметка"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = ScanField(label=_("Файл"), required=False)


class ChatForm(forms.Form):
    url = LinkField(label=_("Ссылка на чат"), max_length=500, required=False)
