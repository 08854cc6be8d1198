"""Rows of the quarterly personal account (S2 разд. 9 п. 4.1): by name for the school, by codes above it. No database.

A snapshot keeps the names sealed under the installation's key, beside rows that hold codes alone: whoever reads the
table of snapshots, a copy of the database or the account from above the school learns no name from it.
"""

import datetime
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.secrets import hash_of, seal_text, unseal_text

VERSION = 1
PURPOSE = "account"
PUPIL, YOUNG, STAFF, OUTSIDE = "pupil", "young", "staff", "outside"
CATEGORIES: dict[str, Promise] = {
    PUPIL: _("обучающийся"),
    YOUNG: _("молодой специалист"),
    STAFF: _("педагог"),
    OUTSIDE: _("внешний участник"),
}
COUNTED: dict[str, Promise] = {
    PUPIL: _("обучающихся"),
    YOUNG: _("молодых специалистов"),
    STAFF: _("педагогов"),
    OUTSIDE: _("внешних участников"),
}
ROLES: dict[str, Promise] = {"mentor": _("наставник"), "mentee": _("наставляемый")}
LETTERS = {PUPIL: "У", YOUNG: "П", STAFF: "П", OUTSIDE: "В"}
BANDS = ((14, _("до 14 лет")), (18, _("14–17 лет")))
CLOSED_NAMES = ("name", "place", "born", "age", "partners", "outcome")  # what the school alone reads


@dataclass(frozen=True, kw_only=True)
class AccountRow:
    """A participant in one role as of the cut-off. ``partners`` are names, ``partner_codes`` their codes."""

    code: str
    category: str
    role: str
    name: str
    place: str
    born: str
    age: int | None
    forms: tuple[str, ...]
    partners: tuple[str, ...]
    partner_codes: tuple[str, ...]
    joined_on: str
    programs: tuple[str, ...]
    meetings: int
    done: int
    planned: int
    outcome: str
    consents: bool


def code_of(region_id: int, person_id: int, category: str) -> str:
    """«У-3F7A-09C1»: the same in every quarter, and nobody makes it without the installation's key."""
    digits = hash_of(PURPOSE, region_id, str(person_id))[:8].upper()
    return f"{LETTERS[category]}-{digits[:4]}-{digits[4:]}"


def band_of(row: AccountRow) -> str:
    """Of a pupil, the age in broad bands: a birthday and a class would name him."""
    if row.category != PUPIL or row.age is None:
        return ""
    return str(next((words for limit, words in BANDS if row.age < limit), _("18 лет и старше")))


def as_json(
    rows: Iterable[AccountRow], *, since: datetime.date, cut_off: datetime.date, counted_at: datetime.datetime
) -> dict[str, Any]:
    rows = list(rows)
    return {
        "version": VERSION,
        "since": since.isoformat(),
        "cut_off": cut_off.isoformat(),
        "counted_at": counted_at.isoformat(),
        "counts": counts_of(rows),
        "rows": [_open_part(row) for row in rows],
        "sealed": seal_text(PURPOSE, json.dumps([_closed_part(row) for row in rows], ensure_ascii=False)),
    }


def _open_part(row: AccountRow) -> dict[str, Any]:
    return {key: value for key, value in asdict(row).items() if key not in CLOSED_NAMES} | {"band": band_of(row)}


def _closed_part(row: AccountRow) -> dict[str, Any]:
    return {key: value for key, value in asdict(row).items() if key in CLOSED_NAMES}


def counts_of(rows: Iterable[AccountRow]) -> dict[str, int]:
    """Counts of people, which are always shown: a person in both roles is one person."""
    rows = list(rows)
    people = {row.code: row for row in rows}
    found: Counter[str] = Counter(people=len(people), rows=len(rows))
    found.update(f"category:{row.category}" for row in people.values())
    found.update(f"role:{row.role}" for row in rows)
    found["without_consent"] = len({row.code for row in rows if not row.consents})
    found["alone"] = sum(not row.partner_codes for row in rows)
    return dict(found)


def named_rows(stored: Mapping[str, Any]) -> list[AccountRow]:
    """For the school itself: the names are unsealed."""
    closed = json.loads(unseal_text(PURPOSE, stored["sealed"]))
    return [_row({**one, **two}) for one, two in zip(stored["rows"], closed, strict=True)]


def coded_rows(stored: Mapping[str, Any]) -> list[AccountRow]:
    """For everybody above: codes stand where the names were, in their own order; the seal is not touched.

    In the order of names a list of staff, laid beside it, would tell whose code is whose.
    """
    blank = {"place": "", "born": "", "age": None, "outcome": ""}
    rows = [_row({**row, **blank, "name": row["code"], "partners": sorted(row["partner_codes"])})
            for row in stored["rows"]]  # fmt: skip
    return sorted(rows, key=lambda row: (row.code, row.role))


def _row(values: Mapping[str, Any]) -> AccountRow:
    plain = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items() if key != "band"}
    return AccountRow(**plain)


def bands(stored: Mapping[str, Any]) -> dict[str, str]:
    """Code → the band of age, for whoever reads no birthdays."""
    return {row["code"]: row.get("band", "") for row in stored["rows"]}
