"""The papers of a school as a whole: its statute, its programme of a year, the questionnaire of a general meeting."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.grammar import Case, approved, decline_position
from accounts.models import Person
from accounts.permissions import Actor
from accounts.templatetags.ui_words import study_year
from programs.models import GeneralMeeting, MutualChoice, Regulation, SchoolProgram, Unit
from programs.queries.general_meetings import sides_of
from programs.queries.projects import units_of
from programs.queries.regulation_pages import day_to_show, enacting_order, read_orders
from programs.queries.regulation_versions import text_of
from programs.queries.regulations import lay
from programs.regulation.catalogue.choices import CLOSURE_REASONS, FORMS

from ..order import Table
from ..paper import Block, Fact, Paper, Stamp
from ..typography import BY_HAND
from .kind import PaperKind, curator_line, head_of, issuer

LINE = "_" * 30


def statute(version: Regulation, actor: Actor) -> Paper:
    """The text of the statute apart from its order: as it was signed, else as the system writes it."""
    read_orders([version])
    order = enacting_order(version)
    known = order is not None and order.number and order.dated
    by_hand = {"day": BY_HAND, "number": "_" * 14}
    facts = {"day": f"{order.dated:%d.%m.%Y}", "number": order.number} if known else by_hand
    label, _space, title = version.title.partition(" ")
    whose = decline_position(version.organization.short_name, Case.GENITIVE)
    lines = (_("приказом %s") % whose, _("от %(day)s № %(number)s") % facts)
    stamp = Stamp(caption=approved(label), lines=lines)
    sections = text_of(lay(version, day_to_show(version, actor.today)))["sections"]
    return Paper(
        label=label,
        title=title,
        issuer=issuer(version.organization),
        stamp=stamp,
        blocks=tuple(Block(heading=each["heading"], paragraphs=tuple(each["paragraphs"])) for each in sections),
        draft=version.state == Regulation.State.DRAFT,
    )


def school_program(program: SchoolProgram, actor: Actor) -> Paper:
    """Goal, activities, expected results; at its end what came of each pair and of the year (S2 разд. 1, 6 эт. 7)."""
    organization, on = program.organization, program.approved_on or actor.today
    post, name = head_of(organization, on)
    approved = program.approved_on is not None
    lines = [post, name, f"{program.approved_on:%d.%m.%Y}" if program.approved_on else ""]
    plan = [line.strip() for line in program.activities.splitlines() if line.strip()]
    facts = (
        Fact(label=_("Форма"), value=str(FORMS.get(program.form, program.form))),
        Fact(label=_("Учебный год"), value=study_year(program.school_year)),
    )
    return Paper(
        label=_("Программа наставничества"),
        title=program.title,
        issuer=issuer(organization),
        stamp=Stamp(caption=_("Утверждаю"), lines=tuple(filter(None, lines)), signed=approved),
        blocks=(
            Block(facts=facts),
            Block(heading=_("Цель"), paragraphs=(program.goal,)),
            Block(heading=_("Мероприятия"), paragraphs=tuple(f"{no}. {line}" for no, line in enumerate(plan, start=1))),
            Block(heading=_("Ожидаемые результаты"), paragraphs=tuple(program.expected.splitlines())),
            *_pairs(list(units_of(program).prefetch_related("programs"))),
            *([Block(heading=_("Итоги"), paragraphs=tuple(program.summary.splitlines()))] if program.summary else []),
        ),
        signatures=(curator_line(organization, on),),
        draft=not approved,
    )


def _pairs(units: list[Unit]) -> tuple[Block, ...]:
    rows = tuple((*_people(unit), str(unit.get_state_display()), _outcome(unit)) for unit in units)
    if not rows:
        return ()
    headings = (_("Наставник"), _("Наставляемые"), _("Состояние"), _("Итог программы"))
    return (Block(heading=_("Пары и группы"), table=Table(headings=headings, rows=rows, widths=(25, 30, 15, 30))),)


def _people(unit: Unit) -> tuple[str, str]:
    named: dict[str, list[str]] = {"mentor": [], "mentee": []}
    for member in unit.members.all():
        named[member.side].append(member.person.full_name)
    return ", ".join(named["mentor"]) or "—", ", ".join(named["mentee"]) or "—"


def _outcome(unit: Unit) -> str:
    ended = [program for program in unit.programs.all() if program.closed_on is not None]
    if not ended:
        return "—"
    last = max(ended, key=lambda program: program.closed_on)
    return last.outcome or str(CLOSURE_REASONS.get(last.closure_reason, last.closure_reason))


def questionnaire(meeting: GeneralMeeting, _actor: Actor) -> Paper:
    """For whoever answers on paper: a sheet for mentees about mentors, a sheet for mentors about mentees."""
    mentors, mentees = sides_of(meeting.organization_id)
    until = f"{meeting.answers_until:%d.%m.%Y}"
    return Paper(
        label=_("Анкета участника общей встречи"),
        title=_("С кем вы хотели бы работать"),
        issuer=issuer(meeting.organization),
        date=meeting.held_on,
        place=meeting.place,
        blocks=(
            _sheet(_("Отвечает наставляемый"), _("Наставник"), mentors, until, apart=False),
            _sheet(_("Отвечает наставник"), _("Наставляемый"), mentees, until, apart=True),
        ),
    )


def _sheet(heading: str, whom: str, people: Iterable[Person], until: str, *, apart: bool) -> Block:
    asked = _("Отметьте одно в каждой строке. Ответы читает только куратор. Отдайте лист ему до %s.") % until
    answers = [str(label).capitalize() for label in MutualChoice.Answer.labels]
    rows = tuple((person.full_name, *("☐" for _answer in answers)) for person in people)
    return Block(
        heading=heading,
        facts=(Fact(label=_("Фамилия и имя"), value=LINE),),
        table=Table(headings=(whom, *answers), rows=rows, widths=(40, 20, 20, 20)) if rows else None,
        paragraphs=(asked,) if rows else (_("В банке пока никого нет."),),
        apart=apart,
    )


STATUTE = PaperKind(
    slug="statute", label=gettext_lazy("Положение"), model=Regulation, build=statute, permission="regulation.view",
    related=("organization__region",),
)  # fmt: skip
SCHOOL_PROGRAM = PaperKind(
    slug="school-program", label=gettext_lazy("Программа школы"), model=SchoolProgram, build=school_program,
    permission="unit.view", issued_with="unit.manage", related=("organization__region",),
)  # fmt: skip
QUESTIONNAIRE = PaperKind(
    slug="questionnaire", label=gettext_lazy("Анкета общей встречи"), model=GeneralMeeting, build=questionnaire,
    permission="unit.manage", related=("organization__region",),
)  # fmt: skip
