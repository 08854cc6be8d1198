"""S1 steps 2, 4, 6 and 8: the terms of three schools, their pairs by 30 September, the first stage of a pair."""

import datetime
from collections.abc import Sequence

from accounts.models import Organization
from accounts.queries.deadlines import overdue_days
from accounts.services import deadlines
from programs.models import LocalAct, MenteeEntry, MentorEntry, Unit, UnitMember
from programs.order_templates import pairs_order
from programs.queries.execution import percent
from programs.queries.regulations import effective_regulation
from programs.scenarios.bank_people import consents_on_paper
from programs.scenarios.play import Play, part
from programs.scenarios.s3_programmes import curator_by_order
from programs.services import banks, figures, local_acts, proposals, units

from ..impact_words import together
from ..queries.coverage import coverage
from ..queries.impact import Question
from ..queries.impact_facts import facts_of
from ..queries.tasks import followed
from ..queries.year_calendar import calendar_lines
from ..services import calendar
from .measures import check_line, measure, seen

COORDINATOR = "Координаторова"
CURATORS = {"А": "Заместителева", "Б": "Замбэшкина", "В": "Замвэшкина"}
HEADS = {"А": "Директорова", "Б": "Дирбэшкина", "В": "Дирвэшкина"}
STAFF = {"А": (32, 4), "Б": (18, 2), "В": (9, 1)}
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
STATUTE = "year_statute"


@part("s1.schools")
def schools(play: Play) -> None:
    """Schools Б and В beside А; each has told how many teachers it has."""
    district = Organization.objects.get(kind="municipality")
    for letter, slug in (("Б", "b"), ("В", "v")):
        school = play.organization(
            f"school-{slug}", "school", district, school_kind="general", short_name=f"Школа {letter}"
        )
        play.person(f"{HEADS[letter]} Ольга Львовна", school, "директор", "head")
        play.person(f"{CURATORS[letter]} Инна Олеговна", school, "заместитель директора", "curator", deputy=True)
    with play.on("22.08.2022"):
        for letter, (teachers, young) in STAFF.items():
            curator = play.actor(CURATORS[letter])
            numbers = {"teachers": teachers, "young_specialists": young}
            figures.enter(actor=curator, organization=curator.organization, school_year=2022, numbers=numbers)
    _statutes(play)
    _pairs(play)


def _wake(play: Play, day: str, time: str = "18:00") -> None:
    """Everything that a day brings to the terms of the year."""
    with play.on(day, time):
        calendar.keep_region(play.region)
        moment = datetime.datetime.strptime(f"{day} {time}", "%d.%m.%Y %H:%M").replace(tzinfo=play.region.zone)
        deadlines.run_region(play.region, moment)
        calendar.keep_region(play.region)


def _statutes(play: Play) -> None:
    """Step 2: А on 26.08, Б on the last day, В five days late."""
    _wake(play, "22.08.2022")
    for letter, day in (("А", "26.08.2022"), ("Б", "31.08.2022"), ("В", "05.09.2022")):
        if letter == "В":
            _wake(play, "31.08.2022", "23:59")
            with play.on("31.08.2022", "23:59"):
                _term(play, "2. Положения на 31.08", "2 из 3 = 66,7 %")
        with play.on(day):
            curator = play.actor(CURATORS[letter])
            local_acts.enter_act(
                actor=curator, kind="statute", title="Положение о наставничестве", number=f"{letter}-1",
                dated=curator.today, content=PDF + letter.encode(), name="statute.pdf",
            )  # fmt: skip
        _wake(play, day)
    with play.on("05.09.2022", "18:00"):
        _term(play, "2. Положения на 05.09", "3 из 3 = 100,0 %")
        rows = followed(play.actor(COORDINATOR), STATUTE, "2022")
        late = {row.organization.short_name: overdue_days(row) for row in rows}
        play.check("2. Опоздали, дней", "Школа А: 0, Школа Б: 0, Школа В: 5", _told(late))


def _told(late: dict[str, int]) -> str:
    return ", ".join(f"{name}: {days}" for name, days in sorted(late.items()))


