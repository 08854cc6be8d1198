"""Confirmed by one press, frozen, corrected with both numbers, returned, accepted; and who may see what."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts.models import AuditEvent, Deadline, Notice
from accounts.refusal import Refusal
from monitoring.models import PeriodReport, ReportCorrection, ReportSnapshot
from monitoring.services import reports as service
from programs.models import Meeting
from tests.monitoring.month import at, deadline_of, meeting, opened, page_text
from tests.monitoring.test_figures import live
from tests.monitoring.test_months import asks
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(world: World, clock_at) -> PeriodReport:
    """October of A11, counted on the 20th."""
    asks(world)
    live(world.a11, clock_at)
    clock_at(at("20.10.2021"))
    return opened(world, world.a11)


def confirm(world: World, report: PeriodReport, **words: str) -> PeriodReport:
    with acting(world.a11.curator) as actor:
        return service.confirm(actor=actor, report=report, explanations=words)


def frozen(report: PeriodReport, code: str) -> int:
    return ReportSnapshot.objects.filter(report=report).order_by("-number").first().figures["lines"][code]["value"]


def test_one_press_confirms_and_closes_the_term(world: World, client_of, report: PeriodReport) -> None:
    page = f"/reports/monthly/{report.pk}/"
    client = client_of(world.a11.curator)
    assert "Подтвердить отчёт" in client.get(page).content.decode()
    assert client.post(f"{page}confirm/", {"why-confirmed": "Двое болели"}).status_code == 302
    text = client.get(page).content.decode()
    assert "Двое болели" in text
    assert "Подтвердить отчёт" not in text
    with acting(world.a11.curator):
        row = PeriodReport.objects.get(pk=report.pk)
        assert (row.state, row.confirmed_by_id) == ("confirmed", world.a11.curator.person_id)
        assert frozen(row, "confirmed") == 2
        assert deadline_of(row).done_at is not None


def test_a_second_press_is_told_who_did_it(world: World, client_of, report: PeriodReport) -> None:
    confirm(world, report)
    answer = client_of(world.a11.curator).post(f"/reports/monthly/{report.pk}/confirm/")
    assert answer.status_code == 409
    assert "Отчёт уже подтверждён" in answer.content.decode()
    assert "20 октября 2021" in page_text(answer)
    with acting(world.a11.curator):
        assert ReportSnapshot.objects.filter(report=report).count() == 1


def test_records_changed_later_do_not_change_the_snapshot(world: World, report: PeriodReport) -> None:
    confirm(world, report)
    with acting(world.a11.curator):
        Meeting.objects.filter(state="confirmed").delete()
        assert frozen(report, "confirmed") == 2


def test_the_database_refuses_to_touch_a_snapshot(world: World, report: PeriodReport) -> None:
    confirm(world, report)
    with acting(world.a11.curator):
        for touch in (lambda rows: rows.update(number=9), lambda rows: rows.delete()):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                touch(ReportSnapshot.objects.filter(report=report))


def test_a_correction_keeps_both_numbers_and_the_reason(world: World, client_of, report: PeriodReport) -> None:
    confirm(world, report)
    page = f"/reports/monthly/{report.pk}/"
    client = client_of(world.a11.curator)
    nothing = client.post(f"{page}correct/", {"code": "confirmed", "reason": "Просто так"})
    assert nothing.status_code == 422
    with acting(world.a11.curator):
        unit = Meeting.objects.filter(state="confirmed").first().unit
        meeting(unit, "14.10.2021")
    assert "2 → 3" in client.get(page).content.decode()
    answer = client.post(f"{page}correct/", {"code": "confirmed", "reason": "Встречу подтвердили позже"})
    assert answer.status_code == 302
    with acting(world.a11.curator):
        row = ReportCorrection.objects.get(report=report)
        assert (row.code, row.was, row.became) == ("confirmed", 2, 3)
        assert frozen(report, "confirmed") == 2
    text = client.get(page).content.decode()
    assert "Встречу подтвердили позже" in text
    assert "Исправлено" in text


def test_a_correction_without_a_reason_is_refused(world: World, client_of, report: PeriodReport) -> None:
    confirm(world, report)
    with acting(world.a11.curator):
        meeting(Meeting.objects.filter(state="confirmed").first().unit, "14.10.2021")
    answer = client_of(world.a11.curator).post(
        f"/reports/monthly/{report.pk}/correct/", {"code": "confirmed", "reason": " "}
    )
    assert answer.status_code == 422
    assert "Напишите, почему число изменилось" in answer.content.decode()


def test_only_the_named_role_confirms(world: World, report: PeriodReport) -> None:
    """The regulation names the curator (a default): the head is told whose it is and by which clause."""
    with acting(world.a11.head) as actor, pytest.raises(Refusal) as refusal:
        service.confirm(actor=actor, report=report)
    assert "куратор" in refusal.value.reason
    with acting(world.a10.coordinator) as actor, pytest.raises(Refusal):
        service.confirm(actor=actor, report=report)


def test_returned_with_a_remark_and_confirmed_again(world: World, client_of, report: PeriodReport) -> None:
    confirm(world, report)
    coordinator = client_of(world.a10.coordinator)
    url = f"/reports/monthly/{report.pk}/return/"
    assert coordinator.post(url, {"remark": ""}).status_code == 422
    assert coordinator.post(url, {"remark": "Где встречи второй пары?"}).status_code == 302
    with acting(world.a11.curator):
        row = PeriodReport.objects.get(pk=report.pk)
        assert (row.state, f"{row.due_on:%d.%m.%Y}") == ("returned", "25.10.2021")  # three working days from the 20th
        term = Deadline.objects.get(kind=f"monthly_report_returned_{row.pk}")
        assert term.done_at is None
        assert Notice.objects.filter(person_id=world.a11.curator.person_id, text__contains="возвращён").exists()
    assert (
        "Где встречи второй пары?"
        in client_of(world.a11.curator).get(f"/reports/monthly/{report.pk}/").content.decode()
    )
    confirm(world, report)
    with acting(world.a11.curator):
        assert Deadline.objects.get(pk=term.pk).done_at is not None
        assert list(
            ReportSnapshot.objects.filter(report=report).order_by("number").values_list("number", flat=True)
        ) == [1, 2]


def test_accepted_by_the_level_above_only(world: World, report: PeriodReport) -> None:
    confirm(world, report)
    for stranger in (world.a00.region_operator, world.a11.curator):
        with acting(stranger) as actor, pytest.raises(Refusal) as refusal:
            service.accept(actor=actor, report=report)
        assert refusal.value.code == "permission"
    with acting(world.a1m.mnc_officer) as actor:
        assert service.accept(actor=actor, report=report).state == "accepted"
    with acting(world.a10.coordinator) as actor, pytest.raises(Refusal) as refusal:
        service.accept(actor=actor, report=report)
    assert "Отчёт уже принят" in refusal.value.reason


def test_a_foreign_report_is_not_found(world: World, client_of, report: PeriodReport) -> None:
    for stranger in (world.a12.curator, world.a20.coordinator, world.a2m.mnc_officer, world.b11.curator):
        for tail in ("", "return/" if stranger.role != "curator" else "correct/"):
            assert client_of(stranger).get(f"/reports/monthly/{report.pk}/{tail}").status_code == 404
    assert client_of(world.a11.mentor).get(f"/reports/monthly/{report.pk}/").status_code == 403


def test_above_the_school_there_are_numbers_without_names(world: World, client_of, report: PeriodReport) -> None:
    for reader in (world.a10.coordinator, world.a1m.mnc_officer, world.a00.ministry):
        text = page_text(client_of(reader).get(f"/reports/monthly/{report.pk}/"))
        assert "Пар и групп" in text
        assert not any(name in text for name in ("Первая", "Нервая", "Ищущая", "Одна "))
    own = client_of(world.a11.curator).get(f"/reports/monthly/{report.pk}/").content.decode()
    assert "Ищущая" in own


def test_the_page_is_a_fixed_number_of_queries(
    world: World, client_of, report: PeriodReport, django_assert_max_num_queries
) -> None:
    client = client_of(world.a11.curator)
    with django_assert_max_num_queries(60):
        client.get(f"/reports/monthly/{report.pk}/")


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_snapshot(world: World, clock_at) -> None:
    asks(world)
    clock_at(at("20.10.2021"))
    report = opened(world, world.a11)
    gate = threading.Barrier(3)

    def press() -> str:
        try:
            gate.wait(timeout=20)
            return confirm(world, report).state
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        answers = sorted(future.result() for future in [pool.submit(press) for _number in range(3)])
    assert answers == ["already", "already", "confirmed"]
    with acting(world.a11.curator):
        assert ReportSnapshot.objects.filter(report=report).count() == 1
        assert AuditEvent.objects.filter(verb="periodreport.confirm").count() == 1
