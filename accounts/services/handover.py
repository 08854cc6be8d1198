"""A person leaves: his roles end, a successor takes them, and what was waiting for him waits for the successor.

Deadlines are addressed to roles, so they follow the role by themselves. Higher apps register what else they hand over.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import audit, clock
from accounts.models import Deadline, Membership, Notice, Organization, Person
from accounts.permissions import Actor
from accounts.queries.memberships import appointable_roles
from accounts.refusal import Refusal
from accounts.roles import Role
from accounts.services import memberships
from accounts.services.people import home_of


@dataclass(frozen=True)
class Matter:
    """Something of an app that passes on. ``describe`` says in a line what there is, empty for nothing."""

    describe: Callable[[Actor, Person], str]
    transfer: Callable[[Actor, Person, Person], None]


@dataclass(frozen=True)
class Pending:
    """What waits for a person."""

    roles: list[Membership] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


_matters: list[Matter] = []


def register(matter: Matter) -> Matter:
    if matter not in _matters:
        _matters.append(matter)
    return matter


def roles_to_hand_over(actor: Actor, person: Person) -> list[Membership]:
    """His offices within the actor's reach that have not ended."""
    rows = Membership.objects.visible_to(actor).filter(person=person, organization_id__in=actor.organization_ids)
    return list(rows.exclude(valid_to__lte=actor.today).select_related("organization", "organization__region"))


def pending(actor: Actor, person: Person) -> Pending:
    """What will pass to the successor, in words."""
    roles = roles_to_hand_over(actor, person)
    deadlines = sum(
        Deadline.objects.filter(organization=row.organization_id, role=row.role, done_at=None, opened_at__isnull=False)
        .filter(closed_at=None)
        .count()
        for row in roles
    )
    notices = Notice.objects.filter(person=person, read_at=None).count()
    lines = []
    if deadlines:
        words = ngettext("%d открытый срок", "%d открытых сроков", deadlines)
        lines.append(words % deadlines)
    if notices:
        lines.append(ngettext("%d непрочитанное уведомление", "%d непрочитанных уведомлений", notices) % notices)
    lines += [line for matter in _matters if (line := matter.describe(actor, person))]
    return Pending(roles, lines)


@transaction.atomic
def hand_over(
    *, actor: Actor, person: Person, successor: Person, on: datetime.date, basis: str = ""
) -> list[Membership]:
    """End the person's roles on ``on`` and give them to the successor from that day, with all that waits.

    Returns the successor's new roles; one that he holds already is not doubled.
    """
    if not actor.may("handover.do"):
        raise Refusal(_("Дела передают руководитель организации и те, кто стоит выше"), code="permission")
    if person.pk == successor.pk:
        raise Refusal(_("Преемником нельзя выбрать того, кто уходит"), todo=_("Выберите другого человека"))
    seen = Person.objects.visible_to(actor).filter(pk__in=[person.pk, successor.pk]).count()
    if seen != 2:
        raise Refusal(_("Такого человека нет среди тех, кого вы видите"), code="not_visible")
    roles = roles_to_hand_over(actor, person)
    if not roles:
        raise Refusal(_("У этого человека нет ролей, которые вы можете передать"), code="nothing")
    given = [_pass_role(actor, row, successor, on, basis) for row in roles]
    _pass_notices(person, successor)
    for matter in _matters:
        matter.transfer(actor, person, successor)
    audit.record(
        actor,
        "handover.do",
        person,
        organization_id=home_of(person),
        basis=basis,
        person=person.pk,
        successor=successor.pk,
        on=on.isoformat(),
        roles=[row.role for row in roles],
    )
    return [row for row in given if row is not None]


def _pass_role(actor: Actor, row: Membership, successor: Person, on: datetime.date, basis: str) -> Membership | None:
    locked = Membership.objects.select_for_update(of=("self",)).get(pk=row.pk)
    organization = Organization.objects.get(pk=row.organization_id)
    if row.role == Role.HEAD and row.role not in appointable_roles(actor, organization):
        raise Refusal(
            _("Роль руководителя передаёт тот, кто стоит выше"),
            todo=_("На время отсутствия назначьте исполняющего обязанности"),
            code="head_from_above",
        )
    memberships.close_role(locked, on)
    held = Membership.objects.filter(person=successor, organization=organization, role=row.role)
    if held.exclude(valid_to__lte=on).exists():
        return None
    return memberships.grant_role(
        person=successor,
        organization=organization,
        role=row.role,
        valid_from=max(on, row.valid_from),
        basis=basis,
        area=row.area,
        is_chief=row.is_chief,
    )


def _pass_notices(person: Person, successor: Person) -> None:
    unread = list(Notice.objects.filter(person=person, read_at=None))
    copies = [
        Notice(
            person=successor,
            text=notice.text,
            detail=notice.detail,
            url=notice.url,
            dedupe_key=f"handover:{notice.pk}",
            created_at=clock.now(),
        )
        for notice in unread
    ]
    Notice.objects.bulk_create(copies, ignore_conflicts=True)
    Notice.objects.filter(pk__in=[notice.pk for notice in unread]).update(read_at=clock.now())
