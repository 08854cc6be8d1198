"""«Влияние»: before and after of a school or of many, which pairs work, what stands behind, a person's supposition."""

import datetime
from dataclasses import asdict, replace
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import OrganizationKind
from accounts.permissions import requires
from accounts.tables import as_xlsx, attached
from accounts.templatetags.ui_words import study_year
from accounts.views.shared import page_of, say, whole_number
from programs.models import Unit
from programs.queries.regulations import effective_regulation
from programs.regulation.catalogue.choices import FORMS, ROLE_MODELS
from programs.terms import school_year

from ..impact_words import row_of
from ..measure_forms import ConclusionForm
from ..models import ImpactConclusion
from ..queries.headcount import headcount
from ..queries.impact import Impact, Question, impact_of, least_for, reader
from ..queries.impact_facts import facts_of
from ..queries.impact_page import comparable, kinds_page, paired_of
from ..queries.impact_page import impact_page as impact_page_of
from ..queries.measures import may_measure
from ..services import impact_counts
from ..services.impact import conclude

YEARS = 10  # back from the present one


class FilterForm(forms.Form):
    """In the address: what is looked at can be sent to a colleague."""

    year = forms.IntegerField(widget=forms.HiddenInput, required=False)
    form = forms.ChoiceField(
        label=gettext_lazy("Форма"), choices=[("", gettext_lazy("все")), *FORMS.items()], required=False
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Ролевая модель"), choices=[("", gettext_lazy("все")), *ROLE_MODELS.items()], required=False
    )
    strategy = forms.ChoiceField(
        label=gettext_lazy("Как подобрана пара"), choices=[("", gettext_lazy("все")), *Unit.Strategy.choices],
        required=False,
    )  # fmt: skip


def _question(request: HttpRequest) -> tuple[Question, FilterForm]:
    actor = request.actor
    now = school_year(actor.today)
    inside = actor.organization.kind == OrganizationKind.SCHOOL
    year = now if inside else now - 1
    form = FilterForm({"year": year, **request.GET.dict()})
    told = form.cleaned_data if form.is_valid() else {}
    asked = told.get("year") or year
    words = {name: told.get(name, "") for name in ("form", "role", "strategy")}
    return Question(actor.organization, asked if now - YEARS <= asked <= now else year, **words), form


def _years(request: HttpRequest, question: Question) -> list[dict[str, Any]]:
    now = school_year(request.actor.today)
    return [
        {"label": study_year(year), "url": _address(replace(question, year=year)), "current": year == question.year}
        for year in (now - 2, now - 1, now)
    ]


def _address(question: Question, name: str = "impact") -> str:
    words = {key: value for key, value in asdict(replace(question, root=None)).items() if value}  # type: ignore[arg-type]
    return f"{reverse(name)}?{'&'.join(f'{key}={value}' for key, value in words.items())}"


def _told(request: HttpRequest, question: Question) -> dict[str, Any] | None:
    """Of a school at once; above it what the worker has counted today, None while he counts."""
    actor = request.actor
    if not question.inside:
        return impact_counts.counted(question, actor.today)
    return impact_page_of(question, actor.today, reader(actor), sealed=actor.may("bank.sensitive"))


