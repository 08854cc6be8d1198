"""The demo's map of the district with its answers, two events, a project, the school's programme, a question."""

import datetime

from accounts import clock
from accounts.models import Membership
from accounts.permissions import Actor, actor_of
from accounts.roles import Role
from programs.models import Roadmap, Unit
from programs.services import appeals, events, projects, roadmap_marks, roadmap_sending, roadmaps, school_programs
from programs.terms import school_year

DAY = datetime.timedelta(days=1)


def district_map(coordinator: Actor, head: Actor, answering_curator: Actor, answering_head: Actor) -> None:
    """Given to all schools by one press; one of them has approved its copy and done a part."""
    roadmap = roadmaps.draft_roadmap(actor=coordinator, code="tashtagol")
    roadmap = roadmaps.endorse(actor=head, roadmap=roadmap)
    roadmap_sending.send_down(actor=coordinator, roadmap=roadmap)
    copy = Roadmap.objects.get(organization=answering_curator.organization, source=roadmap)
    copy = roadmaps.endorse(actor=answering_head, roadmap=copy)
    for item in copy.items.filter(number__in=["1.1", "1.2"]):
        roadmap_marks.finish(actor=answering_curator, item=item, outcome="Приказ школы")
    roadmap_marks.start(actor=answering_curator, item=copy.items.get(number="3.1"))


def two_events(operator: Actor, curator: Actor) -> None:
    """A webinar of the region that is to come, and a seminar of the school with its participants."""
    noon = clock.now().astimezone(operator.zone).replace(hour=15, minute=0, second=0, microsecond=0)
    told = {
        "title": "Вебинар «Первый год молодого учителя»", "kind": "webinar", "starts_at": noon + 6 * DAY,
        "for_below": True, "audience": [Role.CURATOR, Role.MENTOR], "link": "https://example.org/webinar",
    }  # fmt: skip
    events.announce(actor=operator, fields=told)
    seminar = events.announce(
        actor=curator,
        fields={
            "title": "Школьный семинар «Взаимное посещение уроков»", "kind": "seminar", "starts_at": noon - 3 * DAY,
            "place": "Актовый зал", "innovative": True, "programme": "Открытый урок\nРазбор\nКруглый стол",
        },
    )  # fmt: skip
    seminar = events.hold(actor=curator, event=seminar, outcome="Показаны два урока, решили продолжить весной")
    people = Membership.objects.filter(organization=curator.organization, role__in=[Role.MENTOR, Role.MENTEE])
    ids = list(people.values_list("person_id", flat=True))
    events.mark(actor=curator, event=seminar, people=ids)
    events.mark(actor=curator, event=seminar, people=ids[:1], part="speaker", result="certificate")


def together(curator: Actor, unit: Unit) -> None:
    """A project of the pair at work, the school's programme, a question with an answer and a proposal without one."""
    today = curator.today
    fields = {
        "title": "Банк парных заданий по математике", "kind": "educational", "start_on": today,
        "end_on": today + 120 * DAY, "plan": "Двадцать заданий для 5–8 классов, проба на двух уроках, публикация",
    }  # fmt: skip
    project = projects.plan_project(actor=curator, fields=fields, units=[unit])
    projects.move_project(actor=curator, project=project, verb="begin")
    program = school_programs.write_program(
        actor=curator, school_year=school_year(today), form=unit.form,
        fields={
            "title": "Учитель — учителю", "goal": "Молодые учителя уверенно ведут урок и остаются в школе",
            "activities": "Установочная сессия наставников\nВзаимные посещения уроков\nИтоговый круглый стол",
            "expected": "Каждый молодой учитель завершил программу; все остались в школе",
        },
    )  # fmt: skip
    school_programs.adopt(actor=curator, program=program)
    mentor, mentee = unit.members.order_by("-side", "pk").values_list("person_id", flat=True)[:2]
    asked = appeals.send(
        actor=_as(mentee, Role.MENTEE), kind="question", unit=unit, text="Можно встречаться после уроков онлайн?"
    )
    appeals.answer(actor=curator, appeal=asked, words="Можно: отметьте это в записи встречи")
    appeals.send(
        actor=_as(mentor, Role.MENTOR), kind="school", text="Открыть методический кабинет для молодых учителей"
    )


def _as(person_id: int, role: str) -> Actor:
    rows = Membership.objects.select_related("person", "organization__region")
    return actor_of(rows.get(person_id=person_id, role=role))
