"""What the cards of the banks say, as rows of a label and a text; empty fields say nothing."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from ..models import MenteeEntry, MenteeRequest, MentorEntry
from ..models.bank_choices import HardWith, Portrait, PupilArea, WorkMode
from ..regulation.catalogue.choices import DIFFICULTY_AREAS, FORMS, KINDS

ALL_AREAS: Mapping[str, Any] = {**DIFFICULTY_AREAS, **dict(PupilArea.choices)}
LISTS: Mapping[str, Mapping[str, Any]] = {
    "competencies": ALL_AREAS,
    "areas": ALL_AREAS,
    "hard_with": dict(HardWith.choices),
    "work_modes": dict(WorkMode.choices),
    "forms_ready": FORMS,
    "kinds_ready": KINDS,
    "preferred_kinds": KINDS,
    "portraits": dict(Portrait.choices),
    "competency_tags": {},
}
MENTOR = (
    "competencies", "competency_tags", "measurable_results", "achievements", "interests", "clubs", "public_role",
    "contribution", "work_modes", "shift", "hours_per_month", "max_parallel", "forms_ready", "kinds_ready",
    "mentor_type", "portraits", "experience_total", "qualification_category", "education", "honors", "source",
    "joined_on",
)  # fmt: skip
MENTEE = (
    "category", "experience_teaching", "experience_total", "qualification_category", "hired_on", "activity",
    "educational_needs", "project", "work_modes", "shift", "identified_by", "identified_basis", "willing_on",
    "joined_on",
)  # fmt: skip
MENTEE_FOR_MENTOR = ("experience_teaching", "project", "work_modes", "shift")
REQUEST = (
    "areas", "hard_with", "urgency", "subject", "preferred_mode", "preferred_kinds", "hours_per_month",
    "preferred_mentor_traits",
)  # fmt: skip


def named(codes: list[str], words: Mapping[str, Any]) -> str:
    return ", ".join(str(words.get(code, code)) for code in codes)


def _text(row: Model, name: str) -> str:
    value = getattr(row, name)
    if value in (None, "", []):
        return ""
    if name in LISTS:
        return named(value, LISTS[name])
    if isinstance(value, datetime.date):
        return f"{value:%d.%m.%Y}"
    display = getattr(row, f"get_{name}_display", None)
    return str(display() if display else value)


def _rows(row: Model, names: tuple[str, ...]) -> list[dict[str, str]]:
    found = ((str(row._meta.get_field(name).verbose_name).capitalize(), _text(row, name)) for name in names)
    return [{"label": label, "text": text} for label, text in found if text]


def mentor_facts(entry: MentorEntry) -> list[dict[str, str]]:
    rows = _rows(entry, MENTOR)
    if ages := ages_of(entry):
        rows.append({"label": _("Возраст наставляемых"), "text": ages})
    return rows


def ages_of(entry: MentorEntry) -> str:
    """«10–14», «от 10», «до 14»."""
    first, last = entry.preferred_age_from, entry.preferred_age_to
    if first is not None and last is not None:
        return f"{first}–{last}"
    if first is not None:
        return _("от %s") % first
    return _("до %s") % last if last is not None else ""


def mentee_facts(entry: MenteeEntry, *, whole: bool, private: bool) -> list[dict[str, str]]:
    """The mentor reads of his mentee what he needs for the work; how he came into the bank is the school's, and
    special needs are for himself, the curator and the psychologist."""
    names = MENTEE if whole else MENTEE_FOR_MENTOR
    return _rows(entry, tuple(name for name in names if private or name != "educational_needs"))


def request_facts(card: MenteeRequest | None) -> list[dict[str, str]]:
    return _rows(card, REQUEST) if card is not None else []


def basis_of_form(mentees: Iterable[MenteeEntry]) -> str:
    """On what the choice of a form stands: what is asked for and how many mentors of the school answer it (S3 п. 4.2).

    Two queries.
    """
    rows = list(mentees)
    asked = MenteeRequest.objects.filter(entry__in=rows, withdrawn_at=None).values_list("areas", flat=True)
    areas = [code for code in ALL_AREAS if any(code in one for one in asked)]
    if not areas:
        return ""
    mentors = MentorEntry.objects.filter(organization_id=rows[0].organization_id, state=MentorEntry.State.ACTIVE)
    words = {
        "areas": ", ".join(str(ALL_AREAS[code]) for code in areas),
        "number": mentors.filter(competencies__overlap=areas).count(),
    }
    return _("Запрос: %(areas)s. Наставников школы, которые с этим помогают: %(number)s")[:500] % words
