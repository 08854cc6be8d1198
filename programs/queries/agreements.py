"""Which mentors need an agreement to their employment contract before the order, and who has one (ТК, ст. 351.8)."""

import datetime
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accounts import clock
from accounts.models import Employment, Organization

from ..models import Application, Consent, MentoringAgreement, Unit, UnitMember
from ..models.unit import CLOSED
from ..regulation.law import law_at

State = MentoringAgreement.State
AGREED = (State.CONSENT_SIGNED, State.SIGNED, State.ACTIVE)
OVER = (State.TERMINATED, State.EXPIRED)


def notice_runs(application: Application) -> bool:
    """The statement was the employee's notice under an agreement: nobody may refuse it (ТК, ст. 351.8)."""
    unit = application.unit
    if unit is None or application.kind != Application.Kind.RELEASE:
        return False
    return unit.agreements.filter(person_id=application.author_id, state=State.NOTICE_GIVEN).exists()


def to_be_offered(unit: Unit) -> int | None:
    """The mentor to whom an agreement has to be offered by hand: a pair that was there before the law, a new try."""
    if unit.state in (Unit.State.PROPOSED, *CLOSED):
        return None
    lacking = next((person for _unit, person in without_agreement([unit])), None)
    drafted = unit.agreements.filter(person_id=lacking).exclude(state__in=OVER).exists()
    return None if drafted else lacking


def law_asks(on: datetime.date) -> bool:
    """Since 01.03.2025 an employee mentors by an agreement."""
    return "law.labor_agreement" in law_at(on)


def employed(people: Iterable[int], organization: Organization, on: datetime.date) -> set[int]:
    """Those of the people who work at the organization on that day; a guest and a pupil have no contract with it."""
    jobs = Employment.objects.in_force(on).filter(organization=organization, person_id__in=list(people))
    return set(jobs.values_list("person_id", flat=True))


def without_agreement(units: Iterable[Unit]) -> set[tuple[int, int]]:
    """(unit, mentor) whose agreement the employee has not signed; nobody before the law. Two queries for any number."""
    rows = list(units)
    if not rows:
        return set()
    organization = rows[0].organization
    today = clock.today(organization.zone)
    if not law_asks(today):
        return set()
    mentors = {
        (unit.pk, member.person_id)
        for unit in rows
        for member in unit.members.all()
        if member.side == UnitMember.Side.MENTOR and member.left_on is None
    }
    at_work = employed({person for _unit, person in mentors}, organization, today)
    agreed = _given(rows).values_list("unit_id", "person_id")
    return {row for row in mentors if row[1] in at_work} - set(agreed)


def _given(units: Iterable[Unit]) -> QuerySet[MentoringAgreement]:
    """What the employees have signed, or need not sign."""
    fit = Q(state__in=AGREED) | Q(duties_in_job_description=True)
    return MentoringAgreement.objects.filter(fit, unit__in=units).exclude(state__in=OVER)


def has_accepted(unit: Unit, person_id: int) -> bool:
    """A new mentor's own word: his consent to the duties, and his agreement where the law asks for one."""
    duty = Consent.objects.in_force().filter(unit=unit, kind=Consent.Kind.DUTY, person_id=person_id)
    today = clock.today(unit.organization.zone)
    asked = law_asks(today) and bool(employed([person_id], unit.organization, today))
    return duty.exists() and (not asked or _given([unit]).filter(person_id=person_id).exists())
