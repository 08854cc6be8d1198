"""Partners of an organization, their mentors without names, and who of them has agreed to come."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Organization
from accounts.permissions import Actor

from ..models import Consent, MentorEntry, MentorLoan, OrderUnit, Partnership, Unit, UnitMember
from ..models.bank_choices import Visibility
from ..models.unit import LIVING
from .bank_words import ALL_AREAS

OPEN = (MentorLoan.State.ASKED, MentorLoan.State.OFFERED, MentorLoan.State.AGREED)


def partners_of(actor: Actor) -> set[int]:
    """Organizations with which the actor's own has an agreement in force. One query."""
    own = actor.organization_id
    rows = Partnership.objects.in_force(actor.today).filter(Q(organization_id=own) | Q(partner_id=own))
    return {one for pair in rows.values_list("organization_id", "partner_id") for one in pair if one != own}


def mentors_of_partners(actor: Actor) -> QuerySet[MentorEntry]:
    """Mentors of partners who let other schools see their entry so far, and whom nobody here has asked for.

    For rows without names alone: a page turns them into ``Nameless``.
    """
    path = actor.organization.path_ids[:-1]
    near = (
        Organization.objects.filter(parent_id=path[-1]).values("pk") if len(path) > 1 else Organization.objects.none()
    )
    seen = Q(visibility__in=[Visibility.REGION, Visibility.PUBLIC])
    seen |= Q(visibility=Visibility.MUNICIPALITY, organization_id__in=near)
    asked = MentorLoan.objects.filter(organization_id=actor.organization_id, state__in=OPEN)
    rows = MentorEntry.objects.filter(seen, organization_id__in=partners_of(actor), state=MentorEntry.State.ACTIVE)
    return rows.exclude(pk__in=asked.values("mentor_entry_id")).exclude(person_id=actor.person_id)


def lent(organization_id: int, day: Any) -> QuerySet[MentorEntry]:
    """Mentors of other schools who have agreed to come and let this school know them, under an agreement in force."""
    own = Q(organization_id=organization_id) | Q(partner_id=organization_id)
    pairs = Partnership.objects.in_force(day).filter(own).values_list("organization_id", "partner_id")
    homes = {one for pair in pairs for one in pair if one != organization_id}
    came = MentorLoan.objects.filter(organization_id=organization_id, state=MentorLoan.State.AGREED)
    rows = MentorEntry.objects.filter(pk__in=came.values("mentor_entry_id"), organization_id__in=homes)
    return rows.filter(_lets_know()).select_related("person")


def _lets_know() -> Exists:
    own = {"person": OuterRef("person"), "organization": OuterRef("organization")}
    return Exists(Consent.objects.to_transfer().filter(**own))


@dataclass(frozen=True)
class Nameless:
    """A mentor of another school by his work: no name, no school."""

    key: int
    subject: str
    municipality: str
    areas: tuple[str, ...]
    years: int | None

    @property
    def experience(self) -> str:
        """In steps of five years, as in the base above the schools."""
        return "" if self.years is None else f"{self.years // 5 * 5}+"


def nameless(entries: list[MentorEntry]) -> list[Nameless]:
    """One query for the municipalities."""
    above = {entry.pk: entry.organization.parent_id for entry in entries}
    names = dict(Organization.objects.filter(pk__in=set(above.values())).values_list("pk", "short_name"))
    return [
        Nameless(
            key=entry.pk, subject=entry.subject, municipality=names.get(above[entry.pk] or 0, ""),
            areas=tuple(str(ALL_AREAS[code]) for code in entry.competencies if code in ALL_AREAS),
            years=entry.experience_teaching,
        )
        for entry in entries
    ]  # fmt: skip


