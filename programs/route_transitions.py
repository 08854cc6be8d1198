"""The life of a learning route and of its items: seven steps in order, or a free way (S1, S3, S5)."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from accounts.refusal import Refusal

from .models import LearningRoute, RouteItem
from .queries.diagnoses import area_name, open_deficits
from .queries.routes import rules_of
from .regulation.catalogue.choices import DIFFICULTY_AREAS
from .transition import Facts, Transition

SHOWN = 5  # names in a refusal: the rest are counted


def _clause(route: LearningRoute) -> str:
    return rules_of(route)["route.steps"].basis


def steps_are_asked_for(route: LearningRoute, actor: Actor, facts: Facts) -> None:
    if route.steps is None:
        raise Refusal(
            _("Этот маршрут свободный: шагов по порядку в нём нет"),
            clause=_clause(route),
            todo=_("Составьте дорожную карту и начните реализацию"),
        )


def ideal_is_described(route: LearningRoute, actor: Actor, facts: Facts) -> None:
    if not route.ideal_self.strip():
        raise Refusal(
            _("Шаг 1 не пройден: образ себя не описан"),
            clause=_clause(route),
            todo=_("Напишите одно-два предложения: каким учителем хотите стать"),
        )


def strengths_are_told(route: LearningRoute, actor: Actor, facts: Facts) -> None:
    items = route.diagnosis.items.exclude(strength="") if route.diagnosis else ()
    if not items:
        raise Refusal(
            _("Шаг 2 не пройден: ни одна сильная сторона не названа"),
            clause=_clause(route),
            todo=_("Назовите хотя бы одну: на неё обопрётся маршрут"),
        )


def all_areas_are_assessed(route: LearningRoute, actor: Actor, facts: Facts) -> None:
    told = route.diagnosis.items.exclude(level=None).values_list("area", flat=True) if route.diagnosis else ()
    missing = tuple(str(name) for area, name in DIFFICULTY_AREAS.items() if area not in set(told))
    if missing:
        raise Refusal(
            _t("Шаг 3 не пройден: оценены не все области, осталось %s") % len(missing),
            clause=_clause(route),
            todo=_("Отметьте уровень в каждой; «нет» — тоже ответ"),
            missing=missing[:SHOWN],
        )


def the_way_is_walked(route: LearningRoute, actor: Actor, facts: Facts) -> None:
    """A free route begins from its draft, one of seven steps from its roadmap."""
    if route.steps is not None and route.state == LearningRoute.State.DRAFT:
        raise Refusal(
            _("До реализации четыре шага: образ себя, сильные стороны, затруднения, дорожная карта"),
            clause=_clause(route),
            todo=_("Начните с первого: он займёт минуту"),
        )


def roadmap_is_drawn(route: LearningRoute, actor: Actor, facts: Facts) -> None:
    """The schedule of training names the programme, hours, the organization and the term (S1 §4.3.2, шаг 4а)."""
    items = list(route.items.exclude(state=RouteItem.State.EXCLUDED))
    if not items:
        raise Refusal(
            _("В дорожной карте нет ни одного мероприятия"),
            clause=_clause(route),
            todo=_("Добавьте своё или возьмите предложенное"),
        )
    if route.steps is None:
        return
    bare = [one for one in items if one.block == "TRAINING" and not (one.hours and one.provider and one.due_on)]
    if bare:
        raise Refusal(
            _("В графике обучения у каждой программы есть часы, организация и срок"),
            clause=rules_of(route)["route.blocks"].basis,
            todo=_("Допишите их"),
            missing=tuple(one.text for one in bare[:SHOWN]),
        )


def every_item_has_its_product(route: LearningRoute, actor: Actor, facts: Facts) -> None:
    left = list(route.items.filter(state=RouteItem.State.PLANNED))
    if left:
        raise Refusal(
            _t("К рефлексии рано: без продукта и обоснования осталось %s") % len(left),
            clause=_clause(route),
            todo=_("Приложите продукт или объясните, почему его не будет"),
            missing=tuple(one.text for one in left[:SHOWN]),
        )


def deficits_are_reflected_upon(route: LearningRoute, actor: Actor, facts: Facts) -> None:
    if route.steps is None:
        return
    silent = [one for one in open_deficits(route) if not one.reflection.strip()]
    if silent:
        raise Refusal(
            _("Рефлексия идёт по каждому затруднению"),
            clause=_clause(route),
            todo=_("Напишите по одному предложению"),
            missing=tuple(area_name(one.area) for one in silent),
        )
    if route.closeness is None or not route.reflection.strip():
        raise Refusal(
            _("Не сказано, насколько вы приблизились к образу себя"),
            clause=_clause(route),
            todo=_("Поставьте оценку от 1 до 10 и напишите, что дал маршрут"),
        )


def reason_is_given(route: LearningRoute, actor: Actor, facts: Facts) -> None:
    if not route.closure_reason.strip():
        raise Refusal(_("Маршрут прекращают с указанием причины"), todo=_("Напишите одно предложение"))


def route_goes_on(item: RouteItem, actor: Actor, facts: Facts) -> None:
    if item.route.state not in {LearningRoute.State.RUNNING, LearningRoute.State.REVISING}:
        raise Refusal(
            _t("Продукты прикладывают, пока маршрут идёт. Сейчас: %s") % item.route.get_state_display(),
            todo=_("Сначала начните реализацию"),
        )


def exclusion_is_justified(item: RouteItem, actor: Actor, facts: Facts) -> None:
    if not item.exclusion_reason.strip():
        raise Refusal(
            _("Исключение нужно обосновать"),
            clause=_clause(item.route),
            todo=_("Напишите, почему продукта не будет"),
        )


def _effect(*sources: str, to: str, done: object, guards: tuple = ()) -> Transition:
    return Transition(sources=sources, target=to, permission=None, done=done, guards=guards)  # type: ignore[arg-type]


OPEN = (
    "draft", "self_determination", "strengths_diag", "deficits_diag", "roadmap_ready", "running", "revising",
    "reflection",
)  # fmt: skip

ROUTE_TRANSITIONS: dict[type, dict[str, Transition]] = {
    LearningRoute: {
        "describe": _effect(
            "draft", to="self_determination", done=_("Образ себя уже описан"),
            guards=(steps_are_asked_for, ideal_is_described),
        ),
        "tell_strengths": _effect(
            "self_determination", to="strengths_diag", done=_("Сильные стороны уже названы"),
            guards=(strengths_are_told,),
        ),
        "tell_deficits": _effect(
            "strengths_diag", to="deficits_diag", done=_("Затруднения уже названы"), guards=(all_areas_are_assessed,)
        ),
        "draw": _effect(
            "deficits_diag", to="roadmap_ready", done=_("Дорожная карта уже готова"), guards=(roadmap_is_drawn,)
        ),
        "set_off": _effect(
            "draft", "roadmap_ready", to="running", done=_("Маршрут уже идёт"),
            guards=(the_way_is_walked, roadmap_is_drawn),
        ),
        "revise": _effect("running", to="revising", done=_("Корректировка уже открыта")),
        "settle": _effect(
            "revising", to="running", done=_("Корректировка уже закончена"), guards=(roadmap_is_drawn,)
        ),
        "reflect": _effect(
            "running", to="reflection", done=_("Рефлексия уже начата"), guards=(every_item_has_its_product,)
        ),
        "finish": _effect(
            "reflection", to="completed", done=_("Маршрут уже пройден"), guards=(deficits_are_reflected_upon,)
        ),
        "abandon": _effect(*OPEN, to="abandoned", done=_("Маршрут уже прекращён"), guards=(reason_is_given,)),
    },
    RouteItem: {
        "mark_done": _effect("planned", to="done", done=_("Продукт уже приложен"), guards=(route_goes_on,)),
        "exclude": _effect(
            "planned", to="excluded", done=_("Уже исключено"), guards=(route_goes_on, exclusion_is_justified)
        ),
        "unmark": _effect("done", "excluded", to="planned", done=_("Отметки уже нет"), guards=(route_goes_on,)),
    },
}  # fmt: skip
