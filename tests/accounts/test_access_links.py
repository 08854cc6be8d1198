"""Personal links and codes for people without e-mail: one use, seven days, limits over all workers."""

import datetime

import pytest
from django.test import Client

from accounts.models import AccessLink, Person, Region, User
from accounts.refusal import Refusal
from accounts.secrets import digits_of, grouped
from accounts.services import access_links
from accounts.tenancy import tenant_scope
from accounts.views.entrance import LIMITS
from tests.support.people import acting
from tests.world import World


def _give(world: World, node=None) -> access_links.Given:
    node = node or world.a11
    with acting(node.curator) as actor:
        return access_links.give(actor=actor, person=Person.objects.get(pk=node.rows["pupil"]))


def _path(given: access_links.Given) -> str:
    return given.address.removeprefix("http://localhost:8000")


def test_opening_the_link_takes_nothing_pressing_takes_it_once(world: World) -> None:
    given, client = _give(world), Client()
    assert "Лев" in client.get(_path(given)).content.decode()
    assert client.get(_path(given)).status_code == 200
    answer = client.post(_path(given), {})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    user = User.objects.get(pk=client.session["_auth_user_id"])
    assert user.email is None and not user.has_usable_password()
    assert Client().get(_path(given)).status_code == 410
    assert Client().post(_path(given)).status_code == 410
    with tenant_scope(world.region_a):
        assert Person.objects.get(user=user).pk == world.a11.rows["pupil"]


def test_the_second_link_opens_the_same_login(world: World) -> None:
    first, second = Client(), Client()
    first.post(_path(_give(world)), {})
    second.post(_path(_give(world)), {"remember": "on"})
    assert first.session["_auth_user_id"] == second.session["_auth_user_id"]
    assert second.session.get_expiry_age() > 29 * 24 * 3600


def test_a_new_link_puts_the_former_out(world: World) -> None:
    former, given = _give(world), _give(world)
    assert Client().get(_path(former)).status_code == 410
    assert Client().post("/enter/region-a/", {"code": former.code}).status_code == 422
    assert Client().get(_path(given)).status_code == 200


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}-"])
def test_the_code_is_read_with_spaces_and_dashes(world: World, typed: str) -> None:
    client = Client()
    given = _give(world)
    answer = client.post("/enter/region-a/", {"code": typed.format(grouped(given.code))})
    assert answer.status_code == 302
    assert Client().post("/enter/region-a/", {"code": given.code}).status_code == 422


def test_a_code_opens_nothing_in_another_region_or_after_a_week(world: World, clock_at) -> None:
    given = _give(world)
    assert Client().post("/enter/region-b/", {"code": given.code}).status_code == 422
    assert Client().get(_path(given).replace("region-a", "region-b")).status_code == 410
    clock_at(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=7, minutes=1))
    assert Client().post("/enter/region-a/", {"code": given.code}).status_code == 422
    assert Client().get(_path(given)).status_code == 410


def test_guessing_is_stopped_and_a_class_is_not(world: World) -> None:
    for _pupil in range(LIMITS[60] + 5):  # right codes are not counted
        assert Client().post("/enter/region-a/", {"code": _give(world).code}).status_code == 302
    given = _give(world)
    wrong = f"{(int(given.code) + 1) % 10**10:010}"
    for _guess in range(LIMITS[60]):
        assert Client().post("/enter/region-a/", {"code": wrong}).status_code == 422
    answer = Client().post("/enter/region-a/", {"code": given.code})
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 0
    assert Client(REMOTE_ADDR="10.9.8.7").post("/enter/region-a/", {"code": given.code}).status_code == 302


@pytest.mark.parametrize("typed", ["", "123", "1" * 40, "1" * 41, "٠١٢٣٤٥٦٧٨٩", "a" * 10])
def test_bad_codes_come_back_with_words(world: World, typed: str) -> None:
    assert Client().post("/enter/region-a/", {"code": typed}).status_code == 422


def test_links_are_for_those_who_hold_no_office(world: World) -> None:
    cases = (
        (world.a11.curator, world.a11.psychologist.person_id),  # signs in by e-mail
        (world.a11.curator, world.a12.rows["pupil"]),  # of another school
        (world.a11.sysadmin, world.a11.rows["guest"]),  # does not see pupils
        (world.a10.coordinator, world.a11.rows["guest"]),
    )
    for member, person_id in cases:
        with acting(member) as actor, pytest.raises(Refusal):
            access_links.give(actor=actor, person=Person.objects.get(pk=person_id))


def test_an_office_without_a_login_is_not_entered_by_a_code(world: World) -> None:
    """Whoever prints the code could use it: a curator would sign orders as the head."""
    from accounts.models import Membership

    with acting(world.a11.curator) as actor:
        guest = Person.objects.get(pk=world.a11.rows["guest"])
        Membership.objects.create(
            person=guest, organization_id=world.a11.id, role="head", valid_from=datetime.date(2021, 9, 1)
        )
        with pytest.raises(Refusal) as refusal:
            access_links.give(actor=actor, person=guest)
        assert refusal.value.code == "office"


def test_the_sheet_shows_the_code_once(world: World, client_of) -> None:
    client, pk = client_of(world.a11.curator), world.a11.rows["pupil"]
    page = client.post(f"/people/{pk}/link/")
    text = page.content.decode()
    assert "data:image/svg+xml" in text and "/enter/region-a/" in text
    assert "no-store" in page["Cache-Control"]
    assert client.get(f"/people/{pk}/link/").status_code == 405


def test_the_database_keeps_hashes(world: World) -> None:
    given = _give(world)
    with tenant_scope(world.region_a):
        row = AccessLink.objects.get(pk=given.link.pk)
        region = Region.objects.get(pk=world.region_a)
        assert given.code not in row.code_hash
        assert access_links.find_by_code(region, given.code) == row
    assert digits_of(grouped(given.code)) == given.code
