"""What the analytic report consists of: its thirteen sections, their lines and the places for words. Pure.

Lines are numbers that are counted from records; words are written by a person and kept apart (domain: S1 4.1.3, S3
п. 3.9). A line that cannot be counted for a past year has ``dated=False``: it is of the day of counting.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION = 1
FORM = "form:"  # words about the results of one form: «form:TEACHER_TEACHER» (S2 п. 7.1, 7.2)
SWOT: dict[str, Promise] = {
    "swot:strengths": _("Сильные стороны"),
    "swot:weaknesses": _("Слабые стороны"),
    "swot:opportunities": _("Возможности"),
    "swot:threats": _("Угрозы"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """``whole``: the words of what it is a share of; ``body``: only above the school, ``school``: only in it;
    ``step``: what counts it, where it is not the step of its section."""

    code: str
    title: Promise
    whole: Promise | str = ""
    dated: bool = True
    school: bool = True
    body: bool = True
    step: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    title: Promise
    lines: tuple[Line, ...] = ()
    words: tuple[tuple[str, Promise], ...] = ()
    step: str = ""
    """Of ``analytic.STEPS``; empty: called as the section is."""


SECTIONS = (
    Section("acts", _("Реквизиты и нормативная основа"), (
        Line("acts", _("Локальных актов принято"), body=False),
        Line("schools", _("Школ"), dated=False, school=False),
        Line("introduced", _("Внедрили: Положение, куратор и хотя бы одна пара"), _("школ"), dated=False, school=False),
    )),
    Section("goals", _("Цели и задачи года"), (), (("goals", _("Цели и задачи года")),)),
    Section("participants", _("Участники"), (
        Line("units", _("Пар и групп в работе за год")),
        Line("pairs", _("из них пар")),
        Line("groups", _("из них групп")),
        Line("new_units", _("Закреплено за год")),
        Line("mentors", _("Наставников")),
        Line("mentees", _("Наставляемых")),
        Line("educators", _("Педагогов-участников"), _("педагогов")),
        Line("K1", _("Наставляемые среди обучающихся 10–19 лет"), _("обучающихся")),
        Line("K2", _("Наставники среди обучающихся 15–19 лет"), _("обучающихся")),
        Line("K3", _("Наставляемые среди молодых специалистов"), _("специалистов")),
        Line("K4", _("Предприятия, давшие наставников"), _("предприятий")),
    ), (("participants", _("Вывод об участниках")),)),
    Section("programs", _("Программы"), (
        Line("programs", _("Программ в работе за год")),
        Line("completed", _("Завершено"), _("закрытых")),
        Line("terminated", _("Завершено досрочно"), _("закрытых")),
        Line("extended", _("Продлено")),
        Line("plan_done", _("Мероприятий планов выполнено"), _("в планах")),
        Line("held", _("Встреч записано")),
        Line("confirmed", _("Встреч подтверждено"), _("записанных")),
    ), (("programs", _("Вывод о программах")),)),
    Section("survey", _("Этап 1: анкетирование, удовлетворённость, SWOT"), (
        Line("answered", _("Ответили на анкеты"), _("опрошенных")),
        Line("K5", _("Довольны наставляемые"), _("ответивших")),
        Line("K6", _("Довольны наставники"), _("ответивших")),
    ), (
        ("process", _("Требования к процессу и личности наставника")),
        ("interaction", _("Особенности взаимодействия")),
        ("conditions", _("Условия эффективной программы")),
    )),
    Section("dynamics", _("Этап 2: показатели на входе и на выходе"), (
        Line("contests", _("Участий в конкурсах и олимпиадах")),
        Line("events", _("Мероприятий с участием пар")),
        Line("innovation", _("Инновационных мероприятий и проектов")),
        Line("projects_done", _("Совместных проектов завершено"), _("запланированных")),
    ), (("wellbeing", _("Социальное и профессиональное благополучие: что изменилось за год")),)),
    Section("difficulties", _("Затруднения: что закрыто"), (
        Line("told", _("Затруднений названо")),
        Line("closed", _("Затруднений закрыто за год"), _("названных")),
    ), (("difficulties", _("Вывод о затруднениях")),), step="growth"),
    Section("routes", _("Индивидуальные образовательные маршруты"), (
        Line("routes", _("Маршрутов в работе")),
        Line("routes_done", _("Маршрутов пройдено")),
        Line("items_done", _("Мероприятий маршрутов с продуктом"), _("в маршрутах")),
    ), (("routes", _("Вывод о маршрутах")),), step="growth"),
    Section("training", _("Обучение наставников"), (
        Line("trained", _("Наставников обучено за год"), _("наставников")),
        Line("hours", _("Часов обучения")),
    ), (("training", _("Вывод об обучении")),), step="growth"),
    Section("practices", _("Практики и публикации"), (
        Line("practices", _("Открытых уроков, мастер-классов, выступлений, публикаций")),
    ), (("practices", _("Лучшие практики")),)),
    Section("awards", _("Поощрения и выплаты"), (
        Line("awarded", _("Награждено наставников, наставляемых, кураторов")),
        Line("payments", _("Выплат за наставничество"), body=False),
        Line("paid", _("Получателей выплат"), body=False),
    ), (("awards", _("Поощрения")),)),
    Section("risks", _("Риски и причины"), (
        Line("unmatched", _("Наставляемых без наставника"), dated=False),
        Line("late", _("Мероприятий планов просрочено"), dated=False),
        Line("unconfirmed", _("Встреч без подтверждения"), step="programs"),
        Line("missed", _("Встреч не состоялось")),
    ), (("risks", _("Причины и что сделали")),)),
    Section("conclusions", _("Выводы, меры, план на следующий год"), (), (
        ("conclusions", _("Выводы")),
        ("measures", _("Меры")),
        ("next_year", _("План на следующий год")),
    )),
)  # fmt: skip
LINES = {line.code: line for section in SECTIONS for line in section.lines}
STEP_OF = {line.code: line.step or section.step or section.code for section in SECTIONS for line in section.lines}
SLOTS = {slot: title for section in SECTIONS for slot, title in section.words} | SWOT


def lines_of(section: Section, *, school: bool) -> list[Line]:
    return [line for line in section.lines if (line.school if school else line.body)]
