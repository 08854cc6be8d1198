"""How the events of reports read in the journal."""

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
        "publicsection.write": _("Слова открытой страницы изменены"),
        "publicsection.open": _("Страница организации открыта для всех"),
        "publicsection.close": _("Страница организации закрыта"),
        "publication.create": _("Материал для страницы начат"),
        "publication.edit": _("Материал для страницы изменён"),
        "publication.settle": _("Отмечено, кто назван в материале"),
        "publication.submit": _("Материал отправлен на проверку"),
        "publication.check": _("Материал проверен"),
        "publication.return": _("Материал возвращён автору"),
        "publication.publish": _("Материал размещён на странице"),
        "publication.withdraw": _("Материал снят со страницы"),
        "publication.hide": _("Материал снят: отозвано согласие"),
        "publication.rework": _("Материал взят в работу"),
        "practiceoffer.create": _("Практика предложена в банк"),
        "practiceoffer.select": _("Практика отобрана в банк"),
        "practiceoffer.return": _("Практика возвращена из банка"),
        "practiceoffer.recall": _("Практика отозвана из банка"),
        "practiceuse.create": _("Практику применили у себя"),
        "practiceuse.edit": _("Отзыв о практике изменён"),
        "nomination.create": _("Представление к награде начато"),
        "nomination.edit": _("Представление к награде изменено"),
        "nomination.recommend": _("Орган наставников рекомендовал к награде"),
        "nomination.submit": _("Представление отправлено на рассмотрение"),
        "nomination.grant": _("Награждён организацией"),
        "nomination.drop": _("Представление отклонено организацией"),
        "nomination.pass_on": _("Представление передано на уровень выше"),
        "nomination.send_back": _("Представление возвращено с замечанием"),
        "nomination.take_back": _("Представление забрали: организация под другим органом"),
        "nomination.accept": _("Представление поддержано"),
        "nomination.award": _("Награждён"),
        "nomination.decline": _("Представление отклонено"),
        "nomination.present": _("Записано вручение награды"),
        "nomination.export": _("Список представлений выгружен"),
        "ownaward.add": _("Награда добавлена в перечень"),
        "ownaward.retire": _("Награда убрана из перечня"),
        "event.award": _("Итоги конкурса стали наградами"),
    }
)
