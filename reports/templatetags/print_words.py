"""How words of a paper stand in a line."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
NAME = re.compile(r"\b[A-ZА-ЯЁӘӨҮҖҢҺ][\w-]{8,}")


@register.filter
def whole_names(text: str) -> SafeString:
    """Long words with a capital part at the end of a line only at a hyphen of their own: surnames stay readable."""
    return mark_safe(NAME.sub(r'<span class="doc-whole">\g<0></span>', conditional_escape(text)))
