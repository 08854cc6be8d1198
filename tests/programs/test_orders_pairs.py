"""The order over pairs as the director reads it, and the sheet that everybody in it signs (S4)."""

import datetime

import pytest

from accounts.models import Employment, Notice, StudentProfile
from accounts.refusal import Refusal
from accounts.tenancy import tenant_scope
from programs.models import Acknowledgement, Order, Unit
from programs.order_content import content_of
from programs.order_templates import pairs_order
from programs.services import acknowledgements, orders, proposals
from tests.programs import pair_flow as flow
from tests.world import World


def _draft(world: World, held: list[Unit]) -> Order:
    curator = flow.of(world.a11, "curator")
    return orders.create_order(actor=curator, draft=pairs_order(curator, held))


def test_the_table_says_who_whom_in_which_forms_until_when(world: World) -> None:
    with tenant_scope(world.region_a):
        group = flow.consented(world.a11, mentees=[flow.mentee_with_request(world.a11, name) for name in ("Ан", "Бо")])
        Unit.objects.filter(pk=group.pk).update(more_forms=["EDUCATOR_EDUCATOR"])
        order = _draft(world, [group])
        content = content_of(order, actor=None, on=datetime.date.today())
        table = content["clauses"][0]["table"]
        assert table["headings"] == ["№", "Наставник", "Наставляемые", "Форма, вид", "Срок", "Куратор"]
        (row,) = table["rows"]
        assert row[2] == "Ан Вера Петровна, учитель;\nБо Вера Петровна, учитель"
        assert row[3] == "учитель – учитель (главная), педагог – педагог;\nв группе"
        assert row[4] == "на срок программы"
        assert content["title"] == "О закреплении наставнической группы"
        assert "утверждённым приказом от" in content["preamble"]


def test_a_pair_that_an_order_holds_is_held_by_no_other(world: World) -> None:
    """Two orders about one pair were signed; whichever is registered second is told so."""
    with tenant_scope(world.region_a):
        unit, curator, head = flow.consented(world.a11), flow.of(world.a11, "curator"), flow.of(world.a11, "head")
        signed = []
        for _order in range(2):
            order = orders.submit_order(actor=curator, order=_draft(world, [unit]))
            signed.append(orders.approve_order(actor=head, order=order, version=order.version))
        orders.register_order(actor=curator, order=signed[0], number="1", dated=curator.today)
        with pytest.raises(Refusal, match="Пара уже закреплена"):
            orders.register_order(actor=curator, order=signed[1], number="2", dated=curator.today)


def test_a_pupil_is_named_with_his_class(world: World) -> None:
    with tenant_scope(world.region_a):
        unit = flow.consented(world.a11)
        pupil = flow.people_of(unit)[1]
        Employment.objects.filter(person=pupil).delete()
        StudentProfile.objects.create(
            person=pupil, organization_id=world.a11.id, class_label="9 «Б»", valid_from=flow.HEAD_ON
        )
        content = content_of(_draft(world, [unit]), actor=None, on=datetime.date.today())
        assert content["clauses"][0]["table"]["rows"][0][2].endswith(", 9 «Б» класс")


def test_words_follow_the_pairs_that_stay(world: World) -> None:
    """Whoever has not consented is left for a later order; the title, the clauses agree with the rest."""
    with tenant_scope(world.region_a):
        ready = flow.consented(world.a11)
        late = flow.agreed(
            world.a11,
            mentor=flow.mentor_in_bank(world.a11, "Вторая"),
            mentees=[flow.mentee_with_request(world.a11, "Третья")],
        )
        order = _draft(world, [ready, late])
        own = order.clauses.get(position=4)
        own.text = "Своими словами."
        own.save()
        orders.drop_units_without_consents(actor=flow.of(world.a11, "curator"), order=order)
        order.refresh_from_db()
        texts = list(order.clauses.values_list("text", flat=True))
        assert order.title == "О закреплении наставнической пары"
        assert texts[0].endswith("наставническую пару:") and "Своими словами." in texts
        assert texts[1].startswith("Наставнику работать по персонализированной программе")


def test_several_forms_of_one_pair_are_those_of_the_regulation(world: World) -> None:
    """S1-108, S3-100: the main one is what reports count."""
    with tenant_scope(world.region_a):
        curator = flow.of(world.a11, "curator")
        common = {"mentor": flow.mentor_in_bank(world.a11), "mentees": [flow.mentee_with_request(world.a11)]}
        with pytest.raises(Refusal, match="Такой формы нет в регламенте"):
            proposals.propose(actor=curator, form=flow.FORM, more_forms=["NOWHERE"], **common)
        unit = proposals.propose(actor=curator, form=flow.FORM, more_forms=["EDUCATOR_EDUCATOR", flow.FORM], **common)
        assert (unit.form, unit.more_forms) == (flow.FORM, ["EDUCATOR_EDUCATOR"])


class TestSheet:
    def _order(self, world: World) -> tuple[Unit, Order]:
        unit = flow.ordered(world.a11)
        return unit, Order.objects.get(clauses__units__unit=unit)

    def test_everybody_of_the_pairs_is_asked_and_answers_himself(self, world: World) -> None:
        with tenant_scope(world.region_a):
            unit, order = self._order(world)
            asked = set(Acknowledgement.objects.filter(order=order).values_list("person_id", flat=True))
            assert asked == {*(p.pk for p in flow.people_of(unit)), unit.curator_id}
            mentee = flow.himself(flow.people_of(unit)[1])
            assert Order.objects.visible_to(mentee).filter(pk=order.pk).exists()
            assert acknowledgements.acknowledge_order(actor=mentee, order=order).acknowledged_on == mentee.today

    def test_a_reminder_reaches_those_who_have_not_once_a_day(self, world: World) -> None:
        with tenant_scope(world.region_a):
            unit, order = self._order(world)
            curator, mentor = flow.of(world.a11, "curator"), flow.people_of(unit)[0]
            acknowledgements.acknowledge_order(actor=flow.himself(mentor), order=order)
            for _press in range(2):
                assert acknowledgements.remind_to_acknowledge(actor=curator, order=order) == 2
            told = Notice.objects.filter(text__startswith="Напоминание: ознакомьтесь")
            assert told.count() == 2 and mentor.pk not in told.values_list("person_id", flat=True)

    def test_signatures_on_paper_are_entered_together(self, world: World) -> None:
        with tenant_scope(world.region_a):
            unit, order = self._order(world)
            curator, people = flow.of(world.a11, "curator"), flow.people_of(unit)
            acknowledgements.acknowledge_order(actor=flow.himself(people[0]), order=order)
            acknowledgements.acknowledge_on_paper(actor=curator, order=order, people=people, on=curator.today)
            marks = dict(order.acknowledgements.values_list("person_id", "on_paper"))
            assert (marks[people[0].pk], marks[people[1].pk]) == (False, True)
            acknowledgements.acknowledge_order(actor=curator, order=order)
            with pytest.raises(Refusal, match="ознакомились все"):
                acknowledgements.remind_to_acknowledge(actor=curator, order=order)
