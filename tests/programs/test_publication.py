"""Names on the public page: a pair is named there with the consent of each of its people, as long as it lasts."""

import pytest
from django.urls import reverse

from accounts.refusal import Refusal
from accounts.tenancy import tenant_scope
from programs.models import Consent, Order
from programs.services import consent_answers, orders
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


@pytest.fixture
def order(a) -> Order:
    """Over one pair, registered."""
    unit = flow.ordered(a)
    return Order.objects.get(clauses__units__unit=unit)


def allow(order: Order) -> None:
    for consent in Consent.objects.filter(organization=order.organization, kind="pdn_distribution", state="sent"):
        consent_answers.sign(actor=flow.himself(consent.person), consent=consent)


def test_the_order_over_a_pair_waits_for_both_to_agree_to_be_named(a, order) -> None:
    editor = flow.of(a, "site_editor")
    with pytest.raises(Refusal) as refusal:
        orders.publish_order(actor=editor, order=order)
    assert refusal.value.clause == "152-ФЗ, ст. 10.1"
    assert len(refusal.value.missing) == 2
    waiting = orders.ask_to_be_named(actor=editor, order=order)
    assert len(waiting) == 2
    allow(order)
    assert orders.ask_to_be_named(actor=editor, order=order) == []
    assert orders.publish_order(actor=editor, order=order).state == "published"


@pytest.mark.parametrize("own", [True, False])
def test_a_heading_with_a_surname_is_not_published_with_the_place_it_is(a, order, own: bool) -> None:
    editor = flow.of(a, "site_editor")
    orders.ask_to_be_named(actor=editor, order=order)
    allow(order)
    person = order.clauses.get(units__isnull=False).units.get().unit.members.get(side="mentor").person
    person.last_name, person.gender = "Полянская", "f"
    person.save(update_fields=["last_name", "gender"])
    if own:
        type(order.organization).objects.filter(pk=order.organization_id).update(place="станица Полянская")
    Order.objects.filter(pk=order.pk).update(title="О наставничестве в станице Полянской")
    order = Order.objects.select_related("organization__region").get(pk=order.pk)
    if own:
        assert orders.publish_order(actor=editor, order=order).state == "published"
        return
    with pytest.raises(Refusal, match="В заголовке приказа названы люди"):
        orders.publish_order(actor=editor, order=order)


def test_a_child_whose_representative_is_not_on_record_is_not_asked_himself(a, order) -> None:
    editor = flow.of(a, "site_editor")
    child = order.clauses.get(units__isnull=False).units.get().unit.members.get(side="mentee").person
    child.birth_date = editor.today.replace(year=editor.today.year - 12, day=1)
    child.save(update_fields=["birth_date"])
    with pytest.raises(Refusal, match="представитель не записан"):
        orders.ask_to_be_named(actor=editor, order=order)
    assert not Consent.objects.filter(kind="pdn_distribution", person=child).exists()


def test_who_said_no_is_not_asked_again(a, order) -> None:
    editor = flow.of(a, "site_editor")
    orders.ask_to_be_named(actor=editor, order=order)
    asked = Consent.objects.filter(kind="pdn_distribution", state="sent").first()
    consent_answers.decline(actor=flow.himself(asked.person), consent=asked)
    assert asked.person in orders.ask_to_be_named(actor=editor, order=order)
    assert Consent.objects.filter(kind="pdn_distribution", person=asked.person).count() == 1


def test_a_withdrawn_consent_takes_the_order_from_the_page_at_once_and_leaves_the_pair_alone(a, order) -> None:
    editor = flow.of(a, "site_editor")
    orders.ask_to_be_named(actor=editor, order=order)
    allow(order)
    orders.publish_order(actor=editor, order=order)
    given = Consent.objects.filter(kind="pdn_distribution", state="signed").first()
    consent_answers.revoke(actor=flow.himself(given.person), consent=given)  # order.hide
    order.refresh_from_db()
    assert (order.state, order.published_at) == ("registered", None)
    assert order.clauses.get(units__isnull=False).units.get().unit.state == "ordered"


def test_the_button_asks_first_and_publishes_when_all_have_agreed(world: World, client_of) -> None:
    with acting(world.a11.curator):
        order = Order.objects.get(clauses__units__unit=flow.ordered(world.a11))
    client = client_of(world.a11.site_editor)
    client.post(reverse("order_publish", args=[order.pk]))
    with tenant_scope(world.a11.region_id):
        order.refresh_from_db()
        assert order.state == "registered"
        allow(order)
    client.post(reverse("order_publish", args=[order.pk]))
    with tenant_scope(world.a11.region_id):
        order.refresh_from_db()
        assert order.state == "published"
