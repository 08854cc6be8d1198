"""Who a person of the banks is at the school, by the records kept already, and which consents he needs."""

import datetime
import re
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Employment, GuardianLink, Organization, Person, StudentProfile
from accounts.permissions import Actor

from ..models import Consent, JointProject, MenteeEntry, Program, Unit
from ..models.unit import HELD
from .regulations import effective_regulation

ADULT, TEENAGER = 18, 14
PDN, GUARDIAN = Consent.Kind.PDN_PROCESSING, Consent.Kind.GUARDIAN_PARTICIPATION


def full_years(since: datetime.date, on: datetime.date) -> int:
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def age_on(born: datetime.date | None, on: datetime.date) -> int | None:
    return None if born is None else full_years(born, on)


def age_of(person: Person, on: datetime.date) -> int | None:
    return age_on(person.birth_date, on)


def pupil_place(person: Person, organization: Organization, on: datetime.date) -> StudentProfile | None:
    return StudentProfile.objects.in_force(on).filter(person=person, organization=organization).first()


def job_at(person: Person, organization: Organization, on: datetime.date) -> Employment | None:
    return Employment.objects.in_force(on).filter(person=person, organization=organization).first()


# Words of a free title by which a post is known: of the nomenclature, and of those who serve the school otherwise.
PEDAGOGICAL = re.compile(
    r"\b(учител|преподавател|воспитател|педагог|методист|инструктор|концертмейстер|логопед|дефектолог|психолог|мастер|"
    r"музыкальн|вожат|тренер|тьютор|советник|директор|завед|завуч|руководител)",
    re.IGNORECASE,
)
OTHER_POSTS = re.compile(
    r"\b(секретар|делопроизводител|бухгалтер|экономист|юрист|юрисконсульт|кадр|водител|повар|кухон|кладовщик|завхоз|"
    r"уборщи|гардеробщи|дворник|сторож|вахт[её]р|охранник|рабоч|слесар|электр|сантехник|лаборант|техник|инженер|"
    r"программист|системный администратор|медицинск|медсестра|фельдшер|помощник воспитателя|няня|архивариус)",
    re.IGNORECASE,
)


def is_pedagogical(position: int | None, title: str) -> bool:
    """A post chosen from the nomenclature (Decree 225), or a title that does not say otherwise."""
    if position is not None:
        return True
    other = OTHER_POSTS.search(title)
    return other is None or (other.start() > 0 and PEDAGOGICAL.search(title[: other.start()]) is not None)


def pedagogical_job_at(person: Person, organization: Organization, on: datetime.date) -> Employment | None:
    """A job at a teacher's post, as far as the records tell."""
    jobs = Employment.objects.in_force(on).filter(person=person, organization=organization)
    return next((job for job in jobs if is_pedagogical(job.position_id, job.title)), None)


def teachers_among(people: Collection[int], on: datetime.date) -> set[int]:
    """Of these persons those who have a teacher's post somewhere; of whom no job was ever written down, nothing is
    known against it. One query."""
    rows = Employment.objects.filter(person__in=list(people)).order_by()
    known, found = set(), set()
    for person, position, title, since, until in rows.values_list(
        "person_id", "position_id", "title", "valid_from", "valid_to"
    ):
        known.add(person)
        if since <= on and (until is None or until > on) and is_pedagogical(position, title):
            found.add(person)
    return found | (set(people) - known)


def guardian_of(person: Person) -> Person | None:
    link = GuardianLink.objects.filter(child=person).select_related("guardian").order_by("pk").first()
    return link.guardian if link else None


def took_part(first: datetime.date, last: datetime.date) -> Q:
    """Of UnitMember: in a pair that was held on some day from ``first`` to ``last``. What began later is no part of a
    year that is looked at afterwards."""
    held = Q(unit__state__in=HELD) | Q(unit__state=Unit.State.CLOSED, unit__closed_on__gte=first)
    lasting = Q(left_on=None) | Q(left_on__gte=first)
    return held & lasting & Q(unit__proposed_at__date__lte=last)


def stands_for(actor: Actor, entry: MenteeEntry) -> bool:
    """Whether the actor is the representative of the child of this entry."""
    return GuardianLink.objects.filter(guardian_id=actor.person_id, child_id=entry.person_id).exists()


def manages(actor: Actor, row: Unit | Program | JointProject) -> bool:
    """The curator of the school whose pair, programme or project it is."""
    return actor.may("unit.manage") and actor.signs_for(row.organization_id)


@dataclass(frozen=True)
class Needed:
    """A consent without which the person is in no bank. ``signer`` None: the person himself decides."""

    kind: str
    signer: Person | None = None


def needed_consents(person: Person, organization: Organization, on: datetime.date) -> list[Needed]:
    """An adult's own; for a child under 14 the representative's, from 14 on the child's own too (152-ФЗ ст. 9 ч. 6).

    The regulation may say that the representative alone signs until 18.
    """
    age = age_of(person, on)
    if age is None or age >= ADULT:
        return [Needed(PDN)]
    guardian = guardian_of(person)
    policy = effective_regulation(organization, on).value("consent_policy")
    child_signs = age >= TEENAGER and policy == "guardian_and_child"
    return [Needed(PDN, None if child_signs else guardian), Needed(GUARDIAN, guardian)]


def missing_consents_of(person: Person, organization: Organization, on: datetime.date) -> list[str]:
    """Kinds that are not in force; empty when the person may be in the banks."""
    kinds = {need.kind for need in needed_consents(person, organization, on)}
    given = Consent.objects.in_force().filter(person=person, organization=organization, unit=None, kind__in=kinds)
    return sorted(kinds - set(given.values_list("kind", flat=True)))
