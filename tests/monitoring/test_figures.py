"""Figures from records, as literals; nobody types a number."""

import datetime

import pytest

from accounts.models import Organization
from monitoring.indicators import INDICATORS, from_json
from monitoring.queries.figures import month_figures
from programs.models import Amendment, MenteeEntry, PlanActivity
from tests.monitoring.month import at, emptied, meeting, move, pair, person, program
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db
OCTOBER = datetime.date(2021, 10, 1)


def counted(node: Node, period: datetime.date = OCTOBER) -> dict[str, int]:
    school = Organization.objects.select_related("region").get(pk=node.id)
    return {code: figure.value for code, figure in month_figures([school], period)[node.id].items()}


def live(node: Node, clock_at) -> None:
    """Three pairs, one of them new in October; meetings, plans, an early end and an extension. In an open scope."""
    with acting(node.curator) as actor:
        emptied(node)
        clock_at(at("10.09.2021"))
        first, second = pair(node, "ервая"), pair(node, "торая", form="EDUCATOR_EDUCATOR")
        for unit in (first, second):
            unit.state = "ordered"
            unit.save(update_fields=["state"])
            move(unit, "start", actor=actor, as_effect=True)
        clock_at(at("05.10.2021"))
        third = pair(node, "ретья")
        _fix(third, actor)
        running = program(first)
        for position, (state, done) in enumerate(
            [
                ("done", "2021-09-20"),
                ("done", "2021-10-04"),
                ("done", "2021-10-09"),
                ("planned", None),
                ("excluded", None),
            ],
            start=1,
        ):
            PlanActivity.objects.create(
                program=running, position=position, area="METHOD", text="Урок", state=state, done_on=done
            )
        program(second, state="terminated", closed_on=datetime.date(2021, 10, 15), closure_reason="MUTUAL")
        Amendment.objects.create(
            program=running, new_end_on=datetime.date(2022, 6, 1), in_force_on=datetime.date(2021, 10, 11),
            proposed_by_id=node.curator.person_id, proposed_at=at("11.10.2021"),
        )  # fmt: skip
        for day, state in (
            ("30.09.2021", "confirmed"), ("01.10.2021", "confirmed"), ("31.10.2021", "confirmed"),
            ("12.10.2021", "held"), ("13.10.2021", "cancelled"), ("01.11.2021", "confirmed"),
        ):  # fmt: skip
            meeting(first, day, state)
        school = Organization.objects.get(pk=node.id)
        for name, state in (("Ищущая", "requested"), ("Одна", "unmatched_support"), ("Ждущая", "consent_pending")):
            MenteeEntry.objects.create(
                organization=school, person=person(name), state=state, created_at=at("01.10.2021"),
                unmatched_since=OCTOBER if state == "unmatched_support" else None,
            )  # fmt: skip


def _fix(unit, actor) -> None:
    from accounts import audit

    unit.state = "ordered"
    unit.save(update_fields=["state"])
    audit.record(actor, "unit.order", unit, from_state="consented", to_state="ordered")


def test_the_figures_of_october(world: World, clock_at) -> None:
    """Consent pending is in no bank; a meeting counts by its day; excluded lines and cancelled meetings do not."""
    live(world.a11, clock_at)
    with acting(world.a11.curator):
        figures = counted(world.a11)
        acts = figures.pop("acts")
        assert figures == {
            "mentors": 3, "mentees": 5, "units": 3, "new_units": 1, "unmatched": 2, "held": 3, "confirmed": 2,
            "plan_done": 2, "completed": 0, "terminated": 1, "extended": 1,
        }  # fmt: skip
        assert acts == 2  # the world's registered and published orders


def test_what_the_numbers_are_made_of(world: World, clock_at) -> None:
    live(world.a11, clock_at)
    with acting(world.a11.curator):
        school = Organization.objects.select_related("region").get(pk=world.a11.id)
        figures = month_figures([school], OCTOBER)[world.a11.id]
    assert figures["units"].parts == {"pair": 3, "form:TEACHER_TEACHER": 2, "form:EDUCATOR_EDUCATOR": 1}
    assert figures["held"].parts == {"unconfirmed": 1}
    assert figures["plan_done"].parts == {"planned": 4, "so_far": 3}
    assert figures["unmatched"].parts == {"waiting": 1, "support": 1}
    assert figures["mentees"].parts["young"] == 3
    assert [act["number"] for act in figures["acts"].acts] == ["6 – А", "7 – А"]
    assert len(figures["confirmed"].ids) == 2


def test_another_month_and_another_school_count_their_own(world: World, clock_at) -> None:
    live(world.a11, clock_at)
    with acting(world.a11.curator):
        emptied(world.a12)
        september = counted(world.a11, datetime.date(2021, 9, 1))
        other = counted(world.a12)
    assert (september["held"], september["plan_done"], september["new_units"], september["units"]) == (1, 1, 0, 2)
    assert (other["held"], other["units"], other["mentors"]) == (0, 0, 0)


def test_the_queries_do_not_depend_on_the_number_of_schools(world: World, clock_at, django_assert_num_queries) -> None:
    live(world.a11, clock_at)
    with acting(world.a10.coordinator) as actor:
        schools = list(
            Organization.objects.filter(pk__in=actor.organization_ids, kind="school").select_related("region")
        )
        for part in (schools[:1], schools):
            with django_assert_num_queries(9):
                month_figures(part, OCTOBER)


def test_a_snapshot_keeps_the_order_of_the_form(world: World) -> None:
    """The database sorts the keys of JSON by their length: pages must not follow it."""
    stored = {
        "lines": {code: {"value": 0, "parts": {"form:OTHER": 1, "group": 1, "pair": 2}} for code in sorted(INDICATORS)}
    }
    figures = from_json(stored)
    assert list(figures) == list(INDICATORS)
    assert list(figures["units"].parts) == ["pair", "group", "form:OTHER"]
