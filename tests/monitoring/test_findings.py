"""What people make of a campaign: SWOT, criteria, difficulties, opinions, conclusions; who may and when."""

import pytest
from django.urls import reverse

from accounts.models import Employment, Person
from accounts.refusal import Refusal
from monitoring.criteria import deviations, total, verdict
from monitoring.models import AnswerTag, MonitoringCampaign, SwotLine, SwotVersion
from monitoring.queries.survey_findings import difficulties, suggestions, undecided
from monitoring.queries.survey_results import results
from monitoring.services import findings, swot
from programs.models import Diagnosis
from programs.workflow import possible
from reports.documents.kinds import KINDS
from tests.monitoring.answers import answered, campaign, version, version_of
from tests.support.people import acting, signed_in_client
from tests.world import World

pytestmark = pytest.mark.django_db
ASKED = [
    {"code": "support", "kind": "rating", "text": "Насколько важна поддержка?"},
    {"code": "often", "kind": "rating", "text": "Хватило ли встреч?"},
    {"code": "plain", "kind": "rating", "text": "Понятен ли план?"},
    {"code": "good", "kind": "closed", "text": "Довольны?", "indicator": "satisfied", "positive": ["yes"]},
    {"code": "words", "kind": "open", "text": "Что изменить?"},
]


def asked_of(node, number: int = 5) -> MonitoringCampaign:
    asked, content = campaign(node), version(node, ASKED, "mentee", "student")
    for one in range(number):
        answers = {"support": 9, "often": 4, "plain": 7, "good": ["yes"], "words": f"слова {one}"}
        answered(asked, content, answers)
    return asked


@pytest.mark.parametrize(("points", "words"), [(16, "optimal"), (15, "optimal"), (14, "admissible"), (9, "admissible"),
                                               (8, "inadmissible"), (0, "inadmissible")])  # fmt: skip
def test_s2_step_7_sixteen_points_are_optimal(points: int, words: str):
    assert verdict(points) == words


def test_criteria_below_two_of_the_first_three_are_deviations_and_are_explained(world: World):
    scores = dict.fromkeys("123456789", 2) | {"2": 1, "7": 1}
    assert (total(scores), [one.code for one in deviations(scores)]) == (16, ["2"])
    with acting(world.a11.curator) as actor:
        asked = asked_of(world.a11)
        with pytest.raises(Refusal, match="объясняют") as refused:
            findings.assess(actor=actor, campaign=asked, scores=scores, reasons={})
        assert refused.value.missing == ("Работа соответствует принципам модели наставничества",)
        row = findings.assess(actor=actor, campaign=asked, scores=scores, reasons={"2": "Встречи без плана"})
        assert (row.total, row.reasons) == (16, {"2": "Встречи без плана"})
        with pytest.raises(Refusal, match="не все девять"):
            findings.assess(actor=actor, campaign=asked, scores={"1": 2}, reasons={})


def test_means_of_8_and_5_suggest_and_a_person_decides(world: World):
    with acting(world.a11.curator) as actor:
        asked = asked_of(world.a11)
        found = {one.source: one for one in suggestions(results(asked, actor))}
        assert {source: one.quadrant for source, one in found.items()} == {
            "mentee:student:support": "strengths", "mentee:student:often": "weaknesses",
        }  # fmt: skip
        assert found["mentee:student:support"].evidence.replace("\xa0", " ") == "средняя 9 из 10, 5 ответов"
        swot.decide(actor=actor, campaign=asked, source="mentee:student:support", accept=True, factor="Поддержка есть")
        swot.decide(actor=actor, campaign=asked, source="mentee:student:often", accept=False)
        swot.add(actor=actor, campaign=asked, quadrant="threats", factor="Уйдут два наставника", weight=3)
        lines = SwotLine.objects.filter(analysis__campaign=asked)
        assert undecided(results(asked, actor), lines) == []
        kept = swot.keep(actor=actor, campaign=asked)
        assert [line["factor"] for line in kept.lines] == ["Поддержка есть", "Уйдут два наставника"]
        with pytest.raises(Refusal, match="уже сохранена"):
            swot.keep(actor=actor, campaign=asked)
        line = lines.get(quadrant="threats")
        swot.edit(actor=actor, campaign=asked, line_id=line.pk, factor="Уйдёт наставник", weight=1)
        swot.keep(actor=actor, campaign=asked)
        assert SwotVersion.objects.get(analysis__campaign=asked, number=1).lines == kept.lines
        swot.drop(actor=actor, campaign=asked, line_id=line.pk)
        assert not lines.filter(pk=line.pk).exists()


def test_a_tag_of_the_school_is_counted_and_an_answer_of_two_people_cannot_be_tagged(world: World):
    with acting(world.a11.curator) as actor:
        asked, few = asked_of(world.a11), asked_of(world.a11, number=2)
        answer = asked.responses.first().answers.get(question="words")
        for _press in range(2):
            findings.tag(actor=actor, campaign=asked, answer_id=answer.pk, label=" Мало  встреч ")
        tag = AnswerTag.objects.get(organization_id=world.a11.id, label="мало встреч")
        assert tag.answers.count() == 1
        hidden = few.responses.first().answers.get(question="words")
        with pytest.raises(Refusal):
            findings.tag(actor=actor, campaign=few, answer_id=hidden.pk, label="мало")
        findings.untag(actor=actor, campaign=asked, answer_id=answer.pk, tag_id=tag.pk)
        assert not AnswerTag.objects.filter(pk=tag.pk).exists()


