"""Telephones that can be pressed, and links of letters."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import Region
from accounts.services.invitations import address_of

register = template.Library()
RUSSIAN_DIGITS = 11


@register.filter
def tel(value: str) -> SafeString | str:
    """«(84700) 2-14-33» as a link that calls; what is not one Russian number stays text."""
    digits = "".join(letter for letter in value if letter.isdigit())
    if len(digits) == RUSSIAN_DIGITS - 1:
        digits = f"7{digits}"
    if len(digits) != RUSSIAN_DIGITS or digits[0] not in "78":
        return value
    return format_html('<a class="nw" href="tel:+7{}">{}</a>', digits[1:], value)


@register.simple_tag
def invitation_url(region_id: int, pk: int) -> str:
    """The link of an invitation, made while the letter is written: the queue holds only its number."""
    return address_of(Region.objects.get(pk=region_id), pk)
