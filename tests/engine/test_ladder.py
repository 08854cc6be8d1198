"""Reminders by a ladder, the escalation, and the one letter of the day: each exactly once, never at night."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Deadline, Notice, OutboxMessage, Region
from accounts.notices import morning
from accounts.services import digests
from accounts.services.deadlines import mark_done, run_due
from tests.engine.kit import Place, at_once, make_place
from tests.engine.test_deadlines import at, make, notices

pytestmark = pytest.mark.django_db
SEPTEMBER = {"end": datetime.date(2021, 9, 30)}
# Russia's eleven zones, from Kaliningrad to Kamchatka.
ZONES = (
    "Europe/Kaliningrad", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk", "Asia/Krasnoyarsk",
    "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan", "Asia/Kamchatka",
)  # fmt: skip


def letters(place: Place) -> list[tuple[str, int]]:
    with place.scope():
        rows = OutboxMessage.objects.filter(dedupe_key__startswith="digest:").order_by("pk")
        return [(row.payload["to"].split("@")[0], len(row.payload["context"]["lines"])) for row in rows]


def test_seven_three_one_day_before_and_on_the_day(place: Place) -> None:
    make(place, **SEPTEMBER)
    for day in range(1, 31):
        for _doubled in range(2):
            run_due(at(f"2021-09-{day:02d}"))
    told = [text for person, text in notices(place) if person == place.curator]
    assert told == [
        "До 24.09.2021: Отчёт за месяц",
        "Напоминание, срок 24.09.2021: Отчёт за месяц",
        "Напоминание, срок 24.09.2021: Отчёт за месяц",
        "Остался день, срок 24.09.2021: Отчёт за месяц",
        "Сегодня последний день: Отчёт за месяц",
        "Просрочено: Отчёт за месяц",
    ]
    assert [text for person, text in notices(place) if person == place.head] == [
        "Не исполнено после срока: Отчёт за месяц"
    ]
    assert [text for person, text in notices(place) if person == place.coordinator] == [
        "Просрочено, school engine: Отчёт за месяц",
        "Не исполнено после срока, school engine: Отчёт за месяц",
    ]


def test_rungs_missed_together_are_one_reminder(place: Place) -> None:
    make(place, **SEPTEMBER)
    run_due(at("2021-09-01"))
    assert run_due(at("2021-09-23")) == {"remind": 1}
    assert notices(place)[-1] == (place.curator, "Остался день, срок 24.09.2021: Отчёт за месяц")
    assert run_due(at("2021-09-24")) == {"remind": 1}
    assert run_due(at("2021-09-24", 23)) == {}


def test_what_is_done_climbs_no_further(place: Place, clock_at) -> None:
    make(place, **SEPTEMBER)
    for day in ("2021-09-01", "2021-09-17"):
        run_due(at(day))
    clock_at(at("2021-09-18"))
    with place.scope():
        mark_done(None, Deadline.objects.select_related("organization__region").get())
    for day in ("2021-09-21", "2021-09-24", "2021-09-25", "2021-09-30"):
        run_due(at(day))
    assert len(notices(place)) == 2


def test_one_letter_a_person_a_day_with_everything_in_it(place: Place) -> None:
    for number in range(3):
        make(place, kind=f"report-{number}", title=f"Отчёт {number}", **SEPTEMBER)
    now = at("2021-09-01", 10)
    run_due(now)
    for _doubled in range(3):
        digests.send_due(now)
    assert letters(place) == [("curator", 3)]
    make(place, kind="late", title="Ещё один", **SEPTEMBER)
    run_due(at("2021-09-01", 15))
    digests.send_due(at("2021-09-01", 15))
    assert letters(place) == [("curator", 3)]  # the letter of this day has gone
    digests.send_due(at("2021-09-02", 9))
    assert letters(place) == [("curator", 3)]  # not before the morning hour
    digests.send_due(at("2021-09-02", 10))
    assert letters(place) == [("curator", 3), ("curator", 1)]


def test_what_was_read_in_the_system_is_not_written_of(place: Place) -> None:
    make(place, **SEPTEMBER)
    run_due(at("2021-09-01", 0))
    with place.scope():
        Notice.objects.update(read_at=at("2021-09-01", 8))
    digests.send_due(at("2021-09-01", 10))
    assert letters(place) == []
    with place.scope():
        assert not Notice.objects.filter(mailed_at=None).exists()


@pytest.mark.parametrize("zone", ZONES)
def test_nobody_is_written_to_at_night(zone: str) -> None:
    place = ZoneInfo(zone)
    for hour in range(24):
        now = datetime.datetime(2021, 9, 1, hour, 30, tzinfo=place)
        local = morning(now, place).astimezone(place)
        assert datetime.time(9, 15) <= local.time() < datetime.time(20, 1)
        assert now <= local < now + datetime.timedelta(hours=14)


def test_the_midnight_of_kamchatka_is_no_time_for_letters(files_dir) -> None:
    east = make_place("k41", "Asia/Kamchatka")
    make(east, **SEPTEMBER)
    zone = ZoneInfo("Asia/Kamchatka")
    run_due(at("2021-09-01", 0, zone))
    digests.send_due(at("2021-09-01", 1, zone))
    assert letters(east) == []
    digests.send_due(at("2021-09-01", 10, zone))
    assert letters(east) == [("curator", 1)]


@pytest.mark.django_db(transaction=True)
def test_sixteen_senders_at_once_write_one_letter(place: Place) -> None:
    for number in range(4):
        make(place, kind=f"report-{number}", title=f"Отчёт {number}", **SEPTEMBER)
    now = at("2021-09-01", 12)
    run_due(now)
    region = Region.objects.get(pk=place.region.pk)
    at_once(16, lambda: digests.send_region(region, now))
    digests.send_region(region, now)
    assert letters(place) == [("curator", 4)]
