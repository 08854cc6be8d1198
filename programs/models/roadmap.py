"""The plan of introducing mentoring at a node of any level: by stages, in editions, copied down and answered up."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet


def without_term() -> dict[str, str]:
    """The due rule «без срока»: a right answer that is never overdue (S4 appendix 2)."""
    return {"type": "none"}


class RoadmapQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "RoadmapQuerySet":
        """One's own; of the levels above, the МНЦ of the municipality among them, what they have approved."""
        if not actor.may("roadmap.view"):
            return self.none()
        path = actor.organization.path_ids
        above = Q(organization_id__in=path) | Q(organization__kind="mnc", organization__parent_id__in=path)
        return self.filter(Q(organization_id=actor.organization_id) | (above & Q(state="approved")))


class Roadmap(TenantModel):
    """One edition of an organization's map for a school year.

    An approved edition does not change: what is to be changed goes into the next one, which replaces it (S3 п. 3.8).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("составляют")
        REVIEW = "review", _("на утверждении")
        APPROVED = "approved", _("утверждена")
        REPLACED = "replaced", _("заменена новой редакцией")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="roadmaps")
    school_year = models.PositiveSmallIntegerField(_("учебный год"), help_text=_("год его начала"))
    edition = models.PositiveSmallIntegerField(_("редакция"), default=1)
    template = models.SlugField(_("заготовка"), max_length=40, blank=True)
    source = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies", verbose_name=_("карта уровнем выше")
    )
    state = models.CharField(_("состояние"), max_length=8, choices=State, default=State.DRAFT)
    approved_on = models.DateField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approval_basis = models.CharField(_("чем утверждена"), max_length=200, blank=True)
    created_at = models.DateTimeField()

    objects = TenantManager.from_queryset(RoadmapQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("дорожная карта")
        verbose_name_plural = _("дорожные карты")
        ordering = ["-school_year", "-edition", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "organization", "school_year", "edition"], name="roadmap_edition_once"
            ),
            models.UniqueConstraint(
                fields=["region", "organization", "school_year"], condition=Q(state="approved"),
                name="roadmap_one_approved",
            ),
            models.UniqueConstraint(
                fields=["region", "organization", "school_year"], condition=Q(state__in=["draft", "review"]),
                name="roadmap_one_in_work",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "replaced"]) | Q(approved_on__isnull=False),
                name="roadmap_approved_has_a_date",
            ),
        ]  # fmt: skip


class RoadmapItem(TenantModel):
    """A line of the map. ``line`` is its name through all editions; ``source_line`` that of the map it came from.

    ``due`` is a due rule (accounts.due_rules). ``for_below`` is a task of the schools: the map of a body above counts
    how many of them have done it. «Просрочено» is computed, never stored: a day passes without anybody's press.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("впереди")
        IN_PROGRESS = "in_progress", _("идёт")
        DONE = "done", _("сделано")
        CANCELLED = "cancelled", _("снято")

    roadmap = models.ForeignKey(Roadmap, models.CASCADE, related_name="items")
    line = models.UUIDField(default=uuid.uuid4, editable=False)
    source_line = models.UUIDField(null=True, blank=True, editable=False)
    stage = models.PositiveSmallIntegerField(_("этап"))
    stage_title = models.CharField(_("название этапа"), max_length=200)
    stage_result = models.CharField(_("без чего этап не завершён"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("порядок"))
    number = models.CharField(_("№"), max_length=12, blank=True)
    text = models.CharField(_("мероприятие"), max_length=700)
    due = models.JSONField(_("срок"), default=without_term)
    suggested_days = models.PositiveSmallIntegerField(_("обычно за столько дней"), null=True, blank=True)
    roles = ArrayField(models.CharField(max_length=24), verbose_name=_("ответственные"), default=list, blank=True)
    responsible = models.CharField(_("ответственные, как в документе"), max_length=200, blank=True)
    co_executors = models.CharField(_("соисполнители"), max_length=300, blank=True)
    resources = models.CharField(_("ресурсы"), max_length=300, blank=True)
    difficulties = ArrayField(models.CharField(max_length=24), verbose_name=_("затруднения"), default=list, blank=True)
    document = models.CharField(_("вид документа"), max_length=120, blank=True)
    result = models.CharField(_("результат"), max_length=300, blank=True)
    clause = models.CharField(_("основание"), max_length=120, blank=True)
    for_below = models.BooleanField(_("поручено школам"), default=False)
    state = models.CharField(_("состояние"), max_length=11, choices=State, default=State.PLANNED)
    done_on = models.DateField(_("сделано"), null=True, blank=True)
    outcome = models.CharField(_("что получилось"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        ordering = ["stage", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "roadmap", "stage", "position"], name="roadmap_item_once"),
            models.UniqueConstraint(fields=["region", "roadmap", "line"], name="roadmap_line_once"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_on__isnull=False), name="roadmap_done_item_has_a_date"
            ),
        ]

    @property
    def organization_id(self) -> int:
        return self.roadmap.organization_id

    @property
    def organization(self) -> Organization:
        return self.roadmap.organization

    @property
    def deadline_kind(self) -> str:
        """Its terms among the deadlines of its organization, in every edition."""
        return f"{ROADMAP_TERM}{self.line.hex[:28]}"


ROADMAP_TERM = "roadmap:"
