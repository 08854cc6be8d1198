"""Pairs that the body of mentors proposes to the curator."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .bank import MenteeEntry, MentorEntry
from .unit import Unit


class PairProposalQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "PairProposalQuerySet":
        """Of the school, for whoever sees its pairs."""
        mine = self.filter(organization_id=actor.organization_id)
        return mine if actor.may("unit.view") else self.none()


class PairProposal(TenantModel):
    """«Кого с кем» by a member of the body, with the questions of the pair (S1 §4.1.4, S3 п. 3.10).

    The curator decides: ``accepted``, ``answered_at`` come together, with a yes the ``unit`` that is proposed.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    mentor_entry = models.ForeignKey(MentorEntry, models.PROTECT, related_name="+")
    mentee_entry = models.ForeignKey(MenteeEntry, models.PROTECT, related_name="+")
    questions = ArrayField(
        models.CharField(max_length=30), verbose_name=_("по каким вопросам"), default=list, blank=True
    )
    reason = models.TextField(_("почему эти люди"), max_length=1000)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    accepted = models.BooleanField(null=True, blank=True)
    answer = models.CharField(_("ответ куратора"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")

    objects = TenantManager.from_queryset(PairProposalQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("предложенная пара")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "mentor_entry", "mentee_entry"],
                condition=Q(answered_at=None),
                name="pair_proposal_one_open",
            ),
            models.CheckConstraint(
                condition=Q(accepted=None, answered_at=None) | Q(accepted__isnull=False, answered_at__isnull=False),
                name="pair_proposal_answer_is_whole",
            ),
        ]
