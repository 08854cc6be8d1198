"""The way of what is handed in for a period: counted → confirmed → accepted or returned; opened again for some days."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role
from programs.transition import Facts, Transition
from programs.transition_registry import register

from .models import HANDED_IN, PeriodReport
from .reach import receives


def sender_is_the_one_named(report: PeriodReport, actor: Actor, facts: Facts) -> None:
    """Whose hand stands under the report is the regulation's word (report_sender)."""
    if actor.role != report.sender:
        raise Refusal(
            _t("Отчёт подтверждает %s") % Role(report.sender).label,
            clause=report.basis,
            todo=_("Передайте отчёт тому, кто его подтверждает"),
            code="permission",
        )


def month_has_begun(report: PeriodReport, actor: Actor, facts: Facts) -> None:
    if actor.today < report.period:
        raise Refusal(
            _("Месяц ещё не начался: подтверждать нечего"),
            todo=_t("Откройте отчёт с %s") % f"{report.period:%d.%m.%Y}",
            code="state",
        )


def quarter_is_over(report: PeriodReport, actor: Actor, facts: Facts) -> None:
    """The account is of the end of the day of the cut-off (S2 разд. 9 п. 4.1)."""
    if report.cut_off is not None and actor.today <= report.cut_off:
        raise Refusal(
            _("День среза ещё идёт: учёт составляется на его конец"),
            todo=_t("Подтвердите учёт после %s") % f"{report.cut_off:%d.%m.%Y}",
            code="state",
        )


def schools_have_confirmed(report: PeriodReport, actor: Actor, facts: Facts) -> None:
    """A summary of nothing says nothing; what is missing at the end of the term is said in it."""
    if report.kind != PeriodReport.Kind.SUMMARY:
        return
    schools = PeriodReport.objects.monthly().filter(
        organization__path__startswith=report.organization.path, period=report.period, organization__closed_on=None
    )
    waiting = schools.exclude(state__in=HANDED_IN).count()
    if waiting and actor.today <= report.due_on:
        raise Refusal(
            _t("Не сдали отчёт школ: %s") % waiting,
            todo=_t("Напомните им или подтвердите свод после %s: недостающее в нём будет названо")
            % f"{report.due_on:%d.%m.%Y}",
            code="state",
        )


def remark_is_written(report: PeriodReport, actor: Actor, facts: Facts) -> None:
    if not report.remark.strip():
        raise Refusal(
            _("Отчёт возвращают с замечанием"),
            todo=_("Напишите, что проверить: замечание увидит школа"),
        )


REPORT_TRANSITIONS = {
    "confirm": Transition(
        sources=("auto_generated", "returned"),
        target="confirmed",
        permission="report.confirm",
        done=_("Отчёт уже подтверждён"),
        guards=(sender_is_the_one_named, month_has_begun, quarter_is_over, schools_have_confirmed),
        stays_done_in=("accepted",),
    ),
    "accept": Transition(
        sources=("confirmed",),
        target="accepted",
        permission="report.accept",
        done=_("Отчёт уже принят"),
        reaches=receives,
    ),
    "return": Transition(
        sources=("confirmed",),
        target="returned",
        permission="report.accept",
        done=_("Отчёт уже возвращён"),
        guards=(remark_is_written,),
        reaches=receives,
    ),
    "reopen": Transition(
        sources=("accepted",),
        target="returned",
        permission="report.accept",
        done=_("Отчёт уже открыт"),
        guards=(remark_is_written,),
        reaches=receives,
    ),
    "close_again": Transition(
        sources=("returned",),
        target="accepted",
        permission=None,
        done=_("Отчёт уже закрыт"),
    ),
}

register(PeriodReport, REPORT_TRANSITIONS)
