"""Random records of schools for the panels, straight into the tables: only what the database itself allows."""

import datetime
import random
from itertools import count

from accounts.models import Deadline, Employment, Organization, Person, StudentProfile
from monitoring.models import PeriodReport
from programs.models import (
    HelpRequest,
    Meeting,
    MenteeEntry,
    MentorEntry,
    PlanActivity,
    Program,
    Unit,
    UnitMember,
    YearFigures,
)

FORMS = ("TEACHER_TEACHER", "PUPIL_PUPIL", "EDUCATOR_YOUNG_EDUCATOR")
DAY = datetime.timedelta(days=1)
_numbers = count(1)


def scatter(schools: list[Organization], seed: int, now: datetime.datetime) -> None:
    """The scope is open. The same seed gives the same world."""
    chance = random.Random(seed)
    shared = [_person(chance) for _n in range(3)]  # who is in pairs of several schools
    for school in schools:
        today = now.astimezone(school.zone).date()
        for _n in range(chance.randrange(4)):
            _pair(school, chance, now, today, shared)
        for _n in range(chance.randrange(3)):
            _deadline(school, chance, now)
        if chance.random() < 0.6:
            _report(school, chance, today)
        if chance.random() < 0.7:
            year = today.year - (today.month < 9)
            numbers = {
                "pupils_10_19": 40, "pupils_15_19": chance.choice([None, 20]), "teachers": 30, "partners": None,
                "young_specialists": chance.choice([None, 7]), "enterprises": chance.choice([None, 0, 9]),
            }  # fmt: skip
            YearFigures.objects.update_or_create(
                organization=school, school_year=year, defaults={**numbers, "entered_at": now}
            )


def _person(chance: random.Random) -> Person:
    born = datetime.date(chance.choice([1990, 2001, 2006, 2010, 2014, 2019]), chance.randrange(1, 13), 15)
    return Person.objects.create(last_name=f"Случаев{next(_numbers)}", first_name="Олег", birth_date=born)


def _pair(
    school: Organization, chance: random.Random, now: datetime.datetime, today: datetime.date, shared: list[Person]
) -> None:
    state = chance.choice(Unit.State.values)
    mentor, mentee = (chance.choice(shared) if chance.random() < 0.4 else _person(chance) for _side in range(2))
    if mentor == mentee:
        mentee = _person(chance)
    for person in (mentor, mentee):
        if chance.random() < 0.5 and not person.student_profiles.exists():
            ended = chance.choice([None, None, today - DAY * 200])
            StudentProfile.objects.create(
                person=person, organization=school, class_label="9А", valid_from=today - DAY * 400, valid_to=ended
            )
    if chance.random() < 0.4:
        partner = Organization.objects.filter(kind="partner").order_by("?").first()
        if partner and not mentor.employments.exists():
            Employment.objects.create(
                person=mentor, organization=partner, title="мастер", valid_from=today - DAY * 400,
                valid_to=chance.choice([None, today - DAY * 300]),
            )  # fmt: skip
    common = {"organization": school, "track": "staff", "defaults": {"created_at": now}}
    one, _new = MentorEntry.objects.get_or_create(person=mentor, **common)
    other, _new = MenteeEntry.objects.get_or_create(person=mentee, **common)
    MentorEntry.objects.filter(pk=one.pk).update(state=chance.choice(["active", "candidate", "withdrawn"]))
    MenteeEntry.objects.filter(pk=other.pk).update(
        state=chance.choice(["requested", "in_program", "unmatched_support", "completed"]),
        category=chance.choice(["YOUNG_SPECIALIST", ""]),
        unmatched_since=today,
    )
    began = now - DAY * chance.randrange(1, 500)
    unit = Unit.objects.create(
        organization=school, kind="pair", form=chance.choice(FORMS), curator=mentor, state=state, proposed_at=began,
        people_key=f"random-{next(_numbers)}", paused_on=today if state == "paused" else None,
        closed_on=today - DAY * chance.randrange(0, 400) if state == "closed" else None,
    )  # fmt: skip
    left = chance.choice([None, None, None, today - DAY * 3, today - DAY * 350])
    UnitMember.objects.create(unit=unit, person=mentor, side="mentor", mentor_entry=one, left_on=left)
    member = UnitMember.objects.create(unit=unit, person=mentee, side="mentee", mentee_entry=other)
    _program(unit, chance, now, today)
    for _n in range(chance.randrange(3)):
        _meeting(unit, chance, now, today)
    if chance.random() < 0.4:
        HelpRequest.objects.create(
            unit=unit, member=member, text="?", state=chance.choice(["sent", "seen"]),
            sent_at=now - datetime.timedelta(hours=chance.choice([3, 20, 30, 90])),
        )  # fmt: skip


def _program(unit: Unit, chance: random.Random, now: datetime.datetime, today: datetime.date) -> None:
    state = chance.choice(["draft", "approved", "running", "completing", "completed", "terminated"])
    start = today - DAY * chance.choice([3, 29, 30, 31, 90, 420])
    over = state in ("completed", "terminated")
    program = Program.objects.create(
        organization_id=unit.organization_id, unit=unit, title="Наугад", state=state, created_at=now, start_on=start,
        end_on=start + DAY * 200, approved_on=None if state == "draft" else start,
        closed_on=today - DAY * chance.randrange(0, 400) if over else None,
        closure_reason=chance.choice(["plan_done", "other"]) if over else "",
    )  # fmt: skip
    for position in range(1, chance.randrange(1, 4)):
        done = chance.random() < 0.5
        PlanActivity.objects.create(
            program=program, position=position, area="METHOD", text="Урок", state="done" if done else "planned",
            due_on=today + DAY * chance.choice([-9, -1, 0, 5]), done_on=today if done else None,
        )  # fmt: skip


def _meeting(unit: Unit, chance: random.Random, now: datetime.datetime, today: datetime.date) -> None:
    state = chance.choice(["planned", "held", "confirmed", "missed"])
    held = today - DAY * chance.choice([0, 6, 7, 8, 29, 30, 31, 60])
    planned = now + datetime.timedelta(hours=chance.randrange(-400, 400), seconds=next(_numbers))
    Meeting.objects.create(
        unit=unit, state=state, held_on=held if state in ("held", "confirmed") else None,
        planned_at=planned if state == "planned" else None,
    )  # fmt: skip


def _deadline(school: Organization, chance: random.Random, now: datetime.datetime) -> None:
    due = now + datetime.timedelta(hours=chance.choice([-700, -30, -1, 1, 100, 200]))
    Deadline.objects.create(
        organization=school, kind="random", key=f"{next(_numbers)}", title="Срок", role="curator", due_at=due,
        opens_at=now - DAY * 40, opened_at=chance.choice([None, now - DAY * 40]), recommended=chance.random() < 0.2,
        done_at=chance.choice([None, None, now]),
    )  # fmt: skip


def _report(school: Organization, chance: random.Random, today: datetime.date) -> None:
    PeriodReport.objects.create(
        organization=school, kind="monthly", period=datetime.date(1999, chance.randrange(1, 13), 1), sender="curator",
        due_on=today - DAY * chance.choice([-1, 0, 1, 20]), created_at=datetime.datetime.now(datetime.UTC),
    )  # fmt: skip
