"""Addresses under which people answer."""

from django.conf import settings
from django.urls import reverse

from accounts.models import Region

from ..survey_secrets import token_of


def path_of(region: Region, invitation_id: int) -> str:
    return reverse("survey_fill", args=[region.code, token_of(region.pk, invitation_id)])


def address_of(region: Region, invitation_id: int) -> str:
    return f"{settings.SITE_URL}{path_of(region, invitation_id)}"


def entrance_of(region: Region) -> str:
    """Where ten digits are typed."""
    return f"{settings.SITE_URL}{reverse('survey_enter', args=[region.code])}"
