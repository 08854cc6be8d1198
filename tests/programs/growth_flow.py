"""Helpers: a teacher of a school of the world on his route, under a regulation that asks for seven steps."""

import datetime

from accounts.models import Person
from accounts.permissions import Actor
from programs.models import Diagnosis, LearningRoute, Regulation, RouteItem
from programs.regulation.catalogue.choices import DIFFICULTY_AREAS
from programs.services import diagnoses, route_items, routes
from programs.services.difficulties import Word
from tests.programs import pair_flow as flow
from tests.world import Node

SEVEN = {
    "route.enabled": {"value": True, "clause": "п. 4.3.2"},
    "route.months_min": {"value": 48, "clause": "п. 1.2"},
    "route.months_max": {"value": 60, "clause": "п. 1.2"},
    "route.steps": {"value": 7, "clause": "п. 4.3.2"},
    "route.blocks": {
        "value": {"TRAINING": "а", "TRIAL": "б", "PROJECTS": "в", "RESEARCH": "г", "MEASURES": "д"},
        "clause": "п. 4.3.2",
    },
}
FREE = {"route.enabled": {"value": True, "clause": "п. 3.5"}}


def regulate(node: Node, settings: dict) -> None:
    row = Regulation.objects.get(pk=node.regulations["in_force"])
    row.settings = {**row.settings, **settings}
    row.save(update_fields=["settings"])


def teacher_of(node: Node, name: str = "Маршрутова") -> Actor:
    """A teacher with a personal role: a mentor of the bank."""
    return flow.himself(flow.mentor_in_bank(node, name).person)


def begun(actor: Actor) -> LearningRoute:
    start, end = routes.usual_term(actor)
    return routes.start_route(actor=actor, start_on=min(start, actor.today), end_on=_end(actor, start, end))


def _end(actor: Actor, start: datetime.date, end: datetime.date) -> datetime.date:
    return end if start <= actor.today else routes.last_day(actor.today, 48)


def assessed(actor: Actor, hard: str = "METHOD", level: int = 2) -> LearningRoute:
    """Steps 1–3."""
    route = begun(actor)
    route = routes.describe_ideal(actor=actor, route=route, ideal_self="Учитель, к которому идут сами")
    route = routes.tell_strengths(actor=actor, route=route, strengths={"SUBJECT": "Знаю предмет"})
    return routes.tell_deficits(actor=actor, route=route, words=words(**{hard: level}))


def words(**levels: int) -> dict[str, Word]:
    return {area: Word(level=levels.get(area, 0)) for area in DIFFICULTY_AREAS}


def with_items(actor: Actor, count: int = 2) -> LearningRoute:
    route = assessed(actor)
    for number in range(count):
        route_items.add_item(
            actor=actor, route=route, block="TRIAL", text=f"Урок {number}", area="METHOD", due_on=actor.today
        )
    return routes.set_off(actor=actor, route=route)


def bring(actor: Actor, item: RouteItem) -> RouteItem:
    return route_items.bring_product(actor=actor, item=item, product="План урока", self_score=8)


def diagnosed(actor: Actor, person: Person, method: str = "lesson", **levels: int) -> Diagnosis:
    said = {area: Word(level=level) for area, level in levels.items()}
    return diagnoses.record(actor=actor, person=person, method=method, held_on=actor.today, words=said)
