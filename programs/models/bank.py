"""The banks: who can be a mentor, who needs one, and what is asked for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet


class Track(models.TextChoices):
    """The two contours that must not be mixed: teachers' mentoring and pupils' mentoring."""

    STAFF = "staff", _("педагогические работники")
    STUDENT = "student", _("обучающиеся")


class EntryQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "EntryQuerySet":
        """The bank of the actor's own school; his own entry; above the school nobody reads names of mentees."""
        seen = Q(person_id=actor.person_id)
        if actor.may("bank.view"):
            seen |= Q(organization_id=actor.organization_id)
        return self.filter(seen)


class BankEntry(TenantModel):
    """What the two banks share. One entry for a person, an organization and a track."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    track = models.CharField(_("контур"), max_length=8, choices=Track, default=Track.STAFF)
    subject = models.CharField(_("предмет или направление"), max_length=120, blank=True)
    created_at = models.DateTimeField()
    last_reviewed_on = models.DateField(_("сведения проверены"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager.from_queryset(EntryQuerySet)()

    class Meta(TenantModel.Meta):
        abstract = True
        ordering = ["person__last_name", "person__first_name", "pk"]


class MentorEntry(BankEntry):
    """An entry of the bank of mentors (domain §3.1, §4.1)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("заготовка")
        CONSENT_PENDING = "consent_pending", _("ждёт согласия на обработку данных")
        CANDIDATE = "candidate", _("кандидат")
        ACTIVE = "active", _("в банке")
        SUSPENDED = "suspended", _("приостановлен")
        WITHDRAWN = "withdrawn", _("выбыл")

    state = models.CharField(_("состояние"), max_length=16, choices=State, default=State.DRAFT)
    competencies = models.JSONField(_("с чем поможет"), default=list, help_text=_("области затруднений"))
    measurable_results = models.TextField(_("измеримые результаты работы"), max_length=2000, blank=True)
    interests = models.TextField(_("интересы"), max_length=1000, blank=True)
    max_parallel = models.PositiveSmallIntegerField(_("наставляемых одновременно, не больше"), null=True, blank=True)

    class Meta(BankEntry.Meta):
        abstract = False
        verbose_name = _("запись банка наставников")
        verbose_name_plural = _("банк наставников")
        constraints = [
            models.UniqueConstraint(fields=["region", "organization", "person", "track"], name="mentor_entry_once"),
            models.CheckConstraint(condition=Q(max_parallel=None) | Q(max_parallel__gte=1), name="mentor_has_a_place"),
        ]


class MenteeEntry(BankEntry):
    """An entry of the bank of mentees (domain §3.2, §4.2)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("заготовка")
        CONSENT_PENDING = "consent_pending", _("ждёт согласия на обработку данных")
        REGISTERED = "registered", _("в банке, запроса нет")
        REQUESTED = "requested", _("ищем наставника")
        MATCHED = "matched", _("пара составлена")
        IN_PROGRAM = "in_program", _("участвует в программе")
        COMPLETED = "completed", _("программа завершена")
        DROPPED_OUT = "dropped_out", _("выбыл")
        UNMATCHED_SUPPORT = "unmatched_support", _("без пары: поддержка и поиск")

    state = models.CharField(_("состояние"), max_length=18, choices=State, default=State.DRAFT)
    category = models.CharField(_("категория"), max_length=24, blank=True)
    unmatched_since = models.DateField(_("без пары с"), null=True, blank=True)
    support_plan = models.TextField(_("чем поддерживаем, пока нет пары"), max_length=2000, blank=True)

    class Meta(BankEntry.Meta):
        abstract = False
        verbose_name = _("запись банка наставляемых")
        verbose_name_plural = _("банк наставляемых")
        constraints = [
            models.UniqueConstraint(fields=["region", "organization", "person", "track"], name="mentee_entry_once"),
            models.CheckConstraint(
                condition=~Q(state="unmatched_support") | Q(unmatched_since__isnull=False),
                name="mentee_without_pair_since",
            ),
        ]


class MenteeRequest(TenantModel):
    """What a mentee asks for in a school year (domain §4.3). ``areas`` are codes of difficulty areas, at least one."""

    entry = models.ForeignKey(MenteeEntry, models.CASCADE, related_name="requests")
    school_year = models.PositiveSmallIntegerField(_("учебный год"), help_text=_("год его начала"))
    problem = models.TextField(_("в чём трудность"), max_length=2000)
    desired_result = models.TextField(_("какой результат нужен"), max_length=2000)
    areas = models.JSONField(_("области затруднений"), default=list)
    preferred_form = models.CharField(_("желаемая форма"), max_length=30, blank=True)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "entry", "school_year"],
                condition=Q(withdrawn_at=None),
                name="request_one_open_in_a_year",
            ),
        ]
