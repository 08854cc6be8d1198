"""A year's figures of any number of schools from their records, step by step: each a fixed number of queries.

What happened is counted by its dates; the banks and what is overdue, as they stand on the day of counting. People count
once, in however many pairs and schools. A pair is of the day on which it was held by an order or by the curator's
record: the journal knows it (``monitoring.queries.figures`` counts a month the same way).
"""

import datetime
from collections import defaultdict
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import AuditEvent, Employment, Membership
from accounts.roles import Role
from monitoring.queries.coverage import coverage
from programs.models import Amendment, Meeting, OrderClause, OrderKind, PlanActivity, Program, Regulation, Unit
from programs.models import UnitMember as Member
from programs.models.bank_choices import MenteeCategory
from programs.models.program import AT_WORK, CLOSED
from programs.models.unit import HELD
from programs.queries.figures import denominators
from programs.terms import SMALL

from .year_scope import Pot, Scope, folded

ACTS = (
    OrderKind.STATUTE_APPROVAL,
    OrderKind.CURATOR_APPOINTMENT,
    OrderKind.ROADMAP_APPROVAL,
    OrderKind.PAIR_ASSIGNMENT,
)
LATEST = datetime.date.max


def units_of_year(scope: Scope) -> list[dict[str, Any]]:
    """Pairs and groups that were held on some day of the year; ``begun`` where the journal knows it. Two queries."""
    zones = {school.pk: school.zone for school in scope.schools}
    rows = Unit.objects.filter(organization_id__in=scope.ids).filter(
        Q(state__in=HELD) | Q(state=Unit.State.CLOSED, closed_on__gte=scope.first)
    )
    events = AuditEvent.objects.filter(
        organization_id__in=scope.ids, object_type=Unit._meta.label, verb__in=["unit.order", "unit.fix"]
    )
    held = dict(events.order_by("-at").values_list("object_id", "at"))
    found = []
    for row in rows.order_by("pk").values("pk", "organization_id", "kind", "form", "kinds"):
        at = held.get(row["pk"])
        row["begun"] = at.astimezone(zones[row["organization_id"]]).date() if at else None
        if row["begun"] is None or row["begun"] <= scope.last:
            found.append(row)
    return found


def participants(scope: Scope, pot: Pot) -> None:
    units = units_of_year(scope)
    groups = {school.pk: scope.group(school) for school in scope.schools}
    for row in units:
        pot.add("forms", row["form"], "units")
        pot.add("below", groups[row["organization_id"]], "units")
        for kind in row["kinds"]:
            pot.add("kinds", kind, "units")
    pot.put("units", len(units), kind="unit", ids=[row["pk"] for row in units])
    for code, kind in (("pairs", "pair"), ("groups", "group")):
        ids = [row["pk"] for row in units if row["kind"] == kind]
        pot.put(code, len(ids), kind="unit", ids=ids)
    new = [row["pk"] for row in units if row["begun"] and row["begun"] >= scope.first]
    pot.put("new_units", len(new), kind="unit", ids=new)
    _people(scope, pot, units, groups)
    for share in coverage(scope.ids, scope.last):
        if share.whole is not None:
            pot.put(share.code, share.part, whole=share.whole)


def _people(scope: Scope, pot: Pot, units: list[dict[str, Any]], groups: dict[int, int]) -> None:
    working = Employment.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=scope.first),
        person_id=OuterRef("person_id"), organization_id=OuterRef("unit__organization_id"),
        valid_from__lte=scope.last,
    )  # fmt: skip
    members = Member.ever.filter(
        Q(left_on=None) | Q(left_on__gte=scope.first), unit_id__in=[row["pk"] for row in units], is_reverse=False
    ).annotate(works=Exists(working))
    people: dict[str, set[int]] = defaultdict(set)
    entries: dict[str, set[int]] = defaultdict(set)
    tables: dict[tuple[str, object, str], set[int]] = defaultdict(set)
    for school, form, person, side, works, mentor, mentee, category in members.order_by("pk").values_list(
        "unit__organization_id", "unit__form", "person_id", "side", "works", "mentor_entry_id", "mentee_entry_id",
        "mentee_entry__category",
    ):  # fmt: skip
        code = "mentors" if side == Member.Side.MENTOR else "mentees"
        people[code].add(person)
        entries[code].add(mentor or mentee)
        tables["below", groups[school], code].add(person)
        tables["forms", form, code].add(person)
        if category and code == "mentees":
            tables["categories", category, "mentees"].add(person)
        if works:
            people["educators"].add(person)
    categories = {str(key): who for (table, key, _column), who in tables.items() if table == "categories"}
    few, told = (set(), True) if scope.inside else folded(categories, SMALL, [MenteeCategory.SENSITIVE])
    for code in few:
        del tables["categories", code, "mentees"]
        if told:
            tables["categories", "OTHER", "mentees"] |= categories[code]
    for (table, key, column), who in tables.items():
        pot.add(table, key, column, len(who))
    for code, kind in (("mentors", "mentor"), ("mentees", "mentee")):
        pot.put(code, len(people[code]), kind=kind, ids=entries[code])
    pot.put("educators", len(people["educators"]), whole=denominators(scope.ids, scope.year)["teachers"])


