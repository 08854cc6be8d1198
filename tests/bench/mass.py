"""Orders made in the background by two processes, beside WeasyPrint alone on the same pages in two processes.

Both do a hundred in turns, so that a busy machine is busy for both. On a database of its own, dropped afterwards: other
processes see only what is committed, and the journal lets nothing be taken away.
"""

import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection, connections

from tests.bench import mass_work as work
from tests.support.database import as_owner, owner_settings, url_of

TURN, PROCESSES = 100, 2
DATABASE = "bench_mass"


def mass(orders: int) -> None:
    """Prints the ratio by the clock and by the work of the processes, and the memory of a printer then and at last."""
    ours: list[list[work.Spent]] = []
    least: list[list[work.Spent]] = []
    with ExitStack() as stack:
        database, folder = stack.enter_context(_copy()), stack.enter_context(tempfile.TemporaryDirectory())
        files = Path(folder, "files")
        files.mkdir()
        pools = [stack.enter_context(_process(database, str(files))) for _each in range(1 + 2 * PROCESSES)]
        clerk, printers, bare = pools[0], pools[1 : 1 + PROCESSES], pools[1 + PROCESSES :]
        clerk.submit(work.build).result()
        for first in range(1, orders + 1, TURN):
            count = min(TURN, orders + 1 - first)
            pages = clerk.submit(work.register, first, count, folder).result()
            ours.append(_all([pool.submit(work.deliver) for pool in printers]))
            shares = [pages[number::PROCESSES] for number in range(PROCESSES)]
            least.append(_all([pool.submit(work.print_alone, share) for pool, share in zip(bare, shares, strict=True)]))
        assert clerk.submit(work.kept).result() == (orders, orders)
    _say(orders, ours, least)


def _say(orders: int, ours: list[list[work.Spent]], least: list[list[work.Spent]]) -> None:
    clock, other = (sum(max(part.clock for part in turn) for turn in side) for side in (ours, least))
    mine, bare = (sum(part.work for turn in side for part in turn) for side in (ours, least))
    name = f"{orders} orders in the background, {PROCESSES} processes"
    print(f"{name:<46} {clock * 1000 / orders:8.2f} ms  {clock / other:6.1f} × WeasyPrint alone ({other:.0f} s)")
    print(f"{'the same by their own work':<46} {mine * 1000 / orders:8.2f} ms  {mine / bare:6.1f} × ({bare:.0f} s)")
    first, last = (max(part.memory for part in turn) for turn in (ours[0], ours[-1]))
    grown = f"at {min(TURN, orders)} {first:.0f} MB, at {orders} {last:.0f} MB: {last / first - 1:+.0%}"
    print(f"{'greatest memory of one that prints':<46} {grown}")


def _all(futures: list) -> list[work.Spent]:
    return [future.result() for future in futures]


@contextmanager
def _copy() -> Iterator[str]:
    """A database like the current one; its address for the role that row security holds."""
    source = connection.settings_dict["NAME"]
    connections.close_all()
    _drop()
    as_owner(f'CREATE DATABASE "{DATABASE}" TEMPLATE "{source}"')
    try:
        yield f"{url_of(owner_settings(), DATABASE)}&options={quote(f'-c role={settings.APP_ROLE}')}"
    finally:
        _drop()


def _drop() -> None:
    as_owner(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')


def _process(database: str, files: str) -> ProcessPoolExecutor:
    """One process that lives through all turns."""
    return ProcessPoolExecutor(1, get_context("spawn"), initializer=work.begin, initargs=(database, files))
