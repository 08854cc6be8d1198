"""The month's figures of any number of schools from their records, in a fixed number of queries."""

import datetime
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from accounts.models import AuditEvent, Employment, Organization, StudentProfile
from programs.models import (
    Amendment,
    Meeting,
    MenteeEntry,
    MentorEntry,
    OrderClause,
    OrderKind,
    PlanActivity,
    Program,
    Track,
    Unit,
)
from programs.models.program import AT_WORK, CLOSED
from programs.models.unit import HELD

from ..indicators import Figures, blank, month_end

ACT_KINDS = (
    OrderKind.STATUTE_APPROVAL,
    OrderKind.CURATOR_APPOINTMENT,
    OrderKind.ROADMAP_APPROVAL,
    OrderKind.PAIR_ASSIGNMENT,
)
IN_BANK = ("registered", "requested", "matched", "unmatched_support", "in_program")

Found = Mapping[int, Figures]


def month_figures(schools: Iterable[Organization], period: datetime.date) -> dict[int, Figures]:
    """Figures by school for the month that begins on ``period``. Nine queries whatever the number of schools.

    What happens in the month is counted by its dates; banks and pairs are counted as they stand now, and a pair closed
    after the month still counts as one of it.
    """
    zones = {school.pk: school.zone for school in schools}
    found = {pk: blank() for pk in zones}
    last = month_end(period)
    _acts(found, last)
    _banks(found)
    _units(found, zones, period, last)
    _meetings(found, period, last)
    _plans(found, period, last)
    _endings(found, period, last)
    return found


def _acts(found: Found, last: datetime.date) -> None:
    rows = OrderClause.objects.filter(
        order__organization_id__in=list(found),
        order__state__in=["registered", "published"],
        order__dated__lte=last,
        kind__in=ACT_KINDS,
    )
    fields = rows.order_by("order__dated", "order_id", "position").values_list(
        "order__organization_id", "order_id", "order__number", "order__dated", "kind"
    )
    for school, pk, number, dated, kind in fields:
        figure = found[school]["acts"]
        figure.kind = "order"
        if pk not in figure.ids:
            figure.add(pk)
            figure.acts.append({"id": pk, "number": number, "dated": f"{dated:%d.%m.%Y}", "kinds": []})
        act = figure.acts[figure.ids.index(pk)]
        if kind not in act["kinds"]:
            act["kinds"].append(kind)
            figure.note(kind)


def _banks(found: Found) -> None:
    same = {"person_id": OuterRef("person_id"), "organization_id": OuterRef("organization_id")}
    pupil = Exists(StudentProfile.objects.filter(**same, valid_to=None))
    employed = Exists(Employment.objects.filter(**same, valid_to=None))
    mentors = MentorEntry.objects.filter(organization_id__in=list(found), state=MentorEntry.State.ACTIVE)
    rows = mentors.order_by("pk").annotate(pupil=pupil, employed=employed)
    for school, pk, is_pupil, is_employed in rows.values_list("organization_id", "pk", "pupil", "employed"):
        figure = found[school]["mentors"]
        figure.kind = "mentor"
        figure.add(pk, "pupils" if is_pupil else "staff" if is_employed else "outside")
    mentees = MenteeEntry.objects.filter(organization_id__in=list(found), state__in=IN_BANK).order_by("pk")
    for school, pk, track, category, state in mentees.values_list(
        "organization_id", "pk", "track", "category", "state"
    ):
        figure, alone = found[school]["mentees"], found[school]["unmatched"]
        figure.kind = alone.kind = "mentee"
        figure.add(pk, "pupils" if track == Track.STUDENT else "staff")
        if category == "YOUNG_SPECIALIST":
            figure.note("young")
        if state in ("requested", "unmatched_support"):
            alone.add(pk, "support" if state == "unmatched_support" else "waiting")


def _units(found: Found, zones: Mapping[int, ZoneInfo], period: datetime.date, last: datetime.date) -> None:
    """A pair is of the day on which it was held by an order or by the curator's record: the journal knows it."""
    rows = Unit.objects.filter(organization_id__in=list(found), state__in=[*HELD, "closed"]).order_by("pk")
    fields = rows.values_list("organization_id", "pk", "kind", "form", "state", "closed_on")
    events = AuditEvent.objects.filter(
        organization_id__in=list(found), object_type=Unit._meta.label, verb__in=["unit.order", "unit.fix"]
    )
    held = dict(events.order_by("-at").values_list("object_id", "at"))
    for school, pk, kind, form, state, closed_on in fields:
        begun = held[pk].astimezone(zones[school]).date() if pk in held else None
        if begun is not None and begun > last:
            continue
        if state in HELD or (closed_on is not None and closed_on > last):
            figure = found[school]["units"]
            figure.kind = "unit"
            figure.add(pk, kind, f"form:{form}")
        if begun is not None and begun >= period:
            figure = found[school]["new_units"]
            figure.kind = "unit"
            figure.add(pk, kind)


def _meetings(found: Found, period: datetime.date, last: datetime.date) -> None:
    rows = Meeting.objects.filter(
        unit__organization_id__in=list(found), held_on__range=(period, last), state__in=["held", "confirmed"]
    )
    for school, pk, state in rows.order_by("held_on", "pk").values_list("unit__organization_id", "pk", "state"):
        held, confirmed = found[school]["held"], found[school]["confirmed"]
        held.kind = confirmed.kind = "meeting"
        held.add(pk, *([] if state == Meeting.State.CONFIRMED else ["unconfirmed"]))
        if state == Meeting.State.CONFIRMED:
            confirmed.add(pk)


def _plans(found: Found, period: datetime.date, last: datetime.date) -> None:
    rows = PlanActivity.objects.filter(
        program__organization_id__in=list(found),
        program__state__in=[*AT_WORK, *CLOSED],
    ).exclude(state=PlanActivity.State.EXCLUDED)
    fields = rows.order_by("pk").values_list("program__organization_id", "program_id", "state", "done_on")
    for school, program, state, done_on in fields:
        figure = found[school]["plan_done"]
        figure.kind = "program"
        figure.note("planned")
        if state != PlanActivity.State.DONE or done_on > last:
            continue
        figure.note("so_far")
        if done_on >= period:
            figure.value += 1
            if program not in figure.ids:
                figure.ids.append(program)


def _endings(found: Found, period: datetime.date, last: datetime.date) -> None:
    programs = Program.objects.filter(organization_id__in=list(found), closed_on__range=(period, last))
    for school, pk, state in programs.order_by("pk").values_list("organization_id", "pk", "state"):
        if state in CLOSED:
            figure = found[school][state]
            figure.kind = "program"
            figure.add(pk)
    extended = Amendment.objects.filter(kind=Amendment.Kind.EXTEND, in_force_on__range=(period, last))
    rows = extended.filter(program__organization_id__in=list(found))
    for school, pk in rows.order_by("pk").values_list("program__organization_id", "program_id"):
        figure = found[school]["extended"]
        figure.kind = "program"
        figure.add(pk)
