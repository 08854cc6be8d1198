"""Personal links, QR codes and codes for people without e-mail: given by the curator, used once, within seven days."""

import datetime
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.audit import Newcomer
from accounts.models import AccessLink, Membership, Person, Region, User
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import OFFICES
from accounts.secrets import hash_of, new_code, secret_of
from accounts.services import logins
from accounts.services.people import home_of

PURPOSE = "access_link"
LIVES = datetime.timedelta(days=7)
TRIES = 5


@dataclass(frozen=True)
class Given:
    """Shown once, at the giving: only hashes are kept."""

    link: AccessLink
    address: str
    code: str


@transaction.atomic
def give(*, actor: Actor, person: Person) -> Given:
    """A new link and code; the former stop working. For those who hold no office: offices come by e-mail.

    Whoever gives the code could use it, so it never opens more than a mentor's, a mentee's or a parent's own page.
    """
    if not (actor.may("invitation.send") and actor.may("pupils.view")):
        raise Refusal(_("Личные ссылки выдают куратор и руководитель школы"), code="permission")
    row = Person.objects.visible_to(actor).filter(pk=person.pk).select_for_update(of=("self",)).first()
    if row is None:
        raise Refusal(_("Такого человека нет среди тех, кого вы видите"), code="not_visible")
    if row.user is not None and row.user.email:
        raise Refusal(_("Человек входит по почте"), todo=_("Если пароль забыт, новый задают на странице входа"))
    if Membership.objects.filter(person=row, role__in=OFFICES).exclude(valid_to__lte=actor.today).exists():
        raise Refusal(
            _("Личная ссылка — для наставников, наставляемых и родителей без почты"),
            todo=_("Впишите в карточку адрес и отправьте приглашение"),
            code="office",
        )
    now = clock.now()
    AccessLink.objects.filter(person=row, used_at=None, revoked_at=None).update(revoked_at=now)
    link, code = _create(row, actor, now)
    audit.record(actor, "access_link.give", link, organization_id=home_of(row), person=row.pk)
    path = reverse("enter_by_link", args=[row.region.code, secret_of(PURPOSE, row.region_id, link.pk)])
    return Given(link, f"{settings.SITE_URL}{path}", code)


def _create(person: Person, actor: Actor, now: datetime.datetime) -> tuple[AccessLink, str]:
    """The row with a code that no open link of the region has."""
    for _try in range(TRIES):
        code = new_code()
        link = AccessLink(
            person=person,
            secret_hash=secrets.token_hex(32),
            code_hash=hash_of(f"{PURPOSE}.code", person.region_id, code),
            created_by_id=actor.person_id,
            created_at=now,
            expires_at=now + LIVES,
        )
        try:
            with transaction.atomic():
                link.save()
        except IntegrityError:
            continue
        link.secret_hash = hash_of(PURPOSE, link.region_id, secret_of(PURPOSE, link.region_id, link.pk))
        link.save(update_fields=["secret_hash"])
        return link, code
    raise Refusal(_("Не получилось подобрать код"), todo=_("Нажмите ещё раз"))


def find_by_secret(region: Region, secret: str) -> AccessLink | None:
    """The open link of a secret; None alike for expired, used, revoked and invented ones."""
    return _find(secret_hash=hash_of(PURPOSE, region.pk, secret))


def find_by_code(region: Region, code: str) -> AccessLink | None:
    return _find(code_hash=hash_of(f"{PURPOSE}.code", region.pk, code))


def _find(**by: str) -> AccessLink | None:
    rows = AccessLink.objects.filter(used_at=None, revoked_at=None, expires_at__gt=clock.now(), **by)
    return rows.select_related("person").first()


@transaction.atomic
def use(*, link: AccessLink) -> User | None:
    """Take the link: a login without e-mail is made at the first one. None when somebody was quicker."""
    row = AccessLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if row.used_at is not None or row.revoked_at is not None or row.expires_at <= clock.now():
        return None
    person = Person.objects.select_for_update(of=("self",)).get(pk=row.person_id)
    user = person.user
    if user is None:
        user = User.objects.create_user(email=None)
        logins.link(person, user)
    if not user.is_active or user.email:
        return None
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])
    home = home_of(person)
    audit.record(Newcomer(user.pk, person.pk, home), "access_link.use", row, organization_id=home)
    return user
