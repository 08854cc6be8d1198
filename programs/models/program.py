from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .unit import Unit, UnitMember

CLOSED = ("completed", "terminated")
DRAWN_UP = ("draft", "on_council", "curator_check")  # whoever was named to draw it up has it in his hands
EDITABLE = ("draft", "curator_check")  # its words and its plan are written
BEFORE_WORK = (*DRAWN_UP, "approved")
AT_WORK = ("running", "completing")  # lines are marked, meetings are held
WAS_APPROVED = ("approved", *AT_WORK, "completed")


class ProgramQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "ProgramQuerySet":
        return self.filter(Q(unit__in=Unit.objects.visible_to(actor)) | self._named(actor))

    def written_by(self, actor) -> "ProgramQuerySet":
        """Those that the actor draws up and marks: as a participant, as the curator, as the named developer."""
        return self.filter(Q(unit__in=Unit.objects.worked_in_by(actor)) | self._named(actor))

    @staticmethod
    def _named(actor) -> Q:
        return Q(developer_id=actor.person_id, state__in=DRAWN_UP)


class Program(TenantModel):
    """A personalised programme of a unit: 3–12 months where the regulation says so.

    ``snapshot`` freezes the effective regulation of the day of approval: a programme keeps the version it began under
    (S4 п. 9.2). The eight parts of the rationale are those of S3 п. 4.8.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("составляют")
        ON_COUNCIL = "on_council", _("на согласовании")
        CURATOR_CHECK = "curator_check", _("на проверке куратора")
        APPROVED = "approved", _("утверждена")
        RUNNING = "running", _("идёт")
        COMPLETING = "completing", _("завершается")
        COMPLETED = "completed", _("завершена")
        TERMINATED = "terminated", _("завершена досрочно")

    class WorkMode(models.TextChoices):
        ONSITE = "onsite", _("очно")
        ONLINE = "online", _("онлайн")
        MIXED = "mixed", _("смешанно")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="programs")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="programs")
    # A route is longer than a programme and may hold several.
    route = models.ForeignKey("programs.LearningRoute", models.PROTECT, null=True, blank=True, related_name="programs")
    title = models.CharField(_("название"), max_length=300)
    state = models.CharField(_("состояние"), max_length=14, choices=State, default=State.DRAFT)
    start_on = models.DateField(_("начало"))
    end_on = models.DateField(_("окончание"))
    problem = models.TextField(_("проблема"), max_length=3000, blank=True)
    strengths_supported = models.TextField(_("сильные стороны и их поддержка"), max_length=3000, blank=True)
    goal = models.TextField(_("цель"), max_length=3000, blank=True)
    tasks = models.TextField(_("задачи"), max_length=3000, blank=True)
    activities = models.TextField(_("что делает наставник"), max_length=3000, blank=True)
    mentee_activity = models.TextField(_("что делает наставляемый"), max_length=3000, blank=True)
    interim_results = models.TextField(_("промежуточные результаты"), max_length=3000, blank=True)
    planned_results = models.TextField(_("планируемые результаты"), max_length=3000, blank=True)
    schedule = models.TextField(_("расписание встреч"), max_length=1000, blank=True)
    work_mode = models.CharField(_("режим работы"), max_length=6, choices=WorkMode, default=WorkMode.ONSITE)
    conditions = models.TextField(_("условия обучения"), max_length=2000, blank=True)
    risks = models.TextField(_("риски и что с ними делать"), max_length=2000, blank=True)
    course = models.CharField(_("часть программы повышения квалификации"), max_length=300, blank=True)
    # The course itself, where the system knows it: its enrolments tell who of the pair has passed (S5 п. 4.3.2).
    training_course = models.ForeignKey(
        "programs.TrainingCourse", models.PROTECT, null=True, blank=True, related_name="programs",
        verbose_name=_("курс, частью которого идёт программа"),
    )  # fmt: skip
    developer = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("кто составляет")
    )
    snapshot = models.JSONField(null=True, blank=True)
    council_agreed_on = models.DateField(_("согласована советом"), null=True, blank=True)
    council_words = models.CharField(_("решение совета"), max_length=300, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(_("итог"), max_length=3000, blank=True)
    mentor_report = models.TextField(_("отчёт наставника"), max_length=10_000, blank=True)
    mentor_reported_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closure_reason = models.CharField(_("причина завершения"), max_length=24, blank=True)
    justification = models.TextField(_("обоснование"), max_length=3000, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = TenantManager.from_queryset(ProgramQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("программа")
        verbose_name_plural = _("программы")
        ordering = ["-start_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end_on__gt=F("start_on")), name="program_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["region", "unit"],
                condition=~Q(state__in=CLOSED),
                name="program_one_open_in_a_unit",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=CLOSED) | (Q(closed_on__isnull=False) & ~Q(closure_reason="")),
                name="program_closed_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=list(WAS_APPROVED)) | Q(approved_on__isnull=False),
                name="program_at_work_was_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    # Sections of a regulation (rationale_sections) and the fields that fill them.
    RATIONALE = {
        "PROBLEM": ("problem",),
        "GOALS": ("goal", "tasks"),
        "ACTIVITY": ("activities", "mentee_activity"),
        "TERM": ("start_on", "end_on"),
        "RESULTS": ("interim_results", "planned_results"),
        "SCHEDULE": ("schedule",),
        "WORK_MODE": ("work_mode",),
        "CONDITIONS": ("conditions",),
    }
    # What people write themselves: the fields that a version keeps, beside the plan.
    WORDS = (
        "title", "problem", "strengths_supported", "goal", "tasks", "activities", "mentee_activity", "interim_results",
        "planned_results", "schedule", "work_mode", "conditions", "risks", "course",
    )  # fmt: skip


class FormOfWork(models.TextChoices):
    """How a line of the plan is done (S1 4.1.4, S2 7.2, S3 п. 4.6, S4 п. 4.2, 5.2)."""

    VISIT = "visit", _("взаимопосещение")
    CONSULTATION = "consultation", _("консультация")
    OPEN_LESSON = "open_lesson", _("открытый урок")
    MASTER_CLASS = "master_class", _("мастер-класс")
    CONTEST = "contest", _("конкурс, олимпиада")
    CONFERENCE = "conference", _("форум, конференция, фестиваль")
    COURSE = "course", _("курсы, повышение квалификации")
    TEST = "test", _("тестирование")
    PROJECT = "project", _("проект")
    PUBLICATION = "publication", _("публикация")
    STUDY = "study", _("изучение документов")
    ADAPTATION = "adaptation", _("знакомство со школой")
    SOCIAL = "social", _("общественная жизнь, инновации")
    STRENGTH = "strength", _("поддержка сильных сторон")
    OTHER = "other", _("другое")


class PlanActivity(TenantModel):
    """A line of the plan, the same row from the draft to the end.

    Excluded lines do not count: execution = done / (all − excluded).
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("впереди")
        DONE = "done", _("сделано")
        EXCLUDED = "excluded", _("исключено")

    program = models.ForeignKey(Program, models.CASCADE, related_name="plan")
    position = models.PositiveSmallIntegerField(_("№"))
    area = models.CharField(_("направление"), max_length=24)
    text = models.CharField(_("мероприятие"), max_length=500)
    form_of_work = models.CharField(_("форма работы"), max_length=12, choices=FormOfWork, blank=True)
    due_rule = models.JSONField(null=True, blank=True)  # accounts.due_rules; None: the day itself, or no term
    due_on = models.DateField(_("срок"), null=True, blank=True)
    responsible = models.ForeignKey(
        UnitMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ответственный")
    )
    co_executors = models.CharField(_("соисполнители"), max_length=300, blank=True)
    expected = models.CharField(_("ожидаемый результат"), max_length=500, blank=True)
    product = models.CharField(_("что получилось"), max_length=500, blank=True)
    mentor_note = models.TextField(_("заметка наставника"), max_length=2000, blank=True)
    mentee_reflection = models.TextField(_("впечатления наставляемого"), max_length=2000, blank=True)
    state = models.CharField(_("состояние"), max_length=8, choices=State, default=State.PLANNED)
    done_on = models.DateField(_("сделано"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "program", "position"],
                name="plan_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | (~Q(state="done") & Q(done_on=None)),
                name="plan_done_has_a_date",
            ),
        ]

    @property
    def organization_id(self) -> int:
        return self.program.organization_id

    @property
    def organization(self) -> Organization:
        return self.program.organization
