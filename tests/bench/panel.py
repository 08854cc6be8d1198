"""The panel of a region at 1,360 organizations and 30,000 pairs, of the country at 54,300 organizations: beside a bare
view and beside one hand-written SQL on the summaries; what the worker needs to count the region."""

import datetime
import time
from collections.abc import Callable, Iterator
from itertools import count

from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from accounts import clock
from accounts.models import Deadline, Organization, Person, Region, User
from accounts.tenancy import tenant_scope
from monitoring.models import PanelSummary, RegionPanel
from monitoring.panel_figures import blank
from monitoring.services import panels
from programs.models import Meeting, MenteeEntry, MentorEntry, Program, Unit, UnitMember
from programs.scenarios.play import Play
from tests.bench.desk import BARE, by_hand, signed_in
from tests.bench.figures import compare, count_the_tables

SCHOOLS, PAIRS = 40, 22  # of a municipality, of a school: 34 of them are 1,360 schools and 29,920 pairs
REGIONS = 89
BATCH = 2000

# What the page shows first: the node's own sums and its parts with theirs.
REGION_SQL = """
SELECT o.id, o.short_name, s.counted_at, s.figures, s.answers
  FROM monitoring_panelsummary s JOIN accounts_organization o ON o.id = s.organization_id
 WHERE s.region_id = %s AND s.school_kind = '' AND (o.id = %s OR o.parent_id = %s)
   AND s.day = (SELECT max(day) FROM monitoring_panelsummary WHERE organization_id = %s)
"""
COUNTRY_SQL = """
SELECT DISTINCT ON (p.region_id) r.name, p.counted_at, p.figures, p.answers
  FROM monitoring_regionpanel p JOIN accounts_region r ON r.id = p.region_id ORDER BY p.region_id, p.day DESC
"""


class _Undo(Exception):
    """Leaves nothing behind."""


def panel(towns: int, country: int) -> None:
    try:
        with transaction.atomic(), override_settings(ROOT_URLCONF="tests.bench.desk", ALLOWED_HOSTS=["*"]):
            region = Region.objects.create(code="bench-panel", name="bench", time_zone="Europe/Moscow")
            with tenant_scope(region.pk):
                _region(region, towns)
            _country(country)
            raise _Undo
    except _Undo:
        return


def _region(region: Region, towns: int) -> None:
    play = Play(region)
    root = play.organization("root", "region_authority")
    person = play.person("Главина Инна Львовна", root, "специалист", "ministry")
    schools = _schools(root, towns)
    _records(schools, person.pk)
    count_the_tables()
    started = time.perf_counter()
    with CaptureQueriesContext(connection) as asked:
        counted = panels.refresh_region(region)
    name = f"{counted} schools with {len(schools) * PAIRS} pairs counted"
    print(f"{name:<46} {time.perf_counter() - started:8.1f} s   {len(asked)} queries")
    client = signed_in(person, "bench-panel@example.org")
    one = by_hand(REGION_SQL, region.pk, root.pk, root.pk, root.pk)
    _page(f"panel of a region, {counted} organizations", client, "/panel/", one)


def _page(name: str, client: Client, address: str, one: Callable[[], object]) -> None:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200
    print(f"{name}: queries".ljust(46), f"{len(asked):8d}")
    compare(f"{name}, page", lambda: client.get(address), lambda: client.get(BARE), "a bare view")
    compare(f"{name}, page", lambda: client.get(address), one, "one hand-written SQL")


def _schools(root: Organization, towns: int) -> list[Organization]:
    made: list[Organization] = []
    for number in range(towns):
        town = Organization.objects.create(
            kind="municipality", parent=root, path="", name=f"Район {number}", short_name=f"Район {number}",
            slug=f"town-{number}",
        )  # fmt: skip
        Organization.objects.filter(pk=town.pk).update(path=f"{root.path}{town.pk}/")
        made += [
            Organization(
                kind="school", school_kind="general", parent=town, path=f"{root.path}{town.pk}/{number}-{one}/",
                name=f"Школа {one}", short_name=f"Школа {one}", slug=f"school-{number}-{one}",
            )
            for one in range(SCHOOLS)
        ]  # fmt: skip
    Organization.objects.bulk_create(made)
    for school in made:
        school.path = f"{root.path}{school.parent_id}/{school.pk}/"
    Organization.objects.bulk_update(made, ["path"], batch_size=BATCH)
    return made


