"""What comes with a new day: programmes whose day has come begin, the curator is reminded of those without a pair.

Run as often as one likes: what is done is found done, and a notice has one key for its period.
"""

import datetime
from collections.abc import Callable
from functools import partial

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import clock
from accounts.models import Membership, Organization, OrganizationKind, Region
from accounts.notices import notify
from accounts.roles import Role
from accounts.services.regions import each_region
from accounts.tenancy import tenant_scope

from ..models import MatchDraft, MenteeEntry, Program, Unit
from ..models.unit import NOT_BEGUN
from . import consent_terms, joins
from .agreement_answers import new_day as end_agreements
from .bank_lists import plan_review
from .banks import search_days
from .closings import end_due
from .colleagues import new_day as end_help
from .file_access import new_day as end_accesses
from .matching import expire_proposals
from .meeting_plans import remind_of_meetings
from .programs import start_if_due, wind_up_if_due
from .roadmap_terms import refresh_terms
from .visa_reminders import remind_of_visas


def run() -> int:
    """Every step in every region is a transaction of its own: trouble in one undoes and stops no other.

    Returns how many failed: each is logged by its name, the next run tries it again.
    """
    failed = 0
    for step in STEPS:
        name = f"{step.__module__.rpartition('.')[2]}.{step.__name__}"
        failed += each_region(partial(_in_region, step), f"the day of the programmes, {name}")[1]
    return failed


def _in_region(step: Callable[[], object], region: Region) -> None:
    with tenant_scope(region.pk):
        step()


def start_programs() -> int:
    """Approved programmes of held units whose first day has come in the school's own zone. Needs an open scope."""
    rows = Program.objects.filter(state=Program.State.APPROVED, unit__state__in=(*NOT_BEGUN, "active")).order_by("pk")
    begun = [start_if_due(row, None) for row in rows.select_related("unit")]
    return sum(row.state == Program.State.RUNNING for row in begun)


def wind_up_programs() -> int:
    """Programmes whose plan is done or whose last day is over come to their closing; their people are told."""
    rows = Program.objects.filter(state=Program.State.RUNNING).select_related("unit", "organization__region")
    return sum(wind_up_if_due(row, None).state == Program.State.COMPLETING for row in rows.order_by("pk"))


def expire_unanswered() -> None:
    """Proposals of published drafts whose term of answer has passed in the school's own zone."""
    drafts = MatchDraft.objects.filter(state=MatchDraft.State.PUBLISHED, answer_until__isnull=False)
    open_ones = drafts.filter(suggestions__unit__state=Unit.State.PROPOSED).distinct()
    for draft in open_ones.select_related("organization__region"):
        expire_proposals(clock.today(draft.organization.zone), [draft])


def remind_of_search() -> None:
    """While a mentee is without a pair, as often as the regulation says: the curators are told once for each period."""
    alone = MenteeEntry.objects.filter(state=MenteeEntry.State.UNMATCHED_SUPPORT)
    for entry in alone.select_related("person", "organization__region"):
        today = clock.today(entry.organization.zone)
        assert entry.unmatched_since is not None  # a database constraint for that state
        every = search_days(entry.organization, today)
        period = (today - entry.unmatched_since).days // every
        if period > 0:
            _remind(entry, period, every * period, today)


def plan_reviews() -> None:
    """The year's look at who needs a mentor, for every school that keeps a bank of mentees or has a curator for it."""
    schools = MenteeEntry.objects.order_by().values("organization_id").distinct()
    curators = Membership.objects.in_force(clock.now().date()).filter(role=Role.CURATOR).order_by()
    looking = Q(pk__in=schools) | Q(pk__in=curators.values("organization_id"), kind=OrganizationKind.SCHOOL)
    for school in Organization.objects.filter(looking, closed_on=None).select_related("region"):
        plan_review(school)


def _remind(entry: MenteeEntry, period: int, days: int, today: datetime.date) -> None:
    curators = Membership.objects.in_force(today).filter(organization=entry.organization, role=Role.CURATOR)
    for curator in curators.select_related("person"):
        notify(
            curator.person,
            _("Наставляемый всё ещё без наставника"),
            dedupe_key=f"search:{entry.pk}:{entry.unmatched_since:%Y%m%d}:{period}",
            detail=_("Поиск продолжается, прошло дней: %s") % days,
            url=reverse("mentee_detail", args=[entry.pk]),
            organization_id=entry.organization_id,
        )


# In this order: what a step has moved is found by those after it.
STEPS: tuple[Callable[[], object], ...] = (
    start_programs, wind_up_programs, end_due, remind_of_search, expire_unanswered, consent_terms.renew_all,
    joins.forget_copies, plan_reviews, refresh_terms, end_agreements, end_accesses, end_help, remind_of_meetings,
    remind_of_visas,
)  # fmt: skip
