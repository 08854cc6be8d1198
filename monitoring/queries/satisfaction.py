"""K5 and K6: how many of those who answered are satisfied; P2 by the same way. Closed campaigns alone are read.

At a school the figure is its own, hidden while too few have answered; above it, a sum over welded atoms.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Organization, OrganizationKind
from programs.queries.execution import percent
from programs.queries.reach import schools_below

from ..models import MonitoringCampaign, QuestionnaireVersion, Response, SurveyInvitation
from ..models.campaign import CLOSED
from .survey_counts import Cell, Counts, Tally, counted, places_of
from .survey_groups import above, inside

SATISFIED, WILL_MENTOR = "satisfied", "will_mentor"
INDICATORS = {"K5": "mentee", "K6": "mentor"}


@dataclass(frozen=True)
class Share:
    """``answered`` are those who answered the question; «—» stands for a share that is hidden or of nobody."""

    positive: int
    answered: int
    hidden: bool = False

    @property
    def percent(self) -> str:
        return "—" if self.hidden or not self.answered else percent(self.positive, self.answered)


def satisfaction(
    organization: Organization, year: int, *, least: int, indicator: str = SATISFIED, track: str = ""
) -> dict[str, Share]:
    """``{"mentee": …, "mentor": …}``: K5 and K6 of a school year; ``track`` narrows to pupils or to staff.

    ``least`` is the regulation's monitoring.small_group_min_school at a school, ``least_above`` above one.
    """
    at_school = organization.kind == OrganizationKind.SCHOOL
    place = tuple(organization.path_ids)
    if organization.kind == OrganizationKind.MNC:
        place = place[:-1]
    found: dict[str, list[Share]] = {role: [] for role in INDICATORS.values()}
    for counts in _counts(_closed(organization, year), at_school=at_school):
        places = {} if at_school else places_of(counts)
        for role, cells, positive in _answers(counts, indicator, track):
            if role in found:
                told = inside(cells, least) if at_school else above(cells, least, places, place)
                shown = told.whole
                found[role].append(Share(shown.of(positive), shown.n))
    return {role: _sum(shares) for role, shares in found.items()}


def response_rate(organization: Organization, year: int) -> tuple[int, int]:
    """How many answered in the closed campaigns of a year, of how many asked. Counts are shown at every level."""
    campaigns = _closed(organization, year)
    answered = Response.objects.filter(campaign__in=campaigns).count()
    asked = SurveyInvitation.objects.filter(campaign__in=campaigns, revoked_at=None).count()
    return answered, max(asked, answered)


def _closed(organization: Organization, year: int) -> QuerySet[MonitoringCampaign]:
    schools = schools_below(organization) if organization.kind != OrganizationKind.SCHOOL else [organization]
    return MonitoringCampaign.objects.filter(school_year=year, state__in=CLOSED, organization__in=schools)


def _counts(campaigns: QuerySet[MonitoringCampaign], *, at_school: bool) -> Iterator[Counts]:
    """Above a school the very atoms of the results' pages: a body's campaign is welded over all its parts once it is
    closed itself, a school's own by itself."""
    if at_school:
        yield counted(list(campaigns), bodies=False)
        return
    bodies = MonitoringCampaign.objects.filter(parts__in=campaigns, state__in=CLOSED).distinct()
    # A part that takes answers still would change the sum by one person's word.
    going = MonitoringCampaign.objects.filter(parent__isnull=False, state=MonitoringCampaign.State.OPEN)
    bodies = bodies.exclude(pk__in=going.values("parent_id"))
    yield counted(list(bodies), bodies=True)
    yield counted(list(campaigns.filter(parent=None)), bodies=False)


def _answers(counts: Counts, indicator: str, track: str) -> Iterator[tuple[str, Mapping[Cell, Tally], Sequence[str]]]:
    """Which question of a version is the indicator's, its content says."""
    versions = QuestionnaireVersion.objects.in_bulk({key[3] for key in counts.people})
    for key in counts.people:
        for one in versions[key[3]].questions:
            if one.indicator == indicator and (not track or key[2] == track):
                yield key[1], counts.tallies.get((key, one.code), {}), one.positive


def _sum(shares: Sequence[Share]) -> Share:
    """Hidden: of nobody, or of groups too small to be told of; how many they are is not told either."""
    answered = sum(share.answered for share in shares)
    return Share(sum(share.positive for share in shares), answered, hidden=not answered)
