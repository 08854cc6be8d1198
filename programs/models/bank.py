"""The banks: who can be a mentor, who needs one, and what is asked for."""

import json

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import GuardianLink, Organization, Person, StoredFile
from accounts.secrets import seal_text, unseal_text
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from . import bank_choices as c


class Track(models.TextChoices):
    """The two contours that must not be mixed: teachers' mentoring and pupils' mentoring."""

    STAFF = "staff", _("педагогические работники")
    STUDENT = "student", _("обучающиеся")


# States of a unit (with the others in .unit, which imports this module): held by an order or by the curator's record.
# In them its mentor reads the entry and the request of his mentee.
HELD = ("ordered", "trying", "active", "paused", "replacing")


class MentorQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "MentorQuerySet":
        """The bank of the actor's own school, and his own entry."""
        seen = Q(person_id=actor.person_id)
        if actor.may("bank.view"):
            seen |= Q(organization_id=actor.organization_id)
        return self.filter(seen)


class MenteeQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "MenteeQuerySet":
        """The bank of the actor's own school; his own entry and his child's; those whom he leads. Above, nobody."""
        led = {
            "members__unit__state__in": HELD,
            "members__left_on": None,
            "members__unit__members__person_id": actor.person_id,
            "members__unit__members__side": "mentor",
            "members__unit__members__left_on": None,
        }
        children = GuardianLink.objects.filter(guardian_id=actor.person_id).values("child_id")
        seen = Q(person_id=actor.person_id) | Q(person_id__in=children)
        seen |= Q(pk__in=MenteeEntry.objects.filter(**led).values("pk"))
        if actor.may("mentees.view"):
            seen |= Q(organization_id=actor.organization_id)
        return self.filter(seen)


