"""Forms of regulations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor

from ..models import Regulation
from ..regulation.loader import Preset, load_preset, preset_codes

CURRENT = "current"


def presets_of(level: str) -> list[Preset]:
    """Shipped documents of a level, by title."""
    presets = [load_preset(code) for code in preset_codes()]
    return sorted((preset for preset in presets if preset.level == level), key=lambda preset: preset.title)


class NewRegulationForm(forms.Form):
    """What a new version begins with: the version in force or a shipped document of the same level."""

    source = forms.ChoiceField(label=_("С чего начать"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, actor: Actor, current: Regulation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        copy = _("Копия действующей редакции") if current else _("С чистого листа: всё, как у вышестоящего уровня")
        presets = [(preset.code, f"{preset.title} ({preset.organization})") for preset in presets_of(actor.organization.level)]
        self.fields["source"].choices = [(CURRENT, copy), *presets]
        self.fields["source"].initial = CURRENT if current else ""
