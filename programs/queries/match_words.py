"""The matching in words: the parts of a score, the rules that stand in the way, what speaks for a pair."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..matching.explain import Bar
from ..models.bank_choices import PupilArea
from ..regulation.catalogue.choices import DIFFICULTY_AREAS, KINDS, MATCHING_PARTS

# The name of a rule (programs.matching.rules) → what it means about one mentor.
REASONS = {
    "same_person": gettext_lazy("это один и тот же человек"),
    "other_track": gettext_lazy("другой контур: педагоги и обучающиеся не смешиваются"),
    "other_school": gettext_lazy("другая школа: нет договора о сотрудничестве или согласия наставника"),
    "no_consent": gettext_lazy("нет действующего согласия на обработку данных"),
    "not_approved": gettext_lazy("руководитель ещё не утвердил наставляемого"),
    "no_clearance": gettext_lazy("нет проверенной справки об отсутствии судимости"),
    "excluded": gettext_lazy("наставляемый просил не предлагать"),
    "said_no": gettext_lazy("после общей встречи один из двоих не согласился"),
    "together_now": gettext_lazy("эти двое уже в паре"),
    "declined": gettext_lazy("пару уже предлагали в этом году, она не состоялась"),
    "forbidden": gettext_lazy("вы запретили эту пару в черновике"),
    "no_form": gettext_lazy("нет формы, которая подходит обоим"),
    "no_kind": gettext_lazy("нет вида наставничества, который подходит обоим"),
    "wrong_age": gettext_lazy("не подходит возраст"),
    "not_senior": gettext_lazy("стаж наставника не больше, чем у наставляемого"),
    "other_subject": gettext_lazy("предметник другого предмета"),
    "off_profile": gettext_lazy("не работает ни с одной из названных тем"),
    "no_seat": gettext_lazy("все места заняты"),
    "elsewhere": gettext_lazy("для него попросили наставника другой школы, ждём ответа"),
    "outbid": gettext_lazy("подходит, но место нужнее другому"),
}
MARKS = {
    "mode": gettext_lazy("не совпадает способ встреч"),
    "hours": gettext_lazy("часов меньше, чем просят"),
    "shift": gettext_lazy("другая смена"),
    "school": gettext_lazy("другая школа"),
    "both_ways": gettext_lazy("учат друг друга: у каждого есть то, о чём просит другой"),
}
MUTUAL = 4  # «хочу» by both


def reason(rule: str) -> str:
    return str(REASONS[rule])


def counted_reasons(pairs: Iterable[Sequence[Any]]) -> str:
    """«не работает ни с одной из названных тем: 3; все места заняты: 2»."""
    shown = [(rule, number) for rule, number in pairs if rule not in ("other_track", "same_person")]
    return "; ".join(f"{reason(rule)}: {number}" for rule, number in shown) or _("в банке нет ни одного наставника")


def bar_rows(bars: Iterable[Bar]) -> list[dict[str, Any]]:
    """Bars as a page draws them: a name, «36 из 40», the words."""
    return [
        {
            "name": capfirst(str(MATCHING_PARTS[bar.part])), "points": bar.points, "most": bar.most,
            "words": words_of(bar), "label": f"{capfirst(str(MATCHING_PARTS[bar.part]))}: {bar.points} / {bar.most}",
        }
        for bar in bars
    ]  # fmt: skip


def words_of(bar: Bar) -> str:
    return WORDS[bar.part](bar)


def _request(bar: Bar) -> str:
    return ngettext("%(have)s из %(of)s темы", "%(have)s из %(of)s тем", bar.of) % {"have": bar.have, "of": bar.of}


def _interest(bar: Bar) -> str:
    if "both_ways" in bar.marks:
        return str(MARKS["both_ways"])
    if bar.have >= MUTUAL:
        return _("оба хотят работать вместе")
    return _("интерес есть, взаимного «да» пока нет") if bar.have else _("ответов об интересе нет")


def _load(bar: Bar) -> str:
    """``have`` free seats of ``of``, this one among them."""
    return _("занято мест: %(taken)s из %(of)s") % {"taken": bar.of - bar.have, "of": bar.of}


def _subject(bar: Bar) -> str:
    return _("тот же предмет или предмет не назван") if bar.have else _("другой предмет")


def _place(bar: Bar) -> str:
    return ", ".join(str(MARKS[mark]) for mark in bar.marks) or _("ничего не мешает")


def _experience(bar: Bar) -> str:
    return _("пары в этой форме: %s и больше") % bar.of if bar.have >= bar.of else _("пар в этой форме: %s") % bar.have


WORDS = {
    "request": _request, "interest": _interest, "load": _load, "subject": _subject, "place": _place,
    "experience": _experience,
}  # fmt: skip


def gist(bars: Iterable[Bar], *, mutual: bool) -> str:
    """The main thing about a pair in a line of a table: two or three facts that speak for it."""
    by_part = {bar.part: bar for bar in bars}
    said = [_("взаимный выбор")] if mutual else []
    if "request" in by_part:
        said.append(_request(by_part["request"]))
    if "subject" in by_part and by_part["subject"].have:
        said.append(_("предмет подходит"))
    if not mutual and "experience" in by_part and by_part["experience"].have:
        said.append(_("опыт в этой форме"))
    return ", ".join(said[:3])


def kinds_to_propose(fitting: Iterable[str], *, two_way: bool = False, size: int = 1) -> list[str]:
    """The kinds of a unit: a group for a group, both ways where both lead, else what the two agree on first."""
    if size > 1:
        return ["GROUP"]
    fit = [kind for kind in KINDS if kind in set(fitting) and kind != "GROUP"]
    if two_way and "REVERSE" in fit:
        return ["REVERSE"]
    return ["TRADITIONAL"] if "TRADITIONAL" in fit else fit[:1]


def area_words(codes: Iterable[str]) -> list[str]:
    known = {**DIFFICULTY_AREAS, **dict(PupilArea.choices)}
    return [str(known.get(code, code)) for code in codes]


def kept(bars: Iterable[Bar]) -> list[list[Any]]:
    """Bars as a suggestion keeps them."""
    return [[bar.part, bar.points, bar.most, bar.have, bar.of, list(bar.marks)] for bar in bars]


def restored(rows: Iterable[Sequence[Any]]) -> list[Bar]:
    return [Bar(part, points, most, have, of, tuple(marks)) for part, points, most, have, of, marks in rows]
