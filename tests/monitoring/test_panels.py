"""Panels: every figure is the recount of the records in SQL of its own, and an altered record is seen."""

import datetime
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command

from accounts import clock
from accounts.models import Deadline, Membership, Organization, Region
from accounts.tenancy import tenant_scope
from monitoring.models import PanelSummary, RegionPanel
from monitoring.panel_figures import blank
from monitoring.services import panels
from programs.models import Acknowledgement, Consent, Meeting, MenteeEntry, MentorEntry, Unit, UnitMember, YearFigures
from tests.monitoring.panel_recount import recount, recount_of
from tests.monitoring.panel_world import scatter
from tests.world import World

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def refreshed(region_id: int) -> Region:
    region = Region.objects.get(pk=region_id)
    panels.refresh_region(region)
    return region


def newest(region_id: int) -> list[PanelSummary]:
    day = PanelSummary.objects.order_by("-day").values_list("day", flat=True).first()
    return list(PanelSummary.objects.filter(day=day).select_related("organization__region").order_by("pk"))


def disagreeing(region_id: int) -> dict[str, dict[str, tuple[int, int]]]:
    """By organization and kind of school: code → (kept, recounted)."""
    found = {}
    with tenant_scope(region_id):
        rows = newest(region_id)
        for row in rows:
            counted = recount_of(row.organization, row.counted_at, row.school_kind)
            codes = {*row.figures, *counted}
            wrong = {
                code: (row.figures.get(code, 0), counted.get(code, 0))
                for code in codes
                if row.figures.get(code, 0) != counted.get(code, 0)
            }
            if wrong:
                found[f"{row.organization} {row.school_kind}".strip()] = wrong
        assert rows
    return found


def test_every_figure_of_the_world_is_its_recount(world: World) -> None:
    """Schools, municipalities and the region, all of them and by kind of school; Moscow and Yakutsk."""
    for region in (world.region_a, world.region_b):
        refreshed(region)
        assert disagreeing(region) == {}
    with tenant_scope(world.region_a):
        (root,) = PanelSummary.objects.filter(organization_id=world.a00.id, school_kind="")[:1]
        assert root.figures["schools"] == 4
        assert sum(number > 0 for number in root.figures.values()) > 20, "a world of zeros proves nothing"
    assert RegionPanel.objects.get(region_id=world.region_a, day=root.day).figures == root.figures


@pytest.mark.parametrize("seed", range(3))
def test_every_figure_of_a_random_world_is_its_recount(world: World, seed: int) -> None:
    """Schools under the region and in two time zones, people in pairs of several schools, every state of a pair."""
    with tenant_scope(world.region_a):
        schools = list(Organization.objects.filter(kind="school").select_related("region").order_by("pk"))
        for number, kind in enumerate(("preschool", "general"), start=1):
            parent = world.a00 if number == 1 else world.a20
            schools.append(a_school(f"random-{number}", parent.id, kind, "Asia/Vladivostok" if number == 1 else ""))
        Organization.objects.create(
            kind="partner", parent_id=world.a00.id, path="/p/", name="Завод", short_name="Завод", slug="works"
        )
        scatter(schools, seed, clock.now())
    refreshed(world.region_a)
    assert disagreeing(world.region_a) == {}


def a_school(slug: str, parent_id: int, kind: str = "general", zone: str = "") -> Organization:
    above = Organization.objects.get(pk=parent_id)
    school = Organization.objects.create(
        kind="school", school_kind=kind, parent=above, path="", name=slug, short_name=slug, slug=slug, time_zone=zone
    )
    Organization.objects.filter(pk=school.pk).update(path=f"{above.path}{school.pk}/")
    return Organization.objects.select_related("region").get(pk=school.pk)


def _now() -> datetime.datetime:
    return clock.now()


