"""The tree of organizations: kinds of parents, paths, moves that keep history, closing, stale forms, search."""

import datetime

import pytest

from accounts.models import AuditEvent, Organization, OrganizationPlacement
from accounts.queries import organizations as queries
from accounts.refusal import Refusal, Stale
from accounts.services import organizations as services
from accounts.services.organizations import OrganizationFields, current_fields
from tests.support.people import acting
from tests.world import World

SCHOOL = OrganizationFields(name="Школа «Ёлочка» посёлка Озёрный", short_name="Ёлочка", school_kind="general")


def _get(node) -> Organization:
    return Organization.objects.select_related("region").get(pk=node.id)


def test_a_school_may_hang_right_under_the_region(world: World) -> None:
    """S5 4.2: the outer contour may begin with the region."""
    with acting(world.a00.region_operator) as actor:
        row = services.create(actor=actor, kind="school", parent=_get(world.a00), fields=SCHOOL)
        assert row.path == f"/{world.a00.id}/{row.pk}/"
        assert [above.pk for above in queries.ancestors_of(row)] == [world.a00.id]
        assert OrganizationPlacement.objects.get(organization=row).parent_id == world.a00.id
        assert row.slug == "elochka"


@pytest.mark.parametrize(
    ("kind", "parent"), [("school", "a11"), ("municipality", "a10"), ("mnc", "a00"), ("region_authority", "a00")]
)
def test_a_parent_of_a_wrong_kind_is_refused(world: World, kind: str, parent: str) -> None:
    with acting(world.a00.region_operator) as actor, pytest.raises(Refusal):
        fields = OrganizationFields(name="Н", short_name="Н", school_kind="general" if kind == "school" else "")
        services.create(actor=actor, kind=kind, parent=_get(getattr(world, parent)), fields=fields)


def test_only_the_operator_manages_the_tree(world: World) -> None:
    for member in (world.a10.coordinator, world.a11.head, world.a00.ministry):
        with acting(member) as actor, pytest.raises(Refusal) as refusal:
            services.create(actor=actor, kind="school", parent=_get(world.a10), fields=SCHOOL)
        assert refusal.value.code == "permission"


def test_a_taken_address_gets_a_number(world: World) -> None:
    with acting(world.a00.region_operator) as actor:
        first = services.create(actor=actor, kind="school", parent=_get(world.a10), fields=SCHOOL)
        second = services.create(actor=actor, kind="school", parent=_get(world.a20), fields=SCHOOL)
        assert (first.slug, second.slug) == ("elochka", "elochka-2")
        with pytest.raises(Refusal):
            services.create(actor=actor, kind="school", parent=_get(world.a20), fields=SCHOOL, slug="elochka")


def test_a_move_takes_the_subtree_along_and_old_days_keep_the_old_place(world: World) -> None:
    with acting(world.a00.region_operator) as actor:
        before = actor.today - datetime.timedelta(days=1)
        school, target = _get(world.a11), _get(world.a20)
        moved = services.move(actor=actor, organization=school, parent=target, on=actor.today, reason="закон № 5")
        assert moved.path == f"{target.path}{school.pk}/"
        assert school.pk in queries.ids_under(target, actor.today)
        assert school.pk not in queries.ids_under(target, before)
        assert school.pk in queries.ids_under(_get(world.a10), before)
        assert [row.parent_id for row in queries.placements_of(moved)] == [world.a20.id, world.a10.id]
        event = AuditEvent.objects.get(verb="organization.move")
        assert (event.data["from_parent"], event.data["to_parent"]) == (world.a10.id, world.a20.id)
    with acting(world.a10.coordinator) as former:
        assert world.a11.id not in former.organization_ids
    with acting(world.a20.coordinator) as present:
        assert world.a11.id in present.organization_ids


def test_a_center_moves_between_institutes(world: World) -> None:
    with acting(world.a00.region_operator) as actor:
        fields = OrganizationFields(name="Институт", short_name="Институт 2")
        institute = services.create(actor=actor, kind="institute", parent=_get(world.a00), fields=fields)
    with acting(world.a00.region_operator) as actor:  # whose reach holds the new one
        center = _get(world.a0c)
        services.move(actor=actor, organization=center, parent=institute, on=actor.today, reason="присоединение")
        assert Organization.objects.get(pk=center.pk).path == f"{institute.path}{center.pk}/"


