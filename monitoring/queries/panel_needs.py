"""What to do next in an organization, the most urgent first, read off the figures of a school or a municipality."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.roles import Role
from accounts.templatetags.ui_words import counted

from ..panel_figures import SILENT_DAYS

PAIRS, LATE, START, MENTORS, PAPERS = "pairs", "late", "start", "mentors", "papers"
CURATOR_FIRST, HEAD_FIRST = (Role.CURATOR, Role.HEAD), (Role.HEAD, Role.CURATOR)
OF_A_BODY = (Role.MUNICIPAL_COORDINATOR, Role.HEAD)


@dataclass(frozen=True)
class Need:
    """``rank``: the smaller, the sooner. ``weight`` orders organizations with the same need. ``roles``: whom to call
    about it, in this order. ``own``: the same said to the school itself, where it is not the same."""

    code: str
    kind: str
    rank: int
    weight: int
    words: str
    todo: str
    roles: tuple[str, ...]
    own: str = ""

    def said(self, *, own: bool = False) -> str:
        """What and what to do, in one sentence with one colon."""
        return f"{self.words}{' –' if ':' in self.words else ':'} {self.own if own and self.own else self.todo}"


def needs_of(figures: Mapping[str, int], *, body: bool) -> list[Need]:
    return sorted(_body(figures) if body else _school(figures), key=lambda need: need.rank)


def _school(f: Mapping[str, int]) -> Iterator[Need]:
    if f["calls"]:
        words = _("Просьба о помощи больше суток без ответа: %s") % f["calls"]
        own = _("узнайте, что у пары, и попросите наставника ответить")
        yield Need("calls", PAIRS, 1, f["calls"], words, _("спросите, что у пары"), CURATOR_FIRST, own)
    if f["overdue"]:
        days = counted(f["late_days"], _("день назад|дня назад|дней назад")) if f["late_days"] else _("сегодня")
        words = _("Срок прошёл %s") % days
        if f["overdue"] > 1:
            terms = counted(f["overdue"], _("срок прошёл|срока прошли|сроков прошли"))
            words = _("%(terms)s, первый – %(days)s") % {"terms": terms, "days": days}
        todo = _("не сдан месячный отчёт: напомнить") if f["reports"] else _("спросите, что мешает и к какому дню")
        own = _("подтвердите месячный отчёт") if f["reports"] else _("сделайте и отметьте")
        yield Need("overdue", LATE, 2, f["late_days"], words, todo, CURATOR_FIRST, own)
    if f["no_curator"]:
        yield Need("no_curator", START, 3, 1, _("Куратор не назначен"), _("назначить приказом"), HEAD_FIRST)
    if f["no_statute"]:
        yield Need("no_statute", START, 4, 1, _("Положение не введено"), _("утвердить приказом"), HEAD_FIRST)
    if f["silent"]:
        words = _("Не встречались больше %(days)s дней: %(pairs)s") % {
            "days": SILENT_DAYS, "pairs": counted(f["silent"], _("пара|пары|пар")),
        }  # fmt: skip
        yield Need("silent", PAIRS, 5, f["silent"], words, _("назначить встречу или завершить"), CURATOR_FIRST)
    if f["waiting"] > f["idle"]:
        words = _("Ждут наставника %(waiting)s, свободных наставников %(idle)s") % f
        weight = f["waiting"] - f["idle"]
        yield Need("waiting", MENTORS, 6, weight, words, _("найти наставников или позвать со стороны"), CURATOR_FIRST)
    elif f["waiting"]:
        words = _("Ждут наставника: %s") % f["waiting"]
        todo = _("подобрать пару: свободные наставники есть")
        yield Need("waiting", MENTORS, 6, f["waiting"], words, todo, CURATOR_FIRST)
    if f["behind"]:
        words = _("План отстаёт: %s") % counted(f["behind"], _("пара|пары|пар"))
        yield Need("behind", PAIRS, 7, f["behind"], words, _("отметить сделанное или перенести срок"), CURATOR_FIRST)
    if f["unconfirmed"]:
        words = _("Встречи не подтверждены дольше недели: %s") % counted(f["unconfirmed"], _("пара|пары|пар"))
        yield Need("unconfirmed", PAIRS, 8, f["unconfirmed"], words, _("напомнить наставляемым"), CURATOR_FIRST)
    waits = f["to_sign"] + f["to_register"]
    if waits:
        words = _("Приказы ждут подписи или номера: %s") % waits
        yield Need("to_sign", PAPERS, 9, waits, words, _("подписать и зарегистрировать"), HEAD_FIRST)
    if f["unread"]:
        words = _("Не ознакомились с приказами: %s") % counted(f["unread"], _("человек|человека|человек"))
        yield Need("unread", PAPERS, 10, f["unread"], words, _("попросить ознакомиться"), CURATOR_FIRST)
    if f["no_pairs"]:
        yield Need("no_pairs", START, 11, 1, _("Пар пока нет"), _("подобрать первую пару"), CURATOR_FIRST)


def _body(f: Mapping[str, int]) -> Iterator[Need]:
    """The same of a municipality: how many of its schools."""
    schools = _("школа|школы|школ")
    if f["calls"]:
        words = _("Пар, чья просьба о помощи больше суток без ответа: %s") % f["calls"]
        yield Need("calls", PAIRS, 1, f["calls"], words, _("обзвонить кураторов"), OF_A_BODY)
    if f["late"]:
        late = {"late": counted(f["late"], schools), "schools": f["schools"]}
        words = _("Опаздывают: %(late)s из %(schools)s") % late
        yield Need("overdue", LATE, 2, f["late"], words, _("спросите, что мешает и к какому дню"), OF_A_BODY)
    missing = {"no_curator": _("Без куратора: %s"), "no_statute": _("Без Положения: %s")}
    for rank, (code, words) in enumerate(missing.items(), start=3):
        if f[code]:
            yield Need(code, START, rank, f[code], words % counted(f[code], schools), _("помочь начать"), OF_A_BODY)
    if f["waiting"] > f["idle"]:
        words = _("Ждут наставника %(waiting)s, свободных наставников %(idle)s") % f
        weight = f["waiting"] - f["idle"]
        yield Need("waiting", MENTORS, 6, weight, words, _("подобрать пары между школами"), OF_A_BODY)
    if f["trouble"]:
        words = _("Пар, которым нужна помощь: %(trouble)s из %(held)s") % f
        yield Need("trouble", PAIRS, 7, f["trouble"], words, _("обзвонить кураторов"), OF_A_BODY)
    if f["no_pairs"]:
        words = _("Без единой пары: %s") % counted(f["no_pairs"], schools)
        yield Need("no_pairs", START, 11, f["no_pairs"], words, _("помочь начать"), OF_A_BODY)