def loans_of(actor: Actor) -> dict[str, list[dict[str, Any]]]:
    """What the actor has asked for, what is asked of his school, what is asked of himself. Four queries or fewer.

    The one who asked is told the name after the mentor's yes, while he lets it be known and while the two schools work
    together: by an agreement in force, or in a pair that goes on.
    """
    rows = MentorLoan.objects.visible_to(actor).exclude(state=MentorLoan.State.WITHDRAWN)
    lets_know = Consent.objects.to_transfer().filter(
        person=OuterRef("mentor_entry__person"), organization=OuterRef("mentor_entry__organization")
    )
    asks, lends = OuterRef("organization"), OuterRef("mentor_entry__organization")
    pairs = UnitMember.objects.filter(mentor_entry=OuterRef("mentor_entry"), unit__organization=asks)
    rows = rows.select_related("mentor_entry__person", "mentor_entry__organization", "organization").annotate(
        bound=Exists(Partnership.objects.in_force(actor.today).between(asks, lends)),
        paired=Exists(pairs.filter(unit__state__in=LIVING)),
    )
    found: dict[str, list[dict[str, Any]]] = {"asked": [], "of_us": [], "of_me": []}
    loans: list[Any] = list(rows.annotate(known=Exists(lets_know))[:200])
    veiled = {one.key: one for one in nameless([loan.mentor_entry for loan in loans])}
    owed = _orders_owed(actor.organization_id) if actor.may("bank.manage") else set()
    for loan in loans:
        entry = loan.mentor_entry
        item = {"loan": loan, "veiled": veiled[entry.pk], "name": ""}
        if loan.organization_id == actor.organization_id and actor.may("unit.manage"):
            came = loan.state == MentorLoan.State.AGREED and loan.known and (loan.bound or loan.paired)
            found["asked"].append(item | {"name": entry.person.full_name if came else ""})
        elif entry.organization_id == actor.organization_id and actor.may("bank.manage"):
            item |= {"name": entry.person.full_name, "owes_order": (loan.organization_id, entry.pk) in owed}
            found["of_us"].append(item)
        elif entry.person_id == actor.person_id:
            known = loan.known  # type: ignore[attr-defined]
            found["of_me"].append(item | {"consent": None if known else _asked_to_transfer(entry)})
    return found


def _asked_to_transfer(entry: MentorEntry) -> Consent | None:
    """The consent that stands between him and his yes: he reads it first."""
    asked = {"person_id": entry.person_id, "organization_id": entry.organization_id, "state": Consent.State.SENT}
    return Consent.objects.filter(kind=Consent.Kind.PDN_TRANSFER, **asked).first()


ON_ITS_WAY = ("agreeing", "for_review", "returned", "approved", "signed")


def mentor_of(unit: Unit) -> MentorEntry:
    """The entry by which the mentor of now has come."""
    member = unit.members.select_related("mentor_entry__organization__region", "mentor_entry__person").get(
        side=UnitMember.Side.MENTOR
    )
    assert member.mentor_entry is not None  # a database constraint
    return member.mentor_entry


def lender_of(unit: Unit) -> Organization | None:
    """The mentor's own school when it is another one than the pair's."""
    entry = mentor_of(unit)
    return entry.organization if entry.organization_id != unit.organization_id else None


def orders_awaited(unit: Unit) -> list[Organization]:
    """Whose orders a pair across still waits for; empty for a pair of one school and for one that is held."""
    if unit.state != Unit.State.CONSENTED or (home := lender_of(unit)) is None:
        return []
    there = set(OrderUnit.objects.filter(unit=unit, in_force=True).values_list("by_lender", flat=True))
    return [school for by_lender, school in ((False, unit.organization), (True, home)) if by_lender not in there]


def _orders_owed(organization_id: int) -> set[tuple[int, int]]:
    """(school, mentor's entry) of pairs there that wait for an order of this school which is not even a draft."""
    busy = Q(clause__order__state__in=[*ON_ITS_WAY, "draft"]) | Q(in_force=True)
    written = OrderUnit.objects.filter(busy, by_lender=True).values("unit_id")
    rows = UnitMember.objects.filter(unit__in=lent_units(organization_id), side=UnitMember.Side.MENTOR)
    return set(rows.exclude(unit__in=written).values_list("unit__organization_id", "mentor_entry_id"))


def lent_units(organization_id: int) -> QuerySet[Unit]:
    """Pairs of other schools that wait for orders and whose mentor works here."""
    out = UnitMember.objects.filter(side=UnitMember.Side.MENTOR, mentor_entry__organization_id=organization_id)
    rows = Unit.objects.filter(pk__in=out.values("unit_id"), state=Unit.State.CONSENTED)
    return rows.exclude(organization_id=organization_id)


def agreements(actor: Actor, wanted: Mapping[str, Any]) -> QuerySet[Partnership]:
    """By what stands in the address: those that hold, run out soon, are over; with whom."""
    rows = Partnership.objects.visible_to(actor).select_related("organization", "partner")
    over = Q(ended_on__isnull=False) | Q(valid_to__lt=actor.today)
    if wanted.get("state") == "soon":
        rows = rows.running_out(actor.today)
    elif wanted.get("state"):
        rows = rows.filter(over) if wanted["state"] == "over" else rows.exclude(over)
    if wanted.get("kind") == "inside":
        return rows.filter(partner__isnull=False)
    return rows.filter(partner_kind=wanted["kind"]) if wanted.get("kind") else rows