def _records(schools: list[Organization], curator: int) -> None:
    """Pairs at work with a programme and two meetings, some of them long ago; a third of the schools is late."""
    now = clock.now()
    today, numbers = now.date(), count(1)
    people = Person.objects.bulk_create(
        (Person(last_name=f"Участник{n}", first_name="Иван") for n in range(len(schools) * PAIRS * 2)), BATCH
    )
    taken: Iterator[Person] = iter(people)
    mentors, mentees, units = [], [], []
    for school in schools:
        for _pair in range(PAIRS):
            mentors.append(MentorEntry(organization=school, person=next(taken), state="active", created_at=now))
            mentees.append(MenteeEntry(organization=school, person=next(taken), state="in_program", created_at=now))
            units.append(
                Unit(
                    organization=school, kind="pair", form="TEACHER_TEACHER", curator_id=curator, state="active",
                    people_key=f"bench-{next(numbers)}", proposed_at=now,
                )
            )  # fmt: skip
    for model, rows in ((MentorEntry, mentors), (MenteeEntry, mentees), (Unit, units)):
        model.objects.bulk_create(rows, BATCH)
    members = (
        (UnitMember(unit=unit, person_id=one.person_id, side="mentor", mentor_entry=one),
         UnitMember(unit=unit, person_id=other.person_id, side="mentee", mentee_entry=other))
        for unit, one, other in zip(units, mentors, mentees, strict=True)
    )  # fmt: skip
    UnitMember.objects.bulk_create([member for pair in members for member in pair], BATCH)
    start = today - datetime.timedelta(days=80)
    Program.objects.bulk_create(
        [
            Program(
                organization_id=unit.organization_id, unit=unit, title="Первый год", state="running", created_at=now,
                start_on=start, approved_on=start, end_on=start + datetime.timedelta(days=200),
            )
            for unit in units
        ],
        BATCH,
    )  # fmt: skip
    days = (3, 20, 45, 70)
    Meeting.objects.bulk_create(
        [
            Meeting(unit=unit, state="confirmed", held_on=today - datetime.timedelta(days=days[(n + more) % 4]))
            for n, unit in enumerate(units)
            for more in range(2)
        ],
        BATCH,
    )
    Deadline.objects.bulk_create(
        Deadline(
            organization=school, kind="bench", key="1", title="Срок", role="curator", opens_at=now, opened_at=now,
            due_at=now - datetime.timedelta(days=n % 9 + 1),
        )
        for n, school in enumerate(schools)
        if n % 3 == 0
    )  # fmt: skip


def _country(schools: int) -> None:
    """So many schools with their summaries in as many regions as there are; the page reads the regions' sums."""
    now, day = clock.now(), clock.now().date()
    figures = blank() | {"schools": 1, "held": 2, "implemented": 1}
    for number in range(REGIONS):
        region = Region.objects.create(code=f"bench-{number}", name=f"Регион {number}", time_zone="Europe/Moscow")
        mine = schools // REGIONS + (number < schools % REGIONS)
        with tenant_scope(region.pk):
            root = Organization.objects.create(
                kind="region_authority", path="/0/", name="root", short_name="root", slug="root"
            )
            made = Organization.objects.bulk_create(
                Organization(
                    kind="school", school_kind="general", parent=root, path=f"/{root.pk}/{one}/", name=f"Школа {one}",
                    short_name=f"Школа {one}", slug=f"school-{one}",
                )
                for one in range(mine)
            )  # fmt: skip
            PanelSummary.objects.bulk_create(
                [PanelSummary(organization=one, day=day, counted_at=now, figures=figures) for one in made], BATCH
            )
        total = {code: value * mine for code, value in figures.items()}
        for back in range(40):
            RegionPanel.objects.create(
                region=region, day=day - datetime.timedelta(days=back), counted_at=now, figures=total
            )
    count_the_tables()
    user = User.objects.create_user("bench-federal@example.org", "x", platform_role=User.PlatformRole.FEDERAL)
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    _page(f"panel of the country, {schools} organizations", client, "/panel/country/", by_hand(COUNTRY_SQL))
