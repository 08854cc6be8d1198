"""The form of a connection."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField
from accounts.permissions import Actor
from accounts.queries.connections import offered


class ConnectionForm(forms.Form):
    name = forms.CharField(label=_("Какая система"), max_length=100, help_text=_("Например, «Электронный журнал»"))
    scopes = forms.MultipleChoiceField(label=_("Что ей можно"), widget=forms.CheckboxSelectMultiple)
    expires_on = DayField(label=_("По какой день"), help_text=_("Не дольше года"))

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["scopes"].choices = offered(actor)
        self.fields["expires_on"].initial = actor.today + datetime.timedelta(days=180)
