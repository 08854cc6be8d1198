"""Who is at a course: enrolled, waiting in order, moved in, gone, and who has completed it (S3 п. 3.9; S4 п. 5.1)."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Employment
from accounts.notices import News, notify_all
from accounts.permissions import Actor
from accounts.refusal import Refusal, Stale

from ..models import TrainingCourse, TrainingEnrolment
from ..queries.courses import organizes, people_at, whom_it_is_for
from ..workflow import move, move_all
from . import training_records

State = TrainingEnrolment.State


@dataclass(frozen=True)
class Outcome:
    """What the organizer says of one who was at the course."""

    passed: bool
    hours: int | None = None
    document: str = ""


def locked(course: TrainingCourse) -> TrainingCourse:
    """Everything about places begins here: presses stand in a line at the course's row."""
    rows = TrainingCourse.objects.select_for_update(of=("self",)).select_related("organization__region")
    return rows.get(pk=course.pk)


def is_entered(course: TrainingCourse) -> bool:
    """The last day of enrolment is a day of the organizer."""
    return course.state == "announced" and clock.today(course.organization.zone) <= course.enrol_until


@transaction.atomic
def enrol(*, actor: Actor, course: TrainingCourse, people: Collection[int] | None = None) -> list[TrainingEnrolment]:
    """Himself, or ``people`` of the actor's organization; whoever finds no place waits. Sent twice it is one."""
    asked = {actor.person_id} if people is None else set(people)
    if people is not None and not actor.may("course.manage"):
        raise Refusal(_("Работников записывают куратор и руководитель"), code="permission")
    row = locked(course)
    if not is_entered(row):
        raise Refusal(_("Запись на курс закрыта"), todo=_("Спросите организатора: его контакты на странице курса"))
    known = {one.pk: one for one in whom_it_is_for(row, actor.organization).filter(pk__in=asked)}
    if not asked or asked - known.keys():
        raise Refusal(
            _("Курс не для вас: он объявлен для других работников") if people is None
            else _("Отметьте работников своей организации, для которых курс объявлен"),
            todo=_("Обновите страницу и выберите снова"),
        )  # fmt: skip
    here = set(row.enrolments.present().filter(person__in=asked).values_list("person_id", flat=True))
    coming = sorted(
        (one for pk, one in known.items() if pk not in here), key=lambda one: (one.last_name, one.first_name, one.pk)
    )
    left = len(coming) if row.left is None else row.left
    rows = [
        TrainingEnrolment(
            course=row, person=one, organization=actor.organization, enrolled_by_id=actor.person_id,
            enrolled_at=clock.now(), state=State.ENROLLED if number < left else State.WAITING,
        )
        for number, one in enumerate(coming)
    ]  # fmt: skip
    TrainingEnrolment.objects.bulk_create(rows)
    if rows:
        audit.record(actor, "trainingcourse.enrol", row, people=len(rows), waiting=max(len(rows) - left, 0))
    _tell(row, [one for one in rows if one.person_id != actor.person_id], _("Вас записали на обучение: %s"), "in")
    return rows


def may_leave(actor: Actor, enrolment: TrainingEnrolment) -> bool:
    """Himself, who enrols at his school, the organizer."""
    sent = actor.may("course.manage") and actor.signs_for(enrolment.organization_id)
    return enrolment.person_id == actor.person_id or sent or organizes(actor, enrolment.course)


@transaction.atomic
def leave(*, actor: Actor, enrolment: TrainingEnrolment) -> TrainingEnrolment:
    """By himself, by his school or by the organizer; the next who waits is moved in and told."""
    course = locked(enrolment.course)
    own = enrolment.person_id == actor.person_id
    if not may_leave(actor, enrolment):
        raise Refusal(_("Запись снимает сам человек, его куратор или организатор"), code="permission")
    if course.state != "announced":
        raise Refusal(_("Курс уже закрыт"), todo=_("Прохождение правит организатор"))
    gone = move(enrolment, "leave", actor=actor, as_effect=True)
    if not own:
        _tell(course, [gone], _("Вашу запись сняли: %s"), "out")
    course.refresh_from_db(fields=["taken"])
    move_in(course, actor)
    return gone


def move_in(course: TrainingCourse, actor: Actor) -> None:
    """Those who wait take free places in the order of coming, until the teaching begins. Under the course's lock.

    Whoever has left the organization that sent him is passed over.
    """
    today = clock.today(course.organization.zone)
    if today > max(course.starts_on, course.enrol_until):
        return
    works = Employment.objects.in_force(today).filter(
        person_id=OuterRef("person_id"), organization_id=OuterRef("organization_id")
    )
    waiting = course.enrolments.filter(Exists(works), state=State.WAITING).select_related("person").order_by("pk")
    free = list(waiting if course.left is None else waiting[: course.left])
    move_all(free, "move_in", actor=actor)
    _tell(course, free, _("Освободилось место, вы в списке: %s"), "moved_in")


