"""The analytic report: thirteen sections, figures beside last year's, charts, and the author's words apart from them.

The text that the system writes only retells numbers; conclusions are a person's (S1 4.1.3, S3 п. 3.9, S4 п. 3.4).
"""

from decimal import Decimal
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Actor
from accounts.templatetags.ui_words import counted, study_year
from monitoring.queries.impact_table import COLUMNS
from programs.models import Order, SchoolProgram
from programs.models.bank_choices import MenteeCategory
from programs.models.program import FormOfWork
from programs.order_content import money
from programs.queries.execution import percent
from programs.regulation.catalogue.choices import CLOSURE_REASONS, DIFFICULTY_AREAS, FORMS
from programs.regulation.catalogue.choices import KINDS as MENTORING_KINDS

from ...models import AnalyticReport
from ...queries.analytic import Figures, figures_of, is_school, words_of_report
from ...queries.analytic_lines import FORM, SECTIONS, SWOT, Section
from ..analytic_rows import decided, rows_of
from ..order import Table
from ..paper import Bar, Block, Chart, Fact, Paper, Stamp
from .kind import PaperKind, head_of, issuer, signed_line

OTHER = gettext_lazy("прочие")


def build(report: AnalyticReport, actor: Actor) -> Paper:
    figures = figures_of(report, actor.today)
    if figures is None:
        raise Http404
    writer = _Writer(report, figures, words_of_report(report))
    blocks: list[Block] = []
    for number, section in enumerate(SECTIONS, start=1):
        blocks += writer.section(number, section)
    on = report.confirmed_at.astimezone(actor.zone).date() if report.confirmed_at else actor.today
    post, name = head_of(report.organization, on)
    by = report.confirmed_by
    local = figures.counted_at.astimezone(report.organization.zone)
    draft = report.state != AnalyticReport.State.CONFIRMED
    return Paper(
        label=_("Аналитический отчёт"),
        title=_("О внедрении системы наставничества в %s учебном году") % study_year(report.school_year),
        issuer=issuer(report.organization),
        stamp=Stamp(
            caption=_("Утверждаю"), lines=tuple(filter(None, [post, name])), signed=False
        ),
        date=None if draft else on,
        blocks=tuple(blocks),
        signatures=(signed_line(by, report.organization, on, signed=on),) if by and not draft else (),
        note=_("Числа посчитаны по записям системы %(at)s (местное время), сравнение %(source)s.") % {
            "at": f"{local:%d.%m.%Y %H:%M}", "source": figures.before_from,
        },
        draft=draft,
    )  # fmt: skip


