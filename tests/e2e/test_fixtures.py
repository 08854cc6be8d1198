"""The browser's fixtures themselves: a visitor, a second factor, a worker, a watch that barks."""

import pytest

from accounts.notices import notify
from tests.support.people import acting
from tests.world import World


@pytest.mark.parametrize("who", ["a11.head", "a00.ministry", "a11.mentee"])
def test_somebody_signs_in(world: World, desktop, sign_in, axe, who: str) -> None:
    """By password, by password and second factor, by session."""
    from accounts.models import Person
    from accounts.tenancy import tenant_scope

    code, role = who.split(".")
    member = world.nodes[code.upper()][role]
    page = sign_in(desktop(), member)
    with tenant_scope(member.region_id):
        surname = Person.objects.get(pk=member.person_id).last_name
    assert surname in page.content()
    axe(page)


def test_axe_sees_a_fault_that_came_after_its_first_look(desktop, axe) -> None:
    page = desktop()
    page.goto("/account/login/")
    axe(page)
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    with pytest.raises(AssertionError, match="button-name"):
        axe(page)
    page.reload()
    axe(page)


def test_a_worker_delivers_a_letter(world: World, worker, letters) -> None:
    from accounts.models import Person

    with acting(world.a11.head) as actor:
        notify(Person.objects.get(pk=actor.person_id), "Приказ ждёт подписи", dedupe_key="e2e", url="/orders/")
    worker.wake()
    assert letters.to(world.a11.head.email)["Subject"] == "Приказ ждёт подписи"
