"""Who is matched with whom: the plain data of a pool, and the same as columns for numpy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Grid = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

PARTS = ("request", "interest", "load", "subject", "place", "experience")
YES, MAYBE, NO = 2, 1, -1
SUBJECT_AREA = "SUBJECT"
DIGITAL = {"ICT", "DIGITALIZATION"}
MODES = {"online": 1, "onsite": 2, "mixed": 3}


@dataclass(frozen=True)
class Terms:
    """What the regulation of the mentee's school says. ``forms`` stand in the order in which they are offered.

    ``profile``: a mentor must answer the request at least in part (S3 п. 4.3, S4 п. 6.1). ``weights`` go by PARTS.
    ``innovators``: a young teacher may lead an experienced one in digital matters (S2 п. 7.2).
    """

    forms: tuple[str, ...]
    kinds: frozenset[str]
    profile: bool
    weights: tuple[int, ...]
    innovators: bool = False


@dataclass(frozen=True)
class Mentor:
    """An entry of the bank. Empty sets and None mean «said nothing»: that never stands in the way.

    ``subject_only``: he is a mentor in his subject («предметник», S2 п. 7.2). ``step`` is the class of a pupil.
    ``offered_to`` are the other schools where he may be offered, None: all those with an agreement.
    """

    key: int
    person: int
    organization: int
    track: str
    capacity: int
    taken: int = 0
    consented: bool = True
    cleared: bool = True
    subject: str = ""
    competencies: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    hours: int | None = None
    shift: int | None = None
    age: int | None = None
    age_from: int | None = None
    age_to: int | None = None
    experience: int | None = None
    led: Mapping[str, int] = field(default_factory=dict)
    step: int | None = None
    offered_to: frozenset[int] | None = None
    subject_only: bool = False


@dataclass(frozen=True)
class Mentee:
    """An entry with this year's request. ``wished`` and ``excluded`` are persons, known to the curator alone."""

    key: int
    person: int
    organization: int
    track: str
    areas: frozenset[str]
    consented: bool = True
    subject: str = ""
    form: str = ""
    kinds: frozenset[str] = frozenset()
    mode: str = ""
    hours: int | None = None
    shift: int | None = None
    age: int | None = None
    experience: int | None = None
    urgent: bool = False
    passive: bool = False
    pupil: bool = False
    step: int | None = None
    approved: bool = True
    wished: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Pool:
    """Everything that a draft depends on. Pairs of numbers are always (mentee, mentor): keys in ``pinned`` and
    ``forbidden``, persons in ``together`` (a living pair) and ``declined`` (one of them said no to this pair).

    ``answers`` are what people said of each other after the general meeting: (who, of whom) → YES, MAYBE or NO.
    ``partners`` are pairs of organizations with an agreement.
    """

    mentees: tuple[Mentee, ...]
    mentors: tuple[Mentor, ...]
    terms: Mapping[int, Terms]
    answers: Mapping[tuple[int, int], int] = field(default_factory=dict)
    together: frozenset[tuple[int, int]] = frozenset()
    declined: frozenset[tuple[int, int]] = frozenset()
    partners: frozenset[tuple[int, int]] = frozenset()
    pinned: frozenset[tuple[int, int]] = frozenset()
    forbidden: frozenset[tuple[int, int]] = frozenset()


class Codes:
    """Numbers for words, the same whatever order they come in."""

    def __init__(self, words: Iterable[str]) -> None:
        self.number = {word: index for index, word in enumerate(sorted(set(words)))}

    def mask(self, words: Iterable[str]) -> int:
        return sum(1 << self.number[word] for word in words)


def _known(values: Iterable[int | None], unknown: int) -> Ints:
    return np.array([unknown if value is None else value for value in values], dtype=np.int32)


def _member(groups: list[frozenset[str]], codes: Codes) -> npt.NDArray[np.float32]:
    out = np.zeros((len(groups), max(len(codes.number), 1)), dtype=np.float32)
    for row, group in enumerate(groups):
        for word in group:
            out[row, codes.number[word]] = 1
    return out


UNKNOWN = -1


