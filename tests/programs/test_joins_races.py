"""Two people join at the same moment, each with a connection of his own: one join, whoever comes second is told."""

import pytest

from accounts.models import Person
from programs.models import MentorEntry, PersonJoin
from programs.services import joins
from tests.programs import pair_flow as flow
from tests.programs.test_orders_races import refusals, together
from tests.programs.test_pairs_races import in_scope
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db(transaction=True)


def join(node: Node, role: str, one: Person, other: Person) -> PersonJoin:
    versions = {row.pk: row.version for row in (one, other)}
    return joins.join(actor=flow.of(node, role), one=one, other=other, chosen={}, versions=versions)


def test_the_same_two_cards_and_a_chain(world: World) -> None:
    """A and B from both sides, twice; then A+B against B+C: nothing is moved twice and no card is lost."""
    a = world.a11
    with acting(a.curator):
        one, other, third = (flow.teacher(a, "Троицкая") for _ in range(3))
        MentorEntry.objects.create(
            organization_id=a.id, person=other, state="draft", created_at=flow.banks.clock.now(),
        )  # fmt: skip
    presses = [(one, other), (other, one), (one, other), (other, third), (third, other)]
    answers = together(*[
        in_scope(a, lambda pair=pair, role=role: join(a, role, *pair))
        for pair, role in zip(presses, ("curator", "head", "curator", "head", "curator"), strict=True)
    ])  # fmt: skip
    with acting(a.curator):
        made = (
            PersonJoin.objects.filter(joined_by_id__in=[a.curator.person_id, a.head.person_id])
            .exclude(effects__counts={})
            .count()
        )
        assert made == len(answers) - len(refusals(answers)) and 1 <= made <= 2
        assert {refusal.code for refusal in refusals(answers)} <= {"already", "stale"}
        left = Person.objects.filter(pk__in=[one.pk, other.pk, third.pk], joined_into=None)
        assert left.count() == 3 - made
        assert MentorEntry.objects.get(state="draft").person.joined_into_id is None
    with acting(a.curator):
        newest = PersonJoin.objects.select_related("organization__region").order_by("-pk")[0]
    undone = together(*[in_scope(a, lambda: joins.undo(actor=flow.of(a, "curator"), made=newest))] * 2)
    assert [refusal.code for refusal in refusals(undone)] == ["already"]
