from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.permissions import Actor

from ..models import MenteeEntry, MentorEntry
from ..queries.regulations import effective_regulation
from ..regulation.catalogue.choices import DIFFICULTY_AREAS, FORMS
from .orders import PersonChoice, staff_of

MENTEE_CATEGORIES = {
    "YOUNG_SPECIALIST": _("молодой специалист (стаж до 3 лет)"),
    "NEW_PLACE": _("новый в организации"),
    "NEW_POSITION": _("новая должность"),
    "AFTER_ATTESTATION": _("по итогам аттестации"),
    "DIGITAL_SKILLS": _("осваивает цифровые навыки"),
    "LESS_EXPERIENCED": _("менее опытный"),
}
AREAS = list(DIFFICULTY_AREAS.items())


def _free(actor: Actor, model: type[MentorEntry] | type[MenteeEntry]) -> Any:
    taken = model.objects.filter(organization_id=actor.organization_id).values("person_id")
    return staff_of(actor).exclude(pk__in=taken)


class MentorForm(forms.Form):
    person = PersonChoice(Person.objects.none(), label=_("Кто"), empty_label=_("выберите"))
    subject = forms.CharField(label=_("Предмет"), max_length=120, required=False)
    competencies = forms.MultipleChoiceField(
        label=_("С чем поможет"), choices=AREAS, required=False, widget=forms.CheckboxSelectMultiple
    )
    measurable_results = forms.CharField(
        label=_("Измеримые результаты работы"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    max_parallel = forms.IntegerField(
        label=_("Наставляемых одновременно, не больше"), required=False, min_value=1, max_value=20
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = _free(actor, MentorEntry)


class MenteeForm(forms.Form):
    person = PersonChoice(Person.objects.none(), label=_("Кто"), empty_label=_("выберите"))
    category = forms.ChoiceField(label=_("Категория"), choices=list(MENTEE_CATEGORIES.items()))
    subject = forms.CharField(label=_("Предмет"), max_length=120, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = _free(actor, MenteeEntry)


class RequestForm(forms.Form):
    areas = forms.MultipleChoiceField(label=_("В чём нужна помощь"), choices=AREAS, widget=forms.CheckboxSelectMultiple)
    problem = forms.CharField(label=_("В чём трудность"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    desired_result = forms.CharField(
        label=_("Какой результат нужен"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class SupportForm(forms.Form):
    support_plan = forms.CharField(
        label=_("Чем поддерживаем, пока нет пары"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class UnitForm(forms.Form):
    """A pair or a group: who, whom, in which form."""

    mentor = forms.ModelChoiceField(MentorEntry.objects.none(), label=_("Наставник"), empty_label=_("выберите"))
    mentees = forms.ModelMultipleChoiceField(
        MenteeEntry.objects.none(), label=_("Наставляемые"), widget=forms.CheckboxSelectMultiple
    )
    form = forms.ChoiceField(label=_("Форма"))
    more_forms = forms.MultipleChoiceField(
        label=_("Ещё формы"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Если пара применяет несколько форм сразу. Отчёты считают её по главной форме"),
    )
    reason = forms.CharField(
        label=_("Почему эти люди"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = {"organization_id": actor.organization_id}
        mentors = MentorEntry.objects.filter(state=MentorEntry.State.ACTIVE, **mine)
        waiting = [MenteeEntry.State.REQUESTED, MenteeEntry.State.UNMATCHED_SUPPORT]
        mentees = MenteeEntry.objects.filter(state__in=waiting, **mine)
        self.fields["mentor"].queryset = mentors.select_related("person")
        self.fields["mentees"].queryset = mentees.select_related("person")
        for name in ("mentor", "mentees"):
            self.fields[name].label_from_instance = lambda entry: (
                f"{entry.person.full_name}, {entry.subject}" if entry.subject else entry.person.full_name
            )
        allowed = effective_regulation(actor.organization, actor.today).value("forms") or list(FORMS)
        codes = [item["form"] if isinstance(item, dict) else item for item in allowed]
        self.fields["form"].choices = [(code, FORMS[code]) for code in codes if code in FORMS]
        self.fields["more_forms"].choices = self.fields["form"].choices
