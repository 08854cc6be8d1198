"""K1–K4 against an oracle that knows the people by a list of its own, not by the records."""

import datetime
import random
from decimal import ROUND_HALF_UP, Decimal

import pytest

from accounts import clock
from accounts.models import Employment, Organization, StudentProfile
from monitoring.queries.coverage import coverage
from programs.models import MenteeEntry, MentorEntry, Unit, UnitMember, YearFigures
from tests.monitoring.month import at, emptied, opened, page_text, person
from tests.monitoring.test_months import asks
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db
YEAR, DAY = 2021, datetime.date(2022, 5, 25)
BORN = {age: datetime.date(2022 - age, 3, 1) for age in range(8, 60)}


def take_part(node: Node, number: int, mentees: list[dict], mentor: dict, state: str = "active", **unit) -> None:
    """One unit. A person is {age, pupil, young, at (enterprise)} or one made before. In an open scope."""
    school = Organization.objects.get(pk=node.id)
    row = Unit.objects.create(
        organization=school, kind="group" if len(mentees) > 1 else "pair", form="OTHER", state=state,
        curator_id=node.curator.person_id, people_key=f"{node.code}:{number}", proposed_at=clock.now(), **unit,
    )  # fmt: skip
    entry = MentorEntry.objects.create(
        organization=school, person=_made(mentor, school), state="active", created_at=clock.now()
    )
    UnitMember.objects.create(unit=row, person=entry.person, side="mentor", mentor_entry=entry)
    for one in mentees:
        entry = MenteeEntry.objects.create(
            organization=school, person=_made(one, school), state="in_program", created_at=clock.now(),
            category="YOUNG_SPECIALIST" if one.get("young") else "", track="student" if one.get("pupil") else "staff",
        )  # fmt: skip
        UnitMember.objects.create(unit=row, person=entry.person, side="mentee", mentee_entry=entry)


def _made(one: dict, school: Organization):
    if "made" in one:
        return one["made"]
    one["made"] = made = person(f"Человек{one['id']}")
    made.birth_date = BORN[one["age"]]
    made.save(update_fields=["birth_date"])
    since = {"person": made, "valid_from": datetime.date(2021, 9, 1)}
    if one.get("pupil"):
        StudentProfile.objects.create(organization=school, class_label="9а", **since)
    if one.get("at"):
        Employment.objects.create(organization_id=one["at"], title="мастер", **since)
    return made


def enterprise(node: Node, name: str) -> int:
    school = Organization.objects.get(pk=node.id)
    row = Organization.objects.create(kind="partner", parent=school, path="", name=name, short_name=name, slug=name)
    Organization.objects.filter(pk=row.pk).update(path=f"{school.path}{row.pk}/")
    return row.pk


def tell(node: Node, **numbers: int | None) -> None:
    YearFigures.objects.create(organization_id=node.id, school_year=YEAR, entered_at=clock.now(), **numbers)


def shown(*nodes: Node) -> list[tuple[str, int, int | None, str]]:
    found = coverage([node.id for node in nodes], DAY)
    return [(share.code, share.part, share.whole, share.percent) for share in found]


def test_the_year_of_tashtagol(world: World, clock_at) -> None:
    """30 of 240, 12 of 90 and 3 of 4; six pupils without a pair and two mentors of 14 are in no numerator."""
    clock_at(at("25.05.2022"))
    ids = iter(range(1000))

    def pupil(age: int) -> dict:
        return {"id": next(ids), "age": age, "pupil": True}

    with acting(world.a11.curator):
        emptied(world.a11)
        ages = [14, 14, *[16] * 12]
        for number, age in enumerate(ages):
            take_part(world.a11, number, [pupil(12) for _one in range(5 if number >= 10 else 1)], pupil(age))
        for number in range(5):
            teacher = {"id": next(ids), "age": 24, "young": number < 3}
            take_part(world.a11, 100 + number, [teacher], {"id": next(ids), "age": 50})
        tell(world.a11, pupils_10_19=240, pupils_15_19=90, teachers=40, young_specialists=4)
        assert shown(world.a11) == [
            ("K1", 30, 240, "12,5"), ("K2", 12, 90, "13,3"), ("K3", 3, 4, "75,0"), ("K4", 0, None, "н/д"),
        ]  # fmt: skip


@pytest.mark.parametrize(("left", "counted"), [("10.02.2022", 1), ("31.08.2021", 0)])
def test_who_has_left_a_pair_within_the_year_took_part_in_it(world: World, clock_at, left: str, counted: int) -> None:
    clock_at(at("25.05.2022"))
    with acting(world.a11.curator):
        emptied(world.a11)
        mentor = {"id": 1, "age": 16, "pupil": True, "at": enterprise(world.a11, "zavod")}
        take_part(world.a11, 1, [{"id": 2, "age": 12, "pupil": True}], mentor)
        UnitMember.objects.filter(person=mentor["made"]).update(left_on=at(left).date())
        tell(world.a11, pupils_10_19=10, pupils_15_19=10, enterprises=10)
        assert [row[1] for row in shown(world.a11)] == [1, counted, 0, counted]


def test_a_pair_that_began_after_the_day_is_no_part_of_it(world: World, clock_at) -> None:
    """October's figure, looked at in March, is October's."""
    clock_at(at("01.03.2022"))
    with acting(world.a11.curator):
        emptied(world.a11)
        tell(world.a11, pupils_10_19=10)
        take_part(world.a11, 1, [{"id": "а", "age": 12, "pupil": True}], {"id": "б", "age": 40})
        for day, counted in ((datetime.date(2021, 10, 25), 0), (datetime.date(2022, 3, 1), 1)):
            assert {share.code: share.part for share in coverage([world.a11.id], day)}["K1"] == counted


