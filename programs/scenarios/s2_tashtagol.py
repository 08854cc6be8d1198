"""S2: the school of a district whose pupils mentor pupils."""

import datetime

from accounts.models import Deadline, Person
from programs.models import MenteeEntry, MentorEntry, Unit, UnitMember
from programs.models.bank_choices import InterviewResult, MentorSource
from programs.order_templates import statute_order
from programs.queries.general_meetings import formed_late
from programs.services import (
    bank_cards,
    banks,
    general_meetings,
    matching,
    orders,
    proposals,
    regulations,
    units,
)

from . import s2_papers, s2_year
from .bank_people import consents_on_paper, outsider, pupil
from .play import Play
from .s2_meetings import meetings_of_pairs

PLANNED = {"K1": 20, "K2": 4, "K3": 20}
HEAD, CURATOR = "Зотова", "Мишина"
IN_BASE = ("registered", "requested", "matched", "in_program", "completed", "unmatched_support")


def cast(play: Play) -> None:
    ministry = play.organization("ministry", "region_authority")
    district = play.organization("district", "municipality", ministry)
    play.person("Комитетова Анна Львовна", district, "начальник управления образования", "head")
    play.person("Районова Вера Львовна", district, "методист", "coordinator")
    school = play.organization("school", "school", district, school_kind="general", short_name="МБОУ «СОШ № 2»")
    play.person(f"{HEAD} Алла Юрьевна", school, "директор", "head")
    play.person(
        f"{CURATOR} Инна Олеговна", school, "заместитель директора по воспитательной работе", "curator", deputy=True
    )
    for number in range(1, 12):
        play.person(f"Учитель{number:02} Вера Петровна", school, "учитель математики")
    for number in range(1, 40):
        pupil(play, f"Обучающийся{number:02}", school, "6 «А»", datetime.date(2010, 3, 1))
    for number in range(1, 15):
        teenager = number <= 2  # two mentors of 14, twelve of 16
        born, label = (datetime.date(2007, 9, 1), "8 «Б»") if teenager else (datetime.date(2005, 3, 1), "10 «А»")
        pupil(play, f"Старший{number:02}", school, label, born)
    for name in ("Родитель01", "Родитель02", "Выпускник01"):
        outsider(play, name, school)
    pupil(play, "Младший01", school, "3 «А»", datetime.date(2012, 9, 1))


def play_all(play: Play) -> None:
    cast(play)
    s2_papers.liaison(play)
    statute(play)
    s2_papers.implementation(play)
    mentees(play)
    mentors(play)
    pairs(play)
    with play.on("20.10.2021"):
        play.elsewhere("s2.entry")
    meetings_of_pairs(play)
    s2_year.begin(play)
    play.elsewhere("s2.year")
    play.elsewhere("s2.survey")
    s2_year.end(play)
    play.elsewhere("s2.results")
    s2_papers.awards(play)


def statute(play: Play) -> None:
    """The district's sample programme is in force for its schools."""
    with play.on("02.09.2021"):
        coordinator, head = play.actor("Районова"), play.actor("Комитетова")
        regulation = regulations.draft_from_preset(actor=coordinator, preset_code="tashtagol")
        plan = [{"year": 2021, "indicator": code, "percent": least} for code, least in PLANNED.items()]
        seen = regulations.mark_of(regulation, "targets")
        regulation = regulations.change_setting(
            actor=coordinator, regulation=regulation, code="targets", seen=seen, raw={"value": plan}
        )
        order = orders.create_order(actor=coordinator, draft=statute_order(coordinator, regulation, None))
        order = orders.submit_order(actor=coordinator, order=order)
        order = orders.approve_order(actor=head, order=order, version=order.version)
        orders.register_order(actor=coordinator, order=order, number="61", dated=coordinator.today)


