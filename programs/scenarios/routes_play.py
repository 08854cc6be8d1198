"""Learning routes in the scenarios: the terms of S1 step 7, the ten items of S5 step 2."""

import datetime
import re

from accounts.models import Organization
from programs.models import LearningRoute, RouteItem, RouteRevision
from programs.order_templates import statute_order
from programs.queries.execution import execution_of
from programs.queries.routes import block_labels
from programs.regulation.catalogue.choices import DIFFICULTY_AREAS
from programs.services import orders, regulations, route_items, routes
from programs.services.difficulties import Word

from .play import Play

BEGINS, ENDS = datetime.date(2022, 9, 1), datetime.date(2026, 8, 31)
TEACHER = "Маршрутова"
BLOCKS = ("TRAINING", "TRIAL", "PROJECTS", "MEASURES")


def below(play: Play, district: Organization) -> None:
    """S1: the statute is the district's, in force already; the teacher works at a school below."""
    school = play.organization("route-school", "school", district, school_kind="general", short_name="Школа Б")
    play.person(f"{TEACHER} Ольга Львовна", school, "учитель математики", "mentor")


def under_the_region(play: Play) -> None:
    """S5: a centre right under its region, with a statute of its own."""
    ministry = play.organization("route-ministry", "region_authority")
    centre = play.organization("route-centre", "school", ministry, school_kind="additional", short_name="ДЮЦ")
    play.person("Директорова Нина Петровна", centre, "директор", "head")
    play.person("Кураторова Анна Ивановна", centre, "заместитель директора", "curator", deputy=True)
    _statute(play, "altai_duc", "Кураторова", "Директорова")
    play.person(f"{TEACHER} Ольга Львовна", centre, "педагог дополнительного образования", "mentor")


def _statute(play: Play, preset: str, drafter: str, head: str) -> None:
    with play.on("01.09.2022", "08:00"):
        who = play.actor(drafter)
        regulation = regulations.draft_from_preset(actor=who, preset_code=preset)
        order = orders.create_order(actor=who, draft=statute_order(who, regulation, None))
        order = orders.submit_order(actor=who, order=order)
        order = orders.approve_order(actor=play.actor(head), order=order, version=order.version)
        orders.register_order(actor=who, order=order, number="1-м", dated=who.today)


def terms(play: Play) -> None:
    """S1 step 7: 48 months are accepted, 36 and 61 refused by the clause."""
    with play.on("01.09.2022"):
        actor = play.actor(TEACHER)
        for step, words, end in (
            ("7. Маршрут на 36 месяцев", "короче 48 месяцев", datetime.date(2025, 8, 31)),
            ("7. Маршрут на 61 месяц", "длиннее 60 месяцев", datetime.date(2027, 9, 30)),
        ):
            refusal = play.refused(
                step, words, lambda end=end: routes.start_route(actor=actor, start_on=BEGINS, end_on=end)
            )
            named = bool(refusal and re.match(r"п\. [\d.]+ Положения", refusal.clause))
            play.check(f"{step}: пункт положения", "назван", "назван" if named else refusal and refusal.clause)
        route = routes.start_route(actor=actor, start_on=BEGINS, end_on=ENDS)
        play.check("7. Маршрут на 48 месяцев принят", "31.08.2026", f"{route.end_on:%d.%m.%Y}")


def began(play: Play) -> LearningRoute:
    """Steps 1–3 and an item in each block, ten in all; step 5 begins."""
    with play.on("01.09.2022"):
        actor = play.actor(TEACHER)
        route = routes.start_route(actor=actor, start_on=BEGINS, end_on=ENDS)
        play.refused(
            "2. Шаг 2 до шага 1", "откроется после",
            lambda: routes.tell_strengths(actor=actor, route=route, strengths={"METHOD": "Речь"}),
        )  # fmt: skip
        route = routes.describe_ideal(actor=actor, route=route, ideal_self="Наставник молодых", closeness_before=3)
        route = routes.tell_strengths(actor=actor, route=route, strengths={"METHOD": "Ясная речь"})
        words = {area: Word(level=2 if area == "ICT" else 0) for area in DIFFICULTY_AREAS}
        route = routes.tell_deficits(actor=actor, route=route, words=words)
        for number in range(10):
            route_items.add_item(
                actor=actor, route=route, block=BLOCKS[number % 4], text=f"Мероприятие {number + 1}", area="ICT",
                due_on=datetime.date(2023 + number // 4, 5, 31), hours=36, provider="ЦНППМ",
            )  # fmt: skip
        letters = "".join(sorted(label[0] for label in block_labels(route).values()))
        play.check("2. Блоки маршрута", "абвг", letters)
        return routes.set_off(actor=actor, route=route)


def execution(play: Play) -> None:
    """S5 step 2: 8 of 10 is 80,0 %; two revisions with reasons; step 7 is closed while two lack a product."""
    route = began(play)
    with play.on("20.05.2025"):
        actor = play.actor(TEACHER)
        for reason, old, new in (
            ("change_in_education", "Мероприятие 9", "Курс по новому стандарту"),
            ("own_interest", "Мероприятие 10", "Проект вместо курса"),
        ):
            route = route_items.revise(actor=actor, route=route, reason=reason, note=new)
            item = route.items.get(text=old)
            fields = {
                name: getattr(item, name) for name in ("block", "due_on", "hours", "provider", "area", "expected")
            }
            route_items.edit_item(actor=actor, item=item, version=item.version, **fields, text=new)
            route = route_items.settle(actor=actor, route=route)
        for item in list(route.items.order_by("position")[:8]):
            route_items.bring_product(actor=actor, item=item, product=f"План: {item.text}", self_score=8)
        done = execution_of(route.items.values_list("state", flat=True))
        play.check("2. Мероприятий с продуктом", "8 из 10", f"{done.done} из {done.counted}")
        play.check("2. Выполнение маршрута", "80,0", done.percent)
        reasons = route.revisions.order_by("pk").values_list("reason", flat=True)
        labels = dict(RouteRevision.Reason.choices)
        play.check(
            "2. Корректировки с причинами", "изменения в образовании, собственный интерес",
            ", ".join(str(labels[reason]) for reason in reasons),
        )  # fmt: skip
        refusal = play.refused("2. Шаг 7 закрыт", "осталось 2", lambda: routes.reflect(actor=actor, route=route))
        play.check("2. Чего ждёт шаг 7", "2", len(refusal.missing) if refusal else "")
        last, other = route.items.filter(state=RouteItem.State.PLANNED)
        route_items.bring_product(actor=actor, item=last, product="Программа кружка", attitude="Долго, но не зря")
        route_items.exclude_item(actor=actor, item=other, reason="Площадка закрылась")
        route = routes.reflect(actor=actor, route=route)
        play.check("2. После продукта и обоснования", "рефлексия", route.get_state_display())
        said = {"reflections": {"ICT": "Веду журнал и сайт сама"}, "closed_areas": ("ICT",), "closeness": 7}
        route = routes.finish(actor=actor, route=route, text="Стала увереннее", **said)
        play.check("2. Маршрут", "пройден", route.get_state_display())
