"""Where mentors are missing: requests met by area, places, load; above the school in numbers alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from accounts import clock
from accounts.models import Organization

from ..matching.assign import solve
from ..matching.pool import Pool
from ..models import MenteeEntry, MenteeRequest
from ..models.bank_choices import PupilArea
from ..regulation.catalogue.choices import DIFFICULTY_AREAS
from ..terms import SMALL, school_year
from .pool import WAITING, build_pool

CELLS, SCHOOLS = 90_000, 60  # what a page may assign while one waits; more is the command's
MET = (MenteeEntry.State.MATCHED, MenteeEntry.State.IN_PROGRAM, MenteeEntry.State.COMPLETED)
LIVING_ENTRY = (*WAITING, *MET)


def deficits(schools: Sequence[Organization], *, inside: bool) -> dict[str, Any]:
    """Areas with asked, met and free places; load of mentors; schools. ``inside`` is the school's own page.

    The queries of the pool and one of requests, whatever the number of schools.
    """
    pool = build_pool(schools)
    asked = _asked(schools)
    least = 1 if inside else SMALL
    total: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for counts, done in asked.values():
        total.update(counts)
        met.update(done)
    areas = _areas(total, met, pool, least)
    paired = _paired(pool, schools)
    return {
        "paired": paired, "alone": None if paired is None else len(pool.mentees) - paired, "areas": areas,
        "hidden": any(0 < number < least for number in total.values()),
        "missing": [row for row in areas if row["waiting"] and not row["free"]],
        "load": _load(pool), "schools": _schools(schools, pool, asked), "waiting": len(pool.mentees),
        "mentors": len(pool.mentors), "free": sum(_free(one) for one in pool.mentors),
        "asked": sum(people for people, _done in _people(asked)), "met": sum(done for _people_, done in _people(asked)),
    }  # fmt: skip


def _paired(pool: Pool, schools: Sequence[Organization]) -> int | None:
    """How many pairs the best assignment of all these schools makes now; None where a page has no time for it."""
    mentees = Counter(one.organization for one in pool.mentees)
    mentors = Counter(one.organization for one in pool.mentors)
    cells = sum(mentees[school.pk] * mentors[school.pk] for school in schools)
    return len(solve(pool).pairs) if cells <= CELLS and len(schools) <= SCHOOLS else None


Asked = dict[int, tuple[Counter[str], Counter[str]]]


def _asked(schools: Sequence[Organization]) -> Asked:
    """By school: how many of this year's requests name each area («» is a request), and how many of those are met."""
    year = school_year(clock.today(schools[0].zone)) if schools else 0
    rows = MenteeRequest.objects.filter(
        withdrawn_at=None, entry__organization__in=schools, entry__state__in=LIVING_ENTRY, school_year__gte=year
    )
    out: Asked = defaultdict(lambda: (Counter(), Counter()))
    for school, state, areas in rows.values_list("entry__organization_id", "entry__state", "areas"):
        counts, done = out[school]
        for area in ("", *areas):
            counts[area] += 1
            done[area] += state in MET
    return out


def _people(asked: Asked) -> Iterable[tuple[int, int]]:
    return ((counts[""], done[""]) for counts, done in asked.values())


def _free(one: Any) -> int:
    return max(one.capacity - one.taken, 0)


def _areas(total: Counter[str], met: Counter[str], pool: Pool, least: int) -> list[dict[str, Any]]:
    able: Counter[str] = Counter()
    free: Counter[str] = Counter()
    for one in pool.mentors:
        for area in one.competencies:
            able[area] += 1
            free[area] += _free(one)
    waiting = Counter(area for one in pool.mentees for area in one.areas)
    wanted, helped = _by_school(pool)
    people = Counter(one.organization for one in pool.mentees)
    telling = [school for school in wanted if people[school] >= SMALL]  # fewer would be told apart by subtraction
    helpless = Counter(area for school in telling for area in wanted[school] - helped[school])
    known = {**DIFFICULTY_AREAS, **dict(PupilArea.choices)}
    rows = [
        {
            "name": known[area], "asked": total[area], "met": met[area], "waiting": waiting[area],
            "mentors": able[area], "free": free[area], "helpless": helpless[area],
        }
        for area in known
        if total[area] >= least
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row["helpless"], row["free"] - row["waiting"], -row["asked"]))


def _by_school(pool: Pool) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """By school: areas that somebody waits for, and those in which a mentor of that school has a free place."""
    wanted: dict[int, set[str]] = defaultdict(set)
    helped: dict[int, set[str]] = defaultdict(set)
    for mentee in pool.mentees:
        wanted[mentee.organization] |= mentee.areas
    for one in pool.mentors:
        if _free(one):
            helped[one.organization] |= one.competencies
    return wanted, helped


def _load(pool: Pool) -> list[dict[str, int]]:
    """How many mentors lead how many people."""
    spread = Counter(one.taken for one in pool.mentors)
    return [{"people": people, "mentors": spread[people]} for people in sorted(spread)]


def _schools(schools: Sequence[Organization], pool: Pool, asked: Asked) -> list[dict[str, Any]]:
    """The worst first; which areas lack a mentor is said where enough people have asked."""
    waiting = Counter(one.organization for one in pool.mentees)
    mentors = Counter(one.organization for one in pool.mentors)
    free: Counter[int] = Counter()
    for one in pool.mentors:
        free[one.organization] += _free(one)
    wanted, able = _by_school(pool)
    known = {**DIFFICULTY_AREAS, **dict(PupilArea.choices)}
    rows = []
    for school in schools:
        counts, done = asked.get(school.pk, (Counter(), Counter()))
        lacking = wanted[school.pk] - able[school.pk]
        enough = waiting[school.pk] >= SMALL
        rows.append(
            {
                "school": school,
                "waiting": waiting[school.pk],
                "mentors": mentors[school.pk],
                "free": free[school.pk],
                "asked": counts[""],
                "met": done[""],
                "few": bool(lacking) and not enough,
                "lacking": [known[area] for area in known if area in lacking] if enough else [],
            }
        )
    return sorted(rows, key=lambda row: (row["free"] - row["waiting"], row["school"].short_name))
