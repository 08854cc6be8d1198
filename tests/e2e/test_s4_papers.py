"""S4 steps 6 and 7: the personnel file, a release from duties, the change of mentor with the programme kept."""

import pytest

from accounts.models import AuditEvent
from programs.models import MentorReplacement, Unit
from programs.scenarios import s4_schekino11 as s4
from programs.scenarios.s4_schekino11 import CURATOR, HEAD, MENTEES, MENTORS
from tests.e2e.stage import Stage
from tests.e2e.steps import Hand, said

MENTOR, MENTEE, NEW = MENTORS[1], MENTEES[1], MENTORS[3]


@pytest.fixture
def school(stage: Stage) -> Stage:
    """Three pairs and their programmes; the second is 7 of 10, prolonged to 31.01.2023."""
    with stage.scene() as play:
        s4.cast(play)
        s4.statute(play)
        s4.fill_banks(play)
        s4.pairs(play)
        s4.run_programs(play)
    return stage


def unit_of(school: Stage) -> Unit:
    with school.scene() as play:
        return Unit.objects.get(members__person=play.people[MENTOR], members__side="mentor")


def begin(school: Stage, name: str, what: str) -> Hand:
    """From the card of the pair: «Подать или попросить»."""
    person = school.hand(name)
    person.page.goto("/units/mine/")
    person.page.get_by_text("Подать или попросить").tap()
    return person.tap(what)


def test_a_personnel_file_and_a_release_for_a_conference(school: Stage) -> None:
    school.on("21.09.2022")
    _file(school)
    school.on("03.10.2022")
    _release(school)


def _file(school: Stage) -> None:
    mentor = begin(school, MENTOR, "Попросить доступ к личному делу")
    school.looks(mentor.page, "file-asked")
    mentor.set("До какого дня", "2022-09-30").type("Какие сведения", "диплом и курсы")
    mentor.tap("Попросить доступ")
    school.looks(mentor.page, "no-purpose")
    assert mentor.page.get_by_role("button", name="Попросить доступ").count()  # not sent without a purpose
    mentor.type("Для чего", "Составить программу").tap("Попросить доступ").until("Просьба отправлена")
    assert not mentor.page.get_by_role("button", name="Посмотреть сведения").count()
    address = mentor.page.url
    head = school.hand(HEAD)
    school.looks(head.page, "head-home")
    head.tap("Прочитать и решить", near="личному делу")
    school.looks(head.page, "head-reads")
    head.tap("Открыть доступ").until("Доступ открыт")
    mentor.page.goto(address)
    mentor.tap("Посмотреть сведения")
    school.looks(mentor.page, "looked")
    with school.scene():
        assert AuditEvent.objects.filter(verb="fileaccess.look").count() == 1
    school.on("01.10.2022", strikes=True)
    mentor.page.goto(address)
    assert "срок истёк" in said(mentor.page)
    assert not mentor.page.get_by_role("button", name="Посмотреть сведения").count()


def _release(school: Stage) -> None:
    mentor = begin(school, MENTOR, "Попросить освобождение на мероприятие")
    mentor.type("Для какого мероприятия", "Конференция наставников").set("День", "2022-10-07")
    mentor.type("От каких уроков", "уроки 2–5 в 7 «А»").type("Почему это", "Доклад пары")
    school.looks(mentor.page, "release")
    mentor.tap("^Попросить$").until("Просьба отправлена")
    curator = school.hand(CURATOR)
    school.looks(curator.page, "curator-home")
    curator.tap("Указать замену", near="Освободить")
    curator.tap("Составить приказ и отправить").until("без замены приказа не будет")
    school.looks(curator.page, "no-substitute")
    curator.choose("Кто замещает", MENTORS[4]).tap("Составить приказ и отправить").until("без этого приказа не будет")
    curator.type("Как не прервётся", "Темы по плану, встреча пары 10.10").tap("Составить приказ и отправить")
    curator.until("Приказ отправлен на утверждение")
    school.looks(curator.page, "release-sent")
    head = school.hand(HEAD).tap("Прочитать", near="свобожден")
    school.looks(head.page, "order")
    head.tap("^Утвердить").until("утверждён и подписан")


def test_a_mentor_is_changed_and_the_programme_goes_on(school: Stage) -> None:
    unit = unit_of(school)
    school.on("15.10.2022")
    mentor = begin(school, MENTOR, "Сложить обязанности")
    mentor.tap("Подать заявление").until("Заявление подано")
    school.looks(mentor.page, "statement")
    begin(school, MENTEE, "Заменить наставника").tap("Подать заявление").until("Заявление подано")
    curator, head = school.hand(CURATOR), school.hand(HEAD)
    school.looks(curator.page, "curator-told")
    school.looks(head.page, "head-told")
    for person in (curator, head):
        assert said(person.page).lower().count("заявитель:") == 2
    head.tap("Прочитать и решить", near="обязанности наставника")
    assert "19 октября" in said(head.page)  # three working days
    school.looks(head.page, "to-decide")
    head.tap("Удовлетворить").until("Заявление удовлетворено").home()
    assert "заявитель:" not in said(head.page).lower()
    curator.page.goto(f"/units/{unit.pk}/")
    assert "меняют наставника" in said(curator.page)
    curator.tap("Выбрать наставника").choose("Новый наставник", NEW).tap("Предложить наставнику")
    assert "ждём согласия" in said(curator.page)
    assert not curator.page.get_by_role("button", name="Составить приказ и отправить").count()
    school.looks(curator.page, "new-mentor-asked")
    new = school.hand(NEW)
    new.tap("Прочитать", near="обязанности").tap("Дать согласие").until("Согласие дано")
    _order(school, curator, head, unit)


def _order(school: Stage, curator: Hand, head: Hand, unit: Unit) -> None:
    curator.page.goto(f"/units/{unit.pk}/")
    curator.tap("Составить приказ и отправить").until("Приказ отправлен на утверждение")
    head.home().tap("Прочитать", near="замене")
    school.looks(head.page, "order")
    head.tap("^Утвердить").until("утверждён и подписан")
    curator.home().tap("Зарегистрировать", near="замене").type("Номер$", "34 – А").tap("^Зарегистрировать")
    curator.until("Приказ зарегистрирован")
    curator.page.goto(f"/units/{unit.pk}/")
    assert "7 из 10, 70,0 %" in said(curator.page)
    assert NEW in said(curator.page)
    school.looks(curator.page, "pair-goes-on")
    with school.scene():
        assert MentorReplacement.objects.filter(unit=unit).count() == 1
    former = school.hand(MENTOR)
    assert MENTEE not in said(former.page)
