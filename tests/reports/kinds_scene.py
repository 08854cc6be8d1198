"""A school with one of each thing that an order can be about, and an order of every kind drawn up by its template.

Rows are laid straight into the database: what the ways to them refuse is tested where they are walked. To look at
them: tests/reports/test_kinds_presets.py.
"""

import datetime
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from accounts import clock
from accounts.models import Organization, Person, Region, StudentProfile
from accounts.permissions import Actor
from programs import order_templates, paper_orders, ready_orders
from programs.models import (
    Council,
    CouncilSeat,
    DutyRelease,
    LegalAct,
    MenteeEntry,
    MentorEntry,
    MentorReplacement,
    Order,
    Payment,
    Program,
    Regulation,
    Roadmap,
    RoadmapItem,
    Unit,
    UnitMember,
)
from programs.order_content import content_of, gost_of
from programs.queries.order_sources import their_people
from programs.regulation.loader import load_preset
from programs.regulation.settings import dump_settings
from programs.scenarios.play import Play
from programs.services import orders
from programs.services.lending import lending_order
from programs.services.order_drafts import OrderDraft
from programs.services.own_words import in_words_of
from programs.services.reference import FOLDER
from reports.documents.order import Acknowledgement, OrderDocument
from reports.documents.plain import from_plain

DAY = "15.10.2025"
TODAY = datetime.date(2025, 10, 15)
PRESETS = ("kalmanka", "tashtagol", "tatarstan", "schekino11", "altai_duc")


@dataclass(frozen=True)
class People:
    """Whom the papers name: six people with posts (a deputy, the head, mentors and mentees), their school, what is
    over it, and the words that stand wherever people type."""

    slug: str
    people: tuple[tuple[str, str], ...]
    organization: tuple[str, str] = (
        "Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 11»",
        "МБОУ «СШ № 11»",
    )
    above: tuple[str, str] = ("Комитет по образованию администрации Щёкинского района", "Комитет по образованию")
    founder: str = "Комитет по образованию администрации муниципального образования Щёкинский район"
    address: str = "ул. Заречная, д. 7, г. Щёкино, Тульская область, 301200"
    words: str = "по методике урока"


USUAL = People("usual", (
    ("Седова Ольга Игоревна", "заместитель директора по учебно-воспитательной работе"),
    ("Ветрова Нина Аркадьевна", "директор"),
    ("Лаптев Игорь Петрович", "учитель математики"),
    ("Ким Анна Сергеевна", "учитель начальных классов"),
    ("Гусева Мария Львовна", "учитель русского языка и литературы"),
    ("Орлов Пётр Ильич", "учитель физики"),
))  # fmt: skip
SHORT = People(
    "short",
    (("Ли Ян", "завуч"), ("Ус Ия", "директор"), ("Пак Ен", "учитель"), ("Ан Ли", "педагог"), ("Ю Мин", "повар"),
     ("Цой Ан", "тренер")),
    ("Школа", "Школа"), ("Район", "Район"), "", "с. Яр", "да",
)  # fmt: skip
LONGEST = People(
    "longest",
    (
        ("Константинопольская-Преображенская Александра Всеволодовна",
         "исполняющий обязанности заместителя директора по учебно-воспитательной работе и связям с общественностью"),
        ("Әхмәтҗанова-Верхнеподгорнинская Гөлнар-Александрина Җәүдәт кызы", "директор"),
        ("Абдурахмангаджиев Магомедрасул Абдулмуталимович",
         "учитель-логопед высшей квалификационной категории, руководитель школьного методического объединения"),
        ("Верхнеподгорнинская-Краснощёкова Святослава Вячеславовна", "педагог дополнительного образования"),
        ("Салаватуллина-Мухаметзянова Фатима-Зухра Абдельрахмановна", "преподаватель-организатор основ безопасности"),
        ("Ким Ен Сук", "учитель"),
    ),
    (
        "Муниципальное автономное общеобразовательное учреждение муниципального образования «Верхнеподгорненский "
        "район» «Средняя общеобразовательная школа с углублённым изучением отдельных предметов имени дважды Героя "
        "Советского Союза К. К. Константинопольского-Преображенского»",
        "МАОУ МО «Верхнеподгорненский район» «СОШ с УИОП им. К. К. Константинопольского-Преображенского»",
    ),
    ("Комитет по образованию, науке, культуре и делам молодёжи администрации Верхнеподгорненского района",
     "Комитет по образованию, науке и культуре"),
    "Администрация муниципального образования «Верхнеподгорненский муниципальный район» в лице Комитета по "
    "образованию, науке, культуре, спорту и делам молодёжи",
    "улица Константина Константиновича Константинопольского-Преображенского, дом 117, корпус 4, посёлок городского "
    "типа Верхнеподгорнинский, Верхнеподгорненский район, Республика Северная Осетия – Алания, 363000",
    "с учётом индивидуальных образовательных потребностей, высококвалифицированно, в психолого-педагогическом "
    "сопровождении и по согласованию с администрацией общеобразовательной организации",
)  # fmt: skip
ODD = "<b>{{ x }}</b> %(x)s {% if %} =1+1 &amp; „Җ“ «»"
STRANGEST = People(
    "strangest",
    (
        ("О’Нил-д’Артаньян Жан-Поль ибн Али оглы", f"учитель {ODD}"),
        ("<b>Жирнова</b> {{ Инна }} %(x)s", "директор ‮ротк‬ 😀"),
        ("=HYPERLINK(1) @SUM -2+3", "учитель\u200b\u2060 русского"),
        ("ИВАНОВА МАРИЯ П.", "УЧИТЕЛЬ НАЧ. КЛ."),
        ("Ӄԓавын-Ԯ Ыԓвэнэут", "педагог-психолог/логопед (0,5 ст.)"),
        ("von Å Ли III", "и. о. учителя"),
    ),
    (f"Учреждение {ODD} без кавычек", f"№№ {ODD}"), ("Орган " + ODD, "Орган " + ODD), ODD, ODD,
    ODD + " " + "ы" * 60,
)  # fmt: skip
ALL_PEOPLE = (USUAL, SHORT, LONGEST, STRANGEST)


