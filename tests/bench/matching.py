"""What the best assignment of a big region costs beside scipy alone on the ready matrix, in the same run."""

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

from scipy.optimize import linear_sum_assignment

from accounts.models import Organization
from programs.matching import assign, rules, score
from programs.matching.pool import Columns, Pool
from programs.queries.pool import build_pool
from programs.scenarios.play import Play
from tests.programs.crowd import crowd

MENTEES, MENTORS = 5_000, 3_000
# Teachers of the general schools of Russia, about a million; one in eight waits for a mentor in the worst year.
COUNTRY = 125_000
WORKERS = 2


def timed(act: Callable[[], Any]) -> tuple[Any, float, float]:
    """What came, seconds by the clock, seconds of this process: the machine may have other work."""
    started, worked = time.perf_counter(), time.process_time()
    return act(), time.perf_counter() - started, time.process_time() - worked


def everywhere(pool: Pool) -> Pool:
    """As if every school had an agreement with every other and all mentors came: the hardest task, a single one."""
    places = sorted({one.organization for one in (*pool.mentees, *pool.mentors)})
    mentors = tuple(replace(one, offered_to=None) for one in pool.mentors)
    return replace(pool, mentors=mentors, partners=frozenset(combinations(places, 2)))


def matrix(pool: Pool) -> Any:
    columns = Columns(pool)
    view = rules.Sight(columns)
    owner, seat = assign._seats(columns, columns.taken)
    return assign._worth(columns, score.base(view), rules.allowed(view), owner, seat)


def row(name: str, figure: str) -> None:
    print(f"{name:<46} {figure}")


def matching(play: Play) -> None:
    schools = list(Organization.objects.filter(kind="school").select_related("region"))
    crowd(schools, mentees=MENTEES, mentors=MENTORS)
    pool, built, own = timed(lambda: build_pool(schools))
    row(f"pool of {len(pool.mentees)} × {len(pool.mentors)} from the database", f"{built:8.2f} s, own {own:.2f} s")
    apart, seconds, own = timed(lambda: assign.solve(pool))
    assert apart.proof.holds
    row(
        f"… assigned school by school, {len(schools)} schools",
        f"{seconds:8.2f} s, own {own:.2f}, gap {apart.proof.gap}",
    )
    whole = everywhere(pool)
    together, ours, own = timed(lambda: assign.solve(whole))
    assert together.proof.holds
    ready = matrix(whole)
    _answer, alone, bare = timed(lambda: linear_sum_assignment(ready, maximize=True))
    row(
        "… as one task, scored, assigned and proven",
        f"{ours:8.2f} s, own {own:.2f}: {own / bare:.1f} × scipy on the ready matrix ({alone:.2f} s, own {bare:.2f}), "
        f"gap {together.proof.gap}",
    )
    country = COUNTRY / MENTEES * (built + seconds) / WORKERS
    row(
        "the country by regions, calculated",
        f"{COUNTRY} / {MENTEES} regions × ({built:.2f} + {seconds:.2f}) s / {WORKERS} workers = {country:.0f} s",
    )
