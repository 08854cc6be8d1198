import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person, StoredFile
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .program import PlanActivity, Program
from .unit import Unit, UnitMember


class MeetingQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "MeetingQuerySet":
        """What was said at a meeting is for its people and the curator; a head and a council know the counts."""
        return self.filter(unit__in=Unit.objects.worked_in_by(actor))


class Meeting(TenantModel):
    """A meeting. Held is what the mentor recorded; it counts when everybody who was there has confirmed it.

    ``client_key`` is given by the page before it is sent: a record sent twice is one meeting. ``needs_feedback`` is
    what the regulation asked of it on the day of the record (S2 разд. 9, п. 3.4): words of both, or it does not count.
    """

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

    class Missed(models.TextChoices):
        MENTOR = "mentor", _("наставник")
        MENTEE = "mentee", _("наставляемый")
        BOTH = "both", _("оба")

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="meetings")
    kind = models.CharField(_("вид"), max_length=10, choices=Kind, default=Kind.CYCLE)
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.PLANNED)
    planned_at = models.DateTimeField(_("назначена на"), null=True, blank=True)
    mode = models.CharField(
        _("как встречаются"), max_length=6, choices=Program.WorkMode, default=Program.WorkMode.ONSITE
    )
    place = models.CharField(_("место"), max_length=200, blank=True)
    link = models.URLField(_("ссылка на видеосвязь"), max_length=500, blank=True)
    goals = models.TextField(_("цели"), max_length=2000, blank=True)
    held_on = models.DateField(_("прошла"), null=True, blank=True)
    duration = models.PositiveSmallIntegerField(_("длилась, минут"), null=True, blank=True)
    content = models.TextField(_("о чём говорили"), max_length=4000, blank=True)
    agreement = models.TextField(_("что сделать к следующей"), max_length=2000, blank=True)
    activity = models.ForeignKey(PlanActivity, models.SET_NULL, null=True, blank=True, related_name="meetings")
    finishes_line = models.BooleanField(_("мероприятие плана выполнено"), default=True)
    needs_feedback = models.BooleanField(default=False)
    missed_by = models.CharField(_("кто не пришёл"), max_length=6, choices=Missed, blank=True)
    missed_why = models.CharField(_("почему"), max_length=500, blank=True)
    photo = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    client_key = models.UUIDField(default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(MeetingQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("встреча")
        verbose_name_plural = _("встречи")
        ordering = ["-held_on", "-planned_at", "-pk"]
        indexes = [
            models.Index(fields=["region", "unit", "held_on"]),
            models.Index(fields=["region", "planned_at"], condition=Q(state="planned"), name="meeting_planned"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["held", "confirmed"]) | Q(held_on__isnull=False),
                name="meeting_held_has_a_date",
            ),
            models.UniqueConstraint(fields=["region", "unit", "client_key"], name="meeting_sent_once"),
            models.UniqueConstraint(
                fields=["region", "unit", "planned_at"], condition=Q(state="planned"), name="meeting_planned_once"
            ),
        ]

    @property
    def organization_id(self) -> int:
        return self.unit.organization_id

    @property
    def organization(self) -> Organization:
        return self.unit.organization


RATING = (1, 10)


class MeetingPresence(TenantModel):
    """A person at a meeting: whether he was there, that he says so himself, and what he thinks of it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="presences")
    member = models.ForeignKey(UnitMember, models.PROTECT, related_name="presences")
    present = models.BooleanField(_("был"), default=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    usefulness = models.PositiveSmallIntegerField(_("польза"), null=True, blank=True)
    comfort = models.PositiveSmallIntegerField(_("насколько комфортно"), null=True, blank=True)
    text = models.TextField(_("отзыв"), max_length=2000, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "meeting", "member"], name="meeting_presence_once"),
            models.CheckConstraint(
                condition=(Q(usefulness=None) | Q(usefulness__range=RATING))
                & (Q(comfort=None) | Q(comfort__range=RATING)),
                name="meeting_rating_1_to_10",
            ),
        ]


class TrialAnswer(TenantModel):
    """After the trial meeting each says privately whether to go on (S2 разд. 6). Only its author reads it."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="trial_answers")
    member = models.ForeignKey(UnitMember, models.PROTECT, related_name="+")
    goes_on = models.BooleanField(_("продолжаем"))
    answered_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["region", "unit", "member"], name="trial_answered_once")]
