"""The deadline engine, one runner: planning, opening, reminding, closing, catching up, doing and undoing."""

import datetime
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from accounts import clock
from accounts.due_rules import DueRule, DueType, MonthDay
from accounts.models import AuditEvent, Deadline, Membership, Notice, Organization, OutboxMessage
from accounts.queries.deadlines import overdue_days
from accounts.refusal import Refusal
from accounts.roles import Role
from accounts.services import deadlines, digests
from accounts.services.deadlines import mark_done, plan, run_due, run_region, undo_done, withdraw
from tests.engine.kit import UTC, Place, make_place, member, organization

pytestmark = pytest.mark.django_db

MONTHLY = DueRule(DueType.MONTHLY, day=25)
AUTUMN = {"start": datetime.date(2021, 9, 1), "end": datetime.date(2021, 12, 31)}
MOSCOW = ZoneInfo("Europe/Moscow")
END_OF_DAY = datetime.timedelta(days=1) - datetime.timedelta(microseconds=1)


def at(day: str, hour: int = 12, zone: ZoneInfo = MOSCOW) -> datetime.datetime:
    return datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time(hour), zone).astimezone(UTC)


def make(place: Place, rule: DueRule = MONTHLY, **changes) -> list[Deadline]:
    values = {
        "kind": "monthly_report", "title": "Отчёт за месяц", "role": Role.CURATOR, "due_shift": "previous_workday",
        **AUTUMN, **changes,
    }  # fmt: skip
    with place.scope():
        school = Organization.objects.select_related("region").get(pk=place.school)
        return plan(organization=school, rule=rule, **values)


def rows(place: Place) -> list[Deadline]:
    with place.scope():
        return list(Deadline.objects.select_related("organization__region"))


def notices(place: Place) -> list[tuple[int, str]]:
    with place.scope():
        return list(Notice.objects.order_by("pk").values_list("person_id", "text"))


def test_a_plan_gives_the_terms_in_the_organizations_time(place: Place) -> None:
    planned = make(place)
    assert [row.key for row in planned] == ["2021-09", "2021-10", "2021-11", "2021-12"]
    september, *_, december = planned
    # 25.09 and 25.12.2021 are Saturdays: the day before (domain, §7.3 step 5).
    assert september.due_at == datetime.datetime(2021, 9, 24, 20, 59, 59, 999999, UTC)
    assert december.due_at.astimezone(MOSCOW).date() == datetime.date(2021, 12, 24)
    assert september.opens_at == datetime.datetime(2021, 8, 31, 21, tzinfo=UTC)
    assert september.remind_at == at("2021-09-17", 9)  # the first rung of the ladder: tests/engine/test_ladder.py


def test_planning_again_adds_nothing(place: Place) -> None:
    first = [row.pk for row in make(place)]
    assert [row.pk for row in make(place)] == first
    assert len(rows(place)) == 4


def test_a_plan_comes_back_in_order_of_time_with_its_organization(
    place: Place, django_assert_num_queries: Callable
) -> None:
    make(place, start=datetime.date(2021, 11, 1))
    planned = make(place)
    assert [row.key for row in planned] == ["2021-09", "2021-10", "2021-11", "2021-12"]
    with django_assert_num_queries(0):
        assert {row.organization.zone for row in planned} == {MOSCOW}


def test_terms_that_nobody_knows_of_follow_a_new_rule(place: Place) -> None:
    make(place)
    run_due(at("2021-09-10"))
    make(place, DueRule(DueType.MONTHLY, day=20), title="Сведения за месяц")
    september, october, *_ = rows(place)
    assert (september.title, september.due_at) == ("Отчёт за месяц", at("2021-09-24", 0) + END_OF_DAY)
    assert (october.title, october.due_at) == ("Сведения за месяц", at("2021-10-20", 0) + END_OF_DAY)


def test_planned_terms_can_be_withdrawn_until_they_open(place: Place) -> None:
    make(place)
    run_due(at("2021-09-10"))
    with place.scope():
        school = Organization.objects.get(pk=place.school)
        assert withdraw(organization=school, kind="monthly_report", keep=["2021-11"]) == 2
    assert [row.key for row in rows(place)] == ["2021-09", "2021-11"]


def test_a_rule_without_dates_is_never_overdue(place: Place) -> None:
    (row,) = make(place, DueRule(DueType.NONE))
    assert (row.key, row.due_at, row.remind_at) == ("none", None, None)
    run_due(at("2030-01-01"))
    (row,) = rows(place)
    assert row.opened_at and row.closed_at is None and overdue_days(row) == 0
    assert notices(place) == [(place.curator, "Открыта задача: Отчёт за месяц")]


