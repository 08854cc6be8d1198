"""Two at once, with real connections: each verb has one effect, and the second gets a clear answer."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from accounts import oidc
from accounts.models import AccessLink, Invitation, Membership, Organization, OrganizationGrant, Person, User
from accounts.oidc_roles import Claimed, RoleRow
from accounts.refusal import Refusal
from accounts.services import access_links, claimed_roles, grants, handover, invitations, memberships, organizations
from accounts.services.organizations import OrganizationFields
from accounts.tenancy import tenant_scope
from tests.engine.kit import at_once
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
SITE = "http://localhost:8000"


def outcome(work: Callable[[], object]) -> str:
    """«done», or the code of the refusal."""
    try:
        work()
    except Refusal as refusal:
        return refusal.code
    return "done"


def test_twelve_presses_on_one_invitation_make_one_login(world: World) -> None:
    with acting(world.a11.curator) as actor:
        sent = invitations.send(actor=actor, person=Person.objects.get(pk=world.a11.rows["guest"]))
        path = invitations.address_of(sent.region, sent.pk).removeprefix(SITE)
    statuses = at_once(12, lambda: Client().post(path, {"password": "четыре слова про осень"}).status_code)
    assert sorted(statuses) == [302] + [410] * 11
    assert User.objects.filter(email="new@a11.test").count() == 1


def test_twelve_phones_with_one_code_open_one_session(world: World) -> None:
    with acting(world.a11.curator) as actor:
        given = access_links.give(actor=actor, person=Person.objects.get(pk=world.a11.rows["pupil"]))
    path = given.address.removeprefix(SITE)
    statuses = at_once(12, lambda: Client().post(path).status_code)
    assert sorted(statuses) == [302] + [410] * 11
    with tenant_scope(world.region_a):
        assert AccessLink.objects.filter(pk=given.link.pk, used_at__isnull=False).count() == 1


def test_two_curators_inviting_at_once_leave_one_open_link(world: World) -> None:
    def send() -> None:
        with acting(world.a11.curator) as actor:
            invitations.send(actor=actor, person=Person.objects.get(pk=world.a11.rows["guest"]))

    assert set(at_once(8, lambda: outcome(send))) == {"done"}
    with tenant_scope(world.region_a):
        rows = Invitation.objects.filter(person_id=world.a11.rows["guest"])
        assert rows.filter(accepted_at=None, revoked_at=None).count() == 1


def test_eight_presses_give_a_role_once(world: World) -> None:
    def appoint() -> None:
        with acting(world.a11.head) as actor:
            memberships.appoint(
                actor=actor,
                person=Person.objects.get(pk=world.a11.psychologist.person_id),
                organization=Organization.objects.get(pk=world.a11.id),
                role="curator",
                valid_from=actor.today,
            )

    outcomes = at_once(8, lambda: outcome(appoint))
    assert outcomes.count("done") == 1 and outcomes.count("refused") == 7
    with tenant_scope(world.region_a):
        assert Membership.objects.filter(person_id=world.a11.psychologist.person_id, role="curator").count() == 1


def test_eight_presses_hand_over_once(world: World) -> None:
    def pass_on() -> None:
        with acting(world.a11.head) as actor:
            handover.hand_over(
                actor=actor,
                person=Person.objects.get(pk=world.a11.curator.person_id),
                successor=Person.objects.get(pk=world.a11.psychologist.person_id),
                on=actor.today,
            )

    outcomes = at_once(8, lambda: outcome(pass_on))
    assert outcomes.count("done") == 1 and set(outcomes) <= {"done", "nothing", "already"}
    with tenant_scope(world.region_a):
        assert Membership.objects.filter(person_id=world.a11.psychologist.person_id, role="curator").count() == 1


def test_eight_grants_are_one_row(world: World) -> None:
    def give() -> None:
        with acting(world.a11.head) as actor:
            grants.give(
                actor=actor,
                obj=Organization.objects.get(pk=world.a11.id),
                person=Person.objects.get(pk=world.a22.psychologist.person_id),
                until=actor.today,
                reason="экспертиза",
            )

    assert set(at_once(8, lambda: outcome(give))) == {"done"}
    with tenant_scope(world.region_a):
        assert OrganizationGrant.objects.filter(user_id=world.a22.psychologist.user_id).count() == 1


def test_sixteen_moves_at_once_leave_every_path_true(world: World) -> None:
    with acting(world.a00.region_operator) as actor:
        root = Organization.objects.get(pk=world.a00.id)
        schools = [
            organizations.create(
                actor=actor,
                kind="school",
                parent=root,
                fields=OrganizationFields(name=f"Ш{n}", short_name=f"Ш{n}", school_kind="general"),
            ).pk
            for n in range(8)
        ]
    turns = iter(schools * 2)

    def move() -> None:
        school = next(turns)
        target = world.a10.id if school % 2 else world.a20.id
        with acting(world.a00.region_operator) as actor:
            organizations.move(
                actor=actor,
                organization=Organization.objects.get(pk=school),
                parent=Organization.objects.get(pk=target),
                on=actor.today,
                reason="проба",
            )

    at_once(16, lambda: outcome(move))
    with tenant_scope(world.region_a):
        for row in Organization.objects.select_related("parent"):
            assert row.path == f"{row.parent.path if row.parent else '/'}{row.pk}/"


def test_two_stale_tabs_and_one_winner(world: World) -> None:
    numbers = iter(range(100, 108))

    def save() -> str:
        phone = f"({next(numbers)})"
        with acting(world.a11.head) as actor:
            row = Organization.objects.get(pk=world.a11.id)
            fields = OrganizationFields(**{**organizations.current_fields(row).__dict__, "phone": phone})
            organizations.edit(actor=actor, organization=row, version=1, fields=fields)
        return phone

    outcomes = at_once(8, lambda: outcome(save))
    assert sorted(outcomes) == ["done"] + ["stale"] * 7
    with tenant_scope(world.region_a):
        assert Organization.objects.get(pk=world.a11.id).version == 2


def test_a_closing_and_a_move_at_once_each_happen_once(world: World) -> None:
    today = datetime.date.today()
    turns = iter(["close", "move"] * 4)

    def work() -> None:
        turn = next(turns)
        with acting(world.a00.region_operator) as actor:
            school = Organization.objects.get(pk=world.a11.id)
            center = Organization.objects.get(pk=world.a2m.id)
            if turn == "close":
                organizations.close(actor=actor, organization=center, on=today, reason="проба")
            else:
                target = Organization.objects.get(pk=world.a20.id)
                organizations.move(actor=actor, organization=school, parent=target, on=today, reason="проба")

    outcomes = at_once(8, lambda: outcome(work))
    assert outcomes.count("done") == 2


def _net() -> oidc.Provider:
    rows = tuple(RoleRow("p", value, value, "o", "slug") for value in ("head", "site_editor"))
    return oidc.Provider(
        id="net", name="Сетевой край", server_url="", client_id="", secret="", trusts_email=False, domains=(), scope=(),
        origins=(), region="region-a", roles=rows,
    )  # fmt: skip


def test_eight_sign_ins_at_once_give_a_claimed_role_once(world: World) -> None:
    union = world.a11.union
    user, claims = User.objects.get(pk=union.user_id), [Claimed("site_editor", "slug", "a12")]
    at_once(8, lambda: claimed_roles.apply(provider=_net(), user=user, claims=claims))
    with tenant_scope(world.region_a):
        assert Membership.objects.filter(person_id=union.person_id, role="site_editor").count() == 1


def test_of_two_whom_a_provider_calls_the_head_one_is(world: World) -> None:
    """A12 has lost its head; both come in at one moment: the second is only proposed."""
    with tenant_scope(world.region_a):
        Membership.objects.filter(pk=world.a12.head.membership_id).update(valid_to="2022-01-01")
    users = [User.objects.get(pk=member.user_id) for member in (world.a11.union, world.a12.union)] * 4
    claims = [Claimed("head", "slug", "a12")]
    at_once(8, lambda: claimed_roles.apply(provider=_net(), user=users.pop(), claims=claims))
    with tenant_scope(world.region_a):
        assert Membership.objects.filter(organization_id=world.a12.id, role="head", valid_to=None).count() == 1
