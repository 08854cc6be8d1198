"""A pair proposed by the body of mentors, and the curator's answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor

from ..models import MenteeEntry, MentorEntry
from ..queries.regulations import effective_regulation
from ..regulation.catalogue.choices import FORMS, MATCHING_QUESTIONS


class PairProposalForm(forms.Form):
    mentor = forms.ModelChoiceField(MentorEntry.objects.none(), label=_("Наставник"), empty_label=_("выберите"))
    mentee = forms.ModelChoiceField(MenteeEntry.objects.none(), label=_("Наставляемый"), empty_label=_("выберите"))
    questions = forms.MultipleChoiceField(
        label=_("По каким вопросам"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=_("Почему эти люди"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = {"organization_id": actor.organization_id}
        waiting = [MenteeEntry.State.REQUESTED, MenteeEntry.State.UNMATCHED_SUPPORT]
        rows = {
            "mentor": MentorEntry.objects.filter(state=MentorEntry.State.ACTIVE, **mine),
            "mentee": MenteeEntry.objects.filter(state__in=waiting, **mine),
        }
        for name, found in rows.items():
            self.fields[name].queryset = found.select_related("person").order_by("person__last_name", "pk")
            self.fields[name].label_from_instance = lambda entry: ", ".join(
                filter(None, [entry.person.full_name, entry.subject])
            )
        asked = effective_regulation(actor.organization, actor.today).value("matching_questions")
        if asked:
            self.fields["questions"].choices = [(code, MATCHING_QUESTIONS[code]) for code in asked]
        else:
            del self.fields["questions"]


class PairAnswerForm(forms.Form):
    form = forms.ChoiceField(label=_("Форма"), required=False, help_text=_("Нужна, если составляете пару"))
    words = forms.CharField(label=_("Ответ"), max_length=500, required=False, help_text=_("Его прочитает предложивший"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = effective_regulation(actor.organization, actor.today).value("forms") or list(FORMS)
        codes = [item["form"] if isinstance(item, dict) else item for item in allowed]
        self.fields["form"].choices = [(code, FORMS[code]) for code in codes if code in FORMS]
