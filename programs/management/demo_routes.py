"""The demo's growth: what a region offers, difficulties of several teachers, one route in its third year."""

import datetime
from typing import Any

from accounts.models import Membership, Person
from accounts.permissions import Actor, actor_of
from accounts.roles import Role
from programs.models import GrowthResource, LearningRoute, Regulation, RouteItem
from programs.services import diagnoses, growth_resources, regulations, route_items, routes
from programs.services.difficulties import Word

TEACHER = "Кравцова"
SETTINGS: dict[str, Any] = {
    "route.enabled": True,
    "route.months_min": 48,
    "route.months_max": 60,
    "route.steps": 7,
    "route.blocks": {"TRAINING": "а", "TRIAL": "б", "PROJECTS": "в", "RESEARCH": "г", "MEASURES": "д"},
}
MEASURED: dict[str, Any] = {"monitoring.process": ["M2", "M6"], "monitoring.impact": ["P1", "P2", "OWN_WORKS"]}
RESOURCES = (
    ("internship", "Стажировочная площадка «Урок математики»", "Лицей № 1, г. Щёкино", 36),
    ("growth_point", "Точка роста: математическая лаборатория", "СОШ № 13, г. Советск", None),
    ("base_school", "Базовая школа по функциональной грамотности", "Липковская СОШ", None),
    ("community", "Клуб молодых учителей района", "Комитет по образованию", None),
    ("register", "Оценивание, которое помогает учиться", "ИПК, г. Тула", 72),
)
IDEAL = (
    "Учителем, к уроку которого ученики готовятся сами, потому что интересно. "
    "Хочу, чтобы через пять лет молодые коллеги приходили ко мне учиться."
)
STRENGTHS = {
    "SUBJECT": "Сильная предметная подготовка: десять лет готовлю к олимпиадам",
    "EXTRACURRICULAR": "Клуб «Пифагор»: дети остаются после уроков сами",
}
HARD = {
    "METHOD": (2, "Взаимное оценивание на уроке: не знаю, с чего начать"),
    "DIGITALIZATION": (2, "Готовые цифровые задания не подходят моим классам"),
    "PSYCH_PED": (1, "Разговор с тревожными родителями"),
    "SCI_THEORY": (1, "Исследование в классе: как описать и проверить"),
}
# block, area, text, due, hours, provider, (product, kind, ready, attitude, score)
ITEMS: tuple[tuple[Any, ...], ...] = (
    ("TRAINING", "METHOD", "Курс «Оценивание, которое помогает учиться»", "2024-12-20", 72, "ИПК, г. Тула",
     ("Удостоверение и карта критериев для 7 класса", "document", "2024-12-18", "Впервые поняла, зачем критерии", 9)),
    ("TRAINING", "DIGITALIZATION", "Курс «Цифровые задания своими руками»", "2026-03-31", 36, "ЦНППМ",
     ("Двадцать заданий по функциям для 8 класса", "method", "2026-03-20", "Долго, но беру каждую неделю", 8)),
    ("TRAINING", "PSYCH_PED", "Курс «Трудный разговор с родителями»", "2027-11-30", 36, "ЦНППМ", None),
    ("TRIAL", "METHOD", "Открытый урок со взаимным оцениванием, 7 «А»", "2025-02-14", None, "",
     ("План и запись урока", "lesson", "2025-02-12", "Перестала бояться коллег на уроке", 9)),
    ("TRIAL", "METHOD", "Серия уроков «Ошибка недели»", "2025-11-28", None, "",
     ("Банк ошибок с разбором, 40 листов", "method", "2025-11-20", "Ученики сами приносят ошибки", 10)),
    ("TRIAL", "DIGITALIZATION", "Перевёрнутый урок по вероятности", "2026-10-30", None, "", None),
    ("PROJECTS", "EXTRACURRICULAR", "Школьный проект «Математика двора»", "2025-05-25", None, "",
     ("Карта двора с задачами, отчёт", "project", "2025-05-22", "Делала одна, больше так не хочу", 6)),
    ("PROJECTS", "METHOD", "Районная площадка по критериальному оцениванию", "2027-04-30", None, "Лицей № 1", None),
    ("RESEARCH", "SCI_THEORY", "Исследование: что мешает решать текстовые задачи", "2026-05-20", None, "",
     ("Статья в сборнике района", "publication", "2026-05-15", "Оказалось, мешает чтение, а не счёт", 9)),
    ("RESEARCH", "SCI_THEORY", "Повторный срез и вывод", "2028-03-15", None, "", None),
    ("MEASURES", "PSYCH_PED", "Клуб молодых учителей: веду встречу раз в четверть", "2028-05-20", None,
     "Комитет по образованию", None),
    ("MEASURES", "METHOD", "Наставничество: помогаю молодому учителю математики", "2027-05-31", None, "", None),
)  # fmt: skip


def with_routes(curator: Actor, regulation: Regulation) -> Regulation:
    """The school writes routes into its statute, and what it measures: the preset of the demo knows none."""
    return changed(curator, regulation, {**SETTINGS, **MEASURED})


def changed(actor: Actor, regulation: Regulation, settings: dict[str, Any]) -> Regulation:
    for code, value in settings.items():
        seen = regulations.mark_of(regulation, code)
        raw = {"value": value}
        regulation = regulations.change_setting(actor=actor, regulation=regulation, code=code, seen=seen, raw=raw)
    return regulation


