"""On which day a record fulfilled a term of the year, for any number of organizations in a fixed number of queries.

The day is that of the record in the system: an act dated in August and entered in September was handed in in September.
"""

import datetime
from collections.abc import Callable, Iterable

from accounts import clock
from accounts.models import AuditEvent, Membership, Organization
from accounts.roles import Role
from programs.models import LocalAct, Order, OrderClause, OrderKind, Regulation, Roadmap, Unit
from programs.models.unit import HELD
from programs.queries.clause_execution import STANDING

from ..models import Moment, MonitoringCampaign
from ..models.campaign import CLOSED

Days = dict[int, datetime.date]
Local = dict[int, Organization]


EVER = datetime.date.min  # a fact holds until it is undone; of a road map and acts, those of this year alone count


def _keep(days: Days, school: int, day: datetime.date, since: datetime.date) -> None:
    if day >= since:
        days[school] = min(day, days.get(school, day))


def _by_order(schools: Local, kind: str, days: Days, since: datetime.date) -> Days:
    rows = OrderClause.objects.filter(order__organization_id__in=list(schools), kind=kind, order__state__in=STANDING)
    for school, at in rows.values_list("order__organization_id", "order__registered_at"):
        _keep(days, school, at.astimezone(schools[school].zone).date(), since)
    return days


def _by_act(schools: Local, kind: str, days: Days, since: datetime.date) -> Days:
    """Of an act issued elsewhere its file is the proof («закрывает загруженный утверждённый документ»)."""
    rows = LocalAct.objects.filter(organization_id__in=list(schools), kind=kind, file__isnull=False)
    for school, at in rows.values_list("organization_id", "added_at"):
        _keep(days, school, at.astimezone(schools[school].zone).date(), since)
    return days


def statutes(schools: Local, since: datetime.date = EVER) -> Days:
    days = _by_act(schools, LocalAct.Kind.STATUTE, _by_order(schools, OrderKind.STATUTE_APPROVAL, {}, since), since)
    rows = Regulation.objects.filter(organization_id__in=list(schools), state=Regulation.State.IN_FORCE)
    for school, day in rows.values_list("organization_id", "effective_from"):
        if school not in days and day is not None:
            days[school] = day
    return days


def plans(schools: Local, since: datetime.date = EVER) -> Days:
    days = _by_act(schools, LocalAct.Kind.ROADMAP, _by_order(schools, OrderKind.ROADMAP_APPROVAL, {}, since), since)
    rows = Roadmap.objects.filter(organization_id__in=list(schools), approved_on__isnull=False)
    for school, day in rows.values_list("organization_id", "approved_on"):
        _keep(days, school, day, since)
    return days


def shown_acts(schools: Local, since: datetime.date = EVER) -> Days:
    """When the first act for the open page was placed (S1 order п. 4). Whether the page is open is not asked."""
    days: Days = {}
    orders = Order.objects.filter(organization_id__in=list(schools), state=Order.State.PUBLISHED)
    for school, at in orders.exclude(published_at=None).values_list("organization_id", "published_at"):
        _keep(days, school, at.astimezone(schools[school].zone).date(), since)
    shown = LocalAct.objects.filter(organization_id__in=list(schools)).exclude(published_at=None)
    for school, at, until in shown.values_list("organization_id", "published_at", "valid_to"):
        if until is None or until >= clock.today(schools[school].zone):
            _keep(days, school, at.astimezone(schools[school].zone).date(), since)
    return days


def curators(schools: Local, since: datetime.date = EVER) -> Days:
    return _role(schools, Role.CURATOR, since)


def liaisons(schools: Local, since: datetime.date = EVER) -> Days:
    return _role(schools, Role.MNC_LIAISON, since)


def _role(schools: Local, role: str, since: datetime.date) -> Days:
    """Since when somebody holds it who holds it today: a school whose curator has left has none."""
    days: Days = {}
    rows = Membership.objects.filter(organization_id__in=list(schools), role=role)
    for school, day, until in rows.values_list("organization_id", "valid_from", "valid_to"):
        today = clock.today(schools[school].zone)
        if day <= today and (until is None or today < until):
            _keep(days, school, day, since)
    return days


def pairs(schools: Local, since: datetime.date = EVER) -> Days:
    """The first pair that was held, by an order or by the curator's record, and is not undone."""
    held = Unit.objects.filter(organization_id__in=list(schools), state__in=[*HELD, "closed"])
    units = {pk: (school, at) for pk, school, at in held.values_list("pk", "organization_id", "proposed_at")}
    events = AuditEvent.objects.filter(
        organization_id__in=list(schools), object_type=Unit._meta.label, verb__in=["unit.order", "unit.fix"]
    )
    begun = dict(events.order_by("-at").values_list("object_id", "at"))
    days: Days = {}
    for pk, (school, proposed_at) in units.items():
        _keep(days, school, begun.get(pk, proposed_at).astimezone(schools[school].zone).date(), since)
    return days


def acts(schools: Local, since: datetime.date = EVER) -> Days:
    return _by_order(schools, OrderKind.MODEL_IMPLEMENTATION, {}, since)


def assessed(schools: Local, since: datetime.date = EVER) -> Days:
    """Whoever went through the programmes has answered: the campaign is over (S2 разд. 9, п. 4.3)."""
    days: Days = {}
    rows = MonitoringCampaign.objects.filter(
        organization_id__in=list(schools), moment=Moment.EXIT, state__in=CLOSED, closed_at__isnull=False
    )
    for school, at in rows.values_list("organization_id", "closed_at"):
        _keep(days, school, at.astimezone(schools[school].zone).date(), since)
    return days


FACTS: dict[str, Callable[[Local, datetime.date], Days]] = {
    "statute": statutes, "plan": plans, "curator": curators, "pairs": pairs, "liaison": liaisons, "roadmap": plans,
    "acts": acts, "quality": assessed,
}  # fmt: skip
CONDITIONS = ("statute", "curator", "roadmap", "pairs")  # of R1; the section of the site has no day


def implemented(schools: Iterable[Organization], conditions: Iterable[str]) -> Days:
    """R1: the day on which the last of the regulation's conditions was met, of the schools that meet them all."""
    local = {school.pk: school for school in schools}
    met = [FACTS[code](local, EVER) for code in conditions if code in CONDITIONS]
    if not met:
        return {}
    return {pk: max(days[pk] for days in met) for pk in local if all(pk in days for days in met)}
