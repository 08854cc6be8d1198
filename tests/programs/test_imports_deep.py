"""A region's hundred thousand, beyond the gate: time that grows with the rows, flat memory, nothing twice."""

import os
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
FLAT = 1.15  # the peak of a whole stage beside the peak of its first fifth, of the whole process
LINEAR = 1.6  # how much dearer a row of the second half may be than one of the first, in work of this process
HIGHEST_ANEW = "5"


def peak() -> float:
    """Megabytes that this process has held at most since the last ``forget_peak``."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text(HIGHEST_ANEW)


def test_a_region_loads_a_hundred_thousand(world: World, monkeypatch, capsys) -> None:
    """The same people in another file afterwards: not one card, job or event more."""
    with acting(world.a00.region_operator):
        parent = Organization.objects.get(pk=world.a10.id)
        for number in range(500):
            f.SchoolFactory(parent=parent, short_name=f"Школа № {number + 1}", name=f"Средняя школа № {number + 1}")
    slices: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for name, stage in (("_read", "reading"), ("_write", "applying")):
        monkeypatch.setattr(import_work, name, _measured(getattr(import_work, name), slices[stage]))
    first = _loaded(world, "Регион.xlsx", sheets.xlsx(people(COUNT), constant_memory=True), slices, capsys)
    assert first.counts["added"] == COUNT
    before = _rows(world)
    again = [["Список"], *people(COUNT)]
    content = sheets.xlsx(again, constant_memory=True)
    del again
    second = _loaded(world, "Регион, ещё раз.xlsx", content, slices, capsys)
    assert second.counts["same"] == COUNT
    assert _rows(world) == before


def _loaded(
    world: World, name: str, content: bytes, slices: dict[str, list[tuple[float, float]]], capsys
) -> ImportBatch:
    with acting(world.a00.region_operator) as actor:
        batch, _fresh = imports.upload(actor=actor, kind="staff", content=content, name=name)
        batch = imports.settle_columns(actor=actor, batch=batch, fields={}, options={}, remember=False)
    for stage, after in (("reading", "review"), ("applying", "done")):
        slices[stage].clear()
        forget_peak()
        began, started, worked = peak(), time.monotonic(), time.process_time()
        while (now := _batch(world, batch.pk)).stage == stage:
            import_work.run_all()
        assert now.stage == after, now.trouble
        wall, own = time.monotonic() - started, time.process_time() - worked
        costs, peaks = zip(*slices[stage], strict=True)
        fifth, half = peaks[len(peaks) // 5], len(costs) // 2
        with capsys.disabled():
            print(f"\n{COUNT} rows, {stage}: {wall:.0f} s, of them {own:.0f} s of this process; memory {began:.0f} MB, "
                  f"peak of the first fifth {fifth:.0f}, of all {peaks[-1]:.0f}", end="", flush=True)  # fmt: skip
        assert peaks[-1] < FLAT * fifth, stage
        assert sum(costs[half : 2 * half]) < LINEAR * sum(costs[:half]), stage
        if after == "review":
            assert now.counts["ready"] == COUNT
            with acting(world.a00.region_operator) as actor:
                imports.apply(actor=actor, batch=now)
    return _batch(world, batch.pk)


def _measured(act, slices: list[tuple[float, float]]):
    def measured(*given) -> None:
        started = time.process_time()
        act(*given)
        slices.append((time.process_time() - started, peak()))

    return measured


def _rows(world: World) -> tuple[int, int, int]:
    with tenant_scope(world.region_a):
        events = AuditEvent.objects.exclude(verb__startswith="import.")
        return Person.objects.count(), Employment.objects.count(), events.count()


def _batch(world: World, pk: int) -> ImportBatch:
    with tenant_scope(world.region_a):
        return ImportBatch.objects.get(pk=pk)
