from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .unit import Unit, UnitMember


class ProgramQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "ProgramQuerySet":
        return self.filter(unit__in=Unit.objects.visible_to(actor))


class Program(TenantModel):
    """A personalised programme of a unit: 3–12 months where the regulation says so.

    ``snapshot`` freezes the effective regulation of the day of approval: a programme keeps the version it began under
    (S4 п. 9.2). The eight parts of the rationale are those of S3 п. 4.8.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("составляют")
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
    goal = models.TextField(_("цель и задачи"), max_length=3000, blank=True)
    activities = models.TextField(_("содержание деятельности"), max_length=3000, blank=True)
    results = models.TextField(_("промежуточные и планируемые результаты"), max_length=3000, blank=True)
    schedule = models.TextField(_("расписание встреч"), max_length=1000, blank=True)
    work_mode = models.CharField(_("режим работы"), max_length=6, choices=WorkMode, default=WorkMode.ONSITE)
    conditions = models.TextField(_("условия обучения"), max_length=2000, blank=True)
    snapshot = models.JSONField(null=True, blank=True)
    approved_on = models.DateField(null=True, blank=True)
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
                condition=~Q(state__in=["completed", "terminated"]),
                name="program_one_open_in_a_unit",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["completed", "terminated"])
                | (Q(closed_on__isnull=False) & ~Q(closure_reason="")),
                name="program_closed_has_a_reason",
            ),
        ]

    RATIONALE = ("problem", "goal", "activities", "results", "schedule", "conditions")


class PlanActivity(TenantModel):
    """A line of the plan. Excluded lines do not count: execution = done / (all − excluded)."""

    class State(models.TextChoices):
        PLANNED = "planned", _("впереди")
        DONE = "done", _("сделано")
        EXCLUDED = "excluded", _("исключено")

    program = models.ForeignKey(Program, models.CASCADE, related_name="plan")
    position = models.PositiveSmallIntegerField(_("№"))
    area = models.CharField(_("направление"), max_length=24)
    text = models.CharField(_("мероприятие"), max_length=500)
    due_on = models.DateField(_("срок"), null=True, blank=True)
    responsible = models.ForeignKey(UnitMember, models.PROTECT, null=True, blank=True, related_name="+")
    expected = models.CharField(_("ожидаемый результат"), max_length=500, blank=True)
    state = models.CharField(_("состояние"), max_length=8, choices=State, default=State.PLANNED)
    done_on = models.DateField(_("сделано"), null=True, blank=True)

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


class Extension(TenantModel):
    """A proposal to prolong a programme: in force when both sides have agreed (S3 п. 4.13, S4 п. 7.2)."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="extensions")
    new_end_on = models.DateField(_("новая дата окончания"))
    reason = models.TextField(_("зачем"), max_length=1000, blank=True)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    in_force_on = models.DateField(null=True, blank=True)
    refused_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "program"],
                condition=Q(in_force_on=None, refused_on=None),
                name="extension_one_open",
            ),
        ]


class ExtensionAgreement(TenantModel):
    """One side's signature under an extension."""

    extension = models.ForeignKey(Extension, models.CASCADE, related_name="agreements")
    member = models.ForeignKey(UnitMember, models.PROTECT, related_name="+")
    agreed_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["region", "extension", "member"], name="extension_signed_once")]
