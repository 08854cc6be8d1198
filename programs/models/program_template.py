from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .bank_choices import MenteeCategory
from .program import FormOfWork, Program

OFFERED = ("on_trial", "recommended")


class TemplateQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "TemplateQuerySet":
        """One's own, and from above those that are tried out or recommended."""
        if not actor.may("template.view"):
            return self.none()
        above = [node for node in actor.organization.path_ids if node != actor.organization_id]
        return self.filter(Q(organization_id=actor.organization_id) | Q(organization_id__in=above, state__in=OFFERED))


class ProgramTemplate(TenantModel):
    """A programme to begin from: words, a plan in terms from the beginning. Tried out before it is recommended."""

    class State(models.TextChoices):
        DRAFT = "draft", _("черновик")
        ON_TRIAL = "on_trial", _("на апробации")
        RECOMMENDED = "recommended", _("рекомендован")
        NOT_RECOMMENDED = "not_recommended", _("не рекомендован")
        RETIRED = "retired", _("в архиве")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="program_templates")
    state = models.CharField(_("состояние"), max_length=16, choices=State, default=State.DRAFT)
    title = models.CharField(_("название"), max_length=300)
    category = models.CharField(_("для кого"), max_length=20, choices=MenteeCategory, blank=True)
    form = models.CharField(_("форма"), max_length=30, blank=True)
    role_model = models.CharField(_("ролевая модель"), max_length=30, blank=True)
    subject = models.CharField(_("предмет"), max_length=100, blank=True)
    for_group = models.BooleanField(_("для группы"), default=False)
    months = models.PositiveSmallIntegerField(_("месяцев"), default=9)
    words = models.JSONField(default=dict)  # fields of Program.WORDS
    work_mode = models.CharField(_("режим работы"), max_length=6, choices=Program.WorkMode, default="onsite")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    trial_from = models.DateField(_("апробация с"), null=True, blank=True)
    trial_to = models.DateField(_("апробация по"), null=True, blank=True)
    trial_by = models.CharField(_("кто апробирует"), max_length=300, blank=True)
    trial_outcome = models.TextField(_("итог апробации"), max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager.from_queryset(TemplateQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("образец программы")
        verbose_name_plural = _("образцы программ")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["on_trial", "recommended", "not_recommended"]) | Q(trial_from__isnull=False),
                name="template_tried_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["recommended", "not_recommended"])
                | (Q(trial_to__gte=F("trial_from")) & ~Q(trial_outcome="")),
                name="template_judged_by_its_trial",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ProgramTemplateLine(TenantModel):
    """A line of a template: so many days after the beginning, to the end of the programme, or without a term."""

    template = models.ForeignKey(ProgramTemplate, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(_("№"))
    area = models.CharField(_("направление"), max_length=24)
    text = models.CharField(_("мероприятие"), max_length=500)
    form_of_work = models.CharField(_("форма работы"), max_length=12, choices=FormOfWork, blank=True)
    due_rule = models.JSONField(null=True, blank=True)
    expected = models.CharField(_("ожидаемый результат"), max_length=500, blank=True)
    co_executors = models.CharField(_("соисполнители"), max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "template", "position"],
                name="template_position_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]