def test_of_nothing_and_of_zero_it_is_not_known(world: World, clock_at) -> None:
    clock_at(at("25.05.2022"))
    with acting(world.a11.curator):
        assert [row[3] for row in shown(world.a11)] == ["н/д"] * 4
        tell(world.a11, pupils_10_19=0, pupils_15_19=0, teachers=0, young_specialists=0, enterprises=0, partners=0)
        assert [row[3] for row in shown(world.a11)] == ["н/д"] * 4


@pytest.mark.parametrize("seed", range(4))
def test_random_years_of_two_schools_as_the_oracle_counts_them(world: World, clock_at, seed: int) -> None:
    """People in several pairs and both schools, pairs of other states and years, schools that have told nothing."""
    clock_at(at("25.05.2022"))
    rng = random.Random(seed)
    with acting(world.a10.coordinator):
        nodes = (world.a11, world.a12)
        firms = [enterprise(world.a11, f"zavod-{number}") for number in range(3)]
        people = [
            {"id": number, "age": rng.randint(8, 25), "pupil": rng.random() < 0.6, "young": rng.random() < 0.4}
            for number in range(24)
        ]
        mentors = [
            {"id": 100 + number, "age": rng.randint(13, 30), "pupil": rng.random() < 0.5,
             "at": rng.choice([None, *firms])}
            for number in range(24)
        ]  # fmt: skip
        lived = []
        for node in nodes:
            emptied(node)
            for number, (mentee, mentor) in enumerate(
                zip(rng.sample(people, 12), rng.sample(mentors, 12), strict=True)
            ):
                state, closed = rng.choice(
                    [("active", None), ("ordered", None), ("proposed", None), ("rejected", None),
                     ("closed", datetime.date(2021, 10, 1)), ("closed", datetime.date(2021, 8, 31))]
                )  # fmt: skip
                take_part(node, number, [mentee], mentor, state, closed_on=closed)
                if state in ("active", "ordered") or closed == datetime.date(2021, 10, 1):
                    lived.append((node.code, mentee, mentor))
        wholes = {
            node.code: {code: rng.choice([None, 0, 7, 50]) for code in ("K1", "K2", "K3", "K4")} for node in nodes
        }
        columns = {"K1": "pupils_10_19", "K2": "pupils_15_19", "K3": "young_specialists", "K4": "enterprises"}
        for node in nodes:
            one = wholes[node.code]
            if one["K2"] is not None and one["K1"] is not None:
                one["K2"] = min(one["K1"], one["K2"])
            tell(node, **{columns[code]: number for code, number in one.items()})
        assert shown(*nodes) == oracle(lived, wholes)


def oracle(lived: list[tuple[str, dict, dict]], wholes: dict[str, dict[str, int | None]]) -> list:
    out = []
    for code in ("K1", "K2", "K3", "K4"):
        told = {school for school, numbers in wholes.items() if numbers[code] is not None}
        who = set()
        for school, mentee, mentor in lived:
            if school not in told:
                continue
            if code == "K1" and mentee["pupil"] and 10 <= mentee["age"] <= 19:
                who.add(mentee["id"])
            if code == "K2" and mentor["pupil"] and 15 <= mentor["age"] <= 19:
                who.add(mentor["id"])
            if code == "K3" and mentee["young"] and not (mentee["pupil"] and 10 <= mentee["age"] <= 19):
                who.add(mentee["id"])
            if code == "K4" and mentor["at"]:
                who.add(mentor["at"])
        whole = sum(wholes[school][code] for school in told) if told else None
        words = "н/д"
        if whole:
            exact = Decimal(100 * len(who)) / Decimal(whole)
            words = str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP)).replace(".", ",")
        out.append((code, len(who), whole, words))
    return out


def test_the_pages_show_them_and_lead_to_the_figures(world: World, client_of, clock_at) -> None:
    asks(world)
    clock_at(at("25.05.2022"))
    report = opened(world, world.a11)
    with acting(world.a11.curator):
        tell(world.a11, pupils_10_19=200)
    for member, address in (
        (world.a11.curator, f"/reports/monthly/{report.pk}/"),
        (world.a10.coordinator, "/municipality/"),
    ):
        text = page_text(client_of(member).get(address))
        assert "K1. Наставляемые среди обучающихся 10–19 лет" in text
        assert "0,0 % <small>0 из 200" in text
        assert 'href="/figures/"' in text


@pytest.mark.parametrize(("target", "verdict"), [
    (None, ""), (20, "план 20 %: не достигнут"), (10, "план 10 %: достигнут"),
])  # fmt: skip
def test_a_year_is_judged_by_its_plan_alone(world: World, clock_at, target: int | None, verdict: str) -> None:
    clock_at(at("25.05.2022"))
    with acting(world.a11.curator):
        emptied(world.a11)
        take_part(world.a11, 1, [{"id": "а", "age": 12, "pupil": True}], {"id": "б", "age": 40})
        tell(world.a11, pupils_10_19=10)
        targets = {} if target is None else {"K1": target}
        found = {share.code: share for share in coverage([world.a11.id], DAY, targets)}
    assert (found["K1"].part, found["K1"].verdict, found["K2"].verdict) == (1, verdict, "")
