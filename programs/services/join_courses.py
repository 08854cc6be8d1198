"""One person's two cards at one course are one enrolment: the place of the other goes to whoever waits for it."""

from accounts.models import Person
from accounts.permissions import Actor

from ..models import TrainingCourse, TrainingEnrolment
from .course_people import locked, move_in
from .join_moves import Effects

FURTHER = ("waiting", "missed", "enrolled", "completed")


def lock_courses(*people: int) -> None:
    """Before the people themselves: whoever enrols holds the course first and asks for the person then."""
    theirs = TrainingEnrolment.objects.filter(person_id__in=people).values("course_id")
    list(TrainingCourse.objects.filter(pk__in=theirs).select_for_update(of=("self",)).order_by("pk"))


def settle(effects: Effects, actor: Actor, kept: Person, gone: Person) -> None:
    """The one that is further on its way stays. Before anything moves, so that the copies know their own cards."""
    rows = TrainingEnrolment.objects.present().filter(person=gone).select_related("course")
    for second in rows.order_by("course_id"):
        first = second.course.enrolments.present().filter(person=kept).first()
        if first is None:
            continue
        locked(second.course)
        for row in (first, second):
            row.refresh_from_db(fields=["state"])
        if "left" in (first.state, second.state):  # he has gone while this waited
            continue
        goes = second if FURTHER.index(second.state) <= FURTHER.index(first.state) else first
        for record in goes.records.all():
            effects.take(record)
        effects.take(goes)
        course = locked(second.course)  # the database has counted the places anew
        if course.state == "announced":
            move_in(course, actor)


def keep_places(effects: Effects) -> None:
    """Before an undo: a place that the next has been given is his, whoever had it waits."""
    for entry in effects.data["taken"]:
        fields = entry["fields"]
        seated = entry["model"] == TrainingEnrolment._meta.label and fields["state"] == "enrolled"
        if seated and locked(TrainingEnrolment(**fields).course).left == 0:
            fields["state"] = "waiting"
