"""Forms of the library of methods."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import SearchField
from accounts.models import OrganizationKind

from ..models import Material, MaterialFacts
from ..models.bank_choices import TOLD_CATEGORIES
from ..models.material import ADDRESS
from ..queries.bank_words import ALL_AREAS
from ..regulation.catalogue.choices import FORMS
from .consents import ScanField

ANY = _("любая")
LEVELS = [
    ("", _("все")),
    ("own", _("моя организация")),
    (OrganizationKind.MUNICIPALITY, _("муниципалитет")),
    (OrganizationKind.MNC, _("МНЦ")),
    (OrganizationKind.INSTITUTE, _("институт")),
    (OrganizationKind.CNPPM, _("ЦНППМ")),
    (OrganizationKind.REGION_AUTHORITY, _("регион")),
]


class MaterialFilter(forms.Form):
    q = SearchField(label=_("Слова"))
    who = forms.ChoiceField(label=_("Кому"), required=False, choices=[("", _("всем")), *MaterialFacts.Audience.choices])
    kind = forms.ChoiceField(label=_("Что это"), required=False, choices=[("", _("всё")), *MaterialFacts.Kind.choices])
    area = forms.ChoiceField(
        label=_("С чем помогает"), required=False, choices=[("", _("со всем")), *ALL_AREAS.items()]
    )
    form = forms.ChoiceField(label=_("Форма"), required=False, choices=[("", ANY), *FORMS.items()])
    category = forms.ChoiceField(label=_("Наставляемый"), required=False, choices=[("", ANY), *TOLD_CATEGORIES])
    level = forms.ChoiceField(label=_("Кто дал"), required=False, choices=LEVELS)


class MaterialForm(forms.ModelForm):
    """A file or an address; the lists narrow, an empty one is «for all»."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    file = ScanField(
        label=_("Файл"), required=False,
        help_text=_("PDF, JPEG или PNG, до 20 МБ. Нет ли в нём сведений о людях? Его прочтут и в других школах"),
    )  # fmt: skip
    audience = forms.MultipleChoiceField(
        label=_("Кому"), required=False, choices=MaterialFacts.Audience.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("Никто не отмечен – всем"),
    )  # fmt: skip
    areas = forms.MultipleChoiceField(
        label=_("С чем помогает"), required=False, choices=list(ALL_AREAS.items()), widget=forms.CheckboxSelectMultiple
    )
    form = forms.ChoiceField(label=_("Форма наставничества"), required=False, choices=[("", ANY), *FORMS.items()])
    category = forms.ChoiceField(
        label=_("Для кого из наставляемых"), required=False, choices=[("", ANY), *TOLD_CATEGORIES]
    )

    authors = forms.BooleanField(
        label=_("Люди, которые здесь названы, – авторы издания"), required=False,
        help_text=_("Отметьте, если фамилия совпала с фамилией вашего работника или ученика"),
    )  # fmt: skip

    drop_file = forms.BooleanField(label=_("Убрать прежний файл, оставить ссылку"), required=False)

    class Meta:
        model = Material
        fields = ["kind", "title", "about", "publisher", "url", "audience", "form", "category", "areas", "for_visitors"]
        widgets = {"about": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "publisher": _("Пусто – ваша организация"),
            "url": _("Адрес сайта целиком, с https://"),
            "for_visitors": _("Ссылка встанет под открытыми страницами организации и всех, кто ниже"),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if options.get("instance"):
            self.fields["version"].initial = options["instance"].version
        self.fields["kind"].choices = MaterialFacts.Kind.choices

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        if url and not re.match(ADDRESS, url):
            raise forms.ValidationError(_("Это не адрес страницы: он начинается с https://"))
        return url

    def told(self) -> dict[str, Any]:
        """What the service takes."""
        fields = {name: self.cleaned_data[name] for name in self._meta.fields}
        return {"fields": fields, "file": self.cleaned_data["file"], "authors": self.cleaned_data["authors"]}

    def told_again(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {**self.told(), "version": given["version"] or 0, "drop_file": given["drop_file"]}

    def _post_clean(self) -> None:
        """The instance stays as it was read: the service compares and writes."""
