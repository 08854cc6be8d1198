"""What of the impact is counted from the school's records, with nothing typed: P1, P4, M5, M6, R1–R3, who takes part.

A figure is a part of a whole, both shown, with the records behind it; nothing of nothing is «н/д». Counts of pairs,
programmes and posts are no answers of people: they are shown at every level (domain §12).
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from accounts.models import Employment, Organization
from accounts.permissions import Actor
from programs.models import LearningRoute, MenteeEntry, PlanActivity, Program, TrainingRecord, UnitMember
from programs.models.bank_choices import MenteeCategory, SensitiveCategory, SpecialFlag
from programs.models.route import DRAWN_UP
from programs.queries.activity import activity_of
from programs.queries.execution import percent
from programs.queries.figures import denominators
from programs.queries.participants import took_part
from programs.queries.reach import open_schools_below
from programs.regulation.catalogue.choices import CLOSURE_REASONS, FORMS
from programs.regulation.effective import EffectiveRegulation
from programs.terms import first_day

from ..models import IndicatorValue
from ..small_groups import Group, shown_at, weld
from .impact import Question, place_of
from .indicators import asked_for
from .measures import lock_day
from .survey_groups import least_above
from .year_facts import implemented

ADAPTED = 7  # of ten: the expert's mark from which one is adapted (domain §4.17, P4)
NEWCOMERS = (MenteeCategory.YOUNG_SPECIALIST, MenteeCategory.NEW_PLACE)


@dataclass(frozen=True)
class Fact:
    """``whole`` None: a number that is no share. ``words``: what else is said of it."""

    code: str
    title: str
    part: int
    whole: int | None = None
    words: str = ""
    kind: str = ""
    ids: tuple[int, ...] = ()

    @property
    def percent(self) -> str:
        return percent(self.part, self.whole or 0)


@dataclass(frozen=True)
class One:
    """Somebody of whom a fact tells: whether he counts as its part, in which pair, after how many days."""

    person: int
    good: bool
    unit: int = 0
    days: int = 0


People = tuple[Callable[[Sequence[One]], Fact], Mapping[int, Sequence[One]]]  # what is said of people; school → people


@dataclass(frozen=True)
class Span:
    """The schools and the days of a question."""

    schools: Sequence[Organization]
    year: int
    first: datetime.date
    last: datetime.date

    @property
    def ids(self) -> list[int]:
        return [school.pk for school in self.schools]


def facts_of(actor: Actor, question: Question, rules: EffectiveRegulation) -> list[Fact]:
    return facts_told(question, rules, actor.today, sealed=actor.may("bank.sensitive"))


def facts_told(question: Question, rules: EffectiveRegulation, today: datetime.date, *, sealed: bool) -> list[Fact]:
    """In the order of the regulation's codes, then what every regulation is asked. A fixed number of queries.
    ``sealed``: whether the reader knows the sealed marks of his school.
    """
    last = min(today, first_day(question.year + 1) - datetime.timedelta(days=1))
    span = Span(open_schools_below(question.root), question.year, first_day(question.year), last)
    asked = set(asked_for(rules))
    found: list[Fact] = []
    if asked & {"M3", "M4", "M5", "P3"} and question.inside:
        found += _activity(question.root, question.year, asked)
    if "M6" in asked:
        found += _plans(span)
    if "P1" in asked:
        found += _of_enough(retention(span), question, span, today)
    if asked & {"P4", "ADAPTATION"}:
        found += _of_enough(adaptation(span), question, span, today)
    if "DISABILITY_INVOLVED" in asked and question.inside and sealed:
        found.append(_disabled(span))
    found += [*_programs(span), _trajectories(span), *_educators(span)]
    return found if question.inside else [*found, _introduced(span, rules)]


def _of_enough(found: Sequence[People], question: Question, span: Span, today: datetime.date) -> list[Fact]:
    """Above a school what is said of people waits for the year's end and is a sum over welded atoms: of a region and
    of its municipality no difference tells of few.
    """
    if question.inside:
        return [fact([one for rows in people.values() for one in rows]) for fact, people in found]
    if today < lock_day(question.year):
        return []
    least, root = least_above(question.root, today), place_of(question.root)
    schools = {place_of(school): school.pk for school in span.schools}
    facts = []
    for fact, people in found:
        sizes = {place: len({one.person for one in people.get(pk, [])}) for place, pk in schools.items()}
        atoms = weld((Group(place, "", size) for place, size in sizes.items() if size), least)
        told = [one for group in shown_at(atoms, root) for one in people[schools[group.place]]]
        facts += [fact(told)] if told else []
    return facts


def _activity(school: Organization, year: int, asked: set[str]) -> list[Fact]:
    """Of events and projects, this year beside the last; the whole is the year before."""
    told = activity_of(school, year)
    was = _("год назад %s")
    rows = [
        ("M3", _("Участий в олимпиадах и конкурсах, по записям событий"), told.contests),
        ("M4", _("Мероприятий с участием пар, по записям событий и планов"), told.events),
        ("P3", _("Инновационных мероприятий и проектов"), told.innovation),
    ]
    found = [Fact(code, title, change.now, words=was % change.before) for code, title, change in rows if code in asked]
    if "M5" in asked:
        words = _("экспертная оценка %s") % f"{told.expert}".replace(".", ",") if told.expert is not None else ""
        title = _("Завершено совместных проектов из запланированных")
        found.append(Fact("M5", title, told.projects_done, told.projects_planned, words))
    return found


def _of_year(span: Span) -> Q:
    return Q(Q(closed_on=None) | Q(closed_on__gte=span.first), organization_id__in=span.ids, start_on__lte=span.last)


def _plans(span: Span) -> list[Fact]:
    """M6: plans of the year's programmes."""
    programs = Program.objects.filter(_of_year(span), state__in=["running", "completing", "completed", "terminated"])
    rows = PlanActivity.objects.filter(program__in=programs).exclude(state=PlanActivity.State.EXCLUDED)
    told = rows.aggregate(all=Count("pk"), done=Count("pk", filter=Q(state="done", done_on__lte=span.last)))
    ids = tuple(programs.order_by("pk").values_list("pk", flat=True))
    return [Fact("M6", _("Мероприятий планов выполнено"), told["done"], told["all"], kind="program", ids=ids)]


