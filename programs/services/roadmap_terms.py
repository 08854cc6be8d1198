"""The terms of an approved map among the deadlines of its organization: planned, moved with a new edition, taken away.

The deadline engine gives what a term needs: the organization's zone, the shift to a working day, reminders, the desk of
the one responsible, the word to the level above. «Без срока», «постоянно» and what is given to schools have none.
"""

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import clock
from accounts.due_rules import PROGRAM_END, PROGRAM_START, DueRule, DueType, from_json
from accounts.models import Deadline, Organization, OrganizationKind
from accounts.roles import OFFICES, Role
from accounts.services import deadlines

from ..models import OrderClause, OrderKind, Program, Roadmap, RoadmapItem, YearModel
from ..models.program import WAS_APPROVED
from ..queries.regulations import effective_regulation
from ..terms import school_year, year_days

UNDATED = (DueType.NONE, DueType.CONTINUOUS)
REPEATED = (DueType.MONTHLY, DueType.QUARTERLY)
OF_A_YEAR = (*REPEATED, DueType.MONTH, DueType.YEARLY, DueType.PERIOD)
LIVE = (RoadmapItem.State.PLANNED, RoadmapItem.State.IN_PROGRESS)
KEEPERS = {
    OrganizationKind.SCHOOL: Role.CURATOR,
    OrganizationKind.REGION_AUTHORITY: Role.REGION_OPERATOR,
    OrganizationKind.MNC: Role.MNC_OFFICER,
}


def is_own(item: RoadmapItem, organization: Organization) -> bool:
    """To be done here, not in the schools below."""
    return not item.for_below or organization.kind == OrganizationKind.SCHOOL


def first_role(item: RoadmapItem, organization: Organization) -> str:
    """Whose desk the term stands on: the first office named, else whoever keeps the map."""
    offices = [role for role in item.roles if role in OFFICES]
    return offices[0] if offices else KEEPERS.get(organization.kind, Role.MUNICIPAL_COORDINATOR)


def events_of(organization: Organization, year: int) -> dict[str, list[datetime.date]]:
    """The days from which relative terms of the map run: the model of the year, the statute, the programmes."""
    model = YearModel.objects.filter(organization=organization, school_year=year)
    statutes = OrderClause.objects.filter(
        order__organization=organization, kind=OrderKind.STATUTE_APPROVAL, order__registered_at__isnull=False
    )
    programs = Program.objects.filter(organization=organization, state__in=WAS_APPROVED)
    spans = [span for span in programs.values_list("start_on", "end_on") if school_year(span[0]) == year]
    return {
        "model_date": list(model.values_list("determined_on", flat=True)),
        "statute_registered": [day for day in statutes.values_list("order__dated", flat=True) if day],
        PROGRAM_START: [start for start, _end in spans],
        PROGRAM_END: [end for _start, end in spans],
    }


def window_of(rule: DueRule, year: int, begun: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Of a rule without a year, the school year; what repeats is owed from the day the map holds, a named day ever."""
    first, last = year_days(year)
    if rule.type in REPEATED:
        return min(max(first, begun), last), last
    if rule.type in OF_A_YEAR and rule.year is None and not isinstance(rule.first, datetime.date):
        # 31 August before the school year is the term of its preparation (S1 order, п. 4).
        august = rule.month_day is not None and rule.month_day.month in (6, 7, 8)
        return (datetime.date(year, 6, 1), datetime.date(year + 1, 5, 31)) if august else (first, last)
    return datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)


def plan_terms(roadmap: Roadmap) -> int:
    """Bring the deadlines of the map's lines in step with its approved edition. Needs an open scope; how many stand."""
    organization, year = roadmap.organization, roadmap.school_year
    editions = Roadmap.objects.filter(organization=organization, school_year=year, approved_on__isnull=False)
    begun = min(editions.values_list("approved_on", flat=True), default=clock.today(organization.zone))
    rules = effective_regulation(organization, clock.today(organization.zone))
    happened, kept = events_of(organization, year), set()
    for item in roadmap.items.all():
        if item.state in LIVE and is_own(item, organization):
            kept |= _plan_line(item, organization, year, begun, str(rules.value("due_shift")), happened)
    return _forget_others(organization, year, kept)


def _plan_line(
    item: RoadmapItem,
    organization: Organization,
    year: int,
    begun: datetime.date,
    shift: str,
    happened: dict[str, list[datetime.date]],
) -> set[int]:
    rule = from_json(item.due)
    if rule.type in UNDATED:
        return set()
    start, end = window_of(rule, year, begun)
    rows = deadlines.plan(
        organization=organization, kind=item.deadline_kind, rule=rule, title=item.text[:300],
        role=first_role(item, organization), start=start, end=end, due_shift=shift, events=happened,
        url=reverse("roadmap_item", args=[item.pk]), clause=item.clause or _("дорожная карта"),
    )  # fmt: skip
    return {row.pk for row in rows}


def _forget_others(organization: Organization, year: int, kept: set[int]) -> int:
    """Undone terms of lines of this map that the edition does not have any more, or has moved."""
    lines = RoadmapItem.objects.filter(roadmap__organization=organization, roadmap__school_year=year)
    kinds = {item.deadline_kind for item in lines.only("line")}
    stale = Deadline.objects.filter(organization=organization, kind__in=kinds, done_at=None).exclude(pk__in=kept)
    stale.delete()
    return len(kept)


def refresh_terms() -> None:
    """Terms that wait for an event (the model of the year, a programme) appear when it has come. Each day."""
    waiting = RoadmapItem.objects.filter(due__type__in=[DueType.RELATIVE, DueType.AS_PROGRAM], state__in=LIVE)
    rows = Roadmap.objects.filter(state=Roadmap.State.APPROVED, pk__in=waiting.values("roadmap_id"))
    for roadmap in rows.select_related("organization__region"):
        if roadmap.school_year >= school_year(clock.today(roadmap.organization.zone)) - 1:
            plan_terms(roadmap)


def forget_terms(roadmap: Roadmap) -> None:
    """The map holds no more: its undone terms go."""
    _forget_others(roadmap.organization, roadmap.school_year, set())


def terms_of(item: RoadmapItem) -> list[Deadline]:
    rows = Deadline.objects.filter(organization_id=item.organization_id, kind=item.deadline_kind)
    return list(rows.select_related("organization__region").order_by("due_at", "pk"))
