"""The first start of a real installation, and the demo that is not one."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import clock
from accounts.demo import DEMO_ACCOUNTS, PASSWORD
from accounts.models import Installation, Membership, Organization, Person, Region, User
from accounts.tenancy import tenant_scope
from tests.world import World

SITE = "http://localhost:8000"


def _run(*words: str, **options: object) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue().strip()


def test_from_nothing_to_the_first_director_while_mail_is_down(world: World) -> None:
    Installation.objects.all().delete()
    made = _run("create_region", "steppe", "Степной край", "Asia/Omsk", "--authority", "Министерство образования края")
    link = _run("create_operator", "op@steppe.test", "--region", "steppe", "--name", "Осипов Дмитрий Валентинович")
    assert Installation.objects.get().kind == Installation.Kind.PRODUCTION
    client = Client()
    assert client.post(link.removeprefix(SITE), {"password": "пять слов о степи"}).status_code == 302
    region = Region.objects.get(code="steppe")
    with tenant_scope(region.pk):
        root = Organization.objects.get(parent=None)
        assert f"root is {root.slug}\n" in made
        assert (root.name, root.path) == ("Министерство образования края", f"/{root.pk}/")
        held = Membership.objects.get(organization=root)
        assert held.role == "region_operator" and held.user.email == "op@steppe.test"
    # Above the school a second factor comes first.
    assert client.get("/")["Location"].startswith("/account/2fa/totp/activate")
    link = _run(
        "invite_head", "head@steppe.test", "--region", "steppe", "--organization", root.slug, "--name", "Седых Пётр",
        "--title", "министр", "--basis", "указ № 1",
    )  # fmt: skip
    assert Client().get(link.removeprefix(SITE)).status_code == 200
    again = _run("invite_head", "head@steppe.test", "--region", "steppe", "--organization", root.slug)
    assert Client().get(link.removeprefix(SITE)).status_code == 410
    assert Client().get(again.removeprefix(SITE)).status_code == 200
    with tenant_scope(region.pk):
        assert Person.objects.filter(email="head@steppe.test").count() == 1
        assert Membership.objects.filter(role="head").count() == 1
    assert "has a login already" in _run("create_operator", "op@steppe.test", "--region", "steppe")


@pytest.mark.parametrize(
    "words",
    [
        ("create_region", "bad code", "Край", "Asia/Omsk"),
        ("create_region", "good", "Край", "Asia/Nowhere"),
        ("create_region", "good", "Край", "Asia/Omsk", "--calendar", "xx"),
        ("create_region", "region-a", "Край", "Asia/Omsk"),
        ("create_operator", "a@b.test"),
        ("create_operator", "a@b.test", "--region", "nowhere"),
        ("create_operator", "a@b.test", "--region", "region-a", "--platform"),
        ("create_operator", "not-an-address", "--region", "region-a", "--name", "Осипов Дмитрий"),
        ("create_operator", "a@b.test", "--region", "region-a"),
        ("create_operator", "not-an-address", "--platform"),
        ("invite_head", "a@b.test", "--region", "region-a", "--organization", "nowhere"),
        ("demo_accounts",),
    ],
)
def test_a_wrong_word_is_one_clear_line_and_changes_nothing(world: World, words: tuple[str, ...]) -> None:
    before = (Region.objects.count(), User.objects.count())
    with pytest.raises(CommandError) as error:
        _run(*words)
    assert str(error.value) and "\n" not in str(error.value)
    assert (Region.objects.count(), User.objects.count()) == before


def test_the_platforms_operator_sets_his_password_by_the_printed_link(world: World) -> None:
    out = _run("create_operator", "staff@platform.test", "--platform")
    user = User.objects.get(email="staff@platform.test")
    assert user.is_staff and not user.has_usable_password()
    link = out.split()[3]
    assert Client().get(link.removeprefix(SITE), follow=True).status_code == 200


def test_the_admin_site_is_for_staff_with_a_second_factor_and_holds_no_tenants(world: World, client_of) -> None:
    for member in (world.a11.head, world.a00.region_operator, None):
        assert client_of(member).get("/platform/").status_code in {302, 403}
    user = User.objects.get(pk=world.platform_operator.user_id)
    user.is_staff = user.is_superuser = True
    user.save()
    page = client_of(world.platform_operator).get("/platform/")
    text = page.content.decode()
    assert page.status_code == 200 and "Регионы" in text
    assert not any(word in text for word in ("Люди", "Приказы", "Организации"))
    user.authenticator_set.all().delete()
    assert client_of(world.platform_operator).get("/platform/").status_code in {302, 403}


def test_nothing_of_the_demo_exists_outside_it(world: World) -> None:
    client = Client()
    assert [client.get("/demo/").status_code, client.post("/demo/", {"u": "head"}).status_code] == [404, 404]
    assert client.post("/demo/clock/", {"shift": "1"}).status_code == 404
    assert "одним нажатием" not in client.get("/account/login/").content.decode()


def test_every_role_of_the_demo_is_one_press(world: World, demo: None) -> None:
    user = User.objects.get(pk=world.a11.head.user_id)
    user.email = DEMO_ACCOUNTS[0].email
    user.save()
    client = Client()
    page = client.get("/demo/").content.decode()
    assert PASSWORD in page and all(f'value="{row.key}"' in page for row in DEMO_ACCOUNTS)
    assert client.post("/demo/", {"u": DEMO_ACCOUNTS[0].key}).status_code == 302
    assert client.get("/").status_code == 200
    for wrong in ("nobody", "", DEMO_ACCOUNTS[1].key):  # the last one is not loaded here
        assert client.post("/demo/", {"u": wrong}).status_code == 404
    assert "demo.example" in _run("demo_accounts")


def test_the_demos_clock_moves_for_everybody_and_comes_back(world: World, demo: None) -> None:
    Installation.objects.update_or_create(pk=1, defaults={"kind": Installation.Kind.DEMO})
    client = Client()
    before = clock.now()
    client.post("/demo/clock/", {"shift": "7"})
    assert clock.now() - before > datetime.timedelta(days=6, hours=23)
    for wrong in ("x", "", "99999", "--1", "1e3"):
        client.post("/demo/clock/", {"shift": wrong})
    assert Installation.objects.get().clock_shift == datetime.timedelta(days=7)
    client.post("/demo/clock/", {"day": "25"})
    assert clock.now().day == 25
    for wrong in ("31.12.2021", "9999-01-01", "2021-13-01"):
        client.post("/demo/clock/", {"day": wrong})
    assert clock.now().day == 25
    soon = clock.now().date() + datetime.timedelta(days=40)
    client.post("/demo/clock/", {"day": f"{soon}"})
    assert clock.now().date() == soon
    client.post("/demo/clock/", {"shift": "0"})
    assert Installation.objects.get().clock_shift == datetime.timedelta()
