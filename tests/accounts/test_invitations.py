"""Invitations: single use, seven days, one answer for every closed link, nothing told without the mailbox."""

import datetime
import json
import re

import pytest
from django.core import mail as outbox_of_django
from django.test import Client

from accounts.models import AuditEvent, Invitation, Membership, OutboxMessage, Person, Region, User
from accounts.refusal import Refusal
from accounts.services import invitations
from accounts.tenancy import tenant_scope
from tests.support.people import acting
from tests.world import World

PASSWORD = "четыре слова про осень"
WEEK = datetime.timedelta(days=7)


def _guest(node) -> Person:
    return Person.objects.get(pk=node.rows["guest"])


def _send(world: World, node=None, member=None) -> str:
    """The path of a fresh link to the school's guest."""
    node = node or world.a11
    with acting(member or node.curator) as actor:
        sent = invitations.send(actor=actor, person=_guest(node))
        address = invitations.address_of(sent.region, sent.pk)
    return address.removeprefix("http://localhost:8000")


def _region(world: World) -> Region:
    return Region.objects.get(pk=world.region_a)


def test_the_link_makes_a_login_once(world: World) -> None:
    path, client = _send(world), Client()
    assert "new@a11.test" in client.get(path).content.decode()
    answer = client.post(path, {"password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    user = User.objects.get(email="new@a11.test")
    assert user.check_password(PASSWORD) and client.session["_auth_user_id"] == str(user.pk)
    with tenant_scope(world.region_a):
        assert Person.objects.get(user=user).pk == world.a11.rows["guest"]
        event = AuditEvent.objects.get(verb="invitation.accept")
        assert (event.user_id, event.organization_id) == (user.pk, world.a11.id)
    for again in (Client().get(path), Client().post(path, {"password": PASSWORD})):
        assert again.status_code == 410 and "Эта ссылка" in again.content.decode()
    assert User.objects.filter(email="new@a11.test").count() == 1


def test_roles_follow_the_new_login(world: World) -> None:
    with acting(world.a11.head):
        Membership.objects.create(
            person=_guest(world.a11), organization_id=world.a11.id, role="union", valid_from=datetime.date(2021, 9, 1)
        )
    path, client = _send(world), Client()
    client.post(path, {"password": PASSWORD})
    assert client.get("/organizations/")["Location"] == f"/organizations/{world.a11.id}/"


@pytest.mark.parametrize("password", ["", "короткий", "new@a11.test", "password1234"])
def test_weak_passwords_come_back_with_words(world: World, password: str) -> None:
    path = _send(world)
    answer = Client().post(path, {"password": password})
    assert answer.status_code == 422
    assert not User.objects.filter(email="new@a11.test").exists()


def test_every_closed_link_gets_one_and_the_same_answer(world: World, clock_at) -> None:
    used = _send(world, world.a12)
    Client().post(used, {"password": PASSWORD})
    resent = _send(world)
    current = _send(world)
    foreign = _send(world, world.b11).replace("region-b", "region-a")
    revoked = _send(world, world.a21)
    with acting(world.a21.curator) as actor:
        row = Invitation.objects.get(person=_guest(world.a21), revoked_at=None)
        invitations.revoke(actor=actor, invitation=row)
        invitations.revoke(actor=actor, invitation=row)
    closed = [used, resent, foreign, revoked, "/invite/region-a/zzz/", "/invite/nowhere/zzz/", f"{current[:-2]}x/"]
    pages = [Client().get(path) for path in closed]
    assert {page.status_code for page in pages} == {410}
    assert len({re.sub(r'value="[^"]*"', "", page.content.decode()) for page in pages}) == 1
    assert Client().get(current).status_code == 200
    clock_at(datetime.datetime.now(datetime.UTC) + WEEK + datetime.timedelta(minutes=1))
    assert Client().get(current).status_code == 410


def test_an_address_with_a_login_signs_in_before_it_is_joined(world: World) -> None:
    """The same person teaches in both regions: the second invitation adds a role to the login that he has."""
    owner = User.objects.get(pk=world.b11.head.user_id)
    with acting(world.a11.curator) as actor:
        sent = invitations.send(actor=actor, person=_guest(world.a11), email=owner.email)
        path = invitations.address_of(sent.region, sent.pk).removeprefix("http://localhost:8000")
    page = Client().get(path).content.decode()
    assert "Войти" in page and 'name="password"' not in page
    assert Client().post(path, {"password": PASSWORD}).status_code == 200  # nothing happens
    stranger = Client()
    stranger.force_login(User.objects.get(pk=world.a12.head.user_id), "django.contrib.auth.backends.ModelBackend")
    assert "сначала выйдите" in stranger.get(path).content.decode()
    stranger.post(path)
    client = Client()
    client.force_login(owner, "django.contrib.auth.backends.ModelBackend")
    assert "Принять приглашение" in client.get(path).content.decode()
    assert client.post(path).status_code == 302
    with tenant_scope(world.region_a):
        assert _guest(world.a11).user_id == owner.pk
    assert client.get(path).status_code == 410


def test_a_login_is_one_card_in_a_region(world: World) -> None:
    owner = User.objects.get(pk=world.a12.curator.user_id)
    with acting(world.a11.curator) as actor:
        sent = invitations.send(actor=actor, person=_guest(world.a11), email=owner.email)
        path = invitations.address_of(sent.region, sent.pk).removeprefix("http://localhost:8000")
    client = Client()
    client.force_login(owner, "django.contrib.auth.backends.ModelBackend")
    answer = client.post(path)
    assert answer.status_code == 409 and "другой карточке" in answer.content.decode()
    with tenant_scope(world.region_a):
        assert _guest(world.a11).user_id is None


def test_the_queue_and_the_database_hold_no_secret_but_the_letter_does(world: World) -> None:
    from accounts.mail import compose

    path = _send(world)
    secret = path.rstrip("/").rsplit("/", 1)[-1]
    with tenant_scope(world.region_a):
        message = OutboxMessage.objects.get(dedupe_key__startswith="invitation:")
        assert secret not in json.dumps(message.payload)
        assert secret not in json.dumps(list(Invitation.objects.values("secret_hash", "email")))
        letter = compose(message)
    assert f"http://localhost:8000{path}" in letter.body
    assert letter.to == ["new@a11.test"] and not outbox_of_django.outbox


def test_a_head_is_invited_by_those_who_appoint(world: World) -> None:
    with acting(world.a11.head):
        Membership.objects.create(
            person=_guest(world.a11), organization_id=world.a11.id, role="head", valid_from=datetime.date(2021, 9, 1)
        )
    for member in (world.a11.sysadmin, world.a11.curator):
        with acting(member) as actor, pytest.raises(Refusal) as refusal:
            invitations.send(actor=actor, person=_guest(world.a11), email="mine@evil.test")
        assert refusal.value.code == "head_from_above"
    with acting(world.a10.coordinator) as actor:
        assert invitations.send(actor=actor, person=_guest(world.a11)).pk


def test_nobody_is_invited_without_an_address_twice_or_by_a_stranger(world: World) -> None:
    with acting(world.a11.curator) as actor:
        for person_id, code in (
            (world.a11.rows["pupil"], "no_email"),
            (world.a11.psychologist.person_id, "refused"),  # signs in already
            (world.a12.rows["guest"], "not_visible"),
        ):
            with pytest.raises(Refusal) as refusal:
                invitations.send(actor=actor, person=Person.objects.get(pk=person_id))
            assert refusal.value.code == code


def test_a_corrected_address_puts_the_letter_to_the_wrong_one_out(world: World, client_of) -> None:
    path = _send(world)
    form = {"last_name": "Приглашённая", "first_name": "Ия", "email": "right@a11.test", "version": "1", "sure": "on"}
    assert client_of(world.a11.curator).post(f"/people/{world.a11.rows['guest']}/edit/", form).status_code == 302
    assert Client().get(path).status_code == 410


def test_the_card_sends_again_and_revokes(world: World, client_of) -> None:
    client, pk = client_of(world.a11.curator), world.a11.rows["guest"]
    answer = client.post(f"/people/{pk}/invite/", follow=True)
    assert "Отправить ещё раз" in answer.content.decode()
    with tenant_scope(world.region_a):
        row = Invitation.objects.get(person_id=pk, revoked_at=None)
    client.post(f"/invitations/{row.pk}/revoke/")
    with tenant_scope(world.region_a):
        assert not Invitation.objects.filter(person_id=pk, revoked_at=None, accepted_at=None).exists()