def mentees(play: Play) -> None:
    with play.on("15.09.2021"):
        curator = play.actor(CURATOR)
        young = play.people["Младший01"]
        play.refused(
            "2. Наставляемый девяти лет", "младше 10 лет",
            lambda: banks.add_mentee(actor=curator, person=young, category="LOW_ACHIEVER"),
        )  # fmt: skip
        for number in range(1, 40):
            person = play.people[f"Обучающийся{number:02}"]
            banks.add_mentee(actor=curator, person=person, category="LOW_ACHIEVER")
            if number <= 36:
                consents_on_paper(curator, person)
        for number, years in enumerate((0, 1, 3, 7, 15), start=1):
            person = play.people[f"Учитель{number:02}"]
            category = "" if years <= 3 else "DIGITAL_SKILLS"
            banks.add_mentee(actor=curator, person=person, category=category, experience_teaching=years)
            consents_on_paper(curator, person)
    rows = MenteeEntry.objects.filter(state__in=IN_BASE)
    waiting = MenteeEntry.objects.filter(state="consent_pending").count()
    pupils = rows.filter(person__student_profiles__isnull=False).count()
    play.check("2. Выявлено обучающихся", "39", pupils + waiting)
    play.check("2. Ждут согласия родителей", "3", waiting)
    play.check("2. Обучающихся в базе", "36", pupils)
    play.check("2. Педагогов в базе", "5", rows.count() - pupils)
    play.check("2. Из них молодых специалистов", "3", rows.filter(category="YOUNG_SPECIALIST").count())
    play.check("2. База наставляемых", "41", rows.count())


def mentors(play: Play) -> None:
    with play.on("20.09.2021"):
        for number in range(1, 15):
            _mentor(play, f"Старший{number:02}", MentorSource.PUPIL, check=number == 1)
        for number in range(6, 12):
            _mentor(play, f"Учитель{number:02}", MentorSource.EDUCATOR)
        for name in ("Родитель01", "Родитель02"):
            _mentor(play, name, MentorSource.PARENT)
        _mentor(play, "Выпускник01", MentorSource.GRADUATE)
    rows = MentorEntry.objects.filter(state="active")
    day = datetime.date(2021, 9, 20)
    pupils = [entry.person for entry in rows.filter(source=MentorSource.PUPIL).select_related("person")]
    play.check("2. Наставников-учеников", "14", len(pupils))
    play.check("2. Из них 15–19 лет", "12", sum(_turned_15(person, day) for person in pupils))
    play.check("2. Наставников-педагогов", "6", rows.filter(source=MentorSource.EDUCATOR).count())
    play.check("2. Наставников-родителей", "2", rows.filter(source=MentorSource.PARENT).count())
    play.check("2. Наставников-выпускников", "1", rows.filter(source=MentorSource.GRADUATE).count())
    play.check("2. База наставников", "23", rows.count())


def pairs(play: Play) -> None:
    """Four groups by the curator, the pairs by one press on the proven draft; who stays alone goes to support."""
    with play.on("04.10.2021"):
        curator = play.actor(CURATOR)
        _ask_for_everybody(play)
        general_meetings.determine_model(
            actor=curator, determined_on=curator.today, forms=["PUPIL_PUPIL", "TEACHER_TEACHER"]
        )
        term = Deadline.objects.get(kind__startswith="pairing")
        play.check("3. Срок пар", "18.10.2021", term.due_at and f"{term.due_at.astimezone(play.region.zone):%d.%m.%Y}")
    with play.on("18.10.2021"):
        for group in range(4):
            pupils = [f"Обучающийся{number:02}" for number in range(group * 5 + 1, group * 5 + 6)]
            _propose(play, f"Старший{group + 1:02}", pupils)
        draft = matching.make_draft(actor=curator)
        play.check("3. Сочетание лучшее: разрыв, ошибки", "0, 0", f"{draft.proof['gap']}, {draft.proof['faults']}")
        matching.publish(actor=curator, draft=draft)
        for one in draft.suggestions.filter(mentor_entry=None).select_related("mentee_entry"):
            plan = "Беседы с педагогом-психологом, поиск продолжается"
            banks.leave_without_pair(actor=curator, entry=one.mentee_entry, support_plan=plan)
        _count_pairs(play)
    with play.on("19.10.2021"):
        _write(play, MentorEntry.objects.get(person=play.people["Старший01"]), max_parallel=6)
        unit = _propose(play, "Старший01", [str(_alone().person.last_name)])
        play.check("3. Пара от 19.10 опоздала", "True", formed_late(unit))
        play.check("3. Опоздавших всего", "1", sum(formed_late(unit) for unit in _units()))
        units.reject(actor=curator, unit=unit, why="declined")
        banks.leave_without_pair(actor=curator, entry=MenteeEntry.objects.get(state="requested"), support_plan="Поиск")


