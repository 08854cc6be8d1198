"""The bank of best practices: what may be read there, by whom it is kept, how often a practice was tried."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import OrganizationKind
from accounts.permissions import Actor
from programs.models import REGIONAL

from ..models import PracticeOffer, PracticeUse, Publication
from ..models.practice import LIVING
from .public import searched

# The words of a practice that has been read by a second person; a draft and a withdrawn one are nobody's example.
READ = (Publication.State.CHECKED, Publication.State.PUBLISHED)
USEFUL = (PracticeUse.Helped.YES, PracticeUse.Helped.PARTLY)
BANKS = (OrganizationKind.MUNICIPALITY, OrganizationKind.REGION_AUTHORITY)


def practices() -> QuerySet[Publication]:
    return Publication.objects.filter(kind=Publication.Kind.PRACTICE)


def _fit_to_read() -> QuerySet[Publication]:
    """Names in it, if any, are those of people who let them be spread, at this moment."""
    return practices().naming_nobody_unasked().filter(state__in=READ, organization__closed_on=None)


def _chosen(actor: Actor) -> QuerySet[PracticeOffer]:
    """Chosen for the region, or for a municipality to which the actor belongs; bodies of the region see all."""
    rows = PracticeOffer.objects.filter(practice=OuterRef("pk"), state=PracticeOffer.State.SELECTED)
    if actor.organization.kind in REGIONAL:
        return rows
    return rows.filter(Q(bank__kind=OrganizationKind.REGION_AUTHORITY) | Q(bank_id__in=actor.organization.path_ids))


def in_bank(actor: Actor) -> QuerySet[Publication]:
    return _fit_to_read().filter(Exists(_chosen(actor)))


def readable(actor: Actor) -> QuerySet[Publication]:
    """In the bank, one's own organization's, and those that wait for the decision of the actor's body."""
    own = Q(organization_id=actor.organization_id)
    if actor.may("practice.select") or actor.may("section.view"):
        own |= Q(Exists(_offered(actor)))
    return _fit_to_read().filter(own | Q(Exists(_chosen(actor))))


def _offered(actor: Actor) -> QuerySet[PracticeOffer]:
    rows = PracticeOffer.objects.filter(practice=OuterRef("pk"), state=PracticeOffer.State.OFFERED)
    return rows.filter(PracticeOffer.settled_in(actor.organization))


def waiting(actor: Actor) -> QuerySet[Publication]:
    """What a press of the actor decides."""
    return tried(_fit_to_read().filter(Exists(_offered(actor))))


def own(actor: Actor) -> QuerySet[Publication]:
    """Of one's organization, in any state; for a body with a bank, of the schools that have offered theirs to it."""
    seen = Q(pk__in=Publication.objects.visible_to(actor).values("pk"))
    if actor.organization.kind in BANKS:
        kept = PracticeOffer.objects.filter(bank_id=actor.organization_id, state__in=LIVING)
        seen |= Q(pk__in=_fit_to_read().filter(pk__in=kept.values("practice")).values("pk"))
    return tried(practices().filter(seen)).order_by("-created_at", "-pk")


def tried(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """With how often it was tried and in whose bank it is."""
    offers = PracticeOffer.objects.filter(practice=OuterRef("pk"))
    chosen = offers.filter(state=PracticeOffer.State.SELECTED)
    rows = rows.annotate(
        times=Count("uses", distinct=True),
        helped=Count("uses", filter=Q(uses__helped__in=USEFUL), distinct=True),
        in_region=Exists(chosen.filter(bank__kind=OrganizationKind.REGION_AUTHORITY)),
        in_municipality=Exists(chosen.filter(bank__kind=OrganizationKind.MUNICIPALITY)),
        waits=Exists(offers.filter(state=PracticeOffer.State.OFFERED)),
    )  # fmt: skip
    return rows.select_related("organization").order_by("-created_at", "-pk")


def found(actor: Actor, wanted: Mapping[str, Any]) -> QuerySet[Publication]:
    """The bank as the address asks for it."""
    rows = tried(searched(in_bank(actor), wanted.get("area") or "", wanted.get("q") or ""))
    for name in ("form", "category"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    if wanted.get("level") == "region":
        rows = rows.filter(in_region=True)
    elif wanted.get("level") == "municipality":
        rows = rows.filter(in_municipality=True)
    return rows


def is_held(practice: Publication) -> bool:
    """Offered or chosen somewhere: its words stand still."""
    return PracticeOffer.objects.filter(practice=practice, state__in=LIVING).exists()


def may_still_be_read(practice_id: int) -> bool:
    return _fit_to_read().filter(pk=practice_id).exists()
