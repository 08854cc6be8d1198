"""Grounds of payments by the regulation, and the register."""

import datetime

from django.db.models import QuerySet

from accounts.models import Organization, Person
from accounts.permissions import Actor

from ..models import MentorEntry, Payment
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
    return Payment.objects.visible_to(actor).select_related("person")