class _Writer:
    """The sections one by one; a section that has neither figures nor words says so."""

    def __init__(self, report: AnalyticReport, figures: Figures, words: dict[str, str]) -> None:
        self.report, self.figures, self.words = report, figures, words
        self.school = is_school(report)
        self.now, self.before = study_year(report.school_year), study_year(report.school_year - 1)

    def section(self, number: int, section: Section) -> list[Block]:
        heading = f"{number}. {section.title}"
        more = getattr(self, f"_{section.code}", None)
        blocks = [*self._lines(section), *(more() if more else []), *self._said(section)]
        if not blocks:
            blocks = [Block(paragraphs=(_("В записях за год таких данных нет; пояснение не написано."),))]
        first = blocks[0]
        if first.heading:
            return [Block(heading=heading), *blocks]
        titled = Block(
            heading=heading, facts=first.facts, paragraphs=first.paragraphs, table=first.table, chart=first.chart
        )
        return [titled, *blocks[1:]]

    def _lines(self, section: Section) -> list[Block]:
        rows = rows_of(section, self.figures, school=self.school)
        if not rows:
            return []
        table = Table(
            headings=(_("Показатель"), self.before, self.now, _("Изменение"), _("Доля")),
            rows=tuple((row.title, row.before, row.now, row.change, row.share) for row in rows),
            widths=(40, 10, 10, 15, 25),
        )
        return [Block(table=table)]

    def _said(self, section: Section) -> list[Block]:
        """The author's words, each place under its own heading, unless that is the section's."""
        said = [(title, self.words[slot]) for slot, title in section.words if self.words.get(slot)]
        return [self._words("" if title == section.title else str(title), text) for title, text in said]

    def _words(self, title: str, text: str) -> Block:
        return Block(heading=title, paragraphs=tuple(line for line in text.splitlines() if line.strip()))

    def _table(
        self, title: str, headings: tuple[str, ...], rows: list[tuple[str, ...]], widths: tuple[int, ...]
    ) -> list[Block]:
        table = Table(headings=headings, rows=tuple(rows), widths=widths)
        return [Block(heading=title, table=table)] if rows else []

    def _acts(self) -> list[Block]:
        if not self.school:
            return self._below()
        ids = self.figures.now["lines"].get("acts", {}).get("ids", [])
        orders = Order.objects.filter(pk__in=ids).order_by("dated", "pk")
        return self._table(
            _("Локальные акты"),
            (_("Дата"), _("№"), _("О чём")),
            [(f"{row.dated:%d.%m.%Y}", row.number, row.title) for row in orders],
            (15, 15, 70),
        )

    def _below(self) -> list[Block]:
        """Of each school or municipality numbers alone."""
        headings = (
            _("Организация"), _("Внедрили"), _("Пар"), _("Наставников"), _("Наставляемых"),
            _("Завершено (досрочно)"), _("Встреч"), _("Планы, %"),
        )  # fmt: skip
        names, below = self.figures.names, self.figures.table("below")
        rows = []
        for pk, row in sorted(below.items(), key=lambda pair: names.get(pair[0], "")):
            n = {column: row.get(column, 0) for column in BELOW}
            plans = percent(n["done"], n["planned"])
            rows.append(
                (
                    names.get(pk, pk), _("%(introduced)s из %(schools)s") % n, str(n["units"]), str(n["mentors"]),
                    str(n["mentees"]), f"{n['completed']} ({n['terminated']})", str(n["meetings"]), plans,
                )
            )  # fmt: skip
        if not rows:
            return []
        table = Table(headings=headings, rows=tuple(rows), widths=(25, 10, 10, 10, 10, 15, 10, 10))
        return [Block(heading=_("По организациям"), table=table)]

    def _participants(self) -> list[Block]:
        f = self.figures
        blocks = []
        forms, before = f.table("forms"), f.before["tables"].get("forms", {})
        paired = {code: row for code, row in forms.items() if row.get("units")}
        if paired:
            bars = tuple(
                Bar(
                    label=_label(FORMS, code), value=float(row["units"]),
                    before=float(before[code].get("units", 0)) if code in before else None,
                    note=_("наставляемых %s") % row.get("mentees", 0),
                )
                for code, row in sorted(paired.items(), key=lambda pair: -pair[1]["units"])
            )  # fmt: skip
            blocks.append(Block(chart=self._chart(_("Пары и группы по формам"), bars)))
        shares = [
            Bar(
                label=str(line),
                value=value * 100 / whole,
                note=_("%(part)s из %(all)s") % {"part": value, "all": whole},
            )
            for code, line in COVERED.items()
            if (value := f.value(code)) is not None and (whole := f.whole(code))
        ]
        if shares:
            blocks.append(Block(chart=Chart(title=_("Охват"), bars=tuple(shares), unit="%", top=100.0)))
        blocks += self._counts(_("По видам наставничества"), "kinds", "units", MENTORING_KINDS, _("Пар и групп"))
        names = {**dict(MenteeCategory.choices), "OTHER": OTHER}
        return blocks + self._counts(_("По категориям наставляемых"), "categories", "mentees", names, _("Человек"))

    def _counts(self, title: str, table: str, column: str, names: dict[str, Any], heading: str) -> list[Block]:
        rows = [(_label(names, code), str(row.get(column, 0))) for code, row in self.figures.table(table).items()]
        rows.sort(key=lambda row: (-int(row[1]), row[0]))
        return self._table(title, (_("Название"), heading), rows, (75, 25))

    def _chart(self, title: str, bars: tuple[Bar, ...], **more: Any) -> Chart:
        compared = any(bar.before is not None for bar in bars)
        labels = {"before_label": self.before, "now_label": self.now} if compared else {}
        return Chart(title=title, bars=bars, **labels, **more)

    def _programs(self) -> list[Block]:
        reasons = self._counts(
            _("Причины досрочного завершения"), "reasons", "programs", CLOSURE_REASONS, _("Программ")
        )  # fmt: skip
        return [*reasons, *self._forms()]

    def _forms(self) -> list[Block]:
        """What each form came to, with the school's own programme of it (S2 разд. 6 эт. 7, п. 7.1–7.2)."""
        forms = self.figures.table("forms")
        if not forms:
            return []
        own = {}
        if self.school:
            rows = SchoolProgram.objects.filter(
                organization_id=self.report.organization_id, school_year=self.report.school_year
            )
            own = {row.form: row for row in rows}
        columns = ("units", "mentees", "programs", "completed", "terminated", "meetings")
        table = Table(
            headings=(
                _("Форма"), _("Пар и групп"), _("Наставляемых"), _("Программ"), _("Завершено"), _("Досрочно"),
                _("Встреч"), _("Планы, %"),
            ),
            rows=tuple(
                (
                    _label(FORMS, code), *(str(row.get(column, 0)) for column in columns),
                    percent(row.get("done", 0), row.get("planned", 0)),
                )
                for code, row in sorted(forms.items())
            ),
            widths=(25, 10, 10, 10, 10, 10, 10, 15),
        )  # fmt: skip
        bars = tuple(
            Bar(label=_label(FORMS, code), value=row["done"] * 100 / row["planned"],
                note=_("%(part)s из %(all)s") % {"part": row["done"], "all": row["planned"]})
            for code, row in sorted(forms.items()) if row.get("planned")
        )  # fmt: skip
        chart = Chart(title=_("Выполнение планов по формам"), bars=bars, unit="%", top=100.0) if bars else None
        blocks = [Block(heading=_("Итоги по формам"), table=table, chart=chart)]
        for code in sorted({*forms, *own}):
            facts = _program_facts(own[code]) if code in own else ()
            said = self.words.get(f"{FORM}{code}", "")
            if facts or said:
                lines = tuple(line for line in said.splitlines() if line.strip())
                title = _("Эффективность: %s") % _label(FORMS, code)
                blocks.append(Block(heading=title, facts=facts, paragraphs=lines))
        return blocks

    def _survey(self) -> list[Block]:
        paragraphs = [] if self.figures.value("answered") is not None else [_("Нет данных: анкетирования не было.")]
        names = {"usefulness": _("Полезность встреч"), "comfort": _("Комфорт на встречах")}
        for name, row in self.figures.table("ratings").items():
            paragraphs.append(
                _("%(what)s по отзывам участников: %(mean)s из 10, %(n)s.") % {
                    "what": names[name], "mean": row["mean"].replace(".", ","),
                    "n": counted(row["answers"], _("ответ|ответа|ответов")),
                }
            )  # fmt: skip
        rows = [*decided(self.figures)]
        rows += [(str(title), self.words[slot]) for slot, title in SWOT.items() if self.words.get(slot)]
        return [
            *([Block(paragraphs=tuple(paragraphs))] if paragraphs else []),
            *self._table(_("SWOT-анализ"), (_("Что"), _("Факторы и на чём основано")), rows, (30, 70)),
        ]

    def _dynamics(self) -> list[Block]:
        bars = tuple(
            Bar(label=str(title), value=float(value), before=None if was is None else float(was))
            for code, title in CHANGING.items()
            if (value := self.figures.value(code)) is not None
            for was in [self.figures.was(code)]
        )
        chart = self._chart(_("Что изменилось за год"), bars)
        told = self.figures.table("impact")
        rows = [tuple(row[name] for name in ("title", *COLUMNS)) for row in told.values()]
        head = (_("Показатель"), _("До"), _("После"), _("Разница"), _("%"), _("Пар замеров"))
        none = Block(paragraphs=(_("Нет данных: замеров на входе и на выходе не было."),))
        measured = self._table(_("Замеры на входе и на выходе"), head, rows, MEASURED) if rows else [none]
        return [*measured, *([Block(chart=chart)] if bars else [])]

    def _difficulties(self) -> list[Block]:
        names = {**DIFFICULTY_AREAS, "OTHER": OTHER}
        bars = tuple(
            Bar(label=_label(names, code), value=float(row["closed"]), note=_("названо %s") % row["told"])
            for code, row in self.figures.table("areas").items()
        )
        if not bars:
            return []
        top = max(float(row["told"]) for row in self.figures.table("areas").values())
        return [Block(chart=Chart(title=_("Закрыто затруднений по областям"), bars=bars, top=top))]

    def _practices(self) -> list[Block]:
        return self._counts(_("По видам"), "practices", "done", dict(FormOfWork.choices), _("Проведено"))

    def _awards(self) -> list[Block]:
        total = self.figures.table("money").get("payments", {}).get("total", "")
        if not total:
            return [] if self.school else [Block(paragraphs=(_("Суммы выплат знает только школа."),))]
        return [Block(facts=(Fact(label=_("Сумма выплат"), value=_("%s руб.") % money(Decimal(total))),))]


