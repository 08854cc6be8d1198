"""Work together across organizations: the agreement of two, and the request for a mentor of the other one."""

import datetime

from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person, StoredFile
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .bank import MentorEntry


class PartnershipQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "PartnershipQuerySet":
        """Those of the actor's own organization, whichever side it is."""
        if not actor.may("order.view"):
            return self.none()
        return self.filter(Q(organization_id=actor.organization_id) | Q(partner_id=actor.organization_id))

    def in_force(self, day: datetime.date) -> "PartnershipQuerySet":
        """Confirmed by both heads, within its term, not ended before it."""
        rows = self.filter(confirmed_on__isnull=False, partner_confirmed_on__isnull=False, valid_from__lte=day)
        return rows.filter(Q(valid_to=None) | Q(valid_to__gte=day), Q(ended_on=None) | Q(ended_on__gt=day))

    def between(self, one: int | OuterRef, other: int | OuterRef) -> "PartnershipQuerySet":
        return self.filter(Q(organization_id=one, partner_id=other) | Q(organization_id=other, partner_id=one))


class Partnership(TenantModel):
    """A contract of two organizations about mentoring together (S3 п. 3.8). ``organization`` has written it down; the
    head of each confirms; either may end it."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    partner = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("с кем"))
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

    objects = TenantManager.from_queryset(PartnershipQuerySet)()

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
