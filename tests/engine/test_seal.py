"""The sealed audit log: what an honest log looks like, and every tampering by somebody who owns the database."""

import datetime
import json
import random
from collections.abc import Callable
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from accounts import audit
from accounts.models import AuditEvent, AuditSeal
from accounts.services import seal
from accounts.services.seal import ChainBroken, head_path, link, read_head, seal_all, seal_region, verify
from tests.engine.kit import Place, as_owner_here, at_once, make_place

EVENTS = 12
OF_THE_REGION = "region_id = (SELECT id FROM accounts_region WHERE code = 'engine')"


def write(place: Place, count: int = 1) -> list[AuditEvent]:
    with place.scope():
        return [audit.record(None, "order.approve", None, note=f"№ {number}", n=number) for number in range(count)]


def chain(place: Place) -> list[tuple[int, str, int]]:
    with place.scope():
        return list(AuditSeal.objects.values_list("number", "hash", "event_id"))


def outcome(*arguments: str) -> tuple[int, str]:
    """The exit code of ``verify_audit`` and all that it printed."""
    output = StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=output, stderr=output)
    except CommandError as error:
        return error.returncode, output.getvalue() + str(error)
    return 0, output.getvalue()


@pytest.mark.django_db
class TestHonest:
    def test_numbers_are_contiguous_and_hashes_follow_one_another(self, place: Place) -> None:
        write(place, 5)
        assert seal_region(place.region) == 5
        write(place, 3)
        assert seal_region(place.region) == 3
        assert seal_region(place.region) == 0
        links = chain(place)
        assert [number for number, _hash, _event in links] == list(range(1, 9))
        previous = seal.START
        with place.scope():
            events = {event["id"]: event for event in AuditEvent.objects.values(*seal.FIELDS)}
        for _number, hash_, event in links:
            assert hash_ == (previous := link(previous, events[event]))
        assert verify(place.region) == seal.Verdict(8, 0, previous)

    def test_batches_make_one_chain(self, place: Place, monkeypatch) -> None:
        monkeypatch.setattr(seal, "BATCH", 4)
        write(place, EVENTS + 1)
        assert seal_region(place.region) == EVENTS + 1
        assert verify(place.region).count == EVENTS + 1

    def test_every_column_is_sealed(self) -> None:
        assert set(seal.FIELDS) == {field.attname for field in AuditEvent._meta.concrete_fields}

    def test_the_head_is_kept_outside_the_database(self, place: Place) -> None:
        write(place, 3)
        seal_region(place.region)
        head = json.loads(head_path(place.region).read_text())
        assert head == {"number": 3, "hash": chain(place)[-1][1], "count": 3}

    def test_a_late_event_with_a_lower_id_gets_a_later_number(self, place: Place) -> None:
        first, second, third = write(place, 3)
        with place.scope():
            AuditSeal.objects.create(event=third, number=1, hash=link(seal.START, _values(third)))
        assert seal_region(place.region) == 2
        assert [event for _number, _hash, event in chain(place)] == [third.pk, first.pk, second.pk]
        assert verify(place.region).broken is None

    def test_a_very_late_event_is_found_by_the_sweep(self, place: Place, monkeypatch) -> None:
        monkeypatch.setattr(seal, "LOOK_BACK", 2)
        _first, _second, third = write(place, 3)
        with place.scope():
            AuditSeal.objects.create(event=third, number=1, hash=link(seal.START, _values(third)))
        assert seal_region(place.region) == 1
        assert verify(place.region).unsealed == 1
        assert seal_region(place.region, sweep=True) == 1
        assert verify(place.region).unsealed == 0

    def test_regions_have_chains_of_their_own(self, place: Place) -> None:
        other = make_place("engine-2")
        write(place, 2)
        write(other, 3)
        seal_all()
        assert (verify(place.region).count, verify(other.region).count) == (2, 3)

    def test_a_crash_before_the_head_was_written_is_no_fault(self, place: Place, monkeypatch) -> None:
        write(place, 3)
        seal_region(place.region)
        write(place, 3)
        with monkeypatch.context() as patch:
            patch.setattr(seal, "_write_head", _crash)
            with pytest.raises(OSError):
                seal_region(place.region)
        assert read_head(place.region).number == 3
        assert verify(place.region).broken is None
        seal_region(place.region)
        assert read_head(place.region).number == 6

    def test_an_empty_log_is_whole(self, place: Place) -> None:
        assert seal_region(place.region) == 0
        assert outcome("--region", "engine")[0] == 0
        assert not head_path(place.region).exists()

    def test_the_command_says_what_it_saw(self, place: Place) -> None:
        write(place, 3)
        seal_region(place.region)
        write(place, 1)
        code, text = outcome("--region", "engine")
        assert (code, text) == (
            0, f"engine: цепочка цела, записей 3, ждут печати 1, вершина {chain(place)[-1][1]}\n"
        )  # fmt: skip

    def test_the_command_knows_its_regions(self, db: None) -> None:
        assert outcome("--region", "nowhere") == (1, "Нет региона с кодом nowhere.")

    @pytest.mark.parametrize("table", ["accounts_auditevent", "accounts_auditseal"])
    @pytest.mark.parametrize("verb", ["UPDATE {} SET region_id = region_id", "DELETE FROM {}"])
    def test_the_application_can_only_add(self, place: Place, table: str, verb: str) -> None:
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(verb.format(table))


