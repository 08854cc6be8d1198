"""What allauth tells of second factors goes into the journal: its own pages add them and take them off."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.dispatch import receiver

from accounts.models import User
from accounts.services import factors


@receiver(authenticator_added)
def factor_added(user: User, authenticator: Authenticator, **_more: Any) -> None:
    factors.record("factor.add", user, authenticator)


@receiver(authenticator_removed)
def factor_removed(user: User, authenticator: Authenticator, **_more: Any) -> None:
    factors.record("factor.remove", user, authenticator)
