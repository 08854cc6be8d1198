"""Open pages of the demo: of a school, its district and the ministry, with news, an announcement and two practices;
the practices in the banks above, tried by a neighbour."""

import datetime

from accounts.models import Membership, Organization
from accounts.permissions import Actor, actor_of
from accounts.roles import Role
from programs.management.demo_later import part

from . import recognition_demo  # noqa: F401  it marks its own part
from .models import Publication
from .services import practices, publications, sections

SCHOOL, DISTRICT, MINISTRY = "school-11", "schekino", "ministerstvo"
ABOUT = (
    "Опытные учителя помогают тем, кто только начинает, сменил школу или осваивает новое. "
    "Приходите с вопросом: подскажем, кто поможет."
)
LESSON = (
    "Учитель русского языка провела урок в седьмом классе по критериям, которые три месяца разбирала с наставником. "
    "Пришли двенадцать коллег.\n\nПосле урока говорили о том, как ученики сами оценивают сочинения. "
    "План урока и листы оценивания лежат в учительской."
)
REVERSE = (
    "Обычно старший учит младшего. У нас вышло наоборот: молодой учитель показал, как вести электронный журнал "
    "и собирать проверочную работу за один вечер, а сам получил готовые приёмы тишины в классе."
)
HOUR = (
    "Раз в неделю, в четверг после шестого урока, наставник сорок минут отвечает на любые вопросы молодых учителей. "
    "Записываться не нужно.\n\nЧто понадобится: кабинет, чай и тетрадь, куда пишут вопросы без имён.\n\n"
    "Что вышло за год: вопросов о дисциплине стало вдвое меньше, трое молодых учителей остались в школе."
)
VISITS = (
    "Каждый урок смотрят вдвоём по короткому листу из пяти строк: что получилось, что помешало, что попробовать завтра."
)


@part
def pages(curator: Actor) -> None:
    for slug in (SCHOOL, DISTRICT, MINISTRY):
        if (head := _actor(slug, Role.HEAD)) is not None:
            sections.open_page(actor=head)
    if (chair := _actor(SCHOOL, Role.COUNCIL_CHAIR)) is not None:
        _school(curator, chair)


def _actor(slug: str, role: str) -> Actor | None:
    rows = Membership.objects.select_related("person", "organization__region")
    found = rows.filter(organization__slug=slug, role=role).first()
    return actor_of(found) if found is not None else None


def _school(curator: Actor, chair: Actor) -> None:
    page = sections.section_of(curator.organization)
    sections.describe(actor=curator, about=ABOUT, reception="вторник, 14:00–16:00, кабинет 21", version=page.version)
    soon = curator.today + datetime.timedelta(days=9)
    for reader, fields in (
        (curator, {"kind": "news", "title": "Молодой учитель учит опытного", "text": REVERSE}),
        (curator, {"kind": "news", "title": "Открытый урок после трёх месяцев работы", "text": LESSON}),
        (curator, {
            "kind": "announcement", "title": "Вечер вопросов для родителей",
            "text": "Расскажем, как ребёнку найти наставника и что для этого нужно.", "happens_on": soon,
        }),
        (chair, {"kind": "practice", "title": "Час вопросов молодого учителя", "text": HOUR, "areas": ["METHOD"]}),
        (chair, {"kind": "practice", "title": "Урок вдвоём: лист из пяти строк", "text": VISITS, "areas": ["METHOD"]}),
    ):  # fmt: skip
        row = publications.begin(actor=curator, fields=fields)
        publications.publish(actor=curator, publication=publications.check(actor=reader, publication=row))
    draft = publications.begin(actor=curator, fields={
        "kind": "news", "title": "Итоги первой четверти", "text": "Черновик: дописать числа.",
    })  # fmt: skip
    publications.submit(actor=curator, publication=draft)


@part
def banks(curator: Actor) -> None:
    """One practice is in the district's bank and in the region's, a neighbour has tried it; the other one waits."""
    first, second = Publication.objects.filter(organization=curator.organization, kind="practice").order_by("pk")
    district, region = Organization.objects.bodies_above(curator.organization)
    coordinator, operator = _actor(DISTRICT, Role.MUNICIPAL_COORDINATOR), _actor(MINISTRY, Role.REGION_OPERATOR)
    neighbour = _actor("school-13", Role.CURATOR)
    if coordinator is None or operator is None or neighbour is None:
        return
    practices.select(actor=coordinator, offer=practices.offer(actor=curator, practice=first, bank=district))
    practices.select(actor=operator, offer=practices.offer(actor=coordinator, practice=first, bank=region))
    practices.offer(actor=curator, practice=second, bank=district)
    practices.apply(actor=neighbour, practice=first, version=0, fields={
        "applied_on": neighbour.today - datetime.timedelta(days=20), "helped": "yes",
        "outcome": "Сначала приходили двое, к концу месяца – семеро. Час поставили в расписание.",
    })  # fmt: skip