class BankEntry(TenantModel):
    """What the two banks share. One entry for a person, an organization and a track."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    track = models.CharField(_("контур"), max_length=8, choices=Track, default=Track.STAFF)
    subject = models.CharField(_("предмет или направление"), max_length=120, blank=True)
    experience_total = models.PositiveSmallIntegerField(_("общий стаж, полных лет"), null=True, blank=True)
    experience_teaching = models.PositiveSmallIntegerField(_("педагогический стаж, полных лет"), null=True, blank=True)
    qualification_category = models.CharField(
        _("квалификационная категория"), max_length=10, choices=c.Qualification, blank=True
    )
    work_modes = models.JSONField(_("как удобно работать"), default=list, blank=True)
    shift = models.PositiveSmallIntegerField(_("смена"), choices=c.Shift, null=True, blank=True)
    joined_on = models.DateField(_("дата вхождения в программу"), null=True, blank=True)
    case_url = models.URLField(_("ссылка на кейс или отзыв"), max_length=300, blank=True)
    notes = models.TextField(_("заметки куратора"), max_length=2000, blank=True)
    created_at = models.DateTimeField()
    last_reviewed_on = models.DateField(_("сведения проверены"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        abstract = True
        ordering = ["person__last_name", "person__first_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "organization", "person", "track"], name="%(class)s_once_in_a_bank"
            ),
            models.CheckConstraint(
                condition=Q(experience_teaching=None)
                | Q(experience_total=None)
                | Q(experience_teaching__lte=F("experience_total")),
                name="%(class)s_taught_while_he_worked",
            ),
        ]


class MentorEntry(BankEntry):
    """An entry of the bank of mentors."""

    class State(models.TextChoices):
        DRAFT = "draft", _("заготовка")
        CONSENT_PENDING = "consent_pending", _("ждёт согласия на обработку данных")
        CANDIDATE = "candidate", _("кандидат")
        SCREENED = "screened", _("прошёл отбор")
        ACTIVE = "active", _("в банке")
        SUSPENDED = "suspended", _("приостановлен")
        WITHDRAWN = "withdrawn", _("выбыл")

    state = models.CharField(_("состояние"), max_length=16, choices=State, default=State.DRAFT)
    source = models.CharField(_("кто он"), max_length=16, choices=c.MentorSource, default=c.MentorSource.EDUCATOR)
    mentor_type = models.CharField(_("тип наставника"), max_length=10, choices=c.MentorType, blank=True)
    portraits = models.JSONField(_("портрет"), default=list, blank=True)
    competencies = models.JSONField(_("с чем поможет"), default=list, help_text=_("области затруднений"))
    competency_tags = models.JSONField(_("темы своими словами"), default=list, blank=True)
    measurable_results = models.TextField(_("измеримые результаты работы"), max_length=2000, blank=True)
    achievements = models.TextField(_("важные для программы достижения"), max_length=2000, blank=True)
    evidence_url = models.URLField(_("ссылка на подтверждение"), max_length=300, blank=True)
    education = models.CharField(_("образование"), max_length=300, blank=True)
    honors = models.CharField(_("звания и награды"), max_length=500, blank=True)
    interests = models.TextField(_("интересы"), max_length=1000, blank=True)
    clubs = models.CharField(_("кружки, секции, коллективы"), max_length=300, blank=True)
    public_role = models.CharField(_("общественная роль"), max_length=200, blank=True)
    contribution = models.CharField(_("чем готов помочь выпускник"), max_length=300, blank=True)
    preferred_age_from = models.PositiveSmallIntegerField(_("возраст наставляемых, от"), null=True, blank=True)
    preferred_age_to = models.PositiveSmallIntegerField(_("возраст наставляемых, до"), null=True, blank=True)
    hours_per_month = models.PositiveSmallIntegerField(_("часов в месяц"), null=True, blank=True)
    max_parallel = models.PositiveSmallIntegerField(_("наставляемых одновременно, не больше"), null=True, blank=True)
    forms_ready = models.JSONField(_("формы, к которым готов"), default=list, blank=True)
    kinds_ready = models.JSONField(_("виды, к которым готов"), default=list, blank=True)
    pedagog_mentor_category = models.BooleanField(_("категория «педагог-наставник»"), default=False)
    visibility = models.CharField(
        _("кому видна запись"), max_length=12, choices=c.Visibility, default=c.Visibility.ORGANIZATION
    )
    questionnaire = models.TextField(_("анкета потенциального наставника"), max_length=6000, blank=True)
    questionnaire_on = models.DateField(_("анкета заполнена"), null=True, blank=True)
    interview_on = models.DateField(_("собеседование"), null=True, blank=True)
    interview_result = models.CharField(_("итог собеседования"), max_length=8, choices=c.InterviewResult, blank=True)
    interview_notes = models.TextField(_("заметки о собеседовании"), max_length=2000, blank=True)
    clearance_on = models.DateField(_("справка об отсутствии судимости проверена"), null=True, blank=True)
    clearance_note = models.CharField(_("реквизиты справки"), max_length=200, blank=True)

    objects = TenantManager.from_queryset(MentorQuerySet)()

    class Meta(BankEntry.Meta):
        abstract = False
        verbose_name = _("запись банка наставников")
        verbose_name_plural = _("банк наставников")
        constraints = [
            *BankEntry.Meta.constraints,
            models.CheckConstraint(condition=Q(max_parallel=None) | Q(max_parallel__gte=1), name="mentor_has_a_place"),
            models.CheckConstraint(
                condition=Q(preferred_age_from=None)
                | Q(preferred_age_to=None)
                | Q(preferred_age_from__lte=F("preferred_age_to")),
                name="mentor_prefers_ages_in_order",
            ),
            models.CheckConstraint(
                condition=Q(questionnaire_on=None) | ~Q(questionnaire=""), name="mentor_questionnaire_is_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(interview_result="") | Q(interview_on__isnull=False), name="mentor_interview_has_a_date"
            ),
        ]


class TrainingRecord(TenantModel):
    """What a mentor was taught: the curator's own training (S2 п. 7.1) or courses (S3 п. 4.6).

    ``enrolment`` is the completed course that has written it; only the organizer of the course changes such a one.
    """

    entry = models.ForeignKey(MentorEntry, models.CASCADE, related_name="trainings")
    enrolment = models.ForeignKey(
        "programs.TrainingEnrolment", models.CASCADE, null=True, blank=True, editable=False, related_name="records"
    )
    title = models.CharField(_("чему учили"), max_length=300)
    hours = models.PositiveSmallIntegerField(_("часов"), null=True, blank=True)
    completed_on = models.DateField(_("завершено"))
    document = models.CharField(_("документ"), max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-completed_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(hours=None) | Q(hours__gte=1), name="training_takes_an_hour"),
            models.UniqueConstraint(fields=["region", "entry", "enrolment"], name="training_written_once"),
        ]


class MentorEvidence(TenantModel):
    """A document that proves what the card says: a category, an honour, a pupil's result. Changed by a new one."""

    entry = models.ForeignKey(MentorEntry, models.CASCADE, related_name="evidence")
    kind = models.CharField(_("что подтверждает"), max_length=8, choices=c.Evidence)
    title = models.CharField(_("название документа"), max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_on = models.DateField()

    class Meta(TenantModel.Meta):
        ordering = ["kind", "-added_on", "-pk"]


class MenteeEntry(BankEntry):
    """An entry of the bank of mentees. ``sealed`` keeps what only two roles may know."""

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
    category = models.CharField(_("категория"), max_length=24, choices=c.MenteeCategory, blank=True)
    activity = models.CharField(_("пассивный или активный"), max_length=8, choices=c.Activity, blank=True)
    identified_by = models.CharField(_("кто предложил"), max_length=10, choices=c.IdentifiedBy, blank=True)
    identified_basis = models.CharField(_("на каком основании"), max_length=14, choices=c.IdentifiedBasis, blank=True)
    hired_on = models.DateField(_("пришёл в организацию"), null=True, blank=True)
    educational_needs = models.TextField(_("особые образовательные потребности"), max_length=1000, blank=True)
    project = models.CharField(_("проект, которому нужна поддержка"), max_length=300, blank=True)
    willing_on = models.DateField(_("сам выразил желание участвовать"), null=True, blank=True)
    passed = models.BooleanField(_("прошёл программу"), default=False)
    approved_on = models.DateField(_("утверждён руководителем"), null=True, blank=True)
    unmatched_since = models.DateField(_("без пары с"), null=True, blank=True)
    support_plan = models.TextField(_("чем поддерживаем, пока нет пары"), max_length=2000, blank=True)
    sealed = models.TextField(blank=True, editable=False)

    objects = TenantManager.from_queryset(MenteeQuerySet)()

    class Meta(BankEntry.Meta):
        abstract = False
        verbose_name = _("запись банка наставляемых")
        verbose_name_plural = _("банк наставляемых")
        constraints = [
            *BankEntry.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state="unmatched_support") | Q(unmatched_since__isnull=False),
                name="mentee_without_pair_since",
            ),
        ]

    @property
    def special_flags(self) -> list[str]:
        """Codes of SpecialFlag. Reading them is a look at sealed data: services and pages record it."""
        return self._unsealed().get("flags", [])

    @property
    def sensitive_category(self) -> str:
        """A code of SensitiveCategory where ``category`` says SENSITIVE; otherwise empty."""
        return self._unsealed().get("category", "")

    def seal(self, *, flags: list[str], category: str = "") -> None:
        """Put the sensitive data under the installation's key. ``category`` is a code of SensitiveCategory."""
        if category:
            self.category = c.MenteeCategory.SENSITIVE
        kept = {"flags": sorted(flags), "category": category}
        self.sealed = seal_text("mentee", json.dumps(kept)) if flags or category else ""

    def _unsealed(self) -> dict:
        return json.loads(unseal_text("mentee", self.sealed)) if self.sealed else {}


