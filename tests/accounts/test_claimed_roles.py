"""Roles of people from a real OpenID Connect provider on the loopback: given, changed, taken away; never more.

«Сетевой край» serves region A below its municipality A10: it names its head, its methodist of the МНЦ and curators.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts import clock
from accounts.models import AuditEvent, Membership, Notice, Organization, User
from accounts.services import claimed_roles, memberships
from accounts.services.housekeeping import clean_up
from accounts.tenancy import tenant_scope
from tests.accounts.provider import Net, serving
from tests.support.people import acting
from tests.world import PASSWORD, Member, World

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
MOSCOW = ZoneInfo("Europe/Moscow")
ROLE = '[[provider.role]]\nclaim = "positions"\nvalue = "{value}"\nrole = "{role}"\norganization_claim = "org"\n'
ROLES = "".join(
    ROLE.format(value=value, role=role)
    for value, role in (
        ("director", "head"),
        ("editor", "site_editor"),
        ("deputy", "curator"),
        ("officer", "mnc_officer"),
    )
)
OGRN = {"a11": "1027100000011", "a12": "1027100000012", "a21": "1027100000021", "b11": "1027100000111"}


@pytest.fixture
def net(world: World, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Net]:
    for code, ogrn in OGRN.items():
        with tenant_scope(world.nodes[code.upper()].region_id):
            Organization.objects.filter(pk=world.nodes[code.upper()].id).update(ogrn=ogrn)
    more = f'region = "region-a"\nunder = "a10"\n{ROLES}'
    with serving(settings, tmp_path, monkeypatch, ["a11.test", "a12.test", "a10.test"], more) as found:
        yield found


@pytest.fixture
def tell(net: Net) -> Callable[..., Client]:
    """``tell(member, org=…, positions=…)``: the provider says so of him, and he comes through it."""

    def through(member: Member, *, factor: bool = False, **claims: Any) -> Client:
        net.says(f"n-{member.user_id}", email=member.email, email_verified=True, **claims)
        return net.bring(f"n-{member.user_id}", factor=factor)

    return through


def held(member: Member, *, claimed: bool = True) -> list[tuple[str, str]]:
    """(role, slug) of what he holds today, by claims or else by hand."""
    with tenant_scope(member.region_id):
        rows = Membership.objects.in_force(clock.today(MOSCOW)).filter(person_id=member.person_id)
        rows = rows.exclude(provider="") if claimed else rows.filter(provider="")
        return sorted(rows.values_list("role", "organization__slug"))


def verbs(world: World) -> list[str]:
    with tenant_scope(world.region_a):
        rows = AuditEvent.objects.filter(verb__startswith="membership.claim").order_by("pk")
        return list(rows.values_list("verb", flat=True))


def test_a_role_comes_changes_and_goes_with_the_claim(world: World, tell: Callable) -> None:
    union = world.a11.union
    own = held(union, claimed=False)
    tell(union, org=OGRN["a12"], positions=["editor"])
    assert held(union) == [("site_editor", "a12")]
    tell(union, org=OGRN["a12"], positions=["editor"])
    assert held(union) == [("site_editor", "a12")]
    tell(union, org=[OGRN["a11"]], positions="editor")
    assert held(union) == [("site_editor", "a11")]
    tell(union, org=OGRN["a11"], positions="guard")
    assert held(union) == []
    assert held(union, claimed=False) == own == [("union", "a11")]
    assert verbs(world) == ["membership.claim", "membership.claim_end"] * 2
    assert SocialAccount.objects.get().extra_data == {}


def test_what_a_person_has_given_is_never_taken(world: World, tell: Callable) -> None:
    """The editor of A11 was appointed by hand: the claim neither doubles nor ends it."""
    editor = world.a11.site_editor
    tell(editor, org=OGRN["a11"], positions="editor")
    assert held(editor) == []
    tell(editor, org=OGRN["a11"], positions=None)
    assert held(editor, claimed=False) == [("site_editor", "a11")]


def test_what_a_person_has_ended_stays_ended_while_it_is_claimed(world: World, tell: Callable) -> None:
    union = world.a11.union
    tell(union, org=OGRN["a11"], positions="editor")
    with acting(world.a11.head) as actor:
        row = Membership.objects.get(person_id=union.person_id, provider="net")
        memberships.end(actor=actor, membership=row, on=actor.today, reason="не редактор")
    tell(union, org=OGRN["a11"], positions="editor")
    assert held(union) == []
    tell(union, org=OGRN["a11"], positions="guard")
    tell(union, org=OGRN["a11"], positions="editor")  # the provider has taken it back and says it anew
    assert held(union) == [("site_editor", "a11")]


@pytest.mark.parametrize("org", [OGRN["b11"], OGRN["a21"], "1027100000999", "", None, ["1", "2"], {"a": 1}, "1" * 9000])
def test_an_organization_that_is_not_below_its_own_gives_nothing(world: World, tell: Callable, org: Any) -> None:
    """Another region's, another municipality's, nobody's, and what is no code at all."""
    tell(world.a11.union, org=org, positions=["editor", "director"])
    assert held(world.a11.union) == []
    assert held(world.b11.union) == []
    assert verbs(world) == []


