"""Roles: where they are held, who gives them, acting ones, their end, the handover, the switch."""

import datetime

import pytest

from accounts.models import AuditEvent, Membership, Notice, Organization, Person
from accounts.permissions import SESSION_KEY
from accounts.refusal import Refusal
from accounts.roles import Role
from accounts.services import handover, memberships
from tests.support.people import acting
from tests.world import World

DAY = datetime.timedelta(days=1)


def _organization(node) -> Organization:
    return Organization.objects.select_related("region").get(pk=node.id)


def _person(member) -> Person:
    return Person.objects.get(pk=member.person_id)


def _appoint(actor, member, node, role: str, **more) -> memberships.Appointed:
    return memberships.appoint(
        actor=actor,
        person=_person(member),
        organization=_organization(node),
        role=role,
        valid_from=more.pop("valid_from", actor.today),
        **more,
    )


@pytest.mark.parametrize(
    ("role", "node"), [(Role.CURATOR, "a10"), (Role.MUNICIPAL_COORDINATOR, "a11"), (Role.REGION_OPERATOR, "a10")]
)
def test_a_role_is_held_only_where_it_makes_sense(world: World, role: str, node: str) -> None:
    with acting(world.a00.region_operator) as actor, pytest.raises(Refusal) as refusal:
        _appoint(actor, world.a11.psychologist, getattr(world, node), role)
    assert refusal.value.code == "place"


def test_a_curator_who_is_no_deputy_is_a_warning_not_a_refusal(world: World) -> None:
    """S1 4.1.2, S4 3.3; the world's own curator is a deputy."""
    with acting(world.a11.head) as actor:
        appointed = _appoint(actor, world.a11.psychologist, world.a11, Role.CURATOR)
        assert appointed.membership.pk and len(appointed.warnings) == 1
        deputy = _appoint(actor, world.a11.curator, world.a11, Role.SITE_EDITOR)
        assert deputy.warnings == []
        assert Notice.objects.filter(person_id=world.a11.psychologist.person_id, text__contains="куратор").exists()


def test_a_head_is_appointed_from_above_and_never_by_himself(world: World) -> None:
    with acting(world.a11.head) as actor, pytest.raises(Refusal) as refusal:
        _appoint(actor, world.a11.curator, world.a11, Role.HEAD)
    assert refusal.value.code == "head_from_above"
    with acting(world.a10.coordinator) as actor:
        with pytest.raises(Refusal):
            _appoint(actor, world.a10.coordinator, world.a11, Role.HEAD)
        assert _appoint(actor, world.a11.curator, world.a11, Role.HEAD).membership.role == Role.HEAD


def test_nobody_appoints_outside_his_reach_or_strangers(world: World) -> None:
    with acting(world.a11.head) as actor:
        for member, node in ((world.a11.curator, world.a12), (world.a12.curator, world.a11)):
            with pytest.raises(Refusal):
                _appoint(actor, member, node, Role.SITE_EDITOR)
    with acting(world.a11.curator) as actor, pytest.raises(Refusal):
        _appoint(actor, world.a11.psychologist, world.a11, Role.SITE_EDITOR)


def test_the_same_role_twice_and_two_chiefs_are_refused(world: World) -> None:
    with acting(world.a11.head) as actor:
        with pytest.raises(Refusal):
            _appoint(actor, world.a11.curator, world.a11, Role.CURATOR)
        with pytest.raises(Refusal) as refusal:
            _appoint(actor, world.a11.psychologist, world.a11, Role.CURATOR, is_chief=True)
        assert refusal.value.code == "chief"
        second = _appoint(actor, world.a11.psychologist, world.a11, Role.CURATOR, area="начальная школа")
        assert second.membership.area == "начальная школа"


def test_an_acting_head_stands_in_and_the_role_ends_by_itself(world: World, client_of, clock_at) -> None:
    with acting(world.a11.head) as actor:
        absent = Membership.objects.get(pk=world.a11.head.membership_id)
        acting_head = memberships.substitute(
            actor=actor,
            absent=absent,
            person=_person(world.a11.union),
            valid_from=actor.today,
            valid_to=actor.today + 3 * DAY,
            basis="приказ № 110-о",
        )
        assert acting_head.acting_for_id == world.a11.head.person_id
        with pytest.raises(Refusal):
            memberships.substitute(
                actor=actor,
                absent=absent,
                person=_person(world.a11.head),
                valid_from=actor.today,
                valid_to=actor.today + DAY,
            )
    client = client_of(world.a11.union)
    client.post("/roles/switch/", {"membership": acting_head.pk})
    assert "Руководитель" in client.get("/me/notices/").content.decode()
    clock_at(datetime.datetime.now(datetime.UTC) + 5 * DAY)
    client = client_of(world.a11.union)
    session = client.session
    session[SESSION_KEY] = acting_head.pk
    session.save()
    assert "Представитель профсоюза" in client.get("/me/notices/").content.decode()