def _values(event: AuditEvent) -> dict:
    return AuditEvent.objects.filter(pk=event.pk).values(*seal.FIELDS).get()


def _crash(*_arguments: object) -> None:
    raise OSError("no space left")


FORGE_TAIL = f"""
    DELETE FROM accounts_auditseal WHERE number > 9 AND {OF_THE_REGION};
    DELETE FROM accounts_auditevent e WHERE {OF_THE_REGION}
        AND NOT EXISTS (SELECT 1 FROM accounts_auditseal s WHERE s.event_id = e.id);
"""
DROP_FOREIGN_KEYS = """
    DO $$ DECLARE key record; BEGIN
        FOR key IN SELECT conname FROM pg_constraint WHERE conrelid = 'accounts_auditseal'::regclass AND contype = 'f'
        LOOP EXECUTE 'ALTER TABLE accounts_auditseal DROP CONSTRAINT ' || quote_ident(key.conname); END LOOP;
    END $$;
"""


def _event(number: int) -> str:
    return f"(SELECT event_id FROM accounts_auditseal WHERE number = {number} AND {OF_THE_REGION})"


def _swap(column: str, first: int, second: int) -> str:
    return f"""
        CREATE TEMP TABLE two AS
            SELECT number, {column} AS was FROM accounts_auditseal WHERE number IN ({first}, {second})
            AND {OF_THE_REGION};
        ALTER TABLE accounts_auditseal DROP CONSTRAINT IF EXISTS accounts_auditseal_event_id_key;
        UPDATE accounts_auditseal s SET {column} = two.was FROM two
            WHERE s.number = {first} + {second} - two.number AND {OF_THE_REGION};
    """


TAMPERINGS = {
    "a word edited": (f"UPDATE accounts_auditevent SET verb = 'order.return' WHERE id = {_event(5)}", 5),
    "a moment edited": (f"UPDATE accounts_auditevent SET at = at - interval '1 second' WHERE id = {_event(7)}", 7),
    "data edited": (f"UPDATE accounts_auditevent SET data = '{{\"n\": 1}}' WHERE id = {_event(1)}", 1),
    "an actor put in": (
        f"UPDATE accounts_auditevent SET person_id = (SELECT min(id) FROM accounts_person WHERE {OF_THE_REGION}) "
        f"WHERE id = {_event(12)}", 12,
    ),
    "an event and its link deleted": (
        f"CREATE TEMP TABLE gone AS SELECT {_event(4)} AS id; "
        f"DELETE FROM accounts_auditseal WHERE number = 4 AND {OF_THE_REGION}; "
        "DELETE FROM accounts_auditevent WHERE id IN (SELECT id FROM gone)", 4,
    ),
    "an event deleted under its link": (
        f"{DROP_FOREIGN_KEYS} DELETE FROM accounts_auditevent WHERE id = {_event(6)}", 6,
    ),
    "the first deleted": (
        f"DELETE FROM accounts_auditseal WHERE number = 1 AND {OF_THE_REGION}", 1,
    ),
    "deleted, and the rest numbered anew": (
        f"DELETE FROM accounts_auditseal WHERE number = 4 AND {OF_THE_REGION}; "
        "ALTER TABLE accounts_auditseal DROP CONSTRAINT seal_number_once; "
        f"UPDATE accounts_auditseal SET number = number - 1 WHERE number > 4 AND {OF_THE_REGION}", 4,
    ),
    "two events reordered": (_swap("event_id", 3, 8), 3),
    "two links reordered": (_swap("hash", 2, 11), 2),
    "the tail cut": (FORGE_TAIL, 10),
    "everything deleted": (
        f"DELETE FROM accounts_auditseal WHERE {OF_THE_REGION}; "
        f"DELETE FROM accounts_auditevent WHERE {OF_THE_REGION}", 1,
    ),
}  # fmt: skip


