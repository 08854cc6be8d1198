from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .program import PlanActivity
from .unit import Unit


class MeetingQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "MeetingQuerySet":
        """What was said at a meeting is for its people and the curator; a head and a council know the counts."""
        return self.filter(unit__in=Unit.objects.worked_in_by(actor))


class Meeting(TenantModel):
    """A meeting. Held is what the mentor recorded; it counts when the mentee has confirmed it."""

    class Kind(models.TextChoices):
        INTRO = "intro", _("знакомство")
        TRIAL = "trial", _("пробная рабочая")
        PLANNING = "planning", _("планирование")
        CYCLE = "cycle", _("рабочая")
        FINAL = "final", _("итоговая")
        ON_DEMAND = "on_demand", _("по запросу")
        SPEED = "speed", _("скоростная")

    class State(models.TextChoices):
        PLANNED = "planned", _("назначена")
        HELD = "held", _("записана, ждёт подтверждения")
        CONFIRMED = "confirmed", _("подтверждена")
        MISSED = "missed", _("не состоялась")
        CANCELLED = "cancelled", _("отменена")

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="meetings")
    kind = models.CharField(_("вид"), max_length=10, choices=Kind, default=Kind.CYCLE)
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.PLANNED)
    planned_on = models.DateField(_("назначена на"), null=True, blank=True)
    held_on = models.DateField(_("прошла"), null=True, blank=True)
    duration = models.PositiveSmallIntegerField(_("длилась, минут"), null=True, blank=True)
    content = models.TextField(_("о чём говорили"), max_length=4000, blank=True)
    agreement = models.TextField(_("что сделать к следующей"), max_length=2000, blank=True)
    activity = models.ForeignKey(PlanActivity, models.SET_NULL, null=True, blank=True, related_name="meetings")
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    usefulness = models.PositiveSmallIntegerField(_("польза"), null=True, blank=True)

    objects = TenantManager.from_queryset(MeetingQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("встреча")
        verbose_name_plural = _("встречи")
        ordering = ["-held_on", "-planned_on", "-pk"]
        indexes = [models.Index(fields=["region", "unit", "held_on"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["held", "confirmed"]) | Q(held_on__isnull=False),
                name="meeting_held_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(usefulness=None) | Q(usefulness__gte=1, usefulness__lte=10), name="meeting_rating_1_to_10"
            ),
        ]

    @property
    def organization_id(self) -> int:
        return self.unit.organization_id

    @property
    def organization(self) -> Organization:
        return self.unit.organization


class MeetingTap(TenantModel):
    """One side's confirmation of a meeting of a reverse pair: both learn, so both confirm (S5 п. 4.1)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="taps")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    tapped_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["region", "meeting", "person"], name="meeting_tap_once")]
