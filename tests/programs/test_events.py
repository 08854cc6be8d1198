"""Events: who is invited, who is marked, what the indicators count; and the figures against an oracle written apart."""

import datetime
import uuid
from itertools import count

import pytest
from django.urls import reverse

from accounts.models import Employment, Notice, Person
from accounts.refusal import Refusal
from programs.models import (
    Event,
    EventParticipant,
    JointProject,
    MentorEntry,
    PlanActivity,
    Program,
    Roadmap,
    RoadmapItem,
)
from programs.queries.activity import activity_of
from programs.queries.events import events_for, people_of
from programs.services import events, projects
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 10, 9, tzinfo=datetime.UTC)
_numbers = count()


@pytest.fixture
def world(world: World, clock_at) -> World:
    clock_at(NOW)
    return world


def announce(actor, day: datetime.date = datetime.date(2026, 11, 9), **fields) -> Event:
    starts = datetime.datetime.combine(day, datetime.time(15), actor.zone)
    told = {"title": f"Событие {next(_numbers)}", "kind": "seminar", "starts_at": starts, **fields}
    return events.announce(actor=actor, fields=told)


def calendar(node, role: str) -> set[int]:
    with acting(node[role]):
        return set(events_for(Person.objects.get(pk=node[role].person_id)).values_list("pk", flat=True))


def test_a_webinar_of_the_region_reaches_its_schools_and_nobody_elses(world: World) -> None:
    with acting(world.a00.region_operator) as operator:
        webinar = announce(operator, kind="webinar", for_below=True, audience=["curator", "mentor"])
        own = announce(operator)
    for node, role, invited in (
        (world.a11, "curator", True), (world.a22, "mentor", True), (world.a11, "mentee", False),
        (world.a11, "parent", False), (world.b11, "curator", False),
    ):  # fmt: skip
        assert (webinar.pk in calendar(node, role)) is invited
        with acting(node[role]) as actor:
            assert Event.objects.visible_to(actor).filter(pk=webinar.pk).exists() is invited
            assert not Event.objects.visible_to(actor).filter(pk=own.pk).exists()
    with acting(world.a11.curator) as curator:
        assert Notice.objects.filter(person_id=curator.person_id, dedupe_key=f"event:{webinar.pk}:new").exists()


def test_an_mnc_invites_the_schools_of_its_municipality(world: World) -> None:
    """S2 п. 9, 2.1: the training seminar of the МНЦ."""
    with acting(world.a1m.mnc_officer) as officer:
        seminar = announce(officer, for_below=True)
    assert seminar.pk in calendar(world.a12, "curator")
    assert seminar.pk not in calendar(world.a21, "curator")


def test_a_parent_is_invited_by_name_alone(world: World) -> None:
    with acting(world.a11.curator) as curator:
        everybody, parents = announce(curator), announce(curator, audience=["parent"])
    assert {everybody.pk, parents.pk} & calendar(world.a11, "parent") == {parents.pk}
    assert {everybody.pk, parents.pk} & calendar(world.a11, "mentee") == {everybody.pk}


def test_those_ticked_are_marked_by_their_own_organization(world: World) -> None:
    """Many at once, again with a result; a person of another school is nobody here."""
    with acting(world.a00.region_operator) as operator:
        event = announce(operator, kind="contest", for_below=True)
    with acting(world.a11.curator) as curator:
        people = [flow.teacher(world.a11, f"Участник{number}").pk for number in range(300)]
        assert events.mark(actor=curator, event=event, people=people) == 300
        assert events.mark(actor=curator, event=event, people=people[:2], part="speaker", result="first") == 2
        rows = EventParticipant.objects.filter(event=event)
        assert rows.count() == 300
        assert rows.filter(part="speaker", result="first").count() == 2
        assert events.unmark(actor=curator, event=event, people=people[2:]) == 298
        with pytest.raises(Refusal, match="своей организации"):
            events.mark(actor=curator, event=event, people=[world.a12.mentor.person_id])
        with pytest.raises(Refusal, match="объявил"):
            events.edit(actor=curator, event=event, version=1, fields={"title": "Чужое"})
    with acting(world.a12.curator) as other:
        assert events.unmark(actor=other, event=event, people=people[:2]) == 0


