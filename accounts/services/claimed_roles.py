"""Roles that a sign-in provider says a person has (accounts/oidc_roles.py, docs/adr/0009).

Only what the operator's table names is given, only at one organization of its region, only to a person whose login is
here already. A role that a person or an order has given is never touched; a word of a person stands above the claim.
"""

import datetime
import logging
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Membership, Notice, Organization, Person, Region, User
from accounts.notices import notify
from accounts.oidc import Provider
from accounts.oidc_roles import APPOINTING, PROPOSED, Claimed
from accounts.roles import Role, places_of
from accounts.services.memberships import close_role, grant_role
from accounts.tenancy import tenant_scope

logger = logging.getLogger(__name__)
Wanted = dict[tuple[str, int], Organization]


def apply(*, provider: Provider, user: User, claims: Sequence[Claimed]) -> None:
    """After a sign-in through the provider: what is claimed is given or proposed, what is claimed no more ends."""
    region = Region.objects.filter(code=provider.region).first() if provider.roles else None
    if region is None:
        return
    with tenant_scope(region.pk):
        # One sign-in of a person at a time: two would give a role twice.
        person = Person.objects.select_for_update(of=("self",)).filter(user_id=user.pk).first()
        root = _root(provider)
        if person is None or root is None:
            return
        wanted: Wanted = {}
        for one in claims:
            place = _place(root, one)
            if place is not None:
                wanted[one.role, place.pk] = place
        _keep_or_end(provider, person, wanted)
        for (role, _pk), place in wanted.items():
            _give(provider, person, place, role)


def _root(provider: Provider) -> Organization | None:
    """Whose tree the provider speaks of. A name that fits nothing changes nothing: what was given lapses by itself."""
    rows = (
        Organization.objects.filter(slug=provider.under) if provider.under else Organization.objects.filter(parent=None)
    )
    root = rows.first()
    if root is None:
        logger.warning("OIDC_PROVIDERS: %s: there is no organization %s", provider.id, provider.under)
    return root


def _place(root: Organization, one: Claimed) -> Organization | None:
    """The only living organization of that code where the role can be held. Two of one code are none."""
    rows = Organization.objects.subtree(root).filter(kind__in=places_of(one.role), **{one.organization_by: one.code})
    found = [row for row in rows.select_related("region")[:2] if not _is_closed(row)]
    return found[0] if len(found) == 1 else None


def _is_closed(row: Organization) -> bool:
    return row.closed_on is not None and row.closed_on <= clock.today(row.zone)


def _keep_or_end(provider: Provider, person: Person, wanted: Wanted) -> None:
    rows = Membership.objects.filter(person=person, provider=provider.id, claim_gone=False)
    for row in rows.select_for_update(of=("self",)).select_related("organization__region"):
        if (row.role, row.organization_id) in wanted:
            row.claimed_at = clock.now()
            row.save(update_fields=["claimed_at"])
        else:
            _end(row)


def _end(row: Membership) -> None:
    """Needs the locked row. One that a person has ended only forgets his word: a claim that comes anew is a new one."""
    today = clock.today(row.organization.zone)
    if row.valid_to is None or row.valid_to > today:
        close_role(row, today)
        audit.record(
            None, "membership.claim_end", row, basis=row.basis, role=row.role, person=row.person_id,
            provider=row.provider,
        )  # fmt: skip
    row.claim_gone = True
    row.save(update_fields=["claim_gone"])