def test_two_organizations_of_one_code_are_none(world: World, tell: Callable) -> None:
    with tenant_scope(world.region_a):
        Organization.objects.filter(pk=world.a12.id).update(ogrn=OGRN["a11"])
    tell(world.a11.union, org=OGRN["a11"], positions="editor")
    assert held(world.a11.union) == []


def test_an_order_appoints_the_curator_the_provider_only_proposes(world: World, tell: Callable) -> None:
    """S1 п. 4.1: the head reads it once, with the page of appointment filled in."""
    union = world.a11.union
    for _again in range(2):
        tell(union, org=OGRN["a11"], positions="deputy")
    assert held(union) == []
    with tenant_scope(world.region_a):
        notice = Notice.objects.get(person_id=world.a11.head.person_id, dedupe_key__startswith="claim:")
    assert notice.url == f"/organizations/{world.a11.id}/appoint/?role=curator&person={union.person_id}"
    assert union.full_name.split()[0] not in notice.text  # it goes by mail too
    assert verbs(world) == ["membership.claim_propose"]


def test_a_second_head_is_proposed_to_those_above(world: World, tell: Callable) -> None:
    """A11 has a head who signs its orders: the provider makes no other one beside him."""
    tell(world.a11.union, org=OGRN["a11"], positions="director")
    assert held(world.a11.union) == []
    with tenant_scope(world.region_a):
        told = set(Notice.objects.filter(dedupe_key__startswith="claim:").values_list("person_id", flat=True))
    assert told == {world.a10.head.person_id, world.a10.coordinator.person_id}


def test_a_school_without_a_head_gets_the_one_whom_the_provider_names(world: World, tell: Callable) -> None:
    with tenant_scope(world.region_a):
        row = Membership.objects.get(pk=world.a12.head.membership_id)
        memberships.close_role(row, clock.today(MOSCOW))
    tell(world.a11.union, org=OGRN["a12"], positions="director")
    assert held(world.a11.union) == [("head", "a12")]


def test_a_role_is_given_where_it_is_held_alone(world: World, tell: Callable) -> None:
    """An officer of an МНЦ is none at a school, and the table names no other place."""
    tell(world.a11.union, org=OGRN["a11"], positions="officer")
    assert held(world.a11.union) == []


def test_an_address_that_is_not_verified_is_nobody(world: World, net: Net) -> None:
    for sub, verified in (("u-1", False), ("u-2", "true"), ("u-3", None)):
        net.says(sub, email=world.a11.union.email, email_verified=verified, org=OGRN["a11"], positions="editor")
        assert "sessionid" not in net.bring(sub).cookies or held(world.a11.union) == []
    assert held(world.a11.union) == []
    assert not SocialAccount.objects.exists()


def test_nothing_is_given_before_the_second_factor(world: World, tell: Callable, net: Net) -> None:
    coordinator = world.a10.coordinator
    tell(coordinator, org=OGRN["a11"], positions="editor")
    assert held(coordinator) == []
    tell(coordinator, factor=True, org=OGRN["a11"], positions="editor")
    assert held(coordinator) == [("site_editor", "a11")]


