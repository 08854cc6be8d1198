"""The bank of best practices: a practice offered to the level above, chosen there, tried by others."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet
from programs.models import REGIONAL

from .section import Publication

LIVING = ("offered", "selected")


class PracticeOfferQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "PracticeOfferQuerySet":
        """Of one's own organization, and those that one's bank is to decide."""
        seen = Q(organization_id=actor.organization_id) if actor.may("section.view") else Q(pk=None)
        if actor.may("practice.select"):
            seen |= self.model.settled_in(actor.organization)
        return self.filter(seen)


class PracticeOffer(TenantModel):
    """A practice before the bank of a municipality or of the region: its body chooses it or gives it back with words.

    While an offer lives the words of the practice stand still.
    """

    class State(models.TextChoices):
        OFFERED = "offered", _("предложена")
        SELECTED = "selected", _("в банке")
        RETURNED = "returned", _("возвращена")
        RECALLED = "recalled", _("отозвана школой")

    practice = models.ForeignKey(Publication, models.PROTECT, related_name="offers")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")  # whose practice it is
    bank = models.ForeignKey(Organization, models.PROTECT, related_name="+")  # a municipality or the region's authority
    state = models.CharField(_("состояние"), max_length=8, choices=State, default=State.OFFERED)
    offered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    words = models.CharField(_("решение словами"), max_length=1000, blank=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(PracticeOfferQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("практика перед банком")
        verbose_name_plural = _("практики перед банком")
        ordering = ["-offered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "practice", "bank"], condition=Q(state__in=LIVING), name="practice_offered_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["offered", "recalled"]) | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="practice_settled_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(words=""), name="practice_returned_with_words"),
        ]

    @staticmethod
    def settled_in(organization: Organization) -> Q:
        """Offers on which the body decides: of its own bank; institute and ЦНППМ choose for the region's."""
        if organization.kind in REGIONAL:
            return Q(bank__kind="region_authority")
        return Q(bank_id=organization.pk)

    def is_settled_in(self, organization: Organization) -> bool:
        """The same of this one (S3 п. 3.4; S1 4.3.2)."""
        if organization.kind in REGIONAL:
            return self.bank.kind == "region_authority"
        return self.bank_id == organization.pk


class PracticeUse(TenantModel):
    """«Применили у себя»: what came of a practice in another organization, once an organization."""

    class Helped(models.TextChoices):
        YES = "yes", _("помогло")
        PARTLY = "partly", _("помогло отчасти")
        NO = "no", _("не подошло")

    practice = models.ForeignKey(Publication, models.PROTECT, related_name="uses")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    applied_on = models.DateField(_("когда применили"))
    helped = models.CharField(_("помогло ли"), max_length=6, choices=Helped)
    outcome = models.CharField(_("что вышло"), max_length=1000)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        verbose_name = _("применение практики")
        verbose_name_plural = _("применения практик")
        ordering = ["-applied_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "practice", "organization"], name="practice_used_once"),
            models.CheckConstraint(condition=~Q(outcome=""), name="practice_use_says_what_came"),
        ]
