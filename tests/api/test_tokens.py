"""Who comes in by a token, and who does not any more."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import ApiReply, ApiScope, ApiToken, AuditEvent, Membership, User
from accounts.queries.connections import offered
from accounts.refusal import Refusal
from accounts.services import connections, housekeeping
from accounts.tenancy import tenant_scope
from tests.support.people import acting
from tests.world import World

from .calls import ROOT, Caller, caller_of, token_of

pytestmark = pytest.mark.django_db
UTC = datetime.UTC


def test_a_token_is_shown_once_and_kept_as_a_hash(world: World, client_of) -> None:
    """Catches a secret that the database, the journal or a later page could tell."""
    client = client_of(world.a11.curator)
    page = client.post(
        reverse("connection_create"),
        {"name": "Электронный журнал", "scopes": ["banks:read"], "expires_on": "2027-01-31"},
    )
    text = page.content.decode().partition("<code")[2].partition(">")[2].partition("<")[0]
    assert text.startswith("nst_") and "no-store" in page["Cache-Control"]
    with tenant_scope(world.region_a):
        row = ApiToken.objects.get(name="Электронный журнал")
        kept = str(row.__dict__) + str(list(AuditEvent.objects.filter(verb="connection.make").values()))
    assert text.split("_", 2)[2] not in kept
    assert text not in client.get(reverse("connection_list")).content.decode()
    assert Caller(text).get("/me/").json()["role"] == "curator"


def test_a_token_acts_in_its_makers_role_and_scopes(world: World) -> None:
    """Catches a token that may more than its maker, or more than was ticked."""
    curator = caller_of(world.a11.curator, ["banks:read"])
    assert curator.get("/mentors/").status_code == 200
    answer = curator.get("/units/")
    assert (answer.status_code, answer.json()["code"]) == (403, "scope")
    assert curator.post("/mentors/", {}).json()["code"] == "scope"
    clerk = caller_of(world.a11.sysadmin)
    assert clerk.get("/reports/").status_code == 403
    assert clerk.get("/mentors/").json()["results"] == []


@pytest.mark.parametrize("text", ["", "nst", "nst_1_", "nst_x_y", "nst_99999999999_abc", "nst_1_\x00", "я", "a b"])
def test_an_invented_token_is_nobody(world: World, text: str) -> None:
    answer = Client().get(f"{ROOT}/me/", headers={"Authorization": f"Bearer {text}"})
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


def test_a_token_ends_with_its_day_its_revocation_and_its_makers_role(world: World, clock_at) -> None:
    """Catches a key that goes on after whoever answers for it has gone."""
    today = datetime.datetime.now(UTC)
    caller, other = caller_of(world.a11.curator), caller_of(world.a11.curator)
    with acting(world.a11.head) as head:
        connections.revoke(actor=head, token=ApiToken.objects.get(pk=_pk(other)))
    assert other.get("/me/").status_code == 401
    assert caller.get("/me/").status_code == 200
    clock_at(today + datetime.timedelta(days=32))
    assert caller.get("/me/").status_code == 401


def _pk(caller: Caller) -> int:
    return connections.find(int(caller.text.split("_")[1]), caller.text).pk


def test_a_token_falls_asleep_with_the_role_and_the_login(world: World) -> None:
    caller = caller_of(world.a11.curator)
    User.objects.filter(pk=world.a11.curator.user_id).update(is_active=False)
    assert caller.get("/me/").status_code == 401
    User.objects.filter(pk=world.a11.curator.user_id).update(is_active=True)
    assert caller.get("/me/").status_code == 200
    with tenant_scope(world.region_a):
        Membership.objects.filter(pk=world.a11.curator.membership_id).update(valid_to=datetime.date(2026, 1, 1))
    assert caller.get("/me/").status_code == 401


def test_a_token_of_one_region_is_nothing_in_another(world: World) -> None:
    text = token_of(world.a11.head)
    moved = text.replace(f"nst_{world.region_a}_", f"nst_{world.region_b}_")
    assert Caller(moved).get("/me/").status_code == 401


def test_who_may_make_a_token(world: World) -> None:
    """Catches a mentor's, a council's or a parent's key; a key for ever; a key for nothing."""
    with acting(world.a11.council_chair) as actor, pytest.raises(Refusal):
        connections.make(actor=actor, name="x", scopes=["banks:read"], expires_on=actor.today)
    with acting(world.a11.head) as actor:
        for scopes, days in ((["banks:read"], 400), (["banks:read"], -1), ([], 10), (["everything"], 10)):
            with pytest.raises(Refusal):
                until = actor.today + datetime.timedelta(days=days)
                connections.make(actor=actor, name="x", scopes=scopes, expires_on=until)


def test_the_use_of_a_token_is_seen(world: World) -> None:
    caller = caller_of(world.a11.curator)
    caller.get("/me/")
    with tenant_scope(world.region_a):
        assert ApiToken.objects.get(pk=_pk(caller)).last_used_at is not None


def test_wrong_tokens_are_counted_and_limits_say_when_to_come_again(world: World, settings) -> None:
    for _try in range(30):
        Caller("nst_1_wrong").get("/me/")
    answer = Caller("nst_1_wrong").get("/me/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")


def test_a_token_calls_so_many_times_a_minute(world: World, settings) -> None:
    settings.API_LIMITS = {60: 3}
    caller = caller_of(world.a11.curator)
    assert [caller.get("/me/").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_answers_are_forgotten_after_a_day(world: World, clock_at) -> None:
    clock_at(datetime.datetime.now(UTC) + datetime.timedelta(days=2))
    housekeeping.clean_up()
    with tenant_scope(world.region_a):
        assert not ApiReply.objects.exists()


def test_only_what_the_role_can_use_is_offered(world: World) -> None:
    """Catches a scope that would open an empty list, and one that nobody is offered."""
    codes = {}
    for who in (world.a11.curator, world.a11.sysadmin, world.a10.coordinator):
        with acting(who) as actor:
            codes[who.role] = {code for code, _label in offered(actor)}
    assert codes["curator"] == set(ApiScope.values)
    people = {"people:read", "staff:read", "staff:write"}
    learning = {"training:read", "communities:read", "library:read", "practices:read"}
    assert codes["sysadmin"] == {"organizations:read", "orders:read", *people, *learning}
    above = {"training:write", "recognition:read", "monitoring:read"}
    assert codes["coordinator"] == {"organizations:read", "orders:read", *people, *learning, *above}
