"""A completed course on mentoring is a mentor's training: the one place where the bank looks (S3 п. 4.6)."""

from collections.abc import Iterable

from ..models import MentorEntry, TrainingEnrolment, TrainingRecord

CARDS = ("draft", "withdrawn")  # of these nothing is written: whoever is brought back takes his courses then


def write(enrolments: Iterable[TrainingEnrolment]) -> None:
    """On every card of a mentor that the people have. Three queries for any number; written anew, it is put right."""
    by_person = {row.person_id: row for row in enrolments if row.course.on_mentoring}
    if not by_person:
        return
    cards = MentorEntry.objects.filter(person_id__in=by_person).exclude(state__in=CARDS)
    _write((card, by_person[card.person_id]) for card in cards)


def take_over(entry: MentorEntry) -> None:
    """Who enters the bank brings along what he has completed before."""
    rows = TrainingEnrolment.objects.filter(person_id=entry.person_id, state="completed", course__on_mentoring=True)
    _write((entry, row) for row in rows.select_related("course"))


def erase(enrolments: Iterable[TrainingEnrolment]) -> None:
    TrainingRecord.objects.filter(enrolment__in=[row.pk for row in enrolments]).delete()


def _write(pairs: Iterable[tuple[MentorEntry, TrainingEnrolment]]) -> None:
    TrainingRecord.objects.bulk_create(
        [
            TrainingRecord(
                entry=card, enrolment=row, title=row.course.title, hours=row.hours, document=row.document,
                completed_on=row.completed_on,
            )
            for card, row in pairs
        ],
        update_conflicts=True, unique_fields=["region", "entry", "enrolment"],
        update_fields=["title", "hours", "document", "completed_on"],
    )  # fmt: skip
