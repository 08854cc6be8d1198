from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..tenancy import TenantManager, TenantModel, TenantQuerySet
from .membership import Membership
from .organization import Organization


class DeadlineQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "DeadlineQuerySet":
        return self.filter(organization_id__in=actor.organization_ids)


class Deadline(TenantModel):
    """Something an organization owes by a moment. No state, only dates: opened, reminded, done, closed.

    ``rule`` is a due rule (accounts.due_rules), ``key`` its occurrence («2021-10»). ``due_at`` is the end of the day in
    the organization's own zone. What is overdue is computed. ``remind_at`` is the next rung of the ladder of reminders
    (services.deadlines.LADDER) and moves on with each of them; ``reminded_at`` is the last one.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="deadlines")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=60)
    title = models.CharField(_("что сделать"), max_length=300)
    url = models.CharField(max_length=300, blank=True)
    clause = models.CharField(_("основание"), max_length=200, blank=True)
    role = models.CharField(_("кому"), max_length=24, choices=Membership._meta.get_field("role").choices)
    recommended = models.BooleanField(_("рекомендовано"), default=False)
    opens_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(_("срок"), null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(_("исполнено"), null=True, blank=True)

    objects = TenantManager.from_queryset(DeadlineQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("срок")
        verbose_name_plural = _("сроки")
        ordering = [F("due_at").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "organization", "kind", "key"], name="deadline_once"),
        ]
        indexes = [
            models.Index(
                fields=["region", "opens_at"],
                condition=Q(opened_at=None),
                name="deadline_to_open",
            ),
            models.Index(
                fields=["region", "remind_at"],
                condition=Q(done_at=None, closed_at=None),
                name="deadline_to_remind",
            ),
            models.Index(
                fields=["region", "closed_at"],
                condition=Q(done_at=None, escalated_at=None, recommended=False, closed_at__isnull=False),
                name="deadline_to_escalate",
            ),
            models.Index(
                fields=["region", "due_at"],
                condition=Q(closed_at=None),
                name="deadline_to_close",
            ),
        ]
