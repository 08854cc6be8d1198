"""Grounds of payments by the regulation, and the register."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Organization, Person
from accounts.permissions import Actor

from ..models import MentorEntry, MentoringAgreement, Payment
from .regulations import effective_regulation

Basis = Payment.Basis
GROUNDS = {
    "MONEY_COLLECTIVE": (Basis.COLLECTIVE, Basis.PAY_STATUTE),
    "MONEY_AGREEMENTS_LOCAL": (Basis.COLLECTIVE, Basis.PAY_STATUTE, Basis.AGREEMENT, Basis.LOCAL_ACT),
}


def grounds_of(organization: Organization, on: datetime.date) -> list[str]:
    """Where the regulation names no money, the labour code leaves the collective agreement and the pay statute."""
    named = effective_regulation(organization, on).value("incentives") or ()
    found = [ground for code in named for ground in GROUNDS.get(code, ())]
    return list(dict.fromkeys(found or GROUNDS["MONEY_COLLECTIVE"]))


def is_mentor_of(person: Person, organization: Organization) -> bool:
    return MentorEntry.objects.filter(person=person, organization=organization).exists()


def payment_rows(actor: Actor) -> QuerySet[Payment]:
    return Payment.objects.visible_to(actor).select_related("person", "clause__order")


def without_an_order(actor: Actor) -> QuerySet[Payment]:
    """Those of the school that no order sets; a cancelled one sets nothing."""
    rows = Payment.objects.visible_to(actor).filter(organization_id=actor.organization_id)
    return (
        rows.filter(Q(clause=None) | Q(clause__order__state="cancelled"))
        .select_related("person")
        .order_by("starts", "pk")
    )


def offered_payment(actor: Actor, agreement: MentoringAgreement | None) -> dict[str, Any]:
    """What a new payment begins with: the agreement's person, sum and term; the basis that the school named last."""
    last = payment_rows(actor).filter(organization_id=actor.organization_id).order_by("-pk").first()
    offered: dict[str, Any] = {}
    if last is not None:
        names = ("kind", "basis", "basis_dated", "basis_clause")
        offered |= {name: getattr(last, name) for name in names}
    if agreement is not None:
        names = ("amount", "starts", "ends")
        offered |= {"person": agreement.person_id} | {name: getattr(agreement, name) for name in names}
    return offered
