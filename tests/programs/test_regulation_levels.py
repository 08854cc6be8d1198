"""Which level's word stands: inheritance, locks, narrowed lists, days. Through the database and the orders."""

import datetime

import pytest

from accounts.models import Organization, OrganizationPlacement
from accounts.refusal import Refusal
from programs.models import OrderKind, Regulation
from programs.queries.regulations import (
    effective_regulation,
    lay,
    layer_of,
    nodes_on,
    versions_above,
)
from programs.regulation.parameter import Level
from programs.services import regulations as service
from tests.programs.regulation_flow import DAY, draft, enact, order_of, register
from tests.support.people import acting

BEFORE = DAY - datetime.timedelta(days=1)
MONTHLY = "periodic.monthly_report_day"


def holds(member, code, on=DAY):
    with acting(member) as actor:
        return effective_regulation(actor.organization, on)[code]


def change(member, version, code, raw):
    with acting(member) as actor:
        row = Regulation.objects.select_related("organization").get(pk=version)
        seen = service.mark_of(row, code)
        return service.change_setting(actor=actor, regulation=row, code=code, seen=seen, raw=raw)


def test_a_value_comes_down_and_each_level_may_say_its_own(world):
    enact(world.a00, {"pairing_deadline_days": {"value": 30, "clause": "п. 2"}, MONTHLY: {"value": 20}})
    enact(world.a10, {MONTHLY: {"value": 25, "clause": "п. 1"}})
    enact(world.a11, {"pairing_deadline_days": {"value": 7}})
    school = holds(world.a11.curator, MONTHLY)
    assert (school.value, school.level, school.organization) == (25, Level.MUNICIPALITY, "Комитет МЕТКА-A10")
    assert holds(world.a11.curator, "pairing_deadline_days").value == 7
    assert holds(world.a12.curator, "pairing_deadline_days").level is Level.REGION
    assert holds(world.a21.curator, MONTHLY).value == 20
    assert holds(world.b11.curator, MONTHLY).level is Level.DEFAULT


def test_a_locked_value_stands_and_says_who_locked_it(world):
    enact(world.a00, {"pair_fixation": {"value": "order", "clause": "п. 3.2", "locked": True}})
    version = draft(world.a11)
    with pytest.raises(Refusal) as refusal:
        change(world.a11.head, version, "pair_fixation", {"value": "curator_record"})
    assert "Министерство МЕТКА-A00 (регион)" in refusal.value.reason
    with acting(world.a11.head) as actor:
        row = Regulation.objects.get(pk=version)
        assert (row.settings, row.version) == ({}, 1)
        assert effective_regulation(actor.organization, DAY)["pair_fixation"].locked_by


def test_a_list_can_only_be_narrowed(world):
    enact(world.a10, {"forms": {"value": ["TEACHER_TEACHER", "OTHER"]}})
    version = draft(world.a11)
    with pytest.raises(Refusal, match="только сузить"):
        change(world.a11.head, version, "forms", {"value": ["TEACHER_TEACHER", "PUPIL_PUPIL"]})
    change(world.a11.head, version, "forms", {"value": ["OTHER"]})


def test_a_value_that_contradicts_another_level_is_refused(world):
    enact(world.a10, {"program_months_max": {"value": 6}})
    version = draft(world.a11)
    with pytest.raises(Refusal, match="меньше"):
        change(world.a11.head, version, "program_months_min", {"value": 9})


def test_what_the_law_or_another_level_sets_is_refused(world):
    version = draft(world.a11)
    with pytest.raises(Refusal, match="закон"):
        change(world.a11.head, version, "law.notice_workdays", {"value": 1})
    with pytest.raises(Refusal, match="регион, муниципалитет"):
        change(world.a11.head, version, "monitoring.small_group_min", {"value": 9})


def test_a_draft_holds_nothing_until_its_order_is_registered(world):
    version = draft(world.a10, {MONTHLY: {"value": 25}})
    assert holds(world.a11.curator, MONTHLY).level is Level.DEFAULT
    order = order_of(world.a10, version)
    assert holds(world.a11.curator, MONTHLY).level is Level.DEFAULT
    register(world.a10, order)
    assert holds(world.a11.curator, MONTHLY).value == 25
    assert holds(world.a11.curator, MONTHLY, BEFORE).level is Level.DEFAULT


