"""Roadmaps of three levels: templates, terms, approval, editions, the way down to schools and their answer."""

import datetime

import pytest

from accounts import desk
from accounts.models import Deadline, Notice
from accounts.refusal import Refusal
from accounts.services import deadlines
from programs.models import Order, OrderClause, OrderKind, Roadmap, RoadmapItem, YearModel
from programs.order_templates import roadmap_order
from programs.queries import roadmaps as queries
from programs.roadmap_template import codes, template, templates_for
from programs.services import orders, roadmap_marks, roadmap_sending, roadmaps
from programs.services.roadmap_terms import refresh_terms
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
OCTOBER = datetime.datetime(2026, 10, 1, 9, tzinfo=datetime.UTC)


@pytest.fixture
def world(world: World, clock_at) -> World:
    clock_at(OCTOBER)
    for region in (world.region_a, world.region_b):
        node = world.a11 if region == world.region_a else world.b11
        with acting(node.curator):
            Roadmap.objects.all().delete()
    return world


def line(actor, roadmap, text: str = "Дело", **fields) -> RoadmapItem:
    due = fields.pop("due", {"type": "none"})
    more = {"stage_title": "Этап", "text": text, "due": due, "roles": ["curator"], **fields}
    return roadmaps.save_line(actor=actor, roadmap=roadmap, fields=more, item=None)


def own_map(actor, *dues: dict) -> Roadmap:
    roadmap = roadmaps.draft_roadmap(actor=actor, code="schekino11")
    roadmap.items.all().delete()
    for number, due in enumerate(dues):
        line(actor, roadmap, f"Дело {number}", due=due)
    return roadmap


def lines_now(roadmap: Roadmap) -> list[queries.Line]:
    roadmap = Roadmap.objects.select_related("organization__region").get(pk=roadmap.pk)
    return [line for stage in queries.stages_of(roadmap) for line in stage.lines]


def endorsed(world_node, roadmap: Roadmap) -> Roadmap:
    return roadmaps.endorse(actor=flow.of(world_node, "head"), roadmap=roadmap)


def test_every_document_has_its_own_map() -> None:
    """The five presets as data: stages as the documents count them (S2 five, S3 three, S4 seven)."""
    stages = {code: len(template(code).stages) for code in codes()}
    assert stages == {"kalmanka": 3, "tashtagol": 5, "tatarstan": 3, "schekino11": 7, "altai_duc": 3}
    assert {one.code for one in templates_for("region")} == {"tatarstan"}
    assert "schekino11" not in {one.code for one in templates_for("municipality")}
    school = [line.text for stage in template("tashtagol").lines_for("school") for line in stage.lines]
    assert len(school) == 10
    assert not any("районе" in text or "семинар" in text for text in school)


def test_without_a_term_is_never_overdue_and_a_button_takes_the_offered_dates(world: World) -> None:
    with acting(world.a11.curator) as curator:
        roadmap = roadmaps.draft_roadmap(actor=curator, code="schekino11")
        assert {line.late for line in lines_now(roadmap)} == {False}
        assert roadmaps.accept_suggested(actor=curator, roadmap=roadmap) == 18
        assert roadmap.items.get(number="1.1").due == {"type": "date", "date": "2026-10-15"}
        assert roadmaps.accept_suggested(actor=curator, roadmap=roadmap) == 0


def test_terms_of_every_kind(world: World) -> None:
    """By hand from the calendar of 2026/27: 25 October is a Sunday, 31 January too. A cut-off of 31 December is not
    handed in before it, so its term goes past the holidays."""
    with acting(world.a11.curator) as curator:
        roadmap = own_map(
            curator,
            {"type": "date", "date": "2026-12-12"},
            {"type": "month", "month": 1},
            {"type": "monthly", "day": 25},
            {"type": "quarterly"},
            {"type": "period", "first": "2026-11-02", "last": "2026-11-29"},
            {"type": "relative", "event": "model_date", "days": 14},
            {"type": "continuous"},
            {"type": "none"},
        )
        endorsed(world.a11, roadmap)
        days = [line.day for line in lines_now(roadmap)]
        YearModel.objects.filter(organization_id=curator.organization_id).delete()
    assert [f"{day:%d.%m}" if day else "" for day in days] == [
        "11.12", "29.01", "23.10", "11.01", "27.11", "15.09", "", "",
    ]  # fmt: skip