def test_a_term_of_an_event_opens_with_it(place: Place) -> None:
    rule = DueRule(DueType.RELATIVE, event="model_date", days=14)
    (row,) = make(place, rule, events={"model_date": datetime.date(2021, 10, 4)})
    assert row.due_at == at("2021-10-18", 0) + END_OF_DAY
    assert row.opens_at == at("2021-10-04", 0)


def test_a_term_goes_through_its_life_once(place: Place) -> None:
    make(place, end=datetime.date(2021, 9, 30))
    days = ("2021-08-31", "2021-09-01", "2021-09-20", "2021-09-21", "2021-09-24", "2021-09-25", "2021-09-26")
    steps = [(day, dict(run_due(at(day)))) for day in days for _doubled in range(2)]
    assert [step for step in steps if step[1]] == [
        ("2021-09-01", {"open": 1}),
        ("2021-09-20", {"remind": 1}),
        ("2021-09-21", {"remind": 1}),
        ("2021-09-24", {"remind": 1}),
        ("2021-09-25", {"close": 1}),
    ]
    assert notices(place) == [
        (place.curator, "До 24.09.2021: Отчёт за месяц"),
        (place.curator, "Напоминание, срок 24.09.2021: Отчёт за месяц"),
        (place.curator, "Напоминание, срок 24.09.2021: Отчёт за месяц"),
        (place.curator, "Сегодня последний день: Отчёт за месяц"),
        (place.curator, "Просрочено: Отчёт за месяц"),
        (place.coordinator, "Просрочено, school engine: Отчёт за месяц"),
    ]
    (row,) = rows(place)
    assert (row.opened_at, row.reminded_at, row.closed_at) == (at("2021-09-01"), at("2021-09-24"), at("2021-09-25"))


def test_a_notice_says_where_until_when_and_by_what(place: Place) -> None:
    make(place, clause="Положение, п. 5", url="/reports/", end=datetime.date(2021, 9, 30))
    run_due(at("2021-09-02"))
    digests.send_due(at("2021-09-02"))
    with place.scope():
        notice = Notice.objects.get()
        letter = OutboxMessage.objects.get()
    assert (notice.detail, notice.url) == ("school engine, срок 24.09.2021. Положение, п. 5", "/reports/")
    assert letter.payload["subject"] == "До 24.09.2021: Отчёт за месяц"
    assert letter.payload["context"]["lines"][0]["url"].endswith("/reports/")


def test_whoever_follows_terms_is_led_to_the_card_of_the_organization(place: Place) -> None:
    """The row's own page is the school's: above it that address answers «нет такой страницы»."""
    make(place, url="/roadmap/items/1/", end=datetime.date(2021, 9, 30))
    run_due(at("2021-09-20"))
    run_due(at("2021-09-25"))
    with place.scope():
        told = dict(Notice.objects.filter(text__startswith="Просрочено").values_list("person_id", "url"))
    assert told == {place.curator: "/roadmap/items/1/", place.coordinator: f"/organizations/{place.school}/"}


def test_the_last_microsecond_of_the_term_is_in_it(place: Place) -> None:
    make(place, end=datetime.date(2021, 9, 30))
    due = at("2021-09-24", 0) + END_OF_DAY
    run_due(due)
    assert rows(place)[0].closed_at is None
    run_due(due + datetime.timedelta(microseconds=1))
    assert rows(place)[0].closed_at


def test_steps_meet_their_moments_exactly(place: Place) -> None:
    """A run at the very moment of the reminder or at the last microsecond of the term."""
    make(place, end=datetime.date(2021, 9, 30))
    make(place, end=datetime.date(2021, 9, 30), kind="second", title="Второй")
    with place.scope():
        reminder, term = Deadline.objects.order_by("pk")
        reminder.remind_at = at("2021-09-24", 9)  # the last rung
        reminder.save()
        Deadline.objects.filter(pk=reminder.pk).update(opens_at=reminder.remind_at)
        Deadline.objects.filter(pk=term.pk).update(opens_at=term.due_at)
    assert run_due(reminder.remind_at) == {"open": 1}
    assert run_due(term.due_at) == {"open": 1}
    assert [text for _person, text in notices(place)] == ["До 24.09.2021: Отчёт за месяц", "До 24.09.2021: Второй"]
    assert run_due(term.due_at + datetime.timedelta(microseconds=1)) == {"close": 2}


