"""S5 steps 1, 2 and 4: the reverse pair, the teacher's route on its way, the council and a disagreement."""

import datetime
import re

import pytest

from programs.models import Unit
from programs.order_templates import pairs_order
from programs.paper_orders import council_order
from programs.queries.councils import proposed_council
from programs.scenarios import routes_play, s5_council
from programs.scenarios.play import Play
from programs.scenarios.s5_council import CHAIR, CURATOR, ELDER, HEAD, SECRETARY, YOUNG
from programs.services import programs, route_items
from programs.services.programs import ActivityDraft
from tests.e2e.stage import Stage
from tests.e2e.steps import Hand, said


@pytest.fixture
def centre(stage: Stage) -> Stage:
    """The centre right under its region, its statute in force, the people in the banks."""
    with stage.scene() as play:
        s5_council.cast(play)
    return stage


def test_a_reverse_pair_has_one_programme_and_two_confirmations(centre: Stage) -> None:
    centre.on("05.09.2022")
    curator = centre.hand(CURATOR)
    curator.tap("Составить пару|Подобрать", near="Подобрать наставник")
    curator.page.get_by_text("Вид, основание и вопросы пары").click()
    centre.looks(curator.page, "new-pair")
    curator.choose("Наставник$", YOUNG).tick(ELDER).choose("Форма", "педагог").tick("реверсивная пара")
    curator.tap("Предложить участникам").until("Участники получили предложение")
    for name in (YOUNG, ELDER):
        person = centre.hand(name).tap("Ответить", near="предлагают участвовать")
        centre.looks(person.page, "proposal")
        person.tap("Да, участвую").until("Вы согласились")
    for name in (YOUNG, ELDER):
        person = centre.hand(name)
        person.tap("Прочитать", near="обязанности").tap("Дать согласие").until("Согласие дано")
    with centre.scene() as play:
        _begin(play)
    young, elder = centre.hand(YOUNG), centre.hand(ELDER)
    centre.looks(young.page, "mentor-home")
    young.tap("^Записать")
    centre.looks(young.page, "meeting")
    young.type("О чём говорили", "Завели страницу, разобрали план занятия").tap("Записать встречу")
    young.until("Встреча записана")
    elder.home().tap("Да, была")
    centre.looks(elder.page, "one-said-yes")
    assert "Вы подтвердили встречу" in said(elder.page)
    assert "Засчитаем, когда подтвердят все" in said(elder.page)
    young.home()
    centre.looks(young.page, "the-other-is-asked")
    young.tap("Да, была").until("Встреча подтверждена")
    curator.page.goto("/units/")
    curator.tap(YOUNG)
    assert "реверсив" in said(curator.page).lower()
    centre.looks(curator.page, "pair")


def _begin(play: Play) -> None:
    """The order and the programme: not the step."""
    curator, unit = play.actor(CURATOR), Unit.objects.get()
    play.sign(pairs_order(curator, [unit]), number="2", drafter=CURATOR, head=HEAD)
    program = programs.draft_program(
        actor=curator, unit=Unit.objects.get(), title="Учимся друг у друга", start_on=curator.today,
        end_on=datetime.date(2023, 5, 31), problem="Сети и методика", goal="Страница кружка",
        activities="Встречи", planned_results="Страница", schedule="Среда", conditions="Кабинет 5",
    )  # fmt: skip
    programs.set_plan(actor=curator, program=program, lines=[ActivityDraft("ICT", "Страница кружка")])
    programs.approve_program(actor=curator, program=program, version=program.version)


