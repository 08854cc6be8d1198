"""How many take part, by category, for statistical observation: numbers alone (S3 п. 3.9)."""

import datetime
from collections import defaultdict

from django.utils.translation import gettext as _

from accounts.models import Organization
from programs.models import UnitMember
from programs.models.bank_choices import MenteeCategory, MentorSource
from programs.queries.participants import took_part
from programs.regulation.catalogue.choices import FORMS
from programs.terms import first_day

PUPILS, PARENTS = (MentorSource.PUPIL,), (MentorSource.PARENT,)


def headcount(school: Organization, year: int, today: datetime.date) -> list[tuple[str, int]]:
    """Of those who were in a pair on some day of the year; a person counts once in each line. One query."""
    last = min(today, first_day(year + 1) - datetime.timedelta(days=1))
    rows = UnitMember.ever.filter(took_part(first_day(year), last), unit__organization=school, is_reverse=False)
    found: dict[str, set[int]] = defaultdict(set)
    fields = ("person_id", "side", "unit__track", "unit__form", "mentee_entry__category", "mentor_entry__source")
    for person, side, track, form, category, source in rows.order_by("pk").values_list(*fields):
        found["all"].add(person)
        found[side].add(person)
        found[f"form:{form}"].add(person)
        if side == UnitMember.Side.MENTEE:
            found["pupils" if track == "student" else "educators"].add(person)
            found[f"mentee:{track}"].add(person)
            if category and category != MenteeCategory.SENSITIVE:  # few people know whose it is
                found[f"category:{category}"].add(person)
        else:
            group = "pupils" if source in PUPILS else "parents" if source in PARENTS else "educators"
            found[group if source in (*PUPILS, *PARENTS, MentorSource.EDUCATOR) else "others"].add(person)
            if source:
                found[f"source:{source}"].add(person)
    return [(title, len(found[code])) for code, title in _lines(found)]


def _lines(found: dict[str, set[int]]) -> list[tuple[str, str]]:
    lines = [
        ("all", _("Участников всего")), ("pupils", _("в том числе обучающиеся")), ("educators", _("педагоги")),
        ("parents", _("родители")), ("others", _("другие")), ("mentor", _("Наставников")),
    ]  # fmt: skip
    lines += [(f"source:{code}", str(label)) for code, label in MentorSource.choices if f"source:{code}" in found]
    lines += [
        ("mentee", _("Наставляемых")), ("mentee:student", _("обучающиеся")), ("mentee:staff", _("педагоги")),
    ]  # fmt: skip
    lines += [(f"category:{code}", str(label)) for code, label in MenteeCategory.choices if f"category:{code}" in found]
    forms = [code for code in found if code.startswith("form:")]
    return lines + [(code, _("В форме «%s»") % FORMS.get(code[5:], code[5:])) for code in sorted(forms)]