def test_the_way_of_an_event(world: World) -> None:
    with acting(world.a11.curator) as curator:
        soon = announce(curator, datetime.date(2026, 11, 20))
        for too_early in (
            lambda: events.hold(actor=curator, event=soon),
            lambda: events.mark(actor=curator, event=soon, people=[world.a11.mentor.person_id]),
            lambda: events.call_off(actor=curator, event=soon, reason=" "),
        ):
            with pytest.raises(Refusal):
                too_early()
        moved = soon.starts_at + datetime.timedelta(days=1)
        soon = events.edit(actor=curator, event=soon, version=1, fields={"starts_at": moved})
        told = Notice.objects.filter(person_id=world.a11.mentor.person_id, dedupe_key__startswith=f"event:{soon.pk}:")
        assert told.count() == 2
        with pytest.raises(Refusal, match="уже изменили"):
            events.edit(actor=curator, event=soon, version=1, fields={"title": "Иначе"})
        soon = events.call_off(actor=curator, event=soon, reason="Карантин")
        assert (soon.state, soon.outcome) == ("cancelled", "Карантин")
        with pytest.raises(Refusal, match="отменено"):
            events.mark(actor=curator, event=soon, people=[world.a11.mentor.person_id])


def test_a_set_up_session_counts_as_training_of_a_mentor(world: World) -> None:
    """S4 appendix 2, stage 4."""
    with acting(world.a11.curator) as curator:
        event = announce(curator, kind="setup", title="Установочная сессия")
        entry = MentorEntry.objects.get(pk=world.a11.rows["mentor_entry"])
        before = entry.trainings.count()
        for _twice in range(2):
            events.mark(actor=curator, event=event, people=[entry.person_id, world.a11.mentee.person_id])
        assert entry.trainings.count() == before + 1
        events.unmark(actor=curator, event=event, people=[entry.person_id])
        assert entry.trainings.count() == before


# The oracle: plain rows of the year's diary, counted by hand-written loops that know nothing of the queries.
# (day, kind, innovative, held, who took part: m mentor of a pair, p mentee of a pair, t a teacher without a pair)
DIARY = (
    ("2025-09-01", "olympiad", False, True, "mpt"),
    ("2025-12-10", "contest", False, True, "t"),
    ("2026-08-31", "contest", False, True, "t"),
    ("2026-03-02", "seminar", True, True, "p"),
    ("2026-09-01", "olympiad", False, True, "mpt"),
    ("2026-10-10", "contest", False, True, "mpt"),
    ("2026-11-01", "contest", True, True, "mp"),
    ("2026-11-02", "seminar", True, True, "t"),
    ("2026-11-03", "webinar", True, False, "mp"),
    ("2026-11-04", "round_table", False, True, "p"),
)
PROJECTS = (  # (end, kind, verb, score)
    ("2026-11-30", "innovative", "achieve", 8), ("2026-12-30", "cultural", "achieve", 9),
    ("2027-05-30", "educational", "", None), ("2027-05-30", "educational", "abandon", None),
    ("2026-05-30", "research", "achieve", 5),
)  # fmt: skip


def school_year_of(day: str) -> int:
    year, month, _day = map(int, day.split("-"))
    return year if month >= 9 else year - 1


def counted_by_hand(year: int) -> tuple[int, int, int]:
    contests = social = new = 0
    for day, kind, fresh, held, who in DIARY:
        if not held or school_year_of(day) != year:
            continue
        if kind in ("contest", "olympiad"):
            contests += len(who)
        if "m" in who or "p" in who:
            social += 1
            new += fresh
    for end, kind, verb, _score in PROJECTS:
        if school_year_of(end) == year and kind in ("innovative", "research") and verb != "abandon":
            new += 1
    return contests, social, new