class Columns:
    """A pool as columns: one array for a field, rows in the order of the keys."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.mentees = sorted(pool.mentees, key=lambda one: one.key)
        self.mentors = sorted(pool.mentors, key=lambda one: one.key)
        self.row = {one.key: index for index, one in enumerate(self.mentees)}
        self.col = {one.key: index for index, one in enumerate(self.mentors)}
        organizations = {one.organization for one in (*self.mentees, *self.mentors)}
        self.places = {number: index for index, number in enumerate(sorted(organizations))}
        self.terms = sorted({pool.terms[one.organization] for one in self.mentees}, key=repr)
        self._people()
        self._words()
        self._facts()

    def _people(self) -> None:
        mentees, mentors = self.mentees, self.mentors
        self.mentee_person = np.array([one.person for one in mentees], dtype=np.int64)
        self.mentor_person = np.array([one.person for one in mentors], dtype=np.int64)
        self.mentee_place = np.array([self.places[one.organization] for one in mentees], dtype=np.int32)
        self.mentor_place = np.array([self.places[one.organization] for one in mentors], dtype=np.int32)
        reach = np.eye(len(self.places), dtype=bool)
        for one, other in self.pool.partners:
            if one in self.places and other in self.places:
                reach[self.places[one], self.places[other]] = reach[self.places[other], self.places[one]] = True
        self.reach = reach
        self.offered = self._offered()
        numbers = {terms: index for index, terms in enumerate(self.terms)}
        self.mentee_terms = np.array([numbers[self.pool.terms[one.organization]] for one in mentees], dtype=np.int32)
        self.weights = np.array([terms.weights for terms in self.terms], dtype=np.int32).reshape(-1, len(PARTS))
        self.weights = self.weights[self.mentee_terms]
        self.mentee_consented = np.array([one.consented for one in mentees], dtype=bool)
        self.mentor_consented = np.array([one.consented for one in mentors], dtype=bool)
        self.cleared = np.array([one.cleared for one in mentors], dtype=bool)
        self.passive = np.array([one.passive for one in mentees], dtype=bool)
        self.approved = np.array([one.approved for one in mentees], dtype=bool)
        self.capacity = np.array([one.capacity for one in mentors], dtype=np.int32)
        self.taken = np.array([one.taken for one in mentors], dtype=np.int32)

    def _offered(self) -> Flags:
        """Where each mentor may be offered, mentors × schools."""
        out = np.ones((len(self.mentors), len(self.places)), dtype=bool)
        for row, one in enumerate(self.mentors):
            if one.offered_to is not None:
                out[row] = False
                out[row, [self.places[place] for place in {*one.offered_to, one.organization} & self.places.keys()]] = (
                    True
                )
        return out

    def _words(self) -> None:
        mentees, mentors = self.mentees, self.mentors
        everyone = [*mentees, *mentors]
        tracks = Codes(one.track for one in everyone)
        self.mentee_track = np.array([tracks.number[one.track] for one in mentees], dtype=np.int32)
        self.mentor_track = np.array([tracks.number[one.track] for one in mentors], dtype=np.int32)
        subjects = Codes(one.subject.strip().casefold() for one in everyone)
        self.no_subject = subjects.number.get("", UNKNOWN)
        self.mentee_subject = np.array([subjects.number[one.subject.strip().casefold()] for one in mentees], np.int32)
        self.mentor_subject = np.array([subjects.number[one.subject.strip().casefold()] for one in mentors], np.int32)
        self.subject_only = np.array([one.subject_only for one in mentors], dtype=bool)
        asked, able = [one.areas for one in mentees], [one.competencies for one in mentors]
        areas = Codes(word for group in (*asked, *able) for word in group)
        self.asked, self.able = _member(asked, areas), _member(able, areas)
        self.subject_area = areas.number.get(SUBJECT_AREA, UNKNOWN)
        self.digital = np.array([bool(one.areas) and one.areas <= DIGITAL for one in mentees], dtype=bool)
        self.kinds = Codes(
            [*(kind for terms in self.terms for kind in terms.kinds), *(kind for one in everyone for kind in one.kinds)]
        )
        self.mentee_kinds = np.array([self.kinds.mask(one.kinds) for one in mentees], dtype=np.int32)
        self.mentor_kinds = np.array([self.kinds.mask(one.kinds) for one in mentors], dtype=np.int32)
        self.terms_kinds = np.array([self.kinds.mask(terms.kinds) for terms in self.terms], dtype=np.int32)
        self.form_names = sorted({form for terms in self.terms for form in terms.forms})

    def _facts(self) -> None:
        mentees, mentors = self.mentees, self.mentors
        self.mentee_mode = np.array([MODES.get(one.mode, 3) for one in mentees], dtype=np.int32)
        modes = [[MODES.get(mode, 3) for mode in one.modes] or [3] for one in mentors]
        self.mentor_mode = np.array([np.bitwise_or.reduce(bits) for bits in modes], dtype=np.int32)
        self.mentee_hours = _known((one.hours for one in mentees), UNKNOWN)
        self.mentor_hours = _known((one.hours for one in mentors), 1 << 30)
        self.mentee_shift = _known((one.shift for one in mentees), UNKNOWN)
        self.mentor_shift = _known((one.shift for one in mentors), UNKNOWN)
        self.mentee_age = _known((one.age for one in mentees), UNKNOWN)
        self.mentor_age = _known((one.age for one in mentors), UNKNOWN)
        self.mentee_step = _known((one.step for one in mentees), UNKNOWN)
        self.mentor_step = _known((one.step for one in mentors), UNKNOWN)
        self.age_from = _known((one.age_from for one in mentors), 0)
        self.age_to = _known((one.age_to for one in mentors), 1 << 30)
        self.mentee_experience = _known((one.experience for one in mentees), UNKNOWN)
        self.mentor_experience = _known((one.experience for one in mentors), UNKNOWN)
        self.led = np.array([[one.led.get(form, 0) for form in self.form_names] for one in mentors], dtype=np.int32)
        self.led = self.led.reshape(len(mentors), len(self.form_names))
        self.urgent = np.array([one.urgent for one in mentees], dtype=bool)

    def persons(self, pairs: Iterable[tuple[int, int]]) -> tuple[Ints, Ints]:
        """Rows and columns of (mentee's person, mentor's person); a person may have an entry in each school."""
        rows: dict[int, list[int]] = {}
        for index, one in enumerate(self.mentees):
            rows.setdefault(one.person, []).append(index)
        cols: dict[int, list[int]] = {}
        for index, one in enumerate(self.mentors):
            cols.setdefault(one.person, []).append(index)
        found = [(i, j) for mentee, mentor in pairs for i in rows.get(mentee, ()) for j in cols.get(mentor, ())]
        return _split(found)

    def entries(self, pairs: Iterable[tuple[int, int]]) -> tuple[Ints, Ints]:
        return _split([(self.row[a], self.col[b]) for a, b in pairs if a in self.row and b in self.col])


def _split(found: list[tuple[int, int]]) -> tuple[Ints, Ints]:
    both = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


class View:
    """A part of the grid of mentees × mentors: all of it for the solver, one row or one cell for an explanation."""

    def __init__(self, columns: Columns, rows: Ints | None = None, cols: Ints | None = None) -> None:
        self.columns = columns
        self.rows = np.arange(len(columns.mentees)) if rows is None else rows
        self.cols = np.arange(len(columns.mentors)) if cols is None else cols
        self.shape = (len(self.rows), len(self.cols))
        self._row_at = np.full(len(columns.mentees), UNKNOWN)
        self._row_at[self.rows] = np.arange(len(self.rows))
        self._col_at = np.full(len(columns.mentors), UNKNOWN)
        self._col_at[self.cols] = np.arange(len(self.cols))

    def mentee(self, name: str) -> npt.NDArray:
        """A column of the mentees standing upright."""
        return getattr(self.columns, name)[self.rows][:, None]

    def mentor(self, name: str) -> npt.NDArray:
        return getattr(self.columns, name)[self.cols][None, :]

    def cells(self, rows: Ints, cols: Ints, values: npt.ArrayLike = True) -> npt.NDArray:
        """Zeros, and the values at these cells of the whole grid as far as the view reaches."""
        values = np.broadcast_to(np.asarray(values), rows.shape)
        out = np.zeros(self.shape, dtype=values.dtype)
        at, to = self._row_at[rows], self._col_at[cols]
        inside = (at >= 0) & (to >= 0)
        out[at[inside], to[inside]] = values[inside]
        return out
