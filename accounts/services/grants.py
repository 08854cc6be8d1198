"""Access to one object for a time, outside every role: a guardian permission with dates, a grantor and a reason.

Nothing is granted across regions.
"""

import datetime
import secrets

from django.core.cache import cache
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts import audit, clock, grantable
from accounts.grantable import Grantable
from accounts.models import ObjectGrant, Person
from accounts.notices import notify
from accounts.permissions import Actor, grant_permission
from accounts.refusal import Refusal

LONGEST = datetime.timedelta(days=366)
CODE_LIVES_SECONDS = 24 * 3600


@transaction.atomic
def give(*, actor: Actor, obj: Model, person: Person, until: datetime.date, reason: str) -> ObjectGrant:
    """Open one object to a person's login through the day ``until``; giving again prolongs.

    Raises Refusal for an object out of the actor's reach, for a person without a login or of another region, and for
    more than a year.
    """
    kind = _kind_for(obj)
    _may_give(actor, kind.organization_of(obj))
    _check_until(actor, until)
    row = Person.objects.select_related("user").filter(pk=person.pk).first()  # in the scope: never across regions
    if row is None or row.user is None:
        raise Refusal(
            _("У этого человека ещё нет входа"),
            todo=_("Сначала пригласите его, потом откройте доступ"),
            code="no_login",
        )
    if row.pk == actor.person_id:
        raise Refusal(_("Самому себе доступ не открывают"), todo=_("Попросите руководителя или куратора"))
    dates = {"valid_from": actor.today, "valid_to": until}
    common = {"granted_by_id": actor.person_id, "reason": reason, "revoked_at": None}
    permission = grant_permission(kind.model, kind.codename)
    grant, created = kind.grant_model.objects.select_for_update(of=("self",)).update_or_create(
        user=row.user,
        permission=permission,
        content_object=obj,
        defaults={"valid_to": until, **common},
        create_defaults={**dates, **common},
    )
    audit.record(
        actor,
        "grant.give" if created else "grant.prolong",
        grant,
        organization_id=kind.organization_of(obj),
        basis=reason,
        person=row.pk,
        until=until.isoformat(),
    )
    _tell(kind, obj, row, grant)
    return grant


def _kind_for(obj: Model) -> Grantable:
    kind = grantable.kind_of(str(obj._meta.model_name))
    if kind is None:
        raise Refusal(_("К этому отдельный доступ не открывают"))
    return kind


def _may_give(actor: Actor, organization_id: int) -> None:
    if not actor.may("grant.give") or organization_id not in actor.organization_ids:
        raise Refusal(_("Доступ открывают куратор и руководитель этой организации"), code="permission")


def _check_until(actor: Actor, until: datetime.date) -> None:
    if until < actor.today:
        raise Refusal(_("Последний день доступа уже прошёл"), todo=_("Укажите сегодняшний день или более поздний"))
    if until > actor.today + LONGEST:
        raise Refusal(_("Доступ открывают не дольше чем на год"), todo=_("Через год его можно продлить"), code="year")


def _tell(kind: Grantable, obj: Model, person: Person, grant: ObjectGrant) -> None:
    notify(
        person,
        (_("Вам открыт доступ: %s") % kind.describe(obj))[:300],
        dedupe_key=f"grant:{kind.key}:{grant.pk}:{grant.valid_to}"[:120],
        detail=_("до %(day)s. %(reason)s") % {"day": f"{grant.valid_to:%d.%m.%Y}", "reason": grant.reason},
        url=kind.url_of(obj) if kind.url_of else "/",
        organization_id=kind.organization_of(obj),
    )


@transaction.atomic
def revoke(*, actor: Actor, kind: Grantable, pk: int) -> ObjectGrant | None:
    """Close the access now; a second press changes nothing. None when the actor sees no such grant."""
    grant = kind.grant_model.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if grant is None or kind.organization_of(grant.content_object) not in actor.organization_ids:
        return None
    _may_give(actor, kind.organization_of(grant.content_object))
    if grant.revoked_at is None:
        grant.revoked_at = clock.now()
        grant.save(update_fields=["revoked_at"])
        audit.record(
            actor, "grant.revoke", grant, organization_id=kind.organization_of(grant.content_object), user=grant.user_id
        )
    return grant


def personal_code(actor: Actor) -> str:
    """Eight digits that a person tells to whoever opens an access to him: nobody is looked up by a name or an address.

    Lives a day, in the cache: a lost one is made again by opening the page.
    """
    key = f"grant-code-of:{actor.region_id}:{actor.person_id}"
    code = cache.get(key)
    if code is None:
        code = "".join(secrets.choice("0123456789") for _ in range(8))
        cache.set(key, code, CODE_LIVES_SECONDS)
        cache.set(f"grant-code:{actor.region_id}:{code}", actor.person_id, CODE_LIVES_SECONDS)
    return str(code)


def person_by_code(actor: Actor, code: str) -> Person | None:
    """Whose code it is, in the actor's region."""
    person_id = cache.get(f"grant-code:{actor.region_id}:{code}")
    return Person.objects.filter(pk=person_id).first() if person_id else None
