"""The draft of a version: how it begins, is changed, numbered, renamed, frozen while an order waits, thrown away."""

import pytest

from accounts.models import AuditEvent
from accounts.refusal import Refusal, Stale
from programs.models import Order, Regulation
from programs.queries.regulations import lay
from programs.regulation.loader import load_preset
from programs.services import orders
from programs.services import regulations as service
from tests.programs.regulation_flow import draft, enact, order_of, register, submit
from tests.support.people import acting

SCHOOL = "schekino11"


def read(actor, pk):
    return Regulation.objects.select_related("organization").get(pk=pk)


def change(actor, pk, code, raw, seen=None):
    row = read(actor, pk)
    seen = service.mark_of(row, code) if seen is None else seen
    return service.change_setting(actor=actor, regulation=row, code=code, seen=seen, raw=raw)


def test_a_shipped_document_becomes_a_draft_numbered_by_its_own_text(world):
    version = draft(world.a11, preset=SCHOOL)
    with acting(world.a11.head) as actor:
        row = read(actor, version)
        settings = service.settings_of(row)
        assert (row.state, row.number, row.preset) == ("draft", 4, SCHOOL)
        assert {code: item.value for code, item in settings.items()} == {
            code: item.value for code, item in load_preset(SCHOOL).settings.items()
        }
        places = lay(row, actor.today).statute.clauses()
        assert all(item.clause == places.get(code, "") for code, item in settings.items())


def test_the_numbers_of_the_source_stay_where_asked(world):
    version = draft(world.a11, preset=SCHOOL, keep_clauses=True, title="  Положение\nшколы ", omit=("stages",))
    with acting(world.a11.head) as actor:
        row = read(actor, version)
        assert row.title == "Положение школы"
        assert row.settings["pair_fixation"]["clause"] == "п. 6.2"
        assert "stages" not in row.settings


def test_a_document_of_another_level_is_refused(world):
    with acting(world.a11.head) as actor, pytest.raises(Refusal, match="другого уровня"):
        service.draft_from_preset(actor=actor, preset_code="kalmanka")


def test_a_second_press_gives_the_same_draft(world):
    assert draft(world.a11, preset=SCHOOL) == draft(world.a11, preset=SCHOOL)
    with acting(world.a11.head) as actor:
        first = service.draft_from_current(actor=actor)
        assert service.draft_from_current(actor=actor) == first
        assert first.title.startswith("Положение о наставничестве МЕТКА-A11")


def test_without_a_version_in_force_a_draft_begins_empty(world):
    with acting(world.a11.head) as actor:
        Regulation.objects.filter(organization_id=actor.organization_id, state="in_force").update(
            state="repealed", effective_to="2024-01-01"
        )
        row = service.draft_from_current(actor=actor)
        assert (row.settings, row.title) == ({}, service.DEFAULT_TITLE)


@pytest.mark.parametrize("role", ["mnc_liaison", "council_chair", "mentor"])
def test_only_whoever_may_prepares_a_version(world, role):
    with acting(world.a11[role]) as actor, pytest.raises(Refusal, match="готовит организация"):
        service.draft_from_current(actor=actor)


def test_a_level_above_does_not_write_for_the_school(world):
    version = draft(world.a11)
    with acting(world.a10.coordinator) as actor, pytest.raises(Refusal, match="готовит организация"):
        change(actor, version, "pairing_deadline_days", {"value": 7})


def test_a_value_is_set_changed_and_left_to_the_level_above(world):
    version = draft(world.a11)
    with acting(world.a11.curator) as actor:
        row = change(actor, version, "pairing_deadline_days", {"value": 7, "clause": "п. 9.9"})
        assert (row.settings["pairing_deadline_days"], row.version) == ({"value": 7, "clause": "п. 9.9"}, 2)
        row = change(actor, version, "pairing_deadline_days", None)
        assert (row.settings, row.version) == ({}, 3)
        events = AuditEvent.objects.filter(object_type="programs.Regulation", object_id=version)
        assert sorted(events.values_list("verb", flat=True)) == [
            "regulation.change", "regulation.change", "regulation.create",
        ]  # fmt: skip