def test_step_7_of_a_route_waits_for_every_product(stage: Stage) -> None:
    with stage.scene() as play:
        routes_play.under_the_region(play)
        route = routes_play.began(play)
        with play.on("19.05.2025"):
            for item in list(route.items.order_by("position")[:7]):
                route_items.bring_product(
                    actor=play.actor(routes_play.TEACHER), item=item, product=f"План: {item.text}", self_score=8
                )
    stage.on("20.05.2025")
    teacher = stage.hand(routes_play.TEACHER)
    stage.looks(teacher.page, "home")
    teacher.page.goto(f"/routes/{route.pk}/")
    stage.looks(teacher.page, "route")
    for number, (reason, new) in enumerate(
        (("изменения в образовании", "Курс по новому стандарту"), ("собственный интерес", "Проект вместо курса")), 9
    ):
        teacher.tap("Скорректировать").tick(reason)
        stage.looks(teacher.page, "revise")
        teacher.tap("Начать корректировку").tap(f"править.*Мероприятие {number}")
        teacher.type("Что сделаете", new).tap("^Сохранить$").tap("Закончить корректировку")
    assert "Корректировки: 2" in said(teacher.page)
    teacher.tap("Приложить продукт", near="Мероприятие 8").type("Что получилось", "Мастер-класс")
    teacher.page.get_by_label("9", exact=True).check(force=True)
    teacher.tap("Приложить продукт")
    assert "8 из 10, 80,0 %" in said(teacher.page)
    assert re.search("До шага 7\\s+Без продукта: 2", said(teacher.page))
    assert not teacher.page.get_by_role("button", name="К рефлексии").count()
    stage.looks(teacher.page, "eight-of-ten")
    teacher.tap("Приложить продукт", near="Курс по новому").type("Что получилось", "Удостоверение")
    teacher.type("Что вы об этом", "Долго, но не зря").tap("Приложить продукт")
    assert "Без продукта: 1" in said(teacher.page)
    teacher.tap("исключить", near="Проект вместо").type("Почему продукта", "Площадка закрылась")
    teacher.tap("Исключить с обоснованием").tap("К рефлексии")
    stage.looks(teacher.page, "reflection")


def test_the_council_settles_a_disagreement(centre: Stage) -> None:
    with centre.scene() as play:
        s5_council.reverse_pair(play)
    centre.on("10.10.2022")
    curator = centre.hand(CURATOR)
    curator.page.goto("/council/")
    centre.looks(curator.page, "no-council")
    curator.tap("Предложить состав")
    centre.looks(curator.page, "composition")
    curator.choose("Председатель", CHAIR).choose("Секретарь", SECRETARY).tick(YOUNG).tap("Предложить состав")
    centre.looks(curator.page, "proposed")
    with centre.scene() as play:
        actor = play.actor(CURATOR)
        play.sign(council_order(actor, proposed_council(actor.organization)), number="5", drafter=CURATOR, head=HEAD)
    elder = centre.hand(ELDER)
    elder.page.goto("/council/cases/new/")
    centre.looks(elder.page, "new-case")
    assert "медиация" not in said(elder.page).lower()
    elder.tick("арбитраж").type("В чём вопрос", "Спор о времени встреч").tap("Обратиться").until("Обращение принято")
    secretary = centre.hand(SECRETARY, "council_member")
    centre.looks(secretary.page, "secretary-home")
    secretary.tap("Прочитать", near="Обращение: арбитраж").tap("Взять на рассмотрение")
    centre.looks(secretary.page, "case")
    _minutes(centre, secretary)
    centre.on("19.10.2022")
    secretary.page.goto("/council/")
    centre.looks(secretary.page, "waits")
    secretary.tap("Встречаться по средам").tap("Отметить исполнение").until("Исполнение отмечено")
    elder.home()
    centre.looks(elder.page, "elder-home")


def _minutes(stage: Stage, secretary: Hand) -> None:
    """What is known is written already: the agenda, the case, the votes of those whom it is not about."""
    secretary.tap("Назначить заседание")
    agenda = secretary.page.get_by_label("Повестка").input_value()
    assert agenda.replace("\u00a0", " ") == "Обращение (арбитраж): Старкова И. П."
    secretary.tap("Назначить заседание").tap("Записать протокол")
    stage.looks(secretary.page, "minutes-form")
    assert secretary.page.get_by_label("За", exact=True).first.input_value() == "2"
    secretary.type("Номер протокола", "3").type("Что решено", "Встречаться по средам в 15:00")
    secretary.choose("Кто исполняет", CURATOR).set("Срок", "2022-10-20")
    for name in (CHAIR, YOUNG):
        secretary.page.get_by_label(re.compile(name)).first.uncheck()
    secretary.tap("Сохранить протокол")
    stage.looks(secretary.page, "minutes")
    assert not secretary.page.get_by_role("button", name="Подписать протокол").count()  # the chair's, not his
    chair = stage.hand(CHAIR, "council_chair")
    stage.looks(chair.page, "chair-home")
    chair.page.goto(secretary.page.url)
    chair.tap("Подписать протокол").until("Нет кворума")
    stage.looks(chair.page, "no-quorum")
    secretary.tap("Записать протокол")
    for name in (CHAIR, YOUNG):
        secretary.page.get_by_label(re.compile(name)).first.check()
    secretary.tap("Сохранить протокол")
    chair.page.goto(secretary.page.url)
    chair.tap("Подписать протокол").until("Протокол подписан")
    stage.looks(chair.page, "signed")
