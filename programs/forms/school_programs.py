from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import SchoolProgram
from ..regulation.catalogue.choices import FORMS


class SchoolProgramForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    form = forms.ChoiceField(label=_("Форма наставничества"))

    class Meta:
        model = SchoolProgram
        fields = ["form", "title", "goal", "activities", "expected", "summary"]
        widgets = {
            **dict.fromkeys(["goal", "expected", "summary"], forms.Textarea(attrs={"rows": 3})),
            "activities": forms.Textarea(attrs={"rows": 8}),
        }

    def __init__(self, *args: Any, forms_of_school: list[str], **options: Any) -> None:
        program: SchoolProgram | None = options.get("instance")
        if program is not None:
            options["initial"] = {"version": program.version, **options.get("initial", {})}
        super().__init__(*args, **options)
        self.fields["form"].choices = [(code, FORMS.get(code, code)) for code in forms_of_school]
        if program is None:
            del self.fields["summary"]
            return
        del self.fields["form"]
        if program.state != SchoolProgram.State.DRAFT:
            for name in ("title", "goal", "activities", "expected"):
                del self.fields[name]

    def values(self) -> dict[str, Any]:
        names = [name for name in SchoolProgramForm.Meta.fields if name in self.fields and name != "form"]
        return {name: self.cleaned_data[name] for name in names}
