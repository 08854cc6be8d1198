"""Forms of professional communities."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import PersonField, SearchField
from accounts.permissions import Actor

from ..models import Community
from ..models.community import OUTSIDE
from ..queries.bank_words import ALL_AREAS
from ..queries.communities import may_lead
from .library import LEVELS


class CommunityFilter(forms.Form):
    q = SearchField(label=_("Слова"))
    kind = forms.ChoiceField(label=_("Что это"), required=False, choices=[("", _("всё")), *Community.Kind.choices])
    area = forms.ChoiceField(
        label=_("С чем помогает"), required=False, choices=[("", _("со всем")), *ALL_AREAS.items()]
    )
    level = forms.ChoiceField(label=_("Кто ведёт"), required=False, choices=LEVELS)
    mine = forms.BooleanField(label=_("Только мои"), required=False)


class CommunityForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    leader = PersonField(
        label=_("Кто ведёт"), required=False, empty=_("его нет в системе"),
        help_text=_("Работник организации; потом можно выбрать участника"),
    )  # fmt: skip
    areas = forms.MultipleChoiceField(
        label=_("С чем помогает"), required=False, choices=list(ALL_AREAS.items()), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Community
        fields = ["kind", "name", "goals", "subject", "areas", "link", "leader", "leader_name", "contact"]
        widgets = {"goals": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "subject": _("Например: «математика», «классное руководство»"),
            "link": _("Адрес целиком, с https://"),
            "leader_name": _("Заполните, если в списке его нет"),
            "contact": _("Телефон или почта, которые он даёт участникам"),
        }

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        row: Community | None = options.get("instance")
        if row is not None:
            self.fields["version"].initial = row.version
        self.fields["kind"].choices = Community.Kind.choices
        self.fields["leader"].offer(may_lead(actor.organization, actor.today, row))

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"].strip()
        if link and not (re.match(OUTSIDE, link) and Community(link=link).host):
            raise forms.ValidationError(_("Нужен адрес защищённой страницы: он начинается с https://"))
        return link

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("leader") and data.get("leader_name"):
            self.add_error("leader_name", _("Ведущий уже выбран из списка"))
        return data

    def told(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    def _post_clean(self) -> None:
        """The instance stays as it was read: the service compares and writes."""


class NewsForm(forms.Form):
    text = forms.CharField(
        label=_("Объявление участникам"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Придёт уведомлением и в письме дня"),
    )  # fmt: skip
