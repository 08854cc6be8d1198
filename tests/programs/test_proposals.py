"""What a pair keeps of how it was chosen, and what keeps it from being proposed."""

import pytest

from accounts.refusal import Refusal
from programs.forms.banks import UnitForm
from programs.models import MatchDraft, MentorEntry
from programs.queries.units import unit_card
from programs.regulation.catalogue.choices import ROLE_MODEL_AIMS, ROLE_MODELS
from programs.scenarios import s2_tashtagol as s2
from programs.services import pair_proposals, proposals
from tests.programs import pair_flow as flow
from tests.programs.regulation_flow import enact
from tests.programs.test_bank_scenarios import play as play  # the scratch region
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_pair_keeps_its_role_model_with_its_aim(play) -> None:
    """S2 names role models: the form offers them with their aims, another one is refused with the clause."""
    s2.cast(play)
    s2.statute(play)
    s2.mentees(play)
    s2.mentors(play)
    with play.on("10.10.2021"):
        curator = play.actor(s2.CURATOR)
        s2._ask_for_everybody(play)
        choices = dict(UnitForm(actor=curator).fields["role_model"].choices)
        assert str(choices["PEER_PEER"]) == "равный – равному: обмен навыками для достижения целей"
        assert "questions" not in UnitForm(actor=curator).fields
        unit = s2._propose(play, "Старший05", ["Обучающийся01"])
        assert unit_card(unit, curator)["role_model"].startswith("успевающий – неуспевающий: достижение")
        mentor = MentorEntry.objects.get(person=play.people["Родитель01"])
        entry = s2.MenteeEntry.objects.get(person=play.people["Обучающийся02"])
        with pytest.raises(Refusal, match="ведёт ученик"):
            proposals.propose(actor=curator, mentor=mentor, mentees=[entry], form="PUPIL_PUPIL")
    assert set(ROLE_MODEL_AIMS) == set(ROLE_MODELS) - {"OTHER"}


def test_a_choice_that_the_regulation_does_not_name_is_refused(world: World) -> None:
    with acting(world.a11.curator) as actor:
        mentor, entry = flow.mentor_in_bank(world.a11), flow.mentee_with_request(world.a11)
        pair = {"actor": actor, "mentor": mentor, "mentees": [entry], "form": flow.FORM}
        with pytest.raises(Refusal, match="ролевой модели нет"):
            proposals.propose(**pair, role_model="PEER_PEER")
        with pytest.raises(Refusal, match="вопроса нет"):
            proposals.propose(**pair, questions=["MOON"])


def test_one_refusal_stands_in_nobodys_way(world: World) -> None:
    """Of a whole draft: the second wants a mentee who is taken by the first, the third is fine."""
    with acting(world.a11.curator) as actor:
        MatchDraft.objects.filter(organization_id=world.a11.id, state="draft").delete()
        mentors = [flow.mentor_in_bank(world.a11, f"Опытная{number}", max_parallel=1) for number in range(2)]
        one, other = flow.mentee_with_request(world.a11, "Первая"), flow.mentee_with_request(world.a11, "Вторая")
        wanted = [
            proposals.Wanted(mentors[0], [one], flow.FORM), proposals.Wanted(mentors[1], [one], flow.FORM),
            proposals.Wanted(mentors[0], [other], flow.FORM), proposals.Wanted(mentors[1], [other], flow.FORM),
        ]  # fmt: skip
        answers = proposals.propose_all(actor=actor, wanted=wanted)
        assert [isinstance(answer, Refusal) for answer in answers] == [False, True, True, False]
        assert "не больше 1" in answers[2].reason


def test_a_kind_that_the_regulation_does_not_name_is_refused_whoever_chooses_it(world: World) -> None:
    a = world.a11
    enact(a, {"kinds": {"value": ["GROUP", "SPEED"], "clause": "п. 4.4", "locked": False}})
    with acting(a.curator) as actor:
        mentor, entry = flow.mentor_in_bank(a), flow.mentee_with_request(a)
        for kind in ("REVERSE", "TRADITIONAL"):
            with pytest.raises(Refusal, match="вида наставничества нет") as refusal:
                proposals.propose(actor=actor, mentor=mentor, mentees=[entry], form=flow.FORM, kinds=[kind])
            assert "п. 4.4" in refusal.value.clause
        form = UnitForm({"mentor": mentor.pk, "mentees": [entry.pk], "form": flow.FORM}, actor=actor)
        assert form.is_valid() and form.cleaned_data["kinds"] == []
        by_body = pair_proposals.propose(
            actor=flow.of(a, "council_member"), mentor=mentor, mentee=entry, reason="Рядом кабинеты"
        )
        assert pair_proposals.answer(actor=actor, proposal=by_body, form=flow.FORM).unit.kinds == []
