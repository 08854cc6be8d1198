"""Forms of orders. What may be chosen is what the actor may see: querysets are set in ``__init__``."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.models import Employment, Membership, Person
from accounts.permissions import Actor
from accounts.roles import Role, places_of
from accounts.templatetags.ui_words import study_year

from ..models import (
    APPOINTED_ROLES,
    OF_A_PERSON,
    OF_UNITS,
    SUBJECTS,
    Council,
    DutyRelease,
    LegalAct,
    MentorReplacement,
    Order,
    OrderClause,
    OrderKind,
    Payment,
    Regulation,
    Roadmap,
    Unit,
)
from ..order_words import order_name
from ..queries.partners import lent_units
from ..services.order_drafts import ClauseDraft, OrderDraft

APPOINTMENTS = frozenset(OF_A_PERSON)
STATUTES = {OrderKind.STATUTE_APPROVAL, OrderKind.STATUTE_REPEAL}
ABOUT_ORDERS = {OrderKind.ORDER_CANCELLATION, OrderKind.ORDER_AMENDMENT}


CHOSEN = ("executor", "regulation", "target")  # what a row chooses from lists that are the same in every row


class OrderChoice(forms.ModelChoiceField):
    def label_from_instance(self, order: Order) -> str:
        return order_name(order)


class PersonChoice(forms.ModelChoiceField):
    """People by name with their post, so that namesakes are told apart."""

    def label_from_instance(self, person: Person) -> str:
        posts = [job.title for job in getattr(person, "jobs_here", [])]
        return f"{person.full_name}, {posts[0]}" if posts else person.full_name


def staff_of(actor: Actor) -> Any:
    """People with a job or a role at the actor's own node."""
    jobs = Employment.objects.filter(organization_id=actor.organization_id, valid_to=None)
    roles = Membership.objects.in_force(actor.today).filter(organization_id=actor.organization_id)
    people = Person.objects.filter(Q(pk__in=jobs.values("person_id")) | Q(pk__in=roles.values("person_id")))
    return people.prefetch_related(Prefetch("employments", queryset=jobs, to_attr="jobs_here"))


def legal_acts(actor: Actor, on: datetime.date) -> Any:
    """Acts in force on that day: the country's and the actor's region's."""
    mine = Q(region_code="") | Q(region_code=actor.organization.region.code)
    return LegalAct.objects.filter(mine, Q(repealed_on=None) | Q(repealed_on__gt=on), effective_from__lte=on)


class OrderForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    acts = forms.ModelMultipleChoiceField(
        LegalAct.objects.none(), label=_("На основании"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Order
        fields = ["title", "acts", "preamble", "place"]
        widgets = {"preamble": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "preamble": _("Слова «В соответствии с …» и выбранные акты; «приказываю» система поставит сама"),
            "place": _("Например, г. Щёкино"),
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["acts"].queryset = legal_acts(actor, actor.today)


class ClauseForm(forms.Form):
    kind = forms.ChoiceField(label=_("Вид"), choices=OrderKind.choices, initial=OrderKind.OTHER)
    text = forms.CharField(label=_("Текст"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2}), required=False)
    executor = PersonChoice(Person.objects.none(), label=_("Исполнитель"), required=False, empty_label=_("не назван"))
    due_on = forms.DateField(
        label=_("Срок"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    mode = forms.ChoiceField(
        label=_("Обязательность"), choices=OrderClause.Mode.choices, initial=OrderClause.Mode.ORDERED
    )
    regulation = forms.ModelChoiceField(
        Regulation.objects.none(), label=_("Положение"), required=False, empty_label=_("не нужно")
    )
    target = OrderChoice(Order.objects.none(), label=_("Какой приказ"), required=False, empty_label=_("не нужно"))
    # Chosen on the pages of pairs and of the roadmap; here they only travel with the clause.
    units = forms.CharField(required=False, widget=forms.HiddenInput)
    roadmap = forms.CharField(required=False, widget=forms.HiddenInput)
    replacement = forms.CharField(required=False, widget=forms.HiddenInput)
    release = forms.CharField(required=False, widget=forms.HiddenInput)
    council = forms.CharField(required=False, widget=forms.HiddenInput)
    payments = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        people: Any,
        regulations: Any,
        targets: Any,
        kinds: list[tuple[str, Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = targets
        self.actor = actor
        self.fields["executor"].queryset = people
        self.fields["regulation"].queryset = regulations
        self.fields["kind"].choices = kinds
        # As tall as its words are on a telephone, within reason.
        self.fields["text"].widget.attrs["rows"] = min(12, 2 + len(str(self["text"].value() or "")) // 36)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.is_blank:
            return data
        kind = data.get("kind")
        if not data.get("text", "").strip():
            self.add_error("text", ValidationError(_("Напишите, что приказано")))
        if kind in APPOINTMENTS and not data.get("executor"):
            self.add_error("executor", ValidationError(_("Выберите, кого назначают")))
        if kind in STATUTES and not data.get("regulation"):
            self.add_error("regulation", ValidationError(_("Выберите Положение, о котором этот пункт")))
        if kind in ABOUT_ORDERS and not data.get("target"):
            self.add_error("target", ValidationError(_("Выберите приказ, о котором этот пункт")))
        if kind in OF_UNITS and not data.get("units"):
            self.add_error(
                "kind", ValidationError(_("Такой приказ составляют на странице «Новый приказ»: там отмечают пары"))
            )
        if kind == OrderKind.PAYMENT and not data.get("payments"):
            self.add_error("kind", ValidationError(_("Приказ о выплатах составляют на странице «Выплаты»")))
        if kind == OrderKind.ROADMAP_APPROVAL and not data.get("roadmap"):
            self.add_error("kind", ValidationError(_("Дорожную карту прикладывает приказ об утверждении Положения")))
        if kind in SUBJECTS and not data.get(SUBJECTS[kind]):
            self.add_error("kind", ValidationError(_("Этот приказ составляют там, где о нём просят: в карточке пары")))
        return data

    @property
    def is_blank(self) -> bool:
        """An untouched spare row."""
        data = getattr(self, "cleaned_data", {})
        return not (data.get("text", "").strip() or data.get("executor") or data.get("due_on"))

    @property
    def label(self) -> str:
        """«Пункт 3», over the text."""
        return _("Пункт %s") % (int((self.prefix or "clause-0").rpartition("-")[2]) + 1)

    @property
    def needs_look(self) -> bool:
        """Its details are shown open: something is wrong there, or the words alone do not say what it does."""
        kind = self["kind"].value()
        return bool(self.errors) or (
            kind in APPOINTMENTS | STATUTES | ABOUT_ORDERS and not self.is_bound and not self.initial
        )

    @property
    def details(self) -> str:
        """What the folded details hold: «назначить куратора, Соколова Анна Ильинична, до 31.08.2022»."""
        parts = [dict(self.fields["kind"].choices).get(self["kind"].value() or OrderKind.OTHER, "")]
        parts += [Truncator(label).chars(60) for name in CHOSEN if (label := self._chosen(name))]
        if due := self["due_on"].value():
            parts.append(_("до %s") % (due.strftime("%d.%m.%Y") if isinstance(due, datetime.date) else due))
        if self["mode"].value() == OrderClause.Mode.RECOMMENDED:
            parts.append(str(OrderClause.Mode.RECOMMENDED.label))
        return ", ".join(map(str, parts))

    def _chosen(self, name: str) -> str:
        value = self[name].value()
        chosen = str(getattr(value, "pk", value) or "")
        if not chosen:
            return ""
        return next((label for key, label in self.fields[name].widget.choices if str(key) == chosen), "")

    def draft(self) -> ClauseDraft:
        data = self.cleaned_data
        return ClauseDraft(
            kind=data["kind"],
            text=data["text"].strip(),
            mode=data["mode"],
            executor=data["executor"],
            due_on=data["due_on"],
            regulation=data["regulation"] if data["kind"] in STATUTES else None,
            roadmap=next(iter(data["roadmap"]), None) if data["kind"] == OrderKind.ROADMAP_APPROVAL else None,
            units=data["units"] if data["kind"] in OF_UNITS else (),
            payments=data["payments"] if data["kind"] == OrderKind.PAYMENT else (),
            target=data["target"] if data["kind"] in ABOUT_ORDERS else None,
            **{name: next(iter(data[name]), None) for kind, name in SUBJECTS.items() if kind == data["kind"]},
        )

    def clean_replacement(self) -> list[MentorReplacement]:
        return self._own(MentorReplacement, "replacement")

    def clean_release(self) -> list[DutyRelease]:
        return self._own(DutyRelease, "release")

    def clean_council(self) -> list[Council]:
        return self._own(Council, "council")

    def clean_payments(self) -> list[Payment]:
        return self._own(Payment, "payments") if self.actor.may("agreement.manage") else []

    def clean_units(self) -> list[Unit]:
        """The school's own; in an order that sends a mentor, those of other schools that wait for him."""
        if self.cleaned_data.get("kind") != OrderKind.PAIR_LENDING:
            return self._own(Unit, "units")
        return list(lent_units(self.actor.organization_id).filter(pk__in=self._ids("units")))

    def clean_roadmap(self) -> list[Roadmap]:
        return self._own(Roadmap, "roadmap")

    def _own(self, model: Any, name: str) -> list[Any]:
        """Rows of the actor's own node by their ids; whatever else is written there is nothing."""
        ids = self._ids(name)
        return list(model.objects.filter(pk__in=ids, organization_id=self.actor.organization_id)) if ids else []

    def _ids(self, name: str) -> list[int]:
        return [int(word) for word in self.cleaned_data[name].split(",") if word.isdecimal() and len(word) < 19]


class _BaseClauses(forms.BaseFormSet):
    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        regulations = Regulation.objects.filter(organization_id=actor.organization_id)
        standing = [Order.State.REGISTERED, Order.State.PUBLISHED]
        common = {
            "people": staff_of(actor),
            "regulations": regulations,
            "targets": Order.objects.filter(organization_id=actor.organization_id, state__in=standing),
            "kinds": kinds_of(actor),
            "actor": actor,
        }
        super().__init__(*args, form_kwargs=common, prefix="clause", **kwargs)
        self._ask_once()

    def _ask_once(self) -> None:
        """The same people, regulations and orders stand in every row: a query for each, whatever the number of rows."""
        choices: dict[str, list[Any]] = {}
        for form in self.forms:
            for name in CHOSEN:
                field = form.fields[name]
                if name not in choices:
                    choices[name] = [(str(key), label) for key, label in field.choices]
                field.widget.choices = choices[name]

    def clean(self) -> None:
        if not any(self.errors) and not any(not form.is_blank for form in self.forms):
            raise ValidationError(_("В приказе нужен хотя бы один пункт"))

    def drafts(self) -> list[ClauseDraft]:
        return [form.draft() for form in self.forms if not form.is_blank]


MOST_CLAUSES = 60
ClauseFormSet = forms.formset_factory(
    ClauseForm, formset=_BaseClauses, extra=0, min_num=1, max_num=MOST_CLAUSES, validate_max=True
)


def kinds_of(actor: Actor) -> list[tuple[str, Any]]:
    """What a clause can do in an order of this organization: a school appoints no coordinator of a municipality."""
    kind = actor.organization.kind
    return [
        (value, label)
        for value, label in OrderKind.choices
        if value not in APPOINTED_ROLES or kind in places_of(APPOINTED_ROLES[value])
    ]


def rearranged(data: QueryDict, press: str) -> QueryDict:
    """What was typed, with a clause moved or taken out, or an empty one added: «up:2», «down:0», «remove:1», «add:»."""
    changed = data.copy()
    total = changed.get("clause-TOTAL_FORMS", "")
    count = min(int(total), MOST_CLAUSES) if total.isdecimal() and len(total) < 4 else 0
    rows = [{name: data.get(f"clause-{no}-{name}", "") for name in ClauseForm.base_fields} for no in range(count)]
    verb, _colon, which = press.partition(":")
    no = int(which) if which.isdecimal() and len(which) < 4 else count
    if verb == "add" and count < MOST_CLAUSES:
        rows.append({})
    elif verb == "remove" and no < count:
        del rows[no]
    elif verb in {"up", "down"} and no < count:
        other = no - 1 if verb == "up" else no + 1
        if 0 <= other < count:
            rows[no], rows[other] = rows[other], rows[no]
    for no, row in enumerate(rows):
        for name in ClauseForm.base_fields:
            changed[f"clause-{no}-{name}"] = row.get(name, "")
        changed[f"clause-{no}-kind"] = row.get("kind") or OrderKind.OTHER
        changed[f"clause-{no}-mode"] = row.get("mode") or OrderClause.Mode.ORDERED
    changed["clause-TOTAL_FORMS"] = str(len(rows))
    return changed


def clause_initial(draft: OrderDraft) -> list[dict[str, Any]]:
    return [
        {
            "kind": clause.kind,
            "text": clause.text,
            "mode": clause.mode,
            "executor": clause.executor,
            "due_on": clause.due_on,
            "regulation": clause.regulation,
            "units": ",".join(str(unit.pk) for unit in clause.units),
            "payments": ",".join(str(row.pk) for row in clause.payments),
            "roadmap": str(clause.roadmap.pk) if clause.roadmap else "",
            "target": clause.target,
            **{name: str(getattr(clause, name).pk) for name in SUBJECTS.values() if getattr(clause, name)},
        }
        for clause in draft.clauses
    ]


class NewStatuteOrderForm(forms.Form):
    """All that a person decides; the words come from the template of the order."""

    regulation = forms.ModelChoiceField(
        Regulation.objects.none(), label=_("Какое Положение утвердить"), empty_label=None, widget=forms.RadioSelect
    )
    curator = PersonChoice(
        Person.objects.none(),
        label=_("Кого назначить куратором"),
        required=False,
        empty_label=_("не назначать этим приказом"),
    )
    roadmap = forms.ModelChoiceField(
        Roadmap.objects.none(),
        label=_("Дорожная карта"),
        required=False,
        empty_label=_("не утверждать этим приказом"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans = Roadmap.objects.filter(organization_id=actor.organization_id, state=Roadmap.State.DRAFT)
        self.fields["roadmap"].queryset = plans
        self.fields["roadmap"].initial = plans.first()
        self.fields["roadmap"].label_from_instance = lambda plan: (
            _("утвердить на %s учебный год") % study_year(plan.school_year)
        )
        if not plans:
            del self.fields["roadmap"]
        drafts = Regulation.objects.filter(organization_id=actor.organization_id, state=Regulation.State.DRAFT)
        self.fields["regulation"].queryset = drafts
        self.fields["regulation"].initial = drafts.first()
        self.fields["curator"].queryset = staff_of(actor)
        if actor.role == Role.CURATOR:
            self.fields["curator"].initial = actor.person_id
        if actor.organization.kind in places_of(Role.MUNICIPAL_COORDINATOR):
            self.fields["curator"].label = _("Кого назначить координатором")
        elif actor.organization.kind not in places_of(Role.CURATOR):
            del self.fields["curator"]  # a region names nobody by this order


class LiaisonForm(forms.Form):
    """Who answers for the school before the municipal centre."""

    person = PersonChoice(Person.objects.none(), label=_("Кого назначить"), empty_label=_("выберите работника"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = staff_of(actor)
