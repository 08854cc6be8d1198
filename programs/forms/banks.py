from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.permissions import Actor
from accounts.queries.people import OTHERS, PUPILS, STAFF, list_for
from accounts.templatetags.ui_words import initials

from ..bank_rules import INSIDERS
from ..models import MenteeEntry, MenteeRequest, MentorEntry
from ..models.bank_choices import (
    PUPIL_CATEGORIES,
    HardWith,
    IdentifiedBasis,
    IdentifiedBy,
    MenteeCategory,
    MentorSource,
    PupilArea,
    SensitiveCategory,
    WorkMode,
)
from ..queries.banks import offered_mentors
from ..queries.partners import lent
from ..queries.regulations import effective_regulation
from ..queries.units import role_model_words
from ..regulation.catalogue.choices import DIFFICULTY_AREAS, FORMS, KINDS, MATCHING_QUESTIONS
from .bank_fields import MentorChoice, at_most
from .orders import PersonChoice

AREAS = list(DIFFICULTY_AREAS.items())
STAFF_CATEGORIES = [code for code in MenteeCategory if code not in (*PUPIL_CATEGORIES, MenteeCategory.SENSITIVE)]


def free_people(
    actor: Actor, model: type[MentorEntry] | type[MenteeEntry], group: str, q: str = ""
) -> QuerySet[Person]:
    """Those of the group who are in no bank of the kind, or have left it."""
    taken = model.objects.filter(organization_id=actor.organization_id).exclude(state__in=["withdrawn", "dropped_out"])
    return list_for(actor, q=q, group=group).exclude(pk__in=taken.values("person_id"))


def areas_for(pupil: bool) -> list[tuple[str, Any]]:
    """Pupils have areas of their own; teachers those of the documents."""
    return list(PupilArea.choices) if pupil else AREAS


class PlacedPerson(PersonChoice):
    """With the post or the class, so that namesakes are told apart."""

    def label_from_instance(self, person: Person) -> str:
        where = [job.title for job in getattr(person, "jobs", [])] + [
            place.class_label for place in getattr(person, "places", [])
        ]
        return f"{person.full_name}, {where[0]}" if where else person.full_name