def _check(actor: Actor, course: TrainingCourse) -> None:
    if not organizes(actor, course):
        raise Refusal(_("Прохождение отмечает организатор"), code="permission")
    if clock.today(course.organization.zone) < course.starts_on:
        raise Refusal(_("Обучение ещё не началось"), todo=_("Отметьте прошедших в его последний день или позже"))
    if course.state not in {"announced", "completed"}:
        raise Refusal(_("Курс не проводился: отмечать некого"))


@transaction.atomic
def complete(*, actor: Actor, course: TrainingCourse) -> int:
    """All who are in the list have passed, with the hours of the course: one press, exceptions come after.

    Whoever still waits for a place waits no longer and is told.
    """
    row = locked(course)
    _check(actor, row)
    finished = move(row, "finish", actor=actor, changes={"version": row.version + 1})
    passed = list(finished.enrolments.filter(state=State.ENROLLED).select_related("course", "person"))
    day = _day(row)
    TrainingEnrolment.objects.filter(pk__in=[one.pk for one in passed]).update(completed_on=day, hours=row.hours)
    move_all(passed, "pass", actor=actor)
    for one in passed:
        one.completed_on, one.hours = day, row.hours
    training_records.write(passed)
    waiting = list(finished.enrolments.filter(state=State.WAITING).select_related("person"))
    move_all(waiting, "leave", actor=actor)
    _tell(row, waiting, _("Обучение завершено, места не нашлось: %s"), "no_place")
    return len(passed)


@transaction.atomic
def mark(*, actor: Actor, course: TrainingCourse, version: int, said: dict[int, Outcome]) -> int:
    """Of some what became of them: hours and a document of their own, or that they have not passed.

    While others are still taught, whoever is not ticked has only not passed yet. ``version`` is that of the list read:
    an empty tick on a list from before «прошли все» says nothing.
    """
    row = locked(course)
    _check(actor, row)
    if row.version != version:
        raise Stale(_("Отметки или курс уже изменили"), theirs={str(_("состояние")): row.get_state_display()}, mine={})
    rows = list(row.enrolments.seated().filter(pk__in=said).select_related("course", "person"))
    if len(rows) != len(said):
        raise Refusal(_("Список изменился"), todo=_("Обновите страницу и отметьте снова"), code="stale")
    passed = [one for one in rows if said[one.pk].passed]
    over = row.state == "completed"
    others = [one for one in rows if not said[one.pk].passed]
    for one in passed:
        told = said[one.pk]
        one.completed_on, one.hours, one.document = one.completed_on or _day(row), told.hours, told.document.strip()
    for one in others:
        one.completed_on, one.hours, one.document = None, None, ""
    # First the day, then the state: the database wants the one with the other.
    TrainingEnrolment.objects.bulk_update(passed, ["completed_on", "hours", "document"])
    move_all([one for one in passed if one.state != State.COMPLETED], "pass", actor=actor)
    verb, target = ("miss", State.MISSED) if over else ("unpass", State.ENROLLED)
    move_all([one for one in others if one.state != target], verb, actor=actor)
    TrainingEnrolment.objects.bulk_update(others, ["completed_on", "hours", "document"])
    training_records.write(passed)
    training_records.erase(others)
    row.version += 1
    row.save(update_fields=["version"])
    audit.record(actor, "trainingcourse.mark", row, passed=len(passed), missed=len(others) if over else 0)
    return len(passed)


@transaction.atomic
def download(*, actor: Actor, course: TrainingCourse) -> list[TrainingEnrolment]:
    """Whoever is at it by name, for a table that leaves the system: the journal keeps who took it and of how many."""
    if not organizes(actor, course):
        raise Refusal(_("Список обучающихся читает организатор"), code="permission")
    found = list(people_at(course))
    audit.record(actor, "trainingcourse.download", course, people=len(found))
    return found


def _day(course: TrainingCourse) -> datetime.date:
    return min(course.ends_on, clock.today(course.organization.zone))


def _tell(course: TrainingCourse, rows: Iterable[TrainingEnrolment], words: str, key: str) -> None:
    notify_all([
        News(
            row.person, (words % course.title)[:300], f"course:{course.pk}:{key}:{row.pk}",
            _("Начало %s") % f"{course.starts_on:%d.%m.%Y}", reverse("course_detail", args=[course.pk]),
            row.organization_id,
        )
        for row in rows
    ])  # fmt: skip
