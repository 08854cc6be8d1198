"""What a pair does between its meetings: tasks, a call for help, and the secret address of a person's calendar."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .unit import Unit, UnitMember


class PairWorkQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "PairWorkQuerySet":
        """Of its people and the curator, like what was said at a meeting."""
        return self.filter(unit__in=Unit.objects.worked_in_by(actor))


class MeetingTask(TenantModel):
    """What a mentee does before the next meeting; the mentor looks at it himself (S2 7.2, S4 п. 4.1)."""

    class State(models.TextChoices):
        GIVEN = "given", _("задано")
        HANDED_IN = "handed_in", _("сдано, ждёт проверки")
        ACCEPTED = "accepted", _("принято")
        RETURNED = "returned", _("возвращено с замечанием")
        CANCELLED = "cancelled", _("снято")

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="tasks")
    member = models.ForeignKey(UnitMember, models.PROTECT, related_name="tasks")
    text = models.CharField(_("задание"), max_length=1000)
    due_on = models.DateField(_("срок"), null=True, blank=True)
    state = models.CharField(_("состояние"), max_length=9, choices=State, default=State.GIVEN)
    remark = models.CharField(_("замечание"), max_length=1000, blank=True)
    given_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(PairWorkQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("задание")
        verbose_name_plural = _("задания")
        ordering = ["-given_at", "-pk"]
        indexes = [models.Index(fields=["region", "unit", "state"])]
        constraints = [
            models.UniqueConstraint(
                "region", "member", "due_on", MD5("text"), nulls_distinct=False, name="task_open_once",
                condition=Q(state__in=["given", "handed_in", "returned"]),
            ),
        ]  # fmt: skip

    @property
    def organization_id(self) -> int:
        return self.unit.organization_id

    @property
    def organization(self) -> Organization:
        return self.unit.organization


class HelpRequest(TenantModel):
    """«Нужна помощь сейчас»: a mentee's call that reaches the mentor at once; how long the answer took is kept."""

    class State(models.TextChoices):
        SENT = "sent", _("отправлено")
        SEEN = "seen", _("наставник увидел")
        ANSWERED = "answered", _("есть ответ")

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="help_requests")
    member = models.ForeignKey(UnitMember, models.PROTECT, related_name="help_requests")
    text = models.CharField(_("что случилось"), max_length=1000)
    state = models.CharField(_("состояние"), max_length=8, choices=State, default=State.SENT)
    sent_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("ответ"), max_length=1000, blank=True)

    objects = TenantManager.from_queryset(PairWorkQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("просьба о помощи")
        verbose_name_plural = _("просьбы о помощи")
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["region", "unit", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False), name="help_answered_has_a_time"
            )
        ]

    @property
    def organization_id(self) -> int:
        return self.unit.organization_id

    @property
    def organization(self) -> Organization:
        return self.unit.organization

    @property
    def minutes(self) -> int | None:
        """How long the answer took."""
        return int((self.answered_at - self.sent_at).total_seconds() // 60) if self.answered_at else None


class CalendarFeed(TenantModel):
    """The secret address of a person's calendar. Only its hash is kept; a new one withdraws the former."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["region", "secret_hash"], name="calendar_feed_secret_once"),
            models.UniqueConstraint(
                fields=["region", "person"], condition=Q(withdrawn_at=None), name="calendar_feed_one_open"
            ),
        ]
