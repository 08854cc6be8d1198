"""Links of letters that ask for answers."""

from django import template

from accounts.models import Region

from ..services.links import address_of

register = template.Library()


@register.simple_tag
def survey_url(region_id: int, invitation_id: int) -> str:
    """Made while the letter is written: the queue holds only the number."""
    return address_of(Region.objects.get(pk=region_id), invitation_id)