def _programs(span: Span) -> list[Fact]:
    """R2 and why programmes ended early."""
    rows = Program.objects.filter(
        organization_id__in=span.ids, state__in=["completed", "terminated"], closed_on__range=(span.first, span.last)
    )
    ended: dict[str, list[int]] = defaultdict(list)
    reasons: Counter[str] = Counter()
    for pk, state, reason in rows.order_by("pk").values_list("pk", "state", "closure_reason"):
        ended[state].append(pk)
        if state == Program.State.TERMINATED:
            reasons[reason] += 1
    done, early = ended["completed"], ended["terminated"]
    words = "; ".join(f"{CLOSURE_REASONS.get(code, code)}: {number}" for code, number in reasons.most_common())
    whole = len(done) + len(early)
    return [
        Fact("R2", _("Программ завершено полностью"), len(done), whole, kind="program", ids=tuple(done)),
        Fact("R2", _("Программ завершено досрочно"), len(early), whole, words, "program", tuple(early)),
    ]


def _trajectories(span: Span) -> Fact:
    """Of how many people a programme or a route of their own was drawn up, of how many it was carried out (S2
    разд. 3). Two queries."""
    programs = Program.objects.filter(
        _of_year(span), state__in=["approved", "running", "completing", "completed", "terminated"],
        unit__members__side=UnitMember.Side.MENTEE, unit__members__is_reverse=False,
    ).values_list("unit__members__person_id", "state", "closed_on")  # fmt: skip
    routes = LearningRoute.objects.filter(
        organization_id__in=span.ids, start_on__lte=span.last, end_on__gte=span.first, state__in=DRAWN_UP
    ).values_list("educator_id", "state", "closed_on")
    rows = [*programs, *routes]
    walked = {person for person, state, day in rows if state == "completed" and day and day <= span.last}
    title = _("Участников прошли свою индивидуальную траекторию")
    return Fact("TRAJECTORY", title, len(walked), len({person for person, _state, _day in rows}))


def _educators(span: Span) -> list[Fact]:
    """R3: teachers who take part of all, by form; those of them who were trained in the year."""
    works = Employment.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=span.first), organization_id__in=span.ids, valid_from__lte=span.last
    ).values("person_id")
    members = UnitMember.ever.filter(
        took_part(span.first, span.last), unit__organization_id__in=span.ids, is_reverse=False, person_id__in=works
    )
    people: set[int] = set()
    forms: dict[str, set[int]] = defaultdict(set)
    units = set()
    for person, form, unit in members.order_by("pk").values_list("person_id", "unit__form", "unit_id"):
        people.add(person)
        forms[form].add(person)
        units.add(unit)
    whole = denominators(span.ids, span.year)["teachers"] or 0
    found = [Fact("R3", _("Педагогов участвует"), len(people), whole, kind="unit", ids=tuple(sorted(units)))]
    for form, who in sorted(forms.items()):
        found.append(Fact("R3", _("в форме «%s»") % FORMS.get(form, form), len(who), whole))
    taught = TrainingRecord.objects.filter(
        entry__organization_id__in=span.ids, completed_on__range=(span.first, span.last)
    ).values("entry__person_id")
    trained = taught.distinct().count()
    return [*found, Fact("R3", _("прошли обучение как наставники"), trained, whole)]


