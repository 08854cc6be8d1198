"""A pair on trial and a programme that comes to its end are asked after wherever their neighbours are."""

import datetime

import pytest

from accounts.due_rules import PROGRAM_START
from programs.forms.meetings import MeetingForm
from programs.models import MentoringAgreement, MentorReplacement, Order, PlanActivity, Program, TrialAnswer, Unit
from programs.paper_orders import replacement_order
from programs.queries.new_year import programs_at_the_turn
from programs.queries.orders import cancellation_effects
from programs.queries.program_lists import units_without
from programs.queries.trouble_below import signs_below
from programs.services import agreement_answers, applications, difficulties, orders, replacements
from programs.services.roadmap_terms import events_of
from programs.terms import school_year
from tests.programs import growth_flow as growth
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_a_pair_on_trial_may_change_its_mentor(world: World) -> None:
    a = world.a11
    with acting(a.curator) as curator:
        unit = flow.ordered(a)
        former = flow.himself(flow.people_of(unit)[0])
        Unit.objects.filter(pk=unit.pk).update(state="trying")
        unit.refresh_from_db()
        order = Order.objects.get(clauses__units__unit=unit)
        assert cancellation_effects(order) == ["пар и программ, которые будут закрыты: 1"]
        assert unit in units_without(curator)
        TrialAnswer.objects.create(
            unit=unit, member=unit.members.get(side="mentee"), goes_on=True, answered_at=unit.proposed_at
        )
        assert applications.kinds_for(former, unit) == ["release"]
        applications.file(actor=former, kind="release", unit=unit, text="Прошу освободить")
        MentoringAgreement.objects.filter(unit=unit).update(last_day=curator.today - DAY)
        agreement_answers.new_day()
        assert flow.state_of(unit) == "replacing"
        chosen = replacements.choose(actor=curator, unit=unit, mentor=flow.mentor_in_bank(a, "Сменина"))
        flow.answer_consents(chosen.mentor_entry.person)
        draft = replacement_order(curator, MentorReplacement.objects.get(pk=chosen.pk))
        order = orders.send_order(actor=curator, draft=draft)
        order = orders.approve_order(actor=flow.of(a, "head"), order=order, version=order.version)
        orders.register_order(actor=curator, order=order, number="36", dated=curator.today)
        assert flow.state_of(unit) == "ordered" and not unit.trial_answers.exists()  # the new one is tried anew


def test_a_programme_that_comes_to_its_end_is_still_at_work(world: World) -> None:
    a = world.a11
    with acting(a.curator) as curator:
        program = flow.running(a)
        late = program.plan.first()
        PlanActivity.objects.filter(pk=late.pk).update(due_on=curator.today - DAY)
        Program.objects.filter(pk=program.pk).update(state="completing")
        program.refresh_from_db()
        year = school_year(program.start_on)
        form = MeetingForm(unit=program.unit, today=curator.today)
        assert late in form.fields["activity"].queryset
        assert program in [row.program for row in programs_at_the_turn(curator, year + 1)]
        assert program.start_on in events_of(program.organization, year)[PROGRAM_START]
    with acting(world.a10.coordinator) as above:
        signs = [dict(signs_below(above)).get("просрочены мероприятия плана", 0)]
        PlanActivity.objects.filter(pk=late.pk).update(due_on=above.today + DAY)
        signs.append(dict(signs_below(above)).get("просрочены мероприятия плана", 0))
        assert signs[0] == signs[1] + 1


def test_a_programme_at_the_council_has_dealt_with_nothing_yet(world: World) -> None:
    a = world.a11
    with acting(a.curator):
        program = flow.running(a)
        mentee = flow.people_of(program.unit)[1]
        row = growth.diagnosed(flow.of(a, "curator"), mentee, METHOD=2)
        Program.objects.filter(pk=program.pk).update(state="on_council")
        assert difficulties.close(actor=flow.himself(mentee), item=row.items.get()).closed_in is None
