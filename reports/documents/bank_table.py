"""The two forms of МР-42/02 as tables: sixteen columns of mentors, fourteen of mentees. Plain text in every cell.

Categories and sensitive marks are not among the columns: what leaves the system tells no more than the form asks.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from accounts.models import Employment, GuardianLink, Organization, Person, StudentProfile
from programs.models import MenteeEntry, MenteeRequest, MentorEntry, Program, Unit, UnitMember
from programs.models.unit import HELD
from programs.queries.bank_words import ALL_AREAS, ages_of, named
from programs.queries.participants import ADULT, age_of
from programs.regulation.catalogue.choices import FORMS

from ..glyphs import printable

MENTOR_COLUMNS = (
    "№ п/п",
    "Ф. И. О. наставника",
    "Контактные данные наставника",
    "Место работы (учёбы) наставника",
    "Основные компетенции наставника",
    "Важные для программы достижения наставника",
    "Интересы наставника",
    "Желаемый возраст наставляемых",
    "Ресурс времени на программу наставничества",
    "Дата вхождения в программу",
    "Ф. И. О. наставляемого (наставляемых)",
    "Форма наставничества",
    "Место работы (учёбы) наставляемого",
    "Дата завершения программы",
    "Результаты программы",
    "Ссылка на кейс (отзыв), размещённые на сайте",
)
MENTEE_COLUMNS = (
    "№ п/п",
    "Ф. И. О. наставляемого",
    "Контактные данные (для несовершеннолетнего — представителя)",
    "Год рождения наставляемого",
    "Место работы (учёбы) наставляемого",
    "Основной запрос наставляемого",
    "Дата вхождения в программу",
    "Ф. И. О. наставника",
    "Форма наставничества",
    "Место работы (учёбы) наставника",
    "Дата завершения программы",
    "Результаты программы",
    "Ссылка на кейс (отзыв), размещённые на сайте",
    "Отметка о прохождении программы",
)
OF_A_PAIR = (*HELD, "closed")


@dataclass(frozen=True)
class BankTable:
    title: str
    organization: str
    on: datetime.date
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def _plain(line: tuple[str, ...]) -> tuple[str, ...]:
    """Without the invisible signs of pasted text, some of which no office file can hold; «№» stays with its number."""
    return tuple(printable(cell).replace("№ ", "№\N{NO-BREAK SPACE}") for cell in line)


def _with_units(rows: QuerySet) -> QuerySet:
    """Everything that the columns need, a fixed number of queries for any number of rows."""
    others = UnitMember.objects.filter(left_on=None).select_related("person").order_by("pk")
    others = others.prefetch_related(
        Prefetch("person__employments", Employment.objects.filter(valid_to=None), to_attr="jobs"),
        Prefetch("person__student_profiles", StudentProfile.objects.filter(valid_to=None), to_attr="studies"),
    )
    units = Unit.objects.filter(state__in=OF_A_PAIR).prefetch_related(
        Prefetch("members", others, to_attr="people"), Prefetch("programs", Program.objects.order_by("pk"))
    )
    members = UnitMember.objects.filter(unit__state__in=OF_A_PAIR).order_by("pk")
    return rows.prefetch_related(Prefetch("members", members.prefetch_related(Prefetch("unit", units)), to_attr="led"))


def table_of(rows: QuerySet, organization: Organization, on: datetime.date) -> BankTable:
    make = mentor_table if rows.model is MentorEntry else mentee_table
    return make(rows, organization, on)


def mentor_table(rows: QuerySet[MentorEntry], organization: Organization, on: datetime.date) -> BankTable:
    lines = (_mentor(number, entry, organization) for number, entry in enumerate(_with_units(rows), start=1))
    return BankTable("База наставников", printable(organization.name), on, MENTOR_COLUMNS, tuple(map(_plain, lines)))


def mentee_table(rows: QuerySet[MenteeEntry], organization: Organization, on: datetime.date) -> BankTable:
    open_requests = Prefetch("requests", MenteeRequest.objects.filter(withdrawn_at=None), to_attr="cards")
    links = GuardianLink.objects.select_related("guardian").order_by("pk")
    rows = _with_units(rows).prefetch_related(open_requests, Prefetch("person__guardians", links, to_attr="stands"))
    lines = (_mentee(number, entry, organization, on) for number, entry in enumerate(rows, start=1))
    return BankTable("База наставляемых", printable(organization.name), on, MENTEE_COLUMNS, tuple(map(_plain, lines)))


def _mentor(number: int, entry: MentorEntry, organization: Organization) -> tuple[str, ...]:
    people = _others(entry, "mentee")
    competencies = [named(entry.competencies, ALL_AREAS), ", ".join(entry.competency_tags)]
    achievements = [entry.measurable_results, entry.achievements]
    hours = f"{entry.hours_per_month} ч в месяц" if entry.hours_per_month is not None else ""
    return (
        str(number),
        entry.person.full_name,
        _contacts(entry.person),
        _place(entry.person, organization, entry.subject),
        "; ".join(part for part in competencies if part),
        "; ".join(part for part in achievements if part),
        entry.interests,
        ages_of(entry),
        hours,
        _day(entry.joined_on),
        "; ".join(person.full_name for person in people),
        *_pair(entry, people, organization),
        entry.case_url,
    )


def _mentee(number: int, entry: MenteeEntry, organization: Organization, on: datetime.date) -> tuple[str, ...]:
    people = _others(entry, "mentor")
    age = age_of(entry.person, on)
    child = bool(_class(entry.person)) if age is None else age < ADULT
    card = entry.cards[0] if entry.cards else None
    guardians = [f"{link.guardian.full_name}: {_contacts(link.guardian)}" for link in entry.person.stands]
    return (
        str(number),
        entry.person.full_name,
        "; ".join(guardians) if child else _contacts(entry.person),
        str(entry.person.birth_date.year) if entry.person.birth_date else "",
        _place(entry.person, organization, entry.subject),
        f"{card.problem} Нужно: {card.desired_result}" if card else "",
        _day(entry.joined_on),
        "; ".join(person.full_name for person in people),
        *_pair(entry, people, organization),
        entry.case_url,
        "да" if entry.passed or entry.state == MenteeEntry.State.COMPLETED else "нет",
    )


def _pair(entry: MentorEntry | MenteeEntry, people: Sequence[Person], organization: Organization) -> tuple[str, ...]:
    """Form, places of the other side, day of the end, results."""
    units = [member.unit for member in entry.led]
    programs = [program for unit in units for program in unit.programs.all()]
    return (
        "; ".join(_once(str(FORMS.get(unit.form, unit.form)) for unit in units)),
        "; ".join(_once(_place(person, organization) for person in people)),
        "; ".join(_once(_day(program.closed_on) for program in programs)),
        "; ".join(_once(program.planned_results for program in programs if program.closed_on)),
    )


def _others(entry: MentorEntry | MenteeEntry, side: str) -> list[Person]:
    found = {}
    for member in entry.led:
        for other in member.unit.people:
            if other.side == side:
                found[other.person_id] = other.person
    return list(found.values())


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for word in words if word))


def _contacts(person: Person) -> str:
    return ", ".join(part for part in (person.phone, person.email) if part)


def _class(person: Person) -> str:
    return next((place.class_label for place in person.studies), "")  # type: ignore[attr-defined]  # prefetched


def _place(person: Person, organization: Organization, subject: str = "") -> str:
    """«МБОУ «СШ № 11», учитель, математика»; a pupil's class."""
    jobs = [job.title for job in person.jobs]  # type: ignore[attr-defined]  # prefetched
    label = _class(person)
    words = [organization.short_name, *(jobs[:1] or ([f"{label} класс"] if label else [])), subject]
    return ", ".join(word for word in words if word)


def _day(day: datetime.date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
