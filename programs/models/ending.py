from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.tenancy import TenantModel

from .program import Program
from .unit import UnitMember


class Ending(TenantModel):
    """An early end on its way: what the reason demands, and the day on which the programme is over.

    «Ends on» is the first day without the programme: the day after the last one of a notice of three working days
    (art. 351.8 of the Labour Code), or today. Between the proposal and that day it may be taken back.
    """

    program = models.ForeignKey(Program, models.CASCADE, related_name="endings")
    reason = models.CharField(_("причина"), max_length=24)
    justification = models.TextField(_("обоснование"), max_length=3000, blank=True)
    filed_on = models.DateField(_("заявление от"), null=True, blank=True)
    filed_words = models.TextField(_("что в заявлении"), max_length=2000, blank=True)
    failures = ArrayField(models.DateField(), verbose_name=_("когда не исполнено"), default=list, blank=True)
    last_day = models.DateField(_("последний день предупреждения"), null=True, blank=True)
    ends_on = models.DateField(_("завершается"), null=True, blank=True)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    done_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "program"], condition=Q(done_on=None, withdrawn_on=None), name="ending_one_open"
            ),
            models.UniqueConstraint(
                fields=["region", "program"], condition=Q(done_on__isnull=False), name="ending_done_once"
            ),
            models.CheckConstraint(condition=Q(done_on=None) | Q(withdrawn_on=None), name="ending_decided_one_way"),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(ends_on=None) | Q(done_on__gte=F("ends_on")),
                name="ending_not_before_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(reason__in=["MENTOR_INITIATIVE", "MENTEE_INITIATIVE", "EMPLOYER_CANCEL"])
                | Q(filed_on__isnull=False),
                name="ending_by_statement_has_its_day",
            ),
        ]


class EndingWord(TenantModel):
    """What a participant said to an ending: his signature under a mutual one, his explanation, or that he gave none."""

    ending = models.ForeignKey(Ending, models.CASCADE, related_name="words")
    member = models.ForeignKey(UnitMember, models.PROTECT, related_name="+")
    signed_on = models.DateField(null=True, blank=True)
    explanation = models.TextField(_("объяснение"), max_length=2000, blank=True)
    refused = models.BooleanField(_("объяснять отказался"), default=False)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["region", "ending", "member"], name="ending_word_once")]
