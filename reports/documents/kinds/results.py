"""What a finished programme leaves: the mentor's report. Awards of it are in ``awards``."""

import datetime

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from accounts.permissions import Actor
from programs.models import Program
from programs.queries.execution import execution_of
from programs.queries.units import mentor_and_mentees
from programs.regulation.catalogue.choices import CLOSURE_REASONS, FORMS

from ..paper import Block, Fact, Paper, SignLine
from .kind import PaperKind, issuer, short

RELATED = ("organization__region", "unit__curator", "unit__organization")


def mentor_report(program: Program, actor: Actor) -> Paper:
    """The words of the mentor over figures that the system has counted (S3 п. 4.7)."""
    if not program.mentor_report:
        raise Http404
    mentor, mentees = sides(program)
    done = execution_of(list(program.plan.values_list("state", flat=True)))
    meetings = program.unit.meetings.filter(
        state="confirmed", held_on__range=(program.start_on, _last_day(program, actor))
    ).count()
    facts = (
        Fact(label=_("Наставник"), value=mentor.full_name),
        Fact(label=_("Наставляемые") if len(mentees) > 1 else _("Наставляемый"), value=_names(mentees)),
        Fact(label=_("Форма"), value=str(FORMS.get(program.unit.form, program.unit.form))),
        Fact(label=_("Срок"), value=f"{program.start_on:%d.%m.%Y}–{program.end_on:%d.%m.%Y}"),
        Fact(
            label=_("Выполнено мероприятий"), value=_("%(done)s из %(all)s") % {"done": done.done, "all": done.counted}
        ),
        Fact(label=_("Подтверждено встреч"), value=str(meetings)),
    )
    result = [Fact(label=_("Итог"), value=program.outcome)] if program.outcome else []
    if program.closure_reason:
        result.append(
            Fact(label=_("Завершение"), value=str(CLOSURE_REASONS.get(program.closure_reason, program.closure_reason)))
        )
    return Paper(
        label=_("Отчёт наставника"),
        title=program.title,
        issuer=issuer(program.organization),
        date=program.mentor_reported_on,
        blocks=(
            Block(facts=facts),
            Block(heading=_("Что удалось"), paragraphs=tuple(program.mentor_report.split("\n\n"))),
            *([Block(facts=tuple(result))] if result else []),
        ),
        signatures=(SignLine(position=_("наставник"), name=short(mentor)),),
        draft=program.mentor_reported_on is None,
    )


def sides(program: Program) -> tuple[Person, list[Person]]:
    found = mentor_and_mentees([program.unit_id]).get(program.unit_id)
    if found is None:
        raise Http404
    return found


def _last_day(program: Program, actor: Actor) -> datetime.date:
    return program.closed_on or actor.today


def _names(people: list[Person]) -> str:
    return ", ".join(person.full_name for person in people)


MENTOR_REPORT = PaperKind(
    slug="mentor-report", label=gettext_lazy("Отчёт наставника"), model=Program, build=mentor_report,
    issued_with="unit.manage", related=RELATED,
)  # fmt: skip
