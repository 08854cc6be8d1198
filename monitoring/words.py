"""Words of periods and numbers."""

import datetime

from django.utils import formats

from programs.regulation.catalogue.choices import FORMS

from .indicators import PARTS

FORM = "form:"
DEADLINE = "monthly_report"  # the kind of the report's term; a returned one's begins so too


def month_name(period: datetime.date) -> str:
    """«ноябрь»: as it stands after «за»."""
    return formats.date_format(period, "F").lower()


def part_words(code: str, number: int) -> str:
    """«обучающихся 3», «учитель – учитель: 2»."""
    if code.startswith(FORM):
        form = code.removeprefix(FORM)
        return f"{FORMS.get(form, form)}: {number}"
    return f"{PARTS.get(code, code)} {number}"
