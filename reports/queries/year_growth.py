"""A year's figures, the second half: what was heard, learned, shown, paid, and what stands in the way."""

from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q, Sum

from accounts import clock
from monitoring.models import SwotLine
from monitoring.queries.impact import place_of
from monitoring.queries.impact_table import impact_table
from monitoring.queries.satisfaction import INDICATORS, response_rate, satisfaction
from monitoring.queries.survey_groups import WITHIN, least_above
from monitoring.small_groups import Group, shown_at, weld
from programs.models import (
    DifficultyItem,
    LearningRoute,
    Meeting,
    MeetingPresence,
    MenteeEntry,
    Payment,
    PlanActivity,
    RouteItem,
    TrainingRecord,
)
from programs.models.program import AT_WORK, FormOfWork
from programs.queries.activity import event_counts, project_counts
from programs.queries.regulations import effective_regulation
from programs.terms import SMALL, moments_of, year_days

from ..models import Nomination
from .year_scope import Pot, Scope, folded

SHOWN = (
    FormOfWork.OPEN_LESSON, FormOfWork.MASTER_CLASS, FormOfWork.CONFERENCE, FormOfWork.PUBLICATION, FormOfWork.CONTEST,
)  # fmt: skip
WAITING = ("requested", "unmatched_support")


def survey(scope: Scope, pot: Pot) -> None:
    """What people said of confirmed meetings, 1–10; of few people nothing is told, above a school welded atoms."""
    rows = MeetingPresence.objects.filter(
        meeting__unit__organization_id__in=scope.ids, meeting__state=Meeting.State.CONFIRMED,
        meeting__held_on__range=(scope.first, scope.last),
    )  # fmt: skip
    least = SMALL if scope.inside else least_above(scope.root, clock.today(scope.root.zone))
    places = {school.pk: place_of(school) for school in scope.schools}
    for name in ("usefulness", "comfort"):
        given = rows.filter(**{f"{name}__isnull": False}).order_by().values("meeting__unit__organization_id")
        told = given.annotate(people=Count("member__person", distinct=True), answers=Count("pk"), total=Sum(name))
        by_place = {places[row["meeting__unit__organization_id"]]: row for row in told}
        atoms = weld((Group(place, "", row["people"]) for place, row in by_place.items()), least)
        shown = [by_place[group.place] for group in shown_at(atoms, place_of(scope.root))]
        if answers := sum(row["answers"] for row in shown):
            mean = (Decimal(sum(row["total"] for row in shown)) / answers).quantize(Decimal("0.1"))
            pot.tables.setdefault("ratings", {})[name] = {"answers": answers, "mean": str(mean)}
    _answers(scope, pot)
    _swot(scope, pot)


def _swot(scope: Scope, pot: Pot) -> None:
    """What the node itself has decided from its campaigns of the year; another node's words stay there."""
    rows = SwotLine.objects.filter(
        decision=SwotLine.Decision.ACCEPTED, analysis__campaign__organization_id=scope.root.pk,
        analysis__campaign__school_year=scope.year,
    )  # fmt: skip
    for row in rows.order_by("quadrant", "-weight", "pk"):
        kept = {"quadrant": row.quadrant, "factor": row.factor, "evidence": row.evidence}
        pot.tables.setdefault("swot", {})[str(row.pk)] = kept


def _answers(scope: Scope, pot: Pot) -> None:
    """Stage 1 of the year's closed campaigns: who answered, K5 and K6; hidden while too few have answered."""
    answered, asked = response_rate(scope.root, scope.year)
    if asked:
        pot.put("answered", answered, whole=asked)
    if scope.inside:
        least = effective_regulation(scope.root, scope.last).value(WITHIN)
    else:
        least = least_above(scope.root, clock.today(scope.root.zone))
    shares = satisfaction(scope.root, scope.year, least=least)
    for code, role in INDICATORS.items():
        if shares[role].answered and not shares[role].hidden:
            pot.put(code, shares[role].positive, whole=shares[role].answered)


def dynamics(scope: Scope, pot: Pot) -> None:
    """M3, M4, M5, P3 as ``programs.queries.activity`` defines them, over many schools: an event counts once.

    Measures before and after are told as everybody may read them: of few people not at all.
    """
    counts = event_counts(scope.ids, *moments_of(scope.first, scope.last, scope.root.zone))
    told = project_counts(scope.ids, *year_days(scope.year))
    pot.put("contests", counts["contests"])
    pot.put("events", counts["events"])
    pot.put("innovation", counts["innovation"] + told["innovative"])
    pot.put("projects_done", told["done"], whole=told["planned"])
    if table := impact_table(scope.root, scope.year, clock.today(scope.root.zone)):
        pot.tables["impact"] = table


