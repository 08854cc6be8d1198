"""How the events of orders, regulations and pairs read in the journal; names only what the actor may see."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import journal
from accounts.permissions import Actor

from .models import MenteeEntry, MentorEntry, Order, Regulation

journal.register_verbs(
    {
        "import.upload": _("Принята таблица для загрузки"),
        "import.columns": _("Сверены графы таблицы"),
        "import.apply": _("Таблица загружена"),
        "import.undo": _("Загрузка таблицы отменена"),
        "import.open": _("Исходная таблица скачана"),
        "import.export": _("Незагруженные строки таблицы скачаны"),
        "import.discard": _("Таблица отложена без загрузки"),
        "person.remove": _("Карточка удалена"),
        "employment.remove": _("Запись о месте работы удалена"),
        "consent.remove": _("Запрос согласия удалён"),
        "mentorentry.remove": _("Наставник убран из банка"),
        "menteeentry.remove": _("Наставляемый убран из банка"),
        "figures.enter": _("Внесена численность на учебный год"),
        "order.create": _("Проект приказа создан"),
        "order.edit": _("Текст приказа изменён"),
        "order.submit": _("Приказ отправлен на утверждение"),
        "order.withdraw": _("Приказ отозван с утверждения"),
        "order.return": _("Приказ возвращён с замечанием"),
        "order.approve": _("Приказ утверждён"),
        "order.sign": _("Приказ подписан"),
        "order.register": _("Приказ зарегистрирован"),
        "order.publish": _("Приказ опубликован"),
        "order.hide": _("Приказ снят с публикации: отозвано согласие"),
        "order.unpublish": _("Приказ снят с публикации"),
        "order.void": _("Подписанный приказ аннулирован"),
        "order.cancel": _("Приказ отменён"),
        "order.remind": _("Напомнили об ознакомлении с приказом"),
        "order.drop_units": _("Из приказа убраны пары без согласий"),
        "order.ask_to_acknowledge": _("Лист ознакомления дополнен"),
        "order.acknowledge": _("Ознакомление с приказом отмечено"),
        "order.acknowledge_on_paper": _("Ознакомление на бумаге отмечено"),
        "regulation.create": _("Редакция Положения создана"),
        "regulation.change": _("Параметр Положения изменён"),
        "regulation.rename": _("Положение переименовано"),
        "regulation.cite": _("Ссылки на пункты Положения проставлены"),
        "regulation.discard": _("Редакция Положения отброшена"),
        "regulation.enact": _("Положение введено в действие"),
        "regulation.repeal": _("Положение утратило силу"),
        "mentorentry.create": _("Наставник внесён в банк"),
        "mentorentry.ask_consent": _("У наставника запрошено согласие"),
        "mentorentry.consent": _("Согласие наставника получено"),
        "mentorentry.activate": _("Наставник утверждён"),
        "mentorentry.suspend": _("Наставник приостановлен"),
        "mentorentry.resume": _("Наставник снова в банке"),
        "mentorentry.withdraw": _("Наставник выбыл"),
        "mentorentry.screen": _("Отбор наставника завершён"),
        "mentorentry.rejoin": _("Наставник снова внесён в банк"),
        "mentorentry.edit": _("Карточка наставника изменена"),
        "mentorentry.train": _("Записано обучение наставника"),
        "mentorentry.untrain": _("Удалена запись об обучении наставника"),
        "mentorentry.ask_again": _("Наставнику напомнили о согласии"),
        "menteeentry.create": _("Наставляемый внесён в банк"),
        "menteeentry.ask_consent": _("У наставляемого запрошено согласие"),
        "menteeentry.consent": _("Согласие наставляемого получено"),
        "menteeentry.request": _("Запрос наставляемого принят"),
        "menteeentry.match": _("Наставляемому предложен наставник"),
        "menteeentry.unmatch": _("Пара наставляемого не состоялась"),
        "menteeentry.support": _("Назначена поддержка без пары"),
        "menteeentry.note_support": _("Записано, чем помогли без пары"),
        "menteeentry.enter": _("Наставляемый вошёл в программу"),
        "menteeentry.complete_entry": _("Наставляемый завершил программу"),
        "menteeentry.drop_entry": _("Наставляемый выбыл из программы"),
        "menteeentry.withdraw": _("Наставляемый выбыл"),
        "menteeentry.rejoin": _("Наставляемый снова внесён в банк"),
        "menteeentry.edit": _("Запись наставляемого изменена"),
        "menteeentry.approve": _("Наставляемый утверждён"),
        "menteeentry.seal": _("Особые отметки записаны"),
        "menteeentry.unseal": _("Особые отметки просмотрены"),
        "menteeentry.ask_again": _("Наставляемому напомнили о согласии"),
        "bank.review": _("Банк проверен"),
        "bank.export": _("Банк выгружен файлом"),
        "bankproposal.create": _("Предложение в банк подано"),
        "bankproposal.answer": _("На предложение в банк ответили"),
        "request.create": _("Запрос наставляемого записан"),
        "unit.propose": _("Пара предложена"),
        "unit.agree": _("Участники пары согласились"),
        "unit.consent": _("Согласия участников пары получены"),
        "unit.reject": _("Пара не состоялась"),
        "unit.order": _("Пара закреплена приказом"),
        "unit.fix": _("Пара закреплена записью куратора"),
        "unit.release": _("Закрепление пары отменено"),
        "unit.start": _("Пара начала работу"),
        "unit.close": _("Пара завершена"),
        "matchdraft.create": _("Подбор начат"),
        "matchdraft.calculate": _("Черновик подбора посчитан"),
        "matchdraft.wait": _("Черновик подбора поставлен в очередь"),
        "matchdraft.pin": _("Условие подбора поставлено"),
        "matchdraft.unpin": _("Условие подбора снято"),
        "matchdraft.publish": _("Подбор опубликован"),
        "matchdraft.discard": _("Черновик подбора отброшен"),
        "yearmodel.determine": _("Модель года определена"),
        "generalmeeting.create": _("Общая встреча назначена"),
        "generalmeeting.answer": _("Участник общей встречи ответил"),
        "program.create": _("Программа составлена"),
        "program.plan": _("План программы записан"),
        "program.submit": _("Программа отправлена куратору"),
        "program.return": _("Программа возвращена участникам"),
        "program.approve": _("Программа утверждена"),
        "program.run": _("Программа началась"),
        "program.assign": _("Назначен составитель программы"),
        "program.to_council": _("Программа отправлена на согласование"),
        "program.council_agree": _("Программа согласована советом"),
        "program.council_return": _("Совет вернул программу"),
        "program.note": _("О программе написали"),
        "program.answer_note": _("На предложение по программе ответили"),
        "program.take_lines": _("В план добавлены мероприятия образца"),
        "program.propose_amendment": _("Предложено изменить программу"),
        "program.sign_amendment": _("Сторона подписала изменение программы"),
        "program.refuse_amendment": _("Сторона отказалась менять программу"),
        "program.extend": _("Программа продлена"),
        "program.amend": _("Программа изменена"),
        "program.wind_up": _("Программа подошла к завершению"),
        "program.go_on": _("Программа продолжается"),
        "program.write_closing": _("Записано для завершения программы"),
        "program.propose_ending": _("Начато досрочное завершение"),
        "program.sign_ending": _("Сторона подписала завершение"),
        "program.withdraw_ending": _("Досрочное завершение отозвано"),
        "program.complete": _("Программа завершена"),
        "program.cut_short": _("Программа завершена досрочно"),
        "planactivity.note": _("Записан результат мероприятия"),
        "programtemplate.create": _("Образец программы создан"),
        "programtemplate.edit": _("Образец программы изменён"),
        "programtemplate.try_out": _("Образец программы на апробации"),
        "programtemplate.recommend": _("Образец программы рекомендован"),
        "programtemplate.advise_against": _("Образец программы не рекомендован"),
        "programtemplate.rework": _("Образец программы снова в черновиках"),
        "programtemplate.retire": _("Образец программы в архиве"),
        "unit.pause": _("Пара приостановлена"),
        "unit.resume": _("Пара снова работает"),
        "program.terminate": _("Программа завершена досрочно"),
        "consent.ask": _("Согласие запрошено"),
        "consent.sign": _("Согласие дано"),
        "consent.decline": _("В согласии отказано"),
        "consent.revoke": _("Согласие отозвано"),
        "meeting.record": _("Встреча записана"),
        "meeting.confirm": _("Встреча подтверждена"),
        "meeting.cancel": _("Встреча отменена"),
        "year.move_class": _("Класс переведён в следующий"),
        "year.leave": _("Класс выпущен"),
        "request.carry": _("Запрос перенесён на новый учебный год"),
        "roadmap.create": _("Дорожная карта составлена"),
        "roadmap.set_due": _("Срок дорожной карты изменён"),
        "roadmap.mark": _("Пункт дорожной карты отмечен"),
        "roadmap.reopen": _("Утверждение дорожной карты отменено"),
        "roadmap.approve": _("Дорожная карта утверждена"),
        "document.issue": _("Документ выпущен"),
        "document.made": _("Файл документа готов"),
        "document.open": _("Файл документа открыт"),
    }
)


@journal.names("programs.Order")
def orders(actor: Actor, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    rows = Order.objects.visible_to(actor).filter(pk__in=list(ids))
    return {row.pk: (str(row), reverse("order_detail", args=[row.pk])) for row in rows}


@journal.names("programs.Regulation")
def regulations(actor: Actor, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    rows = Regulation.objects.visible_to(actor).filter(pk__in=list(ids))
    return {row.pk: (row.title, reverse("regulation_detail", args=[row.pk])) for row in rows}


@journal.names("programs.MentorEntry")
def mentors(actor: Actor, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    rows = MentorEntry.objects.visible_to(actor).filter(pk__in=list(ids)).select_related("person")
    return {row.pk: (row.person.full_name, reverse("mentor_detail", args=[row.pk])) for row in rows}


@journal.names("programs.MenteeEntry")
def mentees(actor: Actor, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    rows = MenteeEntry.objects.visible_to(actor).filter(pk__in=list(ids)).select_related("person")
    return {row.pk: (row.person.full_name, reverse("mentee_detail", args=[row.pk])) for row in rows}
