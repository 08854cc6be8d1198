"""How events read in the journal. Apps register their verbs and how to name their objects; rows hold ids alone."""

from collections.abc import Callable, Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .permissions import Actor

Words = str | Promise
# (label, address) of each visible object by its id; what the actor may not see is left out
Namer = Callable[[Actor, Iterable[int]], dict[int, tuple[str, str]]]

_words: dict[str, Words] = {
    "organization.create": _("Организация заведена"),
    "organization.edit": _("Сведения об организации изменены"),
    "organization.move": _("Организация перемещена"),
    "organization.close": _("Организация закрыта"),
    "organization.reopen": _("Организация снова открыта"),
    "person.create": _("Карточка заведена"),
    "person.edit": _("Карточка изменена"),
    "person.read": _("Карточка просмотрена"),
    "employment.add": _("Место работы записано"),
    "employment.edit": _("Место работы изменено"),
    "employment.end": _("Место работы закрыто"),
    "student.enroll": _("Обучающийся зачислен в класс"),
    "student.leave": _("Обучающийся выбыл"),
    "guardian.link": _("Представитель ребёнка записан"),
    "membership.appoint": _("Роль назначена"),
    "membership.substitute": _("Назначен исполняющий обязанности"),
    "membership.end": _("Роль снята"),
    "membership.claim": _("Роль дана по данным другой системы"),
    "membership.claim_end": _("Роль закончилась: другая система её больше не подтверждает"),
    "membership.claim_propose": _("Другая система предложила роль"),
    "factor.add": _("Подключён ключ доступа или приложение с кодами"),
    "factor.remove": _("Отключён ключ доступа или приложение с кодами"),
    "handover.do": _("Дела переданы"),
    "invitation.send": _("Приглашение отправлено"),
    "invitation.revoke": _("Приглашение отозвано"),
    "invitation.accept": _("Приглашение принято, вход создан"),
    "access_link.give": _("Личная ссылка и код выданы"),
    "access_link.use": _("Вход по личной ссылке или коду"),
    "grant.give": _("Доступ открыт"),
    "grant.prolong": _("Доступ продлён"),
    "grant.revoke": _("Доступ закрыт"),
    "connection.make": _("Другая система подключена"),
    "connection.revoke": _("Другая система отключена"),
    "connection.call": _("Другая система внесла запись"),
    "audit.accept_restored": _("Журнал принят после восстановления базы"),
    "mail.retry": _("Письмо отправлено заново"),
    "deadline.done": _("Срок отмечен исполненным"),
    "deadline.undone": _("Отметка об исполнении снята"),
}
_namers: dict[str, Namer] = {}


def register_verbs(words: dict[str, Words]) -> None:
    """``{"order.sign": _("Приказ подписан")}``: what happened, as a short sentence. Raises ValueError for a verb that
    has one already: which of two were read would hang on the order of imports.
    """
    if twice := sorted(words.keys() & _words.keys()):
        raise ValueError(f"verbs of the journal have words already: {', '.join(twice)}")
    _words.update(words)


def names(label: str) -> Callable[[Namer], Namer]:
    """Register the namer of a model by its label («programs.Order»): one query for any number of ids."""

    def register(namer: Namer) -> Namer:
        _namers[label] = namer
        return namer

    return register


def words_of(verb: str) -> Words:
    return _words.get(verb, verb)


def verbs() -> list[tuple[str, Words]]:
    """For the filter, in the order of registration."""
    return list(_words.items())


def named(actor: Actor, objects: dict[str, set[int]]) -> dict[tuple[str, int], tuple[str, str]]:
    """(label, address) of every object that the actor may see, by (model's label, id)."""
    found = {}
    for label, ids in objects.items():
        if label in _namers and ids:
            found |= {(label, pk): name for pk, name in _namers[label](actor, ids).items()}
    return found
