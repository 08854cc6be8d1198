"""Forms of the body of mentors: its composition, a meeting, decisions with votes, a case."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.permissions import Actor

from ..models import CouncilCase, CouncilDecision, CouncilMinutes, CouncilSeat, MentorEntry, Program, Unit
from ..models.program import CLOSED
from ..queries.councils import functions_of, heard_cases, may_sit, seats_at, voters_of
from ..queries.units import own_units
from ..services.minutes import ABOUT_PROGRAMS, DecisionDraft, Kind
from .orders import PersonChoice, staff_of


def _date() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _lines(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _name(entry: MentorEntry) -> str:
    return entry.person.full_name


class CouncilForm(forms.Form):
    chair = forms.ModelChoiceField(MentorEntry.objects.none(), label=_("Председатель"), empty_label=_("выберите"))
    secretary = forms.ModelChoiceField(
        MentorEntry.objects.none(), label=_("Секретарь"), required=False, empty_label=_("не выбирать")
    )
    members = forms.ModelMultipleChoiceField(
        MentorEntry.objects.none(), label=_("Члены"), required=False, widget=forms.CheckboxSelectMultiple
    )
    ends = forms.DateField(label=_("Полномочия до"), required=False, widget=_date())

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("chair", "secretary", "members"):
            self.fields[name].queryset = may_sit(actor.organization)
            self.fields[name].label_from_instance = _name


class MeetingForm(forms.Form):
    held_on = forms.DateField(label=_("Дата заседания"), widget=_date())
    agenda = forms.CharField(label=_("Повестка"), max_length=2000, widget=_lines(3))


class MinutesForm(MeetingForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.CharField(label=_("Номер протокола"), max_length=60, required=False)
    present = forms.ModelMultipleChoiceField(
        CouncilSeat.objects.none(), label=_("Присутствовали"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, minutes: CouncilMinutes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].queryset = seats_at(minutes)
        self.fields["present"].label_from_instance = lambda seat: f"{seat.person.full_name}, {seat.get_role_display()}"
        self.order_fields(["number", "held_on", "agenda", "present"])


class DecisionForm(forms.Form):
    kind = forms.ChoiceField(label=_("Вид решения"), choices=CouncilDecision.Kind.choices, initial=Kind.OTHER)
    text = forms.CharField(label=_("Что решено"), max_length=2000, required=False, widget=_lines())
    program = forms.ModelChoiceField(
        Program.objects.none(), label=_("Программа"), required=False, empty_label=_("не о программе")
    )
    case = forms.ModelChoiceField(
        CouncilCase.objects.none(), label=_("Обращение"), required=False, empty_label=_("не по обращению")
    )
    votes_for = forms.IntegerField(label=_("За"), min_value=0, max_value=200, initial=0)
    votes_against = forms.IntegerField(label=_("Против"), min_value=0, max_value=200, initial=0)
    abstained = forms.IntegerField(label=_("Воздержались"), min_value=0, max_value=200, initial=0)
    executor = PersonChoice(
        Person.objects.none(), label=_("Кто исполняет"), required=False, empty_label=_("не назначен")
    )
    due_on = forms.DateField(label=_("Срок"), required=False, widget=_date())

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["executor"].queryset = staff_of(actor)
        programs = Program.objects.visible_to(actor).filter(organization_id=actor.organization_id)
        self.fields["program"].queryset = programs.exclude(state__in=CLOSED)
        self.fields["program"].label_from_instance = lambda program: program.title
        open_ones = CouncilCase.objects.visible_to(actor).filter(state__in=["filed", "heard"])
        self.fields["case"].queryset = open_ones
        self.fields["case"].label_from_instance = lambda case: f"{case.get_kind_display()}: {case.text[:60]}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.is_blank:
            return data
        if data.get("kind") in ABOUT_PROGRAMS and not data.get("program"):
            self.add_error("program", ValidationError(_("Выберите программу, о которой это решение")))
        if data.get("kind") == Kind.CASE and not data.get("case"):
            self.add_error("case", ValidationError(_("Выберите обращение, по которому это решение")))
        return data

    @property
    def is_blank(self) -> bool:
        return not getattr(self, "cleaned_data", {}).get("text", "").strip()

    def draft(self) -> DecisionDraft:
        data = dict(self.cleaned_data)
        if data["kind"] not in ABOUT_PROGRAMS:
            data["program"] = None
        if data["kind"] != Kind.CASE:
            data["case"] = None
        return DecisionDraft(**data)


MOST_DECISIONS = 20
DecisionFormSet = forms.formset_factory(DecisionForm, extra=1, max_num=MOST_DECISIONS, validate_max=True)


class CaseForm(forms.Form):
    kind = forms.ChoiceField(label=_("О чём"), widget=forms.RadioSelect)
    unit = forms.TypedChoiceField(label=_("Пара"), required=False, coerce=int, empty_value=None)
    text = forms.CharField(label=_("В чём вопрос"), max_length=2000, widget=_lines(4))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        functions = functions_of(actor.organization, actor)
        self.fields["kind"].choices = [row for row in CouncilCase.Kind.choices if row[0] in functions]
        self.units = {unit.pk: unit for unit in own_units(actor)}
        named = [
            (unit.pk, ", ".join(member.person.full_name for member in unit.members.all()))
            for unit in self.units.values()
        ]
        self.fields["unit"].choices = [("", _("не о паре")), *named]

    def clean_unit(self) -> Unit | None:
        """One of the actor's own, or none."""
        return self.units.get(self.cleaned_data["unit"])


def decision_initial(minutes: CouncilMinutes, actor: Actor) -> list[dict[str, Any]]:
    """What is written already; at first a line for each case that is being heard, with the votes of who may vote."""
    names = DecisionForm.base_fields
    saved = [{name: getattr(row, name) for name in names} for row in minutes.decisions.all()]
    if saved:
        return saved
    people = list(seats_at(minutes).values_list("person_id", flat=True))
    return [
        {"kind": Kind.CASE, "case": case, "votes_for": voters_of(case, people)} for case in heard_cases(actor)
    ]  # fmt: skip
