from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import SearchField


class SearchForm(forms.Form):
    q = SearchField(label=_("Что ищете"))
