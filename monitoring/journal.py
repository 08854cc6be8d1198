"""How the events of the month's reports read in the journal."""

from django.utils.translation import gettext_lazy as _

from accounts import journal

journal.register_verbs(
    {
        "periodreport.open": _("Месячный отчёт открыт"),
        "periodreport.explain": _("К отчёту написано пояснение"),
        "periodreport.confirm": _("Месячный отчёт подтверждён"),
        "periodreport.accept": _("Месячный отчёт принят"),
        "periodreport.return": _("Месячный отчёт возвращён"),
        "periodreport.remind": _("Школе напомнили об отчёте"),
        "periodreport.correct": _("Подтверждённый отчёт исправлен"),
    }
)
