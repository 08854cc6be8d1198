"""The beginning, from the command line: a region, its first operator, the first heads. Works while mail is down.

The system itself acts here: no actor, and the links are printed for whoever started the command.
"""

import datetime
from dataclasses import dataclass

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import (
    Employment,
    Installation,
    Invitation,
    Membership,
    Organization,
    OrganizationKind,
    Person,
    Region,
    User,
)
from accounts.refusal import Refusal
from accounts.roles import Role, places_of
from accounts.services import invitations
from accounts.services.memberships import grant_role
from accounts.services.organizations import OrganizationFields, add
from accounts.tenancy import tenant_scope
from accounts.work_calendar import calendar_codes


@dataclass(frozen=True)
class Invited:
    """``link`` is the whole address to hand over; empty when the person signs in already."""

    membership: Membership
    link: str


def mark_production() -> None:
    """The first command of a real installation names the database: the demo will refuse to start on it."""
    Installation.objects.get_or_create(pk=1, defaults={"kind": Installation.Kind.PRODUCTION})


@transaction.atomic
def create_region(*, code: str, name: str, time_zone: str, calendar: str = "ru", authority: str = "") -> Region:
    """The region and the root of its tree, its authority. Raises ValidationError for a wrong code, zone or calendar."""
    region = Region(code=code, name=name, time_zone=time_zone, calendar=calendar)
    region.full_clean()
    _check_calendar(calendar)
    region.save()
    with tenant_scope(region.pk):
        title = authority or _("Орган управления образованием, %s") % name
        root = add(
            parent=None,
            kind=OrganizationKind.REGION_AUTHORITY,
            fields=OrganizationFields(name=title, short_name=title[:200]),
            slug="",
            since=clock.today(region.zone),
        )
        audit.record(None, "organization.create", root, organization_id=root.pk)
    return region


def address_of_root(region: Region) -> str:
    """The last part of the address of the region's own body: ``invite_head`` asks for it."""
    with tenant_scope(region.pk):
        return Organization.objects.get(parent=None).slug


def _check_calendar(code: str) -> None:
    if code not in calendar_codes():
        raise ValidationError(_("Нет такого календаря: %(code)s"), params={"code": code})


@transaction.atomic
def invite_with_role(
    *, organization: Organization, role: str, email: str, full_name: str, title: str = "", basis: str = ""
) -> Invited:
    """A person with this address (found or made), the role from today, an invitation. Needs the region's scope.

    Again for the same person and role: no second role, a new link, the former one stops working. Raises Refusal for a
    role that is not held at such an organization, and for a name that is not «Фамилия Имя Отчество».
    """
    if organization.kind not in places_of(role):
        raise Refusal(
            _("Роль «%(role)s» в организации «%(place)s» не назначают")
            % {"role": Role(role).label, "place": organization.short_name}
        )
    today = clock.today(organization.zone)
    person = _person(organization, email.strip().lower(), full_name, title, today)
    membership = Membership.objects.in_force(today).filter(person=person, organization=organization, role=role).first()
    if membership is None:
        membership = grant_role(person=person, organization=organization, role=role, valid_from=today, basis=basis)
        audit.record(None, "membership.appoint", membership, basis=basis, role=role, person=person.pk)
    if person.user_id is not None:
        return Invited(membership, "")
    invitation: Invitation = invitations.issue(actor=None, person=person, email=email)
    return Invited(membership, invitations.address_of(organization.region, invitation.pk))


def _person(organization: Organization, email: str, full_name: str, title: str, today: datetime.date) -> Person:
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refusal(_("Это не адрес электронной почты: %s") % email) from error
    known = Person.objects.filter(email=email).first()
    if known is not None:
        return known
    parts = full_name.split()
    if len(parts) < 2:
        raise Refusal(_("Напишите фамилию, имя и отчество: «Осипов Дмитрий Валентинович»"))
    person = Person.objects.create(
        last_name=parts[0], first_name=parts[1], patronymic=" ".join(parts[2:]), email=email, kept_by=organization
    )
    audit.record(None, "person.create", person, organization_id=organization.pk)
    if title:
        Employment.objects.create(person=person, organization=organization, title=title, valid_from=today)
    return person


@transaction.atomic
def create_platform_operator(*, email: str) -> User:
    """Staff of the platform: reference data in the admin site, no region's rows. The same address again: the same."""
    email = email.strip().lower()
    validate_email(email)
    user = User.objects.filter(email=email).first() or User(email=email)
    if user.pk is None:
        user.set_unusable_password()
    user.is_staff = user.is_superuser = True
    user.platform_role = User.PlatformRole.OPERATOR
    user.save()
    return user


def password_link(user: User) -> str:
    """Where a login without a password sets one; the same page as after «Забыли пароль?», for as long."""
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    return f"{settings.SITE_URL}{path}"
