"""The numbers of a panel: their codes, how a body's is made of its schools', and by what measure trouble is trouble."""

from collections.abc import Iterable, Mapping

from programs.models.unit import LIVING

# One measure for all schools, so that they may be told together; a school's own regulation may be stricter.
SILENT_DAYS, UNCONFIRMED_DAYS, HELP_HOURS, RECENT_DAYS, SOON_DAYS = 30, 7, 24, 30, 7

STATE, FORM, SHARE = "unit.", "form.", "share."
STATES = tuple(f"{STATE}{state}" for state in LIVING)
SHARE_CODES = ("K1", "K2", "K3", "K4")
PLAIN = (
    "schools", "implemented", "no_statute", "no_curator", "no_pairs", "no_plan", "no_acts",
    *STATES, "held", "closed", "mentors", "idle", "mentees", "waiting",
    "trouble", "silent", "calls", "unconfirmed", "behind",
    "meetings", "confirmed", "running", "completed", "terminated",
    "overdue", "late", "soon", "reports", "unread", "to_sign", "to_register", "consents", "no_consent", "unchecked",
    "no_grounds",
    "routes", "routes_done",
)  # fmt: skip
GREATEST = ("late_days",)  # of a body, that of its slowest school

Figures = dict[str, int]


def blank() -> Figures:
    return dict.fromkeys((*PLAIN, *GREATEST), 0)


def added_up(rows: Iterable[Mapping[str, int]]) -> Figures:
    """The sum of schools, shares apart: in them a person counts once, so they are no sum."""
    total = blank()
    for row in rows:
        for code, number in row.items():
            if code in GREATEST:
                total[code] = max(total[code], number)
            elif not code.startswith(SHARE):
                total[code] = total.get(code, 0) + number
    return total


def differing(kept: Mapping[str, int], counted: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Code → (kept, counted); a code that is missing is zero."""
    codes = sorted({*kept, *counted})
    pairs = {code: (kept.get(code, 0), counted.get(code, 0)) for code in codes}
    return {code: pair for code, pair in pairs.items() if pair[0] != pair[1]}