@pytest.mark.parametrize(
    "claims",
    [
        {"email": ["a"], "email_verified": True}, {"email": "x" * 5000, "email_verified": True},
        {"name": ["x"], "preferred_username": "y" * 5000, "picture": None}, {"email": None, "email_verified": []},
    ],
)  # fmt: skip
def test_an_answer_that_is_no_answer_is_a_failed_sign_in(net: Net, claims: dict[str, Any]) -> None:
    net.says("h-1", **claims)
    net.bring("h-1")
    assert net.answer.status_code in {200, 302, 401}
    assert not SocialAccount.objects.exists()


def test_what_is_not_confirmed_for_its_days_ends_by_night(
    world: World, tell: Callable, clock_at: Callable, settings: Any
) -> None:
    tell(world.a11.union, org=OGRN["a11"], positions="editor")
    now = clock.now()
    clock_at(now + timedelta(days=29))
    clean_up()
    assert held(world.a11.union) == [("site_editor", "a11")]
    clock_at(now + timedelta(days=31))
    clean_up()
    assert held(world.a11.union) == []


def test_a_provider_that_may_give_roles_no_more_has_given_none(world: World, tell: Callable, settings: Any) -> None:
    tell(world.a11.union, org=OGRN["a11"], positions="editor")
    settings.OIDC = {}
    with tenant_scope(world.region_a):
        assert claimed_roles.end_unconfirmed() == 1
    assert held(world.a11.union) == []


@pytest.mark.parametrize("change", [{"roles": ()}, {"region": "region-b"}, {"under": "a12"}])
def test_a_narrower_table_takes_back_by_night(world: World, tell: Callable, settings: Any, change: Any) -> None:
    """The operator has struck the role out, or the provider speaks of another place: nobody waits for his days."""
    tell(world.a11.union, org=OGRN["a11"], positions="editor")
    settings.OIDC = {"net": replace(settings.OIDC["net"], **change)}
    with tenant_scope(world.region_a):
        assert claimed_roles.end_unconfirmed() == 1
    assert held(world.a11.union) == []


def test_whom_a_person_has_dismissed_is_proposed_and_not_given(world: World, tell: Callable) -> None:
    """The director was appointed by hand and dismissed by hand; the provider has not heard of it."""
    head = world.a11.head
    with acting(world.a10.coordinator) as actor:
        row = Membership.objects.get(pk=head.membership_id)
        memberships.end(actor=actor, membership=row, on=actor.today, reason="уволен")
    tell(head, org=OGRN["a11"], positions="director")
    assert held(head) == []
    with tenant_scope(world.region_a):
        assert Notice.objects.filter(text__contains="предлагает роль").exists()


def test_a_role_that_ends_later_waits_for_its_confirmation_too(
    world: World, tell: Callable, clock_at: Callable
) -> None:
    tell(world.a11.union, org=OGRN["a11"], positions="editor")
    with acting(world.a11.head) as actor:
        row = Membership.objects.get(person_id=world.a11.union.person_id, provider="net")
        memberships.end(actor=actor, membership=row, on=actor.today + timedelta(days=200), reason="до лета")
    clock_at(clock.now() + timedelta(days=31))
    clean_up()
    assert held(world.a11.union) == []


def test_leaving_names_to_the_provider_whom_it_lets_go(world: World, tell: Callable, net: Net) -> None:
    """RP-Initiated Logout: end_session_endpoint with the token of the sign-in, back to our page."""
    client = tell(world.a11.union, org=OGRN["a11"], positions="editor")
    assert "eyJ" not in str(dict(client.session))  # the token is sealed while it waits
    leave = urlsplit(client.post("/account/logout/").url)
    asked = parse_qs(leave.query)
    assert f"{leave.scheme}://{leave.netloc}" == net.address
    assert asked["id_token_hint"][0].count(".") == 2
    assert asked["client_id"] == ["mentoring"]
    page = requests.get(leave.geturl(), timeout=5)
    assert page.ok and asked["post_logout_redirect_uri"][0] in page.text
    assert User.objects.get(pk=world.a11.union.user_id).check_password(PASSWORD)
