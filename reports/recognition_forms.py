"""Putting people forward, answering, handing over; awards that an organization adds."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.forms.fields import DayField, RowField
from accounts.permissions import Actor
from accounts.templatetags.ui_words import study_year
from programs.models import CouncilDecision, Event
from programs.regulation.catalogue.choices import AWARD_CONDITIONS
from programs.terms import school_year

from .award_catalogue import LEVELS, PARTS
from .models import Nomination
from .queries.recognition import Candidate, Offer, candidates, decisions_for, offers_of
from .services.own_awards import levels_of

WORDS = forms.Textarea(attrs={"rows": 4})


class NominationForm(forms.Form):
    """``who`` is a key of a candidate; awards for somebody else than him are not offered."""

    who = forms.ChoiceField(label=_("Кого"))
    award = forms.ChoiceField(label=_("К какой награде"))
    reason = forms.CharField(
        label=_("За что"), max_length=2000, widget=WORDS, help_text=_("Что человек сделал и что изменилось у других")
    )
    body = forms.CharField(
        label=_("Конкурс или резерв"), max_length=300, required=False,
        help_text=_("Нужно для конкурса и кадрового резерва: название, орган"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, chosen: str = "", **options: Any) -> None:
        super().__init__(*args, **options, initial={"who": chosen})
        people = candidates(actor, at_work=True)
        part = next((one.part for one in people if one.key == chosen), "")
        self.fields["who"].choices = [("", _("Выберите")), *((one.key, _told(one)) for one in people)]
        self.fields["award"].choices = [
            ("", _("Выберите")),
            *((key, _named(offer)) for key, offer in offers_of(actor).items() if not part or part in offer.award.parts),
        ]


def _told(one: Candidate) -> str:
    about = one.program.title if one.program else ""
    return ", ".join(filter(None, [one.person.full_name, str(PARTS[one.part]), about]))


def _named(offer: Offer) -> str:
    return f"{offer.award.title} ({offer.award.level_label})"


class NominationWordsForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("За что"), max_length=2000, widget=WORDS)
    body = forms.CharField(label=_("Конкурс или резерв"), max_length=300, required=False)

    def __init__(self, *args: Any, row: Nomination, **options: Any) -> None:
        super().__init__(*args, **options, initial={"reason": row.reason, "body": row.body, "version": row.version})


class DecisionChoiceForm(forms.Form):
    """Minutes in which the body of mentors has decided so."""

    decision = RowField(label=_("Протокол"), required=False, empty=_("без протокола"))

    def __init__(self, *args: Any, row: Nomination, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decision"].offer(decisions_for(row))
        self.fields["decision"].label_from_instance = _minutes


def _minutes(decision: CouncilDecision) -> str:
    return f"от {decision.minutes.held_on:%d.%m.%Y} № {decision.minutes.number}: {decision.text[:60]}"


class AnswerForm(forms.Form):
    remark = forms.CharField(label=_("Почему, что исправить"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ActForm(forms.Form):
    act = forms.CharField(
        label=_("Акт о награждении"), max_length=200, help_text=_("Вид, дата и номер: приказ от 12.06.2023 № 45-л")
    )


class PresentForm(forms.Form):
    on = DayField(label=_("Когда вручили"))
    ceremony = RowField(label=_("На каком событии"), required=False, empty=_("не на событии из календаря"))
    where = forms.CharField(
        label=_("Где вручили"),
        max_length=200,
        required=False,
        help_text=_("Если события нет в календаре: педсовет 30 мая"),
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        held = Event.objects.visible_to(actor).filter(organization_id__in=actor.organization.path_ids)
        since = clock.now() - datetime.timedelta(days=400)
        held = held.exclude(state=Event.State.CANCELLED).filter(starts_at__gte=since).order_by("-starts_at")
        self.fields["ceremony"].offer(held)
        self.fields["ceremony"].label_from_instance = lambda row: (
            f"{row.starts_at.astimezone(actor.zone):%d.%m.%Y}, {row.title}"
        )


class NominationFilter(forms.Form):
    state = forms.ChoiceField(label=_("Состояние"), required=False, choices=[("", _("Все")), *Nomination.State.choices])
    level = forms.ChoiceField(
        label=_("Кто награждает"), required=False, choices=[("", _("Все уровни")), *LEVELS.items()]
    )
    part = forms.ChoiceField(label=_("Кого"), required=False, choices=[("", _("Всех")), *PARTS.items()])
    year = forms.TypedChoiceField(label=_("Учебный год"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        now = school_year(actor.today)
        self.fields["year"].choices = [
            ("", _("Все годы")),
            *((year, study_year(year)) for year in range(now, now - 4, -1)),
        ]

    def asked(self) -> dict[str, Any]:
        """What is chosen from the lists; anything else asks nothing."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


class OwnAwardForm(forms.Form):
    title = forms.CharField(label=_("Название"), max_length=200)
    level = forms.ChoiceField(label=_("Кто награждает"))
    parts = forms.MultipleChoiceField(label=_("Кого"), choices=list(PARTS.items()), widget=forms.CheckboxSelectMultiple)
    conditions = forms.MultipleChoiceField(
        label=_("Что проверить по записям"), required=False, choices=list(AWARD_CONDITIONS.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    basis = forms.CharField(label=_("Пункт положения, приказ"), max_length=300, required=False)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["level"].choices = [(code, LEVELS[code]) for code in levels_of(actor.organization)]


class ContestAwardForm(forms.Form):
    """Awards that the school gives itself."""

    award = forms.ChoiceField(label=_("Какую награду вручают"))

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        offers = [one for one in offers_of(actor).values() if one.award.level == "school"]
        offers.sort(key=lambda one: not one.award.key.startswith("contest"))
        self.fields["award"].choices = [(one.award.key, one.award.title) for one in offers]
