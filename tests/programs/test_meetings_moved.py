"""Migration 0017 moves the meetings that were there: when, who was at them, what was said of them."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.support import database

pytestmark = [pytest.mark.deep, pytest.mark.django_db(transaction=True)]
BEFORE, AFTER = ("programs", "0016_papers"), ("programs", "0017_meetings")
DAY = datetime.date(2025, 10, 6)
NOON = datetime.datetime(2025, 10, 6, 15, tzinfo=datetime.UTC)
FORCED = ("programs_meeting", "programs_unitmember", "programs_unit")


@pytest.fixture
def empty() -> Iterator[None]:
    """A database of its own with nothing in it, as the owner: the test migrates it to the day before."""
    was, name = settings.DATABASES["default"]["NAME"], f"test_moved_{settings.TEST_SLOT}"
    connection.close()
    database.as_owner(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
    database._connect(database.owner_settings(), name)
    yield
    database._connect_as_application(was)
    database._drop(name)


def migrated(to: tuple[str, str]) -> Any:
    return MigrationExecutor(connection).migrate([to]).apps


def made(apps: Any, name: str, **fields: Any) -> Any:
    """A row of the model as it was then; what it needs besides gets the least that the database takes."""
    model = apps.get_model(*name.split("."))
    return model.objects.create(**fields)


def people_and_unit(apps: Any, region: Any, school: Any, kind: str, mentees: int) -> tuple[Any, list[Any]]:
    people = [
        made(apps, "accounts.Person", region=region, last_name=f"Людин{number}", first_name="Я", gender="m")
        for number in range(mentees + 1)
    ]
    unit = made(
        apps, "programs.Unit", region=region, organization=school, kind=kind, form="TEACHER_TEACHER",
        curator=people[0], state="active", people_key=f"{people[0].pk}", proposed_at=NOON,
    )  # fmt: skip
    return unit, people


def member(apps: Any, unit: Any, person: Any, side: str, **fields: Any) -> Any:
    entry = {}
    if not fields.get("is_reverse"):
        model = "programs.MentorEntry" if side == "mentor" else "programs.MenteeEntry"
        row = made(apps, model, region=unit.region, organization=unit.organization, person=person, created_at=NOON)
        entry = {f"{side}_entry": row}
    return made(apps, "programs.UnitMember", region=unit.region, unit=unit, person=person, side=side, **entry, **fields)


def test_the_meetings_of_before_are_moved_whole(empty: None) -> None:
    apps = migrated(BEFORE)
    region = made(apps, "accounts.Region", name="Дальний край", code="dal", time_zone="Asia/Kamchatka")
    school = made(
        apps, "accounts.Organization", region=region, kind="school", name="Школа", short_name="Школа", path=[]
    )
    pair, (mentor, mentee) = people_and_unit(apps, region, school, "pair", 1)
    one, two = member(apps, pair, mentor, "mentor"), member(apps, pair, mentee, "mentee")
    group, people = people_and_unit(apps, region, school, "group", 2)
    former = member(apps, group, people[0], "mentor", left_on=DAY)
    taught = [member(apps, group, person, "mentee") for person in people[1:]]
    newcomer = made(apps, "accounts.Person", region=region, last_name="Новин", first_name="Я", gender="m")
    later = member(apps, group, newcomer, "mentor")
    back, (first, second) = people_and_unit(apps, region, school, "pair", 1)
    direct = [member(apps, back, first, "mentor"), member(apps, back, second, "mentee")]
    for person, side in ((first, "mentee"), (second, "mentor")):
        member(apps, back, person, side, is_reverse=True)

    def meeting(unit: Any, state: str, **fields: Any) -> int:
        return made(apps, "programs.Meeting", region=region, unit=unit, state=state, **fields).pk

    held = {"held_on": DAY, "recorded_at": NOON, "recorded_by": mentor}
    counted = meeting(pair, "confirmed", usefulness=8, confirmed_at=NOON + datetime.timedelta(hours=1), **held)
    waits = meeting(pair, "held", **held)
    ahead = meeting(pair, "planned", planned_on=DAY)
    of_group = meeting(group, "confirmed", usefulness=6, confirmed_at=NOON, **held)
    afterwards = meeting(group, "held", **{**held, "held_on": DAY + datetime.timedelta(days=9)})
    both_ways = meeting(back, "held", **held)
    with connection.cursor() as cursor:  # row security as it stands in a database at work
        for table in FORCED:
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")

    apps = migrated(AFTER)

    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relforcerowsecurity", [list(FORCED)])
        assert {name for (name,) in cursor.fetchall()} == set(FORCED)
        for table in FORCED:
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    rows = apps.get_model("programs", "MeetingPresence").objects.order_by("meeting", "member")
    was_at = {(row.meeting_id, row.member_id): (row.confirmed_at, row.usefulness) for row in rows}
    assert all(row.present for row in rows)
    assert was_at == {
        (counted, one.pk): (NOON, None),
        (counted, two.pk): (NOON + datetime.timedelta(hours=1), 8),
        (waits, one.pk): (NOON, None),
        (waits, two.pk): (None, None),
        (of_group, former.pk): (NOON, None),
        **{(of_group, row.pk): (NOON, None) for row in taught},  # whose the one rating was nobody knows
        (afterwards, later.pk): (NOON, None),
        **{(afterwards, row.pk): (None, None) for row in taught},
        (both_ways, direct[0].pk): (NOON, None),
        (both_ways, direct[1].pk): (None, None),
    }
    meetings = apps.get_model("programs", "Meeting").objects
    # Noon of the planned day on the wall of the school, twelve hours ahead of UTC.
    assert meetings.get(pk=ahead).planned_at == datetime.datetime(2025, 10, 6, 0, tzinfo=datetime.UTC)
    assert meetings.get(pk=counted).planned_at is None
    assert meetings.values("client_key").distinct().count() == meetings.count() == 6