def programs(scope: Scope, pot: Pot) -> None:
    """Those at work on some day of the year, their plans as they stood on the last day, their meetings of the year."""
    groups = {school.pk: scope.group(school) for school in scope.schools}
    rows = Program.objects.filter(
        Q(closed_on=None) | Q(closed_on__gte=scope.first),
        organization_id__in=scope.ids, state__in=[*AT_WORK, *CLOSED], start_on__lte=scope.last,
    )  # fmt: skip
    known, ended = {}, defaultdict(list)
    for pk, school, form, state, closed_on, reason in rows.order_by("pk").values_list(
        "pk", "organization_id", "unit__form", "state", "closed_on", "closure_reason"
    ):
        known[pk] = (form, groups[school])
        pot.add("forms", form, "programs")
        if state in CLOSED and closed_on <= scope.last:
            ended[state].append(pk)
            pot.add("forms", form, state)
            pot.add("below", groups[school], state)
            if state == Program.State.TERMINATED:
                pot.add("reasons", reason, "programs")
    pot.put("programs", len(known), kind="program", ids=known)
    closed = sum(map(len, ended.values()))
    for state in CLOSED:
        pot.put(state, len(ended[state]), whole=closed, kind="program", ids=ended[state])
    extended = Amendment.objects.filter(
        kind=Amendment.Kind.EXTEND, in_force_on__range=(scope.first, scope.last), program__organization_id__in=scope.ids
    )
    ids = list(extended.values_list("program_id", flat=True))
    pot.put("extended", len(ids), kind="program", ids=set(ids))
    _plans(scope, pot, known)
    _meetings(scope, pot, groups)


def _plans(scope: Scope, pot: Pot, known: dict[int, tuple[str, int]]) -> None:
    lines = PlanActivity.objects.filter(program_id__in=list(known)).exclude(state=PlanActivity.State.EXCLUDED)
    counts = lines.values("program_id").annotate(
        planned=Count("pk"), done=Count("pk", filter=Q(state=PlanActivity.State.DONE, done_on__lte=scope.last))
    )
    total = {"planned": 0, "done": 0}
    with_done = []
    for row in counts.order_by("program_id"):
        form, group = known[row["program_id"]]
        for column in total:
            total[column] += row[column]
            pot.add("forms", form, column, row[column])
            pot.add("below", group, column, row[column])
        if row["done"]:
            with_done.append(row["program_id"])
    pot.put("plan_done", total["done"], whole=total["planned"], kind="program", ids=with_done)


def _meetings(scope: Scope, pot: Pot, groups: dict[int, int]) -> None:
    rows = Meeting.objects.filter(
        unit__organization_id__in=scope.ids, held_on__range=(scope.first, scope.last),
        state__in=[Meeting.State.HELD, Meeting.State.CONFIRMED],
    )  # fmt: skip
    held, confirmed = [], []
    for pk, school, form, state in rows.values_list("pk", "unit__organization_id", "unit__form", "state"):
        held.append(pk)
        if state == Meeting.State.CONFIRMED:
            confirmed.append(pk)
            pot.add("forms", form, "meetings")
            pot.add("below", groups[school], "meetings")
    pot.put("held", len(held), kind="meeting", ids=held)
    pot.put("confirmed", len(confirmed), whole=len(held), kind="meeting", ids=confirmed)
    pot.put("unconfirmed", len(held) - len(confirmed), kind="meeting", ids=set(held) - set(confirmed))


def acts(scope: Scope, pot: Pot) -> None:
    """A school's own acts; above it, how many schools have introduced mentoring (R1)."""
    if scope.inside:
        clauses = OrderClause.objects.filter(
            order__organization_id=scope.root.pk, order__state__in=["registered", "published"],
            order__dated__lte=scope.last, kind__in=ACTS,
        )  # fmt: skip
        ids = set(clauses.values_list("order_id", flat=True))
        pot.put("acts", len(ids), kind="order", ids=ids)
        return
    statutes = Regulation.objects.in_force(scope.last).filter(organization_id__in=scope.ids)
    curators = Membership.objects.in_force(scope.last).filter(organization_id__in=scope.ids, role=Role.CURATOR)
    ready = set(statutes.values_list("organization_id", flat=True))
    ready &= set(curators.values_list("organization_id", flat=True))
    ready &= {row["organization_id"] for row in units_of_year(scope)}
    pot.put("schools", len(scope.schools))
    pot.put("introduced", len(ready), whole=len(scope.schools))
    for school in scope.schools:
        pot.add("below", scope.group(school), "schools")
        pot.add("below", scope.group(school), "introduced", int(school.pk in ready))
