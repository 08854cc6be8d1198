"""Which groups of few people may be shown, inside a school and above it."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.models import Organization
from accounts.permissions import Actor
from programs.models import Regulation
from programs.queries.regulations import effective_regulation

from ..models import MonitoringCampaign
from ..small_groups import Group, Place, shown_at, weld
from .survey_counts import Cell, Tally

WITHIN, ABOVE = "monitoring.small_group_min_school", "monitoring.small_group_min"


@dataclass(frozen=True)
class Shown:
    """A question's figures: the whole, and each form that stands for itself. ``hidden``: people behind no figure."""

    whole: Tally
    forms: Mapping[str, Tally] = field(default_factory=dict)
    hidden: int = 0


def inside(cells: Mapping[Cell, Tally], least: int) -> Shown:
    """In a school. The whole is of everybody or of nobody; what is left when the forms that are shown are subtracted
    from it is nobody or at least ``least`` people.
    """
    by_form: dict[str, Tally] = defaultdict(Tally)
    for (_school, form), tally in cells.items():
        by_form[form] += tally
    whole = sum(by_form.values(), Tally())
    if whole.n < least:
        return Shown(Tally(), hidden=whole.n)
    alone = sorted((form for form in by_form if by_form[form].n >= least), key=lambda form: (by_form[form].n, form))
    rest = whole.n - sum(by_form[form].n for form in alone)
    while alone and 0 < rest < least:
        rest += by_form[alone.pop(0)].n
    return Shown(whole, {form: by_form[form] for form in sorted(alone)})


def above(cells: Mapping[Cell, Tally], least: int, places: Mapping[int, Place], place: Place) -> Shown:
    """At ``place`` above a school: sums of whole atoms (monitoring.small_groups)."""
    tallies = {Group(places[school], form, tally.n): tally for (school, form), tally in cells.items() if tally.n}
    atoms = weld(tallies, least)
    groups = shown_at(atoms, place)
    whole = sum((tallies[group] for group in groups), Tally())
    forms = {}
    for form in sorted({str(group.cell) for group in groups}):
        alone = sum((tallies[group] for group in shown_at(atoms, place, form)), Tally())
        if alone.n:
            forms[form] = alone
    people = sum(group.size for group in tallies if group.place[: len(place)] == place)
    return Shown(whole, forms, hidden=people - whole.n)


def is_inside(campaign: MonitoringCampaign, actor: Actor) -> bool:
    """The reader stands in the very school that was asked."""
    return not campaign.is_of_schools and campaign.organization_id == actor.organization_id


def least_for(campaign: MonitoringCampaign, actor: Actor) -> int:
    if is_inside(campaign, actor):
        return int(effective_regulation(campaign.organization, actor.today).value(WITHIN))
    return least_above(campaign.organization, actor.today)


def least_above(organization: Organization, today: datetime.date) -> int:
    """One number for a whole region: two of them would make figures whose difference tells of fewer people. It is the
    greatest that any body of the region has put in force.
    """
    rules = effective_regulation(organization, today).value(ABOVE)
    raised = Regulation.objects.in_force(today).exclude(organization__kind="school").values_list("settings", flat=True)
    return max(int(rules), *(_own(settings) for settings in raised), 5)


def _own(settings: Mapping) -> int:
    """The number that a version names by itself; 0 for none."""
    named = settings.get(ABOVE)
    number = named.get("value") if isinstance(named, Mapping) else named
    return number if isinstance(number, int) else 0
