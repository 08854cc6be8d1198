"""Above the school: years that are over, welded atoms; an attacker with every filter and every level learns nothing."""

import datetime
import itertools
import random
from collections import defaultdict
from decimal import Decimal

import pytest

from accounts import clock
from accounts.models import Employment, Organization
from accounts.roles import Role
from monitoring.models import IndicatorValue
from monitoring.queries.impact import Impact, Question, impact_of, reader
from monitoring.queries.impact_facts import facts_of
from monitoring.queries.impact_kinds import kinds_of
from monitoring.services import impact_counts
from programs.models import MenteeEntry, Unit
from programs.queries.regulations import effective_regulation
from tests.monitoring.measuring import DAY, asked, asks, group, mentees
from tests.monitoring.month import at, page_text, person
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db
BEGAN = datetime.date(2021, 9, 1)
FORMS = ("TEACHER_TEACHER", "EDUCATOR_EDUCATOR", "HEAD_EDUCATOR")
ROLES = ("", "LEADER_PASSIVE")
STRATEGIES = ("curator", "draft")
SETTINGS = asked(impact=["JOB_SATISFACTION", "OWN_WORKS"])


def value(node: Node, member, code: str, point: str, number: int) -> IndicatorValue:
    return IndicatorValue(
        organization_id=node.id, member=member, code=code, point=point, value=Decimal(number), measured_on=DAY,
        entered_by_id=node.curator.person_id, entered_at=clock.now(),
    )  # fmt: skip


def filled(node: Node, rng: random.Random, units: int) -> None:
    """Pairs and groups that ended in the year, most of them measured twice."""
    rows = []
    for number in range(units):
        cell = {"form": rng.choice(FORMS), "role_model": rng.choice(ROLES), "strategy": rng.choice(STRATEGIES)}
        unit = group(node, number, rng.choice([1, 1, 1, 2, 4]), **cell)
        for member in mentees(unit):
            for code in ("JOB", "OWN_WORKS"):
                points = rng.choice([("entry", "exit"), ("entry", "exit"), ("entry", "exit"), ("exit",)])
                rows += [value(node, member, code, point, rng.randint(1, 10)) for point in points]
        Unit.objects.filter(pk=unit.pk).update(state="closed", closed_on=DAY)
    IndicatorValue.objects.bulk_create(rows)


def everything_seen(world: World) -> dict[str, list[frozenset[int]]]:
    """Code → sets of people whose sum somebody above the schools is shown, by every filter at every level."""
    seen: dict[str, list[frozenset[int]]] = defaultdict(list)
    for who in (world.a10.coordinator, world.a00[Role.REGION_OPERATOR]):
        with acting(who) as actor:
            root = Organization.objects.get(pk=actor.organization_id)
            for form, role, strategy in itertools.product(("", *FORMS), ("", "LEADER_PASSIVE"), ("", *STRATEGIES)):
                question = Question(root, 2021, form, role, strategy)
                found = impact_of(actor, question)
                for (code, _who), rows in found.readings.items():
                    seen[code].append(frozenset(one.member for one in rows))
    return seen


@pytest.mark.parametrize("seed", range(3))
def test_all_filters_of_all_levels_together_single_nobody_out(world: World, clock_at, seed: int) -> None:
    """Whatever is subtracted from whatever is constant over people who are always shown together: five at least."""
    clock_at(at("05.10.2022"))
    rng = random.Random(seed)
    asks(world.a00, SETTINGS)
    with acting(world.a11.curator):
        IndicatorValue.objects.all().delete()
        for node, units in ((world.a11, 14), (world.a12, 5)):
            filled(node, rng, units)
    shown = everything_seen(world)
    assert shown, "nothing is shown at all: the attack proves nothing"
    for sets in shown.values():
        together: dict[tuple, int] = defaultdict(int)
        for one_of_them in frozenset().union(*sets):
            together[tuple(one_of_them in one for one in sets)] += 1
        assert min(together.values(), default=5) >= 5


def told(world: World, who, year: int = 2021, **filters: str) -> Impact:
    with acting(who) as actor:
        return impact_of(actor, Question(Organization.objects.get(pk=actor.organization_id), year, **filters))


def counted_page(world: World, client_of) -> str:
    """The page that waited, after one wake of the worker."""
    client = client_of(world.a10.coordinator)
    assert "Считаем" in page_text(client.get("/impact/?year=2021"))
    assert impact_counts.step(world.region_a) and not impact_counts.step(world.region_a)
    return page_text(client.get("/impact/?year=2021"))


def test_a_running_year_shows_nothing_above_until_it_is_locked(world: World, clock_at, client_of) -> None:
    clock_at(at("30.09.2022"))
    asks(world.a00, SETTINGS)
    with acting(world.a11.curator):
        IndicatorValue.objects.all().delete()
        filled(world.a11, random.Random(1), 12)
    assert not told(world, world.a10.coordinator).sections
    page = counted_page(world, client_of)
    assert "Итогов этого года ещё нет" in page and "1 октября" in page
    clock_at(at("01.10.2022"))
    lines = {line.indicator.code: line for line in told(world, world.a10.coordinator).lines}
    assert lines["OWN_WORKS"].paired >= 5
    shown = counted_page(world, client_of)
    assert "Статьи, исследования" in shown and "records" not in shown


