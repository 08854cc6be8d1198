"""Who may do what, as one table that a methodologist can read.

A role is held at a node of the tree with dates and reaches down it. ``ROLES`` gives each role its level, its duty in
one sentence, and its verbs. ``PERMISSIONS`` says each verb in Russian. Which rows a role reaches is ``visible_to``; in
which state a verb is possible is ``programs.transitions``.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    MINISTRY = "ministry", _("специалист министерства")
    REGION_OPERATOR = "region_operator", _("оператор региона")
    INSTITUTE = "institute", _("методист института развития образования")
    CNPPM_TUTOR = "cnppm_tutor", _("тьютор ЦНППМ")
    MUNICIPAL_TUTOR = "municipal_tutor", _("муниципальный тьютор")
    MUNICIPAL_COORDINATOR = "coordinator", _("муниципальный координатор")
    MNC_OFFICER = "mnc_officer", _("сотрудник МНЦ")
    MNC_LIAISON = "mnc_liaison", _("ответственный за взаимодействие с МНЦ")
    HEAD = "head", _("руководитель")
    CURATOR = "curator", _("куратор")
    COUNCIL_CHAIR = "council_chair", _("председатель совета наставников")
    COUNCIL_MEMBER = "council_member", _("член совета наставников")
    PSYCHOLOGIST = "psychologist", _("педагог-психолог")
    HOMEROOM_TEACHER = "homeroom_teacher", _("классный руководитель")
    UNION = "union", _("представитель профсоюза")
    SYSADMIN = "sysadmin", _("системный администратор школы")
    SITE_EDITOR = "site_editor", _("редактор сайта")
    MENTOR = "mentor", _("наставник")
    MENTEE = "mentee", _("наставляемый")
    PARENT = "parent", _("родитель")


PERMISSIONS: dict[str, Promise] = {
    "organization.view": _("видеть организации своего узла и ниже"),
    "organization.manage": _("заводить, править и перемещать организации"),
    "people.view": _("видеть работников и роли своего узла и ниже"),
    "people.manage": _("заводить и править людей"),
    "pupils.view": _("видеть обучающихся своей школы"),
    "contacts.view": _("видеть, кому звонить: в своём узле, ниже и выше; задавать вопрос уровнем выше"),
    "membership.appoint": _("назначать роли и заменяющих"),
    "invitation.send": _("приглашать и выдавать личные ссылки"),
    "grant.give": _("открывать доступ к одному объекту на срок"),
    "audit.view": _("читать журнал действий"),
    "connection.manage": _("подключать другие системы к своей организации"),
    "mail.view": _("видеть письма, которые не доходят"),
    "handover.do": _("передавать дела уходящего"),
    "regulation.view": _("видеть действующий регламент и источник каждого параметра"),
    "regulation.draft": _("готовить редакцию регламента своего узла"),
    "order.view": _("читать приказы своего узла"),
    "order.requisites": _("видеть реквизиты приказов подведомственных организаций"),
    "order.draft": _("готовить, отправлять и регистрировать приказы своего узла"),
    "order.approve": _("утверждать, подписывать и возвращать приказы своего узла"),
    "order.publish": _("публиковать приказы на странице организации"),
    "section.view": _("видеть, что готовится для открытой страницы организации"),
    "section.write": _("писать новости и практики для открытой страницы"),
    "section.check": _("проверять новости и практики до размещения"),
    "section.publish": _("размещать новости и практики и снимать их"),
    "section.open": _("открывать и закрывать страницу организации для всех"),
    "nomination.view": _("видеть представления к наградам своей организации и поступившие от подведомственных"),
    "nomination.write": _("представлять людей своей школы к наградам"),
    "nomination.consider": _("рассматривать представления к наградам, поступившие от подведомственных организаций"),
    "award.manage": _("дополнять перечень наград своего узла"),
    "bank.view": _("видеть банк наставников своей школы"),
    "mentees.view": _("видеть банк наставляемых своей школы"),
    "bank.propose": _("предлагать людей в банки и читать ответ"),
    "mentors.base": _("видеть базу наставников подведомственных организаций: имена с их согласия"),
    "bank.sensitive": _("видеть особые отметки наставляемых и их пожелания о наставнике"),
    "bank.manage": _("вести банки своей школы"),
    "support.manage": _("видеть наставляемых без пары и записывать, чем им помогли"),
    "consent.paper": _("отмечать согласия на бумаге"),
    "consent.own": _("решать о собственных согласиях"),
    "unit.view": _("видеть пары и группы своей школы"),
    "unit.manage": _("составлять и вести пары и группы своей школы"),
    "application.decide": _("читать заявления участников своей школы и отвечать на них"),
    "agreement.manage": _("вести соглашения о наставничестве и выплаты своей школы"),
    "council.view": _("видеть орган наставников своей школы, его протоколы и решения"),
    "council.work": _("готовить протоколы, читать обращения, вести учёт молодых специалистов"),
    "council.chair": _("подписывать протоколы органа наставников"),
    "matching.spread": _("подбирать пары сразу для всех школ своего узла: без имён"),
    "route.own": _("вести собственный маршрут и оценивать свои затруднения"),
    "route.view": _("видеть маршруты педагогов своей школы"),
    "route.tutor": _("вести маршруты, которые открыли педагоги"),
    "route.assign": _("закреплять тьюторов за педагогами своего муниципалитета"),
    "diagnosis.view": _("видеть и записывать диагностики затруднений в своей школе"),
    "difficulty.map": _("видеть карту затруднений педагогов: числа без имён"),
    "resource.view": _("видеть ресурсы роста региона"),
    "resource.manage": _("вести ресурсы роста региона"),
    "practice.view": _("читать банк практик региона"),
    "practice.offer": _("предлагать практики в банк уровнем выше"),
    "practice.select": _("отбирать практики в банк своего узла"),
    "practice.apply": _("отмечать, что практику применили в своей организации"),
    "library.view": _("читать методическую библиотеку"),
    "community.view": _("видеть профессиональные сообщества и вступать в них: работники"),
    "community.manage": _("вести профессиональные сообщества своего узла"),
    "library.manage": _("пополнять методическую библиотеку своего узла"),
    "roadmap.view": _("видеть дорожную карту своей организации и то, что поручено сверху"),
    "roadmap.manage": _("вести дорожную карту своей организации, передавать её школам"),
    "roadmap.approve": _("утверждать дорожную карту своей организации"),
    "events.manage": _("объявлять события и отмечать участников своей организации"),
    "course.view": _("видеть курсы и стажировки и записываться на них"),
    "course.manage": _("объявлять курсы и стажировки, записывать на них работников своей организации"),
    "appeal.write": _("задавать вопросы куратору и вносить предложения"),
    "appeal.answer": _("отвечать на вопросы и предложения, пришедшие в организацию"),
    "program.agree": _("согласовывать программы пар своей школы от имени совета"),
    "program.comment": _("помогать составлять программы пар своей школы"),
    "template.view": _("видеть образцы программ"),
    "template.manage": _("вести образцы программ своего узла"),
    "deadline.view": _("видеть сроки своего узла и ниже"),
    "report.view": _("читать отчёты своей школы за период, выше школы — подведомственных: числа без имён"),
    "report.confirm": _("подтверждать отчёт своей организации за период"),
    "report.accept": _("принимать, возвращать и открывать заново отчёты подведомственных организаций"),
    "analytic.view": _("видеть аналитические отчёты своего узла"),
    "analytic.write": _("составлять и подтверждать аналитический отчёт своего узла"),
    "figures.view": _("видеть численность на учебный год своего узла и ниже"),
    "figures.enter": _("вносить численность на учебный год своего узла и ниже"),
    "monitoring.view": _("видеть, какие школы сдали отчёт, чего не хватает и кому звонить"),
    "measure.enter": _("вносить замеры участников своей школы до и после программы"),
    "measure.personal": _("видеть и вносить личностные замеры участников своей школы"),
    "impact.view": _("видеть влияние наставничества: до и после, без имён"),
    "indicator.manage": _("вести показатели региона"),
    "stat.export": _("выгружать численность участников для статистического наблюдения"),
    "campaign.view": _("видеть опросы своего узла и ниже: сколько ответили"),
    "campaign.manage": _("проводить опросы своего узла и составлять анкеты"),
    "campaign.conclude": _("утверждать выводы по опросам своего узла"),
    "campaign.opine": _("писать заключение по итогам опроса своей школы"),
}


@dataclass(frozen=True)
class RoleRule:
    """``level``: region, municipality, school or person (sees only what concerns himself)."""

    level: str
    duty: Promise
    permissions: frozenset[str]


def _rule(level: str, duty: Promise, *permissions: str) -> RoleRule:
    unknown = set(permissions) - PERMISSIONS.keys()
    if unknown:
        raise ValueError(f"unknown permissions: {unknown}")
    return RoleRule(level, duty, frozenset(permissions))


# What people at work learn from. Of it ``OF_EMPLOYEES_ONLY`` is taken from a pupil with one of these roles; courses
# ask for the job itself; practices and the library keep to what is meant for him.
LEARNING = ("course.view", "practice.view", "library.view", "community.view")
ROLES: dict[str, RoleRule] = {
    Role.MINISTRY: _rule(
        "region", _("Координирует внедрение в регионе и видит ход по муниципалитетам."),
        "organization.view", "contacts.view", "regulation.view", "order.requisites", "deadline.view",
        "report.view", "monitoring.view", "difficulty.map", "mentors.base", "figures.view", "analytic.view",
        "roadmap.view", "impact.view", "campaign.view", *LEARNING, "appeal.answer", "nomination.view",
        "nomination.consider",
    ),
    Role.REGION_OPERATOR: _rule(
        "region", _("Ведёт дерево организаций региона, готовит региональные документы и следит за сроками."),
        "organization.view", "organization.manage", "people.view", "people.manage", "contacts.view",
        "membership.appoint", "invitation.send", "grant.give", "audit.view", "connection.manage",
        "mail.view", "handover.do", "regulation.view", "regulation.draft", "order.view", "order.requisites",
        "order.draft", "order.publish", "deadline.view",
        "report.view", "report.accept", "monitoring.view", "difficulty.map", "mentors.base", "matching.spread",
        "template.view", "template.manage", "figures.view", "figures.enter", "analytic.view", "analytic.write",
        "resource.view", "resource.manage", "roadmap.view", "roadmap.manage", "events.manage",
        "impact.view", "indicator.manage", "campaign.view", "campaign.manage",
        "section.view", "section.write", "section.check", "section.publish",
        "course.view", "course.manage", "practice.view", "practice.select", "library.view", "library.manage",
        "community.view", "community.manage", "appeal.answer", "nomination.view", "nomination.consider", "award.manage",
    ),
    Role.INSTITUTE: _rule(
        "region", _("Сопровождает наставничество научно и методически."),
        "organization.view", "contacts.view", "regulation.view", "mentors.base", "difficulty.map",
        "resource.view", "resource.manage", "events.manage", "template.view", "template.manage",
        "section.view", "section.write", "section.check", "section.publish",
        "course.view", "course.manage", "practice.view", "practice.select", "library.view", "library.manage",
        "community.view", "community.manage", "appeal.answer",
    ),
    Role.CNPPM_TUTOR: _rule(
        "region", _("Ведёт маршруты закреплённых педагогов с их согласия."),
        "organization.view", "regulation.view", "mentors.base", "difficulty.map", "route.tutor", "resource.view",
        "course.view", "course.manage", "practice.view", "practice.select", "library.view", "library.manage",
        "community.view", "community.manage",
    ),
    Role.MUNICIPAL_TUTOR: _rule(
        "municipality", _("Сопровождает маршруты педагогов своего муниципалитета."),
        "organization.view", "regulation.view", "mentors.base", "route.tutor", "resource.view", *LEARNING,
    ),
    Role.MUNICIPAL_COORDINATOR: _rule(
        "municipality", _("Обеспечивает внедрение в школах района, следит за сроками и знает, кому звонить."),
        "organization.view", "people.view", "people.manage", "contacts.view", "membership.appoint",
        "invitation.send", "audit.view", "connection.manage", "mail.view", "handover.do",
        "regulation.view", "regulation.draft",
        "order.view", "order.requisites", "order.draft", "order.publish", "deadline.view",
        "report.view", "report.confirm", "report.accept", "monitoring.view", "difficulty.map", "mentors.base",
        "matching.spread",
        "template.view", "template.manage", "figures.view", "figures.enter", "analytic.view", "analytic.write",
        "resource.view", "roadmap.view", "roadmap.manage", "events.manage", "route.assign", "impact.view",
        "campaign.view", "campaign.manage", "section.view", "section.write", "section.check", "section.publish",
        "course.view", "course.manage",
        "practice.view", "practice.offer", "practice.select", "library.view", "library.manage",
        "community.view", "community.manage", "appeal.answer", "nomination.view", "nomination.consider", "award.manage",
    ),
    Role.MNC_OFFICER: _rule(
        "municipality", _("Проводит ежемесячный мониторинг района и принимает отчёты школ."),
        "organization.view", "contacts.view", "regulation.view", "order.requisites", "deadline.view",
        "report.view", "report.accept", "monitoring.view", "difficulty.map", "analytic.view", "analytic.write",
        "roadmap.view", "roadmap.manage", "roadmap.approve", "events.manage", "impact.view",
        "campaign.view", "campaign.manage",
        "course.view", "course.manage", "practice.view", "library.view", "library.manage", "community.view",
        "community.manage", "appeal.answer",
    ),
    Role.MNC_LIAISON: _rule(
        "school", _("Отправляет МНЦ сведения школы в срок."),
        "organization.view", "regulation.view", "deadline.view", "report.view", "report.confirm",
        "figures.view", "figures.enter", "roadmap.view", *LEARNING,
    ),
    Role.HEAD: _rule(
        "school", _("Утверждает и подписывает документы своего узла и видит всё, что ждёт его решения."),
        "organization.view", "people.view", "people.manage", "pupils.view", "contacts.view", "membership.appoint",
        "invitation.send", "grant.give", "audit.view", "connection.manage", "mail.view", "handover.do",
        "regulation.view", "regulation.draft", "order.view", "order.requisites", "order.approve", "order.draft",
        "order.publish", "deadline.view", "bank.view", "mentees.view", "bank.manage", "bank.propose", "unit.view",
        "roadmap.view", "application.decide", "agreement.manage", "council.view",
        "report.view", "report.confirm", "monitoring.view", "difficulty.map", "figures.view", "figures.enter",
        "analytic.view",
        "roadmap.approve", "events.manage", "appeal.answer", "impact.view", "campaign.view", "campaign.conclude",
        "section.view", "section.write", "section.check", "section.publish", "section.open",
        "course.view", "course.manage", "practice.view", "practice.offer", "practice.apply", "library.view",
        "community.view", "nomination.view", "nomination.write", "nomination.consider", "award.manage",
    ),
    Role.CURATOR: _rule(
        "school", _("Ведёт наставничество школы: документы, людей, пары, сроки."),
        "organization.view", "people.view", "people.manage", "pupils.view", "invitation.send", "grant.give",
        "audit.view", "connection.manage", "mail.view", "regulation.view", "regulation.draft", "order.view",
        "order.draft", "order.publish", "deadline.view", "bank.view", "mentees.view", "bank.manage", "bank.propose",
        "bank.sensitive", "consent.paper", "unit.view", "unit.manage", "roadmap.view", "roadmap.manage",
        "report.view", "report.confirm", "support.manage", "program.comment", "template.view", "template.manage",
        "application.decide", "agreement.manage", "council.view",
        "figures.view", "figures.enter", "analytic.view", "analytic.write",
        "route.own", "route.view", "diagnosis.view", "resource.view", "events.manage", "appeal.answer",
        "measure.enter", "impact.view", "stat.export", "campaign.view", "campaign.manage",
        "section.view", "section.write", "section.check", "section.publish", "course.view", "course.manage",
        "practice.view", "practice.offer", "practice.apply", "library.view", "library.manage",
        "community.view", "community.manage", "contacts.view", "nomination.view", "nomination.write", "award.manage",
    ),
    Role.COUNCIL_CHAIR: _rule(
        "school", _("Ведёт совет наставников и согласует документы."),
        "organization.view", "regulation.view", "order.view", "bank.view", "mentees.view", "bank.propose",
        "unit.view", "program.agree", "program.comment", "template.view", "template.manage",
        "council.view", "council.work", "council.chair", "route.own", "diagnosis.view", "resource.view", "roadmap.view",
        "campaign.view", "campaign.opine", "section.view", "section.write", "section.check",
        "course.view", "practice.view", "practice.offer", "practice.apply", "library.view", "library.manage",
        "community.view", "nomination.view", "nomination.write", "award.manage",
    ),
    Role.COUNCIL_MEMBER: _rule(
        "school", _("Участвует в решениях совета наставников."), "organization.view", "regulation.view", "order.view",
        "bank.view", "mentees.view", "bank.propose", "unit.view", "program.comment", "template.view", "template.manage",
        "council.view", "council.work", "route.own", "diagnosis.view", "resource.view", "roadmap.view",
        "campaign.view", "campaign.opine", "section.view", "section.write",
        "course.view", "practice.view", "practice.apply", "library.view", "library.manage", "community.view",
        "nomination.view", "nomination.write", "award.manage",
    ),
    Role.PSYCHOLOGIST: _rule(
        "school", _("Поддерживает наставляемых, оставшихся без пары, и проводит замеры."),
        "organization.view", "regulation.view", "pupils.view", "mentees.view", "bank.propose", "bank.sensitive",
        "support.manage", "route.own", "resource.view", "roadmap.view",
        "measure.enter", "measure.personal", "impact.view", "campaign.view", *LEARNING,
    ),
    Role.HOMEROOM_TEACHER: _rule(
        "person", _("Даёт сведения для баз и предлагает участников."), "regulation.view", "bank.propose",
        "route.own", "resource.view", "appeal.write", *LEARNING,
    ),
    Role.UNION: _rule(
        "school", _("Даёт мнение профсоюза о локальных актах."), "organization.view", "regulation.view", "order.view",
        *LEARNING,
    ),
    Role.SYSADMIN: _rule(
        "school", _("Ведёт учётные записи школы; анкет и психологических данных не видит."),
        "organization.view", "people.view", "people.manage", "invitation.send", "mail.view", "regulation.view",
        "order.publish", "stat.export", "connection.manage", "section.view", "section.publish", *LEARNING,
    ),
    Role.SITE_EDITOR: _rule(
        "school", _("Размещает документы и новости на странице школы."),
        "organization.view", "regulation.view", "order.publish", "roadmap.view",
        "section.view", "section.write", "section.publish", *LEARNING,
    ),
    Role.MENTOR: _rule(
        "person", _("Ведёт своих наставляемых."), "regulation.view", "consent.own", "bank.propose", "appeal.write",
        "route.own", "resource.view", "template.view", *LEARNING,
    ),
    Role.MENTEE: _rule(
        "person", _("Участвует в программе и подтверждает встречи."), "regulation.view", "consent.own", "bank.propose",
        "route.own", "resource.view", "appeal.write", *LEARNING,
    ),
    Role.PARENT: _rule(
        "person", _("Даёт согласие за ребёнка и видит только своего ребёнка."), "consent.own", "bank.propose",
        "appeal.write",
    ),
}  # fmt: skip

ROLE_PERMISSIONS: dict[str, frozenset[str]] = {role: rule.permissions for role, rule in ROLES.items()}

# Done with the people of a school, by those who stand at it: the head of a body above keeps no banks and no pairs.
OF_SCHOOLS_ONLY = frozenset({
    "bank.view", "mentees.view", "bank.manage", "bank.propose", "bank.sensitive", "consent.paper", "consent.own",
    "unit.view", "unit.manage", "appeal.write", "route.own", "route.view", "diagnosis.view",
    "program.agree", "program.comment",
    "application.decide", "agreement.manage", "council.view", "council.work", "council.chair",
    "measure.enter", "measure.personal", "stat.export", "practice.apply", "nomination.write",
})  # fmt: skip

# Of those who work: a pupil may be a mentor too, and has no place among teachers.
OF_EMPLOYEES_ONLY = frozenset({"community.view"})

# Of those who look over schools: the head of a school has none below him.
OF_BODIES_ONLY = frozenset({"monitoring.view", "difficulty.map", "nomination.consider"})

# Roles of a login, above the regions: they open no region's rows (User.platform_role).
PLATFORM_DUTIES: dict[str, Promise] = {
    "platform_operator": _("Заводит регионы, ведёт справочники платформы и следит, чтобы она работала."),
    "federal_observer": _("Видит сводные числа по регионам, без людей и школ."),
}

# Roles of an organization, unlike those of a mentor, a mentee or a parent, who may be a child.
OFFICES: tuple[str, ...] = tuple(role for role, rule in ROLES.items() if rule.level != "person")

# Whom one calls: their names and telephones are known above the school.
CONTACT_ROLES = (Role.HEAD, Role.CURATOR, Role.MNC_LIAISON, Role.MUNICIPAL_COORDINATOR)

# Which kinds of organizations a role can be held at.
ROLE_PLACES: dict[str, frozenset[str]] = {
    Role.MINISTRY: frozenset({"region_authority"}),
    Role.REGION_OPERATOR: frozenset({"region_authority", "institute"}),
    Role.INSTITUTE: frozenset({"institute"}),
    Role.CNPPM_TUTOR: frozenset({"cnppm"}),
    Role.MUNICIPAL_TUTOR: frozenset({"municipality"}),
    Role.MUNICIPAL_COORDINATOR: frozenset({"municipality"}),
    Role.MNC_OFFICER: frozenset({"mnc", "municipality"}),
    Role.HEAD: frozenset(
        {
            "region_authority",
            "municipality",
            "school",
            "institute",
            "cnppm",
            "mnc",
            "partner",
        }
    ),
    Role.CURATOR: frozenset({"school"}),
}
SCHOOL_ONLY = frozenset({"school"})


def places_of(role: str) -> frozenset[str]:
    """Kinds of organizations at which the role is held; a role without a row is a school's."""
    return ROLE_PLACES.get(role, SCHOOL_ONLY)


def is_personal(role: str) -> bool:
    """The role sees only what concerns its holder."""
    return ROLES[role].level == "person"
