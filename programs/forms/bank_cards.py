"""The card of a mentor in short steps, the curator's part of it, and the card of a mentee."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.forms.fields import DayField

from ..models import MenteeEntry, MentorEntry
from ..models.bank_choices import (
    PUPIL_PORTRAITS,
    Evidence,
    InterviewResult,
    MenteeCategory,
    MentorSource,
    Portrait,
    SensitiveCategory,
    SpecialFlag,
    WorkMode,
)
from ..queries.regulations import effective_regulation
from ..regulation.catalogue.choices import FORMS, KINDS
from .bank_fields import TagsField, at_most
from .banks import areas_for, category_choices
from .consents import ScanField

ROWS = {name: forms.Textarea(attrs={"rows": 3}) for name in ("interests", "achievements", "measurable_results")}
PUPIL_ONLY = ("clubs",)
STAFF_ONLY = (
    "experience_total", "experience_teaching", "qualification_category", "pedagog_mentor_category", "education",
    "honors",
)  # fmt: skip


def ticks(label: Any, choices: Any = ()) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


def link(label: Any) -> forms.URLField:
    return forms.URLField(label=label, max_length=300, required=False, assume_scheme="https")


class EvidenceForm(forms.Form):
    kind = forms.ChoiceField(label=_("Что подтверждает"), choices=Evidence.choices, widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("Название документа"), max_length=200, help_text=_("Например, приказ о высшей категории, 2025")
    )
    file = ScanField(label=_("Файл"))


class CardForm(forms.ModelForm):
    """Fields of an entry with the version that was read. What does not concern the person is not asked."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["version"].initial = self.instance.version

    def without(self, names: Any) -> None:
        for name in names:
            self.fields.pop(name, None)

    def values(self) -> Mapping[str, Any]:
        """What the service writes: the fields without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def _post_clean(self) -> None:
        """The instance stays as it was read: the service compares and writes. So no validator of the model runs."""

    def clean_experience_total(self) -> int | None:
        return at_most(self.cleaned_data["experience_total"], 70)

    def clean_experience_teaching(self) -> int | None:
        return at_most(self.cleaned_data["experience_teaching"], 70)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        total, teaching = data.get("experience_total"), data.get("experience_teaching")
        if total is not None and teaching is not None and teaching > total:
            self.add_error("experience_teaching", _("Педагогический стаж не больше общего"))
        return data


class MentorStep(CardForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        pupil = self.instance.source == MentorSource.PUPIL
        self.without(STAFF_ONLY if pupil else PUPIL_ONLY)


class HelpStep(MentorStep):
    competencies = ticks(_("С чем поможете"))
    competency_tags = TagsField(label=_("Темы своими словами"), help_text=_("Через запятую: ОГЭ, дисциплина на уроке"))

    class Meta:
        model = MentorEntry
        fields = ["competencies", "subject", "competency_tags", "clubs", "interests"]
        widgets = ROWS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["competencies"].choices = areas_for(self.instance.source == MentorSource.PUPIL)


class ReadyStep(MentorStep):
    work_modes = ticks(_("Как удобно работать"), WorkMode.choices)
    forms_ready = ticks(_("Формы, к которым готовы"))
    kinds_ready = ticks(_("Виды, к которым готовы"), list(KINDS.items()))

    class Meta:
        model = MentorEntry
        fields = [
            "work_modes", "hours_per_month", "max_parallel", "shift", "preferred_age_from", "preferred_age_to",
            "forms_ready", "kinds_ready",
        ]  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["max_parallel"].min_value = 1
        organization = self.instance.organization
        rules = effective_regulation(organization, clock.today(organization.zone))
        allowed = rules.value("forms") or list(FORMS)
        codes = [item["form"] if isinstance(item, dict) else item for item in allowed]
        self.fields["forms_ready"].choices = [(code, FORMS[code]) for code in codes if code in FORMS]

    def clean_hours_per_month(self) -> int | None:
        return at_most(self.cleaned_data["hours_per_month"], 200)

    def clean_preferred_age_from(self) -> int | None:
        return at_most(self.cleaned_data["preferred_age_from"], 120)

    def clean_preferred_age_to(self) -> int | None:
        return at_most(self.cleaned_data["preferred_age_to"], 120)

    def clean_max_parallel(self) -> int | None:
        value: int | None = self.cleaned_data["max_parallel"]
        if value == 0:
            raise forms.ValidationError(
                _("Хотя бы один. Чтобы не брать никого, попросите куратора приостановить запись")
            )
        return at_most(value, 30)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("preferred_age_from"), data.get("preferred_age_to")
        if first is not None and last is not None and first > last:
            self.add_error("preferred_age_to", _("Верхний возраст не меньше нижнего"))
        return data


class ExperienceStep(MentorStep):
    evidence_url = link(_("Ссылка на подтверждение"))

    class Meta:
        model = MentorEntry
        fields = [
            "measurable_results", "achievements", "evidence_url", "experience_total", "experience_teaching",
            "qualification_category", "pedagog_mentor_category", "education", "honors",
        ]  # fmt: skip
        widgets = ROWS
        help_texts = {"achievements": _("Конкурсы, пособия, вебинары и семинары, олимпиады")}


class QuestionnaireStep(MentorStep):
    class Meta:
        model = MentorEntry
        fields = ["questionnaire"]
        widgets = {"questionnaire": forms.Textarea(attrs={"rows": 8})}


STEPS: dict[str, tuple[Any, type[MentorStep]]] = {
    "help": (_("С чем поможете"), HelpStep),
    "ready": (_("Когда и как"), ReadyStep),
    "experience": (_("Опыт и результаты"), ExperienceStep),
    "questionnaire": (_("Анкета"), QuestionnaireStep),
}


class SelectionForm(CardForm):
    """What the curator writes of a mentor: who he is, the interview, the certificate, who sees the entry."""

    interview_on = DayField(label=_("День собеседования"), required=False)
    clearance_on = DayField(label=_("Справка об отсутствии судимости проверена"), required=False)
    joined_on = DayField(label=_("Дата вхождения в программу"), required=False)
    interview_result = forms.ChoiceField(
        label=_("Итог собеседования"), choices=[("", _("не проводилось")), *InterviewResult.choices], required=False
    )
    portraits = ticks(_("Портрет"))
    case_url = link(_("Ссылка на кейс или отзыв"))

    class Meta:
        model = MentorEntry
        fields = [
            "interview_on", "interview_result", "interview_notes", "clearance_on", "clearance_note", "source",
            "mentor_type", "portraits", "public_role", "contribution", "visibility", "joined_on", "case_url", "notes",
        ]  # fmt: skip
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("interview_notes", "notes")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        source = self.instance.source
        pupil = source == MentorSource.PUPIL
        teachers = [code for code in Portrait if code not in PUPIL_PORTRAITS]
        self.fields["portraits"].choices = [(p, Portrait(p).label) for p in (PUPIL_PORTRAITS if pupil else teachers)]
        self.without([] if source == MentorSource.PARENT else ["public_role"])
        self.without([] if source == MentorSource.GRADUATE else ["contribution"])
        if source in (MentorSource.PUPIL, MentorSource.EDUCATOR):
            self.without(["clearance_on", "clearance_note"])
        self.without(["mentor_type"] if pupil else [])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("interview_result") and not data.get("interview_on"):
            self.add_error("interview_on", _("Укажите день собеседования"))
        return data


class TrainingForm(forms.Form):
    title = forms.CharField(label=_("Чему учили"), max_length=300)
    completed_on = DayField(label=_("Завершено"))
    hours = forms.IntegerField(label=_("Часов"), required=False, min_value=1, max_value=2000)
    document = forms.CharField(
        label=_("Документ"),
        max_length=200,
        required=False,
        help_text=_("Удостоверение, номер; для обучения в школе пусто"),
    )


class MenteeCard(CardForm):
    hired_on = DayField(label=_("Пришёл в организацию"), required=False)
    joined_on = DayField(label=_("Дата вхождения в программу"), required=False)
    willing_on = DayField(label=_("Сам выразил желание участвовать"), required=False)
    work_modes = ticks(_("Как удобно работать"), WorkMode.choices)
    case_url = link(_("Ссылка на кейс или отзыв"))

    class Meta:
        model = MenteeEntry
        fields = [
            "category", "subject", "experience_total", "experience_teaching", "qualification_category", "hired_on",
            "activity", "educational_needs", "project", "work_modes", "shift", "identified_by", "identified_basis",
            "willing_on", "joined_on", "passed", "case_url", "notes",
        ]  # fmt: skip
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("educational_needs", "notes")}

    def __init__(self, *args: Any, actor: Any, pupil: bool, keeps: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        plain = [row for row in category_choices(actor, pupil=pupil) if row[0] not in SensitiveCategory]
        if self.instance.category == MenteeCategory.SENSITIVE:
            plain.append(("SENSITIVE", _("особая: меняется на странице «Особые отметки»")))
        self.fields["category"].choices = [("", _("не указана")), *plain]
        self.without(["experience_total", "experience_teaching", "qualification_category", "hired_on"] if pupil else [])
        self.without([] if pupil else ["activity"])
        if not keeps:
            self.without([
                "category", "hired_on", "activity", "identified_by", "identified_basis", "willing_on", "joined_on",
                "passed", "case_url", "notes",
            ])  # fmt: skip


class SealedForm(forms.Form):
    """The sensitive category and marks."""

    category = forms.ChoiceField(
        label=_("Особая категория"), choices=[("", _("нет")), *SensitiveCategory.choices], required=False
    )
    flags = ticks(_("Отметки"), SpecialFlag.choices)
