"""Forms of what happens to a programme that runs: changes, early ends, the closing."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Amendment, UnitMember
from ..regulation.catalogue.choices import CLOSURE_REASONS
from ..services.closings import OF_THEMSELVES
from .programs import date_field

WORDS = forms.Textarea(attrs={"rows": 3})


class AmendmentForm(forms.Form):
    """A later or an earlier end, another form, another plan; the kind decides which fields there are."""

    new_end_on = date_field(_("Новая дата окончания"))
    new_form = forms.ChoiceField(label=_("Новая форма"))
    reason = forms.ChoiceField(label=_("Причина"), choices=Amendment.Reason.choices)
    words = forms.CharField(label=_("Зачем"), max_length=1000, required=False)

    def __init__(
        self,
        *args: Any,
        kind: str,
        forms_of_pairs: Sequence[tuple[str, Any]] = (),
        latest: datetime.date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if latest and kind == Amendment.Kind.EXTEND:
            self.fields["new_end_on"].help_text = _("Не позже %s") % f"{latest:%d.%m.%Y}"
        self.fields["new_form"].choices = list(forms_of_pairs)
        usual = {"form": Amendment.Reason.FORM, "plan": Amendment.Reason.NEW_REQUEST}
        self.fields["reason"].initial = usual.get(kind, Amendment.Reason.MUTUAL)
        if kind not in (Amendment.Kind.EXTEND, Amendment.Kind.SHORTEN):
            del self.fields["new_end_on"]
        if kind != Amendment.Kind.CHANGE_FORM:
            del self.fields["new_form"]


class EndingForm(forms.Form):
    """The reason, and what each reason demands. The page groups the fields; the service says what is missing."""

    reason = forms.ChoiceField(label=_("Причина"))
    justification = forms.CharField(
        label=_("Обоснование"), max_length=3000, required=False, widget=WORDS,
        help_text=_("Уважительные обстоятельства, форс-мажор, приказ об увольнении или переводе"),
    )  # fmt: skip
    filed_on = date_field(_("Дата заявления или уведомления"), required=False)
    filed_words = forms.CharField(
        label=_("Что в нём сказано"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    failures = forms.MultipleChoiceField(
        label=_("Что не исполнено"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("По записям системы"),
    )  # fmt: skip
    more_failures = forms.CharField(
        label=_("Другие даты пропусков"),
        max_length=300,
        required=False,
        help_text=_("Через запятую: 05.09.2026, 12.09.2026"),
    )

    def __init__(
        self,
        *args: Any,
        reasons: Iterable[str],
        facts: Sequence[tuple[datetime.date, str]],
        members: Sequence[UnitMember],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        early = [code for code in reasons if code in CLOSURE_REASONS and code != "PLAN_COMPLETED"]
        self.fields["reason"].choices = [(code, CLOSURE_REASONS[code]) for code in early]
        self.fields["failures"].choices = [(day.isoformat(), f"{day:%d.%m.%Y}: {what}") for day, what in facts]
        if not facts:
            del self.fields["failures"]
        self.members = members
        for member in members:
            who = f"{member.person.full_name}, {member.get_side_display()}"
            self.fields[f"said-{member.pk}"] = forms.CharField(
                label=_("Объяснение: %s") % who, max_length=2000, required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip
            self.fields[f"refused-{member.pk}"] = forms.BooleanField(label=_("Объяснять отказался"), required=False)

    def clean_more_failures(self) -> list[datetime.date]:
        days = []
        for part in re.split(r"[\s,;]+", self.cleaned_data["more_failures"].strip()):
            if not part:
                continue
            try:
                days.append(datetime.datetime.strptime(part, "%d.%m.%Y").date())
            except ValueError:
                raise forms.ValidationError(_("Это не дата: %s") % part) from None
        return days

    @property
    def explanations(self) -> list[tuple[Any, Any]]:
        return [(self[f"said-{member.pk}"], self[f"refused-{member.pk}"]) for member in self.members]

    def demands(self) -> dict[str, Any]:
        """As the service takes it: for each reason what belongs to it."""
        data = self.cleaned_data
        found = {"reason": data["reason"], "justification": data["justification"]}
        if data["reason"] in OF_THEMSELVES:
            return found
        found |= {"filed_on": data["filed_on"], "filed_words": data["filed_words"]}
        if data["reason"] == "CURATOR_NONPERFORMANCE":
            days = [datetime.date.fromisoformat(day) for day in data.get("failures", [])]
            found["failures"] = [*days, *data["more_failures"]]
            found["explanations"] = {
                member.pk: None if data[f"refused-{member.pk}"] else data[f"said-{member.pk}"]
                for member in self.members
            }
        return found


class ClosingForm(forms.Form):
    """What a closing needs; only the fields that are the actor's to write."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reflection = forms.CharField(
        label=_("Что дала программа лично вам"), max_length=3000, required=False, widget=WORDS,
        help_text=_("Что получилось, что было трудно, что дальше"),
    )  # fmt: skip
    common_reflection = forms.CharField(label=_("Общая рефлексия"), max_length=3000, required=False, widget=WORDS)
    mentor_report = forms.CharField(
        label=_("Отчёт наставника"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Составлен по встречам и плану; поправьте, что нужно"),
    )  # fmt: skip
    outcome = forms.CharField(
        label=_("Итог"), max_length=3000, required=False, widget=WORDS,
        help_text=_("Какие результаты достигнуты, чем подтверждены, выводы сторон"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, allowed: Iterable[str], parts: Sequence[tuple[int, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        allowed = {*allowed, "version"}
        for name in set(self.fields) - allowed:
            del self.fields[name]
        self.parts = [pk for pk, _name in parts] if "outcome" in allowed else []
        for pk, name in parts if self.parts else ():
            self.fields[f"outcome-{pk}"] = forms.CharField(
                label=_("Итог: %s") % name, max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    def written(self) -> tuple[Mapping[str, Any], Mapping[int, str]]:
        data = dict(self.cleaned_data)
        outcomes = {pk: data.pop(f"outcome-{pk}") for pk in self.parts}
        return data, outcomes
