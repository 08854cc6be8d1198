"""By what an organization has carried out a clause of a higher body's order."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Deadline, Organization, Person, StoredFile
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet
from programs.models import LocalAct, Order, OrderClause


class TaskAnswerQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "TaskAnswerQuerySet":
        """The organization's own, and those of the organizations within reach."""
        if not actor.may("deadline.view"):
            return self.none()
        return self.filter(organization_id__in=[actor.organization_id, *actor.organization_ids])


class TaskAnswer(TenantModel):
    """The document that closes a clause for an organization: its own order, an act of its register, or a file.

    One stands at a time; taken back, it stays with its day.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    clause = models.ForeignKey(OrderClause, models.CASCADE, related_name="answers")
    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="answers")
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="+")
    act = models.ForeignKey(LocalAct, models.PROTECT, null=True, blank=True, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    done_on = models.DateField(_("исполнено"))
    answered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(TaskAnswerQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["answered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "deadline"], condition=Q(taken_back_at=None), name="task_answered_once"
            ),
            models.CheckConstraint(
                condition=Q(order__isnull=False) | Q(act__isnull=False) | Q(file__isnull=False),
                name="task_answer_is_a_document",
            ),
        ]
