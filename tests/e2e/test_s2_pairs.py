"""S2 steps 3 and 4: the term of pairs, the pairs of a school, who stays alone; the strict order of meetings."""

import pytest

from accounts.tenancy import tenant_scope
from programs.models import MenteeEntry, MentorEntry, Unit
from programs.models.bank_choices import MentorSource
from programs.scenarios import s2_meetings, s2_tashtagol
from programs.scenarios.play import Play
from programs.scenarios.s2_tashtagol import CURATOR
from programs.services import banks
from tests.e2e.stage import Stage
from tests.e2e.steps import Hand, said


@pytest.fixture
def school(stage: Stage) -> Stage:
    """The school of pupils who mentor pupils, under its district's statute."""
    with stage.scene() as play:
        s2_tashtagol.cast(play)
        s2_tashtagol.statute(play)
    return stage


def test_nineteen_units_in_time_six_pupils_alone_and_one_pair_late(school: Stage) -> None:
    with school.scene() as play:
        s2_tashtagol.mentees(play)
        s2_tashtagol.mentors(play)
        with play.on("04.10.2021", "08:00"):
            s2_tashtagol._ask_for_everybody(play)
    school.on("04.10.2021")
    curator = school.hand(CURATOR)
    school.looks(curator.page, "curator-home")
    curator.page.goto("/matching/")
    curator.tap("Определить модель года")
    school.looks(curator.page, "model")
    curator.tick("Ученик – ученик").tick("Учитель – учитель").tap("Записать модель")
    assert "до 18 октября" in said(curator.page)
    school.looks(curator.page, "matching")
    school.on("18.10.2021")
    with school.scene() as play:
        for group in range(4):
            pupils = [f"Обучающийся{number:02}" for number in range(group * 5 + 1, group * 5 + 6)]
            s2_tashtagol._propose(play, f"Старший{group + 1:02}", pupils)
    curator.page.goto("/matching/")
    curator.tap("Посчитать черновик")
    school.looks(curator.page, "draft")
    assert "Без пары остаётся: 6" in said(curator.page)
    curator.tap("Опубликовать предложения")
    school.looks(curator.page, "published")
    curator.tap("психолог")
    school.looks(curator.page, "support")
    curator.tick("И остальным, кому подбор не нашёл пары: 5").tap("Назначить поддержку")
    school.looks(curator.page, "alone")
    assert said(curator.page).count("Саша Олеговна") == 6
    curator.page.goto("/units/")
    school.looks(curator.page, "units")
    assert "Пары и группы: 19" in said(curator.page)
    assert "позже срока" not in said(curator.page)
    _late(school)


def _late(school: Stage) -> None:
    """Somebody who is alone gets a mentor a day after the term: the pair is marked."""
    school.on("19.10.2021")
    with school.scene() as play:
        s2_tashtagol._write(play, MentorEntry.objects.get(person=play.people["Старший01"]), max_parallel=6)
        alone = str(s2_tashtagol._alone().person.last_name)
    curator = school.hand(CURATOR)
    curator.page.goto("/units/new/")
    curator.choose("Наставник$", "Старший01").tick(alone).choose("Форма", "ученик – ученик")
    curator.choose("Ролевая модель", "успевающий").tap("Предложить участникам").until("получили предложение")
    assert "позже срока подбора" in said(curator.page)
    school.looks(curator.page, "late")


def test_meetings_in_their_order_a_trial_and_what_counts(school: Stage) -> None:
    with school.scene() as play:
        with play.on("15.09.2021"):
            _bank(play)
        with play.on("20.10.2021"):
            _pairs(play)
            s2_meetings._appoint_curator(play)
            going, parting = s2_meetings._pairs(play)
        people = [s2_meetings._people(unit) for unit in (going, parting)]
    school.on("21.10.2021")
    _parting(school, parting, *people[1])
    school.on("22.10.2021")
    _going(school, going, *people[0])