@dataclass
class Scene:
    play: Play
    curator: Actor
    units: list[Unit]
    entries: list[MentorEntry]
    people: list[Person]
    regulation: Regulation
    roadmap: Roadmap


def scene(play: Play, preset: str, who: People = USUAL) -> Scene:
    region = Organization.objects.filter(parent=None).first() or play.organization("ministry", "region_authority")
    school = play.organization(
        "school", "school", region, school_kind="general", place="г. Щёкино", short_name=who.organization[1],
        name=who.organization[0], founder=who.founder, address=who.address, phone="(48700) 0-00-11",
    )  # fmt: skip
    for code, act in tomllib.loads((FOLDER / "legal_acts.toml").read_text(encoding="utf-8")).items():
        if code in ("273-fz", "az-1128-08"):
            LegalAct.objects.get_or_create(code=code, defaults=act)
    roles = {0: "curator", 1: "head"}
    rows = [play.person(name, school, post, roles.get(no, "")) for no, (name, post) in enumerate(who.people)]
    pupil = play.person("Зайцева Вера Олеговна", school, "ученица") if who is USUAL else rows[5]
    if who is USUAL:
        pupil.employments.all().delete()
        born = {"person": pupil, "organization": school, "class_label": "7 «Б»"}
        StudentProfile.objects.create(valid_from=datetime.date(2020, 9, 1), **born)
    curator = play.actor(rows[0].last_name)
    Regulation.objects.create(
        organization=school, number=1, title=load_preset(preset).adopted_title, preset=preset, state="in_force",
        settings=dump_settings(load_preset(preset).settings), effective_from=datetime.date(2022, 9, 1),
        created_at=clock.now(),
    )  # fmt: skip
    draft = Regulation.objects.create(
        organization=school, number=2, title=f"Положение о системе наставничества в {who.organization[1]}",
        created_at=clock.now(), settings={},
    )  # fmt: skip
    plan = Roadmap.objects.create(organization=school, school_year=2025, created_at=clock.now())
    RoadmapItem.objects.create(
        roadmap=plan, stage=1, stage_title="Подготовка условий", position=1, number="1.1", text="Издать приказы",
        responsible="Директор", result="Приказы изданы",
    )  # fmt: skip
    entries = [_bank(MentorEntry, school, person, "active") for person in rows[2:5]]
    units = [
        _unit(school, rows[0], entries[0], [rows[3]], "TEACHER_TEACHER"),
        _unit(school, rows[0], entries[1], [rows[5], pupil], "EDUCATOR_EDUCATOR"),
    ]
    return Scene(play, curator, units, entries, rows, draft, plan)


def _bank(model: type, school: Organization, person: Person, state: str):  # type: ignore[no-untyped-def]
    return model.objects.create(organization=school, person=person, state=state, created_at=clock.now())


def _unit(school: Organization, curator: Person, entry: MentorEntry, mentees: list[Person], form: str) -> Unit:
    people = {person.pk: person for person in mentees}
    unit = Unit.objects.create(
        organization=school, kind="group" if len(people) > 1 else "pair", form=form, curator=curator,
        kinds=["TRADITIONAL"], people_key=f"{entry.person_id}:{','.join(map(str, people))}", state="closed",
        proposed_at=clock.now(), closed_on=TODAY,
    )  # fmt: skip
    UnitMember.objects.create(unit=unit, person=entry.person, side="mentor", mentor_entry=entry, agreed_on=TODAY)
    for person in people.values():
        row = MenteeEntry.objects.filter(person=person).first() or _bank(MenteeEntry, school, person, "in_program")
        UnitMember.objects.create(unit=unit, person=person, side="mentee", mentee_entry=row, agreed_on=TODAY)
    Program.objects.create(
        organization=school, unit=unit, title="Первый год в профессии", state="completed", closed_on=TODAY,
        start_on=datetime.date(2025, 1, 15), end_on=datetime.date(2025, 10, 15), approved_on=datetime.date(2025, 1, 14),
        closure_reason="PLAN_COMPLETED", created_at=clock.now(),
    )  # fmt: skip
    return (
        Unit.objects.select_related("organization", "curator")
        .prefetch_related(their_people(), "programs")
        .get(pk=unit.pk)
    )


