"""Teachers outside the bank who may need a mentor, as far as their places of work tell (S1 п. 4.1.3, S4 п. 3.4)."""

import datetime
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from accounts.models import Employment, Organization, Person

from ..models import MenteeEntry
from ..regulation.effective import EffectiveRegulation
from .participants import full_years, is_pedagogical

MOST = 20
NEW = 1  # years at a place
LEFT = ("withdrawn", "dropped_out")


@dataclass(frozen=True)
class Newcomer:
    person: Person
    why: str


def newcomers(organization: Organization, rules: EffectiveRegulation, today: datetime.date) -> list[Newcomer]:
    """Young, new or back after a break, and in no bank of mentees here. Two queries."""
    inside = MenteeEntry.objects.filter(organization=organization).exclude(state__in=LEFT).values("person_id")
    here = Employment.objects.in_force(today).filter(organization=organization)
    jobs = Employment.objects.filter(person__in=here.values("person_id"), valid_from__lte=today)
    rows = jobs.exclude(person__in=inside).select_related("person").order_by("person_id", "valid_from", "pk")
    found = []
    for _person, places in groupby(rows, key=lambda job: job.person_id):
        why = _why(list(places), organization, int(rules.value("young_specialist_years")), today)
        if why is not None:
            found.append(why)
    return sorted(found, key=lambda one: one.person.full_name)[:MOST]


def _why(jobs: list[Employment], organization: Organization, young: int, today: datetime.date) -> Newcomer | None:
    now = [
        job for job in jobs if job.organization_id == organization.pk and (job.valid_to is None or job.valid_to > today)
    ]
    teaching = [job for job in now if is_pedagogical(job.position_id, job.title)]
    if not teaching:
        return None
    began = min(job.valid_from for job in now)
    day, before = f"{began:%d.%m.%Y}", [job for job in jobs if job.valid_from < began]
    if before:
        over = max(job.valid_to or today for job in before)
        if full_years(began, today) >= NEW:
            return None
        if over < began and full_years(over, began) >= NEW:
            return Newcomer(teaching[0].person, _("после перерыва, принят %s") % day)
        return Newcomer(teaching[0].person, _("на новом месте, принят %s") % day)
    if full_years(began, today) <= young:
        return Newcomer(teaching[0].person, _("молодой специалист или новый в школе, принят %s") % day)
    return None
