"""The annual calendar (domain 3.14) as data: which parameter of the regulation is whose term, and what closes it."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.due_rules import DueRule, DueType, MonthDay
from accounts.models import OrganizationKind
from accounts.roles import Role
from programs.regulation.effective import EffectiveRegulation

KIND = "year_"  # how the kinds of these terms begin
REPEAT = "deadlines.repeat_yearly"


@dataclass(frozen=True)
class YearTerm:
    """``parameter`` holds a day «08-31» or a month; a day is owed once unless the regulation repeats it.

    ``by_record``: a record of the system closes it, so that nobody marks it by hand.
    """

    code: str
    parameter: str
    title: Promise
    role: str
    kind: str = OrganizationKind.SCHOOL
    by_record: bool = True
    once: bool = False

    @property
    def deadline_kind(self) -> str:
        return f"{KIND}{self.code}"


MUNICIPALITY, MNC = OrganizationKind.MUNICIPALITY, OrganizationKind.MNC
TERMS = (
    YearTerm("statute", "deadlines.statute", _("Принять Положение о наставничестве"), Role.HEAD, once=True),
    YearTerm("plan", "deadlines.plan", _("Утвердить план мероприятий"), Role.HEAD, once=True),
    YearTerm("implementation", "deadlines.implementation", _("Обеспечить внедрение во всех организациях"),
        Role.MUNICIPAL_COORDINATOR, MUNICIPALITY, once=True),
    YearTerm("pairs", "deadlines.pairs", _("Определить наставнические пары"), Role.HEAD, once=True),
    YearTerm("liaison", "deadlines.liaison_month", _("Назначить ответственного за связь с МНЦ"), Role.HEAD),
    YearTerm("roadmap", "deadlines.roadmap_month", _("Утвердить дорожную карту года"), Role.CURATOR),
    YearTerm("acts", "deadlines.acts_month", _("Издать акты о сроках внедрения, мониторинга и результатах"), Role.HEAD),
    YearTerm("training", "deadlines.training_month", _("Провести обучающий семинар"), Role.MNC_OFFICER, MNC,
        by_record=False),
    YearTerm("quality", "periodic.quality_assessment", _("Оценить качество реализации программ"), Role.CURATOR),
)  # fmt: skip
BY_KIND = {term.deadline_kind: term for term in TERMS}
PARAMETERS = tuple(term.parameter for term in TERMS)


@dataclass(frozen=True)
class Owed:
    """A term of an organization with the rule that dates it, the nominal days first…last, and its basis."""

    term: YearTerm
    rule: DueRule
    first: datetime.date
    last: datetime.date
    basis: str


def owed(rules: EffectiveRegulation, kind: str, first: datetime.date, last: datetime.date) -> Iterator[Owed]:
    """What the regulation asks of an organization of this kind, by nominal days in ``first``…``last``."""
    for term in TERMS:
        value = rules.value(term.parameter)
        if term.kind != kind or value is None:
            continue
        since = rules[term.parameter].since
        begins = max(first, since) if since else first  # nothing is owed before the document
        ends = last
        if isinstance(value, int):
            rule = DueRule(DueType.MONTH, month=value)
        else:
            day = MonthDay(int(value[:2]), int(value[3:]))
            rule = DueRule(DueType.YEARLY, month_day=day)
            if term.once and not rules.value(REPEAT) and since:
                only = next(day.in_year(year) for year in (since.year, since.year + 1) if day.in_year(year) >= since)
                begins, ends = max(begins, only), min(ends, only)
        if begins <= ends:
            yield Owed(term, rule, begins, ends, rules[term.parameter].basis)
