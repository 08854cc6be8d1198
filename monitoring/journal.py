"""How the events of the reports for a period read in the journal."""

from django.utils.translation import gettext_lazy as _

from accounts import journal

journal.register_verbs(
    {
        "periodreport.open": _("Отчёт за период открыт"),
        "periodreport.explain": _("К отчёту написано пояснение"),
        "periodreport.confirm": _("Отчёт за период подтверждён"),
        "periodreport.accept": _("Отчёт за период принят"),
        "periodreport.return": _("Отчёт за период возвращён"),
        "periodreport.reopen": _("Принятый отчёт открыт заново"),
        "periodreport.close_again": _("Отчёт закрылся: срок нового подтверждения вышел"),
        "task.answer": _("К поручению приложен документ"),
        "task.take_back": _("Документ поручения снят"),
        "periodreport.remind": _("Школе напомнили об отчёте"),
        "periodreport.correct": _("Подтверждённый отчёт исправлен"),
    }
)

journal.register_verbs(
    {
        "monitoringcampaign.plan": _("Опрос назначен"),
        "monitoringcampaign.open": _("Опрос начат"),
        "monitoringcampaign.begin": _("Опрос начат: наступил день"),
        "monitoringcampaign.invite": _("Людям разданы анкеты"),
        "monitoringcampaign.remind": _("Не ответившим напомнили об анкете"),
        "monitoringcampaign.close": _("Опрос закончен"),
        "monitoringcampaign.end": _("Опрос закончен: прошёл последний день"),
        "questionnaire.copy": _("Составлена своя анкета"),
        "questionnaire.save": _("Анкета изменена"),
        "questionnaire.publish": _("Анкета опубликована"),
    }
)
