"""«Влияние»: before and after of a school or of many, which pairs work, what stands behind, a person's supposition."""

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
from accounts.templatetags.ui_words import study_year
from accounts.views.shared import page_of, say, whole_number
from programs.models import Unit
from programs.regulation.catalogue.choices import FORMS, IMPACT_INDICATORS, PROCESS_INDICATORS, ROLE_MODELS
from programs.terms import school_year

from ..impact_words import p_words, row_of, together
from ..indicator_catalogue import AUDIENCES, Indicator
from ..measure_forms import ConclusionForm
from ..models import ImpactConclusion
from ..queries.headcount import headcount
from ..queries.impact import Impact, Question, impact_of, least_for
from ..queries.impact_facts import facts_of
from ..queries.impact_kinds import kinds_of, measured_twice
from ..queries.measures import may_measure
from ..services.impact import conclude
from ..tables import as_xlsx, attached

FIRST, LAST = 2015, 2100
OWN = gettext_lazy("Показатели региона")
BY = {
    "form": gettext_lazy("По формам"),
    "role": gettext_lazy("По ролевым моделям"),
    "strategy": gettext_lazy("По тому, как подобраны"),
}


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
    return Question(actor.organization, asked if FIRST <= asked <= LAST else year, **words), form


def _years(request: HttpRequest, question: Question) -> list[dict[str, Any]]:
    now = school_year(request.actor.today)
    return [
        {"label": study_year(year), "url": _address(replace(question, year=year)), "current": year == question.year}
        for year in (now - 2, now - 1, now)
    ]


def _address(question: Question, name: str = "impact") -> str:
    words = {key: value for key, value in asdict(replace(question, root=None)).items() if value}  # type: ignore[arg-type]
    return f"{reverse(name)}?{'&'.join(f'{key}={value}' for key, value in words.items())}"


def _sections(impact: Impact) -> list[dict[str, Any]]:
    """A section for each code of the regulation, with its clause; a person's own reading of it comes below."""
    names = {**PROCESS_INDICATORS, **IMPACT_INDICATORS, "OWN": OWN}
    word = str(impact.rules.value("monitoring.contest_word"))
    process = set(impact.rules.value("monitoring.process"))
    found = []
    for code, lines in impact.sections.items():
        parameter = "monitoring.process" if code in process else "monitoring.impact"
        found.append({
            "code": code, "title": names.get(code, code), "rows": [row_of(line, word) for line in lines],
            "together": together(lines), "clause": "" if code == "OWN" else impact.rules[parameter].basis,
        })  # fmt: skip
    return found


@require_safe
@requires("impact.view")
def impact(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    question, form = _question(request)
    found = impact_of(actor, question)
    said = ImpactConclusion.objects.filter(organization=actor.organization, school_year=question.year)
    context = {
        "question": question, "form": form, "years": _years(request, question), "sections": _sections(found),
        "facts": [] if question.narrow else facts_of(actor, question, found.rules), "shown_from": found.shown_from,
        "export": _address(question, "impact_export"), "kinds": _address(question, "impact_kinds"),
        "records": _address(question, "impact_records"), "paired": _paired(found),
        "least": least_for(question, found.rules),
        "said": said.select_related("signed_by") if question.inside else [],
        "concludes": question.inside and actor.may("measure.enter"), "conclusion": ConclusionForm(),
        "statistics": question.inside and actor.may("stat.export") and found.rules.value("stat_export"),
    }  # fmt: skip
    return render(request, "monitoring/impact.html", context)


def _paired(found: Impact) -> int:
    """People with both measures of anything."""
    rows = [one for rows in found.readings.values() for one in rows if one.entry is not None and one.exit is not None]
    return len({one.member for one in rows})


@require_safe
@requires("impact.view")
def impact_kinds(request: HttpRequest) -> HttpResponse:
    """One indicator by form, role model, strategy; what it suggests about weights is only said."""
    actor = request.actor
    question, _form = _question(request)
    question = replace(question, form="", role="", strategy="")
    every = [(one, who) for one in measured_twice(actor, question) for who in one.audience]
    asked = request.GET.get("what", "")
    chosen = next((pair for pair in every if f"{pair[0].code}.{pair[1]}" == asked), every[0] if every else None)
    found = kinds_of(actor, question, *chosen) if chosen else {}
    tables = [
        {"title": BY[name], "rows": [
            {"name": kind.name, "row": row_of(kind.line, ""), "p": p_words(kind.p), "believed": kind.believed}
            for kind in kinds
        ]} for name, kinds in found.items()
    ]  # fmt: skip
    picker = WhatForm({"year": question.year, "what": f"{chosen[0].code}.{chosen[1]}" if chosen else ""}, every=every)
    context = {
        "question": question, "picker": picker, "tables": tables, "back": _address(question),
        "chosen": chosen, "matches": question.inside and actor.may("unit.manage"),
    }  # fmt: skip
    return render(request, "monitoring/impact_kinds.html", context)


class WhatForm(forms.Form):
    year = forms.IntegerField(widget=forms.HiddenInput, required=False)
    what = forms.ChoiceField(label=gettext_lazy("Показатель"), required=False)

    def __init__(self, *args: Any, every: list[tuple[Indicator, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [(f"{one.code}.{who}", f"{one.title}: {AUDIENCES[who]}") for one, who in every]


@require_safe
@requires("impact.view")
def impact_records(request: HttpRequest) -> HttpResponse:
    """The pairs behind a figure, in the school alone; of what is guarded, for those who measure it."""
    actor = request.actor
    question, _form = _question(request)
    found = impact_of(actor, question)
    told = _behind_fact(request, found) if "fact" in request.GET else _behind_line(request, found)
    if told is None or not question.inside:
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
    found = impact_of(actor, question)
    rows: list[list[Any]] = []
    for section in _sections(found):
        rows.append([f"{section['code']}. {section['title']}"])
        for row in section["rows"]:
            hidden = _("скрыто: мало людей")
            shown = [hidden] if row.line.hidden else [
                row.before, row.after, row.delta, row.percent, row.people, row.sure
            ]  # fmt: skip
            rows.append([f"{row.title} ({row.who})", *shown])
        if section["together"]:
            rows.append([_("Вместе"), "", f"{section['together'][1]} ({section['together'][0]})"])
    for fact in [] if question.narrow else facts_of(actor, question, found.rules):
        whole = _("%(part)s из %(whole)s") % {"part": fact.part, "whole": fact.whole} if fact.whole else ""
        whole = f"{fact.percent} % ({whole})" if whole else ""
        rows.append([f"{fact.code}. {fact.title}", "", whole or fact.part, "", "", "", fact.words])
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
    conclude(actor=request.actor, school_year=question.year, text=request.POST.get("text", ""), paired=_paired(found))
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
