"""Recognition: awards that an organization adds to the catalogue, and people put forward for an award."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet
from programs.models import CouncilDecision, Event, Program

from ..award_catalogue import LEVELS, PARTS


class OwnAwardQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "OwnAwardQuerySet":
        """One's own and those of the bodies above."""
        return self.filter(organization_id__in=actor.organization.path_ids)


class OwnAward(TenantModel):
    """An award of an organization beside the shipped ones: its own and, of a body, for the schools below."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    title = models.CharField(_("название"), max_length=200)
    level = models.CharField(_("кто награждает"), max_length=12, choices=list(LEVELS.items()))
    parts = ArrayField(models.CharField(max_length=7, choices=list(PARTS.items())), verbose_name=_("кого"))
    conditions = ArrayField(models.CharField(max_length=20), verbose_name=_("условия"), default=list, blank=True)
    basis = models.CharField(_("пункт положения, приказ"), max_length=300, blank=True)
    retired_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = TenantManager.from_queryset(OwnAwardQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("награда организации")
        verbose_name_plural = _("награды организаций")
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "organization", "title"], condition=Q(retired_on=None), name="own_award_once"
            ),
            models.CheckConstraint(condition=~Q(parts=[]), name="own_award_is_for_somebody"),
        ]

    def __str__(self) -> str:
        return self.title


class NominationQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "NominationQuerySet":
        """Those of one's own organization; a body sees of its schools what has come to it or has gone on through it."""
        if not actor.may("nomination.view"):
            return self.none()
        came = Q(
            organization_id__in=actor.organization_ids, desk_id__in=actor.organization.path_ids,
            state__in=["submitted", "accepted", "awarded", "declined"],
        )  # fmt: skip
        return self.filter(Q(organization_id=actor.organization_id) | came)


class Nomination(TenantModel):
    """A person put forward for an award. Title, level, conditions and clause are those of the day it was begun.

    ``desk``: the body that considers it now, or did last. ``body``: which contest or reserve is meant.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("предложено")
        RECOMMENDED = "recommended", _("рекомендовано")
        SUBMITTED = "submitted", _("на рассмотрении")
        RETURNED = "returned", _("возвращено")
        ACCEPTED = "accepted", _("поддержано")
        AWARDED = "awarded", _("присуждено")
        DECLINED = "declined", _("отклонено")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, blank=True)
    own_award = models.ForeignKey(OwnAward, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(_("награда"), max_length=200)
    level = models.CharField(_("кто награждает"), max_length=12, choices=list(LEVELS.items()))
    conditions = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    clauses = models.JSONField(default=dict, blank=True)  # condition → where the regulation asks for it
    basis = models.CharField(max_length=500, blank=True)
    part = models.CharField(_("кто"), max_length=7, choices=list(PARTS.items()))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    program = models.ForeignKey(Program, models.PROTECT, null=True, blank=True, related_name="+")
    contest = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+")
    school_year = models.PositiveSmallIntegerField(_("учебный год"))
    reason = models.TextField(_("за что"), max_length=2000)
    body = models.CharField(_("конкурс или резерв"), max_length=300, blank=True)
    place = models.CharField(_("результат"), max_length=60, blank=True)
    state = models.CharField(_("состояние"), max_length=11, choices=State, default=State.DRAFT)
    desk = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.ForeignKey(CouncilDecision, models.PROTECT, null=True, blank=True, related_name="+")
    recommended_on = models.DateField(null=True, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    remark = models.CharField(_("замечание"), max_length=500, blank=True)
    awarded_on = models.DateField(_("дата награждения"), null=True, blank=True)
    act = models.CharField(_("акт о награждении"), max_length=200, blank=True)
    presented_on = models.DateField(_("вручено"), null=True, blank=True)
    presented_at = models.CharField(_("где вручено"), max_length=200, blank=True)
    ceremony = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("событие вручения")
    )
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager.from_queryset(NominationQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("представление")
        verbose_name_plural = _("представления")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["region", "organization", "state"], name="nomination_of_a_school")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(code="") | Q(own_award__isnull=False), name="nomination_for_an_award"
            ),
            models.CheckConstraint(
                condition=Q(part="curator") | Q(program__isnull=False) | Q(contest__isnull=False),
                name="nomination_names_a_programme",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "accepted"])
                | Q(desk__isnull=False, submitted_on__isnull=False),
                name="nomination_submitted_lies_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(state="recommended") | Q(recommended_on__isnull=False),
                name="nomination_recommended_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "declined"]) | ~Q(remark=""), name="nomination_no_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="awarded") | Q(awarded_on__isnull=False), name="nomination_awarded_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(presented_on=None) | Q(presented_on__gte=models.F("awarded_on")),
                name="nomination_presented_after_the_award",
            ),
            models.UniqueConstraint(
                fields=["region", "organization", "code", "own_award", "person", "program", "contest", "school_year"],
                condition=~Q(state="declined"),
                nulls_distinct=False,
                name="nomination_once",
            ),
            models.UniqueConstraint(
                fields=["region", "contest", "person"],
                condition=Q(contest__isnull=False) & ~Q(state="declined"),
                name="nomination_once_a_contest",
            ),
        ]  # fmt: skip

    @property
    def award_key(self) -> str:
        return self.code or f"own-{self.own_award_id}"
