"""The hard rules. Each is a function of a sight and says where it is broken; its name is the key of its words.

The first broken rule in the order of RULES is the reason that a person is told.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .pool import NO, UNKNOWN, Columns, Flags, Grid, Ints, View

# In these forms a grown-up leads a younger one.
YOUNGER_MENTEE = {"COLLEGE_STUDENT_PUPIL", "EMPLOYER_PUPIL", "EMPLOYER_COLLEGE_STUDENT"}
AMONG_PUPILS = "PUPIL_PUPIL"
# A teacher leads a teacher. A head leads by his office and an employer by his trade: years at school are not compared.
AMONG_TEACHERS = {
    "TEACHER_TEACHER", "EDUCATOR_EDUCATOR", "EDUCATOR_YOUNG_EDUCATOR", "UNI_EDUCATOR_YOUNG_EDUCATOR",
}  # fmt: skip
# Whom a form is for: not the contour decides it but who one is. Where a school knows the pupils' contour alone, its
# teachers stand in it too (S2); a college student is led by an employer in either.
LED_TEACHERS = AMONG_TEACHERS | {"HEAD_EDUCATOR"}
LED_PUPILS = {"PUPIL_PUPIL", "COLLEGE_STUDENT_PUPIL", "EMPLOYER_PUPIL"}
VIRTUAL, REVERSE = "VIRTUAL", "REVERSE"


class Sight(View):
    """A view with what several rules ask: the form and the kinds of each pair, the areas they share."""

    def __init__(self, columns: Columns, rows: Ints | None = None, cols: Ints | None = None) -> None:
        super().__init__(columns, rows, cols)
        self.form = _forms(self)
        self.common = _common_areas(self)
        self.named_reverse = _named(self, REVERSE)
        self.junior = _junior(self)
        self.kinds = _kinds(self)
        self.both_ways = self.cells(*two_way_cells(columns)).astype(bool)


def _forms(view: View) -> Grid:
    """The form of each pair: the one that the mentee asks for, else the first of the regulation that fits."""
    columns = view.columns
    out = np.full(view.shape, UNKNOWN, dtype=np.int32)
    mentors = [columns.mentors[col] for col in view.cols]
    ready = [np.array([not one.forms or name in one.forms for one in mentors], bool) for name in columns.form_names]
    alike: dict[tuple[int, bool, str], list[int]] = {}
    for at, row in enumerate(view.rows):
        one = columns.mentees[row]
        alike.setdefault((int(columns.mentee_terms[row]), one.pupil, one.form), []).append(at)
    for (terms, pupil, wished), rows in alike.items():
        wrong = LED_TEACHERS if pupil else LED_PUPILS
        line = np.full(view.shape[1], UNKNOWN, dtype=np.int32)
        for name in sorted(columns.terms[terms].forms, key=lambda form: form != wished):
            if name not in wrong:
                number = columns.form_names.index(name)
                line[(line == UNKNOWN) & ready[number]] = number
        out[rows] = line
    return out


def _common_areas(view: View) -> Grid:
    """How many asked areas the mentor answers; the subject area counts where the subject is the same."""
    columns = view.columns
    asked, able = columns.asked[view.rows], columns.able[view.cols]
    common = (asked @ able.T).astype(np.int32)
    if columns.subject_area != UNKNOWN:
        other = view.mentee("mentee_subject") != view.mentor("mentor_subject")
        other &= view.mentee("mentee_subject") != columns.no_subject
        both = np.outer(asked[:, columns.subject_area], able[:, columns.subject_area]).astype(bool)
        common -= both & other
    return common


def _named(view: View, kind: str) -> Flags:
    """Where both sides name the kind and the regulation has it."""
    bit = view.columns.kinds.mask([kind]) if kind in view.columns.kinds.number else 0
    allowed = view.columns.terms_kinds[view.mentee("mentee_terms")]
    return (view.mentee("mentee_kinds") & view.mentor("mentor_kinds") & allowed & bit) > 0


def two_way_cells(columns: Columns) -> tuple[Ints, Ints]:
    """Reverse mentoring: both have named it, and each has what the other asks for. Cells of the whole grid."""
    rows = np.flatnonzero(np.isin(columns.mentee_person, columns.mentor_person))
    cols = np.flatnonzero(np.isin(columns.mentor_person, columns.mentee_person))
    view = View(columns, rows=rows, cols=cols)
    near = columns.reach[view.mentee("mentee_place"), view.mentor("mentor_place")]
    at = np.argwhere(_named(view, REVERSE) & (_common_areas(view) > 0) & near)
    gives: dict[tuple[int, int], list[int]] = {}
    for row, col in zip(rows[at[:, 0]].tolist(), cols[at[:, 1]].tolist(), strict=True):
        persons = (int(columns.mentee_person[row]), int(columns.mentor_person[col]))
        gives.setdefault(persons, []).append(row)
    found = [
        (row, col)
        for row, col in zip(rows[at[:, 0]].tolist(), cols[at[:, 1]].tolist(), strict=True)
        for mentee, mentor in [(int(columns.mentee_person[row]), int(columns.mentor_person[col]))]
        if mentee != mentor
        and any(
            columns.reach[columns.mentee_place[row], columns.mentee_place[back]]
            for back in gives.get((mentor, mentee), ())
        )
    ]
    both = np.array(found, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _junior(view: View) -> Flags:
    """The mentor is known to be no more experienced than the mentee."""
    mentor, mentee = view.mentor("mentor_experience"), view.mentee("mentee_experience")
    return (mentor != UNKNOWN) & (mentee != UNKNOWN) & (mentor <= mentee)


def _kinds(view: Sight) -> Ints:
    """Bits of the kinds that suit both, 0 where none does; UNKNOWN where the regulation has no kinds (S2)."""
    columns = view.columns
    allowed = columns.terms_kinds[view.mentee("mentee_terms")]
    wanted, ready = view.mentee("mentee_kinds") & allowed, view.mentor("mentor_kinds")
    every = (1 << len(columns.kinds.number)) - 1
    out = allowed & np.where(wanted > 0, wanted, every) & np.where(ready > 0, ready, every)
    if VIRTUAL in columns.kinds.number:
        met_online = view.mentee("mentee_mode") & view.mentor("mentor_mode") & 1
        out = np.where(met_online > 0, out, out & ~columns.kinds.mask([VIRTUAL]))
    if REVERSE in columns.kinds.number:
        out = np.where(view.junior & view.named_reverse, out & columns.kinds.mask([REVERSE]), out)
        out = np.where(view.named_reverse, out, out & ~columns.kinds.mask([REVERSE]))
    return np.where(allowed > 0, out, UNKNOWN)


def same_person(view: Sight) -> Flags:
    return view.mentee("mentee_person") == view.mentor("mentor_person")


def other_track(view: Sight) -> Flags:
    """Teachers' and pupils' mentoring are not mixed."""
    return view.mentee("mentee_track") != view.mentor("mentor_track")


def other_school(view: Sight) -> Flags:
    """A mentor of another school is offered where the schools have an agreement (S3 п. 3.8) and he lets them see him
    or has agreed to come."""
    columns = view.columns
    reached = columns.reach[view.mentee("mentee_place"), view.mentor("mentor_place")]
    return ~(reached & columns.offered[view.cols][:, columns.mentee_place[view.rows]].T)


def no_consent(view: Sight) -> Flags:
    return ~(view.mentee("mentee_consented") & view.mentor("mentor_consented"))


def not_approved(view: Sight) -> Flags:
    """The head has not approved the mentee yet, where the regulation asks for it (S3 п. 3.8, S4 п. 3.1)."""
    return np.broadcast_to(~view.mentee("approved"), view.shape)


def no_clearance(view: Sight) -> Flags:
    """An adult from outside without a checked certificate, where the regulation refuses him (ТК ст. 331, 351.1)."""
    return np.broadcast_to(~view.mentor("cleared"), view.shape)


def no_seat(view: Sight) -> Flags:
    return np.broadcast_to(view.mentor("taken") >= view.mentor("capacity"), view.shape)


def together_now(view: Sight) -> Flags:
    """The same two are a living pair of this track already."""
    return view.cells(*view.columns.persons(view.columns.pool.together)).astype(bool)


def declined(view: Sight) -> Flags:
    """This pair was proposed this year and did not come about."""
    return view.cells(*view.columns.persons(view.columns.pool.declined)).astype(bool)


def excluded(view: Sight) -> Flags:
    """The mentee's own private exclusion."""
    pairs = [(one.person, person) for one in view.columns.mentees for person in one.excluded]
    return view.cells(*view.columns.persons(pairs)).astype(bool)


