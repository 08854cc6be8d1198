"""The outbox, one deliverer: turns, back-off, giving up, and what a letter looks like."""

import datetime

import pytest
from django.db import DatabaseError

from accounts import mail, outbox, tasks  # noqa: F401  tasks registers the handlers
from accounts.models import OutboxMessage
from accounts.outbox import TryLater, Undeliverable
from accounts.services import delivery
from accounts.services.delivery import delay_after, deliver
from tests.engine.kit import UTC, Mailbox, Place, enqueue_letter, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def handler(monkeypatch):
    """Let a test be the handler of documents."""
    return lambda function: monkeypatch.setitem(outbox.HANDLERS, "document", function)


def enqueue(place: Place, key: str = "one") -> None:
    with place.scope():
        outbox.enqueue("document", key, {"key": key})


def test_a_letter_goes_out_once(place: Place, mailbox: Mailbox) -> None:
    place.letters(1)
    assert deliver() == {"done": 1}
    assert deliver() == {}
    (row,) = place.messages()
    assert row.done_at and row.attempts == 1 and row.last_error == ""
    (letter,) = mailbox.letters
    assert letter["To"] == "letter-0@example.org"
    assert letter["Subject"] == "Новый срок"
    assert letter["Message-ID"] == mail.message_id(row)
    assert letter["Auto-Submitted"] == "auto-generated"
    body = letter.get_content()
    assert "Школа" in body and "https://example.org/deadlines/" in body and "&" not in body


def test_a_delivered_letter_forgets_what_it_said(place: Place, mailbox: Mailbox) -> None:
    """It may have carried a personal link; the database keeps only its hash."""
    place.letters(1)
    deliver()
    (row,) = place.messages()
    assert row.payload == {"to": "letter-0@example.org", "subject": "Новый срок", "template": "mail/notice.txt"}


def test_the_message_id_is_stable_and_the_rows_own(place: Place) -> None:
    place.letters(2)
    first, second = place.messages()
    assert mail.message_id(first) == mail.message_id(place.messages()[0]) != mail.message_id(second)
    restored = OutboxMessage(pk=first.pk, created_at=first.created_at + datetime.timedelta(days=1))
    assert mail.message_id(restored) != mail.message_id(first)


def test_delays_double_from_a_minute_to_six_hours() -> None:
    minutes = [delay_after(attempts) / datetime.timedelta(minutes=1) for attempts in range(1, 11)]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360]


def test_a_failure_is_tried_again_after_its_delay(place: Place, handler) -> None:
    calls = []

    @handler
    def fails_once(message: OutboxMessage) -> None:
        calls.append(message.pk)
        if len(calls) == 1:
            raise TryLater("Занято")

    enqueue(place)
    before = outbox.queue_now()
    assert deliver() == {"postponed": 1}
    (row,) = place.messages()
    assert row.last_error == "Занято" and row.attempts == 1
    minute = datetime.timedelta(minutes=1)
    assert before + minute <= row.next_attempt_at <= outbox.queue_now() + minute
    assert deliver() == {}
    place.let_leases_end()
    assert deliver() == {"done": 1}
    (row,) = place.messages()
    assert row.attempts == 2 and row.done_at and row.last_error == ""


def test_ten_failures_are_enough(place: Place, handler) -> None:
    @handler
    def never(message: OutboxMessage) -> None:
        raise KeyError("secret@example.org")

    enqueue(place)
    outcomes = []
    for _turn in range(12):
        place.let_leases_end()
        outcomes += deliver().elements()
    assert outcomes == ["postponed"] * 9 + ["gave up"]
    (row,) = place.messages()
    assert row.gave_up_at and row.done_at is None and row.attempts == 10
    assert "KeyError" in row.last_error and "secret" not in row.last_error


def test_a_handler_may_give_up_at_once(place: Place, handler) -> None:
    @handler
    def hopeless(message: OutboxMessage) -> None:
        raise Undeliverable("Некому")

    enqueue(place)
    assert deliver() == {"gave up": 1}
    (row,) = place.messages()
    assert (row.last_error, row.attempts) == ("Некому", 1)


def test_a_worker_that_dies_each_time_uses_up_the_attempts(place: Place, handler) -> None:
    """A row that kills its worker must not kill workers for ever: the attempt is counted before the work."""

    @handler
    def kills(message: OutboxMessage) -> None:
        raise SystemExit

    enqueue(place)
    for _turn in range(10):
        place.let_leases_end()
        with pytest.raises(SystemExit):
            deliver()
    assert [row.attempts for row in place.messages()] == [10]
    place.let_leases_end()
    assert deliver() == {"gave up": 1}


def test_what_a_failing_handler_wrote_is_rolled_back(place: Place, handler) -> None:
    @handler
    def writes_and_fails(message: OutboxMessage) -> None:
        enqueue_letter("half@example.org")
        raise TryLater("Занято")

    enqueue(place)
    deliver()
    assert len(place.messages()) == 1


def test_a_bad_row_does_not_stop_the_others(place: Place, handler) -> None:
    @handler
    def picky(message: OutboxMessage) -> None:
        if message.payload["key"] == "bad":
            raise ZeroDivisionError

    for key in ("bad", "good", "better"):
        enqueue(place, key)
    assert deliver() == {"postponed": 1, "done": 2}