def _term(play: Play, step: str, expected: str, title: str = "Принять Положение") -> None:
    lines = calendar_lines(play.actor(COORDINATOR), 2022)
    line = next(one for one in lines if one.title.startswith(title))
    play.check(step, expected, f"{line.done} из {line.whole} = {line.percent} %")


def _pairs(play: Play) -> None:
    """Step 4: А has three pairs and a group, Б two pairs, В none."""
    for number, letter in enumerate("АБ", start=1):
        curator_by_order(play, CURATORS[letter], HEADS[letter], f"{number}-к", "05.09.2022")
        with play.on("20.09.2022"):
            for place in range(2):
                _unit(play, letter, place, mentees=1, young=True)
            if letter == "А":
                _unit(play, letter, 2, mentees=2, young=False)
            curator = play.actor(CURATORS[letter])
            found = list(Unit.objects.filter(organization=curator.organization).order_by("pk"))
            for member in UnitMember.objects.filter(unit__in=found).select_related("person"):
                consents_on_paper(curator, member.person)  # to the duties: asked when both have agreed
            order = pairs_order(curator, found)
            play.sign(order, number=f"{number}-п", drafter=CURATORS[letter], head=HEADS[letter])
    _wake(play, "30.09.2022", "23:59")
    _wake(play, "01.10.2022", "09:00")
    with play.on("01.10.2022"):
        held = UnitMember.objects.filter(unit__state="ordered")
        play.check("4. Единиц", "6", Unit.objects.filter(state="ordered").count())
        play.check("4. Из них групп", "1", Unit.objects.filter(state="ordered", kind="group").count())
        play.check("4. Наставников", "6", held.filter(side="mentor").values("person_id").distinct().count())
        play.check("4. Наставляемых", "7", held.filter(side="mentee").values("person_id").distinct().count())
        _term(play, "4. Школ с парами", "2 из 3 = 66,7 %", "Определить наставнические пары")
        coordinator = play.actor(COORDINATOR)
        owing = [row.organization.short_name for row in followed(coordinator, "year_pairs", "2022") if not row.done_at]
        play.check("4. Красный список", "Школа В", ", ".join(owing))
        _shares(play)


def _shares(play: Play) -> None:
    coordinator = play.actor(COORDINATOR)
    district = coordinator.organization
    rules = effective_regulation(district, coordinator.today)
    teachers = next(fact for fact in facts_of(coordinator, Question(district, 2022), rules) if fact.code == "R3")
    play.check(
        "4. Педагогов-участников", "13 из 59 = 22,0 %", f"{teachers.part} из {teachers.whole} = {teachers.percent} %"
    )
    ids = list(Organization.objects.filter(kind="school").values_list("pk", flat=True))
    young = next(share for share in coverage(ids, coordinator.today) if share.code == "K3")
    words = f"{young.part} из {young.whole} = {percent(young.part, young.whole or 0)} %"
    play.check("4. Молодых специалистов среди наставляемых", "6 из 7 = 85,7 %", words)


