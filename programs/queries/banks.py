"""The banks as lists and cards need them: filters, counts beside them, places taken. Fixed numbers of queries."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Employment, StudentProfile
from accounts.permissions import Actor
from accounts.search import alphabetical, find_people

from ..models import (
    Consent,
    MenteeEntry,
    MenteeRequest,
    MentorEntry,
    MentorEvidence,
    RequestChoice,
    SavedSelection,
    TrainingEnrolment,
    TrainingRecord,
    Unit,
    UnitMember,
)
from ..models.unit import LIVING

NAMES = alphabetical("person__last_name", "person__first_name", "person__patronymic")
YEAR = datetime.timedelta(days=365)
DEFAULT_PLACES = 3  # a warning beyond three, where the entry names no limit
WAITING = (MenteeEntry.State.REQUESTED, MenteeEntry.State.UNMATCHED_SUPPORT)


def _led() -> QuerySet:
    """Mentees of the living units that the outer entry leads."""
    return UnitMember.objects.filter(
        side=UnitMember.Side.MENTEE,
        left_on=None,
        unit__state__in=LIVING,
        unit__members__mentor_entry=OuterRef("pk"),
        unit__members__left_on=None,
    )


def _stale(today: datetime.date) -> Q:
    return Q(last_reviewed_on=None) | Q(last_reviewed_on__lt=today - YEAR)


def _shown(today: datetime.date) -> dict[type, dict[str, Q]]:
    """The ready selections of each list, by their codes in the address. Those who left are in «gone» alone."""
    mentor, mentee = MentorEntry.State, MenteeEntry.State
    return {
        MentorEntry: {
            "all": ~Q(state=mentor.WITHDRAWN),
            "active": Q(state=mentor.ACTIVE),
            "free": Q(state=mentor.ACTIVE, taken__lt=F("places")),
            "candidates": Q(state__in=[mentor.CANDIDATE, mentor.SCREENED]),
            "consent": Q(state__in=[mentor.DRAFT, mentor.CONSENT_PENDING]),
            "stale": _stale(today) & ~Q(state=mentor.WITHDRAWN),
            "gone": Q(state=mentor.WITHDRAWN),
        },
        MenteeEntry: {
            "all": ~Q(state=mentee.DROPPED_OUT),
            "waiting": Q(state__in=WAITING),
            "no_request": Q(state=mentee.REGISTERED),
            "in_pairs": Q(state__in=[mentee.MATCHED, mentee.IN_PROGRAM]),
            "consent": Q(state__in=[mentee.DRAFT, mentee.CONSENT_PENDING]),
            "unapproved": Q(approved_on=None)
            & ~Q(state__in=[mentee.DRAFT, mentee.CONSENT_PENDING, mentee.DROPPED_OUT]),
            "stale": _stale(today) & ~Q(state=mentee.DROPPED_OUT),
            "gone": Q(state=mentee.DROPPED_OUT),
        },
    }


def _own(model: type, actor: Actor) -> QuerySet:
    return model.objects.visible_to(actor).filter(organization_id=actor.organization_id)


def _mentors(actor: Actor) -> QuerySet[MentorEntry]:
    """With ``taken``, mentees led now, and ``places``, how many may be."""
    counted = _led().order_by().values("unit__members__mentor_entry").annotate(n=Count("pk", distinct=True)).values("n")
    taken = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    return _own(MentorEntry, actor).annotate(taken=taken, places=Coalesce("max_parallel", DEFAULT_PLACES))


def chosen(rows: QuerySet, actor: Actor, asked: Mapping[str, Any]) -> QuerySet:
    """The rows that the filters of the address leave."""
    rows = find_people(rows, asked.get("q") or "", "subject", prefix="person__")
    for name in ("state", "source", "category", "track"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if asked.get("mode"):
        rows = rows.filter(Q(work_modes__contains=[asked["mode"]]) | Q(work_modes__contains=["mixed"]))
    if asked.get("area") and rows.model is MentorEntry:
        rows = rows.filter(competencies__contains=[asked["area"]])
    elif asked.get("area"):
        open_requests = MenteeRequest.objects.filter(withdrawn_at=None, areas__contains=[asked["area"]])
        rows = rows.filter(pk__in=open_requests.values("entry_id"))
    if asked.get("state"):
        return rows
    shown = _shown(actor.today)[rows.model]
    return rows.filter(shown.get(asked.get("show") or "all", shown["all"]))


def _with_places(rows: QuerySet, actor: Actor) -> QuerySet:
    """Where the person works or studies at this school."""
    here = {"organization_id": actor.organization_id, "valid_to": None}
    return rows.select_related("person").prefetch_related(
        Prefetch("person__employments", Employment.objects.filter(**here), to_attr="jobs"),
        Prefetch("person__student_profiles", StudentProfile.objects.filter(**here), to_attr="studies"),
    )


def mentor_rows(actor: Actor, asked: Mapping[str, Any] | None = None) -> QuerySet[MentorEntry]:
    return _with_places(chosen(_mentors(actor), actor, asked or {}), actor).order_by(*NAMES)


def mentee_rows(actor: Actor, asked: Mapping[str, Any] | None = None) -> QuerySet[MenteeEntry]:
    return _with_places(chosen(_own(MenteeEntry, actor), actor, asked or {}), actor).order_by(*NAMES)


def counts(model: type, actor: Actor) -> dict[str, int]:
    """How many each ready selection has. One query."""
    rows = _mentors(actor) if model is MentorEntry else _own(MenteeEntry, actor)
    found = _shown(actor.today)[model].items()
    return rows.aggregate(**{code: Count("pk", filter=condition) for code, condition in found})


def marked(model: type, actor: Actor, ids: list[int]) -> list[Any]:
    """The rows that somebody has ticked, his own school's alone."""
    rows = _own(model, actor).filter(pk__in=ids).select_related("person", "organization", "organization__region")
    return list(rows.order_by(*NAMES))


