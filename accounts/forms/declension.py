"""How a name reads in the cases of documents, where its holder says otherwise than the system."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.grammar import Case, Gender, decline_name
from accounts.models import Person

LABELS = {
    Case.GENITIVE: _("Нет кого"),
    Case.DATIVE: _("Поручить кому"),
    Case.ACCUSATIVE: _("Назначить кого"),
    Case.INSTRUMENTAL: _("Подписано кем"),
    Case.PREPOSITIONAL: _("Рассказать о ком"),
}
GENDERS = {Person.Gender.FEMALE: Gender.FEMALE, Person.Gender.MALE: Gender.MALE}


def automatic(person: Person, case: Case) -> str:
    """What the system writes of itself."""
    gender = GENDERS.get(person.gender)
    return decline_name(person.last_name, person.first_name, person.patronymic, case, gender=gender)


class CasesForm(forms.Form):
    """A field a case. What is left as the system writes it is not kept: the name may change its letters later."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["version"].initial = person.version
        self.automatic = {case: automatic(person, case) for case in LABELS}
        for case, label in LABELS.items():
            self.fields[case.value] = forms.CharField(
                label=label,
                required=False,
                max_length=300,
                initial=person.declension.get(case.value) or self.automatic[case],
                help_text=_("Система пишет: %s") % self.automatic[case],
            )

    def by_hand(self) -> dict[str, str]:
        return {
            case.value: self.cleaned_data[case.value]
            for case in LABELS
            if self.cleaned_data[case.value] != self.automatic[case]
        }
