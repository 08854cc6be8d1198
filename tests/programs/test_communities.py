"""Professional communities: who may join, who reads names, whom their meetings and news reach."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import AuditEvent, Employment, Membership, Notice, Organization, Person, StudentProfile
from accounts.permissions import actor_of, load_actor
from accounts.refusal import Refusal, Stale
from programs.models import Community, CommunityMember, Event, GrowthResource
from programs.queries import communities as queries
from programs.queries.councils import may_sit
from programs.queries.events import events_for
from programs.services import communities, events, growth_resources
from tests.programs import pair_flow as flow
from tests.support.people import acting, signed_in_client
from tests.ui.text import words
from tests.world import Node, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        CommunityMember.objects.all().delete()
        yield world.a11


def opened(node: Node, role: str, name: str = "Клуб Ушинского", **fields) -> Community:
    told = {"kind": "club", "name": name, "goals": "Разбирать уроки", **fields}
    return communities.create(actor=flow.of(node, role), fields=told)


def joined(node: Node, role: str, community: Community) -> CommunityMember:
    return communities.join(actor=flow.of(node, role), community=community)


def sees(node: Node, role: str, community: Community) -> bool:
    return Community.objects.visible_to(flow.of(node, role)).filter(pk=community.pk).exists()


def test_a_community_is_open_to_everybody_below_its_keeper(world: World, a) -> None:
    """S1 п. 4.2.1, S3 п. 3.4: of the region to all schools, of the district to its own, of a school to it alone."""
    keepers = (
        (a, "curator", "100"), (world.a10, "coordinator", "110"), (world.a1m, "mnc_officer", "110"),
        (world.a0i, "institute", "111"), (world.a00, "region_operator", "111"),
    )  # fmt: skip
    for node, role, there in keepers:
        community = opened(node, role)
        readers = ((a, "mentor"), (world.a12, "mentor"), (world.a21, "curator"))
        assert "".join(str(int(sees(*reader, community))) for reader in readers) == there, role


def test_another_region_sees_nothing(world: World) -> None:
    with acting(world.a00.region_operator):
        community = opened(world.a00, "region_operator")
    with acting(world.b11.curator):
        assert not sees(world.b11, "curator", community)
    for route in ("community_detail", "community_table"):
        assert signed_in_client(world.b11.curator).get(reverse(route, args=[community.pk])).status_code == 404


def test_pupils_and_parents_neither_see_nor_join(world: World, a) -> None:
    """A mentee without a job is a pupil; the same role with a job is a young teacher, who is the first to be let in."""
    community = opened(a, "curator")
    for role in ("mentee", "parent"):
        assert not sees(a, role, community)
        with pytest.raises(Refusal, match="вступают работники"):
            joined(a, role, community)
        client = signed_in_client(a[role])
        assert client.get(reverse("community_detail", args=[community.pk])).status_code == 403
        assert "Сообщества" not in words(client.get(reverse("home")))
    young = a["mentee"].person_id
    Employment.objects.create(person_id=young, organization_id=a.id, title="учитель", valid_from=flow.HEAD_ON)
    assert sees(a, "mentee", community) and joined(a, "mentee", community).joined_on is not None


def test_a_pupil_gets_in_by_no_seat_in_the_body_of_mentors(world: World, a) -> None:
    """By fact, not by office: whoever learns and has no job is nobody's employee."""
    community, pupil = opened(a, "curator"), a["mentee"].person_id
    assert StudentProfile.objects.in_force(flow.of(a, "curator").today).filter(person_id=pupil).exists()
    seat = Membership.objects.create(
        person_id=pupil, organization_id=a.id, role="council_member", valid_from=flow.HEAD_ON,
        user_id=Membership.objects.get(pk=a["mentee"].membership_id).user_id,
    )  # fmt: skip
    actor, loaded = actor_of(seat), load_actor(seat.pk)
    assert loaded is not None and not actor.employed and not loaded.employed
    with pytest.raises(Refusal, match="вступают работники"):
        communities.join(actor=loaded, community=community)
    CommunityMember.objects.create(
        community=community, person_id=pupil, organization_id=a.id, joined_on=actor.today
    )  # fmt: skip
    assert not queries.members_of(community, actor.today).exists()
    led = queries.may_lead(actor.organization, actor.today, community)
    assert led.filter(pk=a.head.person_id).exists() and not led.filter(pk=pupil).exists()
    entry = flow.mentor_in_bank(a, "Однокашников", source="EDUCATOR")
    assert may_sit(actor.organization).filter(pk=entry.pk).exists()
    type(entry).objects.filter(pk=entry.pk).update(source="PUPIL")
    assert not may_sit(actor.organization).filter(pk=entry.pk).exists()
    Employment.objects.create(person_id=pupil, organization_id=a.id, title="вожатый", valid_from=flow.HEAD_ON)
    assert actor_of(Membership.objects.get(pk=seat.pk)).employed and load_actor(seat.pk).employed