def _give(provider: Provider, person: Person, place: Organization, role: str) -> None:
    Organization.objects.select_for_update(of=("self",)).get(pk=place.pk)
    today = clock.today(place.zone)
    same = Membership.objects.filter(person=person, organization=place, role=role)
    if same.exclude(valid_to__lte=today).exists():
        return  # held already, whoever has given it
    if same.filter(provider=provider.id, claim_gone=False).exists():
        return  # a person has ended it while it was claimed: his word stands until the claim has gone
    ended_by_hand = same.exclude(claim_gone=True).exists()  # then whoever appoints decides whether he comes back
    heads = Membership.objects.in_force(today).filter(organization=place, role=Role.HEAD, acting_for=None)
    if role in PROPOSED or ended_by_hand or (role == Role.HEAD and heads.exists()):
        _propose(provider, person, place, role, today)
        return
    basis = (_("по данным системы «%s»") % provider.name)[:300]
    row = grant_role(person=person, organization=place, role=role, valid_from=today, basis=basis)
    row.provider, row.claimed_at = provider.id, clock.now()
    row.save(update_fields=["provider", "claimed_at"])
    audit.record(None, "membership.claim", row, basis=basis, role=role, person=person.pk, provider=provider.id)
    notify(
        person,
        (_("Вам назначена роль: %s") % f"{Role(role).label}, {place.short_name}")[:300],
        dedupe_key=f"membership.claim:{row.pk}",
        detail=basis,
        url="/",
        organization_id=place.pk,
    )


def _propose(provider: Provider, person: Person, place: Organization, role: str, today: datetime.date) -> None:
    """Whoever may appoint is told once, with the page of appointment filled in. Letters name no people."""
    key = f"claim:{provider.id}:{person.pk}:{place.pk}:{role}"
    if Notice.objects.filter(dedupe_key=key).exists():
        return
    told = list(_appointers(person, place, role, today))
    for one in told:
        notify(
            one,
            (_("Система «%(system)s» предлагает роль: %(role)s")
             % {"system": provider.name, "role": f"{Role(role).label}, {place.short_name}"})[:300],
            dedupe_key=key,
            detail=_("Назначьте приказом или здесь. Если это не так, ничего делать не нужно"),
            url=f"{reverse('membership_create', args=[place.pk])}?{urlencode({'role': role, 'person': person.pk})}",
            organization_id=place.pk,
        )  # fmt: skip
    if told:
        audit.record(
            None, "membership.claim_propose", person, organization_id=place.pk, role=role, person=person.pk,
            provider=provider.id,
        )  # fmt: skip


def _appointers(person: Person, place: Organization, role: str, today: datetime.date) -> QuerySet:
    """The nearest who may appoint that role there: a head is appointed from above."""
    for node in Organization.objects.ancestors(place).reverse():
        roles: Iterable[str] = APPOINTING
        if role == Role.HEAD and node.pk == place.pk:
            roles = [Role.REGION_OPERATOR] if node.parent_id is None else []
        held = Membership.objects.in_force(today).filter(organization=node, role__in=roles).exclude(person=person)
        found = Person.objects.filter(pk__in=held.values("person_id")).exclude(user=None)
        if found.exists():
            return found
    return Person.objects.none()


def end_unconfirmed() -> int:
    """Every night: what a provider has not confirmed for its days ends, and at once what it may give no more. How many.

    Needs the open scope of a region.
    """
    ended = 0
    goes_on = Q(valid_to=None) | Q(valid_to__gt=clock.now().date())
    found = Membership.objects.exclude(provider="").filter(goes_on, claim_gone=False)
    rows = list(found.select_for_update(of=("self",)).select_related("organization__region"))
    roots = {name: _root(settings.OIDC[name]) for name in {row.provider for row in rows} & set(settings.OIDC)}
    for row in rows:
        provider = settings.OIDC.get(row.provider)
        days = provider.claims_last if provider is not None and _may_give(provider, roots[provider.id], row) else 0
        if row.claimed_at <= clock.now() - datetime.timedelta(days=days):
            _end(row)
            ended += 1
    return ended


def _may_give(provider: Provider, root: Organization | None, row: Membership) -> bool:
    """Whether the operator's table names this role at this organization today."""
    if row.role not in {one.role for one in provider.roles} or row.organization.region.code != provider.region:
        return False
    # A root that is not found is a slip of the pen: what was given lapses by itself, not at once.
    return root is None or row.organization.path.startswith(root.path)
