from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField


class NoteForm(forms.Form):
    done_on = DayField(label=_("Когда"), required=False, help_text=_("Пусто — сегодня"))
    text = forms.CharField(
        label=_("Что сделано"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Прочтут только куратор и психолог"),
    )