def test_a_bad_region_does_not_stop_the_others(place: Place, mailbox: Mailbox, monkeypatch, caplog) -> None:
    other = make_place("engine-2")
    place.letters(1)
    other.letters(1)
    plain = delivery.deliver_one

    def broken(region_id: int, kind: str) -> str | None:
        if region_id == place.region.pk:
            raise DatabaseError("ivanov@example.org")
        return plain(region_id, kind)

    monkeypatch.setattr(delivery, "deliver_one", broken)
    assert deliver() == {"done": 1}
    assert (place.done(), other.done()) == (0, 1)
    assert "region engine failed: DatabaseError" in caplog.text and "ivanov" not in caplog.text


def test_a_busy_region_leaves_turns_to_the_others(place: Place, handler) -> None:
    order = []
    handler(lambda message: order.append(message.region_id))
    other = make_place("engine-2")
    for number in range(25):
        enqueue(place, str(number))
    enqueue(other)
    deliver()
    assert len(order) == 26
    assert order.index(other.region.pk) <= delivery.ROWS_OF_A_TURN


def test_a_dead_mail_server_does_not_hold_up_documents(place: Place, mailbox: Mailbox, handler, settings) -> None:
    """At ten seconds of waiting for each, a hundred letters would hold up a document for a quarter of an hour."""
    settings.EMAIL_PORT = 1
    handler(lambda message: None)
    place.letters(100)
    for number in range(15):
        enqueue(place, str(number))
    assert deliver() == {"done": 15, "postponed": delivery.FAILURES_IN_A_ROW}


def test_a_letter_that_goes_out_ends_the_row_of_failures(place: Place, mailbox: Mailbox) -> None:
    mailbox.refusals = dict.fromkeys(["letter-0@example.org", "letter-1@example.org", "letter-3@example.org"], "450 no")
    place.letters(6)
    assert deliver() == {"done": 3, "postponed": 3}


def test_a_run_ends_with_its_budget(place: Place, handler) -> None:
    handler(lambda message: None)
    enqueue(place)
    assert deliver(budget_seconds=-1.0) == {}
    assert deliver() == {"done": 1}


def test_a_message_without_a_handler_waits(place: Place, monkeypatch) -> None:
    monkeypatch.delitem(outbox.HANDLERS, "document", raising=False)
    enqueue(place)
    assert deliver() == {"postponed": 1}
    assert place.messages()[0].last_error == "Для сообщений этого вида нет обработчика."


def test_the_queue_does_not_follow_a_moved_clock(place: Place, handler, clock_at) -> None:
    """A demo clock moved by a month would open every lease: the row would be done by two workers."""
    seen = []

    @handler
    def moves_the_clock(message: OutboxMessage) -> None:
        seen.append(message.pk)
        clock_at(datetime.datetime(2031, 1, 1, tzinfo=UTC))
        assert delivery.deliver_one(place.region.pk, "document") is None

    enqueue(place)
    assert deliver() == {"done": 1}
    enqueue(place, "in the moved time")
    clock_at(datetime.datetime(2021, 1, 1, tzinfo=UTC))
    assert deliver() == {"done": 1}
    assert len(seen) == 2


def test_the_same_key_is_enqueued_once(place: Place) -> None:
    with place.scope():
        assert enqueue_letter("a@example.org", "key")
        assert not enqueue_letter("a@example.org", "key")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("550 5.1.1 <gone@example.org>: no such mailbox", "gave up"),
        ("553 gone@example.org is not here", "gave up"),
        ("554 5.7.1 Relay access denied", "postponed"),
        ("450 4.2.1 try later", "postponed"),
    ],
)
def test_refusals_of_the_address(place: Place, mailbox: Mailbox, answer: str, outcome: str) -> None:
    mailbox.refusals["gone@example.org"] = answer
    with place.scope():
        enqueue_letter("gone@example.org")
    place.letters(1)
    assert deliver() == {outcome: 1, "done": 1}
    row = place.messages()[0]
    assert answer[:3] in row.last_error and "gone@" not in row.last_error
    assert bool(row.gave_up_at) == (outcome == "gave up")


def test_a_refused_letter_is_tried_again(place: Place, mailbox: Mailbox) -> None:
    mailbox.at_data = "554 5.6.0 looks like spam from noreply@localhost"
    place.letters(1)
    assert deliver() == {"postponed": 1}
    assert place.messages()[0].last_error == "Почтовый сервер ответил: 554 5.6.0 looks like spam from адрес"


def test_a_dead_mail_server_is_no_error_of_ours(place: Place, mailbox: Mailbox, settings, caplog) -> None:
    settings.EMAIL_PORT = 1
    place.letters(1)
    assert deliver() == {"postponed": 1}
    assert place.messages()[0].last_error == "Почтовый сервер недоступен: ConnectionRefusedError"
    assert "ERROR" not in caplog.text and "example.org" not in caplog.text


@pytest.mark.parametrize("address", ["", "no-at-sign", "two@at@signs", "line\nbreak@example.org"])
def test_an_address_that_cannot_be_one(place: Place, mailbox: Mailbox, address: str) -> None:
    with place.scope():
        enqueue_letter(address, "key")
    assert deliver() == {"gave up": 1}
    assert place.messages()[0].last_error == "Адрес записан неверно."
    assert mailbox.letters == []


def test_a_subject_of_two_lines_is_one_line(place: Place, mailbox: Mailbox) -> None:
    payload = {
        "to": "a@example.org", "subject": "Срок\r\nBcc: spy@example.org", "template": "mail/notice.txt",
        "context": {"text": "т", "detail": "", "url": ""},
    }  # fmt: skip
    with place.scope():
        outbox.enqueue("mail", "key", payload)
    assert deliver() == {"done": 1}
    assert mailbox.letters[0]["Subject"] == "Срок Bcc: spy@example.org"
    assert mailbox.letters[0]["Bcc"] is None
