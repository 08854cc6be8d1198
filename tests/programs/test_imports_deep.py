"""A region's hundred thousand, beyond the gate: flat memory, minutes, a bar that moves, nothing twice."""

import os
import threading
import time
from pathlib import Path

import pytest

from accounts.models import Organization, Person
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
MEGABYTES = 400  # of the whole process, with the strings of the file


def resident() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError


def test_a_region_loads_a_hundred_thousand(world: World, capsys) -> None:
    with acting(world.a00.region_operator) as actor:
        parent = Organization.objects.get(pk=world.a10.id)
        for number in range(500):
            f.SchoolFactory(parent=parent, short_name=f"Школа № {number + 1}", name=f"Средняя школа № {number + 1}")
    with acting(world.a00.region_operator) as actor:
        content = sheets.xlsx(list(people(COUNT)), constant_memory=True)
        batch, _fresh = imports.upload(actor=actor, kind="staff", content=content, name="Регион.xlsx")
        batch = imports.settle_columns(actor=actor, batch=batch, fields={}, options={}, remember=False)
        assert batch.stage == "reading"
    before, seen, over = resident(), [], threading.Event()
    watcher = threading.Thread(target=_watch, args=(seen, over))
    watcher.start()
    took = {}
    for stage, after in (("reading", "review"), ("applying", "done")):
        started, worked = time.monotonic(), time.process_time()
        while _stage(world, batch.pk) == stage:
            import_work.run_all()
        took[stage] = (time.monotonic() - started, time.process_time() - worked)
        assert _stage(world, batch.pk) == after
        if after == "review":
            with acting(world.a00.region_operator) as actor:
                assert ImportBatch.objects.get(pk=batch.pk).counts["ready"] == COUNT
                imports.apply(actor=actor, batch=batch)
    over.set()
    watcher.join()
    with tenant_scope(world.region_a):
        assert Person.objects.filter(email__endswith="@school.test").count() == COUNT
        assert ImportBatch.objects.get(pk=batch.pk).counts["added"] == COUNT
    with capsys.disabled():
        for stage, (wall, worked) in took.items():
            print(f"\n{COUNT} rows, {stage}: {wall:.0f} s, of them {worked:.0f} s of this process", end="")
        print(f"; memory {before:.0f} → at most {max(seen):.0f} MB")
    assert max(seen) - before < MEGABYTES


def _watch(seen: list[float], over: threading.Event) -> None:
    while not over.wait(0.2):
        seen.append(resident())
    seen.append(resident())


def _stage(world: World, pk: int) -> str:
    with tenant_scope(world.region_a):
        return ImportBatch.objects.values_list("stage", flat=True).get(pk=pk)