def retention(span: Span) -> list[People]:
    """P1: young specialists of the bank who still worked at the school one and three years after they came."""
    entries = MenteeEntry.objects.filter(organization_id__in=span.ids, category=MenteeCategory.YOUNG_SPECIALIST)
    hired = {(person, school): day for person, school, day in entries.values_list(
        "person_id", "organization_id", "hired_on")}  # fmt: skip
    jobs = Employment.objects.filter(organization_id__in=span.ids, person_id__in={person for person, _school in hired})
    terms: dict[tuple[int, int], list[tuple[datetime.date, datetime.date | None]]] = defaultdict(list)
    for person, school, since, until in jobs.values_list("person_id", "organization_id", "valid_from", "valid_to"):
        if (person, school) in hired:
            terms[person, school].append((since, until))
    found: list[People] = []
    for years, title in ((1, _("Молодых специалистов работает через год")), (3, _("через три года"))):
        came: dict[int, list[One]] = defaultdict(list)
        for (person, school), rows in terms.items():
            day = _years_on(hired[person, school] or min(since for since, _until in rows), years)
            if day <= span.last:
                stayed = any(since <= day and (until is None or until > day) for since, until in rows)
                came[school].append(One(person, good=stayed))
        found.append((partial(_stayed, title), came))
    return found


def _stayed(title: str, people: Sequence[One]) -> Fact:
    return Fact("P1", title, sum(one.good for one in people), len(people))


def _years_on(day: datetime.date, years: int) -> datetime.date:
    month, number = (3, 1) if (day.month, day.day) == (2, 29) else (day.month, day.day)
    return datetime.date(day.year + years, month, number)


def adaptation(span: Span) -> list[People]:
    """P4, the pace: days from the beginning to the first mark of 7; young specialists and newcomers apart."""
    marks = IndicatorValue.objects.filter(
        organization_id__in=span.ids, code="ADAPTATION", point=IndicatorValue.Point.CHECK, measured_on__lte=span.last,
        member__mentee_entry__category__in=NEWCOMERS,
    )  # fmt: skip
    columns = ("organization_id", "member_id", "member__person_id", "member__unit_id", "member__mentee_entry__category")
    rows = marks.order_by("member_id").values_list(*columns).annotate(
        first=Min("measured_on", filter=Q(value__gte=ADAPTED)), began=Min("member__unit__programs__start_on")
    )  # fmt: skip
    found: dict[str, dict[int, list[One]]] = {category: defaultdict(list) for category in NEWCOMERS}
    for school, _member, person, unit, category, first, began in rows:
        days = (first - began).days if first and began else None
        found[category][school].append(One(person, good=days is not None, unit=unit, days=days or 0))
    return [(partial(_pace, category), people) for category, people in found.items()]


def _pace(category: str, people: Sequence[One]) -> Fact:
    adapted = [one for one in people if one.good]
    mean = round(sum(one.days for one in adapted) / len(adapted)) if adapted else 0
    words = _("в среднем за %s дн.") % mean if adapted else _("темп: н/д")
    title = _("Адаптированы (%(mark)s и выше), %(who)s") % {
        "mark": ADAPTED, "who": str(MenteeCategory(category).label).lower(),
    }  # fmt: skip
    return Fact("P4", title, len(adapted), len(people), words, "unit", tuple(one.unit for one in adapted))


def _disabled(span: Span) -> Fact:
    """A number alone, for those who read the sealed marks anyway: nobody is named (S2 п. 17)."""
    rows = MenteeEntry.objects.filter(organization_id__in=span.ids, state__in=["matched", "in_program", "completed"])
    number = sum(
        row.sensitive_category == SensitiveCategory.DISABILITY or SpecialFlag.DISABILITY in row.special_flags
        for row in rows.exclude(sealed="").iterator()
    )
    return Fact("DISABILITY_INVOLVED", _("Детей с ОВЗ среди наставляемых"), number)


def _introduced(span: Span, rules: EffectiveRegulation) -> Fact:
    """R1: schools that meet every condition which the regulation names, as the calendar of the year counts them."""
    days = implemented(span.schools, rules.value("monitoring.implementation_conditions"))
    ready = sum(day <= span.last for day in days.values())
    return Fact("R1", _("Школ внедрили модель"), ready, len(span.ids))