def test_a_relative_term_appears_when_its_event_comes(world: World) -> None:
    with acting(world.a11.curator) as curator:
        YearModel.objects.filter(organization_id=curator.organization_id).delete()
        roadmap = own_map(curator, {"type": "relative", "event": "model_date", "days": 14})
        endorsed(world.a11, roadmap)
        assert lines_now(roadmap)[0].day is None
        YearModel.objects.create(
            organization_id=curator.organization_id, school_year=2026, determined_on=datetime.date(2026, 10, 5),
            forms=["TEACHER_TEACHER"], created_by_id=curator.person_id,
        )  # fmt: skip
        refresh_terms()
        assert lines_now(roadmap)[0].day == datetime.date(2026, 10, 19)


def test_overdue_begins_with_midnight_of_the_schools_own_zone(world: World, clock_at) -> None:
    """Yakutsk is six hours before Moscow: there the day is over while Moscow still works."""
    due = {"type": "date", "date": "2026-10-09"}
    late = {}
    for node in (world.a11, world.b11):
        with acting(node.curator) as curator:
            roadmap = own_map(curator, due)
            endorsed(node, roadmap)
            clock_at(datetime.datetime(2026, 10, 9, 16, tzinfo=datetime.UTC))
            late[node.code] = lines_now(roadmap)[0].late
    assert late == {"A11": False, "B11": True}


def test_a_line_that_repeats_is_done_term_by_term(world: World, clock_at) -> None:
    with acting(world.a11.curator) as curator:
        roadmap = own_map(curator, {"type": "monthly", "day": 25})
        endorsed(world.a11, roadmap)
        item = roadmap.items.get()
        clock_at(datetime.datetime(2026, 11, 26, 9, tzinfo=datetime.UTC))
        assert lines_now(roadmap)[0].late
        roadmap_marks.finish(actor=curator, item=item)
        now = lines_now(roadmap)[0]
        assert (now.done_terms, now.all_terms, now.item.state, now.late) == (1, 11, "in_progress", True)
        roadmap_marks.finish(actor=curator, item=item)
        assert not lines_now(roadmap)[0].late
        roadmap_marks.resume(actor=curator, item=item)
        assert lines_now(roadmap)[0].done_terms == 1


def test_terms_stand_on_the_desk_of_the_one_responsible(world: World) -> None:
    """The first role has the deadline itself, the others see it beside it; the psychologist marks what is his."""
    with acting(world.a11.curator) as curator:
        roadmap = own_map(curator)
        item = line(
            curator, roadmap, "Поддержка", due={"type": "date", "date": "2026-10-16"}, roles=["psychologist", "head"]
        )
        endorsed(world.a11, roadmap)
        on = {
            role: [str(one.title) for one in desk.items_for(flow.of(world.a11, role))]
            for role in ("psychologist", "head", "curator")
        }
        assert "Поддержка" in on["psychologist"]
        assert "Поддержка" in on["head"]
        assert "Поддержка" not in on["curator"]
        with pytest.raises(Refusal, match="ответственный"):
            roadmap_marks.start(actor=flow.of(world.a11, "council_chair"), item=item)
        psychologist = flow.of(world.a11, "psychologist")
        roadmap_marks.start(actor=psychologist, item=item)
        done = roadmap_marks.finish(actor=psychologist, item=item, outcome="Три беседы")
        assert (done.state, done.outcome) == ("done", "Три беседы")
        assert "Поддержка" not in [str(one.title) for one in desk.items_for(psychologist)]


def test_a_line_is_dropped_with_a_reason_and_is_owed_no_more(world: World) -> None:
    with acting(world.a11.curator) as curator:
        roadmap = own_map(curator, {"type": "date", "date": "2026-09-04"})
        endorsed(world.a11, roadmap)
        item = roadmap.items.get()
        with pytest.raises(Refusal, match="почему"):
            roadmap_marks.drop(actor=curator, item=item, reason=" ")
        roadmap_marks.drop(actor=curator, item=item, reason="Школа закрыта на ремонт")
        assert not Deadline.objects.filter(kind=item.deadline_kind).exists()
        roadmap_marks.resume(actor=curator, item=item)
        assert lines_now(roadmap)[0].late