MEASURED = (40, 10, 10, 15, 10, 15)
BELOW = (
    "schools", "introduced", "units", "mentors", "mentees", "completed", "terminated", "meetings", "done", "planned",
)  # fmt: skip
COVERED = {
    "K1": gettext_lazy("Обучающиеся 10–19 лет"), "K2": gettext_lazy("Наставники 15–19 лет"),
    "K3": gettext_lazy("Молодые специалисты"), "K4": gettext_lazy("Предприятия"),
    "educators": gettext_lazy("Педагоги"),
}  # fmt: skip
CHANGING = {
    "units": gettext_lazy("Пары и группы"), "mentees": gettext_lazy("Наставляемые"),
    "completed": gettext_lazy("Завершено программ"), "confirmed": gettext_lazy("Встречи"),
    "contests": gettext_lazy("Участия в конкурсах"), "closed": gettext_lazy("Закрыто затруднений"),
}  # fmt: skip


def _label(names: Any, code: str) -> str:
    return str(names.get(code, code))


def _program_facts(row: SchoolProgram) -> tuple[Fact, ...]:
    facts = [
        Fact(label=_("Программа школы"), value=row.title), Fact(label=_("Цель"), value=row.goal),
        Fact(label=_("Ожидалось"), value=row.expected),
    ]  # fmt: skip
    if row.summary:
        facts.append(Fact(label=_("Итоги"), value=row.summary))
    return tuple(facts)


ANALYTIC = PaperKind(
    slug="analytic-report",
    label=gettext_lazy("Аналитический отчёт"),
    model=AnalyticReport,
    build=build,
    permission="analytic.view",
    issued_with="analytic.write",
    formats=("pdf", "docx", "xlsx"),
    related=("organization__region", "confirmed_by"),
)