def test_no_child_is_named_to_other_schools(world: World, a) -> None:
    """Neither in the card nor in an announcement; above a school a surname alone is many people's."""
    child = Person.objects.get(pk=a["mentee"].person_id)
    community, keeper = opened(a, "curator"), flow.of(a, "curator")
    with pytest.raises(Refusal, match="назван ребёнок"):
        communities.announce(actor=keeper, community=community, text=f"Поздравим {child.last_name}")
    with pytest.raises(Refusal, match="назван ребёнок"):
        communities.edit(actor=keeper, community=community, version=1, fields={"goals": f"Помочь {child.last_name}"})
    with pytest.raises(Refusal, match="назван ребёнок"):
        opened(world.a10, "coordinator", name=f"Клуб: {child.last_name} {child.first_name}")
    assert opened(world.a10, "coordinator", name=f"Клуб: {child.last_name}").pk


def test_two_communities_may_be_called_alike(world: World, a) -> None:
    """Two bodies of one short name keep one name each: the catalogue has a line of both."""
    first, second = opened(a, "curator"), opened(world.a12, "curator")
    type(a12 := second.organization).objects.filter(pk=a12.pk).update(short_name=first.organization.short_name)
    communities.set_open(actor=flow.of(world.a12, "curator"), community=second, is_open=False)
    assert GrowthResource.objects.filter(community__in=[first, second], title=first.name).count() == 2


def test_a_long_word_of_any_alphabet_is_kept(world: World, a) -> None:
    community, keeper = opened(a, "curator"), flow.of(a, "curator")
    text = "".join(chr(0x4E00 + number) for number in range(1000))
    assert communities.announce(actor=keeper, community=community, text=text).text == text
    with pytest.raises(Refusal, match="длиннее"):
        communities.announce(actor=keeper, community=community, text=text + "一")


def test_who_has_left_work_has_left_its_meetings(world: World, a) -> None:
    community, keeper = opened(world.a10, "coordinator"), flow.of(world.a10, "coordinator")
    joined(a, "mentor", community)
    starts = datetime.datetime.combine(keeper.today, datetime.time(9), keeper.zone)
    event = events.announce(actor=keeper, fields={
        "kind": "seminar", "title": "Разбор урока", "starts_at": starts, "community": community,
    })  # fmt: skip

    def reached() -> list[bool]:
        rows = [Event.objects.visible_to(flow.of(a, role)) for role in ("mentor", "curator")]
        seen = [found.filter(pk=event.pk).exists() for found in rows]
        return [*seen, events_for(Person.objects.get(pk=a.mentor.person_id)).filter(pk=event.pk).exists()]

    assert reached() == [True, True, True]
    Employment.objects.filter(person_id=a.mentor.person_id).update(valid_to=keeper.today)
    assert reached() == [False, False, False]


def test_a_meeting_leads_to_no_closed_door(world: World, a) -> None:
    """It may invite those whom the community does not reach: they read its name without a link."""
    community, keeper = opened(a, "curator"), flow.of(a, "curator")
    starts = datetime.datetime.combine(keeper.today, datetime.time(9), keeper.zone)
    event = events.announce(actor=keeper, fields={
        "kind": "seminar", "title": "Для всех", "starts_at": starts, "community": community, "audience": ["mentee"],
    })  # fmt: skip
    link = reverse("community_detail", args=[community.pk])
    for role, there in (("mentee", False), ("curator", True)):
        page = signed_in_client(a[role]).get(reverse("event_detail", args=[event.pk]))
        assert page.status_code == 200 and (f'href="{link}"' in page.content.decode()) is there


def test_taking_the_names_away_leaves_a_trace(world: World, a) -> None:
    community = opened(a, "curator")
    joined(a, "mentor", community)
    signed_in_client(a.curator).get(reverse("community_table", args=[community.pk]))
    assert AuditEvent.objects.get(verb="community.download").data["people"] == 1


def test_one_press_joins_and_one_press_leaves(world: World, a) -> None:
    community = opened(world.a10, "coordinator")
    client, page = signed_in_client(a.mentor), reverse("community_detail", args=[community.pk])
    for _press in range(2):
        assert client.post(reverse("community_join", args=[community.pk])).status_code == 302
    assert CommunityMember.objects.filter(community=community).count() == 1
    assert "Выйти из сообщества" in words(client.get(page))
    for _press in range(2):
        assert client.post(reverse("community_leave", args=[community.pk])).status_code == 302
    assert not queries.own_membership(flow.of(a, "mentor"), community)
    joined(a, "mentor", community)
    assert CommunityMember.objects.filter(community=community).count() == 2  # left once, came again
    communities.set_open(actor=flow.of(world.a10, "coordinator"), community=community, is_open=False)
    with pytest.raises(Refusal):
        joined(world.a12, "mentor", community)
    assert sees(a, "mentor", community) and not sees(world.a12, "mentor", community)