@require_safe
@requires("impact.view")
def impact(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    question, form = _question(request)
    told = _told(request, question)
    said = ImpactConclusion.objects.filter(organization=actor.organization, school_year=question.year)
    rules = effective_regulation(actor.organization, actor.today)
    shown_from = (told or {}).get("shown_from")
    context = {
        "question": question, "form": form, "years": _years(request, question), "told": told or {},
        "waits": told is None, "here": _address(question),
        "shown_from": datetime.date.fromisoformat(shown_from) if shown_from else None,
        "export": _address(question, "impact_export"), "kinds": _address(question, "impact_kinds"),
        "records": _address(question, "impact_records"), "least": least_for(question, rules),
        "said": said.select_related("signed_by") if question.inside else [],
        "concludes": question.inside and actor.may("measure.enter"), "conclusion": ConclusionForm(),
        "statistics": question.inside and actor.may("stat.export") and rules.value("stat_export"),
    }  # fmt: skip
    return render(request, "monitoring/impact.html", context)


@require_safe
@requires("impact.view")
def impact_kinds(request: HttpRequest) -> HttpResponse:
    """One indicator by form, role model, strategy; what it suggests about weights is only said."""
    actor = request.actor
    question, _form = _question(request)
    question = replace(question, form="", role="", strategy="")
    every = comparable(question, actor.today)
    asked = request.GET.get("what", "")
    what = asked if asked in every else next(iter(every), "")
    told: dict[str, Any] | None = {}
    if what and question.inside:
        told = kinds_page(question, actor.today, reader(actor), what)
    elif what:
        told = impact_counts.counted(question, actor.today, what)
    context = {
        "question": question, "picker": WhatForm({"year": question.year, "what": what}, every=every),
        "told": told or {}, "waits": told is None, "back": _address(question),
        "here": f"{_address(question, 'impact_kinds')}&what={what}",
        "matches": question.inside and actor.may("unit.manage"),
    }  # fmt: skip
    return render(request, "monitoring/impact_kinds.html", context)


class WhatForm(forms.Form):
    year = forms.IntegerField(widget=forms.HiddenInput, required=False)
    what = forms.ChoiceField(label=gettext_lazy("Показатель"), required=False)

    def __init__(self, *args: Any, every: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = list(every.items())


@require_safe
@requires("impact.view")
def impact_records(request: HttpRequest) -> HttpResponse:
    """The pairs behind a figure, in the school alone; of what is guarded, for those who measure it."""
    actor = request.actor
    question, _form = _question(request)
    if not question.inside:
        return redirect(_address(question))
    found = impact_of(actor, question)
    told = _behind_fact(request, found) if "fact" in request.GET else _behind_line(request, found)
    if told is None:
        return redirect(_address(question))
    title, lead, units = told
    page = page_of(request, units.order_by("pk").prefetch_related("members__person"))
    context = {
        "page": page, "units": [(unit, FORMS.get(unit.form, unit.form_name)) for unit in page],
        "title": title, "lead": lead, "back": _address(question), "opens": actor.may("unit.view"),
        "measures": actor.may("measure.enter"),
    }  # fmt: skip
    return render(request, "monitoring/impact_records.html", context)


Behind = tuple[str, str, QuerySet[Unit]]


def _behind_line(request: HttpRequest, found: Impact) -> Behind | None:
    line = found.line(request.GET.get("code", ""), request.GET.get("who", ""))
    if line is None or (line.indicator.guarded and not may_measure(request.actor, line.indicator)):
        return None
    row = row_of(line, str(found.rules.value("monitoring.contest_word")))
    lead = _("%(who)s. До: %(before)s; после: %(after)s; разница: %(delta)s; пар замеров: %(people)s.") % {
        "who": row.who.capitalize(), "before": row.before, "after": row.after, "delta": row.delta, "people": row.people,
    }  # fmt: skip
    units = {one.unit for one in found.readings[line.indicator.code, line.audience]}
    return row.title, lead, Unit.objects.filter(pk__in=units)


def _behind_fact(request: HttpRequest, found: Impact) -> Behind | None:
    """By its place in the table, which is the same for the same address."""
    facts = facts_of(request.actor, found.question, found.rules)
    place = whole_number(request.GET["fact"])
    if place is None or place >= len(facts) or not facts[place].ids:
        return None
    fact = facts[place]
    by = {"programs__in": fact.ids} if fact.kind == "program" else {"pk__in": fact.ids}
    share = _("%(part)s из %(whole)s") % {"part": fact.part, "whole": fact.whole}
    return fact.title, share, Unit.objects.filter(**by).distinct()


@require_safe
@requires("impact.view")
def impact_export(request: HttpRequest) -> HttpResponse:
    """The same table as the page shows, with its denominators."""
    actor = request.actor
    question, _form = _question(request)
    told = _told(request, question)
    if told is None:
        return redirect(_address(question))
    rows: list[list[Any]] = []
    for section in told.get("sections", []):
        rows.append([f"{section['code']}. {section['title']}"])
        for row in section["rows"]:
            columns = ("before", "after", "delta", "percent", "people", "sure")
            shown = [_("скрыто: мало людей")] if row["hidden"] else [row[name] for name in columns]
            rows.append([f"{row['title']} ({row['who']})", *shown])
        if section["together"]:
            rows.append([_("Вместе"), "", f"{section['together'][1]} ({section['together'][0]})"])
    for fact in told.get("facts", []):
        whole = _("%(part)s из %(whole)s") % {"part": fact["part"], "whole": fact["whole"]} if fact["whole"] else ""
        whole = f"{fact['percent']} % ({whole})" if whole else ""
        rows.append([f"{fact['code']}. {fact['title']}", "", whole or fact["part"], "", "", "", fact["words"]])
    head = [
        _("Показатель"), _("До"), _("После"), _("Разница"), _("Разница, %"), _("Пар замеров"), _("Насколько уверенно"),
    ]  # fmt: skip
    notes = [actor.organization.short_name, _("Учебный год %s") % study_year(question.year), f"{actor.today:%d.%m.%Y}"]
    return attached(as_xlsx(_("Влияние"), notes, head, rows), f"impact-{question.year}.xlsx")


@require_POST
@requires("measure.enter")
def impact_conclude(request: HttpRequest) -> HttpResponse:
    question, _form = _question(request)
    found = impact_of(request.actor, question)
    conclude(actor=request.actor, school_year=question.year, text=request.POST.get("text", ""), paired=paired_of(found))
    say(request, _("Предположение записано под вашим именем"))
    return redirect(_address(question))


@require_safe
@requires("stat.export")
def stat_export(request: HttpRequest) -> HttpResponse:
    """Numbers by category; nobody is named."""
    actor = request.actor
    year = school_year(actor.today)
    rows = headcount(actor.organization, year, actor.today)
    notes = [actor.organization.short_name, _("Учебный год %s") % study_year(year), f"{actor.today:%d.%m.%Y}"]
    content = as_xlsx(_("Численность участников"), notes, [_("Категория"), _("Человек")], rows)
    return attached(content, f"participants-{year}.xlsx")
