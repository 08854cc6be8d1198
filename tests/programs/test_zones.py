"""Days are those of the school's clock, whoever counts: a worker knows no zone but UTC. Region A lives by Moscow."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Employment, Organization
from programs.models import Meeting, MenteeEntry, Order, Program, SchoolProgram, Unit
from programs.order_content import content_of
from programs.order_templates import pairs_order
from programs.queries.pair_feed import feed_keys
from programs.queries.pool import build_pool
from programs.queries.projects import units_of
from programs.services import orders
from programs.terms import first_day, moments_of, school_year, year_days
from reports.queries.year_growth import risks
from reports.queries.year_scope import Pot, scope_of
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
HALF_HOUR, DAY = datetime.timedelta(minutes=30), datetime.timedelta(days=1)


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


def morning(day: datetime.date) -> datetime.datetime:
    """Half past midnight in Moscow: in Greenwich it is the day before."""
    return datetime.datetime.combine(day, datetime.time(0, 30), ZoneInfo("Europe/Moscow"))


def test_a_school_year_is_its_days_and_their_moments() -> None:
    assert year_days(2026) == (datetime.date(2026, 9, 1), datetime.date(2027, 8, 31))
    start, end = moments_of(*year_days(2026), ZoneInfo("Asia/Kamchatka"))
    assert (start.isoformat(), end.isoformat()) == ("2026-09-01T00:00:00+12:00", "2027-09-01T00:00:00+12:00")


def test_who_did_not_come_about_on_the_first_night_of_the_year_is_not_proposed_again(a) -> None:
    unit, today = flow.proposed(a), flow.of(a, "curator").today
    pair = tuple(unit.members.get(side=side).person_id for side in ("mentee", "mentor"))
    at = morning(first_day(school_year(today)))
    school = Organization.objects.get(pk=a.id)
    for proposed_at, known in ((at, True), (at - 2 * HALF_HOUR, False)):
        Unit.objects.filter(pk=unit.pk).update(state="rejected", proposed_at=proposed_at)
        assert (pair in build_pool([school]).declined) == known


def test_a_meeting_missed_on_the_first_night_is_of_the_new_year(a) -> None:
    unit, school = flow.proposed(a), Organization.objects.get(pk=a.id)
    Meeting.objects.filter(unit__organization=school).update(state="cancelled")
    meeting = Meeting.objects.create(unit=unit, state="missed", planned_at=morning(first_day(2021)))

    def missed(year: int) -> int:
        pot = Pot(inside=True)
        risks(scope_of(school, year, year_days(year)[1]), pot)
        return pot.lines["missed"]["value"]

    assert (missed(2020), missed(2021)) == (0, 1)
    Meeting.objects.filter(pk=meeting.pk).update(planned_at=morning(first_day(2021)) - 2 * HALF_HOUR)
    assert (missed(2020), missed(2021)) == (1, 0)


def test_an_order_names_the_posts_of_the_day_of_the_proposal(a) -> None:
    unit, curator = flow.consented(a), flow.of(a, "curator")
    mentee = flow.people_of(unit)[1]
    day = curator.today - 10 * DAY
    Unit.objects.filter(pk=unit.pk).update(proposed_at=morning(day))
    Employment.objects.filter(person=mentee).delete()
    Employment.objects.create(person=mentee, organization_id=a.id, title="логопед", valid_from=day)
    order: Order = orders.create_order(actor=curator, draft=pairs_order(curator, [unit]))
    (row,) = content_of(order, actor=None, on=curator.today)["clauses"][0]["table"]["rows"]
    assert row[2].endswith(", логопед")


def test_the_end_of_a_programme_stands_over_the_final_meeting_of_its_day(a) -> None:
    program = flow.running(a)
    unit, curator = Unit.objects.select_related("organization__region").get(pk=program.unit_id), flow.of(a, "curator")
    evening = morning(curator.today) - HALF_HOUR - datetime.timedelta(hours=5)  # 19:00 of the day before
    meeting = Meeting.objects.create(
        unit=unit, state="confirmed", kind="final", held_on=curator.today - DAY, recorded_at=evening
    )
    Program.objects.filter(pk=program.pk).update(
        state="completed", closed_on=curator.today - DAY, closure_reason="COMPLETED"
    )
    keys = [key for key in feed_keys(unit, curator) if key[:2] in (("ending", program.pk), ("meeting", meeting.pk))]
    assert [source for source, _pk, _at in keys] == ["ending", "meeting"]
    assert keys[0][2].astimezone(curator.zone).date() == curator.today - DAY


def test_a_pair_of_the_night_before_september_is_of_the_year_that_ends(a) -> None:
    unit = flow.proposed(a)
    program = SchoolProgram(organization=Organization.objects.get(pk=a.id), school_year=2024, form=unit.form)
    for at, inside in ((morning(first_day(2025)), False), (morning(first_day(2025)) - 2 * HALF_HOUR, True)):
        Unit.objects.filter(pk=unit.pk).update(proposed_at=at)
        assert units_of(program).filter(pk=unit.pk).exists() == inside
    assert MenteeEntry.objects.filter(members__unit=unit).exists()