def test_an_approved_map_changes_by_a_new_edition_alone(world: World) -> None:
    """S3 п. 3.8. What was done stays done, a moved term moves, a line that has gone is owed no more."""
    with acting(world.a11.curator) as curator:
        first = own_map(curator, *({"type": "date", "date": f"2026-11-1{day}"} for day in range(3)))
        roadmaps.submit_roadmap(actor=curator, roadmap=first)
        with pytest.raises(Refusal, match="на утверждении"):
            line(curator, Roadmap.objects.get(pk=first.pk))
        head = flow.of(world.a11, "head")
        roadmaps.send_back(actor=head, roadmap=first)
        roadmaps.submit_roadmap(actor=curator, roadmap=Roadmap.objects.get(pk=first.pk))
        roadmaps.endorse(actor=head, roadmap=Roadmap.objects.get(pk=first.pk))
        with pytest.raises(Refusal, match="Утверждённую карту не правят"):
            line(curator, first)
        done, moved, gone = first.items.all()
        roadmap_marks.finish(actor=curator, item=done, outcome="Готово")
        second = roadmaps.new_edition(actor=curator, roadmap=Roadmap.objects.get(pk=first.pk))
        assert roadmaps.new_edition(actor=curator, roadmap=Roadmap.objects.get(pk=first.pk)) == second
        with pytest.raises(Refusal, match="не действующая"):
            roadmap_marks.start(actor=curator, item=second.items.get(line=moved.line))
        fields = {"stage_title": "Этап", "text": "Иначе", "due": {"type": "date", "date": "2026-12-01"}}
        now = second.items.get(line=moved.line)
        roadmaps.save_line(actor=curator, roadmap=second, fields=fields, item=now, version=now.version)
        roadmaps.remove_line(actor=curator, item=second.items.get(line=gone.line))
        roadmaps.endorse(actor=head, roadmap=second)
        first.refresh_from_db()
        assert first.state == "replaced"
        now = {one.item.text: (one.item.state, one.day) for one in lines_now(second)}
        assert now == {"Дело 0": ("done", None), "Иначе": ("planned", datetime.date(2026, 12, 1))}
        assert not Deadline.objects.filter(kind=gone.deadline_kind).exists()


def test_an_order_approves_and_a_cancelling_one_brings_the_former_edition_back(world: World) -> None:
    """The verbs approve and replace, then reopen and restore."""
    with acting(world.a11.curator) as curator:
        first = own_map(curator, {"type": "date", "date": "2026-11-10"})
        endorsed(world.a11, first)
        second = roadmaps.new_edition(actor=curator, roadmap=Roadmap.objects.get(pk=first.pk))
        order = orders.create_order(actor=curator, draft=roadmap_order(curator, second, "Дорожная карта"))
        assert order.clauses.get(kind=OrderKind.ROADMAP_APPROVAL).roadmap == second
        orders.submit_order(actor=curator, order=order)
        with pytest.raises(Refusal, match="на утверждении"):
            line(curator, second)
        row = Order.objects.get(pk=order.pk)
        row = orders.approve_order(actor=flow.of(world.a11, "head"), order=row, version=row.version)
        row, _warnings = orders.register_order(actor=curator, order=row, number="77", dated=curator.today)
        second.refresh_from_db()
        assert (second.state, second.approval_basis) == ("approved", "приказ от 01.10.2026 № 77")
        roadmaps.reopen_by_order(actor=curator, roadmap=second, basis="отмена")
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, second.state) == ("approved", "draft")
        assert lines_now(first)[0].day == datetime.date(2026, 11, 10)
        assert OrderClause.objects.filter(roadmap=second).exists()


def district_map(world: World) -> Roadmap:
    coordinator = flow.of(world.a10, "coordinator")
    roadmap = roadmaps.draft_roadmap(actor=coordinator, code="tashtagol")
    return roadmaps.endorse(actor=flow.of(world.a10, "head"), roadmap=roadmap)


def test_a_districts_map_goes_to_its_schools_by_one_press_and_is_answered(world: World, clock_at) -> None:
    with acting(world.a10.coordinator) as coordinator:
        roadmap = district_map(world)
        assert roadmap_sending.send_down(actor=coordinator, roadmap=roadmap) == (2, 0, 0)
        assert roadmap_sending.send_down(actor=coordinator, roadmap=roadmap) == (0, 0, 0)
        assert Notice.objects.filter(
            person_id=world.a11.curator.person_id, dedupe_key=f"roadmap:{roadmap.pk}:down"
        ).exists()
    with acting(world.a11.curator) as curator:
        copy = Roadmap.objects.get(organization_id=curator.organization_id)
        assert (copy.items.count(), copy.source_id, copy.state) == (10, roadmap.pk, "draft")
        assert not copy.items.filter(for_below=True).exists()
        line(curator, copy, "Своё дело школы")
        endorsed(world.a11, copy)
        roadmap_marks.finish(actor=curator, item=copy.items.get(number="1.2"))
    clock_at(datetime.datetime(2026, 10, 20, tzinfo=datetime.UTC))
    with acting(world.a10.coordinator):
        rows, by_line = queries.answers(Roadmap.objects.select_related("organization__region").get(pk=roadmap.pk))
        told = {row.school.pk: (row.roadmap.state, row.done, row.late, row.total) for row in rows}
        # 1.3 (September) and 3.3 (14 days after the model of the world, 1 September 2021) are late at the school that
        # has approved its map; the other owes nothing before it approves.
        assert told == {world.a11.id: ("approved", 1, 2, 10), world.a12.id: ("draft", 0, 0, 10)}
        second = roadmap.items.get(number="1.2")
        assert (by_line[second.line]["done"], by_line[second.line]["total"]) == (1, 2)