def test_indicators_are_counted_from_events_and_projects(world: World) -> None:
    """M3, M4, P3 and M5 to the last unit, at both ends of the school year; nothing is typed."""
    with acting(world.a12.curator) as curator:
        EventParticipant.objects.filter(organization_id=curator.organization_id).delete()
        JointProject.objects.filter(organization_id=curator.organization_id).delete()
        people = {
            "m": world.a12.mentor.person_id, "p": world.a12.mentee.person_id,
            "t": flow.teacher(world.a12, "Беспарная").pk,
        }  # fmt: skip
        for day, kind, fresh, held, who in DIARY:
            event = announce(curator, datetime.date.fromisoformat(day), kind=kind, innovative=fresh)
            events.mark(actor=curator, event=event, people=[people[one] for one in who])
            if held:
                events.hold(actor=curator, event=event)
        unit = next(iter(projects.units_for(curator)))
        for end, kind, verb, score in PROJECTS:
            last = datetime.date.fromisoformat(end)
            fields = {
                "title": "Проект",
                "plan": "План",
                "kind": kind,
                "end_on": last,
                "start_on": datetime.date(2025, 9, 1),
            }
            project = projects.plan_project(actor=curator, fields=fields, units=[unit])
            if verb:
                projects.move_project(actor=curator, project=project, verb=verb, result="Сделали")
            if score:
                projects.judge(
                    actor=curator, project=JointProject.objects.get(pk=project.pk), expert="ИРО", score=score
                )
        got = activity_of(curator.organization, 2026)
    before, now = counted_by_hand(2025), counted_by_hand(2026)
    assert [(c.before, c.now) for c in (got.contests, got.events, got.innovation)] == list(
        zip(before, now, strict=True)
    )
    assert (before, now) == ((5, 2, 2), (8, 4, 2))  # and the oracle itself, by eye
    assert (got.contests.delta, str(got.contests.percent)) == (3, "60.0")
    assert (got.projects_done, got.projects_planned, str(got.projects_percent), str(got.expert)) == (
        2,
        4,
        "50.0",
        "8.5",
    )
    assert got.scale == 2


def test_a_done_line_of_public_life_counts_in_activity(world: World) -> None:
    """S4-036: in the year when it was done; a planned one and one of another kind do not."""
    with acting(world.a11.curator) as curator:
        before = activity_of(curator.organization, 2026).events.now
        program = Program.objects.get(pk=world.a11.rows["program"])
        for at, (form, day) in enumerate((
            ("social", datetime.date(2026, 10, 1)), ("social", datetime.date(2025, 10, 1)), ("social", None),
            ("course", datetime.date(2026, 10, 1)),
        ), start=50):  # fmt: skip
            PlanActivity.objects.create(
                program=program, position=at, area="METHOD", text="Клуб", form_of_work=form, done_on=day,
                state="done" if day else "planned",
            )  # fmt: skip
        assert activity_of(curator.organization, 2026).events.now == before + 1


def test_growth_from_nothing_has_no_share(world: World) -> None:
    with acting(world.a12.curator) as curator:
        assert activity_of(curator.organization, 2040).contests.percent is None


def test_only_people_who_are_here_now_are_offered(world: World) -> None:
    with acting(world.a11.curator) as curator:
        gone = flow.teacher(world.a11, "Ушедшая")
        Employment.objects.filter(person=gone).update(valid_to=datetime.date(2026, 1, 1))
        staff = set(people_of(curator.organization, "staff").values_list("pk", flat=True))
        assert gone.pk not in staff
        assert world.a11.mentor.person_id in staff
        assert world.a12.mentor.person_id not in staff


def test_an_event_carries_out_a_line_of_the_map(world: World, client_of) -> None:
    """Announced from the line with its words, it stands on the line's page and becomes its outcome when it was held."""
    a = world.a11
    with acting(a.curator):
        Roadmap.objects.filter(pk=a.rows["roadmap"]).update(state="approved", approved_on=NOW.date())
        item = RoadmapItem.objects.get(pk=a.rows["roadmap_item"])
    client, address = client_of(a.curator), reverse("roadmap_item", args=[item.pk])
    offer = f"{reverse('event_new')}?line={item.line}"
    assert offer in client.get(address).content.decode()
    form = client.get(offer).context["form"]
    assert form["title"].value() == item.text
    sent = {"title": item.text, "kind": "seminar", "on": "10.11.2026", "begins": "08:00"}
    assert client.post(offer, {**sent, "roadmap_line": uuid.uuid4()}).status_code == 422  # of nobody's map
    assert client.post(offer, {**sent, "roadmap_line": item.line}).status_code == 302
    with acting(a.curator) as actor:
        event = Event.objects.get(roadmap_line=item.line)
        events.hold(actor=actor, event=event)
    assert reverse("event_detail", args=[event.pk]) in client.get(address).content.decode()
    assert item.text in client.get(address).context["done"]["outcome"].value()
    assert address in client.get(reverse("event_detail", args=[event.pk])).content.decode()
