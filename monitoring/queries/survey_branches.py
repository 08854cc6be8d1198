"""Questions that only some are asked, by what they have answered before: their figures beside those of everybody are a
table by that answer, and a subtraction away from whoever was not asked.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from ..models import MonitoringCampaign, QuestionnaireVersion, Response
from ..questions import OPEN
from .survey_counts import Key, Tally
from .survey_groups import inside


def told_apart(
    campaigns: Sequence[MonitoringCampaign], versions: Mapping[int, QuestionnaireVersion], least: int
) -> set[Key]:
    """Inside a school: where the branches may be shown. People are put together who went the same way through all
    branches in one form; whatever figures are added and subtracted, it is sums over these groups, so that each has to
    be of nobody or of ``least`` people. At most one query.
    """
    branches = {
        pk: {one.code for one in version.questions if one.show_if and one.kind != OPEN}
        for pk, version in versions.items()
    }
    codes = {pk: found for pk, found in branches.items() if found}
    if not codes:
        return set()
    of_branches = Q(answers__question__in=set().union(*codes.values()))
    rows = Response.objects.filter(campaign__in=campaigns, version_id__in=codes).order_by()
    rows = rows.annotate(way=ArrayAgg("answers__question", filter=of_branches, default=[]))
    ways: dict[Key, Counter[tuple[str, frozenset[str]]]] = defaultdict(Counter)
    for campaign, role, track, version, form, way in rows.values_list(
        "campaign_id", "role", "track", "version_id", "form", "way"
    ):
        ways[campaign, role, track, version][form, frozenset(way) & codes[version]] += 1
    return {key for key, groups in ways.items() if _are_many(groups, least)}


def _are_many(groups: Mapping[tuple[str, frozenset[str]], int], least: int) -> bool:
    by_form: Counter[str] = Counter()
    for (form, _way), number in groups.items():
        by_form[form] += number
    alone = inside({(0, form): Tally(number) for form, number in by_form.items()}, least).forms
    sizes: Counter[tuple[str, frozenset[str]]] = Counter()
    for (form, way), number in groups.items():
        sizes[form if form in alone else "", way] += number
    return all(number >= least for number in sizes.values())