def test_impossible_moves_are_refused(world: World) -> None:
    with acting(world.a00.region_operator) as actor:
        district, school = _get(world.a10), _get(world.a11)
        tomorrow = actor.today + datetime.timedelta(days=1)
        cases = (
            (district, school, actor.today, "under_itself"),
            (district, district, actor.today, "under_itself"),
            (school, district, actor.today, "refused"),  # it is there already
            (school, _get(world.a0i), actor.today, "parent_kind"),
            (school, _get(world.a20), tomorrow, "refused"),
            (school, _get(world.a20), datetime.date(1999, 1, 1), "before_last_move"),
        )
        for organization, parent, on, code in cases:
            with pytest.raises(Refusal) as refusal:
                services.move(actor=actor, organization=organization, parent=parent, on=on, reason="проба")
            assert refusal.value.code == code
        assert _get(world.a11).parent_id == world.a10.id


def test_two_moves_on_one_day_leave_one_placement(world: World) -> None:
    with acting(world.a00.region_operator) as actor:
        school = _get(world.a11)
        services.move(actor=actor, organization=school, parent=_get(world.a20), on=actor.today, reason="ошибка")
        services.move(actor=actor, organization=school, parent=_get(world.a10), on=actor.today, reason="назад")
        assert [row.parent_id for row in queries.placements_of(school)] == [world.a10.id, world.a10.id]


def test_closing_waits_for_what_is_below_and_can_be_undone(world: World) -> None:
    with acting(world.a00.region_operator) as actor:
        with pytest.raises(Refusal) as refusal:
            services.close(actor=actor, organization=_get(world.a10), on=actor.today, reason="реорганизация")
        assert refusal.value.code == "has_children" and len(refusal.value.missing) == 5
        services.close(actor=actor, organization=_get(world.a11), on=actor.today, reason="слияние")
        with pytest.raises(Refusal):
            services.close(actor=actor, organization=_get(world.a11), on=actor.today, reason="слияние")
        assert _get(world.a11) not in queries.possible_parents(actor, "school")
        services.reopen(actor=actor, organization=_get(world.a11), reason="отмена")
        assert _get(world.a11).closed_on is None


def test_a_stale_form_is_refused_with_both_versions(world: World) -> None:
    with acting(world.a11.head) as actor:
        row = _get(world.a11)
        opened = row.version
        first = OrganizationFields(**{**current_fields(row).__dict__, "phone": "(900) 1"})
        services.edit(actor=actor, organization=row, version=opened, fields=first)
        second = OrganizationFields(**{**current_fields(row).__dict__, "phone": "(900) 2"})
        with pytest.raises(Stale) as stale:
            services.edit(actor=actor, organization=row, version=opened, fields=second)
        assert stale.value.rows == [{"label": "Телефон", "theirs": "(900) 1", "mine": "(900) 2"}]
        assert _get(world.a11).phone == "(900) 1"


def test_the_same_edit_twice_is_not_a_conflict(world: World) -> None:
    with acting(world.a11.head) as actor:
        row = _get(world.a11)
        fields = OrganizationFields(**{**current_fields(row).__dict__, "phone": "(900) 1"})
        services.edit(actor=actor, organization=row, version=1, fields=fields)
        services.edit(actor=actor, organization=row, version=1, fields=fields)
        assert AuditEvent.objects.filter(verb="organization.edit", object_id=row.pk, user_id=actor.user_id).count() == 1


def test_an_empty_zone_is_the_regions(world: World) -> None:
    with acting(world.b00.region_operator):
        row = _get(world.b11)
        assert row.zone.key == "Asia/Yakutsk"
        row.time_zone = "Asia/Vladivostok"
        assert row.zone.key == "Asia/Vladivostok"


@pytest.mark.parametrize("words", ["елочка", "ЁЛОЧКА", "озерный елочка", "  Ёлочка   посёлка "])
def test_search_takes_ё_for_е_and_words_in_any_order(world: World, words: str) -> None:
    with acting(world.a00.region_operator) as actor:
        row = services.create(actor=actor, kind="school", parent=_get(world.a10), fields=SCHOOL)
    with acting(world.a00.region_operator) as actor:
        assert list(queries.list_for(actor, q=words)) == [row]


def test_the_alphabet_knows_numbers_and_ё(world: World) -> None:
    with acting(world.a00.region_operator) as actor:
        for name in ("Школа № 10", "Школа № 2", "Ёлка", "Жар-птица"):
            fields = OrganizationFields(name=name, short_name=name, school_kind="general")
            services.create(actor=actor, kind="school", parent=_get(world.a20), fields=fields)
    with acting(world.a00.region_operator) as actor:
        names = [row.short_name for row in queries.list_for(actor, under=_get(world.a20))]
        ours = [name for name in names if "МЕТКА" not in name and name != "Завод"]
        assert ours == ["Ёлка", "Жар-птица", "Школа № 2", "Школа № 10"]