def _ask_for_everybody(play: Play) -> None:
    curator = play.actor(CURATOR)
    for entry in MenteeEntry.objects.filter(state="registered").order_by("pk"):
        area = "STUDY" if entry.person.student_profiles.exists() else "METHOD"
        asked = {"problem": "Нужна помощь", "desired_result": "Справляется сам", "areas": [area]}
        banks.make_request(actor=curator, entry=entry, **asked)


def _propose(play: Play, mentor: str, mentees: list[str]) -> Unit:
    people = {entry.person.last_name: entry for entry in MenteeEntry.objects.select_related("person")}
    return proposals.propose(
        actor=play.actor(CURATOR), mentor=MentorEntry.objects.get(person=play.people[mentor]),
        mentees=[people[name] for name in mentees], form="PUPIL_PUPIL", role_model="ACHIEVER_UNDERACHIEVER",
    )  # fmt: skip


def _alone() -> MenteeEntry:
    rows = MenteeEntry.objects.filter(state="unmatched_support").select_related("person")
    return rows.order_by("pk")[0]


def _units() -> list[Unit]:
    return list(Unit.objects.select_related("organization__region"))


def _count_pairs(play: Play) -> None:
    found = Unit.objects.filter(state="proposed")
    pupils, teachers = found.filter(form="PUPIL_PUPIL"), found.filter(form="TEACHER_TEACHER")
    led = UnitMember.objects.filter(unit__in=pupils, side="mentee")
    play.check("3. Пар ученик – ученик", "10", pupils.filter(kind="pair").count())
    play.check("3. Групп ученик – ученик", "4", pupils.filter(kind="group").count())
    play.check("3. Наставляемых в них", "30", led.count())
    play.check("3. Пар учитель – учитель", "5", teachers.count())
    play.check("3. Единиц", "19", found.count())
    play.check("3. Без пары, у психолога", "6", MenteeEntry.objects.filter(state="unmatched_support").count())
    play.check("3. Опоздавших к сроку", "0", sum(formed_late(unit) for unit in _units()))


def _turned_15(person: Person, day: datetime.date) -> bool:
    born = person.birth_date
    return born is not None and born <= day.replace(year=day.year - 15)


def _mentor(play: Play, name: str, source: str, *, check: bool = False) -> None:
    """All the way into the bank: consents, questionnaire, interview and training where the regulation asks."""
    curator, person = play.actor(CURATOR), play.people[name]
    group = name in ("Старший01", "Старший02", "Старший03", "Старший04")
    able = ["STUDY"] if source == MentorSource.PUPIL else ["METHOD"]
    entry = banks.add_mentor(
        actor=curator, person=person, source=source, competencies=able, max_parallel=5 if group else 1
    )
    consents_on_paper(curator, person)

    def approve() -> object:
        return banks.approve_mentor(actor=curator, entry=MentorEntry.objects.get(pk=entry.pk))

    if check:
        play.refused("2. Ученик без анкеты", "не заполнена анкета", approve)
    _write(play, entry, questionnaire="Хочу помогать младшим", questionnaire_on=curator.today)
    if source != MentorSource.EDUCATOR:
        _write(play, entry, interview_on=curator.today, interview_result=InterviewResult.PASSED)
        if check:
            play.refused("2. Ученик без обучения", "не пройдено обучение", approve)
        bank_cards.add_training(actor=curator, entry=entry, title="Школа наставника", completed_on=curator.today)
    approve()


def _write(play: Play, entry: MentorEntry, **fields: object) -> None:
    row = MentorEntry.objects.get(pk=entry.pk)
    bank_cards.edit_entry(actor=play.actor(CURATOR), entry=row, version=row.version, fields=fields)
