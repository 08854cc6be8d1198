"""The body of mentors as pages and guards need it."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from accounts.models import Organization
from accounts.permissions import Actor

from ..models import Council, CouncilCase, CouncilDecision, CouncilMinutes, CouncilSeat, MenteeEntry, MentorEntry
from ..models.bank_choices import MentorSource
from .regulations import effective_regulation


def living_council(organization: Organization) -> Council | None:
    return Council.objects.filter(organization=organization, state=Council.State.ACTIVE).first()


def proposed_council(organization: Organization) -> Council | None:
    return Council.objects.filter(organization=organization, state=Council.State.DRAFT).first()


def seats_at(minutes: CouncilMinutes) -> QuerySet[CouncilSeat]:
    """The seats on the day of the meeting: whoever left later was a member of the body then."""
    return minutes.council.seats.filter(Q(left_on=None) | Q(left_on__gt=minutes.held_on)).select_related("person")


def is_quorate(minutes: CouncilMinutes) -> bool:
    """More than half of the seats (a default of the system; no regulation names another)."""
    return minutes.present.count() * 2 > seats_at(minutes).count()


def is_side(person_id: int, minutes: CouncilMinutes) -> bool:
    """Whether a case that the minutes decide is about the person."""
    decided = minutes.decisions.exclude(case=None).values("case_id")
    return CouncilCase.objects.of_side(person_id).filter(pk__in=decided).exists()


def chair_stands_aside(minutes: CouncilMinutes) -> bool:
    chairs = minutes.council.seats.filter(left_on=None, role="chair").values_list("person_id", flat=True)
    return any(is_side(person, minutes) for person in chairs)


def voters(minutes: CouncilMinutes, decision: CouncilDecision) -> int:
    """How many of those present vote on it: the sides of a case do not."""
    present = list(minutes.present.values_list("seat__person_id", flat=True))
    if decision.case is None:
        return len(present)
    return voters_of(decision.case, present)


def voters_of(case: CouncilCase, people: Sequence[int]) -> int:
    """Of these people, those whom the case is not about."""
    rows = CouncilCase.objects.filter(pk=case.pk)
    return sum(not rows.of_side(person).exists() for person in people)


def heard_cases(actor: Actor) -> QuerySet[CouncilCase]:
    """Those that the next meeting decides."""
    return CouncilCase.objects.visible_to(actor).filter(state=CouncilCase.State.HEARD).select_related("author")[:20]


def functions_of(organization: Organization, actor: Actor) -> tuple[str, ...]:
    return tuple(effective_regulation(organization, actor.today).value("council_functions") or ())


def body_that_hears(actor: Actor) -> Council | None:
    """The living body of the actor's school, where the regulation lets it hear anybody's cases."""
    return living_council(actor.organization) if functions_of(actor.organization, actor) else None


def label_of(organization: Organization, actor: Actor) -> str:
    return str(effective_regulation(organization, actor.today).value("council_label"))


def may_sit(organization: Organization) -> QuerySet[MentorEntry]:
    """The mentors of this school, and nobody else (S1, S5 §4.1.4): a pupil who leads a pupil judges no teachers."""
    rows = MentorEntry.objects.filter(organization=organization, state=MentorEntry.State.ACTIVE)
    return rows.exclude(source=MentorSource.PUPIL).select_related("person").order_by("person__last_name", "pk")


def young_specialists(actor: Actor) -> QuerySet[MenteeEntry]:
    """The register that S3 п. 3.10 and S4 п. 3.5 leave to the body: young specialists and other mentees, with their
    mentors."""
    gone = (MenteeEntry.State.DROPPED_OUT, MenteeEntry.State.DRAFT)
    rows = MenteeEntry.objects.filter(organization_id=actor.organization_id, track="staff").exclude(state__in=gone)
    return (
        rows.select_related("person")
        .prefetch_related("members__unit__members__person")
        .order_by("-category", "person__last_name", "pk")
    )