def test_an_ended_role_opens_nothing_on_the_next_request(world: World, client_of) -> None:
    client = client_of(world.a11.site_editor)
    assert client.get(f"/organizations/{world.a11.id}/").status_code == 200
    with acting(world.a11.head) as actor:
        row = Membership.objects.get(pk=world.a11.site_editor.membership_id)
        memberships.end(actor=actor, membership=row, on=actor.today, reason="приказ № 5")
        with pytest.raises(Refusal):
            memberships.end(actor=actor, membership=row, on=actor.today)
    answer = client.get(f"/organizations/{world.a11.id}/")
    assert (answer.status_code, answer["Location"]) == (302, "/roles/none/")
    assert client.get("/roles/none/").status_code == 200


def test_a_head_does_not_end_his_own_role(world: World) -> None:
    with acting(world.a11.head) as actor, pytest.raises(Refusal) as refusal:
        memberships.end(
            actor=actor, membership=Membership.objects.get(role="head", organization=world.a11.id), on=actor.today
        )
    assert refusal.value.code == "head_from_above"


def test_the_handover_passes_roles_and_what_waits_by_one_press(world: World) -> None:
    with acting(world.a11.head) as actor:
        leaver, successor = _person(world.a11.curator), _person(world.a11.psychologist)
        pending = handover.pending(actor, leaver)
        assert [row.role for row in pending.roles] == [Role.CURATOR]
        assert len(pending.lines) >= 2  # terms of the role and a notice
        given = handover.hand_over(actor=actor, person=leaver, successor=successor, on=actor.today, basis="увольнение")
        assert [(row.role, row.person_id, row.is_chief) for row in given] == [(Role.CURATOR, successor.pk, True)]
        assert Membership.objects.get(pk=world.a11.curator.membership_id).valid_to == actor.today
        assert not Notice.objects.filter(person=leaver, read_at=None).exists()
        assert Notice.objects.filter(person=successor, text=f"Лично A11-{Role.CURATOR}").exists()
        assert AuditEvent.objects.get(verb="handover.do").data["successor"] == successor.pk
        with pytest.raises(Refusal) as refusal:
            handover.hand_over(actor=actor, person=leaver, successor=successor, on=actor.today)
        assert refusal.value.code == "nothing"


def test_the_handover_of_a_head_comes_from_above(world: World) -> None:
    with acting(world.a11.head) as actor, pytest.raises(Refusal):
        handover.hand_over(
            actor=actor, person=_person(world.a11.head), successor=_person(world.a11.curator), on=actor.today
        )
    with acting(world.a10.head) as actor:
        given = handover.hand_over(
            actor=actor, person=_person(world.a11.head), successor=_person(world.a11.curator), on=actor.today
        )
        assert [row.role for row in given] == [Role.HEAD]


def test_a_login_switches_only_between_its_own_roles(world: World, client_of) -> None:
    with acting(world.a11.head) as actor:
        second = _appoint(actor, world.a11.head, world.a11, Role.COUNCIL_CHAIR).membership
    client = client_of(world.a11.head)
    page = client.get("/roles/").content.decode()
    assert "Руководитель" in page and "Председатель совета" in page
    client.post("/roles/switch/", {"membership": second.pk})
    assert client.get("/people/").status_code == 403
    for foreign in (world.a12.head.membership_id, "99999999", "x", ""):
        client.post("/roles/switch/", {"membership": foreign})
        assert client.get("/people/").status_code == 403


def test_offices_come_before_personal_roles(world: World, client_of) -> None:
    with acting(world.a11.head) as actor:
        _appoint(actor, world.a11.head, world.a11, Role.MENTOR)
    client = client_of(world.a11.head)
    session = client.session
    del session[SESSION_KEY]
    session.save()
    assert client.get("/people/").status_code == 200


def test_the_form_appoints_with_a_warning(world: World, client_of) -> None:
    client = client_of(world.a11.head)
    address = f"/organizations/{world.a11.id}/appoint/"
    form = {"role": "curator", "person": world.a11.psychologist.person_id, "valid_from": "01.09.2026", "basis": "№ 1"}
    answer = client.post(address, form, follow=True)
    assert "Роль назначена" in answer.content.decode() and "заместителя" in answer.content.decode()
    again = client.post(address, form)
    assert again.status_code == 422 and "уже есть" in again.content.decode()
    bad = client.post(address, {**form, "valid_from": "31.11.2026"})
    assert bad.status_code == 422