def said_no(view: Sight) -> Flags:
    """One of the two said no after the general meeting (S3 п. 4.3, S2 р. 6)."""
    answers = view.columns.pool.answers.items()
    either = [pair for pair, value in answers if value == NO]
    pairs = [*either, *((other, one) for one, other in either)]
    return view.cells(*view.columns.persons(pairs)).astype(bool)


def forbidden(view: Sight) -> Flags:
    """The curator's own ban in this draft."""
    return view.cells(*view.columns.entries(view.columns.pool.forbidden)).astype(bool)


def no_form(view: Sight) -> Flags:
    return view.form == UNKNOWN


def no_kind(view: Sight) -> Flags:
    return view.kinds == 0


def wrong_age(view: Sight) -> Flags:
    """The ages that the mentor asks for; who must be the younger one in this form. A passive pupil is led by one from a
    higher class (S2 п. 7.1); where a class is not known, by an older one."""
    age, mentor = view.mentee("mentee_age"), view.mentor("mentor_age")
    broken = (age != UNKNOWN) & ((age < view.mentor("age_from")) | (age > view.mentor("age_to")))
    names = view.columns.form_names
    adults = np.isin(view.form, [number for number, name in enumerate(names) if name in YOUNGER_MENTEE])
    pupils = np.isin(view.form, [number for number, name in enumerate(names) if name == AMONG_PUPILS])
    step, higher = view.mentee("mentee_step"), view.mentor("mentor_step")
    classes = (step != UNKNOWN) & (higher != UNKNOWN)
    passive = pupils & view.mentee("passive")
    broken = broken | (passive & classes & (higher <= step))
    younger = adults | (passive & ~classes)
    return broken | (younger & (age != UNKNOWN) & (mentor != UNKNOWN) & (mentor <= age))


