"""How the events of the analytic reports read in the journal."""

from django.utils.translation import gettext_lazy as _

from accounts import journal

journal.register_verbs(
    {
        "analyticreport.create": _("Аналитический отчёт начат"),
        "analyticreport.write": _("В аналитический отчёт вписан текст"),
        "analyticreport.count": _("Подсчёт аналитического отчёта начат"),
        "analyticreport.cancel": _("Подсчёт аналитического отчёта остановлен"),
        "analyticreport.counted": _("Аналитический отчёт посчитан"),
        "analyticreport.failed": _("Аналитический отчёт не посчитался"),
        "analyticreport.confirm": _("Аналитический отчёт подтверждён, числа закреплены"),
        "analyticreport.reopen": _("Аналитический отчёт возвращён в работу"),
    }
)