def test_names_are_read_by_the_keeper_and_the_leader_alone(world: World, a) -> None:
    """The others read how many they are: from which schools the keeper alone tells."""
    community = opened(world.a10, "coordinator")
    joined(a, "mentor", community), joined(world.a12, "mentor", community)
    name, page = world.a12.mentor.full_name.split()[0], reverse("community_detail", args=[community.pk])
    table = reverse("community_table", args=[community.pk])
    mentor, keeper = signed_in_client(a.mentor), signed_in_client(world.a10["coordinator"])
    assert "2 участника" in words(mentor.get(page)) and name not in words(mentor.get(page))
    assert mentor.get(table).status_code == 404 and signed_in_client(a.curator).get(table).status_code == 404
    assert name in words(keeper.get(page)) and keeper.get(table).status_code == 200
    assert [
        (body["total"], len(body["schools"])) for body in queries.numbers_of(community, flow.of(a, "mentor").today)
    ] == [(2, 2)]
    leader = Person.objects.get(pk=a.mentor.person_id)
    communities.edit(actor=flow.of(world.a10, "coordinator"), community=community, version=1, fields={"leader": leader})
    assert name in words(mentor.get(page)) and mentor.get(table).status_code == 200
    assert mentor.get(reverse("community_edit", args=[community.pk])).status_code == 403  # he leads, does not keep
    Employment.objects.filter(person_id=world.a12.mentor.person_id).update(valid_to=flow.HEAD_ON)
    assert queries.members_of(community, flow.of(a, "mentor").today).count() == 1  # whoever has gone is counted no more


def test_numbers_stand_by_the_alphabet(world: World, a) -> None:
    """Ё is beside Е, not before А."""
    community = opened(world.a10, "coordinator")
    Organization.objects.filter(pk=world.a10.id).update(short_name="Ёлкино")
    Organization.objects.filter(pk=world.a1m.id).update(short_name="Дубки")
    joined(a, "mentor", community), joined(world.a1m, "mnc_officer", community)
    bodies = queries.numbers_of(community, flow.of(a, "mentor").today)
    assert [body["body"] for body in bodies] == ["Дубки", "Ёлкино"]


def test_the_keeper_invites_his_own_and_each_answers_himself(world: World, a) -> None:
    community, keeper = opened(a, "curator"), flow.of(a, "curator")
    teacher, stranger = flow.teacher(a, "Приглашённая"), world.a12.mentor.person_id
    for people in ([stranger], [teacher.pk, stranger], [a["mentee"].person_id], []):
        with pytest.raises(Refusal):
            communities.invite(actor=keeper, community=community, people=people)
    mentor = a.mentor.person_id
    assert communities.invite(actor=keeper, community=community, people=[teacher.pk, mentor]) == 2
    assert Notice.objects.get(person_id=mentor, dedupe_key__contains=":invite:").letter_at is not None
    assert queries.members_of(community, keeper.today).count() == 0
    client = signed_in_client(a.mentor)
    assert "Вас приглашают в сообщество" in words(client.get(reverse("home")))
    client.post(reverse("community_join", args=[community.pk]))
    assert queries.members_of(community, keeper.today).get().person_id == mentor
    row = community.members.get(person=teacher)
    communities.take_off(actor=keeper, community=community, member=row.pk)
    with pytest.raises(Refusal, match="уже нет"):
        communities.take_off(actor=keeper, community=community, member=row.pk)


def test_a_meeting_stands_in_the_calendars_of_members_alone(world: World, a) -> None:
    """S1 п. 4.2.1: one calendar; marked by the school of those who came."""
    community, keeper = opened(world.a10, "coordinator"), flow.of(world.a10, "coordinator")
    joined(a, "mentor", community)
    starts = datetime.datetime.combine(keeper.today, datetime.time(9), keeper.zone)
    told = {"kind": "seminar", "title": "Разбор урока", "starts_at": starts, "community": community}
    event = events.announce(actor=keeper, fields=told)

    def stands(person_id: int) -> bool:
        return events_for(Person.objects.get(pk=person_id)).filter(pk=event.pk).exists()

    assert stands(a.mentor.person_id) and not stands(world.a12.mentor.person_id) and not stands(a.head.person_id)
    assert Notice.objects.filter(dedupe_key=f"event:{event.pk}:new").get().person_id == a.mentor.person_id
    seen = [Event.objects.visible_to(flow.of(*who)).filter(pk=event.pk).exists() for who in (
        (a, "mentor"), (a, "curator"), (world.a12, "mentor"), (world.a12, "curator"), (a, "psychologist")
    )]  # fmt: skip
    assert seen == [True, True, False, False, False]
    assert events.mark(actor=flow.of(a, "curator"), event=event, people=[a.mentor.person_id]) == 1
    with pytest.raises(Refusal, match="ведёт сообщество"):
        events.announce(actor=flow.of(a, "curator"), fields=told)
    assert "Разбор урока" in words(signed_in_client(a.mentor).get(reverse("community_detail", args=[community.pk])))


