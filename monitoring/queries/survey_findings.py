"""What figures of a campaign suggest: strong and weak sides, difficulties. A person decides about each."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.permissions import Actor
from accounts.templatetags.ui_words import counted as in_words
from programs.queries.execution import percent
from programs.regulation.catalogue.choices import DIFFICULTY_AREAS

from ..models import CuratorAssessment, MonitoringCampaign, SwotAnalysis, SwotLine, SwotVersion
from ..questions import RATING
from ..survey_words import decimal_words, group_name
from .survey_results import STRONG, WEAK, Line, Results

ANSWERED = "ответил|ответили|ответили"


@dataclass(frozen=True)
class Suggestion:
    """A factor that a question suggests, with the figure that it stands on."""

    source: str
    quadrant: str
    factor: str
    evidence: str


@dataclass(frozen=True)
class Difficulty:
    """An area of difficulties that low answers speak of."""

    source: str
    area: str
    evidence: str

    @property
    def name(self) -> str:
        return str(DIFFICULTY_AREAS.get(self.area, self.area))


def suggestions(results: Results) -> list[Suggestion]:
    """Ratings with a mean of 8 and more are strong, of 5 and less weak; hidden figures suggest nothing."""
    found = []
    for line in results.lines:
        mean = line.tally.mean if line.question.kind == RATING else None
        if mean is None or WEAK < mean < STRONG:
            continue
        quadrant = SwotLine.Quadrant.STRENGTHS if mean >= STRONG else SwotLine.Quadrant.WEAKNESSES
        found.append(Suggestion(line.source, quadrant, _factor(line), evidence_of(line)))
    return found


def _factor(line: Line) -> str:
    """The question as a statement is a person's to write; the suggestion names the question and who answered."""
    return f"{line.question.text.rstrip('?')} – {group_name(line.role, line.track).lower()}"[:300]


def evidence_of(line: Line) -> str:
    return _("средняя %(mean)s из 10, %(n)s") % {
        "mean": decimal_words(line.tally.mean), "n": in_words(line.tally.n, _("ответ|ответа|ответов")),
    }  # fmt: skip


def difficulties(results: Results) -> list[Difficulty]:
    """Of questions that carry an area: low means, and areas that people name themselves."""
    found: list[Difficulty] = []
    for line in results.lines:
        if line.track != "staff" or not line.tally.n:
            continue
        one = line.question
        if one.area in DIFFICULTY_AREAS and one.kind == RATING and line.tally.mean <= WEAK:
            found.append(Difficulty(line.source, one.area, f"{one.text} {evidence_of(line).capitalize()}"))
        if one.areas:
            for area in one.values:
                number = line.tally.counts.get(area, 0)
                if area in DIFFICULTY_AREAS and number >= results.least:
                    words = _("%(question)s Назвали %(part)s из %(all)s (%(share)s %%)") % {
                        "question": one.text, "part": number, "all": line.tally.n,
                        "share": percent(number, line.tally.n),
                    }  # fmt: skip
                    found.append(Difficulty(f"{line.source}:{area}", area, words))
    return found


def swot_lines(campaign: MonitoringCampaign) -> list[SwotLine]:
    return list(SwotLine.objects.filter(analysis__campaign=campaign).select_related("decided_by"))


def undecided(results: Results, lines: Iterable[SwotLine]) -> list[Suggestion]:
    decided = {line.source for line in lines}
    return [row for row in suggestions(results) if row.source not in decided]


def swot_versions(campaign: MonitoringCampaign) -> list[SwotVersion]:
    rows = SwotVersion.objects.filter(analysis__campaign=campaign)
    return list(rows.select_related("kept_by", "analysis"))


def changed_since(campaign: MonitoringCampaign) -> bool:
    """Something was decided after the newest version was kept."""
    row = SwotAnalysis.objects.filter(campaign=campaign).first()
    if row is None:
        return False
    newest = row.versions.first()
    return newest is None or newest.kept_at < row.changed_at


def assessments(campaign: MonitoringCampaign) -> list[CuratorAssessment]:
    return list(CuratorAssessment.objects.filter(campaign=campaign).select_related("program", "made_by"))


def may_work(campaign: MonitoringCampaign, actor: Actor) -> bool:
    """Its own node's curator (coordinator, operator), until the head has approved the conclusions."""
    return bool(
        actor.may("campaign.manage")
        and actor.signs_for(campaign.organization_id)
        and campaign.state in ("closed", "processed")
    )
