"""K5 and K6: how many of those who answered are satisfied; P2 by the same way. Closed campaigns alone are read.

At a school the figure is its own, hidden while too few have answered; above it, a sum over welded atoms.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import Organization, OrganizationKind
from programs.queries.execution import percent
from programs.queries.reach import schools_below

from ..models import Answer, MonitoringCampaign, QuestionnaireVersion, Response, SurveyInvitation
from ..small_groups import Group, shown_at, weld

CLOSED = ("closed", "processed", "conclusions_approved", "archived")
SATISFIED, WILL_MENTOR = "satisfied", "will_mentor"
INDICATORS = {"K5": "mentee", "K6": "mentor"}
Counts = dict[tuple[int, str], tuple[int, int]]  # (school, role) → (answered, positive)


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

    ``least`` is the regulation's monitoring.small_group_min above a school, small_group_min_school at one.
    """
    schools = schools_below(organization) if organization.kind != OrganizationKind.SCHOOL else [organization]
    campaigns = MonitoringCampaign.objects.filter(school_year=year, state__in=CLOSED, organization__in=schools)
    counts = _counts(campaigns, indicator, track)
    if organization.kind == OrganizationKind.SCHOOL:
        return {role: _of_school(counts, role, least) for role in INDICATORS.values()}
    places = {school.pk: tuple(school.path_ids) for school in schools}
    groups = {
        Group(places[school], role, answered): positive for (school, role), (answered, positive) in counts.items()
    }
    atoms = weld(groups, least)
    own = tuple(organization.path_ids)
    if organization.kind == OrganizationKind.MNC:
        own = own[:-1]
    return {role: _sum(groups, shown_at(atoms, own, role)) for role in INDICATORS.values()}


def response_rate(organization: Organization, year: int) -> tuple[int, int]:
    """How many answered in the closed campaigns of a year, of how many asked. Counts are shown at every level."""
    schools = schools_below(organization) if organization.kind != OrganizationKind.SCHOOL else [organization]
    campaigns = MonitoringCampaign.objects.filter(school_year=year, state__in=CLOSED, organization__in=schools)
    answered = Response.objects.filter(campaign__in=campaigns).count()
    asked = SurveyInvitation.objects.filter(campaign__in=campaigns, revoked_at=None).count()
    return answered, max(asked, answered)


def _of_school(counts: Counts, role: str, least: int) -> Share:
    found = [value for (_school, one), value in counts.items() if one == role]
    answered, positive = sum(value[0] for value in found), sum(value[1] for value in found)
    return Share(positive, answered) if answered >= least else Share(0, answered, hidden=True)


def _sum(groups: dict[Group, int], shown: Iterable[Group]) -> Share:
    shown = list(shown)
    answered = sum(group.size for group in shown)
    return Share(sum(groups[group] for group in shown), answered, hidden=not answered)


def _counts(campaigns: Iterable[MonitoringCampaign], indicator: str, track: str) -> Counts:
    """Which question of a version is the indicator's, its content says."""
    responses = Response.objects.filter(campaign__in=campaigns)
    if track:
        responses = responses.filter(track=track)
    found: Counts = defaultdict(lambda: (0, 0))
    used = responses.order_by().values("version_id").distinct()
    for version in QuestionnaireVersion.objects.filter(pk__in=used):
        for one in version.questions:
            if one.indicator != indicator:
                continue
            rows = Answer.objects.filter(response__in=responses.filter(version=version), question=one.code)
            groups = rows.order_by().values_list("response__organization_id", "response__role")
            counted = groups.annotate(all=Count("pk"), good=Count("pk", filter=Q(values__overlap=list(one.positive))))
            for school, role, answered, positive in counted:
                before = found[school, role]
                found[school, role] = (before[0] + answered, before[1] + positive)
    return dict(found)