def test_a_blank_clause_is_that_of_the_text_and_moves_with_it(world):
    version = draft(world.a11, preset=SCHOOL)
    with acting(world.a11.head) as actor:
        row = change(actor, version, "pairing_deadline_days", {"value": 7})
        places = lay(row, actor.today).statute.clauses()
        assert row.settings["pairing_deadline_days"]["clause"] == places["pairing_deadline_days"]
        row = change(actor, version, "rights_and_duties", {"value": False})
        moved = lay(row, actor.today).statute.clauses()
        assert moved != places
        assert row.settings["closure_reasons"]["clause"] == moved["closure_reasons"]


def test_clauses_of_the_source_are_replaced_by_those_of_the_text_on_demand(world):
    version = draft(world.a11, preset=SCHOOL, keep_clauses=True)
    with acting(world.a11.head) as actor:
        row = service.cite_text(actor=actor, regulation=read(actor, version))
        places = lay(row, actor.today).statute.clauses()
        assert row.settings["pair_fixation"]["clause"] == places["pair_fixation"] != "п. 6.2"
        assert row.version == 2


def test_a_stale_form_is_told_apart_and_changes_nothing(world):
    version = draft(world.a11)
    with acting(world.a11.head) as actor:
        seen = service.mark_of(read(actor, version), "pairing_deadline_days")
        change(actor, version, "pairing_deadline_days", {"value": 7})
        with pytest.raises(Stale) as stale:
            change(actor, version, "pairing_deadline_days", {"value": 9, "clause": "п. 1"}, seen)
        assert "7" in stale.value.theirs["Значение"]
        assert "9" in stale.value.mine["Значение"]
        change(actor, version, "young_specialist_years", {"value": 2}, service.mark_of(read(actor, version), "x"))
        assert read(actor, version).settings["pairing_deadline_days"]["value"] == 7


def test_a_wrong_value_is_refused_in_russian(world):
    version = draft(world.a11)
    with acting(world.a11.head) as actor:
        with pytest.raises(Refusal, match="число от 1 до 120"):
            change(actor, version, "pairing_deadline_days", {"value": 1000})
        with pytest.raises(Refusal, match="нет такого параметра"):
            change(actor, version, "pairing_deadline_dais", {"value": 1})


def test_what_is_in_force_is_not_edited(world):
    version = enact(world.a11, {"pairing_deadline_days": {"value": 7}})
    with acting(world.a11.head) as actor:
        with pytest.raises(Refusal, match="Положение действует"):
            change(actor, version, "pairing_deadline_days", {"value": 8})
        with pytest.raises(Refusal):
            service.discard_draft(actor=actor, regulation=read(actor, version))


def test_what_takes_effect_is_what_was_signed(world):
    """While the order waits for the head or is signed, its words do not move under it."""
    version = draft(world.a11, {"pairing_deadline_days": {"value": 7}})
    order = order_of(world.a11, version)
    submit(world.a11, order)
    with acting(world.a11.curator) as actor:
        with pytest.raises(Refusal, match="на утверждении"):
            change(actor, version, "pairing_deadline_days", {"value": 8})
        for verb in (service.cite_text, service.discard_draft):
            with pytest.raises(Refusal, match="на утверждении"):
                verb(actor=actor, regulation=read(actor, version))
        orders.withdraw_order(actor=actor, order=Order.objects.get(pk=order))
        change(actor, version, "pairing_deadline_days", {"value": 8})
    register(world.a11, order)
    with acting(world.a11.curator) as actor:
        assert read(actor, version).settings["pairing_deadline_days"]["value"] == 8


def test_a_draft_is_renamed_and_thrown_away(world):
    version = draft(world.a11)
    with acting(world.a11.head) as actor:
        assert service.rename(actor=actor, regulation=read(actor, version), title=" Положение  о нас ").title == (
            "Положение о нас"
        )
        service.discard_draft(actor=actor, regulation=read(actor, version))
        assert not Regulation.objects.filter(pk=version).exists()


def test_a_draft_that_an_order_names_is_not_thrown_away(world):
    version = draft(world.a11)
    order_of(world.a11, version)
    with acting(world.a11.head) as actor, pytest.raises(Refusal, match="названа в приказе"):
        service.discard_draft(actor=actor, regulation=read(actor, version))
