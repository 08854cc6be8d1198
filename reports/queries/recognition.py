"""Which awards an organization may put people forward for, what the records show of the conditions, who may be put
forward, and what each level sees."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Employment, Membership, Organization, OrganizationKind, Person
from accounts.permissions import Actor
from accounts.roles import Role
from monitoring.models import IndicatorValue
from programs.models import Consent, CouncilDecision, Program, UnitMember
from programs.models.bank_choices import MenteeCategory
from programs.models.program import AT_WORK
from programs.queries.councils import living_council
from programs.queries.names import is_named
from programs.queries.regulations import effective_regulation
from programs.regulation.catalogue.choices import AWARD_CONDITIONS
from programs.terms import school_year, year_days

from ..award_catalogue import Award, shipped
from ..models import Nomination, OwnAward

State = Nomination.State
MOST = 200


def way_of(level: str, bodies: Sequence[Organization]) -> list[Organization]:
    """Of these bodies, those through which an award of the level goes, the last word last."""
    if level == "school":
        return []
    return [body for body in bodies if level != "municipality" or body.kind == OrganizationKind.MUNICIPALITY]


def has_last_word(nomination: Nomination) -> bool:
    last = OrganizationKind.MUNICIPALITY if nomination.level == "municipality" else OrganizationKind.REGION_AUTHORITY
    return nomination.desk is not None and nomination.desk.kind == last


def next_desk(nomination: Nomination) -> Organization | None:
    """The first body at the sending, then the one above where it lies; None at the end of the way."""
    way = way_of(nomination.level, list(Organization.objects.bodies_above(nomination.organization)))
    if nomination.state != State.SUBMITTED:
        return way[0] if way else None
    places = [body.pk for body in way]
    at = places.index(nomination.desk_id) if nomination.desk_id in places else len(way)
    return way[at + 1] if at + 1 < len(way) else None


@dataclass(frozen=True, slots=True)
class Offer:
    """An award as it stands at one organization today: with the conditions and the clauses of its regulation."""

    award: Award
    conditions: tuple[str, ...]
    clauses: dict[str, str]
    basis: str


def awards_of(actor: Actor) -> list[Award]:
    """The catalogue: shipped ones that the regulation names or that need none, own ones, those of the bodies above."""
    measures = effective_regulation(actor.organization, actor.today).value("incentives")
    found = [award for award in shipped() if not award.measure or award.measure in measures]
    rows = OwnAward.objects.visible_to(actor).filter(retired_on=None).select_related("organization")
    return [*found, *map(own_award, rows)]


def own_award(row: OwnAward) -> Award:
    return Award(
        key=f"own-{row.pk}", title=row.title, level=row.level, parts=tuple(row.parts), basis=row.basis,
        conditions=tuple(row.conditions), owner=row.organization.short_name,
    )  # fmt: skip


def offers_of(actor: Actor) -> dict[str, Offer]:
    """By key: those awards above whose giver stands over the organization."""
    rules = effective_regulation(actor.organization, actor.today)
    bodies = list(Organization.objects.bodies_above(actor.organization))
    wanted, found = rules["award_conditions"], {}
    for award in awards_of(actor):
        if award.level != "school" and not way_of(award.level, bodies):
            continue
        more = tuple(code for code in wanted.value if award.state_award and code not in award.conditions)
        named = rules["incentives"].basis if award.measure else ""
        basis = "; ".join(filter(None, [award.basis, named]))
        found[award.key] = Offer(award, (*award.conditions, *more), dict.fromkeys(more, wanted.basis), basis)
    return found


def catalogue_of(actor: Actor) -> list[tuple[Award, tuple[str, ...], str]]:
    """Award, conditions, basis: a school's as it may put people forward for them; of a body the whole catalogue."""
    if actor.organization.kind == OrganizationKind.SCHOOL:
        return [(one.award, one.conditions, one.basis) for one in offers_of(actor).values()]
    return [(award, award.conditions, award.basis) for award in awards_of(actor)]


@dataclass(frozen=True, slots=True)
class Check:
    """A condition as the records show it: met, or what is missing, by which clause, and where it is done."""

    code: str
    met: bool
    lack: str
    clause: str = ""
    todo: str = ""
    url: str = ""
    opens: str = ""
    """The permission of that page."""

    @property
    def label(self) -> str:
        return str(AWARD_CONDITIONS[self.code])


def checks_of(row: Nomination, today: datetime.date) -> list[Check]:
    """Each condition of the award, in its order; at most a query for each."""
    return [
        replace(check, clause=row.clauses.get(check.code) or _("умолчание системы, в положении не названо"))
        for check in (SHOWN[code](row, today) for code in row.conditions if code in SHOWN)
    ]


def _completed(row: Nomination, today: datetime.date) -> Check:
    program = row.program
    met = program is not None and program.state == Program.State.COMPLETED
    url = reverse("program_detail", args=[program.pk]) if program is not None else ""
    return Check(
        "PROGRAM_COMPLETED", met, _("программа не завершена полностью"), url=url, opens="unit.view",
        todo=_("Завершите программу на её странице"),
    )  # fmt: skip


def _measured(row: Nomination, today: datetime.date) -> Check:
    unit = row.program.unit_id if row.program else None
    met = IndicatorValue.objects.filter(member__unit=unit, point=IndicatorValue.Point.EXIT).exists()
    url = reverse("measure_unit", args=[unit, "exit"]) if unit else ""
    return Check(
        "EXIT", met, _("нет замера после программы (EXIT)"), url=url, opens="measure.enter",
        todo=_("Внесите замер на выходе"),
    )  # fmt: skip


