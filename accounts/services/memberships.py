"""Roles with dates: appoint, end, let somebody act for a time. A role is held at a node and reaches down from it."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Employment, Membership, Organization, Person
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.queries.memberships import may_appoint_head
from accounts.refusal import Refusal
from accounts.roles import Role, places_of


@dataclass(frozen=True)
class Appointed:
    """A new role and what the appointer should know: warnings, which do not forbid."""

    membership: Membership
    warnings: list[str] = field(default_factory=list)


Check = Callable[[Person, Organization, str, datetime.date], str]
_checks: list[Check] = []


def register_check(check: Check) -> Check:
    """Add a check of an appointment: it returns a warning or an empty string. Higher apps know the regulation."""
    if check not in _checks:
        _checks.append(check)
    return check


@register_check
def curator_is_a_deputy(person: Person, organization: Organization, role: str, on: datetime.date) -> str:
    """S1 4.1.2, S3 3.8, S4 3.3, S5 4.1.2: the curator comes from among the deputies; S2 allows others."""
    if role != Role.CURATOR:
        return ""
    jobs = Employment.objects.filter(person=person, organization=organization, is_deputy_head=True, valid_from__lte=on)
    if any(job.valid_to is None or job.valid_to > on for job in jobs):
        return ""
    return _("Куратором обычно назначают заместителя руководителя, а этот человек им не числится. Назначение сохранено")


def _check_right(actor: Actor, organization: Organization, person: Person, role: str) -> None:
    if not actor.may("membership.appoint") or organization.pk not in actor.organization_ids:
        raise Refusal(_("Роли здесь назначают руководитель организации и те, кто стоит выше"), code="permission")
    if organization.kind not in places_of(role):
        raise Refusal(
            _("Роль «%(role)s» в организации «%(place)s» не назначают")
            % {"role": Role(role).label, "place": organization.short_name},
            todo=_("Выберите другую роль или другую организацию"),
            code="place",
        )
    if role == Role.HEAD and person.pk == actor.person_id:
        raise Refusal(_("Руководителем нельзя назначить самого себя"), todo=_("Это делает тот, кто стоит выше"))
    if role == Role.HEAD and not may_appoint_head(actor, organization):
        raise Refusal(
            _("Руководителя назначает тот, кто стоит выше"),
            todo=_("На время отсутствия назначьте исполняющего обязанности"),
            code="head_from_above",
        )
    if not Person.objects.visible_to(actor).filter(pk=person.pk).exists():
        raise Refusal(_("Такого человека нет среди тех, кого вы видите"), code="not_visible")


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    person: Person,
    organization: Organization,
    role: str,
    valid_from: datetime.date,
    valid_to: datetime.date | None = None,
    basis: str = "",
    area: str = "",
    is_chief: bool = False,
) -> Appointed:
    """Give a role at a node from a day. ``valid_to`` is the first day without it.

    Raises Refusal for a place where the role is not held, for the same role twice, for a second chief curator, and for
    a head who is not appointed from above.
    """
    _check_right(actor, organization, person, role)
    membership = grant_role(
        person=person,
        organization=organization,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        basis=basis,
        area=area,
        is_chief=is_chief,
    )
    audit.record(actor, "membership.appoint", membership, basis=basis, role=role, person=person.pk)
    _tell(membership, _("Вам назначена роль: %s"), "appoint")
    warnings = [warning for check in _checks if (warning := check(person, organization, role, valid_from))]
    return Appointed(membership, warnings)


def grant_role(
    *,
    person: Person,
    organization: Organization,
    role: str,
    valid_from: datetime.date,
    valid_to: datetime.date | None = None,
    basis: str = "",
    area: str = "",
    is_chief: bool = False,
    acting_for: Person | None = None,
) -> Membership:
    """The row, checked for overlaps. No checks of rights: for ``appoint``, for orders that appoint, for set-up."""
    Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)  # one appointment there at a time
    if valid_to is not None and valid_to <= valid_from:
        raise Refusal(_("Роль должна закончиться позже, чем началась"), todo=_("Исправьте даты"), code="dates")
    if organization.closed_on is not None and organization.closed_on <= valid_from:
        raise Refusal(_("Организация закрыта, ролей в ней больше не назначают"), code="closed")
    held = _overlapping(organization, role, valid_from, valid_to)
    if held.filter(person=person).exists():
        raise Refusal(_("Эта роль у человека уже есть в эти дни"), todo=_("Закройте прежнюю или измените даты"))
    if is_chief and held.filter(is_chief=True).exists():
        raise Refusal(
            _("Главный куратор в эти дни уже есть"), todo=_("Снимите отметку или закройте роль прежнего"), code="chief"
        )
    return Membership.objects.create(
        person=person,
        user_id=person.user_id,
        organization=organization,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        basis=basis,
        area=area,
        is_chief=is_chief,
        acting_for=acting_for,
    )


def _overlapping(organization: Organization, role: str, start: datetime.date, end: datetime.date | None):
    rows = Membership.objects.filter(organization=organization, role=role).exclude(valid_to__lte=start)
    return rows.filter(valid_from__lt=end) if end else rows


@transaction.atomic
def substitute(
    *,
    actor: Actor,
    absent: Membership,
    person: Person,
    valid_from: datetime.date,
    valid_to: datetime.date,
    basis: str = "",
) -> Membership:
    """Let ``person`` perform the duties of the absent one until ``valid_to`` (the first day without them).

    The absent one keeps his role. A head may name who acts for him.
    """
    organization = Organization.objects.get(pk=absent.organization_id)
    if not actor.may("membership.appoint") or organization.pk not in actor.organization_ids:
        raise Refusal(_("Заменяющего назначают руководитель организации и те, кто стоит выше"), code="permission")
    if person.pk == absent.person_id:
        raise Refusal(_("Человек не может замещать сам себя"), todo=_("Выберите другого"))
    if not Person.objects.visible_to(actor).filter(pk=person.pk).exists():
        raise Refusal(_("Такого человека нет среди тех, кого вы видите"), code="not_visible")
    membership = grant_role(
        person=person,
        organization=organization,
        role=absent.role,
        valid_from=valid_from,
        valid_to=valid_to,
        basis=basis,
        acting_for=Person.objects.get(pk=absent.person_id),
    )
    audit.record(
        actor,
        "membership.substitute",
        membership,
        basis=basis,
        role=absent.role,
        person=person.pk,
        acting_for=absent.person_id,
        until=valid_to.isoformat(),
    )
    _tell(membership, _("Вы временно исполняете обязанности: %s"), "substitute")
    return membership


@transaction.atomic
def end(*, actor: Actor, membership: Membership, on: datetime.date, reason: str = "") -> Membership:
    """``on`` is the first day without the role. Raises Refusal when it has ended, or for one's own role of a head."""
    row = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if not actor.may("membership.appoint") or row.organization_id not in actor.organization_ids:
        raise Refusal(_("Роли снимают руководитель организации и те, кто стоит выше"), code="permission")
    head = row.role == Role.HEAD and row.acting_for_id is None
    if head and not may_appoint_head(actor, Organization.objects.get(pk=row.organization_id)):
        raise Refusal(
            _("Роль руководителя снимает тот, кто стоит выше"),
            todo=_("Позвоните координатору района или оператору региона"),
            code="head_from_above",
        )
    close_role(row, on)
    audit.record(actor, "membership.end", row, basis=reason, role=row.role, person=row.person_id, on=on.isoformat())
    return row


def close_role(row: Membership, on: datetime.date) -> None:
    """Write the end of a locked row. A role that has not begun is left without a day."""
    if row.valid_to is not None and row.valid_to <= on:
        raise Refusal(_("Роль уже закончилась %s") % f"{row.valid_to:%d.%m.%Y}", code="already")
    row.valid_to = max(on, row.valid_from)
    row.save(update_fields=["valid_to"])


def _tell(membership: Membership, text: str, key: str) -> None:
    words = f"{Role(membership.role).label}, {membership.organization.short_name}"
    notify(
        membership.person,
        (text % words)[:300],
        dedupe_key=f"membership.{key}:{membership.pk}",
        detail=_("с %s") % f"{membership.valid_from:%d.%m.%Y}",
        url="/",
        organization_id=membership.organization_id,
    )
