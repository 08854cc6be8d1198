"""Figures of an analytic report as people read them, for its page and its paper alike; what they suggest for SWOT."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from programs.queries.execution import percent

from ..queries.analytic import Figures
from ..queries.analytic_lines import SWOT, Section, lines_of

MINUS = "−"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: texts, and whether records stand behind its number."""

    code: str
    title: str
    before: str
    now: str
    change: str
    share: str
    has_records: bool


@dataclass(frozen=True, slots=True)
class Hint:
    """A factor that figures suggest and the figure that it stands on; a person decides."""

    quadrant: str
    factor: str
    evidence: str

    @property
    def words(self) -> str:
        return f"{self.factor} ({self.evidence})"


def rows_of(section: Section, figures: Figures, *, school: bool) -> list[Row]:
    """Lines that were counted; what has no denominator is left out with its share."""
    found = []
    for line in lines_of(section, school=school):
        now, was = figures.value(line.code), figures.was(line.code)
        if now is None:
            continue
        whole = figures.whole(line.code)
        share = ""
        if whole is not None and line.whole:
            number = percent(now, whole)
            said = {"share": number, "whole": whole, "of": line.whole}
            share = _("%(share)s %% (%(of)s: %(whole)s)") % said if whole else _("н/д")
        found.append(
            Row(
                code=line.code,
                title=str(line.title),
                before="—" if was is None else str(was),
                now=str(now),
                change="—" if was is None else _signed(now - was),
                share=share or "—",
                has_records=bool(figures.now["lines"][line.code].get("ids")),
            )
        )
    return found


def _signed(number: int) -> str:
    return f"+{number}" if number > 0 else f"{MINUS}{-number}" if number < 0 else "0"


def decided(figures: Figures) -> list[tuple[str, str]]:
    """SWOT of the year's campaigns as a person has decided it: the quadrant's name, its factors with their evidence."""
    found: dict[str, list[str]] = {}
    for row in figures.table("swot").values():
        words = f"{row['factor']} ({row['evidence']})" if row["evidence"] else row["factor"]
        found.setdefault(f"swot:{row['quadrant']}", []).append(words)
    return [(f"{title} (по опросам)", "\n".join(found[slot])) for slot, title in SWOT.items() if slot in found]


def hints(figures: Figures) -> list[Hint]:
    """Simple rules over shares and changes (domain: mean ≥ 8 strong, ≤ 5 weak); the evidence is named."""
    found: list[Hint] = []

    def share(code: str, strong: int, weak: int, good: str, bad: str, words: str) -> None:
        part, whole = figures.value(code), figures.whole(code)
        if part is None or not whole:
            return
        evidence = words % {"share": percent(part, whole), "part": part, "whole": whole}
        if part * 100 >= strong * whole:
            found.append(Hint("swot:strengths", good, evidence))
        elif part * 100 < weak * whole:
            found.append(Hint("swot:weaknesses", bad, evidence))

    words = _("%(share)s %%: %(part)s из %(whole)s")
    share("plan_done", 80, 50, _("Планы программ выполняются"), _("Планы программ отстают"), words)
    share("confirmed", 90, 70, _("Встречи подтверждают оба участника"), _("Встречи не подтверждаются"), words)
    share("completed", 80, 60, _("Программы доводят до конца"), _("Программы завершаются досрочно"), words)
    share("closed", 50, 20, _("Затруднения закрываются"), _("Затруднения остаются"), words)
    share("trained", 50, 10, _("Наставников учат"), _("Наставников не учат"), words)
    share("introduced", 90, 50, _("Модель внедрена в школах"), _("Модель внедрена не везде"), words)
    for name, row in figures.table("ratings").items():
        title = _("полезность встреч") if name == "usefulness" else _("комфорт встреч")
        evidence = _("средняя оценка %(mean)s, ответов %(n)s") % {
            "mean": row["mean"].replace(".", ","), "n": row["answers"],
        }  # fmt: skip
        if float(row["mean"]) >= 8:
            found.append(Hint("swot:strengths", _("Участники высоко ценят %s") % title, evidence))
        elif float(row["mean"]) <= 5:
            found.append(Hint("swot:weaknesses", _("Участники низко ценят %s") % title, evidence))
    _changes(figures, found)
    return found


def _changes(figures: Figures, found: list[Hint]) -> None:
    now, was = figures.value("units"), figures.was("units")
    if now is not None and was and now != was:
        evidence = _("было %(was)s, стало %(now)s") % {"was": was, "now": now}
        grew = Hint("swot:strengths", _("Пар и групп стало больше"), evidence)
        found.append(grew if now > was else Hint("swot:weaknesses", _("Пар и групп стало меньше"), evidence))
    if alone := figures.value("unmatched"):
        found.append(Hint("swot:threats", _("Есть наставляемые без наставника"), _("их %s") % alone))
    if late := figures.value("late"):
        found.append(Hint("swot:threats", _("Есть просроченные мероприятия планов"), _("их %s") % late))
