"""K1–K4 of a school year: who takes part, from the records; of how many, from the figures that were entered once."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Employment, OrganizationKind, StudentProfile
from programs.models import UnitMember, YearFigures
from programs.models.bank_choices import MenteeCategory
from programs.queries.execution import percent
from programs.queries.participants import age_on, took_part
from programs.regulation.effective import EffectiveRegulation
from programs.terms import first_day, school_year

CHILDREN, TEENAGERS = range(10, 20), range(15, 20)
# code → what it is called, the column of YearFigures that it is a share of
SHARES: dict[str, tuple[Promise, str]] = {
    "K1": (_("Наставляемые среди обучающихся 10–19 лет"), "pupils_10_19"),
    "K2": (_("Наставники среди обучающихся 15–19 лет"), "pupils_15_19"),
    "K3": (_("Наставляемые среди молодых специалистов"), "young_specialists"),
    "K4": (_("Предприятия, давшие наставников"), "enterprises"),
}

Wholes = dict[str, dict[int, int]]  # code → school → the number it has told
Parts = dict[str, dict[int, set[int]]]  # code → school → people, for K4 enterprises


@dataclass(frozen=True)
class Share:
    """``whole`` None: nobody has told it. Schools that have not told their number are counted on neither side.
    ``target``: the percent that the regulation plans for the year; without one nothing is judged.
    """

    code: str
    title: Promise
    part: int
    whole: int | None
    told: int
    target: int | None = None

    @property
    def percent(self) -> str:
        return percent(self.part, self.whole or 0)

    @property
    def verdict(self) -> str:
        if self.target is None or not self.whole:
            return ""
        met = 100 * self.part >= self.target * self.whole
        words = _t("план %s %%: достигнут") if met else _t("план %s %%: не достигнут")
        return words % self.target


def targets_of(rules: EffectiveRegulation, year: int) -> dict[str, int]:
    """Code → percent, for the school year that begins in ``year``."""
    return {row["indicator"]: row["percent"] for row in rules.value("targets") if row["year"] == year}


def coverage(
    organization_ids: Iterable[int], on: datetime.date, targets: Mapping[str, int] | None = None
) -> list[Share]:
    """The shares of these schools for the school year of the day, ages as of that day. Three queries for any number.

    Who counts is in a pair that was held in this year, by an order or by the curator's record; a person counts once,
    in however many pairs and schools.
    """
    schools = set(organization_ids)
    return shares_of(schools, *coverage_rows(schools, on), targets)


def coverage_rows(schools: set[int], on: datetime.date) -> tuple[Wholes, Parts]:
    """What the shares of any schools of these are made of: the numbers they have told, and who takes part."""
    year = school_year(on)
    wholes: Wholes = {code: {} for code in SHARES}
    told = YearFigures.objects.filter(organization_id__in=schools, school_year=year)
    for row in told.values("organization_id", *(column for _title, column in SHARES.values())):
        for code, (_title, column) in SHARES.items():
            if row[column] is not None:
                wholes[code][row["organization_id"]] = row[column]
    return wholes, _parts(schools, year, on)


def shares_of(
    schools: Iterable[int], wholes: Wholes, parts: Parts, targets: Mapping[str, int] | None = None
) -> list[Share]:
    found = []
    for code, (title, _column) in SHARES.items():
        told = [school for school in schools if school in wholes[code]]
        people = set().union(*(parts[code].get(school, ()) for school in told))
        whole = sum(wholes[code][school] for school in told) if told else None
        found.append(Share(code, title, len(people), whole, len(told), (targets or {}).get(code)))
    return found


def _parts(schools: set[int], year: int, on: datetime.date) -> Parts:
    found: Parts = {code: defaultdict(set) for code in SHARES}
    learns = StudentProfile.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=first_day(year)), person_id=OuterRef("person_id"), valid_from__lte=on
    )
    rows = UnitMember.ever.filter(
        took_part(first_day(year), on), is_reverse=False, unit__organization_id__in=schools
    ).order_by("pk")
    fields = rows.annotate(pupil=Exists(learns), category=F("mentee_entry__category")).values_list(
        "unit__organization_id", "person_id", "side", "pupil", "category", "person__birth_date"
    )
    mentors: dict[int, set[int]] = defaultdict(set)
    for school, person, side, pupil, category, born in fields:
        age = age_on(born, on) if pupil else None
        if side == UnitMember.Side.MENTOR:
            mentors[person].add(school)
            if age in TEENAGERS:
                found["K2"][school].add(person)
        elif age in CHILDREN:
            found["K1"][school].add(person)
        elif category == MenteeCategory.YOUNG_SPECIALIST:
            found["K3"][school].add(person)
    jobs = Employment.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=first_day(year)),
        person_id__in=mentors,
        organization__kind=OrganizationKind.PARTNER,
        valid_from__lte=on,
    )
    for person, enterprise in jobs.values_list("person_id", "organization_id"):
        for school in mentors[person]:
            found["K4"][school].add(enterprise)
    return found