@pytest.mark.django_db(transaction=True)
class TestTampering:
    @pytest.mark.parametrize(("statements", "number"), TAMPERINGS.values(), ids=TAMPERINGS)
    def test_is_detected_at_its_number(self, place: Place, statements: str, number: int) -> None:
        write(place, EVENTS)
        seal_region(place.region)
        assert outcome("--region", "engine")[0] == 0
        as_owner_here(statements)
        code, text = outcome("--region", "engine")
        assert code == 1
        assert f"engine: нарушена запись № {number}: " in text

    def test_a_chain_computed_anew_differs_from_the_head(self, place: Place) -> None:
        """Whoever owns the database can make every hash right again, but not the file."""
        write(place, EVENTS)
        seal_region(place.region)
        as_owner_here(f"UPDATE accounts_auditevent SET verb = 'x' WHERE id = {_event(5)}")
        _forge(place)
        code, text = outcome("--region", "engine")
        assert (code, "№ 12: цепочка посчитана заново" in text) == (1, True)

    def test_a_chain_broken_inside_is_not_accepted_as_a_restored_one(self, place: Place) -> None:
        write(place, EVENTS)
        seal_region(place.region)
        head = head_path(place.region).read_text()
        as_owner_here(TAMPERINGS["a word edited"][0])
        assert outcome("--accept-restored", "--region", "engine")[0] == 1
        assert head_path(place.region).read_text() == head

    def test_sealing_does_not_hide_a_cut_tail(self, place: Place) -> None:
        write(place, EVENTS)
        seal_region(place.region)
        as_owner_here(FORGE_TAIL)
        write(place, EVENTS)
        with pytest.raises(ChainBroken):
            seal_region(place.region)
        assert "нарушена запись № 10" in outcome()[1]

    def test_a_lost_head_is_said(self, place: Place) -> None:
        write(place, EVENTS)
        seal_region(place.region)
        head_path(place.region).unlink()
        code, text = outcome("--region", "engine")
        assert (code, "нет файла вершины" in text) == (1, True)

    @pytest.mark.parametrize("content", ["", "{", '{"number": 1}', "[]", "null"])
    def test_a_spoilt_head_is_said(self, place: Place, content: str) -> None:
        write(place, EVENTS)
        seal_region(place.region)
        head_path(place.region).write_text(content)
        code, text = outcome("--region", "engine")
        assert (code, "файл вершины цепочки испорчен" in text) == (1, True)

    def test_a_broken_region_does_not_hide_the_others(self, place: Place) -> None:
        other = make_place("engine-2")
        write(place, EVENTS)
        write(other, EVENTS)
        seal_all()
        as_owner_here(TAMPERINGS["a word edited"][0])
        code, text = outcome()
        assert code == 1
        assert "engine: нарушена запись № 5" in text and "engine-2: цепочка цела" in text


def _forge(place: Place) -> None:
    previous = seal.START
    for number, _hash, event in chain(place):
        with place.scope():
            previous = link(previous, AuditEvent.objects.filter(pk=event).values(*seal.FIELDS).get())
        as_owner_here((f"UPDATE accounts_auditseal SET hash = %s WHERE number = %s AND {OF_THE_REGION}",
                       [previous, number]))  # fmt: skip


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_twenty_four_sealers_make_one_chain(self, place: Place) -> None:
        write(place, 300)
        assert sum(at_once(24, lambda: seal_region(place.region))) == 300
        verdict = verify(place.region)
        assert (verdict.count, verdict.unsealed, verdict.broken) == (300, 0, None)
        assert read_head(place.region).number == 300

    def test_writers_and_sealers_together(self, place: Place) -> None:
        """Some transactions last longer than others, so lower ids are committed after higher ones."""
        turns = iter(range(24))

        def either() -> int:
            turn = next(turns)
            if turn % 3 == 0:
                return sum(seal_region(place.region) for _time in range(10))
            chance = random.Random(turn)
            for _time in range(10):
                with place.scope():
                    audit.record(None, "order.approve", None, turn=turn)
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT pg_sleep(%s)", [chance.uniform(0, 0.02)])
            return 0

        sealed = sum(at_once(24, either)) + seal_region(place.region)
        verdict = verify(place.region)
        assert (sealed, verdict.count, verdict.unsealed, verdict.broken) == (160, 160, 0, None)


def test_the_same_row_gives_the_same_words(moment: Callable) -> None:
    event = {"at": moment("Asia/Kamchatka"), "data": {"б": 1, "а": [2.5, None]}, "id": 7}
    other = {"id": 7, "data": {"а": [2.5, None], "б": 1}, "at": moment("UTC")}
    assert seal.canonical(event) == seal.canonical(other)
    assert seal.canonical(event) == (
        '{"at":"2021-10-25T09:00:00.000000+00:00","data":{"а":[2.5,null],"б":1},"id":7}'.encode()
    )


@pytest.fixture
def moment() -> Callable:
    nine = datetime.datetime(2021, 10, 25, 9, tzinfo=datetime.UTC)
    return lambda zone: nine.astimezone(ZoneInfo(zone))


@pytest.mark.django_db
class TestRestored:
    """The database came back from an older back-up and the files did not."""

    def _older(self, place: Place) -> None:
        write(place, 3)
        seal_region(place.region)
        older = head_path(place.region).read_text()
        data = json.loads(older)
        head_path(place.region).write_text(json.dumps({**data, "number": 9, "count": 9, "hash": "f" * 64}))

    def test_sealing_goes_on_after_the_end_is_taken_and_the_former_head_stays(self, place: Place) -> None:
        self._older(place)
        with pytest.raises(seal.ChainBroken):
            seal_region(place.region)
        code, said = outcome("--accept-restored", "--region", place.region.code)
        assert code == 0, said
        assert "вершина взята из базы" in said
        assert len(list(head_path(place.region).parent.glob(f"{place.region.code}.*.json"))) == 1
        assert seal_region(place.region) == 1  # the event about it
        assert verify(place.region).broken is None
        assert seal.accept_restored(place.region) is None
