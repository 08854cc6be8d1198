"""Own words of people, read in their school alone, where nobody can tell who wrote them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from accounts.permissions import Actor

from ..models import Answer, AnswerTag, MonitoringCampaign, QuestionnaireVersion, Response
from ..questions import OPEN
from ..survey_words import group_name
from .survey_groups import is_inside, least_for
from .survey_results import check_closed


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
    people: dict[tuple[str, str], int] = defaultdict(int)
    versions: set[int] = set()
    rows = Response.objects.filter(campaign=campaign).order_by().values_list("role", "track", "version_id")
    for role, track, version, number in rows.annotate(Count("pk")):
        people[role, track] += number
        versions.add(version)
    named = {group for group, number in people.items() if number >= least}
    few = sum(number for group, number in people.items() if group not in named)
    asked = {
        (version.pk, one.code): one
        for version in QuestionnaireVersion.objects.filter(pk__in=versions)
        for one in version.questions
        if one.kind == OPEN
    }
    answers = Answer.objects.filter(response__campaign=campaign).exclude(text="").select_related("response")
    answers = answers.prefetch_related("tagged__tag").order_by("pk")
    if tag is not None:
        answers = answers.filter(tagged__tag=tag)
    found: dict[tuple[str, str], Said] = {}
    hidden = 0
    for answer in answers:
        group = (answer.response.role, answer.response.track)
        if group not in named and few < least:
            hidden += 1
            continue
        place = (asked[answer.response.version_id, answer.question].text, group_name(*group) if group in named else "")
        found.setdefault(place, Said(*place)).answers.append(answer)
    return Words(sorted(found.values(), key=lambda row: (not row.group, row.group)), hidden)


def tag_counts(campaign: MonitoringCampaign, words: Words) -> list[tuple[AnswerTag, int]]:
    """The school's tags with the number of answers of this campaign that carry them, among those that may be read."""
    numbers: dict[int, int] = defaultdict(int)
    for said in words.said:
        for answer in said.answers:
            for one in answer.tagged.all():
                numbers[one.tag_id] += 1
    tags = AnswerTag.objects.filter(organization_id=campaign.organization_id)
    return sorted(((tag, numbers[tag.pk]) for tag in tags), key=lambda row: (-row[1], row[0].label))
