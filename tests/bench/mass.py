"""Orders made in the background by two processes, beside WeasyPrint alone on the same pages in two processes.

Both do a hundred in turns, so that a busy machine is busy for both; the bare printing, which keeps nothing and does not
change with the number of orders, takes part in every fifth turn. On a database of its own, dropped afterwards: other
processes see only what is committed, and the journal lets nothing be taken away.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection, connections

from tests.bench import mass_work as work
from tests.support.database import as_owner, owner_settings, url_of

TURN, PROCESSES, COMPARED = 100, 2, 5
DATABASE = "bench_mass"


def mass(orders: int) -> None:
    """Prints the ratio by the clock and by the work of the processes, and the memory of a printer then and at last."""
    ours: list[list[work.Spent]] = []
    least: dict[int, list[work.Spent]] = {}
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
            if (turn := len(ours) - 1) % COMPARED == 0:
                shares = [pages[number::PROCESSES] for number in range(PROCESSES)]
                alone = [pool.submit(work.print_alone, share) for pool, share in zip(bare, shares, strict=True)]
                least[turn] = _all(alone)
            if orders > TURN:  # long enough to be asked how far it is
                spent, memory = _work([ours[-1]]) * 1000 / count, max(part.memory for part in ours[-1])
                print(f"  {first + count - 1:>5} of {orders}: {spent:6.0f} ms, {memory:.0f} MB", flush=True)
        assert clerk.submit(work.kept).result() == (orders, orders)
    _say(orders, ours, least)


def _say(orders: int, ours: list[list[work.Spent]], least: dict[int, list[work.Spent]]) -> None:
    """Milliseconds are of all turns, ratios of those in which both printed the same pages."""
    name = f"{orders} orders in the background, {PROCESSES} processes"
    print(f"{name:<46} {_clock(ours) * 1000 / orders:8.2f} ms  {_ratio(ours, least, _clock)} × WeasyPrint alone")
    title = "the same by their own work"
    print(f"{title:<46} {_work(ours) * 1000 / orders:8.2f} ms  {_ratio(ours, least, _work)} ×")
    slowest = max(_work([turn]) for turn in ours[:-1] or ours) / _work(ours[:1])
    print(f"{'the slowest hundred beside the first one':<46} {'':>11}  {slowest:6.1f} ×")
    first, last = (max(part.memory for part in turn) for turn in (ours[0], ours[-1]))
    grown = f"at {min(TURN, orders)} {first:.0f} MB, at {orders} {last:.0f} MB: {last / first - 1:+.0%}"
    print(f"{'greatest memory of one that prints':<46} {grown}")


def _clock(turns: Iterable[list[work.Spent]]) -> float:
    return sum(max(part.clock for part in turn) for turn in turns)


def _work(turns: Iterable[list[work.Spent]]) -> float:
    return sum(part.work for turn in turns for part in turn)


def _ratio(
    ours: list[list[work.Spent]],
    least: dict[int, list[work.Spent]],
    of: Callable[[Iterable[list[work.Spent]]], float],
) -> str:
    return f"{of([ours[turn] for turn in least]) / of(least.values()):6.1f}"


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