class MentorForm(forms.Form):
    person = PlacedPerson(Person.objects.none(), label=_("Кто"), empty_label=_("выберите"))
    source = forms.ChoiceField(label=_("Кто он школе"), required=False)
    subject = forms.CharField(label=_("Предмет или направление"), max_length=120, required=False)
    competencies = forms.MultipleChoiceField(
        label=_("С чем поможет"), required=False, widget=forms.CheckboxSelectMultiple
    )
    measurable_results = forms.CharField(
        label=_("Измеримые результаты работы"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, actor: Actor, group: str = STAFF, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = free_people(actor, MentorEntry, group)
        self.fields["competencies"].choices = areas_for(group == PUPILS)
        outside = [(code, MentorSource(code).label) for code in MentorSource if code not in INSIDERS]
        self.fields["source"].choices = outside
        if group != OTHERS:
            del self.fields["source"]
        if not effective_regulation(actor.organization, actor.today).value("mentor_requires_measurable_results"):
            del self.fields["measurable_results"]


class MenteeForm(forms.Form):
    person = PlacedPerson(Person.objects.none(), label=_("Кто"), empty_label=_("выберите"))
    category = forms.ChoiceField(label=_("Категория"))
    subject = forms.CharField(label=_("Предмет или направление"), max_length=120, required=False)
    experience_teaching = forms.IntegerField(
        label=_("Педагогический стаж, полных лет"), required=False, min_value=0, max_value=70
    )
    identified_by = forms.ChoiceField(
        label=_("Кто предложил"), choices=[("", _("не указано")), *IdentifiedBy.choices], required=False
    )
    identified_basis = forms.ChoiceField(
        label=_("На каком основании"), choices=[("", _("не указано")), *IdentifiedBasis.choices], required=False
    )

    def __init__(self, *args: Any, actor: Actor, group: str = STAFF, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = free_people(actor, MenteeEntry, group)
        self.fields["category"].choices = category_choices(actor, pupil=group == PUPILS)
        if group == PUPILS:
            del self.fields["experience_teaching"]


def category_choices(actor: Actor, *, pupil: bool) -> list[tuple[str, Any]]:
    """Sensitive ones are offered to whoever may know them."""
    plain = PUPIL_CATEGORIES if pupil else STAFF_CATEGORIES
    rows: list[tuple[str, Any]] = [(code, MenteeCategory(code).label) for code in plain]
    if actor.may("bank.sensitive"):
        of_pupils = [code for code in SensitiveCategory if code != SensitiveCategory.BURNOUT]
        rows += [(c, SensitiveCategory(c).label) for c in (of_pupils if pupil else [SensitiveCategory.BURNOUT])]
    return rows


class RequestForm(forms.ModelForm):
    """The request card: what is hard, what is wanted; the rest is by wish."""

    areas = forms.MultipleChoiceField(label=_("В чём нужна помощь"), widget=forms.CheckboxSelectMultiple)
    preferred_kinds = forms.MultipleChoiceField(
        label=_("Как хотелось бы заниматься"),
        choices=list(KINDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    hard_with = forms.MultipleChoiceField(
        label=_("С чем трудно"), choices=HardWith.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    wished = MentorChoice(label=_("С кем хотелось бы"))
    excluded = MentorChoice(label=_("С кем не хотелось бы"))

    class Meta:
        model = MenteeRequest
        fields = [
            "areas", "problem", "desired_result", "hard_with", "urgency", "subject", "preferred_mode",
            "preferred_kinds",
            "hours_per_month", "preferred_mentor_traits",
        ]  # fmt: skip
        widgets = {
            "problem": forms.Textarea(attrs={"rows": 3}),
            "desired_result": forms.Textarea(attrs={"rows": 2}),
            "preferred_mentor_traits": forms.Textarea(attrs={"rows": 2}),
            "urgency": forms.RadioSelect,
        }

    def __init__(self, *args: Any, entry: MenteeEntry, pupil: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = areas_for(pupil)
        if entry.state == MenteeEntry.State.CONSENT_PENDING:  # words about a person wait for his consent
            for name in set(self.fields) - {"areas", "urgency"}:
                del self.fields[name]
            return
        if entry.category != MenteeCategory.YOUNG_SPECIALIST:
            del self.fields["hard_with"]
        self.fields["preferred_mode"].choices = [("", _("всё равно")), *WorkMode.choices]
        for name in ("wished", "excluded"):
            self.fields[name].queryset = offered_mentors(entry)

    def clean_hours_per_month(self) -> int | None:
        return at_most(self.cleaned_data["hours_per_month"], 100)


class SupportForm(forms.Form):
    support_plan = forms.CharField(
        label=_("Чем поддерживаем, пока нет пары"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        initial=_("Встречи с педагогом-психологом, поиск наставника продолжается"),
    )  # fmt: skip
    others = forms.BooleanField(required=False)

    def __init__(self, *args: Any, others: Sequence[MenteeEntry] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["others"].label = _("И остальным, кому подбор не нашёл пары: %s") % len(others)
        self.fields["others"].help_text = ", ".join(initials(entry.person) for entry in others)
        if not others:
            del self.fields["others"]


CHOSEN_KINDS = ("VIRTUAL", "SHORT_TERM", "SITUATIONAL", "SPEED")  # the others follow from who is in the pair


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
    reverse = forms.BooleanField(
        label=_("Оба учат и учатся (реверсивная пара)"),
        required=False,
        help_text=_("Встречи подтверждают оба; программа одна"),
    )
    kind = forms.ChoiceField(
        label=_("Вид"), required=False,
        help_text=_("Обычно его называет число участников: один на один или группа"),
    )  # fmt: skip
    form_basis = forms.CharField(
        label=_("Почему эта форма"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Пусто — запишем запрос наставляемых и кто из наставников на него отвечает"),
    )  # fmt: skip
    role_model = forms.ChoiceField(label=_("Ролевая модель"), required=False)
    questions = forms.MultipleChoiceField(
        label=_("По каким вопросам подобраны"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Почему эти люди"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = {"organization_id": actor.organization_id}
        came = lent(actor.organization_id, actor.today).values("pk")
        mentors = MentorEntry.objects.filter(Q(**mine) | Q(pk__in=came), state=MentorEntry.State.ACTIVE)
        waiting = [MenteeEntry.State.REQUESTED, MenteeEntry.State.UNMATCHED_SUPPORT]
        mentees = MenteeEntry.objects.filter(state__in=waiting, **mine)
        self.fields["mentor"].queryset = mentors.select_related("person")
        self.fields["mentees"].queryset = mentees.select_related("person")
        for name in ("mentor", "mentees"):
            self.fields[name].label_from_instance = lambda entry: (
                f"{entry.person.full_name}, {entry.subject}" if entry.subject else entry.person.full_name
            )
        rules = effective_regulation(actor.organization, actor.today)
        self.known_kinds = rules.value("kinds") or list(KINDS)
        if "REVERSE" not in self.known_kinds:
            del self.fields["reverse"]
        allowed = rules.value("forms") or list(FORMS)
        codes = [item["form"] if isinstance(item, dict) else item for item in allowed]
        forms_here = [(code, FORMS[code]) for code in codes if code in FORMS]
        named_here = [(f"OTHER:{name}", name) for name in rules.value("other_forms")] if "OTHER" in codes else []
        self.fields["form"].choices = [*forms_here, *named_here]
        self.fields["more_forms"].choices = forms_here
        kinds = [(code, KINDS[code]) for code in CHOSEN_KINDS if code in self.known_kinds]
        self.fields["kind"].choices = [("", _("по числу участников")), *kinds]
        named = {
            "role_model": [(code, role_model_words(code)) for code in rules.value("role_models")],
            "questions": [(code, MATCHING_QUESTIONS[code]) for code in rules.value("matching_questions")],
        }
        for name, choices in named.items():  # asked only where the regulation names them
            if choices:
                self.fields[name].choices = [("", _("не названа")), *choices] if name == "role_model" else choices
            else:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """The school's own name of a form travels with its code; the kinds follow from who is in the pair."""
        data = super().clean() or {}
        data["form"], _colon, data["form_name"] = str(data.get("form", "")).partition(":")
        base = "GROUP" if len(data.get("mentees") or ()) > 1 else "REVERSE" if data.get("reverse") else "TRADITIONAL"
        chosen = data.get("kind", "")
        if base == "TRADITIONAL" and (chosen == "SPEED" or base not in self.known_kinds):
            base = ""
        data["kinds"] = [kind for kind in (base, chosen) if kind]
        return data
