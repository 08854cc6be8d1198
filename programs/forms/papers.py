"""Forms of statements, of a new mentor, of a release, of a look at a file, of a helper, of agreements and payments."""

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.permissions import Actor

from ..models import (
    Application,
    DutyRelease,
    FileAccess,
    HelperInvitation,
    MentorEntry,
    MentoringAgreement,
    Payment,
    PlanActivity,
    Program,
    Unit,
    UnitMember,
)
from ..models.program import CLOSED
from ..queries.payments import grounds_of
from .orders import PersonChoice, staff_of

Kind = Application.Kind

# Ready words: read, changed if one likes, sent by one press.
WORDS = {
    Kind.RELEASE: _("Прошу освободить меня от обязанностей наставника."),
    Kind.REPLACE: _("Прошу назначить мне другого наставника."),
    Kind.JOIN: _("Прошу включить меня в программу наставничества."),
    Kind.LEAVE: _("Прошу вывести меня из программы наставничества."),
}


def _date() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _lines(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def members_of(unit: Unit, side: str = "") -> QuerySet[Person]:
    rows = unit.members.filter(left_on=None)
    rows = rows.filter(side=side) if side else rows
    return Person.objects.filter(pk__in=rows.values("person_id"))


class ApplicationForm(forms.Form):
    text = forms.CharField(label=_("Текст заявления"), max_length=2000, widget=_lines(4))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].initial = WORDS[Kind(kind)]


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Почему"),
        max_length=500,
        widget=_lines(),
        error_messages={"required": _("Напишите, почему: ответ прочтёт автор")},
    )


class NewMentorForm(forms.Form):
    mentor = forms.ModelChoiceField(MentorEntry.objects.none(), label=_("Новый наставник"), empty_label=_("выберите"))
    reason = forms.CharField(label=_("Почему он"), max_length=500, required=False, widget=_lines())

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = unit.members.filter(left_on=None).values("person_id")
        rows = MentorEntry.objects.filter(
            organization_id=unit.organization_id, state=MentorEntry.State.ACTIVE, track=unit.track
        ).exclude(person_id__in=here)
        self.fields["mentor"].queryset = rows.select_related("person").order_by("person__last_name", "pk")
        self.fields["mentor"].label_from_instance = lambda entry: (
            f"{entry.person.full_name}, {entry.subject}" if entry.subject else entry.person.full_name
        )


class ReleaseForm(forms.ModelForm):
    person = forms.ModelChoiceField(Person.objects.none(), label=_("Кого освободить"), empty_label=None)

    class Meta:
        model = DutyRelease
        fields = ["person", "activity", "on", "lessons", "reason"]
        widgets = {"on": _date(), "reason": _lines()}
        help_texts = {
            "activity": _("Например: областная конференция наставников"),
            "lessons": _("Например: уроки 2–5 в 7 «А»"),
        }

    def __init__(self, *args: Any, actor: Actor, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = members_of(unit)
        if not actor.may("unit.manage"):
            people = people.filter(pk=actor.person_id)
        self.fields["person"].queryset = people
        self.fields["person"].initial = people.first()


class SubstituteForm(forms.Form):
    substitute = PersonChoice(
        Person.objects.none(),
        label=_("Кто замещает"),
        empty_label=_("выберите"),
        error_messages={"required": _("Выберите, кто замещает: без замены приказа не будет")},
    )
    continuity = forms.CharField(
        label=_("Как не прервётся работа"),
        max_length=500,
        widget=_lines(),
        error_messages={"required": _("Напишите, как не прервётся работа: без этого приказа не будет")},
        help_text=_("Уроки и встречи пары: кто, что и когда"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["substitute"].queryset = staff_of(actor)


class AccessForm(forms.ModelForm):
    mentee = forms.ModelChoiceField(Person.objects.none(), label=_("Чьё личное дело"), empty_label=None)
    until = forms.DateField(label=_("До какого дня"), widget=_date())

    class Meta:
        model = FileAccess
        fields = ["mentee", "purpose", "materials", "until"]
        help_texts = {
            "purpose": _("Например: составить программу первого года"),
            "materials": _("Например: образование, курсы, стаж"),
        }

    def __init__(self, *args: Any, unit: Unit, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = members_of(unit, UnitMember.Side.MENTEE)
        self.fields["mentee"].queryset = people
        self.fields["mentee"].initial = people.first()
        self.fields["until"].initial = today + datetime.timedelta(days=7)


class HelperForm(forms.ModelForm):
    person = PersonChoice(Person.objects.none(), label=_("Кого попросить"), empty_label=_("выберите"))
    until = forms.DateField(label=_("До какого дня"), widget=_date())
    activity = forms.ModelChoiceField(
        PlanActivity.objects.none(), label=_("Мероприятие плана"), required=False, empty_label=_("не из плана")
    )

    class Meta:
        model = HelperInvitation
        fields = ["person", "task", "activity", "until"]
        help_texts = {"task": _("Одно дело. Например: провести мастер-класс по устному счёту")}

    def __init__(self, *args: Any, unit: Unit, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = unit.members.filter(left_on=None).values("person_id")
        self.fields["person"].queryset = staff_of(actor).exclude(pk__in=here)
        open_ones = Program.objects.filter(unit=unit).exclude(state__in=CLOSED)
        self.fields["activity"].queryset = PlanActivity.objects.filter(program__in=open_ones, state="planned")
        self.fields["activity"].label_from_instance = lambda line: f"{line.position}. {line.text}"
        self.fields["until"].initial = actor.today + datetime.timedelta(days=14)


class AgreementForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = MentoringAgreement
        fields = [
            "duties", "form_of_work", "starts", "ends", "hours", "amount", "pay_terms", "duties_in_job_description",
        ]  # fmt: skip
        widgets = {"duties": _lines(4), "starts": _date(), "ends": _date()}
        help_texts = {
            "amount": _("Если размер установлен; иначе действуют условия ниже"),
            "duties_in_job_description": _("Тогда соглашение не подписывают и выплату не назначают: решает школа"),
        }


class PaymentForm(forms.ModelForm):
    person = PersonChoice(Person.objects.none(), label=_("Кому"), empty_label=_("выберите"))

    class Meta:
        model = Payment
        fields = ["person", "kind", "amount", "starts", "ends", "basis", "basis_dated", "basis_clause"]
        widgets = {"starts": _date(), "ends": _date(), "basis_dated": _date()}
        help_texts = {"basis_clause": _("Например: п. 4.2")}

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mentors = MentorEntry.objects.filter(organization_id=actor.organization_id)
        self.fields["person"].queryset = Person.objects.filter(pk__in=mentors.values("person_id"))
        known = grounds_of(actor.organization, actor.today)
        self.fields["basis"].choices = [(code, Payment.Basis(code).label) for code in known]
        if self.initial.get("basis") not in known:
            self.initial.pop("basis", None)
