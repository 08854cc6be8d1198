"""Courses on the first page: what is entered soon and where one is; who has to say who has passed. Fixed queries."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import desk
from accounts.desk import DeskItem, Panel
from accounts.models import OrganizationKind
from accounts.permissions import Actor
from accounts.roles import Role
from accounts.templatetags.ui_words import counted

from .models import TrainingCourse, TrainingEnrolment
from .queries.courses import SOON, asked_and_taught, fits, groups_of
from .queries.reach import TEACHERS

LEARN = {Role.MENTOR, Role.MENTEE, Role.HOMEROOM_TEACHER}  # they have no entry of the menu: a child may hold the role


@desk.register
def courses_that_close(actor: Actor) -> list[DeskItem]:
    """For a curator whose school has sent nobody yet (S3 п. 3.9 куратор, 6): the enrolment closes in three days."""
    if actor.role != Role.CURATOR:
        return []
    ours = TrainingEnrolment.objects.filter(course=OuterRef("pk"), organization_id=actor.organization_id)
    rows = TrainingCourse.objects.visible_to(actor).filter(
        ~Exists(ours), state="announced", enrol_until__gte=actor.today, enrol_until__lte=actor.today + SOON
    )
    return [_closes(row) for row in rows.order_by("enrol_until", "pk")[:3]]


def _closes(row: TrainingCourse) -> DeskItem:
    return DeskItem(
        title=_("Запись на курс закрывается"), detail=row.title, url=reverse("course_detail", args=[row.pk]),
        label=_("Открыть"), due=row.enrol_until,
    )  # fmt: skip


@desk.register
def courses_to_complete(actor: Actor) -> list[DeskItem]:
    """Until the organizer has said who has passed, nobody's training is counted."""
    if not actor.may("course.manage"):
        return []
    rows = TrainingCourse.objects.filter(
        organization_id=actor.organization_id, state="announced", ends_on__lte=actor.today
    )
    return [
        DeskItem(
            title=_("Подтвердить, кто прошёл обучение"), detail=row.title,
            url=reverse("course_people", args=[row.pk]), label=_("Отметить"), late=row.ends_on + SOON < actor.today,
        )
        for row in rows.order_by("ends_on", "pk")[:5]
    ]  # fmt: skip


@desk.register_panel
def my_courses(actor: Actor) -> Panel | None:
    """A teacher's own courses, and those that he may enter (S4 п. 5.1); for a pupil in the same role there is none."""
    if actor.role not in LEARN or actor.organization.kind != OrganizationKind.SCHOOL:
        return None
    groups = groups_of(actor)
    if groups is None:
        return None
    mine = list(
        TrainingEnrolment.objects.open().filter(
            person_id=actor.person_id, course__ends_on__gte=actor.today, course__state="announced",
        ).select_related("course").order_by("course__starts_on", "pk")[:3]
    )  # fmt: skip
    rows = TrainingCourse.objects.visible_to(actor).filter(
        fits(groups), state="announced", enrol_until__gte=actor.today
    ).exclude(pk__in=[row.course_id for row in mine])  # fmt: skip
    offered = list(rows.select_related("organization").order_by("enrol_until", "pk")[:3])
    return Panel(
        title=_("Курсы и стажировки"), template="programs/_desk_courses.html",
        context={"mine": mine, "offered": offered}, url=reverse("course_list"), label=_("Все курсы"),
    )  # fmt: skip


@desk.register_panel
def asked_for_and_not_taught(actor: Actor) -> Panel | None:
    """Who teaches the region begins with what its teachers ask for and nobody teaches yet (S1 п. 1.2)."""
    if not actor.may("course.manage") or actor.organization.kind not in TEACHERS:
        return None
    lines = [line for line in asked_and_taught(actor) if line["courses"] is not None]
    if not lines:
        return None
    lines.sort(key=lambda line: (line["courses"] > 0, -line["requests"]))
    return Panel(
        title=_("О чём просят и чему учат"), template="programs/_desk_asked.html", context={"lines": lines[:5]},
        url=reverse("bank_base"), label=_("Весь заказ"),
    )  # fmt: skip


@desk.register_panel
def how_courses_are_filled(actor: Actor) -> Panel | None:
    """The institute's, the ЦНППМ's, the МНЦ's own: places, who is in, who waits."""
    if not actor.may("course.manage") or actor.organization.kind == OrganizationKind.SCHOOL:
        return None
    rows = TrainingCourse.objects.filter(organization_id=actor.organization_id, state="announced")
    courses = list(rows.order_by("ends_on", "pk")[:5])
    if not courses:
        return None
    waiting = TrainingEnrolment.objects.filter(course__in=courses, state="waiting").count()
    words = counted(waiting, _t("человек|человека|человек"))
    return Panel(
        title=_("Наши курсы и стажировки"), template="programs/_desk_filling.html",
        context={"courses": courses, "waiting": words if waiting else ""},
        url=f"{reverse('course_list')}?tab=own", label=_("Все наши"),
    )  # fmt: skip