def test_a_school_takes_new_lines_of_the_level_above_into_a_new_edition(world: World) -> None:
    with acting(world.a10.coordinator) as coordinator:
        roadmap = district_map(world)
        roadmap_sending.send_down(actor=coordinator, roadmap=roadmap)
    with acting(world.a11.curator):
        endorsed(world.a11, Roadmap.objects.get(organization_id=world.a11.id))
    with acting(world.a10.coordinator) as coordinator:
        later = roadmaps.new_edition(actor=coordinator, roadmap=Roadmap.objects.get(pk=roadmap.pk))
        line(coordinator, later, "Новое поручение", for_below=True)
        later = roadmaps.endorse(actor=flow.of(world.a10, "head"), roadmap=later)
        # A school with an approved map decides itself; the draft of the other is topped up.
        assert roadmap_sending.send_down(actor=coordinator, roadmap=later) == (0, 1, 1)
    with acting(world.a11.curator) as curator:
        draft, added = roadmap_sending.take_from_above(actor=curator)
        assert (draft.edition, added) == (2, 1)
        roadmaps.discard_edition(actor=curator, roadmap=draft)
        assert Roadmap.objects.get(organization_id=world.a11.id).edition == 1


def test_the_officer_of_an_mnc_approves_and_sends_to_the_schools_of_the_municipality(world: World) -> None:
    """S2 разд. 2: the map of the district is the МНЦ's; it stands beside the schools, not above them."""
    with acting(world.a1m.mnc_officer) as officer:
        roadmap = roadmaps.draft_roadmap(actor=officer, code="tashtagol")
        roadmap = roadmaps.endorse(actor=officer, roadmap=roadmap)
        assert roadmap_sending.send_down(actor=officer, roadmap=roadmap)[0] == 2
        own = Deadline.objects.filter(organization_id=officer.organization_id, kind__startswith="roadmap:")
        assert set(own.values_list("role", flat=True)) == {"mnc_officer"}
    with acting(world.a12.curator) as curator:
        assert roadmap_sending.map_above(curator, 2026) == roadmap
        assert Roadmap.objects.visible_to(curator).filter(pk=roadmap.pk).exists()


def test_nobody_sends_a_draft_and_nobody_else_approves(world: World) -> None:
    with acting(world.a11.curator) as curator:
        roadmap = own_map(curator, {"type": "none"})
        for refused in (
            lambda: roadmaps.endorse(actor=curator, roadmap=roadmap),
            lambda: roadmap_sending.send_down(actor=curator, roadmap=roadmap),
            lambda: roadmap_sending.take_from_above(actor=curator),
            lambda: roadmap_marks.finish(actor=curator, item=roadmap.items.get(), on=datetime.date(2026, 10, 2)),
            lambda: roadmaps.remove_line(actor=flow.of(world.a11, "head"), item=roadmap.items.get()),
        ):
            with pytest.raises(Refusal):
                refused()
        roadmap.items.all().delete()
        with pytest.raises(Refusal, match="ни одного мероприятия"):
            roadmaps.submit_roadmap(actor=curator, roadmap=roadmap)


def test_overdue_is_told_like_every_deadline(world: World, clock_at) -> None:
    """One engine: it opens, reminds and closes the terms of a map."""
    with acting(world.a11.curator) as curator:
        endorsed(world.a11, own_map(curator, {"type": "date", "date": "2026-10-09"}))
    clock_at(datetime.datetime(2026, 10, 12, tzinfo=datetime.UTC))
    deadlines.run_due(datetime.datetime(2026, 10, 12, tzinfo=datetime.UTC))
    with acting(world.a11.curator) as curator:
        texts = Notice.objects.filter(person_id=curator.person_id).values_list("text", flat=True)
        assert "Просрочено: Дело 0" in texts
