"""Consents that end by themselves: a representative's when the child grows up, one whose text is no longer enough."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import Organization

from ..models import Consent
from .participants import ADULT, PDN, TEENAGER
from .regulations import effective_regulation

NOTICE = datetime.timedelta(days=30)
# The first version of a text under which a kind may be relied on. A version that changes words alone is not written
# here; one that changes what is agreed to is, and everybody is asked anew.
LEAST_VERSION: dict[str, str] = {}


@dataclass(frozen=True)
class Ending:
    """A given consent, the day on which it holds no more, and the new one that was asked for, if it was."""

    consent: Consent
    on: datetime.date
    renewal: Consent | None


def birthday(born: datetime.date, years: int) -> datetime.date:
    """The day on which somebody is so old; born on 29 February, on 1 March of other years."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return datetime.date(born.year + years, 3, 1)


def endings(organization: Organization, today: datetime.date) -> list[Ending]:
    """Of a school: what ends within thirty days, or should have ended. The nearest first. Two queries."""
    policy = effective_regulation(organization, today).value("consent_policy")
    rows = list(_candidates(organization, today, policy))
    newer = Consent.objects.filter(organization=organization, person__in=[row.person_id for row in rows])
    asked = {(row.person_id, row.kind, row.unit_id): row for row in newer.order_by("pk")} if rows else {}
    found = []
    for row in rows:
        last = asked[row.person_id, row.kind, row.unit_id]  # the answer to the new question, whatever it was
        found.append(_ending(row, policy, today, last if last.pk > row.pk else None))
    return sorted(
        (row for row in found if row is not None and row.on <= today + NOTICE), key=lambda row: (row.on, row.consent.pk)
    )


def _candidates(organization: Organization, today: datetime.date, policy: str) -> QuerySet[Consent]:
    """Given by another, about one who is or soon will be old enough; or under a text that is too old."""
    soon = today + NOTICE
    given = Q(signer__isnull=False) & ~Q(signer=F("person"))
    grown = given & Q(person__birth_date__lte=birthday(soon, -ADULT))
    if policy == "guardian_and_child":
        grown |= given & Q(kind=PDN, person__birth_date__lte=birthday(soon, -TEENAGER))
    for kind, version in LEAST_VERSION.items():
        grown |= Q(kind=kind, text_version__lt=version)
    rows = Consent.objects.in_force().filter(grown, organization=organization)
    return rows.select_related("person", "signer", "unit", "organization__region")


def _ending(consent: Consent, policy: str, today: datetime.date, renewal: Consent | None) -> Ending | None:
    on = term_of(consent, policy)
    if on is None:
        return None
    if needs_renewal(consent):  # nobody is stopped who was not asked in time
        asked = renewal.created_at.astimezone(consent.organization.zone).date() if renewal else today
        on = asked + NOTICE if asked >= on else on
    return Ending(consent, on, renewal)


def term_of(consent: Consent, policy: str) -> datetime.date | None:
    """The first day on which the consent is not enough; long ago for one under a text that is too old."""
    if consent.text_version < LEAST_VERSION.get(consent.kind, ""):
        return consent.signed_on
    born = consent.person.birth_date
    if born is None or consent.signer_id in (None, consent.person_id):
        return None
    child_signs = consent.kind == PDN and policy == "guardian_and_child"
    return birthday(born, TEENAGER if child_signs else ADULT)


def needs_renewal(consent: Consent) -> bool:
    """The representative's word about taking part ends with childhood; everything else is asked anew."""
    return consent.kind != Consent.Kind.GUARDIAN_PARTICIPATION


def schools_with_endings(region_day: datetime.date) -> QuerySet[Organization]:
    """Schools where somebody is near an age or an old text is in force: the day of the easternmost zone is enough."""
    grown = Q(person__birth_date__lte=birthday(region_day + NOTICE + datetime.timedelta(days=2), -TEENAGER))
    given = Consent.objects.in_force().filter(organization=OuterRef("pk"))
    given = given.filter(grown & Q(signer__isnull=False) & ~Q(signer=F("person")) | Q(kind__in=LEAST_VERSION))
    return Organization.objects.filter(Exists(given)).select_related("region").order_by("pk")
