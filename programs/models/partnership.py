"""Work together across organizations: the agreement of two, and the request for a mentor of the other one."""

import datetime

from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person, StoredFile
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .bank import MentorEntry

SOON = datetime.timedelta(days=30)  # before its last day an agreement is thought of


class PartnershipQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "PartnershipQuerySet":
        """Those of the actor's own organization, whichever side it is."""
        if not actor.may("order.view"):
            return self.none()
        return self.filter(Q(organization_id=actor.organization_id) | Q(partner_id=actor.organization_id))

    def in_force(self, day: datetime.date) -> "PartnershipQuerySet":
        """Between two organizations of the system, confirmed by both heads, within its term, not ended before it."""
        rows = self.filter(confirmed_on__isnull=False, partner_confirmed_on__isnull=False, valid_from__lte=day)
        return rows.filter(Q(valid_to=None) | Q(valid_to__gte=day), Q(ended_on=None) | Q(ended_on__gt=day))

    def running_out(self, day: datetime.date) -> "PartnershipQuerySet":
        """Those whose last day is near, the partner in the system or not (S1 п. 4.1.1)."""
        return self.filter(ended_on=None, valid_to__range=(day, day + SOON))

    def between(self, one: int | OuterRef, other: int | OuterRef) -> "PartnershipQuerySet":
        return self.filter(Q(organization_id=one, partner_id=other) | Q(organization_id=other, partner_id=one))


class Partnership(TenantModel):
    """A contract of two organizations about mentoring together (S3 п. 3.8). ``organization`` has written it down; the
    head of each confirms; either may end it.

    A university, an employer, a library that the system does not know is ``partner_name`` with its people for contact
    (S1 п. 4.1.1, S2 р. 6): the head of the school alone confirms. ``outcome`` is what has come of it.
    """

    class PartnerKind(models.TextChoices):
        UNIVERSITY = "university", _("вуз")
        COLLEGE = "college", _("колледж")
        EMPLOYER = "employer", _("предприятие, работодатель")
        LIBRARY = "library", _("библиотека, музей, культура")
        SPORT = "sport", _("спорт")
        EXTRA = "extra", _("дополнительное образование")
        PUBLIC = "public", _("общественная организация")
        OTHER = "other", _("другое")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    partner = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("с кем")
    )
    partner_name = models.CharField(_("партнёр"), max_length=200, blank=True)
    partner_kind = models.CharField(_("кто это"), max_length=10, choices=PartnerKind, blank=True)
    contact_name = models.CharField(_("с кем связываться"), max_length=200, blank=True)
    contact_phone = models.CharField(_("телефон"), max_length=40, blank=True)
    contact_email = models.EmailField(_("почта"), blank=True)
    outcome = models.TextField(_("что получилось"), max_length=1000, blank=True)
    number = models.CharField(_("номер договора"), max_length=40, blank=True)
    dated = models.DateField(_("дата договора"))
    valid_from = models.DateField(_("действует с"))
    valid_to = models.DateField(_("действует по"), null=True, blank=True)
    subject = models.CharField(_("о чём"), max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    partner_confirmed_on = models.DateField(null=True, blank=True)
    partner_confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_on = models.DateField(_("прекращён"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # of the outcome, which both sides write

    objects = TenantManager.from_queryset(PartnershipQuerySet)()

    def runs_out(self, day: datetime.date) -> bool:
        """As ``PartnershipQuerySet.running_out`` asks."""
        return self.ended_on is None and self.valid_to is not None and day <= self.valid_to <= day + SOON

    def other(self, own: int) -> str:
        """What the other side is called, for the organization ``own``."""
        if self.partner is None:
            return self.partner_name
        return (self.partner if self.organization_id == own else self.organization).short_name

    class Meta(TenantModel.Meta):
        verbose_name = _("договор")
        ordering = ["-dated", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "organization", "partner", "number", "dated"],
                condition=Q(ended_on=None),
                name="partnership_once",
            ),
            models.CheckConstraint(condition=~Q(organization=F("partner")), name="partnership_of_two"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="partnership_term_in_order"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on=None, confirmed_by=None)
                | Q(confirmed_on__isnull=False, confirmed_by__isnull=False),
                name="partnership_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(partner_confirmed_on=None, partner_confirmed_by=None)
                | Q(partner_confirmed_on__isnull=False, partner_confirmed_by__isnull=False),
                name="partnership_confirmed_by_partner",
            ),
            models.UniqueConstraint(
                fields=["region", "organization", "partner_name", "number", "dated"],
                condition=Q(ended_on=None, partner=None),
                name="partnership_outside_once",
            ),
            models.CheckConstraint(
                condition=Q(partner__isnull=False, partner_name="")
                | (Q(partner=None, partner_confirmed_on=None) & ~Q(partner_name="") & ~Q(partner_kind="")),
                name="partnership_with_somebody",
            ),
        ]


class LoanQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "LoanQuerySet":
        """Who asked, the school that is asked, and after its yes the mentor himself."""
        seen = Q(mentor_entry__person_id=actor.person_id) & Q(state__in=["offered", "agreed"])
        if actor.may("unit.manage"):
            seen |= Q(organization_id=actor.organization_id)
        if actor.may("bank.manage"):
            seen |= Q(mentor_entry__organization_id=actor.organization_id)
        return self.filter(seen)


class MentorLoan(TenantModel):
    """A school asks for a mentor of another one. It learns his name when his school and he have said yes."""

    class State(models.TextChoices):
        ASKED = "asked", _("ждём ответа его школы")
        OFFERED = "offered", _("школа согласна, ждём ответа наставника")
        AGREED = "agreed", _("наставник согласен")
        DECLINED = "declined", _("отказ")
        WITHDRAWN = "withdrawn", _("запрос снят")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    mentor_entry = models.ForeignKey(MentorEntry, models.PROTECT, related_name="loans")
    need = models.CharField(_("зачем нужен наставник"), max_length=500, blank=True)
    state = models.CharField(_("состояние"), max_length=9, choices=State, default=State.ASKED)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = TenantManager.from_queryset(LoanQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("запрос наставника другой школы")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "organization", "mentor_entry"],
                condition=Q(state__in=["asked", "offered", "agreed"]),
                name="mentor_loan_one_open",
            ),
        ]
