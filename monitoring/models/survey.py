"""Who is asked, and what was answered: two sides that no row of the database joins.

A person's side is ``SurveyInvitation``: who, by which link. The answers' side is ``Response``: no key to a person or an
invitation, a number by chance, a day and no moment. Whether an invitation has been answered is written nowhere beside
it: ``Response.receipt`` is a keyed digest of it (accounts.secrets), unique, so that a second answer is refused by the
database, and who has only the database cannot compute it. ``Response.link`` is the same digest of a person at a school
in a role: it puts his answers before and after side by side and names nobody.
"""

import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet
from programs.models import Track, Unit

from .campaign import MonitoringCampaign, QuestionnaireVersion, Respondent


def number_by_chance() -> int:
    """A primary key that tells nothing of the order in which people answered."""
    return secrets.randbits(62) + 1


class InvitationQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "InvitationQuerySet":
        """One's own; and of the school for whoever runs its campaigns: whom to hand a link."""
        seen = Q(person_id=actor.person_id)
        if actor.may("campaign.manage"):
            seen |= Q(organization_id=actor.organization_id)
        return self.filter(seen)


class SurveyInvitation(TenantModel):
    """A person is asked once in a campaign in each role and track, whatever number of pairs he is in."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    campaign = models.ForeignKey(MonitoringCampaign, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="survey_invitations")
    role = models.CharField(_("в роли"), max_length=7, choices=Respondent)
    track = models.CharField(_("контур"), max_length=8, choices=Track)
    form = models.CharField(_("форма"), max_length=30, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.ForeignKey(QuestionnaireVersion, models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(InvitationQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("приглашение ответить")
        verbose_name_plural = _("приглашения ответить")
        ordering = ["campaign", "role", "track", "person__last_name", "person__first_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "campaign", "person", "role", "track"], name="survey_asks_a_person_once"
            ),
            models.UniqueConstraint(fields=["region", "token_hash"], name="survey_token_once"),
        ]


class Response(TenantModel):
    """One filled questionnaire. Rows are only added. ``organization`` is the school."""

    id = models.BigIntegerField(primary_key=True, default=number_by_chance, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    campaign = models.ForeignKey(MonitoringCampaign, models.PROTECT, related_name="responses")
    version = models.ForeignKey(QuestionnaireVersion, models.PROTECT, related_name="responses")
    role = models.CharField(_("в роли"), max_length=7, choices=Respondent)
    track = models.CharField(_("контур"), max_length=8, choices=Track)
    form = models.CharField(_("форма"), max_length=30, blank=True)
    submitted_on = models.DateField(_("день ответа"))
    receipt = models.CharField(max_length=64)
    link = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        verbose_name = _("ответ")
        verbose_name_plural = _("ответы")
        ordering = ["campaign", "id"]
        indexes = [models.Index(fields=["region", "link"])]
        constraints = [models.UniqueConstraint(fields=["region", "receipt"], name="response_once")]


class Answer(TenantModel):
    """The answer to one question of the response's version: a number (rating, frequency, points), chosen values, or
    words. A question that was skipped has no row. Rows are only added.
    """

    id = models.BigIntegerField(primary_key=True, default=number_by_chance, editable=False)
    response = models.ForeignKey(Response, models.PROTECT, related_name="answers")
    question = models.CharField(max_length=20)
    number = models.SmallIntegerField(null=True, blank=True)
    values = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    text = models.CharField(max_length=1000, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["response", "question"]
        indexes = [models.Index(fields=["region", "question"])]
        constraints = [
            models.UniqueConstraint(fields=["region", "response", "question"], name="answer_once_to_a_question"),
            models.CheckConstraint(
                condition=Q(number__isnull=False, values__len=0, text="")
                | Q(number=None, values__len__gt=0, text="")
                | Q(number=None, values__len=0) & ~Q(text=""),
                name="answer_says_one_thing",
            ),
        ]


class AnswerDraft(TenantModel):
    """What a person has answered so far in one browser, sealed by his link and by a key that this browser alone has:
    neither a reader of the database nor whoever hands out the links can open it. Gone with the last press in that
    browser and with the campaign.
    """

    campaign = models.ForeignKey(MonitoringCampaign, models.CASCADE, related_name="+")
    place = models.CharField(max_length=64)
    sealed = models.TextField()
    saved_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["region", "place"], name="draft_once_under_a_link")]