def test_after_three_days_down_the_missed_steps_are_done_in_order(place: Place) -> None:
    """Down from the 21st, the day of the reminder, past the term of the 24th and the opening of October."""
    make(place)
    make(place, DueRule(DueType.DATE, date=datetime.date(2021, 9, 22)), kind="plan", title="План", role=Role.HEAD)
    run_due(at("2021-09-20"))
    run_due(at("2021-09-20", 13))
    before = len(notices(place))
    assert run_due(at("2021-09-25", 9)) == {"close": 2}
    assert [text for _person, text in notices(place)[before:]] == [
        "Просрочено: План", "Просрочено, school engine: План",
        "Просрочено: Отчёт за месяц", "Просрочено, school engine: Отчёт за месяц",
    ]  # fmt: skip


def test_a_term_missed_as_a_whole_is_told_of_once(place: Place) -> None:
    """Opened, reminded and closed in one run: «просрочено» says it all."""
    make(place, end=datetime.date(2021, 9, 30))
    assert run_due(at("2021-09-28")) == {"open": 1, "close": 1}
    assert [text for person, text in notices(place) if person == place.curator] == ["Просрочено: Отчёт за месяц"]
    (row,) = rows(place)
    assert row.opened_at and row.closed_at and row.reminded_at


def test_late_opening_and_reminding_are_one_notice(place: Place) -> None:
    make(place, end=datetime.date(2021, 9, 30))
    assert run_due(at("2021-09-22")) == {"open": 1}
    assert [text for _person, text in notices(place)] == ["До 24.09.2021: Отчёт за месяц"]


def test_regions_close_at_their_own_midnights(files_dir) -> None:
    """The same term: Kamchatka closes ten hours before Kaliningrad."""
    west, east = make_place("k39", "Europe/Kaliningrad"), make_place("k41", "Asia/Kamchatka")
    for place in (west, east):
        make(place, DueRule(DueType.DATE, date=datetime.date(2021, 8, 31)), start=datetime.date(2021, 8, 1))
    for hour in range(48):
        run_due(datetime.datetime(2021, 8, 31, tzinfo=UTC) + datetime.timedelta(hours=hour))
    assert rows(east)[0].closed_at == datetime.datetime(2021, 8, 31, 12, tzinfo=UTC)
    assert rows(west)[0].closed_at == datetime.datetime(2021, 8, 31, 22, tzinfo=UTC)


def test_an_organization_closes_by_its_own_zone_not_its_regions(place: Place) -> None:
    with place.scope():
        Organization.objects.filter(pk=place.school).update(time_zone="Asia/Vladivostok")
    (row,) = make(place, DueRule(DueType.DATE, date=datetime.date(2021, 9, 1)))
    assert row.due_at == datetime.datetime(2021, 9, 1, 13, 59, 59, 999999, UTC)


def test_what_is_recommended_is_never_overdue(place: Place) -> None:
    make(place, end=datetime.date(2021, 9, 30), recommended=True)
    run_due(at("2021-09-02"))
    run_due(at("2021-10-02"))
    (row,) = rows(place)
    assert row.closed_at and overdue_days(row, datetime.date(2021, 12, 1)) == 0
    assert [text for _person, text in notices(place)] == ["Рекомендовано до 24.09.2021: Отчёт за месяц"]  # no reproach


def test_what_is_done_is_not_reminded_of_and_closes_silently(place: Place, clock_at: Callable) -> None:
    make(place, end=datetime.date(2021, 9, 30))
    run_due(at("2021-09-02"))
    clock_at(at("2021-09-10"))
    with place.scope():
        given, stale = rows(place)[0], rows(place)[0]
        assert mark_done(None, given, datetime.date(2021, 9, 10))
        assert not mark_done(None, stale)
        assert at("2021-09-10") <= given.done_at == stale.done_at == rows(place)[0].done_at
        events = AuditEvent.objects.filter(verb="deadline.done")
        assert [event.data["key"] for event in events] == ["2021-09"]
    assert run_due(at("2021-09-22")) == {}
    assert run_due(at("2021-09-25")) == {"close": 1}
    assert len(notices(place)) == 1


def test_a_day_in_the_past_can_be_given_and_none_in_the_future(place: Place, clock_at: Callable) -> None:
    make(place, end=datetime.date(2021, 9, 30))
    clock_at(at("2021-10-01"))
    with place.scope():
        row = Deadline.objects.get()
        with pytest.raises(Refusal, match="будущим днём"):
            mark_done(None, row, datetime.date(2021, 10, 2))
        assert mark_done(None, row, datetime.date(2021, 9, 27))
    assert overdue_days(rows(place)[0]) == 3


