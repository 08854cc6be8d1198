"""What reports does when something moves. The list of receivers is fixed by a test."""

from typing import Any

from django.dispatch import receiver

from accounts.permissions import Actor
from programs.models import Order
from programs.workflow import transitioned

from .services.documents import issue_order


@receiver(transitioned, sender=Order)
def issue_the_document_of_a_registered_order(instance: Order, verb: str, actor: Actor, **kwargs: Any) -> None:
    if verb == "register":
        issue_order(instance)