def not_senior(view: Sight) -> Flags:
    """A teacher is led by a more experienced one (S1 §4.1.5), unless both have named reverse mentoring, or the
    regulation lets an innovator teach digital matters (S2 п. 7.2)."""
    teachers = [number for number, name in enumerate(view.columns.form_names) if name in AMONG_TEACHERS]
    innovators = np.array([terms.innovators for terms in view.columns.terms], dtype=bool)
    taught = view.mentee("digital") & innovators[view.mentee("mentee_terms")]
    return view.junior & ~view.named_reverse & ~taught & np.isin(view.form, teachers)


def off_profile(view: Sight) -> Flags:
    """The regulation wants the mentor's experience to answer the request; here no area does."""
    profile = np.array([terms.profile for terms in view.columns.terms], dtype=bool)
    return profile[view.mentee("mentee_terms")] & (view.common == 0)


def other_subject(view: Sight) -> Flags:
    """A «предметник» leads in his own subject (S2 п. 7.2); where one of the two is not named, it is not judged."""
    mentee, mentor = view.mentee("mentee_subject"), view.mentor("mentor_subject")
    none = view.columns.no_subject
    return view.mentor("subject_only") & (mentee != mentor) & (mentee != none) & (mentor != none)


Rule = Callable[[Sight], Flags]
RULES: tuple[Rule, ...] = (
    same_person, other_track, other_school, no_consent, not_approved, no_clearance, excluded, said_no, together_now,
    declined, forbidden, no_form, no_kind, wrong_age, not_senior, other_subject, off_profile,
    no_seat,
)  # fmt: skip


def allowed(view: Sight) -> Flags:
    """Where no rule is broken."""
    out = np.ones(view.shape, dtype=bool)
    for rule in RULES:
        out &= ~rule(view)
    return out


def reasons(view: Sight) -> list[list[str]]:
    """The name of the first broken rule of each cell, an empty word where the pair may be."""
    out = np.full(view.shape, "", dtype=object)
    for rule in reversed(RULES):
        out[rule(view)] = rule.__name__
    return out.tolist()
