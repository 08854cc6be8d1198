"""Questionnaires with their versions, and campaigns: who is asked what, when, on which basis."""

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet
from programs.models import Order, Track

from ..questions import Question, questions
from ..reach import schools_for

CLOSED = ("closed", "processed", "conclusions_approved", "archived")  # states in which answers are read


class Respondent(models.TextChoices):
    MENTEE = "mentee", _("наставляемый")
    MENTOR = "mentor", _("наставник")
    PARENT = "parent", _("родитель")
    CURATOR = "curator", _("куратор")


class Moment(models.TextChoices):
    ENTRY = "entry", _("перед началом")
    EXIT = "exit", _("после программы")


class QuestionnaireQuerySet(TenantQuerySet):
    def usable_at(self, organization: Organization) -> "QuestionnaireQuerySet":
        """Those of the organization and of the levels above it."""
        return self.filter(organization_id__in=organization.path_ids)

    def visible_to(self, actor) -> "QuestionnaireQuerySet":
        return self.usable_at(actor.organization) if actor.may("campaign.view") else self.none()


class Questionnaire(TenantModel):
    """A tenant's questionnaire: taken from a shipped one (``shipped`` is its code; kept at the region's root, so that
    all schools answer the same) or its own. ``draft`` is what is being written; what is asked is a version.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="questionnaires")
    shipped = models.CharField(max_length=20, blank=True)
    title = models.CharField(_("название"), max_length=200)
    about = models.CharField(_("что сказать в начале"), max_length=500, blank=True)
    role = models.CharField(_("кто отвечает"), max_length=7, choices=Respondent)
    track = models.CharField(_("контур"), max_length=8, choices=Track, default=Track.STAFF)
    moment = models.CharField(_("когда"), max_length=5, choices=Moment, default=Moment.EXIT)
    draft = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager.from_queryset(QuestionnaireQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("анкета")
        verbose_name_plural = _("анкеты")
        ordering = ["role", "track", "moment", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "shipped"], condition=~Q(shipped=""), name="questionnaire_shipped_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class QuestionnaireVersion(TenantModel):
    """What was published. Rows are only added: the database refuses to change them. ``content_hash`` finds the same
    words again: publishing them twice is one version.
    """

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("версия"))
    title = models.CharField(max_length=200)
    about = models.CharField(max_length=500, blank=True)
    content = models.JSONField(help_text=_("вопросы: monitoring.questions"))
    content_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["questionnaire", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["region", "questionnaire", "number"], name="questionnaire_number_once"),
            models.UniqueConstraint(fields=["region", "questionnaire", "content_hash"], name="questionnaire_text_once"),
        ]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return questions(self.content)

    @property
    def minutes(self) -> int:
        """How long it takes: seven seconds for a tap, half a minute for own words."""
        seconds = sum(20 if one.kind == "open" else 7 for one in self.questions)
        return max(1, round(seconds / 60))


class CampaignQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "CampaignQuerySet":
        """Of one's own node and of those that it looks over; of an МНЦ, of its municipality's schools."""
        if not actor.may("campaign.view"):
            return self.none()
        below = Q(organization_id__in=actor.organization_ids) | Q(organization__in=schools_for(actor))
        return self.filter(below)


class MonitoringCampaign(TenantModel):
    """A round of questions at a school, or (``parts``) of a body for every school below it.

    ``opens_on`` … ``closes_on`` are days on the wall of the organization, the last one included. ``calendar_key`` names
    what the calendar opened: «quality:2022» exists once. Answers are read only after the closing: a figure seen between
    two answers would tell the second one. ``reminded_on`` is the campaign's: beside a person it would tell who had not
    answered by that day, and so who had.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("ждёт начала")
        OPEN = "open", _("идёт опрос")
        CLOSED = "closed", _("опрос закончен")
        PROCESSED = "processed", _("ответы разобраны")
        CONCLUSIONS_APPROVED = "conclusions_approved", _("выводы утверждены")
        ARCHIVED = "archived", _("в архиве")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="campaigns")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    moment = models.CharField(_("когда"), max_length=5, choices=Moment, default=Moment.EXIT)
    title = models.CharField(_("название"), max_length=200)
    school_year = models.PositiveSmallIntegerField(_("учебный год"), help_text=_("год, в котором он начался"))
    opens_on = models.DateField(_("первый день"))
    closes_on = models.DateField(_("последний день"))
    state = models.CharField(_("состояние"), max_length=20, choices=State, default=State.PLANNED)
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="campaigns")
    basis = models.CharField(_("основание"), max_length=300, blank=True)
    calendar_key = models.CharField(max_length=30, blank=True)
    created_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager.from_queryset(CampaignQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("опрос")
        verbose_name_plural = _("опросы")
        ordering = ["-opens_on", "organization", "-pk"]
        indexes = [models.Index(fields=["region", "state", "opens_on"]), models.Index(fields=["parent"])]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="campaign_closes_after_it_opens"),
            models.UniqueConstraint(
                fields=["region", "organization", "calendar_key"],
                condition=~Q(calendar_key=""),
                name="campaign_of_the_calendar_once",
            ),
            models.UniqueConstraint(
                fields=["region", "parent", "organization"],
                condition=Q(parent__isnull=False),
                name="campaign_part_once_at_a_school",
            ),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="campaign_not_under_itself"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_of_schools(self) -> bool:
        """A body's: it has parts at schools and asks nobody itself."""
        return self.organization.kind != "school"

    @property
    def is_called_off(self) -> bool:
        """A part that had not begun when the body's campaign ended: it never will."""
        return self.state == self.State.PLANNED and self.parent is not None and self.parent.state in CLOSED


class CampaignForm(TenantModel):
    """Which version people of one role and track are asked in a campaign."""

    campaign = models.ForeignKey(MonitoringCampaign, models.CASCADE, related_name="forms")
    role = models.CharField(_("кто отвечает"), max_length=7, choices=Respondent)
    track = models.CharField(_("контур"), max_length=8, choices=Track)
    version = models.ForeignKey(QuestionnaireVersion, models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["campaign", "role", "track"]
        constraints = [
            models.UniqueConstraint(fields=["region", "campaign", "role", "track"], name="campaign_asks_a_role_once")
        ]
