"""Own words of people, read in their school alone, where nobody can tell who wrote them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from accounts.permissions import Actor

from ..models import Answer, AnswerTag, MonitoringCampaign, QuestionnaireVersion, Response
from ..questions import OPEN
from ..survey_words import group_name
from .survey_groups import is_inside, least_for
from .survey_results import check_closed

Group = tuple[str, str]


@dataclass
class Said:
    """Answers to one question. ``group`` is empty where few people have answered: whose words they are is not told."""

    text: str
    group: str
    answers: list[Answer] = field(default_factory=list)


@dataclass(frozen=True)
class Words:
    said: Sequence[Said]
    hidden: int
    """Answers of so few people that even their words would name them."""


def words_of(campaign: MonitoringCampaign, actor: Actor, *, tag: AnswerTag | None = None) -> Words:
    """Four queries. In the order of numbers by chance, without form and day; never of a filter by people."""
    check_closed(campaign)
    if not is_inside(campaign, actor):
        return Words([], 0)
    least = least_for(campaign, actor)
    rows = Response.objects.filter(campaign=campaign).order_by().values_list("role", "track", "version_id")
    people = {(role, track, version): number for role, track, version, number in rows.annotate(Count("pk"))}
    groups: Counter[Group] = Counter()
    for (role, track, _version), number in people.items():
        groups[role, track] += number
    asked = {
        version.pk: {one.code: one for one in version.questions if one.kind == OPEN}
        for version in QuestionnaireVersion.objects.filter(pk__in={version for *_group, version in people})
    }
    # A question's words name the group that alone was asked them: small groups hide behind each other in one question.
    pooled: Counter[str] = Counter()
    for (role, track, version), number in people.items():
        if groups[role, track] < least:
            for text in {one.text for one in asked[version].values()}:
                pooled[text] += number
    answers = Answer.objects.filter(response__campaign=campaign).exclude(text="").select_related("response")
    found: dict[tuple[str, str], Said] = {}
    branched: set[tuple[str, str]] = set()
    hidden: list[Answer] = []
    for answer in answers.prefetch_related("tagged__tag").order_by("pk"):
        group, one = (answer.response.role, answer.response.track), asked[answer.response.version_id][answer.question]
        few = groups[group] < least
        if few and pooled[one.text] < least:
            hidden.append(answer)
            continue
        place = (one.text, "" if few else group_name(*group))
        found.setdefault(place, Said(*place)).answers.append(answer)
        if one.show_if:
            branched.add(place)
    for place in branched:  # who was asked it has told by that what he ticked
        if len(found[place].answers) < least:
            hidden += found.pop(place).answers
    said = [Said(one.text, one.group, _under(tag, one.answers)) for one in found.values()]
    return Words(
        sorted((one for one in said if one.answers), key=lambda row: (not row.group, row.group)),
        len(_under(tag, hidden)),
    )


def _under(tag: AnswerTag | None, answers: Sequence[Answer]) -> list[Answer]:
    return [one for one in answers if tag is None or any(mark.tag_id == tag.pk for mark in one.tagged.all())]


def tag_counts(campaign: MonitoringCampaign, words: Words) -> list[tuple[AnswerTag, int]]:
    """The school's tags with the number of answers of this campaign that carry them, among those that may be read."""
    numbers: dict[int, int] = defaultdict(int)
    for said in words.said:
        for answer in said.answers:
            for one in answer.tagged.all():
                numbers[one.tag_id] += 1
    tags = AnswerTag.objects.filter(organization_id=campaign.organization_id)
    return sorted(((tag, numbers[tag.pk]) for tag in tags), key=lambda row: (-row[1], row[0].label))
