"""The panel of a day on paper: what stands, what has changed, whom to call."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import SchoolKind
from accounts.permissions import Actor
from monitoring.models import PanelSummary
from monitoring.queries import panel_lines, panels
from monitoring.queries.panel_map import tiles_of
from monitoring.queries.panels import Panel
from monitoring.queries.rates import thresholds_for

from ..order import Table
from ..paper import Bar, Block, Chart, Paper
from .kind import PaperKind, issuer


def build(summary: PanelSummary, actor: Actor) -> Paper:
    made = panels.panel_as_of(actor, summary)
    at = made.counted_at
    assert at is not None
    kind = f", {SchoolKind(made.kind).label}" if made.kind else ""
    return Paper(
        label=_("Панель"),
        title=f"{made.body.short_name}{kind}",
        issuer=issuer(made.body),
        blocks=tuple(_blocks(actor, made)),
        note=_("Числа посчитаны по записям системы %(at)s (местное время).") % {"at": f"{at:%d.%m.%Y %H:%M}"},
        landscape=True,
    )


def _blocks(actor: Actor, made: Panel) -> Iterator[Block]:
    if made.rows:
        head = (_("Организация"), _("Что сделать"), _("Кому звонить"), _("Пары"), _("Ждут"))
        yield Block(
            heading=_("Кому звонить и что сделать"),
            table=Table(headings=head, rows=tuple(_calls(made)), widths=(20, 40, 20, 10, 10)),
        )
    elif made.needs:
        yield Block(heading=_("Что сделать"), paragraphs=tuple(f"{need.said(own=True)}." for need in made.needs))
    covers = panel_lines.coverage_of(made, panels.satisfied_at(actor, made))
    shares = [(f"{one.code}. {one.title}", one.share, one.parts) for one in covers]
    yield Block(
        heading=_("Охват"), table=Table(headings=(_("Показатель"), _("Доля"), _("Из скольких")), rows=tuple(shares))
    )
    if chart := _late(actor, made):
        yield Block(heading=_("Кто укладывается в сроки"), chart=chart)
    before = made.before.day if made.before else None
    columns = (_("Показатель"), _("Сейчас"), *((f"{before:%d.%m.%Y}", _("Изменение")) if before else ()))
    rows = []
    for title, lines in panel_lines.groups_of(actor, made):
        for line in lines:
            change = (str(line.before), f"{line.change:+d}" if line.change else "0") if before else ()
            if line.now or line.before:
                rows.append((f"{title}: {line.title}", str(line.now), *change))
    yield Block(heading=_("Числа"), table=Table(headings=columns, rows=tuple(rows)))


def _late(actor: Actor, made: Panel) -> Chart | None:
    """The map of tiles as bars: the same municipalities in the same order."""
    found = tiles_of(made.rows, thresholds_for(actor)) if not made.inside else None
    if found is None:
        return None
    bars = tuple(Bar(label=tile.row.organization.short_name, value=float(tile.value)) for tile in found.tiles)
    return Chart(title=_("Доля школ без прошедших сроков"), bars=bars, unit="%", top=100.0)


def _calls(made: Panel) -> Iterator[tuple[str, ...]]:
    for row in made.rows:
        if not row.needs:
            continue
        person = row.called.person if row.called else None
        phone = person.phone if person and person.phone else row.organization.phone
        called = ", ".join(filter(None, [person.full_name if person else "", phone]))
        todo = ". ".join(need.said() for need in row.needs[:3])
        numbers = (str(row.figures["held"]), str(row.figures["waiting"]))
        yield (row.organization.short_name, todo, called, *numbers)


PANEL = PaperKind(
    slug="panel", label=gettext_lazy("Панель"), model=PanelSummary, build=build, permission="report.view",
    formats=("pdf", "docx", "xlsx", "png"), related=("organization", "organization__region", "region"),
)  # fmt: skip