def test_low_answers_about_an_area_propose_a_row_of_diagnosis_and_a_person_says_whose(world: World):
    with acting(world.a11.curator) as actor:
        asked, content = campaign(world.a11), version_of(world.a11, "Q-MR-OUT")
        for _one in range(4):
            answered(asked, content, {"7": 8, "8": 4}, role="mentor", track="staff")
        found = difficulties(results(asked, actor))
        assert [one.area for one in found] == ["METHOD"]
        teacher = Person.objects.filter(
            pk__in=Employment.objects.filter(organization_id=world.a11.id, valid_to=None).values("person_id")
        ).exclude(pk=actor.person_id).first()  # fmt: skip
        with pytest.raises(Refusal, match="Не выбран"):
            findings.record_difficulty(actor=actor, campaign=asked, source=found[0].source, people=[], level=2)
        (row,) = findings.record_difficulty(
            actor=actor, campaign=asked, source=found[0].source, people=[teacher], level=2
        )
        item = row.items.get()
        assert (row.method, row.person_id, item.area, item.level) == ("questionnaire", teacher.pk, "METHOD", 2)
        assert "средняя 4 из 10" in item.evidence.lower() and Diagnosis.objects.filter(pk=row.pk).exists()


def test_conclusions_go_from_the_curator_to_the_head_and_then_nothing_changes(world: World):
    with acting(world.a11.curator) as curator:
        asked = asked_of(world.a11)
        findings.conclude(actor=curator, campaign=asked, text="Больше встреч.", hand_over=True)
        with pytest.raises(Refusal):
            findings.approve(actor=curator, campaign=asked)
    with acting(world.a11.council_member) as member:
        findings.opine(actor=member, campaign=asked, text="Согласны.")
    with acting(world.a11.head) as head:
        assert possible(MonitoringCampaign.objects.get(pk=asked.pk), head) == {"approve_conclusions"}
        assert findings.approve(actor=head, campaign=asked).state == "conclusions_approved"
        assert asked.conclusions.get().approved_by_id == head.person_id
    with acting(world.a11.curator) as curator:
        with pytest.raises(Refusal):
            swot.add(actor=curator, campaign=asked, quadrant="threats", factor="Поздно")
        assert findings.archive(actor=curator, campaign=asked).state == "archived"
        assert results(asked, curator).groups
    with acting(world.a11.council_member) as member, pytest.raises(Refusal, match="не меняется"):
        findings.opine(actor=member, campaign=asked, text="Передумали.")


def test_pages_are_walked_by_the_curator_the_council_and_the_head(world: World):
    with acting(world.a11.curator):
        asked = asked_of(world.a11)
    curator = signed_in_client(world.a11.curator)
    body = curator.get(reverse("campaign_results", args=[asked.pk])).content.decode().replace("\xa0", " ")
    assert "Довольны" in body and "5 из 5 (100,0" in body
    for name in ("campaign_words", "campaign_swot", "campaign_criteria", "campaign_difficulties"):
        assert curator.get(reverse(name, args=[asked.pk])).status_code == 200
    source = {"source": "mentee:student:support", "decision": "accept", "factor": "Поддержка"}
    assert curator.post(reverse("swot_decide", args=[asked.pk]), source).status_code == 302
    form = {"quadrant": "threats", "factor": "Перегрузка", "weight": "3"}
    assert curator.post(reverse("campaign_swot", args=[asked.pk]), form).status_code == 302
    assert curator.post(reverse("swot_keep", args=[asked.pk])).status_code == 302
    points = {f"score_{code}": "2" for code in "12345678"} | {"score_9": "0"}
    assert curator.post(reverse("campaign_criteria", args=[asked.pk]), points).status_code == 302
    assert "16 баллов" in curator.get(reverse("campaign_criteria", args=[asked.pk])).content.decode().replace(
        "\xa0", " "
    )
    member = signed_in_client(world.a11.council_member)
    assert member.post(reverse("campaign_opinion", args=[asked.pk]), {"text": "Видим рост."}).status_code == 302
    given = {"text": "Добавить встреч.", "hand_over": "1"}
    assert curator.post(reverse("campaign_conclusions", args=[asked.pk]), given).status_code == 302
    head = signed_in_client(world.a11.head)
    assert "Утвердить выводы: Оценка качества" in head.get("/").content.decode().replace("\xa0", " ")
    assert head.post(reverse("conclusions_approve", args=[asked.pk])).status_code == 302
    body = head.get(reverse("campaign_results", args=[asked.pk])).content.decode().replace("\xa0", " ")
    assert "Видим рост." in body and "Добавить встреч." in body and "оптимальный" in body
    above = signed_in_client(world.a10.coordinator)
    body = above.get(reverse("campaign_results", args=[asked.pk])).content.decode().replace("\xa0", " ")
    assert "Видим рост." not in body and "Добавить встреч." not in body and "слова" not in body
    assert above.get(reverse("campaign_swot", args=[asked.pk])).status_code == 404


def test_the_paper_says_what_the_page_says_and_above_the_school_figures_alone(world: World):
    with acting(world.a11.curator) as actor:
        asked = asked_of(world.a11)
        swot.add(actor=actor, campaign=asked, quadrant="threats", factor="Перегрузка")
        findings.conclude(actor=actor, campaign=asked, text="Добавить встреч.")
        said = str(KINDS["survey-results"].build(asked, actor))
        assert "5 из 5 (100,0 %)" in said and "Перегрузка" in said and "Добавить встреч." in said
        assert "Перегрузка" in str(KINDS["swot"].build(asked, actor))
    with acting(world.a10.coordinator) as actor:
        said = str(KINDS["survey-results"].build(asked, actor))
        assert "5 из 5" in said and "Перегрузка" not in said and "Добавить встреч." not in said