def drafts(at: Scene) -> Iterator[tuple[str, OrderDraft]]:
    """Kind → an order of it, as the system writes it."""
    who, units, people = at.curator, at.units, at.people
    unit, substitute = units[0], people[4]
    yield "statute", order_templates.statute_order(who, at.regulation, people[0], at.roadmap)
    yield "roadmap", order_templates.roadmap_order(who, at.roadmap, "Дорожная карта")
    yield "pairs", order_templates.pairs_order(who, units)
    replacement = MentorReplacement.objects.create(
        organization=unit.organization, unit=unit, former=unit.members.get(side="mentor"), mentor_entry=at.entries[2],
        chosen_by=people[0], chosen_at=clock.now(),
    )  # fmt: skip
    yield "change", paper_orders.replacement_order(who, replacement)
    release = DutyRelease.objects.create(
        organization=unit.organization, unit=unit, person=people[2], activity="открытый урок в школе № 3", on=TODAY,
        lessons="уроки в 7 «Б» и 8 «А»", substitute=substitute, asked_on=TODAY, state="ordered",
        continuity="уроки ведутся по рабочей программе",
    )  # fmt: skip
    yield "release", paper_orders.release_order(who, release)
    label = str(ready_orders.rules_of(who).value("council_label")).partition(" / ")[0].partition(" (")[0]
    council = Council.objects.create(
        organization=unit.organization, label=label, state="active", created_at=clock.now()
    )
    for role, person in zip(("chair", "secretary", "member"), people[2:5], strict=True):
        CouncilSeat.objects.create(council=council, person=person, role=role)
    yield "council", paper_orders.council_order(who, council)
    yield "termination", ready_orders.termination_order(who, units)
    award = {"mentor": units[:1], "pair": units[1:]}
    yield "award", ready_orders.award_order(who, award)
    Program.objects.filter(unit__in=units).update(state="approved", closed_on=None, closure_reason="")
    fresh = (
        Unit.objects.filter(pk__in=[row.pk for row in units])
        .prefetch_related(their_people(), "programs")
        .order_by("pk")
    )
    yield "programs", ready_orders.programs_order(who, list(fresh))
    yield "mentors", ready_orders.appointment_order(who, at.entries)
    yield "liaison", ready_orders.liaison_order(who, people[2])
    yield "implementation", ready_orders.implementation_order(who)
    yield "monitoring", ready_orders.monitoring_order(who)
    for person, kind, amount in ((people[2], "stimulating", "3500.00"), (people[4], "compensation", "12000.50")):
        Payment.objects.create(
            organization=unit.organization, person=person, kind=kind, amount=amount, starts=datetime.date(2025, 9, 1),
            ends=datetime.date(2026, 5, 31), basis="pay_statute", basis_dated=datetime.date(2025, 1, 10),
            basis_clause="п. 4.2", written_by=people[0], written_at=clock.now(),
        )  # fmt: skip
    yield "payment", paper_orders.payments_order(who)
    former = Order.objects.create(
        organization=unit.organization, title="О закреплении наставнических пар", drafted_by=people[0],
        number="14 – А", dated=datetime.date(2025, 9, 2), created_at=clock.now(),
    )  # fmt: skip
    yield "cancellation", order_templates.cancelling_order(who, former, "увольнением наставника")
    yield "lending", _lent(at)


def _lent(at: Scene) -> OrderDraft:
    """A mentor of this school goes to another one."""
    home, mentor = at.units[0].organization, at.entries[2]
    there = at.play.organization(
        "there", "school", home.parent, school_kind="general", short_name="МБОУ «СШ № 12»", place="г. Щёкино"
    )
    curator = at.play.person("Юдина Инна Павловна", there, "заместитель директора", "curator")
    unit = _unit(there, curator, mentor, [at.play.person("Белова Яна Юрьевна", there, "учитель")], "TEACHER_TEACHER")
    return in_words_of(home, TODAY, lending_order(unit, home))


def document(at: Scene, draft: OrderDraft) -> OrderDocument:
    """As it will be printed when it is registered under № 57 on that day; those whom it names have a line to sign."""
    order: Order = orders.create_order(actor=at.curator, draft=draft)
    content = content_of(order, actor=None, on=TODAY)
    sheet = tuple(Acknowledgement(name=person.full_name) for person in at.people[2:4])
    plain = from_plain(OrderDocument, {**content, "gost": gost_of(TODAY)})
    return replace(plain, date=TODAY, number="57", acknowledgements=sheet)


def scratch_region(code: str = "scratch") -> Region:
    return Region.objects.create(code=code, name=f"Черновой край {code}", time_zone="Europe/Moscow")
