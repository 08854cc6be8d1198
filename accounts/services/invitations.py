"""Invitations: one letter, one press, one login. The secret is in the link alone (accounts.secrets)."""

import datetime
import secrets

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock, outbox
from accounts.audit import Newcomer
from accounts.models import Invitation, Membership, OutboxMessage, Person, Region, User
from accounts.permissions import Actor
from accounts.queries.people import late_invitations
from accounts.refusal import Refusal
from accounts.roles import Role
from accounts.secrets import hash_of, secret_of
from accounts.services import logins
from accounts.services.people import home_of

PURPOSE = "invitation"
LIVES = datetime.timedelta(days=7)
AT_ONCE = 300


def address_of(region: Region, pk: int) -> str:
    """The whole link of an invitation, made anew from its number."""
    path = reverse("invitation", args=[region.code, secret_of(PURPOSE, region.pk, pk)])
    return f"{settings.SITE_URL}{path}"


@transaction.atomic
def send(*, actor: Actor, person: Person, email: str = "") -> Invitation:
    """A letter with a link for seven days; the former one stops working. Kept as the person's address."""
    if not actor.may("invitation.send"):
        raise Refusal(_("Приглашают куратор, руководитель и администратор организации"), code="permission")
    row = Person.objects.visible_to(actor).filter(pk=person.pk).select_for_update(of=("self",)).first()
    if row is None:
        raise Refusal(_("Такого человека нет среди тех, кого вы видите"), code="not_visible")
    _check_rank(actor, row)
    return issue(actor=actor, person=row, email=email)


@transaction.atomic
def send_again(*, actor: Actor) -> int:
    """New letters to those who have not taken theirs, a few hundred at a press; how many."""
    late = late_invitations(actor).select_related("person")[:AT_ONCE]
    return len([send(actor=actor, person=row.person, email=row.email) for row in late])


def _check_rank(actor: Actor, person: Person) -> None:
    """Whoever names the address holds the login: the signing head is invited only by those who appoint."""
    if actor.may("membership.appoint"):
        return
    offices = Membership.objects.in_force(actor.today).filter(person=person, role=Role.HEAD)
    if offices.exists():
        raise Refusal(
            _("Руководителя приглашает тот, кто стоит выше"),
            todo=_("Позвоните координатору района или оператору региона"),
            code="head_from_above",
        )


@transaction.atomic
def issue(*, actor: Actor | None, person: Person, email: str = "") -> Invitation:
    """The row and its letter. No checks of rights: for ``send`` and for the commands of the beginning."""
    email = (email or person.email).strip().lower()
    if not email:
        raise Refusal(
            _("У человека не указана электронная почта"),
            todo=_("Впишите адрес или выдайте личную ссылку с кодом"),
            code="no_email",
        )
    if person.user_id is not None:
        raise Refusal(_("У человека уже есть вход"), todo=_("Если пароль забыт, новый задают на странице входа"))
    if person.email != email:
        person.email = email
        person.version += 1
        person.save(update_fields=["email", "version"])
    now = clock.now()
    Invitation.objects.filter(person=person, accepted_at=None, revoked_at=None).update(revoked_at=now)
    invitation = Invitation.objects.create(
        person=person,
        email=email,
        secret_hash=secrets.token_hex(32),  # until the row has a number to make the secret from
        created_by_id=actor.person_id if actor else None,
        created_at=now,
        expires_at=now + LIVES,
    )
    secret = secret_of(PURPOSE, invitation.region_id, invitation.pk)
    invitation.secret_hash = hash_of(PURPOSE, invitation.region_id, secret)
    invitation.save(update_fields=["secret_hash"])
    home = home_of(person)
    _enqueue(invitation, actor, home)
    audit.record(actor, "invitation.send", invitation, organization_id=home, person=person.pk)
    return invitation


def _enqueue(invitation: Invitation, actor: Actor | None, organization_id: int | None) -> None:
    outbox.enqueue(
        OutboxMessage.Kind.MAIL,
        f"invitation:{invitation.pk}",
        {
            "to": invitation.email,
            "subject": _("Приглашение в систему «Наставничество»"),
            "template": "mail/invitation.txt",
            "context": {
                "invitation": invitation.pk,
                "region": invitation.region_id,
                "first_name": invitation.person.first_name,
                "patronymic": invitation.person.patronymic,
                "inviter": actor.person_name if actor else "",
                "place": actor.organization_name if actor else "",
                "until": f"{invitation.expires_at:%d.%m.%Y}",
            },
        },
        organization_id=organization_id or (actor.organization_id if actor else None),
    )


@transaction.atomic
def revoke(*, actor: Actor, invitation: Invitation) -> None:
    """Undo of a sending; a second press changes nothing."""
    if not actor.may("invitation.send"):
        raise Refusal(_("Приглашения отзывает тот, кто приглашает"), code="permission")
    row = Invitation.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if row is None:
        raise Refusal(_("Такого приглашения нет"), code="not_visible")
    if row.accepted_at is not None:
        raise Refusal(_("Приглашение уже приняли"), code="already")
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])
        audit.record(actor, "invitation.revoke", row, organization_id=home_of(row.person), person=row.person_id)


def find_open(region: Region, secret: str, *, lock: bool = False) -> Invitation | None:
    """The invitation of a secret while it can be accepted. None alike for expired, used, revoked and invented ones."""
    rows = Invitation.objects.filter(
        secret_hash=hash_of(PURPOSE, region.pk, secret),
        accepted_at=None,
        revoked_at=None,
        expires_at__gt=clock.now(),
        person__user=None,
    )
    if lock:
        rows = rows.select_for_update(of=("self",))
    return rows.select_related("person").first()


def has_login(invitation: Invitation) -> bool:
    """The invited address has a login already. Told only to who holds the link from its mailbox."""
    return User.objects.filter(email=invitation.email).exists()


@transaction.atomic
def accept_new(*, region: Region, secret: str, password: str) -> User | None:
    """Make the login and take the invitation. None when it is not open any more, or when the address has a login.

    Raises ValidationError for a weak password; the form has checked it before.
    """
    invitation = find_open(region, secret, lock=True)
    if invitation is None or has_login(invitation):
        return None
    user = User(email=invitation.email)
    validate_password(password, user)
    user.set_password(password)
    user.save()
    _take(invitation, user)
    return user


@transaction.atomic
def accept_existing(*, region: Region, secret: str, user: User) -> bool:
    """Tie one's own login to the invited person. False when the invitation is not open or is for another address."""
    invitation = find_open(region, secret, lock=True)
    if invitation is None or user.email != invitation.email:
        return False
    _take(invitation, user)
    return True


def _take(invitation: Invitation, user: User) -> None:
    person = Person.objects.select_for_update(of=("self",)).get(pk=invitation.person_id)
    logins.link(person, user)
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    home = home_of(person)
    audit.record(Newcomer(user.pk, person.pk, home), "invitation.accept", invitation, organization_id=home)
