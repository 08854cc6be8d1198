"""Reports as pages need them: frozen or present figures, the month before, what a number is made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organization, Person
from accounts.permissions import Actor
from accounts.templatetags.ui_words import initials
from programs.models import Meeting, MenteeEntry, MentorEntry, Program, Unit

from ..indicators import INDICATORS, PARTS, Figure, Figures, Indicator, differences, from_json, month_before, ordered
from ..models import PeriodReport, ReportCorrection
from ..words import part_words
from .figures import month_figures
from .frozen import frozen_figures, latest_snapshot, overlaid
from .summary import summary_figures


@dataclass(frozen=True)
class Item:
    """A record behind a number; ``url`` is empty where the reader may not open it."""

    text: str
    url: str = ""


@dataclass
class Line:
    """A row of the report's table. ``present`` is what the records say now, where that differs from what was frozen."""

    indicator: Indicator
    value: int
    before: int | None = None
    parts: list[str] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    explanation: str = ""
    corrections: list[ReportCorrection] = field(default_factory=list)
    present: int | None = None

    @property
    def fell(self) -> bool:
        """The school is asked why: the number is lower than a month ago, and lower is worse."""
        return self.indicator.less_is_worse and self.before is not None and self.value < self.before


def report_rows(actor: Actor) -> QuerySet[PeriodReport]:
    """The school's reports, the newest month first."""
    rows = PeriodReport.objects.visible_to(actor).filter(organization_id=actor.organization_id)
    return rows.select_related("organization", "organization__region").order_by("-period")


def lock_of(report: PeriodReport) -> str:
    """Why nothing of the report changes any more; empty while it may be corrected or confirmed."""
    if report.state != PeriodReport.State.ACCEPTED:
        return ""
    at = report.accepted_at.astimezone(report.organization.zone)
    words = _("отчёт принят %(day)s. Записанное позже видно рядом, но снимок и исправления уже не меняются.")
    return words % {"day": f"{at:%d.%m.%Y}"}


def report_lines(report: PeriodReport, actor: Actor) -> dict[str, Any]:
    """The table of a report: from its snapshot once confirmed, otherwise from the records of this moment."""
    organization: Organization = report.organization
    told: dict[str, int] = {}
    if report.kind == PeriodReport.Kind.SUMMARY:
        present, told = summary_figures(organization, report.period)
    else:
        present = month_figures([organization], report.period)[organization.pk]
    snapshot, corrections = None, []
    if report.is_handed_in:
        snapshot = latest_snapshot(report)
        corrections = list(report.corrections.filter(made_at__gte=snapshot.taken_at).select_related("made_by"))
    figures = overlaid(from_json(snapshot.figures), corrections) if snapshot else present
    changed = differences(figures, present) if snapshot else {}
    before = _month_before(report)
    named = actor.may("unit.view") and actor.signs_for(organization.pk)
    names = _names(figures.values()) if named else {}
    lines = [_line(code, figure, report, named, names) for code, figure in figures.items()]
    for line in lines:
        code = line.indicator.code
        line.before = before[code].value if code in before else None
        line.present = changed[code][1] if code in changed else None
        line.corrections = [row for row in corrections if row.code == code]
    return {
        "groups": _grouped(lines),
        "snapshot": snapshot,
        "told": snapshot.figures.get("told", {}) if snapshot else told,
        "corrections": corrections,
        "changed": [line for line in lines if line.present is not None],
        "unconfirmed": figures["held"].parts.get("unconfirmed", 0) if not snapshot else 0,
        "section": snapshot.figures["section"] if snapshot else None,
        "names_hidden": not named,
    }


def _line(code: str, figure: Figure, report: PeriodReport, named: bool, names: Mapping[tuple[str, int], Item]) -> Line:
    items = [names[figure.kind, pk] for pk in figure.ids if (figure.kind, pk) in names]
    return Line(
        indicator=INDICATORS[code],
        value=figure.value,
        parts=[part_words(part, number) for part, number in ordered(figure.parts).items()],
        items=_acts(figure, named) if code == "acts" else items,
        explanation=report.explanations.get(code, ""),
    )


def _month_before(report: PeriodReport) -> Figures:
    """The figures of the month before, as they were confirmed; nothing when there was no report."""
    rows = PeriodReport.objects.filter(
        organization_id=report.organization_id, kind=report.kind, period=month_before(report.period)
    )
    earlier = rows.first()
    return frozen_figures([earlier]).get(earlier.pk, {}) if earlier else {}


def _grouped(lines: list[Line]) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = []
    for line in lines:
        if not groups or groups[-1]["title"] != line.indicator.group:
            groups.append({"title": line.indicator.group, "lines": []})
        groups[-1]["lines"].append(line)
    return groups


def _acts(figure: Figure, linked: bool) -> list[Item]:
    """Requisites of orders: number, date and what they do are read above the school too."""
    return [
        Item(
            text=f"№ {act['number']} от {act['dated']}: {', '.join(str(PARTS[kind]) for kind in act['kinds'])}",
            url=reverse("order_detail", args=[act["id"]]) if linked else "",
        )
        for act in figure.acts
    ]


def _names(figures: Iterable[Figure]) -> dict[tuple[str, int], Item]:
    """Names and links of the records behind the figures, by kind and id: a fixed number of queries."""
    ids: dict[str, set[int]] = {}
    for figure in figures:
        ids.setdefault(figure.kind, set()).update(figure.ids)
    meetings = list(Meeting.objects.filter(pk__in=ids.get("meeting", ())))
    units = ids.get("unit", set()) | {row.unit_id for row in meetings}
    pairs = {row.pk: _pair(row) for row in Unit.objects.filter(pk__in=units).prefetch_related("members__person")}
    found = {("unit", pk): Item(name, reverse("unit_detail", args=[pk])) for pk, name in pairs.items()}
    for row in meetings:
        words = f"{pairs[row.unit_id]}, {row.held_on:%d.%m}"
        found["meeting", row.pk] = Item(words, reverse("unit_detail", args=[row.unit_id]))
    for kind, model in (("mentor", MentorEntry), ("mentee", MenteeEntry)):
        for entry in model.objects.filter(pk__in=ids.get(kind, ())).select_related("person"):
            found[kind, entry.pk] = Item(_short(entry.person), reverse(f"{kind}_detail", args=[entry.pk]))
    for program in Program.objects.filter(pk__in=ids.get("program", ())):
        found["program", program.pk] = Item(program.title, reverse("program_detail", args=[program.pk]))
    return found


def _pair(unit: Unit) -> str:
    return ", ".join(_short(member.person) for member in unit.members.all())


def _short(person: Person) -> str:
    return str(initials(person))