class SupportNote(TenantModel):
    """What was done for a mentee while he had no mentor: the day, who, what. For the psychologist and the curator."""

    entry = models.ForeignKey(MenteeEntry, models.CASCADE, related_name="support_notes")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    done_on = models.DateField(_("когда"))
    text = models.TextField(_("что сделано"), max_length=1000)

    class Meta(TenantModel.Meta):
        ordering = ["-done_on", "-pk"]


class MenteeRequest(TenantModel):
    """What a mentee asks for in a school year. ``areas`` are codes of difficulty areas, at least one.

    Its state is that of the entry: requested, matched, without a pair; one of an earlier wording is withdrawn.
    """

    entry = models.ForeignKey(MenteeEntry, models.CASCADE, related_name="requests")
    school_year = models.PositiveSmallIntegerField(_("учебный год"), help_text=_("год его начала"))
    problem = models.TextField(_("в чём трудность"), max_length=2000)
    desired_result = models.TextField(_("какой результат нужен"), max_length=2000)
    areas = models.JSONField(_("области затруднений"), default=list)
    hard_with = models.JSONField(_("с чем трудно молодому специалисту"), default=list, blank=True)
    subject = models.CharField(_("предмет"), max_length=120, blank=True)
    preferred_form = models.CharField(_("желаемая форма"), max_length=30, blank=True)
    preferred_kinds = models.JSONField(_("желаемые виды"), default=list, blank=True)
    preferred_mode = models.CharField(_("как удобно встречаться"), max_length=6, choices=c.WorkMode, blank=True)
    preferred_mentor_traits = models.TextField(_("каким видит наставника"), max_length=1000, blank=True)
    hours_per_month = models.PositiveSmallIntegerField(_("часов в месяц"), null=True, blank=True)
    urgency = models.CharField(_("как срочно"), max_length=4, choices=c.Urgency, default=c.Urgency.CALM)
    priority = models.PositiveSmallIntegerField(_("очередь, 1 – первым"), null=True, blank=True)
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


