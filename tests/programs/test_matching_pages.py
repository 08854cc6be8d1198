"""Pages of matching: full, empty, foreign; how often they ask; what they must not show."""

import datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organization
from programs.models import GeneralMeeting, MatchDraft, MatchSuggestion, MenteeEntry, MentorEntry
from programs.services import matching
from tests.programs.crowd import crowd
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


def own(world: World, *, mentees: int, mentors: int) -> MatchDraft:
    """The draft of a school with nobody in its banks but these."""
    with acting(world.a11.curator) as actor:
        MatchDraft.objects.filter(organization_id=world.a11.id).exclude(state="published").delete()
        MentorEntry.objects.filter(organization_id=world.a11.id).update(state="suspended")
        MenteeEntry.objects.filter(organization_id=world.a11.id).update(state="registered")
        crowd([actor.organization], mentees=mentees, mentors=mentors)
        return matching.make_draft(actor=actor)


def addresses(draft: MatchDraft) -> dict[str, str]:
    one = MatchSuggestion.objects.filter(draft=draft).exclude(mentor_entry=None).first()
    mine = f"?mentee={one.mentee_entry_id}&mentor={one.mentor_entry_id}"
    return {
        "match_detail": reverse("match_detail", args=[draft.pk]),
        "match_other": reverse("match_other", args=[one.pk]),
        "what_if": reverse("match_what_if", args=[draft.pk]) + mine + "&kind=forbidden",
        "mentee_matching": reverse("mentee_matching", args=[one.mentee_entry_id]),
        "deficit_map": reverse("deficit_map"),
    }


QUERIES = {
    "match_detail": 24, "match_other": 36, "what_if": 41, "mentee_matching": 36, "deficit_map": 34, "matching": 26,
}  # fmt: skip


@pytest.mark.parametrize("size", [(6, 5), (60, 50)])
def test_a_page_asks_as_often_for_sixty_as_for_six(world: World, client_of, size: tuple[int, int]) -> None:
    """Catches a query for each mentee or mentor. The numbers stand here: one that grows is a decision."""
    draft = own(world, mentees=size[0], mentors=size[1])
    with acting(world.a11.curator):
        pages = addresses(draft)
    client = client_of(world.a11.curator)
    client.get(reverse("home"))
    asked = {}
    for name in list(QUERIES)[:-1]:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(pages[name]).status_code == 200, name
        asked[name] = len(caught)
    with acting(world.a11.curator):
        MatchDraft.objects.filter(pk=draft.pk).delete()
    with CaptureQueriesContext(connection) as caught:
        assert client.get(reverse("matching")).status_code == 200
    assert asked | {"matching": len(caught)} == QUERIES


def test_the_board_above_the_school_asks_once_for_all_schools_and_names_nobody(world: World, client_of) -> None:
    own(world, mentees=6, mentors=2)
    client = client_of(world.a10.coordinator)
    address = reverse("deficit_board")
    client.get(address)
    asked = []
    for more in (0, 30):
        with acting(world.a11.curator) as actor:
            if more:
                crowd([actor.organization], mentees=more, mentors=3)
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(address)
        asked.append(len(caught))
        body = answer.content.decode()
        assert "ская" not in body and "Юрьевна" not in body
    assert asked == [36, 36]


def test_a_small_school_does_not_give_its_teachers_away(world: World, client_of) -> None:
    """Four who wait: above the school neither their areas nor what is lacking is shown; five are."""
    address = reverse("deficit_board")
    own(world, mentees=4, mentors=0)
    with acting(world.a11.curator):
        school = Organization.objects.get(pk=world.a11.id)
        client = client_of(world.a10.coordinator)
        page = client.get(address).context
        row = next(row for row in page["schools"] if row["school"] == school)
        assert (row["waiting"], row["lacking"], row["few"]) == (4, [], True)
        assert not any(area["helpless"] for area in page["areas"])
        crowd([school], mentees=1, mentors=0)
        row = next(row for row in client.get(address).context["schools"] if row["school"] == school)
        assert (row["waiting"], bool(row["lacking"])) == (5, True)


def test_the_board_of_the_region_of_the_municipality_and_of_its_centre(world: World, client_of) -> None:
    """The centre stands beside the schools of its municipality; a closed school is nobody's deficit."""
    own(world, mentees=7, mentors=0)
    address = reverse("deficit_board")

    def shown(member) -> set[int]:
        page = client_of(member).get(address).context
        for area in page["areas"]:
            assert area["helpless"] <= sum(area["name"] in row["lacking"] for row in page["schools"])
        return {row["school"].pk for row in page["schools"]}

    assert shown(world.a10.coordinator) == shown(world.a1m.mnc_officer) == {world.a11.id, world.a12.id}
    assert shown(world.a00.region_operator) == {world.nodes[code].id for code in ("A11", "A12", "A21", "A22")}
    with acting(world.a11.curator):
        Organization.objects.filter(pk=world.a12.id).update(closed_on="2021-09-02")
    assert shown(world.a10.coordinator) == {world.a11.id}


