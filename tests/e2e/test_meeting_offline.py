"""A meeting of twelve on a phone: few touches; and the connection that is lost in the middle of the record."""

from playwright.sync_api import Page

from accounts.models import Person
from accounts.tenancy import tenant_scope
from programs.models import Meeting, MenteeEntry, Program, Unit, UnitMember
from tests.e2e.steps import Hand, Touches, said
from tests.world import World

TWELVE = 12


def group_of_twelve(world: World) -> int:
    """The pair of the world's mentor becomes a group of twelve."""
    a = world.a11
    with tenant_scope(a.region_id):
        unit = Unit.objects.get(pk=a.rows["unit"])
        Unit.objects.filter(pk=unit.pk).update(kind="group")
        Program.objects.filter(unit=unit).update(start_on="2021-09-01")
        Meeting.objects.filter(unit=unit).update(state="cancelled")
        for number in range(TWELVE - 1):
            person = Person.objects.create(last_name=f"Участников{number:02}", first_name="Лев", gender="m")
            entry = MenteeEntry.objects.create(
                organization_id=a.id, person=person, state="in_program", created_at=unit.proposed_at
            )
            UnitMember.objects.create(unit=unit, person=person, side="mentee", mentee_entry=entry)
        return unit.pk


def held(world: World) -> list[Meeting]:
    with tenant_scope(world.a11.region_id):
        rows = Meeting.objects.filter(unit_id=world.a11.rows["unit"], state="held")
        return list(rows.prefetch_related("presences__member__person"))


def test_twelve_in_eight_touches_and_a_lost_connection_loses_nothing(world: World, phone, sign_in) -> None:
    group_of_twelve(world)
    page: Page = phone()
    sign_in(page, world.a11.mentor)
    hand = Hand(page, Touches(), touch=True)
    with hand.counting("meeting of twelve recorded", most=8):
        hand.tap("^Записать", near="Записать встречу")
        for number in (3, 7):
            page.get_by_label(f"Участников{number:02}").uncheck()
            hand.touches += 1
        hand.type("О чём говорили", "Готовили конференцию")
        page.context.set_offline(True)
        page.get_by_role("main").get_by_role("button", name="Записать встречу").tap()
        hand.touches += 1
    page.get_by_text("уйдёт сама").wait_for()
    assert held(world) == []
    page.context.set_offline(False)
    page.get_by_text("Встреча записана").wait_for()
    (meeting,) = held(world)
    assert meeting.content == "Готовили конференцию"
    away = [row.member.person.last_name for row in meeting.presences.all() if not row.present]
    assert away == ["Участников03", "Участников07"]
    page.go_back()
    page.reload()
    assert page.get_by_label("О чём говорили").input_value() == ""
    page.get_by_label("О чём говорили").fill("Начали и не успели")
    page.reload()
    assert page.get_by_label("О чём говорили").input_value() == "Начали и не успели"
    assert "Вернули то, что вы начали писать" in said(page)


def test_a_time_that_suits_both_is_two_touches_from_the_card(world: World, phone, sign_in, axe) -> None:
    page: Page = phone()
    sign_in(page, world.a11.mentor)
    hand = Hand(page, Touches(), touch=True)
    with hand.counting("meeting planned, from the card of the pair", most=2, typed=0):
        page.goto(f"/units/{world.a11.rows['unit']}/")
        hand.tap("Назначить встречу")
        axe(page)
        hand.tap("[0-9]:00$").until("Встреча назначена")
    page.goto("/calendar/hours/")
    axe(page)
