"""Who agrees a draft before the head decides, and what the sheet of visas says."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy

from accounts.models import Organization, Person
from accounts.permissions import Actor
from accounts.roles import ROLE_PERMISSIONS, Role
from accounts.work_calendar import calendar_for

from ..models import Order, OrderKind, Visa, VisaKind, VisaStep
from .regulations import effective_regulation

BODIES = (VisaKind.COUNCIL, VisaKind.UNION)  # they decide by minutes
SPEAKERS = {VisaKind.UNION: {Role.UNION}, VisaKind.COUNCIL: {Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER}}


@dataclass(frozen=True)
class Asked:
    """A visa that an order needs."""

    person: Person
    kind: str


def route_of(order: Order, on: datetime.date) -> list[Asked]:
    """Whom this draft goes round: the organization's route, and the union where the regulation says so.

    Neither who has drafted it nor who will sign it agrees with himself; whoever has left is asked no more.
    """
    kinds = set(order.clauses.values_list("kind", flat=True))
    acts = OrderKind.STATUTE_APPROVAL in kinds
    steps = VisaStep.objects.filter(organization_id=order.organization_id).select_related("person")
    asked = [Asked(step.person, step.kind) for step in steps if acts or step.scope == VisaStep.Scope.ALL]
    seats = _Seats(order.organization, on) if asked or acts else None
    asked = [one for one in asked if seats.may_be_asked(one, order, money=OrderKind.PAYMENT in kinds)]
    if acts and VisaKind.UNION not in {one.kind for one in asked}:
        asked += _union_by_regulation(order, on, seats)
    return asked


class _Seats:
    """Who holds what at an organization on a day: asked is whoever belongs to it, a body by who speaks for it."""

    def __init__(self, organization: Organization, on: datetime.date) -> None:
        self.roles: dict[int, set[str]] = defaultdict(set)
        for person_id, role in organization.memberships.in_force(on).values_list("person_id", "role"):
            self.roles[person_id].add(role)
        self.employed = set(organization.employments.in_force(on).values_list("person_id", flat=True))

    def may_be_asked(self, one: Asked, order: Order, *, money: bool) -> bool:
        """Neither who has drafted it nor who will sign it; of an order about payments only who may read it."""
        roles = self.roles.get(one.person.pk, set())
        if one.person.pk == order.drafted_by_id or Role.HEAD in roles:
            return False
        if money and not any("agreement.manage" in ROLE_PERMISSIONS[role] for role in roles):
            return False
        if one.kind in SPEAKERS:
            return bool(roles & SPEAKERS[one.kind])
        return bool(roles) or one.person.pk in self.employed


def _union_by_regulation(order: Order, on: datetime.date, seats: _Seats) -> list[Asked]:
    """Local acts are made together with the union (S1 and S5 4.1.4): whoever speaks for it here."""
    if not effective_regulation(order.organization, on)["union_participation"].value:
        return []
    speakers = order.organization.memberships.in_force(on).filter(role=Role.UNION).select_related("person")
    asked = [Asked(row.person, VisaKind.UNION) for row in speakers.order_by("pk")]
    return [one for one in asked if seats.may_be_asked(one, order, money=False)][:1]


def sheet_of(order: Order) -> QuerySet[Visa]:
    """The visas of the words as they are now: an edit makes a new edition and an empty sheet."""
    return order.visas.filter(order_version=order.version).select_related("person")


def left_to_ask(order: Order, on: datetime.date) -> dict[int, Asked]:
    """Of the route, those who have not yet decided about these very words, by their place in it from 1."""
    route = dict(enumerate(route_of(order, on), start=1))
    said = set(sheet_of(order).exclude(verdict="").values_list("person_id", "kind")) if route else set()
    return {no: one for no, one in route.items() if (one.person.pk, one.kind) not in said}


def mine_to_give(order: Order, actor: Actor) -> Visa | None:
    """The visa that the actor is asked for now."""
    if order.state != Order.State.AGREEING:
        return None
    return sheet_of(order).filter(person_id=actor.person_id, verdict="").first()


def waiting_for(actor: Actor) -> QuerySet[Visa]:
    """Visas that the person is asked for, the longest waiting first."""
    rows = Visa.objects.filter(person_id=actor.person_id, verdict="", order__state=Order.State.AGREEING)
    return rows.filter(order_version=F("order__version")).select_related("order").order_by("asked_at")


def union_answers_by(visa: Visa, order: Order) -> datetime.date:
    """The last working day of the union's term; after it silence means no objection (ТК РФ, ст. 372)."""
    asked = visa.asked_at.astimezone(order.organization.zone).date()
    rule = effective_regulation(order.organization, asked)["union_silence_days"]
    return calendar_for(order.organization.region.calendar).add_workdays(asked, int(rule.value))


def sheet_lines(order: Order) -> list[dict[str, Any]]:
    """The sheet as the document prints it (``reports.documents.order.Visa``)."""
    return [
        {
            "name": visa.person.full_name,
            "position": visa.post or str(visa.get_kind_display()),
            "date": visa.decided_on.isoformat() if visa.decided_on else None,
            "remark": said(visa),
        }
        for visa in sheet_of(order)
    ]


def said(visa: Visa) -> str:
    """«Согласовано с замечаниями (протокол от 12.08.2022 № 4): …»."""
    if not visa.verdict:
        return ""
    minutes = f" ({visa.minutes})" if visa.minutes else ""
    words = UNION_WORDS if visa.kind == VisaKind.UNION else WORDS
    text = f": {visa.text}" if visa.text else ""
    return f"{words[Verdict(visa.verdict)]}{minutes}{text}"


Verdict = Visa.Verdict
WORDS = {
    Verdict.AGREED: gettext_lazy("согласовано"),
    Verdict.REMARKS: gettext_lazy("согласовано с замечаниями"),
    Verdict.AGAINST: gettext_lazy("не согласовано"),
}
UNION_WORDS = {
    Verdict.AGREED: gettext_lazy("профсоюз с проектом согласен"),
    Verdict.REMARKS: gettext_lazy("профсоюз согласен с замечаниями"),
    Verdict.AGAINST: gettext_lazy("профсоюз с проектом не согласен"),
}
