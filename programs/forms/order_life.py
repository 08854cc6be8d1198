"""What a person says about a draft that goes round, whom drafts go round; scans and acts issued outside the system."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.permissions import Actor

from ..models import LocalAct, Visa, VisaKind, VisaStep
from ..queries.order_visas import BODIES
from .consents import ScanField
from .orders import PersonChoice, staff_of


class VisaForm(forms.Form):
    """A body answers by its minutes; whoever has remarks writes them."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=VisaKind.choices, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=_("Ответ"),
        choices=Visa.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Выберите ответ")},
    )
    text = forms.CharField(
        label=_("Замечания"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Их прочитает руководитель, они напечатаются в листе согласования"),
    )
    minutes = forms.CharField(
        label=_("Протокол"), max_length=100, required=False, help_text=_("Например: протокол от 12.08.2022 № 4")
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind not in BODIES:
            del self.fields["minutes"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("verdict") in {Visa.Verdict.REMARKS, Visa.Verdict.AGAINST} and not data.get("text", "").strip():
            self.add_error("text", ValidationError(_("Напишите, что исправить")))
        if "minutes" in self.fields and not data.get("minutes", "").strip():
            self.add_error("minutes", ValidationError(_("Укажите протокол, которым это решено")))
        return data


class VisaStepForm(forms.ModelForm):
    person = PersonChoice(Person.objects.none(), label=_("Кто согласует"), empty_label=_("выберите"))

    class Meta:
        model = VisaStep
        fields = ["person", "kind", "scope"]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = staff_of(actor)

    def validate_unique(self) -> None:
        """The same person again only changes which orders he agrees."""


class ScanForm(forms.Form):
    file = ScanField(label=_("Скан подписанного приказа"))


class LocalActForm(forms.ModelForm):
    """An act issued outside the system."""

    file = ScanField(label=_("Файл"), required=False)

    class Meta:
        model = LocalAct
        fields = ["kind", "title", "number", "dated", "valid_to"]
        widgets = {
            "dated": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "valid_to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"valid_to": _("Оставьте пустым, если срок не назван")}


class ShowActForm(forms.Form):
    nameless = forms.BooleanField(
        label=_("Файл прочитан: имён и сведений о людях без их согласия в нём нет"), required=False
    )


class EndActForm(forms.Form):
    on = forms.DateField(
        label=_("Последний день действия"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
