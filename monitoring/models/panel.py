"""Summaries that the panels read: counted by a worker from the records, one row of an organization and day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organization, Region, SchoolKind
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from ..reach import schools_for


class PanelQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "PanelQuerySet":
        """Numbers without names: of one's own node, of the nodes below, for an МНЦ of its municipality."""
        if not actor.may("report.view"):
            return self.none()
        root = actor.organization.parent_id if actor.organization.kind == "mnc" else actor.organization_id
        below = Q(organization_id__in=[root, *actor.organization_ids])
        return self.filter(below | Q(organization__in=schools_for(actor)))


class PanelSummary(TenantModel):
    """What stood in an organization on a day, as of the last counting of that day (``counted_at``).

    ``figures`` maps a code of ``panel_figures`` to a number; a school's is counted from its records, a body's is the
    sum of its open schools, but for shares, in which a person counts once. ``school_kind``: of a body, its schools of
    that kind alone; empty, all of them. ``answers`` maps K5 and K6 to [satisfied, answered] over welded groups: of
    bodies alone, never by kind of school, since a difference of two figures would tell of few people.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    school_kind = models.CharField(_("уровень образования"), max_length=12, choices=SchoolKind, blank=True)
    day = models.DateField(_("день"))
    counted_at = models.DateTimeField(_("посчитано"))
    figures = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)

    objects = TenantManager.from_queryset(PanelQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("числа панели")
        verbose_name_plural = _("числа панелей")
        ordering = ["-day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "organization", "school_kind", "day"], name="panel_once_a_day"),
        ]
        indexes = [models.Index(fields=["region", "day"])]

    def __str__(self) -> str:
        return f"{self.organization}, {self.day:%d.%m.%Y}"


class SubscriptionQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "SubscriptionQuerySet":
        """One's own, of the role in which one is."""
        return self.filter(membership_id=actor.membership_id)


class PanelSubscription(TenantModel):
    """Who is sent the month's letter of a panel, in the role that opens it. Over with the role."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    school_kind = models.CharField(_("уровень образования"), max_length=12, choices=SchoolKind, blank=True)
    created_at = models.DateTimeField(_("подписка с"))

    objects = TenantManager.from_queryset(SubscriptionQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("подписка на письмо панели")
        verbose_name_plural = _("подписки на письма панелей")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "membership", "organization", "school_kind"], name="panel_subscription_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.organization_id}"


class RegionPanel(models.Model):
    """The sums of a region for the observer of all regions: outside row security, for no person, school or municipality
    is in it, and what was too small to be told is hidden already."""

    region = models.ForeignKey(Region, models.CASCADE, related_name="+")
    day = models.DateField()
    counted_at = models.DateTimeField()
    figures = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)

    class Meta:
        ordering = ["-day", "region__name"]
        constraints = [models.UniqueConstraint(fields=["region", "day"], name="region_panel_once_a_day")]

    def __str__(self) -> str:
        return f"{self.region}, {self.day:%d.%m.%Y}"
