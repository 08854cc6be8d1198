"""The matching of a school: the year's model, the general meeting and its private answers, drafts."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .bank import MenteeEntry, MentorEntry
from .unit import Unit


class YearModel(TenantModel):
    """The model of mentoring that a school has chosen for a year: its forms and the day it was determined on (S2 3.3).

    From ``determined_on`` runs the term in which pairs are formed.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField(_("учебный год"), help_text=_("год его начала"))
    determined_on = models.DateField(_("дата определения модели"))
    forms = models.JSONField(_("формы года"), default=list)
    sought_among = models.JSONField(_("где ищут наставников"), default=list, blank=True)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["region", "organization", "school_year"], name="year_model_once"),
        ]


class MeetingQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "MeetingQuerySet":
        """The meetings of the school where the actor stands; of whom one speaks is asked by the page."""
        return self.filter(organization_id=actor.organization_id)


class GeneralMeeting(TenantModel):
    """Everybody of the banks meets; afterwards each says privately with whom he would work (S2 р. 6, этап 5)."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField(_("учебный год"))
    held_on = models.DateField(_("день встречи"))
    place = models.CharField(_("где и во сколько"), max_length=200, blank=True)
    answers_until = models.DateField(_("отвечают до"))
    came = models.JSONField(_("кто пришёл"), default=list, blank=True, help_text=_("номера людей"))
    attendance_at = models.DateTimeField(_("явка отмечена"), null=True, blank=True)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects = TenantManager.from_queryset(MeetingQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answers_until__gte=models.F("held_on")), name="general_meeting_is_answered_after_it"
            ),
        ]


class ChoiceQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "ChoiceQuerySet":
        """One's own answers; the curator reads the result. The person named never learns."""
        seen = Q(chooser_id=actor.person_id)
        if actor.may("unit.manage"):
            seen |= Q(meeting__organization_id=actor.organization_id)
        return self.filter(seen)


class MutualChoice(TenantModel):
    """What one participant of a general meeting said of another: private."""

    class Answer(models.TextChoices):
        YES = "yes", _("хочу работать")
        MAYBE = "maybe", _("можно попробовать")
        NO = "no", _("не хочу")

    meeting = models.ForeignKey(GeneralMeeting, models.CASCADE, related_name="choices")
    chooser = models.ForeignKey(Person, models.PROTECT, related_name="+")
    chosen = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=5, choices=Answer)

    objects = TenantManager.from_queryset(ChoiceQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "meeting", "chooser", "chosen"], name="mutual_choice_once"),
            models.CheckConstraint(condition=~Q(chooser=models.F("chosen")), name="mutual_choice_is_of_another"),
        ]


class DraftQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "DraftQuerySet":
        """A draft is read by whoever makes pairs at its organization, and by nobody else before it is published."""
        if not (actor.may("unit.manage") or actor.may("matching.spread")):
            return self.none()
        return self.filter(organization_id=actor.organization_id)


class MatchDraft(TenantModel):
    """The best assignment of a school's banks at a moment; ``version`` grows with every recalculation.

    ``weights`` are those of the regulation at that moment with ``weights_basis``, ``proof`` what the checker said.
    """

    class State(models.TextChoices):
        CALCULATING = "calculating", _("считается")
        DRAFT = "draft", _("черновик")
        PUBLISHED = "published", _("опубликован")
        HANDED = "handed", _("передан школам")
        DISCARDED = "discarded", _("отброшен")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    state = models.CharField(_("состояние"), max_length=11, choices=State, default=State.CALCULATING)
    weights = models.JSONField(default=dict)
    weights_basis = models.CharField(max_length=500, blank=True)
    points = models.PositiveIntegerField(_("сумма баллов"), default=0)
    proof = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    calculated_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    answer_until = models.DateField(_("ответить до"), null=True, blank=True)
    # A school's part of a draft that was made above it.
    part_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")

    objects = TenantManager.from_queryset(DraftQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("черновик подбора")
        verbose_name_plural = _("черновики подбора")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "organization"],
                condition=Q(state__in=["calculating", "draft"]),
                name="match_draft_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False, answer_until__isnull=False),
                name="match_draft_published_has_its_term",
            ),
        ]


class SuggestionQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "SuggestionQuerySet":
        return self.filter(draft__in=MatchDraft.objects.visible_to(actor))


class MatchSuggestion(TenantModel):
    """A mentee of a draft: the mentor with the score and its bars, or nobody and why (``reasons``: rule, mentors)."""

    draft = models.ForeignKey(MatchDraft, models.CASCADE, related_name="suggestions")
    mentee_entry = models.ForeignKey(MenteeEntry, models.PROTECT, related_name="+")
    mentor_entry = models.ForeignKey(MentorEntry, models.PROTECT, null=True, blank=True, related_name="+")
    points = models.PositiveSmallIntegerField(default=0)
    seat = models.PositiveSmallIntegerField(null=True, blank=True)
    form = models.CharField(max_length=30, blank=True)
    kinds = models.JSONField(default=list)
    bars = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    is_mutual = models.BooleanField(default=False)
    is_two_way = models.BooleanField(default=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    problem = models.CharField(max_length=300, blank=True)

    objects = TenantManager.from_queryset(SuggestionQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["mentee_entry__person__last_name", "mentee_entry__person__first_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "draft", "mentee_entry"], name="match_suggestion_once"),
            models.CheckConstraint(
                condition=Q(mentor_entry=None, seat=None) | Q(mentor_entry__isnull=False, seat__isnull=False),
                name="match_suggestion_has_a_seat",
            ),
        ]


class MatchPin(TenantModel):
    """The curator's own word in a draft: this pair by all means, or by no means."""

    class Kind(models.TextChoices):
        PINNED = "pinned", _("закреплена")
        FORBIDDEN = "forbidden", _("запрещена")

    draft = models.ForeignKey(MatchDraft, models.CASCADE, related_name="pins")
    mentee_entry = models.ForeignKey(MenteeEntry, models.PROTECT, related_name="+")
    mentor_entry = models.ForeignKey(MentorEntry, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=Kind)

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "draft", "mentee_entry", "mentor_entry"], name="match_pin_once"),
            models.UniqueConstraint(
                fields=["region", "draft", "mentee_entry"], condition=Q(kind="pinned"), name="match_pin_one_mentor"
            ),
        ]
