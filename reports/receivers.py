"""What reports does when something moves. The list of receivers is fixed by a test."""

from typing import Any

from django.dispatch import receiver

from accounts.permissions import Actor
from programs.models import Consent, Order
from programs.workflow import transitioned

from .services.documents import issue_order
from .services.publications import lose_consent


@receiver(transitioned, sender=Order)
def issue_the_document_of_a_registered_order(instance: Order, verb: str, actor: Actor, **kwargs: Any) -> None:
    if verb == "register":
        issue_order(instance)


@receiver(transitioned, sender=Consent)
def take_down_what_names_the_person(instance: Consent, verb: str, actor: Actor | None, **kwargs: Any) -> None:
    if instance.kind == Consent.Kind.PDN_DISTRIBUTION and verb in {"revoke", "expire"}:
        lose_consent(consent=instance, actor=actor)
