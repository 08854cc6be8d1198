"""Forms of a learning route: a short page for every step."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.permissions import Actor

from ..models import (
    DifficultyItem,
    FederalProgram,
    GrowthResource,
    LearningRoute,
    RouteItem,
    RouteRevision,
    TrainingCourse,
)
from ..queries.communities import in_catalogue
from ..queries.diagnoses import area_name
from ..queries.routes import block_labels
from ..queries.tutors import own_tutors
from ..regulation.catalogue.choices import DIFFICULTY_AREAS
from ..services.difficulties import Word

SCORES = [(number, str(number)) for number in range(1, 11)]
# On a phone three tiles stand in a row: the long words may part.
LEVELS = [
    (DifficultyItem.Level.NONE, _("нет")),
    (DifficultyItem.Level.SOME, _("отдель\u00adные")),
    (DifficultyItem.Level.CONSIDERABLE, _("сущест\u00adвенные")),
    (DifficultyItem.Level.CRITICAL, _("крити\u00adческие")),
]


def day_field(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def score_field(label: Any, **options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=SCORES, coerce=int, empty_value=None, widget=forms.RadioSelect, **options
    )


def text_field(label: Any, most: int, rows: int = 2, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options)


def picked(field: Any) -> tuple[str, bytes] | None:
    """The name and bytes of a file that came with the form."""
    return (field.name, field.read()) if field else None


class NewRouteForm(forms.Form):
    start_on = day_field(_("Начало"))
    end_on = day_field(_("Окончание"))


class IdealForm(forms.Form):
    ideal_self = text_field(_("Каким учителем вы хотите стать через несколько лет?"), 3000, rows=4)
    closeness_before = score_field(_("Насколько близко к этому вы сейчас?"), required=False)


class AreasForm(forms.Form):
    """Nine areas, a few fields each: ``level_METHOD``, ``text_METHOD``, ``strong_METHOD``."""

    def __init__(self, *args: Any, parts: Iterable[str], known: Mapping[str, Word], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = tuple(parts)
        for area in DIFFICULTY_AREAS:
            self._area(area, known.get(area, Word()))

    def _area(self, area: str, word: Word) -> None:
        name = area_name(area)
        if "level" in self.parts:
            self.fields[f"level_{area}"] = forms.TypedChoiceField(
                label=name.capitalize(), choices=LEVELS, coerce=int, empty_value=None, required=False,
                widget=forms.RadioSelect, initial=word.level,
            )  # fmt: skip
        for part, label, initial in (
            ("text", _("В чём трудность"), word.description),
            ("evidence", _("По чему это видно"), word.evidence),
            ("strong", _("В чём сила"), word.strength),
        ):
            if part in self.parts:
                self.fields[f"{part}_{area}"] = forms.CharField(
                    label=name.capitalize() if self.parts == (part,) else label, max_length=500, required=False,
                    initial=initial,
                )  # fmt: skip

    def rows(self) -> list[dict[str, Any]]:
        """Bound fields of every area, for a template."""
        return [
            {"name": area_name(area), "fields": [self[f"{part}_{area}"] for part in self.parts]}
            for area in DIFFICULTY_AREAS
        ]

    def words(self) -> dict[str, Word]:
        data = self.cleaned_data
        return {
            area: Word(
                data.get(f"level_{area}"),
                data.get(f"text_{area}", ""),
                data.get(f"evidence_{area}", ""),
                data.get(f"strong_{area}", ""),
            )
            for area in DIFFICULTY_AREAS
        }


class ReflectionForm(forms.Form):
    """A line for each difficulty of step 3, and the whole."""

    closeness = score_field(_("Насколько вы приблизились к образу себя?"))
    text = text_field(_("Что дал вам маршрут?"), 3000, rows=4)

    def __init__(self, *args: Any, deficits: Iterable[DifficultyItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deficits = list(deficits)
        for item in self.deficits:
            name = area_name(item.area)
            self.fields[f"word_{item.area}"] = forms.CharField(
                label=name.capitalize(), max_length=500, initial=item.reflection
            )
            self.fields[f"over_{item.area}"] = forms.BooleanField(
                label=_("Затруднения больше нет"), required=False, initial=item.closed_on is not None
            )

    def rows(self) -> list[dict[str, Any]]:
        return [
            {"item": item, "word": self[f"word_{item.area}"], "over": self[f"over_{item.area}"]}
            for item in self.deficits
        ]

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "reflections": {item.area: data[f"word_{item.area}"] for item in self.deficits},
            "closed_areas": tuple(item.area for item in self.deficits if data[f"over_{item.area}"]),
            "closeness": data["closeness"],
            "text": data["text"],
        }


class ItemForm(forms.Form):
    """An item of the roadmap. ``source`` is what was chosen in the catalogue: «resource-12», «course-3»."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)  # a new one has none
    source = forms.CharField(widget=forms.HiddenInput, required=False, max_length=30)
    block = forms.ChoiceField(label=_("Блок"))
    text = forms.CharField(label=_("Что сделаете"), max_length=500, required=False)
    due_on = day_field(_("Срок"), required=False)
    nature = forms.ChoiceField(label=_("Какое это образование"), choices=RouteItem.Nature.choices)
    area = forms.ChoiceField(label=_("Какое затруднение снимает"), required=False)
    hours = forms.IntegerField(label=_("Часов"), required=False, min_value=1, max_value=2000)
    provider = forms.CharField(label=_("Где и кто проводит"), max_length=300, required=False)
    expected = forms.CharField(label=_("Какой результат ждёте"), max_length=500, required=False)
    why = forms.CharField(label=_("Почему выбрали это"), max_length=500, required=False)

    def __init__(self, *args: Any, actor: Actor, route: LearningRoute, hard: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["block"].choices = list(block_labels(route).items())
        areas = [*hard, *(area for area in DIFFICULTY_AREAS if area not in hard)]
        self.fields["area"].choices = [("", _("ни одного")), *((area, area_name(area)) for area in areas)]

    def clean_source(self) -> Model | None:
        kind, _dash, number = self.cleaned_data["source"].partition("-")
        if not kind:
            return None
        row = source_of(self.actor, kind, number)
        if row is None:
            raise forms.ValidationError(_("Этого в каталоге нет: выберите другое"))
        return row

    def chosen(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        del data["version"]
        source = data.pop("source")
        data["resource"] = source if isinstance(source, GrowthResource) else None
        data["program_ref"] = source if isinstance(source, FederalProgram) else None
        data["course"] = source if isinstance(source, TrainingCourse) else None
        return data


def source_of(actor: Actor, kind: str, number: str) -> GrowthResource | FederalProgram | TrainingCourse | None:
    """What the catalogue's address names, if it is offered to the actor."""
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    if kind == "resource":
        return in_catalogue(actor).filter(pk=int(number), closed_on=None).first()
    if kind == "course":
        return TrainingCourse.objects.visible_to(actor).exclude(state="draft").filter(pk=int(number)).first()
    return FederalProgram.objects.filter(pk=int(number)).first() if kind == "register" else None


class ResultForm(forms.Form):
    product = text_field(_("Что получилось"), 1000, required=False)
    file = forms.FileField(label=_("Файл: PDF, фото или скан"), required=False)
    product_kind = forms.ChoiceField(
        label=_("Вид"), choices=[("", _("не указан")), *RouteItem.Product.choices], required=False
    )
    achieved_on = day_field(_("Когда готово"))
    self_score = score_field(_("Как вам результат?"), required=False)
    attitude = text_field(_("Что вы об этом думаете"), 1000, required=False)


class ExcludeForm(forms.Form):
    reason = text_field(_("Почему продукта не будет"), 500)


class ReviseForm(forms.Form):
    reason = forms.ChoiceField(label=_("Причина"), choices=RouteRevision.Reason.choices, widget=forms.RadioSelect)
    note = text_field(_("Что и зачем меняете"), 500, required=False)


class AbandonForm(forms.Form):
    reason = text_field(_("Почему прекращаете"), 500)


class TutorForm(forms.Form):
    """Nobody is looked up by a name: the tutor tells his eight digits."""

    code = forms.CharField(
        label=_("Код тьютора"),
        max_length=20,
        help_text=_("Восемь цифр, которые тьютор видит у себя на странице «Уведомления»; код живёт сутки"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class TutorChoiceForm(forms.Form):
    """The municipality's own tutors are few: they are chosen by name."""

    tutor = forms.ModelChoiceField(Person.objects.none(), label=_("Тьютор"), empty_label=None, widget=forms.RadioSelect)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tutor"].queryset = own_tutors(actor)
        self.fields["tutor"].label_from_instance = lambda person: person.full_name


class RemarkForm(forms.Form):
    text = text_field(_("Замечание или вопрос"), 1000)


class ResourceForm(forms.ModelForm):
    url = forms.URLField(label=_("Ссылка"), max_length=300, required=False, assume_scheme="https")

    class Meta:
        model = GrowthResource
        fields = ["kind", "title", "provider", "hours", "url"]