ALTERED: dict[str, Callable[[int], object]] = {
    "unit.active": lambda a11: Unit.objects.filter(organization_id=a11, state="active").update(state="replacing"),
    "waiting": lambda a11: MenteeEntry.objects.filter(
        pk=MenteeEntry.objects.filter(organization_id=a11).filter(state="in_program").first().pk
    ).update(state="requested"),
    "mentors": lambda a11: MentorEntry.objects.filter(organization_id=a11).update(state="withdrawn"),
    "overdue": lambda a11: Deadline.objects.create(
        organization_id=a11, kind="late", key="1", title="Срок", role="curator", opens_at=_now() - DAY * 9,
        due_at=_now() - DAY * 3,
    ),
    "no_curator": lambda a11: Membership.objects.filter(organization_id=a11, role="curator").update(
        valid_to=datetime.date(2021, 12, 1)
    ),
    "consents": lambda a11: Consent.objects.filter(organization_id=a11).update(state="expired"),
    "unread": lambda a11: Acknowledgement.objects.filter(order__organization_id=a11).update(
        acknowledged_on=datetime.date(2022, 1, 1)
    ),
    "share.K1.whole": lambda a11: YearFigures.objects.update_or_create(
        organization_id=a11, school_year=_now().year - (_now().month < 9),
        defaults={"pupils_10_19": 777, "entered_at": _now()},
    ),
    "meetings": lambda a11: Meeting.objects.create(
        unit=Unit.objects.filter(organization_id=a11).first(), state="held", held_on=_now().date() - DAY
    ),
    "idle": lambda a11: UnitMember.objects.filter(unit__organization_id=a11, side="mentor").update(
        left_on=datetime.date(2022, 1, 1)
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(ALTERED))
def test_an_altered_record_is_seen(world: World, code: str) -> None:
    """By the command, which the summaries themselves satisfy before, and by the recount."""
    region = refreshed(world.region_a)
    assert panels.check_region(region)[1] == []
    with tenant_scope(world.region_a):
        ALTERED[code](world.a11.id)
    _count, found = panels.check_region(region)
    seen = {(row.organization, row.code) for row in found}
    with tenant_scope(world.region_a):
        names = {pk: Organization.objects.get(pk=pk).short_name for pk in (world.a11.id, world.a10.id, world.a00.id)}
    assert {(name, code) for name in names.values()} <= seen
    assert code in disagreeing(world.region_a)[names[world.a11.id]]


def test_the_command_says_where_the_figures_differ(world: World, capsys) -> None:
    call_command("check_summaries", "--refresh")
    assert "расхождений 0" in capsys.readouterr().out
    with tenant_scope(world.region_a):
        row = PanelSummary.objects.get(organization_id=world.a11.id, day=newest(world.region_a)[0].day)
        PanelSummary.objects.filter(pk=row.pk).update(figures=row.figures | {"held": row.figures["held"] + 5})
    with pytest.raises(CommandError, match="region-a"):
        call_command("check_summaries", "--region", "region-a")
    kept, counted = row.figures["held"] + 5, row.figures["held"]
    assert f"held: хранится {kept}, по записям {counted}" in capsys.readouterr().err


def test_counting_twice_changes_nothing_and_a_closed_school_leaves(world: World) -> None:
    """A doubled wake; a school that was closed since morning; days older than forty are kept by months."""
    region = refreshed(world.region_a)
    with tenant_scope(world.region_a):
        before = PanelSummary.objects.count()
        day = newest(world.region_a)[0].day
        first, other = day.replace(day=1) - DAY * 90, day - DAY * 60
        for old in (first.replace(day=1), other.replace(day=2)):
            PanelSummary.objects.create(organization_id=world.a11.id, day=old, counted_at=clock.now(), figures=blank())
    refreshed(world.region_a)
    with tenant_scope(world.region_a):
        assert PanelSummary.objects.count() == before + 1, "the second of a month goes, the first stays"
        Organization.objects.filter(pk=world.a12.id).update(closed_on=day)
    panels.refresh_region(region)
    with tenant_scope(world.region_a):
        rows = {row.organization_id: row.figures for row in newest(world.region_a) if not row.school_kind}
        assert world.a12.id not in rows
        assert rows[world.a10.id]["schools"] == 1
    assert disagreeing(world.region_a) == {}


def test_a_body_is_the_sum_of_its_schools_and_a_person_counts_once_in_a_share(world: World) -> None:
    region = refreshed(world.region_a)
    now = clock.now()
    with tenant_scope(world.region_a):
        schools = list(Organization.objects.filter(pk__in=[world.a11.id, world.a12.id]).select_related("region"))
        year = now.year - (now.month < 9)
        scatter(schools, 5, now)
        for school in schools:
            numbers = {"young_specialists": 50, "teachers": 60, "entered_at": now}
            YearFigures.objects.update_or_create(organization=school, school_year=year, defaults=numbers)
    panels.refresh_region(region)
    with tenant_scope(world.region_a):
        rows = {row.organization_id: row.figures for row in newest(world.region_a) if not row.school_kind}
        day = now.astimezone(region.zone).date()
        assert rows[world.a10.id] == recount(schools, newest(world.region_a)[0].counted_at, day)
        for code in ("held", "waiting", "overdue", "trouble"):
            assert rows[world.a10.id][code] == rows[world.a11.id][code] + rows[world.a12.id][code]
        assert rows[world.a10.id]["share.K3.told"] == 2