def test_the_whole_way_by_presses(world: World, client_of) -> None:
    draft = own(world, mentees=8, mentors=5)
    client = client_of(world.a11.curator)
    with acting(world.a11.curator):
        pages = addresses(draft)
        one = MatchSuggestion.objects.filter(draft=draft).exclude(mentor_entry=None).first()
    body = client.get(pages["match_detail"]).content.decode()
    assert "больше нельзя, проверено" in body.replace("\u00a0", " ")
    pair = {"mentee": one.mentee_entry_id, "mentor": one.mentor_entry_id}
    assert client.post(reverse("match_pin", args=[draft.pk]), pair | {"kind": "pinned"}).status_code == 302
    shown = client.get(pages["match_detail"] + "?show=pinned").context["rows"]
    assert [row["row"].mentee_entry_id for row in shown] == [one.mentee_entry_id]
    assert client.post(reverse("match_pin", args=[draft.pk]), pair | {"kind": "none"}).status_code == 302
    weights = "?" + "&".join(f"{part}={points}" for part, points in draft.weights.items())
    tried = client.get(reverse("match_what_if", args=[draft.pk]) + weights)
    assert tried.context["changes"] == []
    tried = client.get(reverse("match_what_if", args=[draft.pk]) + "?request=0&place=100&interest=0")
    assert tried.context["form"].errors or tried.context["total_after"] != tried.context["total_before"]
    assert client.post(reverse("match_publish", args=[draft.pk])).status_code == 302
    result = client.get(pages["match_detail"])
    assert (result.context["sent"], result.context["agreed"]) == (5, 0) or result.context["sent"] > 3
    assert client.post(reverse("match_publish", args=[draft.pk])).status_code == 409  # a second press
    assert client.get(reverse("matching")).status_code == 200


def spaced(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ")


def test_empty_banks_say_what_to_do(world: World, client_of) -> None:
    with acting(world.a11.curator):
        MatchDraft.objects.filter(organization_id=world.a11.id).delete()
        MentorEntry.objects.filter(organization_id=world.a11.id).update(state="suspended")
    client = client_of(world.a11.curator)
    assert "нет утверждённых наставников" in spaced(client.get(reverse("matching")))
    with acting(world.a11.curator):
        MenteeEntry.objects.filter(organization_id=world.a11.id).update(state="registered")
    body = spaced(client.get(reverse("matching")))
    assert "никто не ждёт" in body and "Посчитать черновик" not in body


def test_the_command_prints_what_the_page_shows(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    draft = own(world, mentees=20, mentors=9)
    call_command("match", world.a11.slug, "--region", "region-a")
    said = capsys.readouterr().out
    assert f"сумма баллов {draft.points}" in said
    assert "разрыв 0, нарушений 0" in said


def test_the_phone_asks_with_whom_to_work(world: World, client_of) -> None:
    a = world.a11
    client, address = client_of(a.mentor), reverse("meeting_choices", args=[a.rows["general_meeting"]])
    rows = client.get(address).context["rows"]
    assert [row["said"] for row in rows] == ["maybe"]
    answer = client.post(address, {f"person-{rows[0]['person'].pk}": "yes"})
    assert answer.status_code == 302
    assert [row["said"] for row in client.get(address).context["rows"]] == ["yes"]
    assert client_of(a.mentee).get(address).status_code == 404  # he waits for nobody


def test_after_the_term_one_sees_only_whom_one_has_answered_about(world: World, client_of, clock_at) -> None:
    """Who waits for a mentor today is no business of last year's guest."""
    a = world.a11
    with acting(a.curator) as actor:
        crowd([actor.organization], mentees=2, mentors=0)
        until = GeneralMeeting.objects.get(pk=a.rows["general_meeting"]).answers_until
    client, address = client_of(a.mentor), reverse("meeting_choices", args=[a.rows["general_meeting"]])
    assert len(client.get(address).context["rows"]) == 3
    clock_at(datetime.datetime.combine(until + datetime.timedelta(days=2), datetime.time(9), datetime.UTC))
    assert [row["said"] for row in client.get(address).context["rows"]] == ["maybe"]


def test_a_day_beyond_the_calendar_is_a_word_on_the_form(world: World, client_of) -> None:
    answer = client_of(world.a11.curator).post(reverse("meeting_new"), {"held_on": "31.12.9999"})
    assert answer.status_code == 422
