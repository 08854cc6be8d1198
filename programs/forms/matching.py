"""The forms of matching: the model of the year, the general meeting, other weights to try."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField
from accounts.models import Organization
from accounts.permissions import Actor

from ..models import Partnership
from ..models.bank_choices import SoughtAmong
from ..queries.regulations import effective_regulation
from ..regulation.catalogue.choices import FORMS, MATCHING_PARTS
from .consents import ScanField


class YearModelForm(forms.Form):
    determined_on = forms.DateField(
        label=_("Дата определения модели"), widget=forms.DateInput(format="%d.%m.%Y"),
        help_text=_("С неё считается срок, за который формируют пары"),
    )  # fmt: skip
    sought_among = forms.MultipleChoiceField(
        label=_("Где ищем наставников"),
        choices=SoughtAmong.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    forms = forms.MultipleChoiceField(label=_("Формы этого года"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = effective_regulation(actor.organization, actor.today).value("forms")
        self.fields["forms"].choices = [(code, capfirst(str(FORMS[code]))) for code in allowed]


class MeetingForm(forms.Form):
    held_on = DayField(label=_("День встречи"))
    place = forms.CharField(label=_("Где и во сколько"), max_length=200, required=False)


class WeightsForm(forms.Form):
    """Weights to try: nothing is saved."""

    def __init__(self, *args: Any, now: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part, words in MATCHING_PARTS.items():
            self.fields[part] = forms.IntegerField(
                label=capfirst(str(words)), min_value=0, max_value=100, initial=now.get(part, 0)
            )


class AgreementFileForm(forms.Form):
    file = ScanField(label=_("Подписанный договор"))


class PartnershipForm(forms.Form):
    """An agreement with another organization of the region, or with a partner that the system does not know."""

    partner_kind = forms.ChoiceField(
        label=_("Кто это"), required=False,
        choices=[("", _("организация, которая работает в системе")), *Partnership.PartnerKind.choices],
    )  # fmt: skip
    partner = forms.CharField(
        label=_("С кем договор"), max_length=200,
        help_text=_("Название; организации, которая работает в системе, – без ошибок"),
    )  # fmt: skip
    number = forms.CharField(label=_("Номер договора"), max_length=40, required=False)
    dated = DayField(label=_("Дата договора"))
    valid_from = DayField(label=_("Действует с"))
    valid_to = DayField(label=_("Действует по"), required=False, help_text=_("Пусто — без срока"))
    subject = forms.CharField(
        label=_("О чём"), max_length=300, required=False,
        help_text=_("Например: «наставники обеих школ работают с молодыми педагогами»"),
    )  # fmt: skip

    contact_name = forms.CharField(label=_("С кем связываться"), max_length=200, required=False)
    contact_phone = forms.CharField(label=_("Телефон"), max_length=40, required=False)
    contact_email = forms.EmailField(label=_("Почта"), required=False)
    file = ScanField(label=_("Подписанный договор"), required=False)

    def clean_partner(self) -> Organization | str:
        """By its name: nobody is shown a list of organizations that are not his."""
        name: str = self.cleaned_data["partner"].strip()
        if self.cleaned_data.get("partner_kind"):
            return name
        found = Organization.objects.filter(Q(short_name__iexact=name) | Q(name__iexact=name))[:2]
        if len(found) != 1:
            raise forms.ValidationError(
                _("Такой организации в системе нет: проверьте название или выберите, кто это, строкой выше")
            )
        return found[0]

    def told(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        partner = data.pop("partner")
        outside = {"partner": None, "partner_name": partner}
        return data | ({"partner": partner} if isinstance(partner, Organization) else outside)


class OutcomeForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    outcome = forms.CharField(
        label=_("Что получилось"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Что дал партнёр: люди, помещения, экскурсии, деньги"),
    )  # fmt: skip


class PartnershipFilter(forms.Form):
    STATES = [("", _("все")), ("soon", _("скоро кончаются")), ("now", _("действуют")), ("over", _("кончились"))]
    state = forms.ChoiceField(label=_("Какие"), required=False, choices=STATES)
    kind = forms.ChoiceField(
        label=_("С кем"), required=False,
        choices=[("", _("со всеми")), ("inside", _("с организациями в системе")), *Partnership.PartnerKind.choices],
    )  # fmt: skip
