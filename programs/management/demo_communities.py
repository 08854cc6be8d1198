"""The demo's communities at three levels, a question passed on above, an agreement with a library."""

import datetime

from accounts.models import Membership, Person
from accounts.permissions import Actor, actor_of
from accounts.roles import Role

from ..models import Event
from ..queries.above import responsible_above
from ..services import appeals, communities, events, partners

TEACHERS = ("Кравцова", "Соколова")  # who come by their own press


def fill(curator: Actor, coordinator: Actor, operator: Actor, head: Actor) -> None:
    association = communities.create(actor=operator, fields={
        "kind": "association", "name": "Ассоциация наставников Тульской области", "subject": "наставничество",
        "goals": "Собрать наставников области, делиться приёмами, готовить наставников к конкурсам",
        "link": "https://nastavniki71.demo.example/", "areas": ["METHOD", "PSYCH_PED"],
        "leader_name": "Третьякова Нина Алексеевна", "contact": "tretyakova@demo.example",
    })  # fmt: skip
    communities.create(actor=operator, fields={
        "kind": "online", "name": "Уроки на расстоянии", "subject": "дистанционное обучение",
        "goals": "Вопросы и ответы про онлайн-уроки, разбор записей по пятницам", "areas": ["ICT"],
        "link": "https://uroki.demo.example/chat", "leader_name": "Булатов Артём Ренатович",
    })  # fmt: skip
    school = communities.create(actor=coordinator, fields={
        "kind": "young", "name": "Школа молодого учителя Щёкинского района", "subject": "первые три года в школе",
        "goals": "Помочь первым урокам: открытые уроки опытных учителей, разбор трудных случаев, встреча раз в месяц",
        "leader": Person.objects.get(pk=coordinator.person_id), "contact": "кабинет 12, по вторникам",
    })  # fmt: skip
    for name in TEACHERS:
        for community in (association, school):
            communities.join(actor=_teacher(curator, name), community=community)
    asked = Person.objects.filter(last_name="Новикова", employments__organization=curator.organization)
    communities.invite(actor=coordinator, community=school, people=list(asked.values_list("pk", flat=True)[:1]))
    day = coordinator.today + datetime.timedelta(days=12)
    events.announce(actor=coordinator, fields={
        "kind": Event.Kind.SEMINAR, "title": "Первый урок четверти: с чего начать", "community": school,
        "starts_at": datetime.datetime.combine(day, datetime.time(15), coordinator.zone),
        "place": "Лицей № 1, актовый зал",
    })  # fmt: skip
    words = "В четверг разбираем, как начать урок. Принесите по одному удачному началу."
    communities.announce(actor=coordinator, community=school, text=words)
    to = responsible_above(curator).filter(person_id=coordinator.person_id).first()
    if to is not None:
        appeals.ask_above(actor=curator, to=to, text="Можно ли считать встречу сообщества обучением наставника?")
    agreement = partners.write_down(
        actor=curator, partner=None, partner_name="Городская библиотека № 3", partner_kind="library",
        dated=curator.today - datetime.timedelta(days=340), valid_from=curator.today - datetime.timedelta(days=340),
        valid_to=curator.today + datetime.timedelta(days=20), number="17", contact_phone="(48751) 0-00-33",
        subject="встречи пар в читальном зале", contact_name="Фёдорова Зоя Марковна",
    )  # fmt: skip
    partners.confirm(actor=head, agreement=agreement)
    partners.sum_up(
        actor=curator, agreement=agreement, version=agreement.version, outcome="Две пары занимались в читальном зале"
    )


def _teacher(curator: Actor, last_name: str) -> Actor:
    rows = Membership.objects.select_related("person", "organization__region")
    role = [Role.MENTOR, Role.MENTEE]
    return actor_of(
        rows.filter(organization_id=curator.organization_id, role__in=role).get(person__last_name=last_name)
    )
