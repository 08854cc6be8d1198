"""Forms of answering, of campaigns and of one's own questionnaires."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.secrets import CODE_DIGITS, digits_of
from programs.models import Order

from .models import QuestionnaireVersion
from .questions import KINDS, YES_NO, Question, question

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Код с листка"),
        max_length=40,
        help_text=_("Десять цифр, пробелы не важны"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": True}),
    )

    def clean_code(self) -> str:
        digits = digits_of(self.cleaned_data["code"])
        if len(digits) != CODE_DIGITS:
            raise forms.ValidationError(_("В коде десять цифр. Проверьте, все ли набраны"))
        return digits


class NewCampaignForm(forms.Form):
    """A new campaign: what it is called, whom it asks, from which day till which."""

    title = forms.CharField(label=_("Название"), max_length=200)
    roles = forms.MultipleChoiceField(
        label=_("Кого спросить"),
        choices=[("mentee", _("наставляемых")), ("mentor", _("наставников")), ("parent", _("родителей обучающихся"))],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Отметьте хотя бы одних")},
    )
    moment = forms.ChoiceField(
        label=_("О чём анкета"),
        choices=[("exit", _("как прошла программа")), ("entry", _("чего ждут перед началом"))],
        widget=forms.RadioSelect,
    )
    opens_on = forms.DateField(
        label=_("Первый день"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    closes_on = forms.DateField(label=_("Последний день"), widget=DAY)
    order = forms.ModelChoiceField(label=_("Основание"), queryset=None, required=False, empty_label=_("без приказа"))
    own = forms.ModelMultipleChoiceField(
        label=_("Свои анкеты вместо готовых"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, orders: QuerySet[Order], own: QuerySet[QuestionnaireVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["order"].queryset = orders
        self.fields["order"].label_from_instance = lambda order: f"№ {order.number} от {order.dated:%d.%m.%Y}"
        self.fields["own"].queryset = own
        self.fields["own"].label_from_instance = lambda version: version.title


class QuestionnaireForm(forms.Form):
    title = forms.CharField(label=_("Название"), max_length=200)
    about = forms.CharField(
        label=_("Что сказать в начале"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class QuestionForm(forms.Form):
    """One question. What a person does not see of it (its pair, its indicator) stays with its code."""

    code = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Вопрос"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Пустой вопрос убирается из анкеты"),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Как отвечают"), choices=list(KINDS.items()), initial="rating")
    options = forms.CharField(
        label=_("Ответы"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("По одному в строке; пусто — «да» и «нет»"),
    )  # fmt: skip
    required = forms.BooleanField(label=_("Отвечать обязательно"), required=False)
    after = forms.CharField(
        label=_("Показать, только если на вопрос №"), max_length=3, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    answer = forms.CharField(label=_("ответили"), max_length=100, required=False)


QuestionFormSet = forms.formset_factory(QuestionForm, extra=2, max_num=60, absolute_max=62)


def as_initial(asked: Sequence[Question]) -> list[dict[str, Any]]:
    """Questions as the forms show them: options by a line, a branch by the number of its question."""
    numbers = {one.code: str(number) for number, one in enumerate(asked, 1)}
    by_code = {one.code: one for one in asked}
    rows = []
    for one in asked:
        plain = one.kind in ("closed", "multiple") and dict(one.options) != YES_NO
        row = {
            "code": one.code, "text": one.text, "kind": one.kind, "required": one.required,
            "options": "\n".join(label for _value, label in one.options) if plain else "",
        }  # fmt: skip
        if one.show_if:
            first = by_code[one.show_if[0]]
            row |= {"after": numbers[first.code], "answer": ", ".join(first.label_of(v) for v in one.show_if[1])}
        rows.append(row)
    return rows


def as_draft(forms_: Sequence[QuestionForm], former: Sequence[Question]) -> list[dict[str, Any]]:
    """What was typed as questions. Raises ValueError with words for the person where a branch leads nowhere."""
    known = {one.code: one for one in former}
    written = [form.cleaned_data for form in forms_ if form.cleaned_data.get("text", "").strip()]
    taken = set(known)
    drafts: list[dict[str, Any]] = []
    for number, told in enumerate(written, 1):
        before = known.get(told["code"])
        raw = dict(before.as_json()) if before and before.kind == told["kind"] else {"code": told["code"]}
        if not raw["code"] or (before is None and raw["code"] in {draft["code"] for draft in drafts}):
            raw["code"] = next(f"own{n}" for n in range(1, 200) if f"own{n}" not in taken)
            taken.add(raw["code"])
        raw |= {"text": told["text"].strip(), "kind": told["kind"], "required": told["required"]}
        _write_options(raw, told, before)
        raw.pop("show_if", None)
        if told["after"].strip():
            raw["show_if"] = _branch(told, drafts, number)
        drafts.append(raw)
    return drafts


def _write_options(raw: dict[str, Any], told: dict[str, Any], before: Question | None) -> None:
    if told["kind"] not in ("closed", "multiple"):
        raw.pop("options", None)
        return
    labels = [line.strip() for line in told["options"].splitlines() if line.strip()]
    known = {label: value for value, label in before.options} if before else {}
    if labels:
        raw["options"] = [[known.get(label, str(number)), label] for number, label in enumerate(labels, 1)]
    elif not (before and dict(before.options) == YES_NO):
        raw.pop("options", None)


def _branch(told: dict[str, Any], drafts: list[dict[str, Any]], number: int) -> dict[str, Any]:
    place = int(told["after"]) if told["after"].strip().isdigit() else 0
    if not 0 < place < number:
        raise ValueError(_("вопрос %d зависит от вопроса, которого до него нет") % number)
    first = question(drafts[place - 1])
    wanted = [part.strip().lower() for part in told["answer"].split(",") if part.strip()]
    values = [value for value, label in first.options if label.lower() in wanted]
    if first.kind == "rating":
        values = [part for part in wanted if part.isdigit()]
    if not values:
        raise ValueError(
            _("вопрос %(number)d: напишите ответ на вопрос %(place)d так, как он напечатан")
            % {"number": number, "place": place}
        )
    return {"question": first.code, "is": values}
