"""What pages show of campaigns: whom to ask, how many have answered, who has not yet."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from accounts.models import GuardianLink
from programs.models import Consent, Unit, UnitMember
from programs.models.consent import FOR_THE_PLACE

from .. import survey_secrets
from ..models import Moment, MonitoringCampaign, Respondent, Response, SurveyInvitation
from ..survey_words import asked_as, group_name

ENDED = (Consent.State.REVOKED, Consent.State.EXPIRED)
AT_ENTRY = ("ordered", "trying", "active")
AT_EXIT = ("trying", "active", "paused", "replacing")


@dataclass(frozen=True)
class Asked:
    """Somebody to be asked in a role: once, by the first of his pairs."""

    person_id: int
    role: str
    track: str
    form: str
    unit_id: int


@dataclass(frozen=True)
class Rate:
    """How many of those asked in a role have answered."""

    role: str
    track: str
    asked: int
    answered: int

    @property
    def label(self) -> str:
        return group_name(self.role, self.track)


def people_to_ask(campaign: MonitoringCampaign, year_began: datetime.date) -> list[Asked]:
    """Members of the school's pairs; for a parent's form, who stands for the pupils among them. Two queries."""
    state = Q(unit__state__in=AT_ENTRY if campaign.moment == Moment.ENTRY else AT_EXIT)
    if campaign.moment == Moment.EXIT:
        state |= Q(unit__state="closed", unit__closed_on__gte=year_began)
    members = UnitMember.objects.filter(state, unit__organization_id=campaign.organization_id)
    members = members.exclude(person_id__in=without_consent(campaign.organization_id)).order_by("unit_id", "pk")
    rows = [(row.person_id, row.side, row.unit) for row in members.select_related("unit")]
    children = {person: unit for person, side, unit in rows if side == "mentee" and _contour(unit) == "student"}
    guardians = GuardianLink.objects.filter(child_id__in=children).order_by("pk")
    rows += [(link.guardian_id, Respondent.PARENT, children[link.child_id]) for link in guardians]
    found: dict[tuple[int, str, str], Asked] = {}
    for person, role, unit in rows:
        key = (person, str(role), _contour(unit))
        found.setdefault(key, Asked(*key, form=unit.form, unit_id=unit.pk))
    return list(found.values())


def _contour(unit: Unit) -> str:
    return asked_as(unit.track, unit.form)


def without_consent(organization_id: int, people: Collection[int] | None = None) -> set[int]:
    """Whose consent has ended, taken back or by its day, with no other of its kind: he is not asked, nor answers. One
    query; of ``people`` alone where they are given.
    """
    states = (*ENDED, Consent.State.SIGNED)
    rows = Consent.objects.filter(organization_id=organization_id, kind__in=FOR_THE_PLACE, state__in=states)
    rows = rows if people is None else rows.filter(person_id__in=people)
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    for person, kind, state in rows.order_by().values_list("person_id", "kind", "state"):
        found[person, kind].add(state)
    return {person for (person, _kind), seen in found.items() if Consent.State.SIGNED not in seen}


def barred(invitations: Sequence[SurveyInvitation]) -> set[int]:
    """Which of these may not be answered now: whose consent has ended; of a parent, when that of every child has for
    whom he is asked. Three queries for a school.
    """
    parents = [row for row in invitations if row.role == Respondent.PARENT]
    links = GuardianLink.objects.filter(guardian_id__in=[row.person_id for row in parents]) if parents else []
    wards: dict[int, set[int]] = defaultdict(set)
    for link in links:
        wards[link.guardian_id].add(link.child_id)
    found: set[int] = set()
    for school in {row.organization_id for row in invitations}:
        here = [row for row in invitations if row.organization_id == school]
        mentees = UnitMember.objects.filter(side=UnitMember.Side.MENTEE, unit__organization_id=school)
        led = set(mentees.filter(person_id__in=set().union(*wards.values())).values_list("person_id", flat=True))
        whose = {
            row.pk: wards[row.person_id] & led if row.role == Respondent.PARENT else {row.person_id} for row in here
        }
        ended = without_consent(school, set().union(*whose.values()))
        found |= {pk for pk, people in whose.items() if people and people <= ended}
    return found


def rates(campaigns: Iterable[MonitoringCampaign]) -> list[Rate]:
    """By role and track over these campaigns and their parts at schools. Two queries, nobody is joined to answers."""
    ids = [campaign.pk for campaign in campaigns]
    mine = Q(campaign_id__in=ids) | Q(campaign__parent_id__in=ids)
    asked = dict(_counted(SurveyInvitation.objects.filter(mine, revoked_at=None)))
    answered = dict(_counted(Response.objects.filter(mine)))
    keys = sorted(asked.keys() | answered.keys(), key=lambda key: (key[1], key[0]))
    # Whoever answered was asked, even if he was taken off the list since.
    return [Rate(*key, max(asked.get(key, 0), answered.get(key, 0)), answered.get(key, 0)) for key in keys]


def _counted(rows: Any) -> list[tuple[tuple[str, str], int]]:
    groups = rows.order_by().values("role", "track").annotate(total=Count("pk"))
    return [((row["role"], row["track"]), row["total"]) for row in groups]


def answered_of(invitations: Sequence[SurveyInvitation]) -> set[int]:
    """Which of these invitations have been answered: their marks are made anew and looked for. One query.

    For reminders and printed sheets alone. What was answered is not read here.
    """
    marks = {survey_secrets.receipt_of(row.region_id, row.pk): row.pk for row in invitations}
    found = Response.objects.filter(receipt__in=marks).values_list("receipt", flat=True)
    return {marks[mark] for mark in found}


def awaited_of(person_id: int, today: datetime.date) -> list[SurveyInvitation]:
    """What waits for a person's answer today. A fixed number of queries for each school that asks him."""
    rows = SurveyInvitation.objects.filter(
        person_id=person_id, revoked_at=None, campaign__state=MonitoringCampaign.State.OPEN,
        campaign__closes_on__gte=today, campaign__opens_on__lte=today,
    )  # fmt: skip
    found = list(rows.select_related("campaign", "version", "organization").order_by("campaign__closes_on", "pk"))
    over = answered_of(found) | barred(found) if found else set()
    return [row for row in found if row.pk not in over]


@dataclass(frozen=True)
class PartRate:
    """How many have answered at one school of a body's campaign."""

    pk: int
    asked: int
    answered: int

    @property
    def share(self) -> float:
        return self.answered / self.asked if self.asked else 2  # nobody was asked: after all the others


def parts_of(campaign: MonitoringCampaign) -> list[PartRate]:
    """Of every school of a body's campaign, worst first: numbers alone, a page of them is named. Three queries."""
    asked = _by_part(SurveyInvitation.objects.filter(campaign__parent=campaign, revoked_at=None))
    answered = _by_part(Response.objects.filter(campaign__parent=campaign))
    parts = campaign.parts.order_by("organization__short_name", "pk").values_list("pk", flat=True)
    return sorted((PartRate(pk, asked.get(pk, 0), answered.get(pk, 0)) for pk in parts), key=lambda row: row.share)


def named(rates: Sequence[PartRate]) -> list[tuple[MonitoringCampaign, PartRate]]:
    """One query."""
    rows = MonitoringCampaign.objects.select_related("organization", "parent").in_bulk([rate.pk for rate in rates])
    return [(rows[rate.pk], rate) for rate in rates]


def _by_part(rows: Any) -> dict[int, int]:
    return dict(rows.order_by().values_list("campaign_id").annotate(total=Count("pk")))
