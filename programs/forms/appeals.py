from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import RowField
from accounts.permissions import Actor

from ..models import Appeal
from ..queries.above import responsible_above
from ..services.appeals import LONGEST

WORDS = forms.Textarea(attrs={"rows": 4})


class AppealForm(forms.Form):
    kind = forms.ChoiceField(label=_("О чём"), widget=forms.RadioSelect)
    text = forms.CharField(label=_("Что хотите сказать"), max_length=4000, widget=WORDS)

    def __init__(self, *args: Any, leads: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        hidden = {Appeal.Kind.ABOVE} | (set() if leads else {Appeal.Kind.REWARD, Appeal.Kind.PENALTY})
        self.fields["kind"].choices = [(code, label) for code, label in Appeal.Kind.choices if code not in hidden]


class ResponsibleField(RowField):
    def label_from_instance(self, obj: Model) -> str:
        row: Any = obj
        return f"{row.person.full_name}, {row.get_role_display()}, {row.organization.short_name}"


class AskAboveForm(forms.Form):
    to = ResponsibleField(label=_("Кому"))
    text = forms.CharField(
        label=_("Вопрос"), max_length=LONGEST, widget=WORDS,
        help_text=_("Детей не называйте: вопрос прочтут в другой организации"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].offer(responsible_above(actor))


class AppealAnswerForm(forms.Form):
    words = forms.CharField(label=_("Ответ"), max_length=4000, widget=WORDS)