def test_news_reach_members_once(world: World, a) -> None:
    community, keeper = opened(world.a10, "coordinator"), flow.of(world.a10, "coordinator")
    joined(a, "mentor", community)
    for _press in range(2):
        communities.announce(actor=keeper, community=community, text="В четверг открытый урок")
    notice = Notice.objects.get(text__startswith="Новости сообщества")
    assert notice.person_id == a.mentor.person_id and notice.letter_at is not None
    page = reverse("community_detail", args=[community.pk])
    assert "В четверг открытый урок" in words(signed_in_client(a.mentor).get(page))
    assert "В четверг открытый урок" not in words(signed_in_client(a.head).get(page))
    with pytest.raises(Refusal, match="Объявления пишет"):
        communities.announce(actor=flow.of(a, "mentor"), community=community, text="От себя")


def test_a_community_is_a_line_of_the_catalogue_without_typing_twice(world: World, a) -> None:
    """S3 п. 3.6: taken into a route, put right on its own page, hidden where it is not open."""
    community = opened(world.a10, "coordinator", link="https://club.example/")
    line = GrowthResource.objects.get(community=community)
    assert (line.title, line.kind, line.url) == (community.name, "community", "https://club.example/")
    for node, role, there in ((a, "mentor", True), (world.a12, "curator", True), (world.a21, "curator", False)):
        assert queries.in_catalogue(flow.of(node, role)).filter(pk=line.pk).exists() is there
        assert (community.name in words(signed_in_client(node[role]).get(reverse("resource_list")))) is there
    with pytest.raises(Refusal, match="ведёт сообщество"):
        growth_resources.edit(
            actor=flow.of(world.a00, "region_operator"), resource=line, fields={"title": "Иное"}, offered=True
        )
    communities.edit(
        actor=flow.of(world.a10, "coordinator"), community=community, version=1, fields={"name": "Клуб Сухомлинского"}
    )
    communities.set_open(actor=flow.of(world.a10, "coordinator"), community=community, is_open=False)
    line.refresh_from_db()
    assert line.title == "Клуб Сухомлинского" and line.closed_on is not None


def test_what_a_mentor_takes_part_in_stands_in_his_card(world: World, a) -> None:
    """S5 п. 3.4."""
    community = opened(world.a00, "region_operator", name="Краевое сообщество наставников")
    entry = flow.mentor_in_bank(a, "Сообщникова")
    communities.join(actor=flow.himself(entry.person), community=community)
    page = words(signed_in_client(a.curator).get(reverse("mentor_detail", args=[entry.pk])))
    assert "Краевое сообщество наставников" in page


def test_words_links_and_leaders_are_held_by_the_database_too(world: World, a) -> None:
    curator = flow.of(a, "curator")
    community = opened(a, "curator")
    assert opened(a, "curator").pk == community.pk
    with pytest.raises(Refusal, match="другими подробностями"):
        opened(a, "curator", goals="Иное")
    for link in (
        "http://plain.example/",
        "javascript:alert(1)",
        "https://a@b.example/",
        "//x",
        "https://safe.example\\@evil.example/",
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            opened(a, "curator", name=link, link=link)
        told = {"kind": "club", "name": "Проба", "goals": "Цель", "link": link}
        assert signed_in_client(a.curator).post(reverse("community_new"), told).status_code == 422
    stranger = Person.objects.get(pk=world.a12.mentor.person_id)
    with pytest.raises(Refusal, match="работник организации или участник"):
        communities.edit(actor=curator, community=community, version=1, fields={"leader": stranger})
    communities.edit(actor=curator, community=community, version=1, fields={"goals": "Ещё раз"})
    with pytest.raises(Stale):
        communities.edit(actor=curator, community=community, version=1, fields={"goals": "Опоздал"})
    with pytest.raises(Refusal):
        communities.edit(actor=flow.of(world.a10, "coordinator"), community=community, version=2, fields={})
    page = words(signed_in_client(a.mentor).get(reverse("community_detail", args=[opened(
        a, "curator", name="Со ссылкой", link="https://club.example/x"
    ).pk])))  # fmt: skip
    assert "club.example" in page
    assert Community(link="https://safe.example:443/x").host == "safe.example"