def _unit(play: Play, letter: str, place: int, *, mentees: int, young: bool) -> None:
    """All the way to both consents; of two mentees the second is an experienced teacher."""
    curator, head = play.actor(CURATORS[letter]), play.actor(HEADS[letter])
    guide = _teacher(play, f"Наставник{letter}{place}", letter)
    entry = banks.add_mentor(
        actor=curator, person=play.people[guide], competencies=["METHOD"], measurable_results="Качество выросло на 7 %"
    )
    consents_on_paper(curator, play.people[guide])
    banks.approve_mentors(actor=head, entries=[MentorEntry.objects.get(pk=entry.pk)])
    names = [_teacher(play, f"Новичок{letter}{place}{number}", letter) for number in range(mentees)]
    asked: list[int] = []
    for number, name in enumerate(names):
        old = not young and number == 1
        row = banks.add_mentee(
            actor=curator, person=play.people[name], category="PROF_DIFFICULTY" if old else "YOUNG_SPECIALIST",
            experience_teaching=12 if old else 0,
        )  # fmt: skip
        consents_on_paper(curator, play.people[name])
        banks.make_request(
            actor=curator, entry=MenteeEntry.objects.get(pk=row.pk), problem="Темп урока",
            desired_result="Уверенный урок", areas=["METHOD"],
        )  # fmt: skip
        asked.append(row.pk)
    entries: Sequence[MenteeEntry] = list(MenteeEntry.objects.filter(pk__in=asked).select_related("person"))
    banks.approve_mentees(actor=head, entries=entries)
    unit = proposals.propose(
        actor=curator, mentor=MentorEntry.objects.get(pk=entry.pk),
        mentees=list(MenteeEntry.objects.filter(pk__in=asked).select_related("person")), form="TEACHER_TEACHER",
        kinds=["GROUP" if mentees > 1 else "TRADITIONAL"],
    )  # fmt: skip
    for name in (guide, *names):
        units.answer(actor=play.actor(name), unit=unit, agrees=True)


def _teacher(play: Play, name: str, letter: str) -> str:
    play.person(f"{name} Вера Петровна", play.actor(CURATORS[letter]).organization, "учитель математики")
    return name


@part("s1.acts")
def acts(play: Play) -> None:
    """Step 8: each school lets everybody read its statute."""
    with play.on("10.10.2022", "09:00"):
        for name in CURATORS.values():
            curator = play.actor(name)
            act = LocalAct.objects.get(organization=curator.organization, kind=LocalAct.Kind.STATUTE)
            local_acts.show_act(actor=curator, act=act, nameless=True)


@part("s1.impact")
def impact(play: Play) -> None:
    """Step 6: exams of both kinds and together, marks, olympiads, activity; from zero there is no share."""
    unit = Unit.objects.get(members__person=play.people["Начинаева"])
    (who,) = UnitMember.objects.filter(unit=unit, side="mentee")
    with play.on("01.09.2022"):
        marks = {("GRADE_MEAN", "7а"): "3,60", ("GRADE_MEAN", "7б"): "3,64"}
        curator = play.actor(CURATORS["А"])
        measure(curator, unit, "entry", {who: {**marks, ("CONTESTS", ""): "5", ("ACTIVITY", ""): "2"}})
    with play.on("25.05.2023"):
        curator = play.actor(CURATORS["А"])
        exams = {("EXAM_VPR", "7а"): "10 из 12", ("EXAM_VPR", "7б"): "11 из 13", ("EXAM_OGE", "9а"): "11 из 12"}
        marks = {("GRADE_MEAN", "7а"): "3,80", ("GRADE_MEAN", "7б"): "3,88"}
        counts = {("CONTESTS", ""): "9", ("ACTIVITY", ""): "5"}
        measure(curator, unit, "exit", {who: {**exams, **marks, **counts}})
        found = seen(curator, 2022)
        for name, code, expected in (
            ("ВПР", "EXAM_VPR", "84,0 % (21 из 25)"), ("ОГЭ", "EXAM_OGE", "91,7 % (11 из 12)"),
            ("Средний балл", "GRADE_MEAN", "3,62 → 3,84: +0,22 (+6,1 %)"),
            ("Олимпиады", "CONTESTS", "5 → 9: +4 (+80,0 %)"), ("Активность", "ACTIVITY", "2 → 5: +3 (+150,0 %)"),
        ):  # fmt: skip
            check_line(play, f"6. {name}", expected, found, code, "educator")
        exams_together = together(found.sections["M1"]) or ("", "")
        play.check("6. ВПР и ОГЭ вместе", "32 из 37 = 86,5 %", " = ".join(exams_together))
    with play.on("01.09.2022"):
        measure(play.actor(CURATORS["А"]), unit, "entry", {who: {("ACTIVITY", ""): "0"}})
    with play.on("25.05.2023"):
        found = seen(play.actor(CURATORS["А"]), 2022)
        check_line(play, "6. Активность от нуля", "0 → 5: +5 (н/д)", found, "ACTIVITY", "educator")