def test_four_people_are_hidden_and_five_are_not(world: World, clock_at) -> None:
    clock_at(at("05.10.2022"))
    asks(world.a00, SETTINGS)
    with acting(world.a11.curator):
        IndicatorValue.objects.all().delete()
        units = [group(world.a11, number) for number in range(5)]
        for unit in units[:4]:
            (who,) = mentees(unit)
            IndicatorValue.objects.bulk_create([value(world.a11, who, "JOB", point, 5) for point in ("entry", "exit")])
        Unit.objects.filter(pk__in=[unit.pk for unit in units]).update(state="closed", closed_on=DAY)
    assert [line.hidden for line in told(world, world.a10.coordinator).lines] == [True]
    with acting(world.a11.curator):
        (who,) = mentees(units[4])
        IndicatorValue.objects.bulk_create([value(world.a11, who, "JOB", point, 5) for point in ("entry", "exit")])
    (line,) = told(world, world.a10.coordinator).lines
    assert (line.hidden, line.paired) == (False, 5)
    assert line.statistics is None  # medians above are of ten people at least


def test_a_fact_of_a_region_less_that_of_its_municipality_tells_of_nobody(world: World, clock_at) -> None:
    """P1: ten young specialists of one municipality, two of the other one. P4: six and four, and three beside them."""
    clock_at(at("05.10.2022"))
    asks(world.a00, asked(impact=["P1", "P4"]))
    hired = datetime.date(2021, 6, 1)
    with acting(world.a11.curator):
        IndicatorValue.objects.all().delete()
        MenteeEntry.objects.filter(category__in=("YOUNG_SPECIALIST", "NEW_PLACE")).update(category="PROF_DIFFICULTY")
        for node, young in ((world.a11, 10), (world.a21, 2)):
            for number in range(young):
                who = person(f"Молодая{number}")
                facts = {"organization_id": node.id, "person": who}
                Employment.objects.create(title="учитель", valid_from=hired, **facts)
                category = "YOUNG_SPECIALIST"
                MenteeEntry.objects.create(category=category, hired_on=hired, created_at=clock.now(), **facts)
        for node, new in ((world.a11, 6), (world.a12, 4), (world.a21, 3)):
            for number in range(new):
                (who,) = mentees(group(node, number, category="NEW_PLACE"))
                IndicatorValue.objects.bulk_create([value(node, who, "ADAPTATION", "check", 8)])
    seen = {}
    for name, who in (("town", world.a10.coordinator), ("region", world.a00[Role.REGION_OPERATOR])):
        with acting(who) as actor:
            question = Question(Organization.objects.get(pk=actor.organization_id), 2021)
            facts = facts_of(actor, question, effective_regulation(question.root, actor.today))
            seen[name] = {fact.code: fact.whole for fact in facts if fact.code in ("P1", "P4")}
    assert seen == {"town": {"P1": 10, "P4": 6}, "region": {"P1": 10, "P4": 13}}
    with acting(world.a21.curator) as actor:
        question = Question(Organization.objects.get(pk=actor.organization_id), 2021)
        facts = facts_of(actor, question, effective_regulation(question.root, actor.today))
        assert [(fact.part, fact.whole) for fact in facts if fact.code == "P1"] == [(2, 2), (0, 0)]


def test_kinds_of_pairs_are_compared_with_the_correction(world: World, clock_at, client_of) -> None:
    """Seven pairs of one form all rise, three of another: the first is believed, of the second nothing is said."""
    clock_at(at("25.05.2022"))
    asks(world.a11, SETTINGS)
    with acting(world.a11.psychologist) as actor:
        IndicatorValue.objects.all().delete()
        rows = []
        for number in range(10):
            unit = group(world.a11, number, form=FORMS[0] if number < 7 else FORMS[1])
            (who,) = mentees(unit)
            rows += [
                value(world.a11, who, "OWN_WORKS", "entry", 1),
                value(world.a11, who, "OWN_WORKS", "exit", number + 2),
            ]
        IndicatorValue.objects.bulk_create(rows)
        question = Question(Organization.objects.get(pk=world.a11.id), 2021)
        indicator = impact_of(actor, question).line("OWN_WORKS", "educator").indicator
        first, second = kinds_of(question, actor.today, reader(actor), indicator, "educator")["form"]
        assert (first.line.paired, first.p, first.believed) == (7, pytest.approx(2 / 2**7), True)
        assert (second.line.paired, second.p, second.believed) == (3, None, False)
    page = page_text(client_of(world.a11.curator).get("/impact/kinds/?year=2021&what=OWN_WORKS.educator"))
    assert "изменение есть" in page and "мало пар, чтобы судить" in page and "Веса подбора от этого не меняются" in page