def growth(scope: Scope, pot: Pot) -> None:
    """Difficulties open in the year and closed in it; routes; training of mentors."""
    year = (scope.first, scope.last)
    items = DifficultyItem.objects.filter(
        Q(closed_on=None) | Q(closed_on__gte=scope.first),
        diagnosis__organization_id__in=scope.ids, diagnosis__held_on__lte=scope.last, level__gt=0,
    )  # fmt: skip
    areas = items.values("area").annotate(
        told=Count("pk"), closed=Count("pk", filter=Q(closed_on__range=year)),
        people=ArrayAgg("diagnosis__person_id", distinct=True),
    )  # fmt: skip
    rows = {row["area"]: row for row in areas.order_by("area")}
    whose = {area: set(row["people"]) for area, row in rows.items()}
    few, shown = (set(), True) if scope.inside else folded(whose, SMALL)
    told = closed = 0
    for area, row in rows.items():
        told, closed = told + row["told"], closed + row["closed"]
        if shown or area not in few:
            pot.add("areas", "OTHER" if area in few else area, "told", row["told"])
            pot.add("areas", "OTHER" if area in few else area, "closed", row["closed"])
    pot.put("told", told)
    pot.put("closed", closed, whole=told)
    routes = LearningRoute.objects.filter(
        Q(closed_on=None) | Q(closed_on__gte=scope.first), organization_id__in=scope.ids, started_on__lte=scope.last
    )
    ids = list(routes.values_list("pk", flat=True))
    done = routes.filter(state=LearningRoute.State.COMPLETED, closed_on__lte=scope.last)
    pot.put("routes", len(ids), kind="route", ids=ids)
    finished = list(done.values_list("pk", flat=True))
    pot.put("routes_done", len(finished), kind="route", ids=finished)
    lines = RouteItem.objects.filter(route_id__in=ids).exclude(state=RouteItem.State.EXCLUDED)
    made = lines.filter(state=RouteItem.State.DONE, achieved_on__lte=scope.last)
    pot.put("items_done", made.count(), whole=lines.count())
    taught = TrainingRecord.objects.filter(entry__organization_id__in=scope.ids, completed_on__range=year)
    entries = dict(taught.values_list("entry_id", "entry__person_id"))
    pot.put("trained", len(set(entries.values())), kind="mentor", ids=entries)
    pot.put("hours", taught.aggregate(hours=Sum("hours"))["hours"] or 0)


def practices(scope: Scope, pot: Pot) -> None:
    rows = PlanActivity.objects.filter(
        program__organization_id__in=scope.ids, state=PlanActivity.State.DONE,
        done_on__range=(scope.first, scope.last), form_of_work__in=SHOWN,
    )  # fmt: skip
    ids = list(rows.values_list("program_id", "form_of_work"))
    for _program, form in ids:
        pot.add("practices", form, "done")
    pot.put("practices", len(ids), kind="program", ids={program for program, _form in ids})


def awards(scope: Scope, pot: Pot) -> None:
    """Money is the school's own affair: nothing of it is counted above."""
    given = Nomination.objects.filter(
        organization_id__in=scope.ids, state=Nomination.State.AWARDED, awarded_on__range=(scope.first, scope.last)
    )
    pot.put("awarded", given.values("person").distinct().count())
    if not scope.inside:
        return
    rows = Payment.objects.filter(organization_id=scope.root.pk, starts__lte=scope.last, ends__gte=scope.first)
    told = rows.aggregate(n=Count("pk"), people=Count("person_id", distinct=True), total=Sum("amount"))
    pot.put("payments", told["n"])
    pot.put("paid", told["people"])
    if told["total"]:
        pot.tables["money"] = {"payments": {"total": str(told["total"])}}


def risks(scope: Scope, pot: Pot) -> None:
    """``unmatched`` and ``late`` are of the day of counting."""
    waiting = MenteeEntry.objects.filter(organization_id__in=scope.ids, state__in=WAITING)
    ids = list(waiting.values_list("pk", flat=True))
    pot.put("unmatched", len(ids), kind="mentee", ids=ids)
    late = PlanActivity.objects.filter(
        program__organization_id__in=scope.ids, program__state__in=AT_WORK, state=PlanActivity.State.PLANNED,
        due_on__lt=scope.last,
    )  # fmt: skip
    programs = list(late.values_list("program_id", flat=True))
    pot.put("late", len(programs), kind="program", ids=set(programs))
    start, end = moments_of(scope.first, scope.last, scope.root.zone)
    missed = Meeting.objects.filter(
        unit__organization_id__in=scope.ids,
        state=Meeting.State.MISSED,
        planned_at__gte=start,
        planned_at__lt=end,
    )
    meetings = list(missed.values_list("pk", flat=True))
    pot.put("missed", len(meetings), kind="meeting", ids=meetings)
