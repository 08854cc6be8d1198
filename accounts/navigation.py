"""The menu: one list for all roles, shown by permission, with counts of what waits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .permissions import Actor
from .roles import is_personal
from .tenancy import scope_is_open

# (permission, label, url name, starts a new group)
ENTRIES = (
    (None, _("Рабочий стол"), "home", False),
    (None, _("Найти"), "search", False),
    ("report.view", _("Панель"), "panel", False),
    ("monitoring.view", _("Мониторинг"), "municipality_board", False),
    ("monitoring.view", _("Этапы внедрения"), "stage_list", False),
    ("monitoring.view", _("Карта дефицитов"), "deficit_board", False),
    ("unit.view", _("Пары"), "unit_list", False),
    ("unit.view", _("Программы"), "program_list", False),
    ("unit.manage", _("Подбор"), "matching", False),
    ("matching.spread", _("Подбор по школам"), "match_above", False),
    ("bank.view", _("Наставники"), "mentor_list", False),
    ("mentees.view", _("Наставляемые"), "mentee_list", False),
    ("support.manage", _("Без пары"), "mentees_alone", False),
    ("template.view", _("Образцы программ"), "template_list", False),
    ("practice.view", _("Практики"), "practice_list", False),
    ("library.view", _("Библиотека"), "material_list", False),
    ("community.view", _("Сообщества"), "community_list", False),
    ("difficulty.map", _("Карта затруднений"), "diagnosis_board", False),
    ("mentors.base", _("База наставников"), "bank_base", False),
    ("bank.propose", _("Предложения в банк"), "proposal_list", False),
    ("route.view", _("Рост педагогов"), "route_list", False),
    ("route.tutor", _("Маршруты"), "route_list", False),
    ("route.assign", _("Тьюторы и педагоги"), "tutor_board", False),
    ("diagnosis.view", _("Рост педагогов"), "diagnosis_list", False),
    ("resource.manage", _("Ресурсы роста"), "resource_list", False),
    ("order.view", _("Приказы"), "order_list", False),
    ("order.requisites", _("Приказы организаций"), "order_requisites", False),
    ("order.draft", _("Партнёры"), "partnership_list", False),
    ("application.decide", _("Заявления"), "application_list", False),
    ("agreement.manage", _("Соглашения"), "agreement_list", False),
    ("nomination.view", _("Поощрение"), "nomination_list", False),
    ("bank.manage", _("Грамоты и письма"), "award_list", False),
    ("council.view", _("Орган наставников"), "council", False),
    ("deadline.view", _("Сроки"), "deadline_list", False),
    ("deadline.view", _("Календарь года"), "year_calendar", False),
    ("roadmap.view", _("Дорожная карта"), "roadmap", False),
    (None, _("События"), "event_list", False),
    ("course.view", _("Курсы и стажировки"), "course_list", False),
    ("unit.view", _("Проекты"), "project_list", False),
    ("appeal.answer", _("Вопросы и предложения"), "appeal_list", False),
    ("report.confirm", _("Отчёты за период"), "report_list", False),
    ("campaign.view", _("Опросы"), "campaign_list", False),
    ("analytic.view", _("Аналитические отчёты"), "analytic_list", False),
    ("measure.enter", _("Замеры"), "measure_list", False),
    ("impact.view", _("Влияние"), "impact", False),
    ("indicator.manage", _("Показатели региона"), "indicator_list", False),
    ("figures.view", _("Численность"), "figures", False),
    ("section.view", _("Открытая страница"), "section_desk", False),
    ("regulation.view", _("Регламент"), "regulation", False),
    ("consent.own", _("Мои пары"), "unit_mine", False),
    ("appeal.write", _("Вопросы и предложения"), "appeal_list", False),
    ("consent.own", _("Мои карточки"), "my_cards", False),
    ("consent.own", _("Мои согласия"), "consent_list", False),
    ("consent.own", _("Мои заявления"), "application_list", False),
    ("consent.own", _("Мои замеры"), "measure_mine", False),
    ("organization.view", _("Организации"), "organization_list", True),
    ("people.view", _("Люди"), "person_list", False),
    ("contacts.view", _("Кому звонить"), "contact_list", False),
    ("grant.give", _("Доступы"), "grant_list", False),
    ("audit.view", _("Журнал"), "audit_journal", False),
    ("connection.manage", _("Подключения"), "connection_list", False),
    ("mail.view", _("Недошедшие письма"), "undelivered_list", False),
)


# A long menu is read by groups; what stands in none is met first. A short one is read whole.
GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (_("Моё участие"), ("unit_mine", "my_cards", "consent_list")),
    (_("Работа с парами"), ("unit_list", "program_list", "matching", "match_above", "project_list", "template_list",
                            "practice_list", "material_list")),
    (_("Участники"), (
        "mentor_list", "mentee_list", "mentees_alone", "bank_base", "proposal_list", "route_list", "tutor_board",
        "diagnosis_list", "diagnosis_board", "resource_list", "course_list", "community_list",
    )),
    (_("Документы"), (
        "order_list", "order_requisites", "partnership_list", "application_list", "agreement_list", "nomination_list",
        "award_list", "council", "regulation", "section_desk",
    )),
    (_("Сроки и отчёты"), (
        "deadline_list", "year_calendar", "roadmap", "event_list", "appeal_list", "report_list", "campaign_list",
        "figures", "measure_list", "impact",
    )),
    (_("Организация"), (
        "organization_list", "person_list", "contact_list", "grant_list", "audit_journal", "connection_list",
        "undelivered_list",
    )),
)  # fmt: skip
GROUP_OF = {name: number for number, (_label, names) in enumerate(GROUPS) for name in names}
SHORT = 14


@dataclass(frozen=True)
class Count:
    """A number beside an entry; ``words`` are read aloud after it («ждут вас» if empty); ``late``: some are overdue."""

    number: int
    words: str | Promise = ""
    late: bool = False


# Shown only to those for whom there is something behind it.
SENSIBLE: dict[str, Callable[[Actor], bool]] = {
    "course_list": lambda actor: not is_personal(actor.role),  # a child may hold the role: the desk asks who works
    "search": lambda actor: bool(actor.permissions),
    "order_requisites": lambda actor: actor.reaches_below,
    "diagnosis_list": lambda actor: not actor.may("route.view"),  # the curator has it beside the routes
    "diagnosis_board": lambda actor: not actor.may("monitoring.view"),  # who looks over schools has it beside deficits
}

Counter = Callable[[Actor], Count]
_counters: dict[str, Counter] = {}


def counts(name: str) -> Callable[[Counter], Counter]:
    """Register the counter of an entry by its url name: one query, run only for whom the entry is shown."""

    def register(counter: Counter) -> Counter:
        _counters[name] = counter
        return counter

    return register


def _count(actor: Actor, name: str) -> Count:
    counter = _counters.get(name)
    # A page of an error is drawn when the scope is gone.
    return counter(actor) if counter is not None and scope_is_open() else Count(0)


def nav_for(actor: Actor, path: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    home = reverse("home")
    for permission, label, name, gap in ENTRIES:
        if (permission is not None and not actor.may(permission)) or not SENSIBLE.get(name, bool)(actor):
            continue
        url = reverse(name)
        count = _count(actor, name)
        items.append(
            {
                "label": label,
                "url": url,
                "current": path == url or (url != home and path.startswith(url)),
                "count": count.number,
                "count_label": count.words,
                "late": count.late,
                "gap": gap,
                "place": GROUP_OF.get(name, -1),
            }
        )
    current = [item for item in items if item["current"]]
    for item in current:
        # «Приказы организаций» stands inside the address of «Приказы»: the page is the nearer one's.
        item["current"] = len(item["url"]) == max(len(other["url"]) for other in current)
    return _grouped(items) if len(items) > SHORT else items


def _grouped(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By groups; the first entry of each carries its name."""
    items.sort(key=lambda item: item["place"])
    for before, item in zip([None, *items], items, strict=False):
        item["gap"] = False
        if item["place"] >= 0 and (before is None or before["place"] != item["place"]):
            item["group"] = GROUPS[item["place"]][0]
    return items