def _bank(play: Play) -> None:
    curator = play.actor(CURATOR)
    for number in range(1, 4):
        person = play.people[f"Обучающийся{number:02}"]
        entry = banks.add_mentee(actor=curator, person=person, category="LOW_ACHIEVER")
        s2_tashtagol.consents_on_paper(curator, person)
        asked = {"problem": "Двойки", "desired_result": "Тройки", "areas": ["STUDY"]}
        banks.make_request(actor=curator, entry=MenteeEntry.objects.get(pk=entry.pk), **asked)
        s2_tashtagol._mentor(play, f"Старший{number + 4:02}", MentorSource.PUPIL)


def _pairs(play: Play) -> None:
    for number in (1, 2):
        s2_tashtagol._propose(play, f"Старший{number + 4:02}", [f"Обучающийся{number:02}"])


def _parting(school: Stage, unit: Unit, mentor: str, mentee: str) -> None:
    """A trial before the acquaintance is refused; the mentee's «no» ends it quietly, and a new pair is proposed."""
    guide = school.hand(mentor)
    school.looks(guide.page, "mentor-home")
    _record(school, mentor, unit, "trial").until("Сначала проводят встречу «знакомство»")
    school.looks(guide.page, "refused")
    _record(school, mentor, unit, "intro").until("Встреча записана")
    _record(school, mentor, unit, "trial").until("Встреча записана")
    guide.page.goto(f"/units/{unit.pk}/")
    school.looks(guide.page, "trial-asked")
    guide.tap("^Продолжаем").until("Ответ записан")
    led = school.hand(mentee)
    school.looks(led.page, "mentee-home")
    led.page.goto(f"/units/{unit.pk}/")
    led.tap("Не продолжаем").until("Пара расходится")
    school.looks(led.page, "parted")
    curator = school.hand(CURATOR)
    school.looks(curator.page, "curator-told")
    curator.page.goto("/units/new/")
    curator.choose("Наставник$", "Старший07").tick(mentee).choose("Форма", "ученик – ученик")
    curator.choose("Ролевая модель", "успевающий").tap("Предложить участникам").until("получили предложение")


def _record(school: Stage, mentor: str, unit: Unit, kind: str, content: str = "Поговорили") -> Hand:
    guide = school.hand(mentor)
    guide.page.goto(f"/units/{unit.pk}/meeting/")
    guide.page.get_by_text("Вид, цели, как встречались").tap()
    guide.page.get_by_label("Вид встречи").select_option(kind)
    return guide.type("О чём говорили", content).tap("Записать встречу")


def _going(school: Stage, unit: Unit, mentor: str, mentee: str) -> None:
    """All go on and plan; a working meeting counts with the words of both, and not with those of one."""
    guide = school.hand(mentor)
    _record(school, mentor, unit, "intro").until("Встреча записана")
    _record(school, mentor, unit, "trial").until("Встреча записана")
    with school.scene() as play:
        play.elsewhere("s2.entry")  # without it no programme is approved
        s2_meetings._go_on(play, unit)
    school.on("29.10.2021")
    _record(school, mentor, unit, "cycle", content="").until("Встреча записана")
    led = school.hand(mentee)
    school.looks(led.page, "asked")
    led.page.goto(_asked(unit))
    school.looks(led.page, "confirm")
    led.tap("^9$").until("Засчитаем, когда наставник допишет")
    school.looks(led.page, "confirmed")
    _record(school, mentor, unit, "cycle").until("Встреча записана")
    guide.page.goto(f"/units/{unit.pk}/")
    assert "Встречи: " not in said(guide.page)
    assert "Засчитаем, когда в записи будет, о чём говорили" in said(guide.page)
    school.looks(guide.page, "not-counted")
    guide.tap("Дополнить запись", near="Засчитаем").type("О чём говорили", "Разобрали дроби").tap("Сохранить запись")
    guide.page.goto(f"/units/{unit.pk}/")
    assert "Встречи: 1" in said(guide.page)
    school.looks(guide.page, "counted")


def _asked(unit: Unit) -> str:
    """The page of the working meeting that waits for the mentee's word."""
    with tenant_scope(unit.region_id):
        return f"/meetings/{unit.meetings.get(kind='cycle').pk}/confirm/"
