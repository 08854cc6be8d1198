"""The way of a month's report: counted → confirmed → accepted or returned."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role
from programs.transition import Facts, Transition
from programs.transition_registry import register

from .models import PeriodReport
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
        guards=(sender_is_the_one_named, month_has_begun),
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
}

register(PeriodReport, REPORT_TRANSITIONS)