def test_a_new_version_ends_the_former_one_that_very_day(world):
    first = enact(world.a11, {"pairing_deadline_days": {"value": 7}})
    later = DAY + datetime.timedelta(days=100)
    second = enact(world.a11, {"pairing_deadline_days": {"value": 14}}, dated=later)
    with acting(world.a11.curator):
        ended, begun = Regulation.objects.get(pk=first), Regulation.objects.get(pk=second)
    assert (ended.state, ended.effective_to, begun.effective_from, begun.effective_to) == (
        "repealed", later, later, None,
    )  # fmt: skip
    assert holds(world.a11.curator, "pairing_deadline_days", later).value == 14
    assert holds(world.a11.curator, "pairing_deadline_days", later - datetime.timedelta(days=1)).value == 7


def test_a_repealing_order_leaves_the_levels_above(world):
    version = enact(world.a11, {"pairing_deadline_days": {"value": 7}})
    day = DAY + datetime.timedelta(days=10)
    register(world.a11, order_of(world.a11, version, OrderKind.STATUTE_REPEAL), dated=day, number="72-о")
    assert holds(world.a11.curator, "pairing_deadline_days", DAY).value == 7
    assert holds(world.a11.curator, "pairing_deadline_days", day).level is Level.DEFAULT


def test_the_law_of_the_day_speaks_last(world):
    enact(world.a11, {"duty_consent_required": {"value": False}})
    before = holds(world.a11.curator, "duty_consent_required", datetime.date(2025, 2, 28))
    after = holds(world.a11.curator, "duty_consent_required", datetime.date(2025, 3, 1))
    assert (before.value, before.level, after.value, after.level) == (False, Level.SCHOOL, True, Level.LAW)


def test_a_past_day_is_asked_of_the_tree_of_that_day(world, clock_at):
    clock_at(datetime.datetime(2026, 9, 1, 9, tzinfo=datetime.UTC))
    enact(world.a10, {MONTHLY: {"value": 25}})
    moved = datetime.date(2026, 1, 10)
    with acting(world.a11.curator) as actor:
        school = Organization.objects.get(pk=actor.organization_id)
        OrganizationPlacement.objects.filter(organization=school, valid_to=None).update(valid_to=moved)
        OrganizationPlacement.objects.create(organization=school, parent_id=world.a20.id, valid_from=moved)
        school.parent_id, school.path = world.a20.id, f"/{world.a00.id}/{world.a20.id}/{school.pk}/"
        school.save()
        assert nodes_on(school, DAY) == [world.a00.id, world.a10.id, school.pk]
        assert nodes_on(school, moved) == [world.a00.id, world.a20.id, school.pk]
        assert nodes_on(school, datetime.date(1999, 1, 1)) == [world.a00.id, world.a20.id, school.pk]
        assert effective_regulation(school, DAY)[MONTHLY].value == 25
        assert effective_regulation(school, datetime.date(2026, 9, 1))[MONTHLY].level is Level.DEFAULT


def test_a_school_right_under_the_region(world):
    enact(world.a00, {"pairing_deadline_days": {"value": 30}})
    with acting(world.a00.head):
        school = Organization.objects.create(
            kind="school", school_kind="additional", parent_id=world.a00.id, path="", name="ДЮЦ", short_name="ДЮЦ",
            slug="duc-direct",
        )  # fmt: skip
        school.path = f"/{world.a00.id}/{school.pk}/"
        school.save()
        found = effective_regulation(school, DAY)
        assert found["pairing_deadline_days"].level is Level.REGION
        assert found.value("external.municipal") == "none"


def test_the_effective_regulation_takes_one_query(world, django_assert_num_queries):
    enact(world.a10, {MONTHLY: {"value": 25}})
    with acting(world.a11.curator) as actor:
        with django_assert_num_queries(1):
            effective_regulation(actor.organization, actor.today)
        for number in range(10, 30):
            Regulation.objects.create(
                organization=actor.organization, number=number, title="Положение", created_at="2024-01-01T00:00:00Z"
            )
        with django_assert_num_queries(1):
            assert len(versions_above(actor.organization, actor.today)) == 3


def test_a_draft_can_be_laid_over_a_day_but_not_without_one(world):
    version = draft(world.a11, {"pairing_deadline_days": {"value": 3}})
    with acting(world.a11.head) as actor:
        row = Regulation.objects.select_related("organization").get(pk=version)
        laid = lay(row, actor.today)
        assert laid.whole.value("pairing_deadline_days") == 3
        assert laid.above.value("pairing_deadline_days") is None
        assert laid.own_conflicts == []
        with pytest.raises(ValueError, match="draft"):
            layer_of(row)
