"""Everything that the page and the paper of a learning route show. A fixed number of queries."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.models import Person
from accounts.permissions import Actor

from ..models import Diagnosis, DifficultyItem, LearningRoute, LearningRouteGrant, RouteItem, RouteRevision
from .diagnoses import area_name, words_about
from .execution import execution_of
from .routes import block_labels, is_overdue, programs_to_take, ruler, step_of

State = LearningRoute.State
STEP_NAMES = (
    _l("Кем хочу стать"), _l("Сильные стороны"), _l("Затруднения"),
    _l("Дорожная карта"), _l("Реализация"), _l("Корректировка"),
    _l("Рефлексия"),
)  # fmt: skip
# state → (what is to be done, why, button, address of the step)
NEXT = {
    State.DRAFT: (_l("Описать, каким учителем хотите стать"), _l("Шаг 1: одно-два предложения"),
                  _l("Описать"), "ideal"),
    State.SELF_DETERMINATION: (_l("Назвать сильные стороны"), _l("Шаг 2: на них обопрётся маршрут"),
                               _l("Назвать"), "strengths"),
    State.STRENGTHS_DIAG: (_l("Отметить затруднения"), _l("Шаг 3: девять областей, по касанию на каждую"),
                           _l("Отметить"), "deficits"),
    State.REFLECTION: (_l("Подвести итог"), _l("Шаг 7: слово о каждом затруднении"),
                       _l("К рефлексии"), "reflection"),
}  # fmt: skip
FIELD_WORDS = {
    "block": _l("блок"), "nature": _l("вид образования"), "text": _l("название"),
    "due_on": _l("срок"), "hours": _l("часов"), "provider": _l("где"),
    "expected": _l("результат"), "area": _l("затруднение"), "why": _l("обоснование"),
}  # fmt: skip


@dataclass(frozen=True)
class Shift:
    """A difficulty then and now, on a scale from 0 to 3."""

    name: str
    was: int
    now: int
    closed: bool
    reflection: str

    @property
    def change(self) -> str:
        return "0" if self.now == self.was else f"{self.now - self.was:+d}".replace("-", "−")

    @property
    def place(self) -> str:
        return f"{100 * self.was / 3:.1f}%"

    @property
    def to(self) -> str:
        return f"{100 * self.now / 3:.1f}%"


def page_context(actor: Actor, route: LearningRoute) -> dict[str, Any]:
    today = actor.today
    writes = LearningRoute.objects.written_by(actor).filter(pk=route.pk).exists()
    picture = route_picture(route, actor)
    reads_diagnosis = (
        bool(route.diagnosis_id) and Diagnosis.objects.visible_to(actor).filter(pk=route.diagnosis_id).exists()
    )
    drawing = writes and is_being_drawn(route)
    return {
        **picture,
        "route": route,
        "owner": route.educator_id == actor.person_id,
        "writes": writes,
        "drawing": drawing,
        "brings": writes and route.state in {State.RUNNING, State.REVISING},
        "goes_on": route.state not in {State.COMPLETED, State.ABANDONED},
        "reads_diagnosis": reads_diagnosis,
        "shifts": picture["shifts"] if reads_diagnosis else [],
        "strengths": picture["strengths"] if reads_diagnosis else [],
        "next": _next(route) if writes else None,
        "remarks": list(route.remarks.select_related("author")[:20]),
        "tutors": tutors_of(route, today),
        "programs": list(route.programs.select_related("unit")),
        "to_take": programs_to_take(route) if drawing else [],
    }


def route_picture(route: LearningRoute, actor: Actor) -> dict[str, Any]:
    """What a reader sees, on the page and on paper."""
    today = actor.today
    items = list(route.items.select_related("program_ref", "resource", "product_file"))
    for item in items:
        item.is_late = is_overdue(item, today)
        item.area_words = area_name(item.area) if item.area else ""
    done = [item for item in items if item.state == RouteItem.State.DONE]
    shifts = _shifts(route, actor)
    return {
        "step": step_of(route),
        "step_names": STEP_NAMES if route.steps else (),
        "items": items,
        "ruler": ruler(route, items, today),
        "execution": execution_of(item.state for item in items),
        "late": [item for item in items if item.is_late],
        "left": sum(item.state == RouteItem.State.PLANNED for item in items),
        "products": sorted(done, key=lambda item: (item.achieved_on, item.pk), reverse=True),
        "shifts": shifts,
        "closed": sum(shift.closed for shift in shifts),
        "strengths": _strengths(route),
        "revisions": _revisions(route),
    }


def is_being_drawn(route: LearningRoute) -> bool:
    """The map may be changed: at step 4, in a revision, and before a free route begins."""
    drawn = (State.DEFICITS_DIAG, State.ROADMAP_READY, State.REVISING)
    return route.state in drawn or (route.steps is None and route.state == State.DRAFT)


def _next(route: LearningRoute) -> dict[str, Any] | None:
    if route.steps is None or route.state not in NEXT:
        return None
    title, why, label, step = NEXT[State(route.state)]
    return {"title": title, "why": why, "label": label, "url": reverse("route_step", args=[route.pk, step])}


def _shifts(route: LearningRoute, actor: Actor) -> list[Shift]:
    """The difficulties of step 3 against the newest word about them that the reader may know."""
    if route.diagnosis_id is None:
        return []
    rows = words_about(route.educator_id, actor).filter(diagnosis__method="self")
    newest: dict[str, int] = {}
    began: list[DifficultyItem] = []
    for row in rows.exclude(level=None).order_by("diagnosis__held_on", "diagnosis_id"):
        newest[row.area] = row.level or 0
        if row.diagnosis_id == route.diagnosis_id and row.level:
            began.append(row)
    return [
        Shift(
            area_name(row.area), row.level or 0, 0 if row.closed_on else newest[row.area], row.closed_on is not None,
            row.reflection,
        )
        for row in sorted(began, key=lambda row: -(row.level or 0))
    ]  # fmt: skip


def _strengths(route: LearningRoute) -> list[tuple[str, str]]:
    if route.diagnosis_id is None:
        return []
    rows = DifficultyItem.objects.filter(diagnosis_id=route.diagnosis_id).exclude(strength="")
    return [(area_name(row.area), row.strength) for row in rows]


def _revisions(route: LearningRoute) -> list[RouteRevision]:
    labels = block_labels(route)
    rows = list(route.revisions.select_related("author"))
    for row in rows:
        row.words = [
            {
                "what": change["what"],
                "text": change["text"],
                "fields": [
                    (FIELD_WORDS[name], *(_word(name, value, labels) for value in pair))
                    for name, *pair in change["fields"]
                ],
            }
            for change in row.changes
        ]
    return rows


def _word(name: str, value: Any, labels: dict[str, str]) -> str:
    """A value of the map as a person reads it."""
    if value in (None, ""):
        return _("пусто")
    if name == "due_on":
        return f"{datetime.date.fromisoformat(value):%d.%m.%Y}"
    words = {"block": labels, "nature": dict(RouteItem.Nature.choices)}.get(name, {})
    return area_name(value) if name == "area" else str(words.get(value, value))


def tutors_of(route: LearningRoute, today: datetime.date) -> list[dict[str, Any]]:
    """Who leads the route with the teacher, until when."""
    grants = list(LearningRouteGrant.objects.filter(content_object=route, valid_to__gte=today, revoked_at=None))
    people = {one.user_id: one for one in Person.objects.filter(user_id__in=[grant.user_id for grant in grants])}
    return [{"grant": grant, "person": people[grant.user_id]} for grant in grants if grant.user_id in people]


def tabs_of(actor: Actor, current: str) -> list[dict[str, Any]]:
    """Routes and difficulties are parts of one thing: growth."""
    parts = (
        ("routes", _("Маршруты"), "route_list", actor.may("route.view") or actor.may("route.tutor")),
        ("diagnoses", _("Затруднения"), "diagnosis_list", actor.may("diagnosis.view")),
        ("board", _("Карта затруднений"), "diagnosis_board", actor.may("difficulty.map")),
        ("resources", _("Ресурсы роста"), "resource_list", actor.may("resource.view")),
    )
    return [
        {"label": label, "url": reverse(name), "current": key == current, "count": 0}
        for key, label, name, may in parts
        if may
    ]
