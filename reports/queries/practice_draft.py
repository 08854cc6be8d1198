"""What the records of an ended programme say of it, as the beginning of a practice: counts and words of the plan.

No measurements and no words of the rationale: of one pair they would be about a person (152-ФЗ).
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.models import Meeting, MenteeEntry, PlanActivity, Program
from programs.models.bank_choices import MenteeCategory
from programs.queries.bank_words import ALL_AREAS
from programs.queries.execution import execution_of
from programs.regulation.catalogue.choices import FORMS
from programs.terms import SMALL, months_between

SHOWN = 10  # activities named one by one


def drawn_from(program: Program) -> dict[str, Any]:
    """Fields of a draft. Three queries."""
    plan = list(program.plan.exclude(state=PlanActivity.State.EXCLUDED).order_by("position"))
    many = _tells_of_many(program)
    areas = [code for code in ALL_AREAS if many and any(line.area == code for line in plan)]
    category = _category(program) if many else ""
    about = [str(FORMS.get(program.unit.form, "")), str(MenteeCategory(category).label) if category else ""]
    return {
        "title": _("Практика: %s") % ", ".join(filter(None, about)),
        "text": "\n\n".join(filter(None, [_hard(areas), _done(plan), _came(program, plan)])),
        "areas": areas, "form": program.unit.form, "category": category,
    }  # fmt: skip


def _tells_of_many(program: Program) -> bool:
    """Of fewer pupils a category and difficulties would be about one of them."""
    pupils = program.unit.members.filter(side="mentee", mentee_entry__track="student").count()
    return not 0 < pupils < SMALL


def _category(program: Program) -> str:
    """Of all its mentees alike; a sensitive one is nobody's to tell."""
    members = program.unit.members.filter(side="mentee").exclude(mentee_entry=None)
    found = set(MenteeEntry.objects.filter(pk__in=members.values("mentee_entry")).values_list("category", flat=True))
    one = found.pop() if len(found) == 1 else ""
    return "" if one == MenteeCategory.SENSITIVE else one


def _hard(areas: list[str]) -> str:
    words = ", ".join(str(ALL_AREAS[code]) for code in areas)
    return _("Что было трудно\n%s.") % (words[:1].upper() + words[1:]) if words else ""


def _done(plan: list[PlanActivity]) -> str:
    done = [line.text for line in plan if line.state == PlanActivity.State.DONE]
    if not done:
        return ""
    lines = [f"– {text}" for text in done[:SHOWN]]
    if len(done) > SHOWN:
        lines.append(_("и ещё %s") % (len(done) - SHOWN))
    return "\n".join([_("Что сделали"), *lines])


def _came(program: Program, plan: list[PlanActivity]) -> str:
    figure = execution_of([line.state for line in plan])
    end = program.closed_on or program.end_on
    meetings = Meeting.objects.filter(
        unit_id=program.unit_id, state=Meeting.State.CONFIRMED, held_on__gte=program.start_on, held_on__lte=end
    ).count()
    months = max(1, round(months_between(program.start_on, end)))
    lines = [_("Что вышло")]
    if figure.counted:
        told = {"done": figure.done, "all": figure.counted, "percent": figure.percent}
        lines.append(_("План: выполнено %(done)s из %(all)s, %(percent)s %%.") % told)
    lines.append(_("Подтверждённых встреч: %s.") % meetings)
    lines.append(ngettext("Программа шла %s месяц.", "Программа шла %s месяцев.", months) % months)
    return "\n".join(lines)
