"""Forms of a draft: its words, its plan, what is said about it."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import FormOfWork, Program, ProgramMenteePart, ProgramNote, UnitMember
from ..services.plans import TO_END, ActivityDraft
from ..services.program_notes import SECTIONS
from ..terms import LONGEST_PLAN

DATE = {"type": "date"}
SHORT = forms.Textarea(attrs={"rows": 2})
Areas = Sequence[tuple[str, Any]]


def date_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"), **more)


class NewProgramForm(forms.Form):
    title = forms.CharField(label=_("Название"), max_length=300)
    start_on = date_field(_("Начало"))
    end_on = date_field(_("Окончание"))


class DeveloperForm(forms.Form):
    """One of the pair, of the council, the curator."""

    developer = forms.ChoiceField(label=_("Кто составляет"))

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["developer"].choices = [(str(pk), name) for pk, name in people]


class ProgramForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Program
        fields = list(Program.WORDS)
        widgets = {
            name: forms.Textarea(attrs={"rows": 2})
            for name in Program.WORDS
            if name not in {"title", "work_mode", "course"}
        }


class PartForm(forms.ModelForm):
    """What of a group's programme is of one mentee."""

    class Meta:
        model = ProgramMenteePart
        fields = ["problem", "results"]
        widgets = {"problem": SHORT, "results": SHORT}


class PlanLineForm(forms.Form):
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=_("Мероприятие"), max_length=500, required=False)
    area = forms.ChoiceField(label=_("Направление"))
    due_on = date_field(_("Срок"), required=False)
    to_end = forms.BooleanField(label=_("До конца программы"), required=False)
    expected = forms.CharField(label=_("Результат"), max_length=500, required=False)
    form_of_work = forms.ChoiceField(
        label=_("Форма работы"), required=False, choices=[("", _("Не указана")), *FormOfWork.choices]
    )
    responsible = forms.ChoiceField(label=_("Ответственный"), required=False)
    co_executors = forms.CharField(
        label=_("Соисполнители"), max_length=300, required=False,
        help_text=_("Кафедра, психологическая служба, партнёр"),
    )  # fmt: skip

    def __init__(self, *args: Any, areas: Areas, members: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = (self.initial or {}).get("area")
        self.fields["area"].choices = [*areas, *([(mine, mine)] if mine and mine not in dict(areas) else [])]
        self.fields["responsible"].choices = [("", _("Вся пара")), *((str(pk), name) for pk, name in members)]

    def draft(self) -> ActivityDraft | None:
        """The line as it stands; a term that nobody touched keeps its rule."""
        data = self.cleaned_data
        if not data.get("text", "").strip():
            return None
        kept = self.initial if data["id"] and self.initial.get("id") == data["id"] else {}
        same_day, rule, due_on = data["due_on"] == kept.get("due_on"), None, data["due_on"]
        if data["to_end"]:
            rule, due_on = TO_END, None
        elif kept.get("to_end") and same_day:  # unticked: the day goes with it
            due_on = None
        elif kept.get("due_rule") and same_day:
            rule = kept["due_rule"]
        return ActivityDraft(
            data["area"],
            data["text"].strip(),
            due_on,
            data["expected"],
            data["id"],
            data["form_of_work"],
            rule,
            int(data["responsible"]) if data["responsible"] else None,
            data["co_executors"].strip(),
        )


PlanFormSet = forms.formset_factory(PlanLineForm, extra=1, max_num=LONGEST_PLAN, validate_max=True)


class PlanListForm(forms.Form):
    """Many lines at once, typed or pasted: a line each, all of one area."""

    text = forms.CharField(
        label=_("Добавить списком"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Каждое мероприятие с новой строки; можно вставить из готового плана"),
    )
    area = forms.ChoiceField(label=_("Направление для списка"), required=False)

    def __init__(self, *args: Any, areas: Areas, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = list(areas)

    def clean_text(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["text"].splitlines() if line.strip()]
        if any(len(line) > 500 for line in lines):
            raise forms.ValidationError(_("Строка длиннее 500 знаков: разбейте её на две"))
        return lines

    def drafts(self) -> list[ActivityDraft]:
        area = self.cleaned_data["area"] or self.fields["area"].choices[0][0]
        return [ActivityDraft(area, line) for line in self.cleaned_data["text"]]


def plan_initial(lines: Iterable[ActivityDraft]) -> list[dict[str, Any]]:
    return [
        {**asdict(line), "responsible": line.responsible_id or "", "to_end": line.due_rule == TO_END} for line in lines
    ]


def member_choices(members: Iterable[UnitMember]) -> list[tuple[int, str]]:
    return [(member.pk, f"{member.person.full_name}, {member.get_side_display()}") for member in members]


class RemarkForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    remark = forms.CharField(
        label=_("Что поправить"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class CouncilForm(RemarkForm):
    words = forms.CharField(
        label=_("Решение совета"), max_length=300, required=False, help_text=_("Например: протокол № 3 от 12.10.2026")
    )


class NoteForm(forms.Form):
    """A comment, a suggestion or a request for help; a section is named only where one is changed."""

    kind = forms.ChoiceField(label=_("Что это"))
    section = forms.ChoiceField(label=_("Какой раздел или направление"), required=False)
    text = forms.CharField(label=_("Текст"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, kinds: Sequence[str], areas: Areas, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, str(ProgramNote.Kind(kind).label).capitalize()) for kind in kinds]
        names = [(name, str(Program._meta.get_field(name).verbose_name).capitalize()) for name in SECTIONS]
        self.fields["section"].choices = [
            ("", _("Вся программа")), (_("Раздел записки"), names), (_("Направление мероприятия"), list(areas))
        ]  # fmt: skip

    def said(self) -> dict[str, str]:
        """As the service takes it."""
        data = self.cleaned_data
        line = data["kind"] == ProgramNote.Kind.LINE
        return {
            "kind": data["kind"], "text": data["text"],
            "section": "" if line else data["section"], "area": data["section"] if line else "",
        }  # fmt: skip


class LineNoteForm(forms.Form):
    """What came of a line; only the fields that are the actor's to write."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    product = forms.CharField(
        label=_("Что получилось"),
        max_length=500,
        required=False,
        help_text=_("Урок, отзыв, сертификат, ссылка на работу"),
    )
    mentor_note = forms.CharField(label=_("Заметка наставника"), max_length=2000, required=False, widget=SHORT)
    mentee_reflection = forms.CharField(
        label=_("Впечатления наставляемого"), max_length=2000, required=False, widget=SHORT
    )

    def __init__(self, *args: Any, allowed: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {*allowed, "version"}:
            del self.fields[name]


def usual_end(start: datetime.date, latest: datetime.date | None = None) -> datetime.date:
    """A suggestion: the last day that the regulation names, else the end of the school year; in spring, when it is too
    near, the end of the calendar year."""
    if latest is not None:
        return latest
    if (start.month, start.day) < (3, 1) or start.month >= 6:
        return datetime.date(start.year + (start.month >= 6), 5, 31)
    return datetime.date(start.year, 12, 31)
