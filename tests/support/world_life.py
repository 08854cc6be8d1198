"""Roadmaps, events, projects, the school's programme and an appeal at the nodes of the world.

Maps are drafts: an approved one would be read below. An event is seen above, so it carries the node's name alone.
"""

import datetime

from django.utils import timezone

from programs import models as p
from tests.world import BEGAN, Node


def fill(node: Node) -> None:
    _roadmap(node)
    _event(node)
    if node.kind == "school":
        _course(node)
        _pairs_work(node)


def _anybody(node: Node) -> int:
    return next(iter(node.members.values())).person_id


def _roadmap(node: Node) -> None:
    roadmap = p.Roadmap.objects.create(organization_id=node.id, school_year=2026, created_at=timezone.now())
    item = p.RoadmapItem.objects.create(
        roadmap=roadmap, stage=1, stage_title=f"Этап {node.inner}", position=1, number="1.1",
        text=f"Дело {node.inner}", responsible=node.inner, result=node.inner,
    )  # fmt: skip
    node.rows.update({"roadmap": roadmap.pk, "roadmap_item": item.pk})


def _event(node: Node) -> None:
    who, now = _anybody(node), timezone.now()
    event = p.Event.objects.create(
        organization_id=node.id, reaches_id=node.id, kind="seminar", title=f"Семинар {node.marker}", created_by_id=who,
        starts_at=datetime.datetime.combine(BEGAN, datetime.time(12), datetime.UTC), created_at=now,
    )  # fmt: skip
    p.EventParticipant.objects.create(
        event=event, person_id=who, organization_id=node.id, marked_by_id=who, marked_at=now
    )
    node.rows["event"] = event.pk


def _course(node: Node) -> None:
    """A school's is announced to its own people, and seen above; a body's would be heard below."""
    who, now = _anybody(node), timezone.now()
    course = p.TrainingCourse.objects.create(
        organization_id=node.id, reaches_id=node.id, title=f"Курс {node.marker}", starts_on=BEGAN, ends_on=BEGAN,
        enrol_until=BEGAN, state="announced", created_by_id=who, created_at=now,
    )  # fmt: skip
    enrolment = p.TrainingEnrolment.objects.create(
        course=course, person_id=who, organization_id=node.id, enrolled_by_id=who, enrolled_at=now
    )
    node.rows.update({"course": course.pk, "enrolment": enrolment.pk})


def _pairs_work(node: Node) -> None:
    now, curator = timezone.now(), node.curator.person_id
    project = p.JointProject.objects.create(
        organization_id=node.id, title=f"Проект {node.inner}", plan=node.inner, start_on=BEGAN,
        end_on=BEGAN + datetime.timedelta(days=90), created_by_id=curator, created_at=now,
    )  # fmt: skip
    p.ProjectUnit.objects.create(project=project, unit_id=node.rows["unit"])
    program = p.SchoolProgram.objects.create(
        organization_id=node.id, school_year=2026, form="TEACHER_TEACHER", title=f"Программа школы {node.inner}",
        goal=node.inner, activities=node.inner, expected=node.inner, created_at=now,
    )  # fmt: skip
    appeal = p.Appeal.objects.create(
        organization_id=node.id, author_id=node.mentor.person_id, unit_id=node.rows["unit"], created_at=now,
        text=f"Вопрос {node.inner}",
    )  # fmt: skip
    node.rows.update({"project": project.pk, "school_program": program.pk, "appeal": appeal.pk})
