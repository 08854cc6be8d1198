"""The ruler of the year: one axis for all pairs, what stands on it, what it says in words."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs.models import Meeting, PlanActivity, Program, Unit
from programs.queries.units import living_units
from programs.queries.year import Axis, year_lines
from tests.support.people import acting
from tests.world import World

D = datetime.date
TODAY = D(2026, 11, 25)


@pytest.mark.parametrize(
    ("today", "programme", "start", "end", "letters"),
    [
        (TODAY, (D(2026, 9, 15), D(2027, 5, 31)), D(2026, 9, 1), D(2027, 6, 1), "СОНДЯФМАМ"),
        (TODAY, (D(2026, 9, 15), D(2027, 6, 10)), D(2026, 9, 1), D(2027, 9, 1), "СОНДЯФМАМИИА"),
        (TODAY, (D(2027, 9, 15), D(2027, 12, 1)), D(2026, 9, 1), D(2027, 6, 1), "СОНДЯФМАМ"),  # of the next year
        (D(2027, 7, 1), None, D(2026, 9, 1), D(2027, 9, 1), "СОНДЯФМАМИИА"),
        (D(2027, 1, 1), None, D(2026, 9, 1), D(2027, 6, 1), "СОНДЯФМАМ"),
    ],
)
def test_the_axis_is_the_school_year_and_the_summer_only_when_it_is_worked_in(
    today: D, programme: tuple[D, D] | None, start: D, end: D, letters: str
) -> None:
    rows = [Program(start_on=programme[0], end_on=programme[1])] if programme else []
    axis = Axis.over(today, rows)
    assert (axis.start, axis.end) == (start, end)
    assert "".join(letter for _place, letter in axis.months) == letters
    assert axis.months[0][0] == "0.0" and axis.at(end) == "100.0"
    assert axis.at(start - datetime.timedelta(days=90)) == "0.0"


@pytest.mark.django_db
def test_what_stands_on_the_ruler(world: World, clock_at) -> None:
    """Catches a meeting that nobody recorded and one that nobody confirmed counted as held."""
    a = world.a11
    clock_at(datetime.datetime(2026, 11, 25, 9, tzinfo=datetime.UTC))
    with acting(a.curator) as actor:
        unit = Unit.objects.get(pk=a.rows["unit"])
        Meeting.objects.filter(unit=unit).update(state="cancelled")
        Program.objects.filter(unit=unit).update(start_on=D(2026, 10, 5), end_on=D(2027, 2, 28))
        PlanActivity.objects.filter(program__unit=unit).update(due_on=D(2027, 1, 1))
        for state, planned, held in (
            ("confirmed", None, D(2026, 10, 9)), ("confirmed", None, D(2026, 10, 23)), ("held", None, D(2026, 11, 20)),
            ("planned", D(2026, 11, 18), None), ("planned", D(2026, 12, 9), None), ("missed", D(2026, 11, 1), None),
            ("confirmed", None, D(2026, 5, 5)),
        ):  # fmt: skip
            at = planned and datetime.datetime.combine(planned, datetime.time(12), datetime.UTC)
            Meeting.objects.create(unit=unit, state=state, planned_at=at, held_on=held)
        (line,) = year_lines([unit], actor.today)
        assert [kind for kind, _place in line.marks] == ["held", "held", "plan", "miss", "miss"]
        assert line.state == ("late", "отстаёт")
        words = line.words.replace("\u00a0", " ")
        assert "не записаны: 18 ноября, не подтверждены: 20 ноября, следующая 9 декабря" in words
        assert words.endswith("Программа с 5 октября по 28 февраля 2027 г.")
        Meeting.objects.filter(unit=unit, state="planned").delete()
        assert year_lines([unit], actor.today)[0].state == ("wait", "не подтверждена")
        Meeting.objects.filter(unit=unit, state="held").update(state="confirmed")
        assert year_lines([unit], actor.today)[0].state == ("ok", "по плану")


@pytest.mark.django_db
def test_two_queries_for_any_number_of_pairs(world: World) -> None:
    with acting(world.a11.curator) as actor:
        units = list(living_units(actor))
        for number in (1, len(units)):
            with CaptureQueriesContext(connection) as caught:
                year_lines(units[:number], actor.today)
            assert len(caught) == 2


@pytest.mark.django_db
def test_who_may_not_read_the_meetings_sees_their_number_alone(world: World, client_of) -> None:
    address = reverse("unit_list")
    assert 'class="year"' in client_of(world.a11.curator).get(address).content.decode()
    for who in (world.a11.head, world.a11.council_chair):
        page = client_of(who).get(address).content.decode()
        assert 'class="year"' not in page and "Встреч" in page


@pytest.mark.django_db
def test_the_list_of_orders_below_is_offered_to_those_who_have_somebody_below(world: World, client_of) -> None:
    address = f'href="{reverse("order_requisites")}"'
    for who, offered in ((world.a11.head, False), (world.a1m.mnc_officer, False), (world.a10.head, True)):
        assert (address in client_of(who).get("/").content.decode()) is offered, who.role
