"""A person's work as a mentor: a reference for contests and support (S1 п. 3.4), and the portfolio for the category
«педагог-наставник». Mentees are not named: both papers leave the school."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.grammar import Case
from accounts.permissions import Actor
from accounts.templatetags.ui_words import counted
from programs.models import (
    Event,
    EventParticipant,
    JointProject,
    Meeting,
    MentorEntry,
    PlanActivity,
    Program,
    UnitMember,
)
from programs.models.bank_choices import MenteeCategory
from programs.models.program import AT_WORK, CLOSED
from programs.order_content import post_of
from programs.order_words import person_in
from programs.queries.execution import percent
from programs.regulation.catalogue.choices import FORMS

from ..order import Table
from ..paper import Block, Fact, Paper, SignLine
from .kind import PaperKind, head_of, issuer

PUPIL = gettext_lazy("обучающийся")


@dataclass(frozen=True, slots=True)
class Work:
    """A programme that he has led, what was done in his days: a mentor may come to it and leave it."""

    program: Program
    since: datetime.date
    till: datetime.date
    mentees: int
    who: str
    done: int
    planned: int
    meetings: int
    goes_on: bool


def works_of(entry: MentorEntry, today: datetime.date) -> list[Work]:
    """The programmes of his pairs that have begun, the eldest first. Five queries."""
    mine = UnitMember.ever.filter(mentor_entry=entry, side=UnitMember.Side.MENTOR, is_reverse=False)
    seats = {row.unit_id: row for row in mine.order_by("pk")}
    programs = Program.objects.filter(unit_id__in=list(seats), state__in=[*AT_WORK, *CLOSED], start_on__lte=today)
    programs = list(programs.select_related("unit").order_by("start_on", "pk"))
    learners, lines, met = defaultdict(list), defaultdict(list), defaultdict(list)
    sides = UnitMember.ever.filter(unit_id__in=list(seats), side=UnitMember.Side.MENTEE, is_reverse=False)
    for row in sides.select_related("mentee_entry"):
        learners[row.unit_id].append(row)
    plan = PlanActivity.objects.filter(program__in=programs).exclude(state=PlanActivity.State.EXCLUDED)
    for program_id, done_on in plan.values_list("program_id", "done_on"):
        lines[program_id].append(done_on)
    meetings = Meeting.objects.filter(unit_id__in=list(seats), state=Meeting.State.CONFIRMED)
    for unit_id, held_on in meetings.values_list("unit_id", "held_on"):
        met[unit_id].append(held_on)
    found = []
    for program in programs:
        seat = seats[program.unit_id]
        since = max(program.start_on, seat.agreed_on or program.start_on)
        till = min(filter(None, [seat.left_on, program.closed_on, today]))
        if till < since:
            continue
        people = learners[program.unit_id]
        found.append(
            Work(
                program=program, since=since, till=till, mentees=len({row.person_id for row in people}),
                who=_who(people), planned=len(lines[program.pk]),
                done=sum(day is not None and since <= day <= till for day in lines[program.pk]),
                meetings=sum(since <= day <= till for day in met[program.unit_id]),
                goes_on=seat.left_on is None and program.closed_on is None,
            )
        )  # fmt: skip
    return found


def _who(mentees: list[UnitMember]) -> str:
    """Why they were in the bank, in words; the sensitive category is not told."""
    words = set()
    for row in mentees:
        entry = row.mentee_entry
        if entry is not None and entry.track == "student":
            words.add(str(PUPIL))
        elif entry is not None and entry.category != MenteeCategory.SENSITIVE:
            words.add(str(entry.get_category_display()).lower())
    return ", ".join(sorted(filter(None, words)))


def _own(entry: MentorEntry, actor: Actor) -> bool:
    """For himself and for who keeps the bank of his school."""
    keeps = actor.may("bank.manage") and actor.signs_for(entry.organization_id)
    return actor.person_id == entry.person_id or keeps


def _works(entry: MentorEntry, actor: Actor) -> list[Work]:
    if not _own(entry, actor):
        raise Http404
    return works_of(entry, actor.today)


def reference(entry: MentorEntry, actor: Actor) -> Paper:
    """Pairs, terms, results (S1 п. 3.4, меры 2 и 4)."""
    works = _works(entry, actor)
    given = Fact(label=_("Дана"), value=person_in(entry.person, Case.DATIVE))
    return _paper(entry, actor, works, _("Справка"), _("О наставнической деятельности"), given, ())


def portfolio(entry: MentorEntry, actor: Actor) -> Paper:
    """The same and what is proven by records: training, events, projects, words of his own reports."""
    works = _works(entry, actor)
    blocks = [*_card(entry), *_training(entry), *_events(entry), *_projects(entry)]
    title = _("Портфолио педагога-наставника")
    whose = Fact(label=_("Педагог"), value=entry.person.full_name)
    return _paper(entry, actor, works, title, _("Для установления категории «педагог-наставник»"), whose, tuple(blocks))


def _paper(
    entry: MentorEntry, actor: Actor, works: list[Work], label: str, title: str, whose: Fact, more: tuple[Block, ...]
) -> Paper:
    person, school = entry.person, entry.organization
    post, name = head_of(school, actor.today)
    done, planned = sum(work.done for work in works), sum(work.planned for work in works)
    completed = sum(work.program.state == Program.State.COMPLETED for work in works)
    facts = [
        whose,
        Fact(label=_("Должность"), value=post_of(person.pk, school.pk, actor.today) or "—"),
        Fact(label=_("Наставляемых"), value=str(sum(work.mentees for work in works))),
        Fact(label=_("Программ"), value=_("%(all)s, завершено %(done)s") % {"all": len(works), "done": completed}),
        Fact(label=_("Выполнено мероприятий"), value=_done(done, planned)),
        Fact(label=_("Подтверждено встреч"), value=str(sum(work.meetings for work in works))),
    ]  # fmt: skip
    table = Table(
        headings=(_("Срок"), _("Форма"), _("Наставляемые"), _("Планы"), _("Встреч"), _("Состояние")),
        rows=tuple(map(_line, works)),
        widths=(20, 20, 20, 10, 10, 20),
    )
    none = (_("Программ, которые начались, в записях нет."),)
    led = Block(heading=_("Пары и группы"), table=table if works else None, paragraphs=() if works else none)
    return Paper(
        label=label,
        title=title,
        issuer=issuer(school),
        date=actor.today,
        blocks=(Block(facts=tuple(facts)), led, *more),
        signatures=(SignLine(position=post, name=name),),
        note=_("Составлено по записям системы. Имена наставляемых не приводятся."),
    )


def _done(part: int, whole: int) -> str:
    if not whole:
        return _("планов ещё нет")
    return _("%(part)s из %(whole)s (%(share)s %%)") % {"part": part, "whole": whole, "share": percent(part, whole)}


def term_of(work: Work) -> str:
    """A programme that goes on has no last day yet."""
    if work.goes_on:
        return _("с %s") % f"{work.since:%d.%m.%Y}"
    return f"{work.since:%d.%m.%Y}–{work.till:%d.%m.%Y}"


def _line(work: Work) -> tuple[str, ...]:
    form = work.program.unit.form
    return (
        term_of(work),
        str(FORMS.get(form, form)),
        f"{work.mentees}: {work.who}" if work.who else str(work.mentees),
        _("%(part)s из %(whole)s") % {"part": work.done, "whole": work.planned} if work.planned else "—",
        str(work.meetings),
        str(work.program.get_state_display()),
    )


def _card(entry: MentorEntry) -> list[Block]:
    """What his own card says, with its documents."""
    said = {
        _("Образование"): entry.education,
        _("Квалификационная категория"): str(entry.get_qualification_category_display()),
        _("Измеримые результаты"): entry.measurable_results,
        _("Достижения"): entry.achievements,
        _("Звания и награды"): entry.honors,
    }
    facts = tuple(Fact(label=label, value=text) for label, text in said.items() if text)
    rows = tuple((str(row.get_kind_display()), row.title) for row in entry.evidence.all())
    table = Table(headings=(_("Что подтверждает"), _("Документ")), rows=rows, widths=(40, 60)) if rows else None
    return [Block(heading=_("Результаты и достижения"), facts=facts, table=table)] if facts or rows else []


def _training(entry: MentorEntry) -> list[Block]:
    rows = tuple(
        (f"{row.completed_on:%d.%m.%Y}", row.title, str(row.hours or "—"), row.document or "—")
        for row in entry.trainings.order_by("completed_on", "pk")
    )
    table = Table(
        headings=(_("Когда"), _("Чему учился"), _("Часов"), _("Документ")), rows=rows, widths=(15, 45, 10, 30)
    )
    return [Block(heading=_("Обучение"), table=table)] if rows else []


def _events(entry: MentorEntry) -> list[Block]:
    rows = EventParticipant.objects.filter(person_id=entry.person_id, event__state=Event.State.HELD)
    zone = entry.organization.zone
    lines = tuple(
        (
            f"{row.event.starts_at.astimezone(zone):%d.%m.%Y}",
            row.event.title,
            str(row.event.get_kind_display()),
            str(row.get_result_display()),
        )
        for row in rows.select_related("event").order_by("event__starts_at", "pk")
    )
    table = Table(
        headings=(_("Когда"), _("Мероприятие"), _("Вид"), _("Результат")), rows=lines, widths=(15, 40, 25, 20)
    )
    return [Block(heading=_("Мероприятия и конкурсы"), table=table)] if lines else []


def _projects(entry: MentorEntry) -> list[Block]:
    mine = UnitMember.ever.filter(mentor_entry=entry).values("unit_id")
    rows = JointProject.objects.filter(units__unit_id__in=mine, state=JointProject.State.DONE).distinct()
    lines = tuple((row.title, str(row.get_kind_display()), _score(row)) for row in rows.order_by("closed_on", "pk"))
    table = Table(headings=(_("Проект"), _("Вид"), _("Оценка")), rows=lines, widths=(50, 30, 20))
    return [Block(heading=_("Совместные проекты"), table=table)] if lines else []


def _score(row: JointProject) -> str:
    return counted(row.expert_score, _("балл|балла|баллов")) if row.expert_score else "—"


REFERENCE = PaperKind(
    slug="mentor-reference", label=gettext_lazy("Справка о наставничестве"), model=MentorEntry, build=reference,
    issued_with="order.approve", numbered=True, related=("organization__region", "person"), readable=_own,
)  # fmt: skip
PORTFOLIO = PaperKind(
    slug="mentor-portfolio", label=gettext_lazy("Портфолио наставника"), model=MentorEntry, build=portfolio,
    issued_with="order.approve", related=("organization__region", "person"), readable=_own,
)  # fmt: skip