def selections(actor: Actor, page: str) -> list[SavedSelection]:
    return list(SavedSelection.objects.filter(person_id=actor.person_id, page=page))


def open_request(entry: MenteeEntry) -> MenteeRequest | None:
    return entry.requests.filter(withdrawn_at=None).first()


def requests_of(unit: Unit) -> list[MenteeRequest]:
    """The open requests of those whom the unit was put together for."""
    entries = unit.members.filter(left_on=None, mentee_entry__isnull=False).values("mentee_entry")
    return list(MenteeRequest.objects.filter(entry__in=entries, withdrawn_at=None).order_by("pk"))


def words_of_requests(unit: Unit) -> dict[str, str]:
    """The rationale of a programme as far as the mentees have said it themselves."""
    found = requests_of(unit)
    return {
        "problem": "\n".join(request.problem for request in found)[:3000],
        "goal": "\n".join(request.desired_result for request in found)[:3000],
    }


def area_of(unit: Unit) -> str | None:
    """The area that was asked for first."""
    return next((area for request in requests_of(unit) for area in request.areas), None)


def awaited_consents(entry: MentorEntry | MenteeEntry) -> list[Consent]:
    """The consents without which the entry does not act yet, with whoever decides about each."""
    if entry.state != "consent_pending":
        return []
    mine = {"organization_id": entry.organization_id, "person_id": entry.person_id, "unit": None}
    kinds = [Consent.Kind.PDN_PROCESSING, Consent.Kind.GUARDIAN_PARTICIPATION]
    rows = Consent.objects.filter(state=Consent.State.SENT, kind__in=kinds, **mine)
    return list(rows.select_related("signer", "person").order_by("pk"))


def choices_of(card: MenteeRequest | None) -> dict[str, list[MentorEntry]]:
    """Whom the mentee wishes and excludes. Private: for himself, the curator, the psychologist."""
    found: dict[str, list[MentorEntry]] = {kind: [] for kind in RequestChoice.Kind.values}
    if card is not None:
        for row in card.choices.select_related("mentor_entry__person"):
            found[row.kind].append(row.mentor_entry)
    return found


def offered_mentors(entry: MenteeEntry) -> QuerySet[MentorEntry]:
    """The show-window of the bank for a mentee: working mentors of his school and contour, but himself."""
    rows = MentorEntry.objects.filter(organization_id=entry.organization_id, track=entry.track)
    rows = rows.filter(state=MentorEntry.State.ACTIVE).exclude(person_id=entry.person_id)
    return rows.select_related("person").order_by(*NAMES)


def trainings_of(entry: MentorEntry) -> list[TrainingRecord | TrainingEnrolment]:
    """What the bank counts as training, then courses on other matters that the person has completed (S3 п. 4.6)."""
    others = TrainingEnrolment.objects.filter(
        person_id=entry.person_id, state=TrainingEnrolment.State.COMPLETED, course__on_mentoring=False
    )
    return [*entry.trainings.all(), *others.select_related("course").order_by("-completed_on", "-pk")]


def evidence_of(entry: MentorEntry) -> list[MentorEvidence]:
    return list(entry.evidence.all())


def requests_of_year(actor: Actor, year: int) -> list[MenteeRequest]:
    """The open requests of a school year (S2 разд. 6, этап 2), the most urgent first."""
    rows = MenteeRequest.objects.filter(
        withdrawn_at=None, school_year=year, entry__in=_own(MenteeEntry, actor).values("pk")
    ).exclude(entry__state__in=[MenteeEntry.State.DROPPED_OUT, MenteeEntry.State.CONSENT_PENDING])
    return list(rows.select_related("entry__person").order_by(F("priority").asc(nulls_last=True), "created_at", "pk"))


def units_of(entry: MentorEntry | MenteeEntry, actor: Actor) -> QuerySet[UnitMember]:
    """The places of an entry in pairs and groups whose cards the actor may open, the newest first."""
    seen = Unit.objects.visible_to(actor)
    return entry.members(manager="ever").filter(unit__in=seen, is_reverse=False).select_related("unit").order_by("-pk")
