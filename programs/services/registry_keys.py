"""Numbers of a staff registry: whose card each is. A СНИЛС stays a digest that says nothing without our key."""

from collections import defaultdict
from collections.abc import Iterable

from accounts import audit, clock
from accounts.models import Person
from accounts.permissions import Actor
from accounts.secrets import hash_of
from accounts.tenancy import current_region

from ..imports import snils
from ..models import RegistryKey

SEALED = "с-"  # before the digest, so that it is told from a number of the registry


def seal(digits: str) -> str:
    return SEALED + hash_of("registry", current_region(), digits)[:40]


def cleaned(text: str) -> str:
    """A number as it is kept."""
    digits = snils.digits_of(text)
    return seal(digits) if digits else " ".join(text.split())[:80]


def owners(keys: Iterable[str]) -> dict[str, int]:
    """Key → person, of the whole region: who may see him is asked by the caller."""
    return dict(RegistryKey.objects.filter(key__in=set(keys)).values_list("key", "person_id"))


def keys_of(people: Iterable[int]) -> dict[int, list[str]]:
    """Person → his numbers, the oldest first; who has none is not there. Who may see them is asked by the caller."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for person_id, key in RegistryKey.objects.filter(person_id__in=people).values_list("person_id", "key"):
        found[person_id].append(key)
    return dict(found)


def link(actor: Actor, person: Person, key: str, organization_id: int) -> None:
    """Raises IntegrityError where the key was given to somebody a moment ago."""
    row, made = RegistryKey.objects.get_or_create(key=key, defaults={"person": person, "linked_at": clock.now()})
    if made:
        audit.record(actor, "registry.link", row, person=person.pk, organization_id=organization_id)
