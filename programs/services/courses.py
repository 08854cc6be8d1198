"""Courses and internship sites: announced, put right, called off (S3 п. 3.4, 3.5; S1 п. 4.3.1)."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Organization, OrganizationKind
from accounts.notices import News, notify_all
from accounts.permissions import Actor
from accounts.refusal import Refusal, check_version

from ..models import TrainingCourse
from ..queries.courses import organizes
from ..queries.reach import TEACHERS, reach_root
from ..workflow import move
from . import course_people
from .once import made_once

State = TrainingCourse.State
DAYS = ("starts_on", "ends_on", "enrol_until")
WRITTEN = ("title", "on_mentoring")  # what the bank has taken over from whoever has passed


def _check(actor: Actor, course: TrainingCourse | None = None) -> None:
    if not (actor.may("course.manage") if course is None else organizes(actor, course)):
        raise Refusal(_("Курс ведёт тот, кто его объявил"), code="permission")


def invited_by(organization: Organization, kind: str) -> int:
    """Whose people may come: those below the organizer; a school that is a base for others takes its municipality."""
    takes_others = organization.kind == OrganizationKind.SCHOOL and kind != TrainingCourse.Kind.COURSE
    if takes_others and organization.parent_id is not None:
        return organization.parent_id
    if organization.kind in TEACHERS:
        return organization.path_ids[0]  # the region, though a ЦНППМ may stand under the institute
    return reach_root(organization)


@transaction.atomic
def draft(*, actor: Actor, fields: Mapping[str, Any]) -> TrainingCourse:
    """A draft that nobody else sees. Sent twice it is one."""
    _check(actor)
    told = dict(fields)
    key = {name: told.pop(name) for name in ("title", "starts_on")}
    try:
        with transaction.atomic():
            course, made = made_once(
                TrainingCourse.objects, key={**key, "organization": actor.organization, "state": State.DRAFT},
                words=told,
                more={
                    "reaches_id": invited_by(actor.organization, told.get("kind", "course")),
                    "created_by_id": actor.person_id, "created_at": clock.now(),
                },
            )  # fmt: skip
    except IntegrityError as error:
        raise Refusal(
            _("Курс с этим названием и днём начала уже объявлен"), todo=_("Откройте его и поправьте")
        ) from error
    if made:
        audit.record(actor, "trainingcourse.create", course, to_state=course.state)
    return course


@transaction.atomic
def edit(*, actor: Actor, course: TrainingCourse, version: int, fields: Mapping[str, Any]) -> TrainingCourse:
    """New days are told to everybody who has enrolled; new places are given to those who wait.

    What whoever is there has relied on stays: whom it is for, and what the bank has written of those who have passed.
    """
    _check(actor, course)
    row = course_people.locked(course)
    check_version(row, version, _("Курс уже изменили"), fields)
    if row.state not in {State.DRAFT, State.ANNOUNCED}:
        raise Refusal(_("Курс закрыт: его больше не правят"), todo=_("Объявите новый"))
    before = {name: getattr(row, name) for name in (*DAYS, *WRITTEN, "kind")}
    for name, value in fields.items():
        setattr(row, name, value)
    if row.places is not None and row.places < row.taken:
        raise Refusal(
            _("Записано уже больше людей, чем мест: %s") % row.taken,
            todo=_("Оставьте столько мест, сколько записано, или сначала снимите чью-то запись"),
        )
    changed = {name for name, value in before.items() if getattr(row, name) != value}
    people = set(row.enrolments.present().values_list("state", flat=True).order_by())
    if "kind" in changed and people:
        raise Refusal(
            _("На курс уже записаны люди, а от его вида зависит, кто приглашён"),
            todo=_("Оставьте прежний вид; если он ошибочный, сначала снимите записи"),
        )
    if changed & set(WRITTEN) and "completed" in people:
        raise Refusal(
            _("Кто-то уже прошёл обучение: название и направление курса стоят в карточке наставника"),
            todo=_("Снимите отметки о прохождении, поправьте курс и отметьте снова"),
        )
    if not people:
        row.reaches_id = invited_by(row.organization, row.kind)
    row.version += 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refusal(_("Курс с этим названием и днём начала уже объявлен"), todo=_("Отмените один из двух")) from error
    moved = [name for name in DAYS if name in changed]
    audit.record(actor, "trainingcourse.edit", row, moved=moved)
    if row.state == State.ANNOUNCED:
        if {"starts_on", "ends_on"} & set(moved):
            _tell(row, _("Новые дни обучения: %s") % row.title, f"moved{row.version}", days_of(row))
        course_people.move_in(row, actor)
    return row


@transaction.atomic
def announce(*, actor: Actor, course: TrainingCourse) -> TrainingCourse:
    return move(course, "announce", actor=actor)


@transaction.atomic
def call_off(*, actor: Actor, course: TrainingCourse, reason: str) -> TrainingCourse:
    """Whoever has enrolled or waits is told why."""
    if not reason.strip():
        raise Refusal(_("Не сказано, почему курс отменён"), todo=_("Напишите причину: её увидят записавшиеся"))
    course_people.locked(course)
    row = move(course, "call_off", actor=actor, changes={"outcome": reason.strip()})
    _tell(row, _("Отменено: %s") % row.title, "off", row.outcome)
    return row


def days_of(course: TrainingCourse) -> str:
    begins, ends = (formats.date_format(day, "j E Y") for day in (course.starts_on, course.ends_on))
    return begins if begins == ends else f"{begins} – {ends}"


def _tell(course: TrainingCourse, words: str, key: str, detail: str) -> None:
    rows = course.enrolments.open().select_related("person")
    notify_all([
        News(
            row.person, words[:300], f"course:{course.pk}:{key}", detail[:300],
            reverse("course_detail", args=[course.pk]), row.organization_id,
        )
        for row in rows
    ])  # fmt: skip
