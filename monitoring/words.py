"""Words of periods and numbers."""

import datetime

from django.utils import formats
from django.utils.translation import gettext as _

from programs.regulation.catalogue.choices import FORMS

from .indicators import PARTS
from .models import PeriodReport

FORM = "form:"
DEADLINE = "monthly_report"  # the kind of the report's term; a returned one's begins so too
DEADLINES = {"monthly": DEADLINE, "quarterly": "quarterly_account", "summary": "monthly_summary"}
ROMAN = ("I", "II", "III", "IV")


def month_name(period: datetime.date) -> str:
    """«ноябрь»: as it stands after «за»."""
    return formats.date_format(period, "F").lower()


def period_name(report: PeriodReport) -> str:
    """«ноябрь», «IV квартал 2021 г.»: as it stands after «за»."""
    if report.kind != PeriodReport.Kind.QUARTERLY:
        return month_name(report.period)
    assert report.cut_off is not None  # a database constraint
    quarter = ROMAN[(report.cut_off.month - 1) // 3]
    return _("%(quarter)s квартал %(year)d г.") % {"quarter": quarter, "year": report.cut_off.year}


def title_of(report: PeriodReport) -> str:
    """«отчёт за ноябрь», «учёт за IV квартал 2021 г.», «свод за ноябрь»: all masculine, inanimate."""
    words = {"monthly": _("отчёт за %s"), "quarterly": _("учёт за %s"), "summary": _("свод за %s")}
    return words[report.kind] % period_name(report)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def part_words(code: str, number: int) -> str:
    """«обучающихся 3», «учитель – учитель: 2»."""
    if code.startswith(FORM):
        form = code.removeprefix(FORM)
        return f"{FORMS.get(form, form)}: {number}"
    return f"{PARTS.get(code, code)} {number}"
