"""The body of mentors: its composition proposed by the curator, put in force by an order, dissolved with it."""

import datetime
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Membership, Person
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role
from accounts.services.memberships import close_role, grant_role

from ..models import Consent, Council, CouncilSeat, MentorEntry, Order
from ..queries.councils import label_of, living_council, may_sit
from ..queries.regulations import effective_regulation
from ..workflow import move
from . import consents

ROLES = {CouncilSeat.Role.CHAIR: Role.COUNCIL_CHAIR}


@transaction.atomic
def propose(
    *,
    actor: Actor,
    chair: MentorEntry,
    secretary: MentorEntry | None,
    members: Sequence[MentorEntry],
    ends: datetime.date | None = None,
) -> Council:
    """A composition of the school's own mentors; where membership is voluntary, each is asked (S1 §4.1.4, S3 п. 3.9).

    A second proposal takes the place of the first.
    """
    if not actor.may("unit.manage"):
        raise Refusal(_("Состав предлагает куратор"), code="permission")
    rules = effective_regulation(actor.organization, actor.today)
    if rules.value("council") == "none":
        raise Refusal(
            _("Положение не предусматривает органа наставников"),
            clause=rules["council"].basis,
            todo=_("Включите его в новой редакции Положения"),
        )
    chosen = list(dict.fromkeys([chair, *filter(None, [secretary]), *members]))
    fit = set(may_sit(actor.organization).values_list("pk", flat=True))
    if stranger := next((entry for entry in chosen if entry.pk not in fit), None):
        raise Refusal(
            _("%s не наставник этой школы") % stranger.person.full_name,
            clause=rules["council"].basis,
            todo=_("В состав входят наставники из банка школы"),
        )
    if len(chosen) < 3:
        raise Refusal(_("В составе меньше трёх человек"), clause=_("умолчание системы"), todo=_("Добавьте наставников"))
    for old in Council.objects.filter(organization=actor.organization, state=Council.State.DRAFT):
        move(old, "dissolve", actor=actor, as_effect=True)
    try:
        with transaction.atomic():
            council = Council.objects.create(
                organization=actor.organization,
                label=label_of(actor.organization, actor).partition(" / ")[0].partition(" (")[0],
                ends=ends,
                created_at=clock.now(),
            )
    except IntegrityError as error:
        raise Refusal(_("Состав уже предложен"), code="already") from error
    for entry in chosen:
        role = CouncilSeat.Role.MEMBER
        role = CouncilSeat.Role.SECRETARY if secretary and entry.pk == secretary.pk else role
        role = CouncilSeat.Role.CHAIR if entry.pk == chair.pk else role
        CouncilSeat.objects.create(council=council, person=entry.person, role=role)
        if rules.value("council_voluntary"):
            _ask(actor, entry.person)
    audit.record(actor, "council.propose", council, to_state=council.state)
    return council


def _ask(actor: Actor, person: Person) -> None:
    consents.ask(actor=actor, organization=actor.organization, person=person, kind=Consent.Kind.COUNCIL)


def establish(council: Council, *, order: Order, actor: Actor, basis: str) -> None:
    """By the registered order: the former body ends, its seats give their holders the roles."""
    assert order.dated is not None
    former = living_council(council.organization)
    if former is not None:
        dissolve(former, on=order.dated, actor=actor, basis=basis)
    row = move(council, "establish", actor=actor, basis=basis, changes={"starts": order.dated}, as_effect=True)
    for seat in row.seats.filter(left_on=None).select_related("person"):
        role = ROLES.get(CouncilSeat.Role(seat.role), Role.COUNCIL_MEMBER)
        held = Membership.objects.in_force(order.dated).filter(
            person=seat.person, organization=row.organization, role=role
        )
        if not held.exists():
            given = grant_role(
                person=seat.person, organization=row.organization, role=role, valid_from=order.dated, basis=basis
            )
            audit.record(actor, "membership.appoint", given, basis=basis, role=role, person=seat.person_id)


def dissolve(council: Council, *, on: datetime.date | None, actor: Actor, basis: str) -> None:
    row = move(council, "dissolve", actor=actor, basis=basis, changes={"ends": on}, as_effect=True)
    people = list(row.seats.filter(left_on=None).values_list("person_id", flat=True))
    held = Membership.objects.filter(organization=row.organization, role__in=[Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER])
    for role in held.filter(person_id__in=people).exclude(valid_to__lte=on):
        close_role(role, on or clock.today(row.organization.zone))
        audit.record(actor, "membership.end", role, basis=basis, organization_id=row.organization_id)


def leave(*, person: Person, actor: Actor | None, council: Council) -> None:
    """A member who has withdrawn his consent is no member from today. No actor: the consent's term is over."""
    today = clock.today(council.organization.zone)
    seat = council.seats.filter(person=person, left_on=None).first()
    if seat is None:
        return
    seat.left_on = today
    seat.save(update_fields=["left_on"])
    audit.record(actor, "council.leave", council, person=person.pk)
    roles = [Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER]
    held = Membership.objects.in_force(today).filter(person=person, organization=council.organization)
    for role in held.filter(role__in=roles):
        close_role(role, today)