def test_undoing_after_the_term_makes_it_overdue_anew(place: Place, clock_at: Callable) -> None:
    make(place, end=datetime.date(2021, 9, 30))
    run_due(at("2021-09-02"))
    clock_at(at("2021-09-10"))
    with place.scope():
        mark_done(None, rows(place)[0])
    run_due(at("2021-09-25"))
    with place.scope():
        given = rows(place)[0]
        assert undo_done(None, given)
        assert given.done_at is None and given.closed_at is None
        assert not undo_done(None, given)
        assert AuditEvent.objects.filter(verb="deadline.undone").count() == 1
    assert run_due(at("2021-09-26")) == {"close": 1}
    assert [text for person, text in notices(place) if person == place.curator][-1] == "Просрочено: Отчёт за месяц"


@pytest.mark.parametrize(("on", "days"), [("2021-09-23", 0), ("2021-09-24", 0), ("2021-09-25", 1), ("2021-10-24", 30)])
def test_overdue_days_are_counted_from_the_last_day(place: Place, on: str, days: int) -> None:
    make(place, end=datetime.date(2021, 9, 30))
    assert overdue_days(rows(place)[0], datetime.date.fromisoformat(on)) == days


def test_overdue_days_until_today_by_default(place: Place) -> None:
    make(place, end=datetime.date(2021, 9, 30))
    with clock.moved_to(at("2021-09-25", 23)):
        assert overdue_days(rows(place)[0]) == 1
    with clock.moved_to(at("2021-09-26", 0)):
        assert overdue_days(rows(place)[0]) == 2


def test_without_a_holder_the_head_is_told(place: Place) -> None:
    make(place, role=Role.MNC_LIAISON)
    run_due(at("2021-09-02"))
    assert [person for person, _text in notices(place)] == [place.head]


def test_who_has_left_is_not_told(place: Place) -> None:
    with place.scope():
        Membership.objects.filter(person_id=place.curator).update(valid_to=datetime.date(2021, 9, 2))
    make(place)
    run_due(at("2021-09-02"))
    assert [person for person, _text in notices(place)] == [place.head]


def test_without_a_municipality_the_region_is_told(place: Place) -> None:
    with place.scope():
        authority = Organization.objects.get(kind="region_authority")
        school = organization("school", "direct", authority, school_kind="general")
        member(school, Role.CURATOR)
    make(Place(**{**place.__dict__, "school": school.pk}))
    run_due(at("2021-09-28"))
    assert (place.operator, "Просрочено, school direct: Отчёт за месяц") in notices(place)


def test_with_the_municipal_post_vacant_the_region_is_told(place: Place) -> None:
    with place.scope():
        Membership.objects.filter(person_id=place.coordinator).delete()
    make(place, end=datetime.date(2021, 9, 30))
    run_due(at("2021-09-28"))
    assert {person for person, _text in notices(place)} == {place.curator, place.operator}


def test_a_long_title_fits(place: Place) -> None:
    make(place, title="О" * 300, end=datetime.date(2021, 9, 30))
    assert run_due(at("2021-09-28")) == {"open": 1, "close": 1}
    assert all(len(text) <= 300 for _person, text in notices(place))


def test_a_bad_row_does_not_stop_the_others(place: Place, monkeypatch, caplog) -> None:
    monkeypatch.setattr(deadlines, "BATCH", 2)
    bad = make(place)[-1]
    plain = deadlines.notify

    def picky(person, text, **values) -> None:
        if values["dedupe_key"] == f"deadline:{bad.pk}:open":
            raise ValueError("Иванов")
        plain(person, text, **values)

    monkeypatch.setattr(deadlines, "notify", picky)
    assert run_region(place.region, at("2021-12-02")) == {"open": 3, "close": 3}
    assert [row.key for row in rows(place) if row.opened_at is None] == ["2021-12"]
    assert "ValueError" in caplog.text and "Иванов" not in caplog.text
    monkeypatch.setattr(deadlines, "notify", plain)
    assert run_region(place.region, at("2021-12-02")) == {"open": 1}


def test_yearly_terms(place: Place) -> None:
    rule = DueRule(DueType.YEARLY, month_day=MonthDay(8, 31))
    years = make(place, rule, start=datetime.date(2021, 1, 1), end=datetime.date(2023, 12, 31), due_shift="none")
    assert [row.key for row in years] == ["2021", "2022", "2023"]
