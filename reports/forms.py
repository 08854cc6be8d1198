from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, PersonField, RowField, SearchField
from accounts.models import Employment, Person
from accounts.permissions import Actor
from accounts.services.files import LARGEST
from accounts.templatetags.ui_words import initials
from programs.models import Event, Program
from programs.models.bank_choices import TOLD_CATEGORIES
from programs.queries.bank_words import ALL_AREAS
from programs.regulation.catalogue.choices import FORMS

from .models import PracticeUse, Publication, PublicationPerson, PublicSection

ANY = _("любая")


class VerifyFileForm(forms.Form):
    """The file that somebody has, to be compared with the issued one."""

    file = forms.FileField(
        label=_("PDF, который у вас"),
        help_text=_("Файл не сохраняем: сравним и забудем"),
        allow_empty_file=True,
        error_messages={"required": _("Выберите файл, который нужно сверить")},
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > LARGEST:
            raise ValidationError(_("Файл больше 20 МБ, выпущенные документы намного меньше. Тот ли это файл?"))
        return file


class CodeForm(forms.Form):
    """A code typed from the paper: spaces, dashes and capitals are the reader's, not the code's."""

    code = forms.CharField(
        label=_("Код под QR-кодом"),
        max_length=40,
        help_text=_("16 букв и цифр в конце адреса, который напечатан на документе"),
        error_messages={"required": _("Наберите код")},
    )

    def clean_code(self) -> str:
        code = "".join(sign for sign in self.cleaned_data["code"].lower() if sign.isalnum())
        if not code.isascii() or len(code) != 16:
            raise ValidationError(_("В коде 16 латинских букв и цифр, а здесь другое. Проверьте раскладку"))
        return code


class AnalyticWordsForm(forms.Form):
    """The author's words of an analytic report, a field a place; suggestions of SWOT that he takes over by a tick."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, slots: Mapping[str, str], words: Mapping[str, str], hints: list[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        for slot, title in slots.items():
            self.fields[slot] = forms.CharField(
                label=title, required=False, max_length=6_000, initial=words.get(slot, ""),
                help_text=_("Каждый фактор с новой строки") if slot.startswith("swot:") else "",
                widget=forms.Textarea(attrs={"rows": 3}),
            )  # fmt: skip
        if hints:
            self.fields["take"] = forms.MultipleChoiceField(
                label=_("Что подсказывают числа для SWOT"),
                help_text=_("Отмеченное допишется к факторам; решаете вы"),
                required=False, choices=hints, widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
        self.slots = list(slots)

    def words(self) -> dict[str, str]:
        """By place; what was ticked stands on a line of its own, once."""
        found = {slot: self.cleaned_data[slot] for slot in self.slots}
        for chosen in self.cleaned_data.get("take", ()):
            slot, _mark, line = chosen.partition("|")
            if line not in found[slot]:
                found[slot] = f"{found[slot].rstrip()}\n{line}".strip()
        return found


class PageWordsForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = PublicSection
        fields = ["about", "reception"]
        widgets = {"about": forms.Textarea(attrs={"rows": 5})}


class PublicationForm(forms.ModelForm):
    """What the text is, whom it helps, who has written it down as his own experience."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    happens_on = DayField(label=_("Когда состоится"), required=False)
    areas = forms.MultipleChoiceField(
        label=_("С чем помогает"), required=False, widget=forms.CheckboxSelectMultiple, choices=list(ALL_AREAS.items())
    )
    author = PersonField(label=_("Автор"), required=False, empty=_("не указан"))
    form = forms.ChoiceField(label=_("Форма наставничества"), required=False, choices=[("", ANY), *FORMS.items()])
    category = forms.ChoiceField(label=_("Кому помогли"), required=False, choices=[("", ANY), *TOLD_CATEGORIES])
    program = RowField(label=_("По итогам программы"), required=False, empty=_("не связано с программой"))
    event = RowField(label=_("Где практику отметили"), required=False, empty=_("не на событии"))

    class Meta:
        model = Publication
        fields = ["kind", "title", "text", "happens_on", "areas", "form", "category", "program", "event"]
        widgets = {"text": forms.Textarea(attrs={"rows": 14})}
        help_texts = {
            "title": _("Без имён: заголовок показывают и другие сайты"),
            "text": _("Пустая строка начинает абзац. Адрес сайта станет ссылкой"),
        }

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        row: Publication | None = options.get("instance")
        author = row.people.filter(part=PublicationPerson.Part.AUTHOR).first() if row else None
        told = {"version": row.version, "author": author and author.person_id} if row else {}
        super().__init__(*args, **options, initial=told)
        staff = Employment.objects.in_force(actor.today).filter(organization_id=actor.organization_id)
        self.fields["kind"].choices = Publication.Kind.choices
        self.fields["author"].offer(Person.objects.filter(pk__in=staff.values("person_id")))
        self.fields["author"].help_text = _("По имени — если он разрешил распространять его, иначе по должности")
        self.fields["event"].offer(Event.objects.filter(organization_id=actor.organization_id, state=Event.State.HELD))
        if actor.may("unit.view"):
            self.fields["program"].offer(Program.objects.visible_to(actor).filter(closed_on__isnull=False))
        else:
            del self.fields["program"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("kind") == Publication.Kind.ANNOUNCEMENT and not data.get("happens_on"):
            self.add_error("happens_on", _("Напишите, когда состоится то, о чём объявляете"))
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields if name in self.fields}


class RemarkForm(forms.Form):
    remark = forms.CharField(
        label=_("Что исправить"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class PracticeFilter(forms.Form):
    """Only areas that some practice helps with are offered."""

    q = SearchField(label=_("Слова"))
    area = forms.ChoiceField(label=_("С чем помогает"), required=False)

    def __init__(self, *args: Any, codes: set[str], **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(code, label) for code, label in ALL_AREAS.items() if code in codes]
        self.fields["area"].choices = [("", _("со всем")), *named]


class BankFilter(PracticeFilter):
    """The bank of the region, by everything that a practice is marked with."""

    form = forms.ChoiceField(label=_("Форма"), required=False, choices=[("", ANY), *FORMS.items()])
    category = forms.ChoiceField(label=_("Кому помогли"), required=False, choices=[("", ANY), *TOLD_CATEGORIES])
    level = forms.ChoiceField(
        label=_("Чей банк"), required=False,
        choices=[("", _("все")), ("region", _("региона")), ("municipality", _("муниципалитета"))],
    )  # fmt: skip


class EndedProgramField(RowField):
    """A programme by its name, its pair and its last day: several have one name."""

    def label_from_instance(self, obj: Any) -> str:
        people = ", ".join(str(initials(member.person)) for member in obj.unit.members.all())
        ended = f", {obj.closed_on:%d.%m.%Y}" if obj.closed_on else ""
        return f"{obj.title}: {people}{ended}"


class FromProgramForm(forms.Form):
    program = EndedProgramField(label=_("По какой программе"))


class UseForm(forms.ModelForm):
    """«Применили у себя»: when, whether it helped, what came of it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    applied_on = DayField(label=_("Когда применили"))

    class Meta:
        model = PracticeUse
        fields = ["applied_on", "helped", "outcome"]
        widgets = {"helped": forms.RadioSelect, "outcome": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"outcome": _("Без имён: это прочтут авторы и другие организации")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["version"].initial = self.instance.version if self.instance.pk else 0
        self.fields["helped"].choices = PracticeUse.Helped.choices

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    def _post_clean(self) -> None:
        """The instance stays as it was read: the service compares and writes."""
