"""7.6: an employee mentors by an agreement to his contract (ТК, ст. 351.8) and gives it up by three days' notice."""

from programs.models import MenteeEntry, MentorEntry, MentoringAgreement, Unit
from programs.scenarios import law_351_8
from programs.scenarios.law_351_8 import BY_JOB, CURATOR, HEAD, MENTEE, MENTOR, NEXT
from programs.scenarios.play import Play
from programs.services import programs, proposals, units
from programs.services.programs import ActivityDraft
from tests.e2e.stage import Stage
from tests.e2e.steps import said


def test_an_agreement_its_order_its_notice_and_a_job_description(stage: Stage) -> None:
    with stage.scene() as play:
        law_351_8.cast(play)
    stage.on("03.03.2025")
    with stage.scene() as play:
        _said_yes(play, MENTOR, MENTEE)
    _agreement(stage)
    _order(stage)
    _notice(stage)
    _job_description(stage)


def _said_yes(play: Play, mentor: str, mentee: str) -> None:
    """Both agree to be a pair, the mentee to her duties: the mentor's own papers are the step."""
    unit = proposals.propose(
        actor=play.actor(CURATOR), form="TEACHER_TEACHER", kinds=["TRADITIONAL"],
        mentor=MentorEntry.objects.select_related("person").get(person=play.people[mentor]),
        mentees=[MenteeEntry.objects.select_related("person").get(person=play.people[mentee])],
    )  # fmt: skip
    for name in (mentor, mentee):
        units.answer(actor=play.actor(name), unit=unit, agrees=True)
    law_351_8._give(play, mentee)


def _agreement(stage: Stage) -> None:
    """The curator names the sum, the employee reads it and signs on his phone; before that there is no order."""
    curator = stage.hand(CURATOR)
    stage.looks(curator.page, "curator-home")
    curator.page.goto("/agreements/")
    stage.looks(curator.page, "agreements")
    curator.tap(MENTOR).tap("Поправить условия")
    stage.looks(curator.page, "terms")
    curator.type("Размер выплаты|Сумма|Выплата", "3000").set("по$|до$|Окончание|Последний день|Конец", "2025-12-31")
    curator.tap("^Сохранить").until("Условия сохранены")
    assert "3000,00 руб. в месяц" in said(curator.page)
    assert "– 31.12.2025" in said(curator.page)
    stage.looks(curator.page, "agreement")
    curator.page.goto("/units/order/")
    curator.tick(MENTOR).tap("Составить и отправить").until("Нет письменного согласия")
    stage.looks(curator.page, "order-without-a-signature")
    mentor = stage.hand(MENTOR)
    stage.looks(mentor.page, "mentor-home")
    mentor.tap("Прочитать", near="обязанности").tap("Дать согласие").until("Согласие дано").home()
    mentor.tap("Прочитать|Подписать|Открыть", near="Подписать соглашение")
    stage.looks(mentor.page, "agreement-to-sign")
    mentor.tap("Подписать соглашение").until("Соглашение подписано")


def _order(stage: Stage) -> None:
    curator = stage.hand(CURATOR)
    curator.tap("Оформить", near="Оформить приказом 1 пару")
    curator.tap("Составить и отправить").until("Приказ отправлен на утверждение")
    head = stage.hand(HEAD).tap("Прочитать", near="О закреплении")
    stage.looks(head.page, "head-reads")
    head.tap("^Утвердить").until("Приказ утверждён и подписан")
    curator.home().tap("Зарегистрировать").type("Номер$", "11").tap("^Зарегистрировать").until("зарегистрирован")
    curator.page.goto("/agreements/")
    assert "действует" in said(curator.page)
    with stage.scene() as play:
        actor, unit = play.actor(CURATOR), Unit.objects.get()
        program = programs.draft_program(
            actor=actor, unit=unit, title="Первый год", start_on=actor.today,
            end_on=MentoringAgreement.objects.get().ends,
        )  # fmt: skip
        programs.set_plan(actor=actor, program=program, lines=[ActivityDraft("METHOD", "Открытый урок")])
        programs.approve_program(actor=actor, program=program, version=program.version)


def _notice(stage: Stage) -> None:
    """Thursday 06.03, the days off 08–09.03: the last day is Tuesday 11.03, from 12.03 the pair waits for a mentor."""
    stage.on("06.03.2025")
    mentor = stage.hand(MENTOR)
    stage.looks(mentor.page, "mentor-at-work")
    mentor.page.goto("/units/mine/")
    mentor.page.get_by_text("Подать или попросить").tap()
    stage.looks(mentor.page, "pair")
    mentor.tap("сложении|Сложить")
    stage.looks(mentor.page, "statement")
    mentor.tap("Подать заявление").until("Заявление подано")
    stage.looks(mentor.page, "filed")
    assert "11.03.2025" in said(mentor.page) or "11 марта" in said(mentor.page)
    head = stage.hand(HEAD)
    stage.looks(head.page, "head-told")
    curator = stage.hand(CURATOR)
    curator.page.goto("/agreements/")
    assert "предупреждение подано" in said(curator.page)
    curator.tap(MENTOR)
    assert "11 марта" in said(curator.page)
    stage.looks(curator.page, "notice")
    for day, state in (("11.03.2025", "предупреждение подано"), ("12.03.2025", "прекращено")):
        stage.on(day, strikes=True)
        curator.page.reload()
        assert state in said(curator.page)
    assert "12 марта" in said(curator.page)
    stage.looks(curator.home().page, "curator-told")
    curator.page.goto("/units/")
    assert "меняют наставника" in said(curator.page)
    curator.tap(MENTOR)
    stage.looks(curator.page, "pair-waits")
    assert curator.page.get_by_role("link", name="Выбрать наставника").count()


def _job_description(stage: Stage) -> None:
    """Where the help is his job already, nothing is signed and no payment is asked for."""
    stage.on("13.03.2025")
    with stage.scene() as play:
        _said_yes(play, BY_JOB, NEXT)
        law_351_8._give(play, BY_JOB)
    curator = stage.hand(CURATOR)
    curator.page.goto("/agreements/")
    curator.tap(BY_JOB).tap("Поправить условия").tick("должностн").type("Размер выплаты|Сумма|Выплата", "3000")
    curator.tap("^Сохранить").until("Условия сохранены")
    stage.looks(curator.page, "by-job")
    assert "подпись и выплата не нужны" in said(curator.page)
    assert "руб. в месяц" not in said(curator.page)
    assert BY_JOB not in said(stage.hand(BY_JOB).page) or "Подписать" not in said(stage.hand(BY_JOB).page)
    curator.page.goto("/payments/new/")
    stage.looks(curator.page, "new-payment")
