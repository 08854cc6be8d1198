"""The journal of second factors: by what a person signs in is by what he signs documents (63-ФЗ, ст. 9)."""

from allauth.mfa.models import Authenticator

from accounts import audit
from accounts.audit import Newcomer
from accounts.models import Membership, User
from accounts.permissions import memberships_of
from accounts.tenancy import tenant_scope


def record(verb: str, user: User, authenticator: Authenticator) -> None:
    """Where he holds roles, once in each region, at the organization of his first role there."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    first = {region: pk for pk, region in reversed(memberships_of(user.pk))}
    for region_id, pk in first.items():
        with tenant_scope(region_id):
            held = Membership.objects.select_related("person").get(pk=pk)
            who = Newcomer(user.pk, held.person_id, held.organization_id, held.role)
            audit.record(who, verb, held.person, kind=authenticator.type)
