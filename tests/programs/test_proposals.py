"""What a pair keeps of how it was chosen, and what keeps it from being proposed."""

import pytest

from accounts.refusal import Refusal
from programs.forms.banks import UnitForm
from programs.matching.explain import Explainer
from programs.models import MatchDraft, MenteeEntry, MentorEntry
from programs.queries.pool import build_pool
from programs.queries.units import unit_card
from programs.regulation.catalogue.choices import ROLE_MODEL_AIMS, ROLE_MODELS
from programs.scenarios import s2_tashtagol as s2
from programs.services import bank_cards, banks, pair_proposals, proposals, replacements
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


def test_a_subject_mentor_is_not_given_to_another_subject(world: World) -> None:
    """S2-112: by hand as in the draft; the subject of the request goes before that of the card, case is no matter."""
    with acting(world.a11.curator) as actor:
        mentor = flow.mentor_in_bank(world.a11, subject="физика", mentor_type="SUBJECT")
        entry = flow.mentee_with_request(world.a11)
        pair = {"actor": actor, "mentor": mentor, "mentees": [entry], "form": flow.FORM, "kinds": ["TRADITIONAL"]}
        MenteeEntry.objects.filter(pk=entry.pk).update(subject="физика")
        entry.requests.update(subject="химия")
        with pytest.raises(Refusal, match="предметник, его предмет «физика»"):
            proposals.propose(**pair)
        draft = build_pool([actor.organization])
        (key,) = [one.key for one in draft.mentors if one.key == mentor.pk]
        found = {one.mentor: one.reason for one in Explainer(draft, [entry.pk]).candidates(entry.pk)}
        assert found[key] == "other_subject"
        MentorEntry.objects.filter(pk=mentor.pk).update(mentor_type="CONSULTANT")
        draft = build_pool([actor.organization])
        found = {one.mentor: one.reason for one in Explainer(draft, [entry.pk]).candidates(entry.pk)}
        assert found[key] != "other_subject"
        MentorEntry.objects.filter(pk=mentor.pk).update(mentor_type="SUBJECT")
        entry.requests.update(subject=" Физика")
        assert proposals.propose(**pair).state == "proposed"


def test_a_teacher_is_led_by_a_more_experienced_one_by_hand_too(world: World) -> None:
    """S1-116, S3-109, S5-088: the rule of the draft; reverse mentoring is what it is not for."""
    with acting(world.a11.curator) as actor:
        mentor = flow.mentor_in_bank(world.a11, experience_teaching=3)
        entry = flow.mentee_with_request(world.a11)
        pair = {"actor": actor, "mentor": mentor, "mentees": [entry], "form": flow.FORM, "kinds": ["TRADITIONAL"]}
        MenteeEntry.objects.filter(pk=entry.pk).update(experience_teaching=3)
        with pytest.raises(Refusal, match="Стаж наставника не больше"):
            proposals.propose(**pair)
        with pytest.raises(Refusal, match="Стаж наставника не больше"):
            unit = flow.proposed(world.a11, mentor=flow.mentor_in_bank(world.a11, "Другая"), mentees=[entry])
            replacements._check(actor, unit, mentor)
        other = flow.mentee_with_request(world.a11, "Вторая")
        MenteeEntry.objects.filter(pk=other.pk).update(experience_teaching=20)
        assert proposals.propose(**{**pair, "mentees": [other], "kinds": ["REVERSE"]}).state == "proposed"


def test_traditional_is_one_to_one(world: World) -> None:
    with acting(world.a11.curator) as actor:
        mentor = flow.mentor_in_bank(world.a11)
        two = [flow.mentee_with_request(world.a11, name) for name in ("Первая", "Вторая")]
        pair = {"actor": actor, "mentor": mentor, "form": flow.FORM, "kinds": ["TRADITIONAL"]}
        with pytest.raises(Refusal, match="один на один") as refusal:
            proposals.propose(**pair, mentees=two)
        assert refusal.value.clause
        assert proposals.propose(**pair, mentees=two[:1]).state == "proposed"


def test_both_sides_of_a_teachers_pair_have_a_teachers_post(world: World) -> None:
    """S1-015, S3-018, S3-025: put into a bank, and again when the pair is put together."""
    with acting(world.a11.curator) as actor:
        clerk = flow.teacher(world.a11, "Секретарева")
        clerk.employments.update(title="секретарь учебной части")
        for add in (lambda: banks.add_mentor(actor=actor, person=clerk),
                    lambda: banks.add_mentee(actor=actor, person=clerk, category="NEW_PLACE")):  # fmt: skip
            with pytest.raises(Refusal, match="не педагогическая") as refusal:
                add()
            assert "Номенклатура" in str(refusal.value.clause)
        mentor, entry = flow.mentor_in_bank(world.a11), flow.mentee_with_request(world.a11)
        pair = {"actor": actor, "mentor": mentor, "mentees": [entry], "form": flow.FORM, "kinds": ["TRADITIONAL"]}
        for person in (mentor.person, entry.person):
            person.employments.update(title="водитель")
            with pytest.raises(Refusal, match="Нет действующей педагогической") as refusal:
                proposals.propose(**pair)
            assert refusal.value.missing == (person.full_name,)
            person.employments.update(title="учитель физики")
        assert proposals.propose(**pair).state == "proposed"


def test_a_mentor_without_measurable_results_is_refused_where_they_are_wanted(world: World) -> None:
    """S1-025, S5-006: when he is added, and by the end of the selection where he was to write them himself."""
    enact(world.a11, {"mentor_requires_measurable_results": {"value": True, "clause": "п. 1.2"}})
    with acting(world.a11.curator) as actor:
        person = flow.teacher(world.a11, "Безрезультатная")
        with pytest.raises(Refusal, match="измеримые результаты") as refusal:
            banks.add_mentor(actor=actor, person=person)
        assert "1.2" in refusal.value.clause
        entry = banks.add_mentor(actor=actor, person=person, results_later=True)
        flow.answer_consents(person)
        entry.refresh_from_db()
        for press in (banks.approve_mentor, bank_cards.finish_screening):
            with pytest.raises(Refusal, match="измеримые результаты"):
                press(actor=flow.of(world.a11, "head" if press is banks.approve_mentor else "curator"), entry=entry)
