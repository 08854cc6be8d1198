"""What people make of a campaign's answers: tags, the curator's criteria, SWOT with its versions, conclusions.

All of it is the school's (or the body's) own and never counted above it.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantModel
from programs.models import SchoolProgram

from .campaign import MonitoringCampaign
from .survey import Answer


class AnswerTag(TenantModel):
    """A school's own word for what open answers speak of."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    label = models.CharField(_("метка"), max_length=60)

    class Meta(TenantModel.Meta):
        ordering = ["label", "pk"]
        constraints = [models.UniqueConstraint(fields=["region", "organization", "label"], name="answer_tag_once")]

    def __str__(self) -> str:
        return self.label


class TaggedAnswer(TenantModel):
    tag = models.ForeignKey(AnswerTag, models.CASCADE, related_name="answers")
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="tagged")

    class Meta(TenantModel.Meta):
        ordering = ["tag", "pk"]
        constraints = [models.UniqueConstraint(fields=["region", "tag", "answer"], name="answer_tagged_once")]


class CuratorAssessment(TenantModel):
    """Nine criteria of 0–2 points about a programme of the school, or (``program`` empty) about all its mentoring.

    ``scores`` maps a criterion to its points, ``reasons`` to the curator's words.
    """

    campaign = models.ForeignKey(MonitoringCampaign, models.PROTECT, related_name="assessments")
    program = models.ForeignKey(SchoolProgram, models.PROTECT, null=True, blank=True, related_name="+")
    scores = models.JSONField()
    reasons = models.JSONField(default=dict, blank=True)
    total = models.PositiveSmallIntegerField(_("сумма баллов"))
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["campaign", "program", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "campaign", "program"], nulls_distinct=False, name="assessment_once_of_a_program"
            ),
            models.CheckConstraint(condition=Q(total__lte=18), name="assessment_total_0_to_18"),
        ]


class SwotAnalysis(TenantModel):
    """The analysis of a campaign: lines that a person has decided, and what was kept of them (``SwotVersion``)."""

    campaign = models.ForeignKey(MonitoringCampaign, models.PROTECT, related_name="swots")
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["region", "campaign"], name="swot_once_of_a_campaign")]


class SwotLine(TenantModel):
    """One factor. ``source`` («mentee:student:support») is the question that suggested it, empty for a person's own;
    ``evidence`` says in words what the factor stands on, with the numbers of the day it was decided.
    """

    class Quadrant(models.TextChoices):
        STRENGTHS = "strengths", _("Сильные стороны")
        WEAKNESSES = "weaknesses", _("Слабые стороны")
        OPPORTUNITIES = "opportunities", _("Возможности")
        THREATS = "threats", _("Угрозы")

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("принято")
        REJECTED = "rejected", _("отклонено")

    analysis = models.ForeignKey(SwotAnalysis, models.CASCADE, related_name="lines")
    quadrant = models.CharField(_("где"), max_length=13, choices=Quadrant)
    factor = models.CharField(_("фактор"), max_length=300)
    weight = models.PositiveSmallIntegerField(
        _("вес"), default=2, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    source = models.CharField(max_length=40, blank=True)
    evidence = models.CharField(_("на чём основано"), max_length=300, blank=True)
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.ACCEPTED)
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["analysis", "quadrant", "-weight", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "analysis", "source"], condition=~Q(source=""), name="swot_suggestion_decided_once"
            ),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=3), name="swot_weight_1_to_3"),
            models.CheckConstraint(condition=~Q(factor=""), name="swot_line_says_something"),
        ]


class SwotVersion(TenantModel):
    """The accepted lines as they stood when somebody kept them. Rows are only added."""

    analysis = models.ForeignKey(SwotAnalysis, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    lines = models.JSONField()
    kept_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["analysis", "-number"]
        constraints = [models.UniqueConstraint(fields=["region", "analysis", "number"], name="swot_version_once")]


class CampaignConclusion(TenantModel):
    """What the curator concludes; the head's approval fixes it (``MonitoringCampaign.state``)."""

    campaign = models.ForeignKey(MonitoringCampaign, models.PROTECT, related_name="conclusions")
    text = models.TextField(_("выводы"), max_length=6000)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["region", "campaign"], name="conclusion_once_of_a_campaign")]


class CouncilOpinion(TenantModel):
    """What a member of the body of mentors concludes from the figures without names (S3 п. 3.10)."""

    campaign = models.ForeignKey(MonitoringCampaign, models.PROTECT, related_name="opinions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    text = models.TextField(_("заключение"), max_length=3000)
    written_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["campaign", "written_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "campaign", "person"], name="opinion_once_of_a_person")
        ]
