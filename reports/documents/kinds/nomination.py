"""Who is put forward for an award and by what; the diploma of one that the organization has given itself."""

from dataclasses import replace

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.grammar import Case, decline_position
from accounts.permissions import Actor
from programs.models import MentorEntry, Program
from programs.order_content import post_of
from programs.order_words import person_in

from ...award_catalogue import PARTS, shipped
from ...models import Nomination
from ...queries.recognition import Check, checks_of, may_be_named
from ..order import Table
from ..paper import Block, Fact, Paper, SignLine
from .awards import award
from .kind import PaperKind, head_of, issuer
from .mentor import Work, term_of, works_of

RELATED = ("organization__region", "person", "program__unit", "desk", "decision__minutes")
State = Nomination.State


def nomination(row: Nomination, actor: Actor) -> Paper:
    """The paper that goes above: whom, for what, what his work was, what the body of mentors has said."""
    if not may_be_named(row, actor):
        raise Http404
    school, on = row.organization, row.submitted_on or actor.today
    post, name = head_of(school, on)
    facts = [
        Fact(label=_("Представляется"), value=row.person.full_name),
        Fact(label=_("Должность"), value=post_of(row.person_id, school.pk, on) or str(PARTS[row.part]).capitalize()),
        Fact(label=_("Куда"), value=row.body),
        Fact(label=_("Основание"), value=row.basis),
        Fact(label=_("Программа"), value=_program(row.program)),
        Fact(label=_("Рекомендация"), value=_recommendation(row)),
    ]  # fmt: skip
    works, checks = works_of_nominee(row, actor), checks_of(row, on)
    return Paper(
        label=_("Представление"),
        title=row.title,
        issuer=issuer(school),
        date=row.submitted_on,
        blocks=(
            Block(facts=tuple(fact for fact in facts if fact.value)),
            Block(heading=_("За что"), paragraphs=tuple(filter(None, row.reason.split("\n")))),
            *([Block(heading=_("Наставническая деятельность"), table=_table(works))] if works else []),
            *([Block(heading=_("Условия"), paragraphs=tuple(map(_condition, checks)))] if checks else []),
        ),
        signatures=(SignLine(position=post, name=name),),
        draft=row.state not in (State.SUBMITTED, State.ACCEPTED, State.AWARDED),
    )


def diploma(row: Nomination, actor: Actor) -> Paper:
    """Given by the organization itself; what a body above gives, it prints."""
    if row.state != State.AWARDED or row.level != "school" or row.awarded_on is None:
        raise Http404
    shipped_one = next((one for one in shipped() if one.key == row.code), None)
    thanks = shipped_one is not None and shipped_one.thanks and not row.contest_id
    held = post_of(row.person_id, row.organization_id, row.awarded_on)
    if thanks:
        lines = [_("объявляется"), person_in(row.person, Case.DATIVE), held and decline_position(held, Case.DATIVE)]
    else:
        lines = [_("Награждается"), row.person.full_name, held]
    if row.contest_id:
        lines += [row.reason]
    else:
        lines += [] if shipped_one is not None and shipped_one.paper else [row.title]
        lines += [_("за успехи в программе наставничества")] if row.program else []
    lines += [f"{row.awarded_on:%d.%m.%Y}"]
    post, name = head_of(row.organization, row.awarded_on)
    lines = [line for line in lines if line]
    made = award("diploma", issuer(row.organization), lines, SignLine(position=post, name=name))
    label = shipped_one.paper if shipped_one is not None and not row.contest_id else ""
    return replace(made, label=label or made.label)


def works_of_nominee(row: Nomination, actor: Actor) -> list[Work]:
    """What he has led as a mentor of this organization (S1 п. 3.4, мера 2; S5 п. 3.4)."""
    entry = MentorEntry.objects.filter(organization_id=row.organization_id, person_id=row.person_id).first()
    return works_of(entry, actor.today) if entry is not None else []


def _condition(check: Check) -> str:
    return f"{check.label}: {_('да') if check.met else check.lack}"


def _program(program: Program | None) -> str:
    """Its term: a title may name those whom he has led."""
    if program is None:
        return ""
    last = program.closed_on or program.end_on
    return f"{program.start_on:%d.%m.%Y}–{last:%d.%m.%Y}"


def _recommendation(row: Nomination) -> str:
    if row.recommended_on is None:
        return ""
    if row.decision is None:
        return _("председатель органа наставников, %s") % f"{row.recommended_on:%d.%m.%Y}"
    minutes = row.decision.minutes
    return _("протокол от %(day)s № %(number)s") % {"day": f"{minutes.held_on:%d.%m.%Y}", "number": minutes.number}


def _table(works: list[Work]) -> Table:
    rows = tuple(
        (
            term_of(work),
            str(work.mentees),
            _("%(part)s из %(whole)s") % {"part": work.done, "whole": work.planned} if work.planned else "—",
            str(work.meetings),
            str(work.program.get_state_display()),
        )
        for work in works
    )
    headings = (_("Срок"), _("Наставляемых"), _("Планы"), _("Встреч"), _("Состояние"))
    return Table(headings=headings, rows=rows, widths=(26, 22, 15, 12, 25))


NOMINATION = PaperKind(
    slug="nomination", label=gettext_lazy("Представление к награде"), model=Nomination, build=nomination,
    permission="nomination.view", issued_with="order.approve", numbered=True, related=RELATED, readable=may_be_named,
)  # fmt: skip
DIPLOMA = PaperKind(
    slug="diploma", label=gettext_lazy("Грамота, диплом"), model=Nomination, build=diploma,
    permission="nomination.view", issued_with="order.approve", numbered=True, related=RELATED, readable=may_be_named,
)  # fmt: skip
