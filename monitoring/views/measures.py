"""Measures before and after: what is wanting, one quick page for a pair, a table for the school, one's own."""

import itertools
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import requires
from accounts.refusal import Refusal
from accounts.tables import as_xlsx, attached
from accounts.templatetags.ui_words import counted
from accounts.views.shared import done_by, page_of, posted, say
from programs.forms.roadmap_tables import packed, unpacked
from programs.models import Unit, UnitMember
from programs.queries.regulations import effective_regulation
from programs.services.roadmap_tables import read_table

from ..indicator_catalogue import catalogue
from ..measure_cells import shown
from ..measure_forms import MeasureDayForm, MeasureTableForm
from ..models import IndicatorValue
from ..queries.indicators import indicators_under, own_indicators
from ..queries.measures import is_locked, may_measure, measured_units, own_values, units_to_measure, values_of
from ..services import measure_tables
from ..services.measures import Key, Written, by_classes, fits, write_measures

Point = IndicatorValue.Point
SPARE = 1  # empty rows for classes beside those that are there
SHOWN = "measures.shown"
Seen = dict[str, tuple[Key, str]]  # a field's name → whose cell it is, what it showed


@require_safe
@requires("measure.enter")
def measure_list(request: HttpRequest) -> HttpResponse:
    """The pairs of the school: who is measured before and after, newest first."""
    actor = request.actor
    page = page_of(request, units_to_measure(actor))
    told = measured_units(page.object_list)
    rules = effective_regulation(actor.organization, actor.today)
    rows = []
    for unit in page.object_list:
        mentees = [member.pk for member in unit.people if member.side == UnitMember.Side.MENTEE]
        counts = {point: sum((point, pk) in told.get(unit.pk, ()) for pk in mentees) for point in ("entry", "exit")}
        rows.append({"unit": unit, "mentees": len(mentees), **counts, "wants_exit": unit.state == Unit.State.CLOSED})
    every = indicators_under(rules)
    context = {
        "page": page, "rows": rows, "required": rules.value("monitoring.entry_exit") == "required",
        "clause": rules["monitoring.entry_exit"].basis, "any": bool(every),
        "months": any(one.months for one in every),
    }  # fmt: skip
    return render(request, "monitoring/measure_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("measure.enter")
def measure_unit(request: HttpRequest, pk: int, point: str) -> HttpResponse:
    """Rows are indicators, columns are people: Tab goes on to the next person, Enter saves.

    The form says what it showed: another's values that came meanwhile are not emptied by a page that never had them.
    """
    actor = request.actor
    unit = units_to_measure(actor).select_related("organization__region").filter(pk=pk).first()
    if unit is None or point not in Point.values:
        raise Http404
    table = _table(actor, unit, point, request.POST)
    form = MeasureDayForm(posted(request), initial={"measured_on": actor.today})
    if request.method == "POST":
        written: list[Written] = []
        seen = _seen(request, unit, point)
        if form.is_valid() and done_by(form, lambda: written.append(write_measures(
            actor=actor, unit=unit, point=point, measured_on=form.cleaned_data["measured_on"],
            cells=_typed(request, table, seen), seen=dict(seen.values()),
        ))):  # fmt: skip
            say(request, _said(written[0]))
            return redirect("measure_list")
        _refill(request, table)
    context = {
        "unit": unit, "point": Point(point), "form": form, "table": table, "locked": is_locked(unit, actor.today),
        "shown": request.POST.get("shown", "") if form.is_bound else _told_of(unit, point, table),
        "points": [
            {"label": value.label, "url": reverse("measure_unit", args=[pk, value.value]), "current": value == point}
            for value in Point
            if value != Point.CHECK or table["months"]
        ],
    }  # fmt: skip
    return render(request, "monitoring/measure_unit.html", context, status=422 if form.is_bound else 200)


def _said(written: Written) -> str:
    parts = [
        (written.new, _("внесено %s")), (written.changed, _("исправлено %s")), (written.removed, _("убрано %s")),
        (written.same, _("без изменений %s")),
    ]  # fmt: skip
    words = ", ".join(text % number for number, text in parts if number)
    return _("Замеры сохранены: %s") % words if words else _("Замеров нет: все клетки пусты")


def _told_of(unit: Unit, point: str, table: dict[str, Any]) -> str:
    """What the page shows, signed, for the form to bring back."""
    cells = [cell for row in table["rows"] for cell in row["cells"] if cell]
    cells += [cell for block in table["classes"] for line in block["lines"] for cell in line["cells"]]
    told = {cell["name"]: [*cell["key"], cell["value"]] for cell in cells if cell["value"]}
    return signing.dumps([unit.pk, point, told], salt=SHOWN, compress=True)


def _seen(request: HttpRequest, unit: Unit, point: str) -> Seen:
    """Nothing where the form does not say it: then it may add, and change nothing."""
    try:
        *of, told = signing.loads(request.POST.get("shown", ""), salt=SHOWN)
    except signing.BadSignature:
        return {}
    if of != [unit.pk, point]:
        return {}
    return {name: ((member, code, label), words) for name, (member, code, label, words) in told.items()}


def _table(actor: Any, unit: Unit, point: str, sent: Any) -> dict[str, Any]:
    """``rows``: an indicator with a cell for each person; ``classes``: of those who are measured by classes, so many
    at least as were ``sent``."""
    rules = effective_regulation(unit.organization, actor.today)
    every = [one for one in indicators_under(rules) if not one.formula and may_measure(actor, one)]
    stored = values_of(unit, point)
    rows, classes = [], []
    for one in every:
        labels = [str(month) for month in rules.value("monitoring.adaptation_months")] if one.months else [""]
        for label in labels:
            cells = [_cell(one, member, label, point, stored) for member in _members(unit)]
            if any(cells):
                title = _("%(what)s: через %(n)s мес.") % {"what": one.title, "n": label} if label else one.title
                rows.append({"indicator": one, "title": title, "cells": cells})
    for member in _members(unit):
        mine = [one for one in every if fits(one, member, point) and by_classes(one, member)]
        if mine:
            classes.append(_of_classes(member, mine, stored, len(_sent_lines(sent, member.pk))))
    months = any(one.months for one in every)
    return {"people": _members(unit), "rows": rows, "classes": classes, "months": months}


def _members(unit: Unit) -> list[UnitMember]:
    for member in unit.people:
        member.unit = unit
    return unit.people


def _cell(one: Any, member: UnitMember, label: str, point: str, stored: dict) -> dict[str, Any] | None:
    if not fits(one, member, point) or by_classes(one, member):
        return None
    row = stored.get((member.pk, one.code, label))
    key: Key = (member.pk, one.code, label)
    value = shown(one, row.pair) if row else ""
    return {"name": f"v-{member.pk}-{one.code}-{label}", "key": key, "value": value, "row": row, "member": member}


def _sent_lines(sent: Any, member: int) -> list[int]:
    """Numbers of the classes that the form has brought, by the order of its page."""
    return list(itertools.takewhile(lambda number: f"c-{member}-{number}" in sent, itertools.count()))


def _of_classes(member: UnitMember, mine: list, stored: dict, least: int) -> dict[str, Any]:
    labels = sorted({label for (pk, code, label) in stored if pk == member.pk and code in {one.code for one in mine}})
    spare = [""] * max((0 if "" in labels else 1) + SPARE, least - len(labels))
    lines = []
    for number, label in enumerate([*labels, *spare]):
        cells = []
        for one in mine:
            row = stored.get((member.pk, one.code, label)) if number < len(labels) else None
            value = shown(one, row.pair) if row else ""
            name, key = f"k-{member.pk}-{one.code}-{number}", (member.pk, one.code, label)
            cells.append({"name": name, "key": key, "value": value, "indicator": one})
        lines.append({"name": f"c-{member.pk}-{number}", "label": label, "cells": cells})
    rows = [{"indicator": one, "cells": [line["cells"][place] for line in lines]} for place, one in enumerate(mine)]
    return {"member": member, "rows": rows, "lines": lines}


def _typed(request: HttpRequest, table: dict[str, Any], seen: Seen) -> dict[Key, str]:
    """What the form says, and nothing of fields that it has not; a class that was renamed leaves its former name
    empty, which takes its values away."""
    sent = request.POST
    plain = [cell for row in table["rows"] for cell in row["cells"] if cell and cell["name"] in sent]
    cells = {cell["key"]: sent[cell["name"]] for cell in plain}
    for block in table["classes"]:
        member = block["member"].pk
        fields = [
            (one["indicator"].code, number, name)
            for number in _sent_lines(sent, member)
            for one in block["rows"]
            if (name := f"k-{member}-{one['indicator'].code}-{number}") in sent
        ]
        cells |= {seen[name][0]: "" for _code, _number, name in fields if name in seen}
        for code, number, name in fields:
            label = " ".join(sent[f"c-{member}-{number}"].split())
            words = sent[name].strip()
            key = (member, code, label)
            if words and cells.get(key):
                raise Refusal(_("Класс «%s» записан дважды") % label, todo=_("Оставьте одну строку на класс"))
            if words:
                cells[key] = words
    return cells


def _refill(request: HttpRequest, table: dict[str, Any]) -> None:
    """Nothing that was typed is lost."""
    for row in table["rows"]:
        for cell in filter(None, row["cells"]):
            cell["value"] = request.POST.get(cell["name"], cell["value"])
    for block in table["classes"]:
        for line in block["lines"]:
            if line["name"] in request.POST:
                line["label"] = request.POST[line["name"]]
                for cell in line["cells"]:
                    cell["value"] = request.POST.get(cell["name"], "")


@require_http_methods(["GET", "HEAD", "POST"])
@requires("measure.enter")
def measure_load(request: HttpRequest) -> HttpResponse:
    """A table for the whole school: read, looked at, written."""
    actor = request.actor
    if "rows" in request.POST:
        return _write(request)
    form, read = MeasureTableForm(posted(request), request.FILES or None, initial={"measured_on": actor.today}), []
    if request.method == "POST" and form.is_valid():
        point = form.cleaned_data["point"]

        def look() -> None:
            rows = read_table(form.content())
            read.append((rows, measure_tables.understand(actor=actor, rows=rows, point=point)))

        if done_by(form, look):
            rows, table = read[0]
            context = {
                "rows": packed(rows, actor.organization_id), "table": table, "point": Point(point),
                "day": form.cleaned_data["measured_on"], "left": len(table.lines) - len(table.good),
            }  # fmt: skip
            return render(request, "monitoring/measure_check.html", context)
    return render(request, "monitoring/measure_load.html", {"form": form}, status=422 if form.is_bound else 200)


def _write(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    rows = unpacked(request.POST["rows"], actor.organization_id)
    form = MeasureDayForm(request.POST)
    if rows is None or not form.is_valid():
        raise Refusal(_("Таблица устарела"), todo=_("Загрузите её ещё раз"))
    told = {"rows": rows, "point": request.POST.get("point", ""), "measured_on": form.cleaned_data["measured_on"]}
    written, left = measure_tables.write_table(actor=actor, **told)
    warnings = [_("Не записано: %s") % counted(left, _("строка|строки|строк"))] if left else []
    say(request, _said(written), warnings)
    return redirect("measure_list")


@require_safe
@requires("measure.enter")
def measure_sheet(request: HttpRequest) -> HttpResponse:
    """A table with the names, to be filled in and loaded back."""
    actor = request.actor
    point = request.GET.get("point") if request.GET.get("point") in ("entry", "exit") else "exit"
    rules = effective_regulation(actor.organization, actor.today)
    every = [one for one in indicators_under(rules) if not one.formula and not one.months and may_measure(actor, one)]
    rows, used = [], set()
    for unit in units_to_measure(actor)[:500]:
        for member in _members(unit):
            fitting = {one.code for one in every if fits(one, member, point)}
            if fitting:
                used |= fitting
                rows.append((member.person.full_name, fitting))
    columns = [one for one in every if one.code in used]
    lines = [[name, "", *["" if one.code in fitting else "–" for one in columns]] for name, fitting in rows]
    notes = [str(Point(point).label).capitalize(), _("Доли: «21 из 25». Да или нет: словом. «–» не заполняют.")]
    head = [_("ФИО"), _("Класс"), *[str(one.title) for one in columns]]
    return attached(as_xlsx(_("Замеры"), notes, head, lines), f"measures-{point}.xlsx")


@require_safe
@requires("consent.own")
def measure_mine(request: HttpRequest) -> HttpResponse:
    """What was measured at oneself, and at one's child: the person and the parent see it (S2 разд. 10)."""
    known = {**catalogue(), **{one.code: one for one in own_indicators()}}
    lines = [
        {
            "who": one.who, "title": one.title, "indicator": one.indicator, "before": _told(one.before, one.indicator),
            "after": _told(one.after, one.indicator),
        }
        for one in own_values(request.actor, known)
    ]  # fmt: skip
    return render(request, "monitoring/measure_mine.html", {"lines": lines})


def _told(row: IndicatorValue | None, indicator: Any) -> str:
    return shown(indicator, row.pair) if row else ""
