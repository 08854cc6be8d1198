"""What pairs do together beyond their programmes: joint projects; and the school's own programme of a year and form."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .unit import Unit


class ProjectQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "ProjectQuerySet":
        """Those of the school for whoever sees its pairs; and those of the pairs in which one is now."""
        mine = ProjectUnit.objects.filter(unit__members__person_id=actor.person_id, unit__members__left_on=None)
        seen = Q(pk__in=mine.values("project_id"))
        if actor.may("unit.view"):
            there = ProjectUnit.objects.filter(unit__organization_id=actor.organization_id).values("project_id")
            seen |= Q(organization_id=actor.organization_id) | Q(pk__in=there)
        return self.filter(seen)


class JointProject(TenantModel):
    """A project of one pair or of several, with a plan, a result and an expert's word; M5 is counted from them."""

    class Kind(models.TextChoices):
        EDUCATIONAL = "educational", _("образовательный")
        CULTURAL = "cultural", _("культурный")
        PEDAGOGICAL = "pedagogical", _("педагогический: курс, мастерская, школа молодого учителя")
        RESEARCH = "research", _("исследовательский")
        INNOVATIVE = "innovative", _("инновационный")

    class State(models.TextChoices):
        PLANNED = "planned", _("запланирован")
        RUNNING = "running", _("идёт")
        DONE = "done", _("завершён")
        CANCELLED = "cancelled", _("не состоялся")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="projects")
    title = models.CharField(_("название"), max_length=300)
    kind = models.CharField(_("вид"), max_length=11, choices=Kind, default=Kind.EDUCATIONAL)
    plan = models.TextField(_("что сделаем"), max_length=4000)
    start_on = models.DateField(_("начало"))
    end_on = models.DateField(_("окончание"))
    result = models.TextField(_("что получилось"), max_length=4000, blank=True)
    expert = models.CharField(_("кто оценивал"), max_length=200, blank=True)
    expert_score = models.PositiveSmallIntegerField(_("экспертная оценка, 1–10"), null=True, blank=True)
    expert_words = models.TextField(_("отзыв эксперта"), max_length=2000, blank=True)
    state = models.CharField(_("состояние"), max_length=9, choices=State, default=State.PLANNED)
    closed_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager.from_queryset(ProjectQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("совместный проект")
        verbose_name_plural = _("совместные проекты")
        ordering = ["-start_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end_on__gte=F("start_on")), name="project_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(expert_score=None) | Q(expert_score__gte=1, expert_score__lte=10),
                name="project_score_1_to_10",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | (Q(closed_on__isnull=False) & ~Q(result="")),
                name="project_done_has_a_result",
            ),
        ]


class ProjectUnit(TenantModel):
    project = models.ForeignKey(JointProject, models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="projects")

    class Meta(TenantModel.Meta):
        ordering = ["project", "pk"]
        constraints = [models.UniqueConstraint(fields=["region", "project", "unit"], name="project_unit_once")]


class SchoolProgramQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "SchoolProgramQuerySet":
        return self.filter(organization_id=actor.organization_id) if actor.may("unit.view") else self.none()


class SchoolProgram(TenantModel):
    """The school's programme for a year and a form (S2 разд. 1): what is done and expected, apart from pairs' plans.

    Pairs of the form that work in the year belong to it by that alone.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("составляют")
        APPROVED = "approved", _("утверждена")
        CLOSED = "closed", _("итоги подведены")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="school_programs")
    school_year = models.PositiveSmallIntegerField(_("учебный год"), help_text=_("год его начала"))
    form = models.CharField(_("форма"), max_length=30)
    title = models.CharField(_("название"), max_length=300)
    goal = models.TextField(_("цель"), max_length=2000)
    activities = models.TextField(_("мероприятия"), max_length=8000, help_text=_("Каждое с новой строки"))
    expected = models.TextField(_("ожидаемые результаты"), max_length=4000)
    summary = models.TextField(_("итоги"), max_length=4000, blank=True)
    state = models.CharField(_("состояние"), max_length=8, choices=State, default=State.DRAFT)
    approved_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager.from_queryset(SchoolProgramQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("программа школы")
        verbose_name_plural = _("программы школы")
        ordering = ["-school_year", "form", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "organization", "school_year", "form"], name="school_program_once"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(approved_on__isnull=False), name="school_program_approved_has_a_date"
            ),
        ]