class DemoRoutes:
    """Everything is done by the services; only the days of what is long past are put back by hand."""

    def __init__(self, curator: Actor, operator: Actor) -> None:
        self.curator, self.operator = curator, operator

    def build(self) -> None:
        for kind, title, provider, hours in RESOURCES:
            fields = {"kind": kind, "title": title, "provider": provider, "hours": hours, "url": ""}
            growth_resources.add(actor=self.operator, fields=fields)
        self.others()
        self.route()

    def person(self, last_name: str) -> Person:
        return Person.objects.get(last_name=last_name)

    def teacher(self) -> Actor:
        rows = Membership.objects.select_related("person", "organization__region")
        return actor_of(rows.get(person=self.person(TEACHER), role=Role.MENTOR))

    def others(self) -> None:
        """Lessons that the curator has seen."""
        for name, words in (
            ("Соколова", {"METHOD": (2, "Темп урока"), "PSYCH_PED": (3, "Дисциплина в 7 «А»"), "ICT": (1, "Журнал")}),
            ("Громов", {"METHOD": (1, "Итог урока"), "LEGAL": (2, "Рабочая программа"), "ICT": (0, "")}),
            ("Зуев", {"METHOD": (2, "Опыты на уроке"), "PSYCH_PED": (1, "Опоздания"), "HEALTH": (1, "Разминки")}),
            ("Юсупова", {"METHOD": (1, "Темп"), "DIGITALIZATION": (2, "Тетрадь онлайн"), "ICT": (0, "")}),
            # enough of them that the institute reads a number of the district
            ("Абрамов", {"METHOD": (2, "Работа в группах"), "DIGITALIZATION": (2, "Онлайн-доска"), "ICT": (1, "")}),
            ("Тихонова", {"METHOD": (1, "Разный уровень"), "DIGITALIZATION": (3, "Всё цифровое"), "ICT": (2, "")}),
            ("Жданова", {"METHOD": (2, "Опрос на уроке"), "DIGITALIZATION": (1, "Электронные тесты"), "ICT": (1, "")}),
        ):
            diagnoses.record(
                actor=self.curator, person=self.person(name), method="lesson", held_on=self.curator.today,
                words={area: Word(level=level, description=text) for area, (level, text) in words.items()},
            )  # fmt: skip

    def route(self) -> None:
        me, year = self.teacher(), self.curator.today.year - (self.curator.today.month < 9) - 2
        begins = datetime.date(year, 9, 1)
        route = routes.start_route(actor=me, start_on=begins, end_on=routes.last_day(begins, 48))
        route = routes.describe_ideal(actor=me, route=route, ideal_self=IDEAL, closeness_before=4)
        route = routes.tell_strengths(actor=me, route=route, strengths=STRENGTHS)
        words = {area: Word(*HARD.get(area, (0, ""))) for area in routes.DIFFICULTY_AREAS}
        route = routes.tell_deficits(actor=me, route=route, words=words)
        shift = year - 2024
        for item in ITEMS[:-1]:
            self.item(me, route, item, shift)
        route = routes.set_off(actor=me, route=route)
        for row, item in zip(route.items.order_by("position"), ITEMS, strict=False):
            self.product(me, row, item[6], shift)
        route = route_items.revise(
            actor=me, route=route, reason="participants_request", note="Стала наставником: беру это в маршрут"
        )
        self.item(me, route, ITEMS[-1], shift)
        route = route_items.settle(actor=me, route=route)
        self.date_back(route, begins)
        resource = GrowthResource.objects.get(title=RESOURCES[0][1])
        RouteItem.objects.filter(route=route, provider="Лицей № 1").update(resource=resource)
        routes.write_remark(actor=self.curator, route=route, text="Банк ошибок покажите на методическом дне в январе")
        diagnoses.record(
            actor=me, person=self.person(TEACHER), method="self", held_on=me.today,
            words={"METHOD": Word(level=0), "SCI_THEORY": Word(level=1), "DIGITALIZATION": Word(level=1)},
        )  # fmt: skip

    def item(self, me: Actor, route: LearningRoute, row: tuple[Any, ...], shift: int) -> None:
        block, area, text, due, hours, provider, _product = row
        formal = RouteItem.Nature.FORMAL if block == "TRAINING" else RouteItem.Nature.NONFORMAL
        route_items.add_item(
            actor=me, route=route, block=block, area=area, text=text, due_on=_day(due, shift), hours=hours,
            provider=provider, nature=formal,
        )  # fmt: skip

    def product(self, me: Actor, item: RouteItem, product: tuple[Any, ...] | None, shift: int) -> None:
        if product is None:
            return
        text, kind, ready, attitude, score = product
        ready_on = min(_day(ready, shift), me.today)
        route_items.bring_product(
            actor=me, item=item, product=text, product_kind=kind, achieved_on=ready_on, attitude=attitude,
            self_score=score,
        )  # fmt: skip

    def date_back(self, route: LearningRoute, begins: datetime.date) -> None:
        """The steps were taken in the first autumn, the revision in the second summer."""
        LearningRoute.objects.filter(pk=route.pk).update(
            ideal_on=begins + datetime.timedelta(days=11), started_on=begins
        )
        summer = datetime.date(begins.year + 1, 8, 28)
        route.revisions.update(opened_on=summer, closed_on=summer + datetime.timedelta(days=1))
        if route.diagnosis is not None:
            type(route.diagnosis).objects.filter(pk=route.diagnosis_id).update(
                held_on=begins + datetime.timedelta(days=12)
            )


def _day(text: str, shift: int) -> datetime.date:
    day = datetime.date.fromisoformat(text)
    return day.replace(year=day.year + shift)
