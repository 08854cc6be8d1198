"""The quarter's personal account as a paper: by name for the school, by codes for whoever receives it."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.permissions import Actor
from monitoring.models import PeriodReport
from monitoring.queries.account_page import Line, account_page
from monitoring.words import period_name

from ..order import Table
from ..paper import Block, Fact, Paper
from .kind import PaperKind, issuer, signed_line


def account(report: PeriodReport, actor: Actor) -> Paper:
    if report.kind != PeriodReport.Kind.QUARTERLY or report.cut_off is None:
        raise Http404
    page, school = account_page(report, actor), report.organization
    facts = [Fact(label=_("Срез"), value=_("на конец дня %s") % f"{report.cut_off:%d.%m.%Y}")]
    facts += [Fact(label=label[:1].upper() + label[1:], value=str(number)) for label, number in page.facts]
    signatures = ()
    if report.is_handed_in and report.confirmed_by is not None and page.named:
        day = report.confirmed_at.astimezone(school.zone).date()
        signatures = (signed_line(report.confirmed_by, school, day, signed=day),)
    note = "" if page.named else _("Вместо имён стоят коды: имена знает только школа.")
    return Paper(
        label=_("Персонифицированный учёт"),
        title=_("Участники программ наставничества, %s") % period_name(report),
        issuer=issuer(school),
        date=report.confirmed_at.astimezone(school.zone).date() if report.is_handed_in else clock.today(school.zone),
        blocks=(Block(facts=tuple(facts)), Block(heading=_("Участники"), table=_table(page.lines, page.named))),
        signatures=signatures,
        note=note,
        draft=not report.is_handed_in,
        landscape=True,
    )


def _table(lines: list[Line], named: bool) -> Table:
    """Nine columns, so that a sheet holds them; above the school a code and a band of age stand in the place of who."""
    headings = (
        _("№"), _("ФИО, дата рождения") if named else _("Код"), _("Кто"),
        _("Класс, должность") if named else _("Возраст"), _("Партнёр, форма"), _("Дата входа"),
        _("Программа, результат"), _("Встр."), _("Согл."),
    )  # fmt: skip
    rows = tuple(
        (
            str(line.number), _joined(line.who, line.born), _joined(line.role, line.category), line.place,
            _joined(line.partners, line.forms), line.joined, _joined(line.program, line.result), str(line.meetings),
            _("есть") if line.consents else _("нет"),
        )
        for line in lines
    )  # fmt: skip
    return Table(headings=headings, rows=rows, widths=(5, 20, 15, 10, 15, 10, 15, 5, 5))


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


ACCOUNT = PaperKind(
    slug="quarter-account", label=gettext_lazy("Персонифицированный учёт"), model=PeriodReport, build=account,
    permission="report.view", formats=("pdf", "docx", "xlsx"),
    related=("organization__region", "confirmed_by"),
)  # fmt: skip
