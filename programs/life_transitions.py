"""Roadmaps, events, courses, joint projects, the school's programmes, appeals: their part of TRANSITIONS."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.permissions import Actor
from accounts.refusal import Refusal

from .models import Appeal, Event, JointProject, Roadmap, RoadmapItem, SchoolProgram, TrainingCourse, TrainingEnrolment
from .transition import Facts, Transition

ROADMAP, EVENTS, UNIT, ANSWER = "roadmap.manage", "events.manage", "unit.manage", "appeal.answer"
COURSE = "course.manage"


def has_lines(roadmap: Roadmap, actor: Actor, facts: Facts) -> None:
    if not roadmap.items.exists():
        raise Refusal(_("В карте нет ни одного мероприятия"), todo=_("Возьмите заготовку или добавьте строку"))


def map_is_in_work(item: RoadmapItem, actor: Actor, facts: Facts) -> None:
    """Marks are put on the edition that holds; before the first approval, on the draft itself."""
    roadmap = item.roadmap
    if roadmap.state == Roadmap.State.REPLACED or (
        roadmap.edition > 1 and roadmap.state in {Roadmap.State.DRAFT, Roadmap.State.REVIEW}
    ):
        raise Refusal(
            _("Это не действующая редакция карты"), todo=_("Откройте действующую редакцию и поставьте отметку там")
        )


def has_begun(event: Event, actor: Actor, facts: Facts) -> None:
    if event.starts_at.astimezone(event.organization.zone).date() > actor.today:
        raise Refusal(_("Событие ещё не началось"), todo=_("Отметьте его в день проведения или позже"))


def course_is_still_entered(course: TrainingCourse, actor: Actor, facts: Facts) -> None:
    if course.enrol_until < clock.today(course.organization.zone):
        raise Refusal(_("Последний день записи уже прошёл"), todo=_("Поправьте дни записи и обучения, затем объявите"))


def course_has_ended(course: TrainingCourse, actor: Actor, facts: Facts) -> None:
    if course.ends_on > clock.today(course.organization.zone):
        raise Refusal(
            _("Обучение ещё не закончилось"), todo=_("Завершите его в последний день или позже; дни можно поправить")
        )


def nobody_has_passed(course: TrainingCourse, actor: Actor, facts: Facts) -> None:
    if course.enrolments.filter(state=TrainingEnrolment.State.COMPLETED).exists():
        raise Refusal(
            _("Кто-то уже прошёл это обучение: отмена оставила бы его с записью о курсе, которого не было"),
            todo=_("Снимите отметки на странице «Отметить, кто прошёл» и отмените курс, или завершите его"),
        )


def project_has_a_result(project: JointProject, actor: Actor, facts: Facts) -> None:
    if not project.result.strip():
        raise Refusal(_("Не сказано, что получилось"), todo=_("Напишите результат проекта: из него считают показатель"))


def program_has_a_summary(program: SchoolProgram, actor: Actor, facts: Facts) -> None:
    if not program.summary.strip():
        raise Refusal(_("Итоги не написаны"), todo=_("Напишите, что из ожидаемого получилось"))


def _effect(*sources: str, to: str, done: Any, guards: tuple = ()) -> Transition:
    return Transition(sources=sources, target=to, permission=None, done=done, guards=guards)


LIFE_TRANSITIONS: dict[type, dict[str, Transition]] = {
    Roadmap: {
        "submit": Transition(("draft",), "review", ROADMAP, _("Карта уже на утверждении"), (has_lines,), ("approved",)),
        "send_back": Transition(("review",), "draft", "roadmap.approve", _("Карта уже возвращена")),
        "endorse": Transition(
            ("draft", "review"), "approved", "roadmap.approve", _("Дорожная карта уже утверждена"), (has_lines,)
        ),
        "approve": _effect("draft", "review", to="approved", done=_("Дорожная карта уже утверждена")),
        "reopen": _effect("approved", to="draft", done=_("Дорожная карта уже не утверждена")),
        "replace": _effect("approved", to="replaced", done=_("Редакция уже заменена")),
        "restore": _effect("replaced", to="approved", done=_("Редакция уже действует")),
    },
    RoadmapItem: {
        "start": _effect("planned", to="in_progress", done=_("Уже идёт"), guards=(map_is_in_work,)),
        "finish": _effect("planned", "in_progress", to="done", done=_("Уже сделано"), guards=(map_is_in_work,)),
        "drop": _effect("planned", "in_progress", to="cancelled", done=_("Уже снято"), guards=(map_is_in_work,)),
        "resume": _effect(
            "in_progress", "done", "cancelled", to="planned", done=_("Отметки уже нет"), guards=(map_is_in_work,)
        ),
    },
    Event: {
        "hold": Transition(("announced",), "held", EVENTS, _("Уже отмечено, что событие прошло"), (has_begun,)),
        "call_off": Transition(("announced",), "cancelled", EVENTS, _("Событие уже отменено")),
    },
    TrainingCourse: {
        "announce": Transition(
            ("draft",), "announced", COURSE, _("Набор уже объявлен"), (course_is_still_entered,), ("completed",)
        ),
        "call_off": Transition(
            ("draft", "announced"), "cancelled", COURSE, _("Курс уже отменён"), (nobody_has_passed,)
        ),
        "finish": Transition(("announced",), "completed", COURSE, _("Уже отмечено, кто прошёл"), (course_has_ended,)),
    },
    TrainingEnrolment: {
        "move_in": _effect("waiting", to="enrolled", done=_("Место уже дано")),
        "leave": _effect("waiting", "enrolled", to="left", done=_("Запись уже снята")),
        "pass": _effect("enrolled", "missed", to="completed", done=_("Прохождение уже отмечено")),
        "unpass": _effect("completed", "missed", to="enrolled", done=_("Отметки о прохождении уже нет")),
        "miss": _effect("enrolled", "completed", to="missed", done=_("Уже отмечено, что не прошёл")),
    },
    JointProject: {
        "begin": _effect("planned", to="running", done=_("Проект уже идёт")),
        "achieve": _effect(
            "planned", "running", to="done", done=_("Проект уже завершён"), guards=(project_has_a_result,)
        ),
        "abandon": _effect("planned", "running", to="cancelled", done=_("Проект уже закрыт")),
    },
    SchoolProgram: {
        "adopt": Transition(("draft",), "approved", UNIT, _("Программа уже утверждена"), (), ("closed",)),
        "sum_up": Transition(
            ("approved",), "closed", UNIT, _("Итоги уже подведены"), (program_has_a_summary,)
        ),
    },
    Appeal: {
        "consider": Transition(("sent",), "considered", ANSWER, _("Уже рассматривают")),
        "reply": Transition(("sent", "considered"), "answered", ANSWER, _("Ответ уже дан")),
        "accept": Transition(("sent", "considered"), "accepted", ANSWER, _("Ответ уже дан")),
        "turn_down": Transition(("sent", "considered"), "declined", ANSWER, _("Ответ уже дан")),
    },
}  # fmt: skip