def _recommended(row: Nomination, today: datetime.date) -> Check:
    there = living_council(row.organization)
    label = there.label if there else _("орган наставников")
    todo = _("Рекомендует председатель: %s") % label if there else _("Сначала создайте орган наставников приказом")
    return Check("COUNCIL", row.recommended_on is not None, _("нет рекомендации органа наставников"), todo=todo)


def _own_worker(row: Nomination, today: datetime.date) -> Check:
    held = Employment.objects.in_force(today).filter(person_id=row.person_id, organization_id=row.organization_id)
    url = reverse("person", args=[row.person_id])
    return Check(
        "OWN_WORKER", held.exists(), _("не работник этой организации"), url=url, opens="people.view",
        todo=_("К награде представляет организация, в которой человек работает"),
    )  # fmt: skip


def _young(row: Nomination, today: datetime.date) -> Check:
    """A mentor of youth: a pupil or a young specialist has been his mentee in this programme."""
    unit = row.program.unit_id if row.program else None
    young = Q(mentee_entry__track="student") | Q(mentee_entry__category=MenteeCategory.YOUNG_SPECIALIST)
    met = row.part == "mentor" and UnitMember.ever.filter(young, unit=unit, side=UnitMember.Side.MENTEE).exists()
    return Check(
        "YOUNG", met, _("среди наставляемых нет молодых специалистов и обучающихся"),
        todo=_("Представьте по программе с молодым специалистом или обучающимся"),
    )  # fmt: skip


SHOWN = {
    "PROGRAM_COMPLETED": _completed, "EXIT": _measured, "COUNCIL": _recommended, "OWN_WORKER": _own_worker,
    "YOUNG": _young,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """``key``: «programme:part:person»; a curator has no programme, his is 0."""

    part: str
    person: Person
    program: Program | None = None

    @property
    def key(self) -> str:
        return f"{self.program.pk if self.program else 0}:{self.part}:{self.person.pk}"


def candidates(actor: Actor, *, at_work: bool = False) -> list[Candidate]:
    """Mentors and mentees of programmes completed this school year and the last, the latest first. ``at_work``: those
    of programmes that go on, and the curators, too. Two queries, or three."""
    first, _last = year_days(school_year(actor.today) - 1)
    asked = Q(state=Program.State.COMPLETED, closed_on__gte=first)
    if at_work:
        asked |= Q(state__in=AT_WORK)
    rows = Program.objects.visible_to(actor).filter(asked, organization_id=actor.organization_id)
    programs = {row.unit_id: row for row in rows.order_by(F("closed_on").desc(nulls_first=True), "-pk")[:MOST]}
    found = [
        Candidate(member.side, member.person, programs[member.unit_id])
        for member in UnitMember.objects.filter(unit__in=list(programs))
        .select_related("person")
        .order_by("-side", "pk")
    ]
    found.sort(key=lambda one: one.program.closed_on or actor.today if one.program else actor.today, reverse=True)
    if at_work:
        seats = Membership.objects.in_force(actor.today).filter(organization=actor.organization, role=Role.CURATOR)
        found += [Candidate("curator", seat.person) for seat in seats.select_related("person").order_by("pk")]
    return found


def waiting(actor: Actor, most: int = 6) -> list[Candidate]:
    """Candidates whom nobody has put forward by their programme yet."""
    known = set(
        Nomination.objects.filter(organization_id=actor.organization_id, program__isnull=False)
        .values_list("program_id", "person_id")
    )  # fmt: skip
    rows = [one for one in candidates(actor) if one.program and (one.program.pk, one.person.pk) not in known]
    return rows[:most]


def listed(actor: Actor, asked: dict[str, Any]) -> QuerySet[Nomination]:
    rows = with_names_for(actor, Nomination.objects.visible_to(actor))
    for name in ("state", "part", "level"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if asked.get("year"):
        rows = rows.filter(school_year=asked["year"])
    return rows.select_related("person", "organization", "desk").order_by("-created_at", "-pk")


def with_names_for(actor: Actor, rows: QuerySet[Nomination]) -> QuerySet[Nomination]:
    """``named``: whether the person has let his data go to a body above; in his own school everybody is named."""
    given = Consent.objects.to_transfer().filter(person=OuterRef("person"), organization=OuterRef("organization"))
    told = Q(organization_id=actor.organization_id) | Q(Exists(given))
    return rows.annotate(named=ExpressionWrapper(told, BooleanField()))


def may_be_named(row: Nomination, actor: Actor) -> bool:
    """Above the school a name is told with the consent to the transfer of data alone (S3 п. 3.6)."""
    return actor.organization_id == row.organization_id or lets_go(row)


def lets_go(row: Nomination) -> bool:
    """His consent to the transfer of data is in force."""
    given = Consent.objects.to_transfer().filter(person_id=row.person_id, organization_id=row.organization_id)
    return given.exists()


def decisions_for(row: Nomination) -> QuerySet[CouncilDecision]:
    """Signed decisions «рекомендовать к поощрению» of the school's body: about this programme, or about him by name."""
    rows = CouncilDecision.objects.filter(
        Q(program=row.program) | Q(program=None), kind=CouncilDecision.Kind.AWARD, minutes__state="signed",
        minutes__council__organization_id=row.organization_id,
    )  # fmt: skip
    about = [one.pk for one in rows if one.program_id or is_named(row.person, one.text)]
    return rows.filter(pk__in=about).select_related("minutes").order_by("-minutes__held_on", "-pk")
