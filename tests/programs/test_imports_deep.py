"""A region's hundred thousand, beyond the gate: time that grows with the rows, flat memory, nothing twice."""

import os
import threading
import time
from collections import defaultdict
from pathlib import Path

import pytest

from accounts.models import AuditEvent, Employment, Organization, Person
from accounts.tenancy import tenant_scope
from programs.models import ImportBatch
from programs.services import import_work, imports
from tests import factories as f
from tests.bench.imports import people
from tests.programs import sheets
from tests.support.people import acting
from tests.world import World

pytestmark = [pytest.mark.deep, pytest.mark.django_db(transaction=True)]
COUNT = int(os.environ.get("IMPORT_ROWS", "100000"))
MEGABYTES = 250  # that the process grows by: openpyxl keeps about a kilobyte of every row until the file is closed
LINEAR = 1.6  # how much dearer a row of the second half may be than one of the first, in work of this process


def resident() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError


def test_a_region_loads_a_hundred_thousand(world: World, monkeypatch, capsys) -> None:
    """The same people in another file afterwards: not one card, job or event more."""
    with acting(world.a00.region_operator):
        parent = Organization.objects.get(pk=world.a10.id)
        for number in range(500):
            f.SchoolFactory(parent=parent, short_name=f"Школа № {number + 1}", name=f"Средняя школа № {number + 1}")
    costs: defaultdict[str, list[float]] = defaultdict(list)
    for name in ("_read", "_write"):
        monkeypatch.setattr(import_work, name, _timed(getattr(import_work, name), costs[name]))
    rows = list(people(COUNT))
    first = _loaded(world, "Регион.xlsx", sheets.xlsx(rows, constant_memory=True), capsys)
    assert first.counts["added"] == COUNT
    for name, spent in costs.items():
        half = len(spent) // 2
        assert sum(spent[half : 2 * half]) < LINEAR * sum(spent[:half]), name
    before = _rows(world)
    again = _loaded(world, "Регион, ещё раз.xlsx", sheets.xlsx([["Список"], *rows], constant_memory=True), capsys)
    assert again.counts["same"] == COUNT
    assert _rows(world) == before


def _loaded(world: World, name: str, content: bytes, capsys) -> ImportBatch:
    with acting(world.a00.region_operator) as actor:
        batch, _fresh = imports.upload(actor=actor, kind="staff", content=content, name=name)
        batch = imports.settle_columns(actor=actor, batch=batch, fields={}, options={}, remember=False)
    before, seen, over = resident(), [], threading.Event()
    watcher = threading.Thread(target=_watch, args=(seen, over))
    watcher.start()
    try:
        for stage, after in (("reading", "review"), ("applying", "done")):
            started, worked = time.monotonic(), time.process_time()
            while (now := _batch(world, batch.pk)).stage == stage:
                import_work.run_all()
            assert now.stage == after, now.trouble
            with capsys.disabled():
                wall, own = time.monotonic() - started, time.process_time() - worked
                print(f"\n{COUNT} rows, {stage}: {wall:.0f} s, of them {own:.0f} s of this process", end="", flush=True)
            if after == "review":
                assert now.counts["ready"] == COUNT
                with acting(world.a00.region_operator) as actor:
                    imports.apply(actor=actor, batch=now)
    finally:
        over.set()
        watcher.join()
    with capsys.disabled():
        print(f"; memory {before:.0f} → at most {max(seen):.0f} MB")
    assert max(seen) - before < MEGABYTES
    return _batch(world, batch.pk)


def _timed(act, spent: list[float]):
    def timed(*given) -> None:
        started = time.process_time()
        act(*given)
        spent.append(time.process_time() - started)

    return timed


def _rows(world: World) -> tuple[int, int, int]:
    with tenant_scope(world.region_a):
        events = AuditEvent.objects.exclude(verb__startswith="import.")
        return Person.objects.count(), Employment.objects.count(), events.count()


def _watch(seen: list[float], over: threading.Event) -> None:
    while not over.wait(0.2):
        seen.append(resident())
    seen.append(resident())


def _batch(world: World, pk: int) -> ImportBatch:
    with tenant_scope(world.region_a):
        return ImportBatch.objects.get(pk=pk)