class RequestChoice(TenantModel):
    """Whom the mentee would like and whom not: for himself, the curator and the psychologist. Mentors never know."""

    class Kind(models.TextChoices):
        WISHED = "wished", _("хотел бы")
        EXCLUDED = "excluded", _("не хотел бы")

    request = models.ForeignKey(MenteeRequest, models.CASCADE, related_name="choices")
    mentor_entry = models.ForeignKey(MentorEntry, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "request", "mentor_entry"], name="request_choice_once"),
        ]


class ProposalQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "ProposalQuerySet":
        """One's own proposals and the answers to them; those of the school for whoever keeps its banks."""
        seen = Q(author_id=actor.person_id)
        if actor.may("bank.manage"):
            seen |= Q(organization_id=actor.organization_id)
        return self.filter(seen)


class BankProposal(TenantModel):
    """Somebody proposes a person for a bank, or himself, or asks to leave (S2 разд. 5). The curator decides.

    ``who`` is in words: who proposes need not see the school's people. ``answer`` and ``accepted`` come together.
    """

    class Kind(models.TextChoices):
        JOIN = "join", _("включить в банк")
        LEAVE = "leave", _("вывести из банка")
        CHANGE = "change", _("изменить участие")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kind = models.CharField(_("о чём"), max_length=6, choices=Kind, default=Kind.JOIN)
    side = models.CharField(_("какой банк"), max_length=6, choices=c.Side)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    who = models.CharField(_("кто"), max_length=200, blank=True)
    reason = models.TextField(_("почему"), max_length=1000)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    accepted = models.BooleanField(null=True, blank=True)
    answer = models.CharField(_("ответ куратора"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(ProposalQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("предложение в банк")
        verbose_name_plural = _("предложения в банк")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(who=""), name="proposal_is_about_somebody"),
            models.CheckConstraint(
                condition=Q(accepted=None, answered_at=None) | Q(accepted__isnull=False, answered_at__isnull=False),
                name="proposal_answer_is_whole",
            ),
        ]


class SavedSelection(TenantModel):
    """«Мой отбор»: filters of a list under a name, for the one who saved them."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    page = models.CharField(max_length=40)
    title = models.CharField(_("название"), max_length=60)
    query = models.CharField(max_length=500)

    class Meta(TenantModel.Meta):
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "person", "page", "title"], name="selection_once"),
        ]
