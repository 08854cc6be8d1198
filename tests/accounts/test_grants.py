"""Accesses to one object: dates decide, not guardian; nothing crosses regions; every step is on record."""

import datetime

import pytest

from accounts.grantable import kind_of
from accounts.models import AuditEvent, Notice, Organization, OrganizationGrant, Person, User
from accounts.permissions import guardian_says
from accounts.refusal import Refusal
from accounts.services import grants
from tests.support.people import acting
from tests.world import World

DAY = datetime.timedelta(days=1)
OUTSIDER = "a22"  # a school of the other municipality: nobody of a11 sees it


def _give(world: World, *, until: datetime.timedelta = 30 * DAY, member=None) -> OrganizationGrant:
    with acting(member or world.a11.head) as actor:
        return grants.give(
            actor=actor,
            obj=Organization.objects.get(pk=world.a11.id),
            person=Person.objects.get(pk=world.a22.psychologist.person_id),
            until=actor.today + until,
            reason="экспертиза",
        )


def _sees(world: World) -> bool:
    with acting(world.a22.psychologist) as guest:
        return Organization.objects.visible_to(guest).filter(pk=world.a11.id).exists()


def test_the_guest_sees_one_card_and_nothing_else(world: World, client_of) -> None:
    client = client_of(world.a22.psychologist)
    assert client.get(f"/organizations/{world.a11.id}/").status_code == 404
    _give(world)
    page = client.get(f"/organizations/{world.a11.id}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "отдельным доступом" in text and world.a11.contacts_word not in text
    assert client.get(f"/organizations/{world.a12.id}/").status_code == 404
    with acting(world.a22.psychologist) as guest:
        assert not Person.objects.visible_to(guest).filter(pk=world.a11.rows["guest"]).exists()


def test_an_expired_grant_gives_nothing_although_guardian_still_says_yes(world: World, clock_at) -> None:
    _give(world, until=2 * DAY)
    assert _sees(world)
    clock_at(datetime.datetime.now(datetime.UTC) + 4 * DAY)
    assert not _sees(world)
    with acting(world.a22.psychologist) as guest:
        user = User.objects.get(pk=guest.user_id)
        assert guardian_says(user, "accounts.view_organization", Organization.objects.get(pk=world.a11.id))


def test_the_last_day_is_a_day_of_access(world: World) -> None:
    _give(world, until=datetime.timedelta())
    assert _sees(world)


def test_a_revoked_grant_is_gone_at_once_and_given_again_on_the_same_row(world: World) -> None:
    grant = _give(world)
    kind = kind_of("organization")
    with acting(world.a11.curator) as actor:
        assert grants.revoke(actor=actor, kind=kind, pk=grant.pk).revoked_at is not None
        assert grants.revoke(actor=actor, kind=kind, pk=grant.pk) is not None
    assert not _sees(world)
    assert _give(world).pk == grant.pk and _sees(world)
    with acting(world.a11.head):
        verbs = list(
            AuditEvent.objects.filter(object_id=grant.pk, verb__startswith="grant.").values_list("verb", flat=True)
        )
    assert sorted(verbs) == ["grant.give", "grant.prolong", "grant.revoke"]


def test_the_guest_is_told(world: World) -> None:
    _give(world)
    with acting(world.a22.psychologist) as guest:
        assert Notice.objects.visible_to(guest).filter(text__startswith="Вам открыт доступ").exists()


def test_grants_keep_their_limits(world: World) -> None:
    cases = ((-DAY, "refused"), (367 * DAY, "year"))
    for until, code in cases:
        with pytest.raises(Refusal) as refusal:
            _give(world, until=until)
        assert refusal.value.code == code
    for member in (world.a11.sysadmin, world.a12.head, world.a10.coordinator):
        with pytest.raises(Refusal) as refusal:
            _give(world, member=member)
        assert refusal.value.code == "permission"


def test_nothing_is_granted_across_regions_or_without_a_login(world: World) -> None:
    with acting(world.a11.head) as actor:
        here = Organization.objects.get(pk=world.a11.id)
        foreign = Person(pk=world.b11.head.person_id, region_id=world.region_b)
        guest = Person.objects.get(pk=world.a11.rows["guest"])
        for person in (foreign, guest):
            with pytest.raises(Refusal) as refusal:
                grants.give(actor=actor, obj=here, person=person, until=actor.today, reason="проба")
            assert refusal.value.code == "no_login"
        with pytest.raises(Refusal):
            grants.give(
                actor=actor, obj=here, person=Person.objects.get(pk=actor.person_id), until=actor.today, reason="себе"
            )


def test_a_stranger_is_named_by_his_own_code_only(world: World, client_of) -> None:
    with acting(world.a22.psychologist) as guest:
        code = grants.personal_code(guest)
        assert grants.personal_code(guest) == code
    client = client_of(world.a11.head)
    address = f"/access/new/organization/{world.a11.id}/"
    form = {"who": "", "code": f"{code[:4]} {code[4:]}", "until": "01.01.2027", "reason": "экспертиза"}
    foreign = client_of(world.b11.head).post(f"/access/new/organization/{world.b11.id}/", form)
    assert foreign.status_code == 422
    assert client.post(address, {**form, "code": "00000000"}).status_code == 422
    assert client.post(address, form).status_code == 302
    assert _sees(world)
    assert world.a22.psychologist.full_name.split()[0] in client.get("/access/").content.decode()


def test_guessing_codes_of_people_is_stopped(world: World, client_of) -> None:
    client = client_of(world.a11.head)
    form = {"who": "", "code": "00000000", "until": "01.01.2027", "reason": "проба"}
    answers = [client.post(f"/access/new/organization/{world.a11.id}/", form).status_code for _try in range(6)]
    assert answers == [422] * 5 + [429]


def test_the_page_closes_an_access_by_one_press(world: World, client_of) -> None:
    grant = _give(world)
    client = client_of(world.a11.curator)
    assert "экспертиза" in client.get("/access/").content.decode()
    assert client.post(f"/access/organization/{grant.pk}/revoke/").status_code == 302
    assert not _sees(world)
    for address in (f"/access/organization/{grant.pk}/revoke/", f"/access/nothing/{grant.pk}/revoke/"):
        assert client_of(world.a12.head).post(address).status_code == 404
