"""The individual educational route of a teacher (ИОМ): seven steps over four or five years, or a free one (S3)."""

from django.db import models
from django.db.models import Exists, F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, ObjectGrant, Organization, Person, StoredFile
from accounts.models.grant import GrantManager
from accounts.roles import Role
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .community import Community
from .diagnosis import Diagnosis, led_by
from .program import Program
from .reference import FederalProgram
from .training import TrainingCourse

CLOSED = ("completed", "abandoned")
BEGUN = ("running", "revising", "reflection", "completed")
DRAWN_UP = ("roadmap_ready", *BEGUN, "abandoned")
ASSESSED = ("strengths_diag", "deficits_diag", "roadmap_ready", *BEGUN)


class RouteQuerySet(TenantQuerySet):
    def opened_to(self, actor, *, by_owner: bool = False) -> "RouteQuerySet":
        """Routes opened to the actor by a grant in force today; ``by_owner``: by the teacher himself.

        A grant is worth what the role is: whoever is a tutor no longer, or of another municipality, reads nothing.
        """
        held = Membership.objects.in_force(actor.today).filter(person_id=actor.person_id)
        near = held.filter(role=Role.MUNICIPAL_TUTOR).values("organization_id")
        grants = LearningRouteGrant.objects.filter(
            Exists(held.filter(role=Role.CNPPM_TUTOR)) | Q(content_object__organization__parent_id__in=near),
            user_id=actor.user_id, valid_from__lte=actor.today, valid_to__gte=actor.today, revoked_at=None,
        )  # fmt: skip
        if by_owner:
            grants = grants.filter(granted_by_id=F("content_object__educator_id"))
        return self.filter(pk__in=grants.values("content_object_id"))

    def visible_to(self, actor) -> "RouteQuerySet":
        """One's own, those opened to a tutor, those of one's mentees; of the school for its curator. Nobody above."""
        seen = Q(educator_id=actor.person_id) | Q(educator_id__in=led_by(actor.person_id))
        seen |= Q(pk__in=self.model.objects.opened_to(actor).values("pk"))
        if actor.may("route.view"):
            seen |= Q(organization_id=actor.organization_id)
        return self.filter(seen)

    def written_by(self, actor) -> "RouteQuerySet":
        """The teacher and the tutor whom he has asked himself write; mentor, curator and other tutors read."""
        asked = self.model.objects.opened_to(actor, by_owner=True)
        return self.filter(Q(educator_id=actor.person_id) | Q(pk__in=asked.values("pk")))


class LearningRoute(TenantModel):
    """A teacher's route. A state names the last step done: ``draft`` none, ``running`` is step 5, ``revising`` 6.

    ``steps`` is empty for a free route. ``snapshot`` freezes the regulation of the first day: four years outlive it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("начат")
        SELF_DETERMINATION = "self_determination", _("образ себя описан")
        STRENGTHS_DIAG = "strengths_diag", _("сильные стороны названы")
        DEFICITS_DIAG = "deficits_diag", _("затруднения названы")
        ROADMAP_READY = "roadmap_ready", _("дорожная карта готова")
        RUNNING = "running", _("реализация")
        REVISING = "revising", _("корректировка")
        REFLECTION = "reflection", _("рефлексия")
        COMPLETED = "completed", _("пройден")
        ABANDONED = "abandoned", _("прекращён")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    educator = models.ForeignKey(Person, models.PROTECT, related_name="routes")
    state = models.CharField(_("состояние"), max_length=18, choices=State, default=State.DRAFT)
    start_on = models.DateField(_("начало"))
    end_on = models.DateField(_("окончание"))
    steps = models.PositiveSmallIntegerField(null=True, blank=True)
    snapshot = models.JSONField()
    ideal_self = models.TextField(_("кем хочу стать"), max_length=3000, blank=True)
    ideal_on = models.DateField(null=True, blank=True)
    closeness_before = models.PositiveSmallIntegerField(_("насколько близко сейчас"), null=True, blank=True)
    diagnosis = models.ForeignKey(Diagnosis, models.PROTECT, null=True, blank=True, related_name="routes")
    closeness = models.PositiveSmallIntegerField(_("насколько приблизились к образу"), null=True, blank=True)
    reflection = models.TextField(_("что дал маршрут"), max_length=3000, blank=True)
    started_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closure_reason = models.CharField(_("почему прекращён"), max_length=500, blank=True)
    created_at = models.DateTimeField()

    objects = TenantManager.from_queryset(RouteQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("индивидуальный образовательный маршрут")
        verbose_name_plural = _("индивидуальные образовательные маршруты")
        ordering = ["-start_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end_on__gt=F("start_on")), name="route_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["region", "organization", "educator"],
                condition=~Q(state__in=CLOSED),
                name="route_one_open_of_a_teacher",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "abandoned"]) | Q(steps=None) | ~Q(ideal_self=""),
                name="route_begins_with_the_ideal",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ASSESSED) | Q(steps=None) | Q(diagnosis__isnull=False),
                name="route_stands_on_a_diagnosis",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=BEGUN) | Q(started_on__isnull=False), name="route_begun_has_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="completed") | Q(steps=None) | (Q(closeness__isnull=False) & ~Q(reflection="")),
                name="route_completed_is_reflected_upon",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=CLOSED) & Q(closed_on__isnull=False))
                | (~Q(state__in=CLOSED) & Q(closed_on=None)),
                name="route_closed_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="abandoned") | ~Q(closure_reason=""), name="route_abandoned_for_a_reason"
            ),
            models.CheckConstraint(
                condition=(Q(closeness=None) | Q(closeness__gte=1, closeness__lte=10))
                & (Q(closeness_before=None) | Q(closeness_before__gte=1, closeness_before__lte=10)),
                name="route_closeness_1_to_10",
            ),
        ]


class LearningRouteGrant(ObjectGrant):
    """A tutor's access to one route: of a ЦНППМ or of a municipality. Given by the teacher it opens his diagnosis."""

    content_object = models.ForeignKey(LearningRoute, models.CASCADE, related_name="grants")

    class GrantQuerySet(TenantQuerySet):
        def visible_to(self, actor) -> "LearningRouteGrant.GrantQuerySet":
            rows = self.filter(content_object__in=LearningRoute.objects.visible_to(actor))
            return rows.select_related("content_object__educator")

    objects = GrantManager.from_queryset(GrantQuerySet)()

    class Meta(ObjectGrant.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["region", "user", "permission", "content_object"], name="route_grant_once"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="route_grant_ends_after_it_begins"),
        ]


class GrowthResource(TenantModel):
    """A place to grow that a region keeps for its teachers: an item of a route may point to it (S3 п. 3.6).

    A community is a line of its own, kept by its keeper: ``services/communities.py`` writes it."""

    class Kind(models.TextChoices):
        REGISTER = "register", _("программа из реестра")
        GROWTH_POINT = "growth_point", _("точка роста")
        INTERNSHIP = "internship", _("стажировочная площадка")
        BASE_SCHOOL = "base_school", _("базовая школа")
        COMMUNITY = "community", _("сообщество, клуб")
        EVENT = "event", _("конференция, ярмарка")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kind = models.CharField(_("что это"), max_length=12, choices=Kind)
    title = models.CharField(_("название"), max_length=300)
    provider = models.CharField(_("кто проводит и где"), max_length=300, blank=True)
    hours = models.PositiveSmallIntegerField(_("часов"), null=True, blank=True)
    url = models.URLField(_("ссылка"), max_length=300, blank=True)
    closed_on = models.DateField(_("больше не предлагается с"), null=True, blank=True)
    community = models.OneToOneField(
        Community, models.PROTECT, null=True, blank=True, editable=False, related_name="resource"
    )

    class Meta(TenantModel.Meta):
        verbose_name = _("ресурс роста")
        verbose_name_plural = _("ресурсы роста")
        ordering = ["kind", "title", "pk"]
        constraints = [
            # Of what is typed: two communities may be called alike, each is the one line of its own.
            models.UniqueConstraint(
                fields=["region", "kind", "title", "provider"], condition=Q(community=None), name="growth_resource_once"
            ),
            models.CheckConstraint(condition=Q(hours=None) | Q(hours__gte=1), name="growth_resource_takes_an_hour"),
        ]

    def __str__(self) -> str:
        return self.title


class RouteItem(TenantModel):
    """An item of the route's roadmap, in one of its blocks. Execution = done / (all − excluded)."""

    class Nature(models.TextChoices):
        FORMAL = "formal", _("формальное")
        NONFORMAL = "nonformal", _("неформальное")
        INFORMAL = "informal", _("информальное")

    class State(models.TextChoices):
        PLANNED = "planned", _("впереди")
        DONE = "done", _("есть продукт")
        EXCLUDED = "excluded", _("исключено")

    class Product(models.TextChoices):
        LESSON = "lesson", _("урок или мероприятие")
        METHOD = "method", _("методическая разработка")
        PROJECT = "project", _("проект")
        PUBLICATION = "publication", _("публикация, выступление")
        DOCUMENT = "document", _("документ об обучении")
        OTHER = "other", _("другое")

    route = models.ForeignKey(LearningRoute, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("№"))
    block = models.CharField(_("блок"), max_length=12)
    nature = models.CharField(_("какое"), max_length=9, choices=Nature, default=Nature.NONFORMAL)
    area = models.CharField(_("область затруднения"), max_length=24, blank=True)
    text = models.CharField(_("мероприятие"), max_length=500)
    why = models.CharField(_("почему выбрано"), max_length=500, blank=True)
    program_ref = models.ForeignKey(
        FederalProgram, models.PROTECT, null=True, blank=True, verbose_name=_("программа реестра"), related_name="+"
    )
    resource = models.ForeignKey(
        GrowthResource, models.PROTECT, null=True, blank=True, verbose_name=_("ресурс роста"), related_name="+"
    )
    course = models.ForeignKey(
        TrainingCourse, models.PROTECT, null=True, blank=True, verbose_name=_("курс или стажировка"), related_name="+"
    )
    program = models.ForeignKey(Program, models.PROTECT, null=True, blank=True, related_name="+")
    hours = models.PositiveSmallIntegerField(_("часов"), null=True, blank=True)
    provider = models.CharField(_("где и кто проводит"), max_length=300, blank=True)
    due_on = models.DateField(_("срок"), null=True, blank=True)
    expected = models.CharField(_("ожидаемый результат"), max_length=500, blank=True)
    state = models.CharField(_("состояние"), max_length=8, choices=State, default=State.PLANNED)
    product = models.CharField(_("продукт"), max_length=1000, blank=True)
    product_kind = models.CharField(_("вид продукта"), max_length=11, choices=Product, blank=True)
    product_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    achieved_on = models.DateField(_("когда готово"), null=True, blank=True)
    attitude = models.CharField(_("как вам"), max_length=1000, blank=True)
    self_score = models.PositiveSmallIntegerField(_("самооценка"), null=True, blank=True)
    exclusion_reason = models.CharField(_("почему исключено"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        verbose_name = _("мероприятие маршрута")
        verbose_name_plural = _("мероприятия маршрута")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "route", "position"],
                name="route_item_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=~Q(state="done")
                | (Q(achieved_on__isnull=False) & (~Q(product="") | Q(product_file__isnull=False))),
                name="route_item_done_has_a_product",
            ),
            models.CheckConstraint(
                condition=~Q(state="excluded") | ~Q(exclusion_reason=""), name="route_item_excluded_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(self_score=None) | Q(self_score__gte=1, self_score__lte=10), name="route_item_score_1_to_10"
            ),
            models.CheckConstraint(condition=Q(hours=None) | Q(hours__gte=1), name="route_item_takes_an_hour"),
        ]

    @property
    def organization_id(self) -> int:
        return self.route.organization_id

    @property
    def organization(self) -> Organization:
        return self.route.organization


class RouteRevision(TenantModel):
    """A change of the roadmap on the way, with its reason. ``before`` is the map as it was, ``changes`` what became."""

    class Reason(models.TextChoices):
        EDUCATION = "change_in_education", _("изменения в образовании")
        INTEREST = "own_interest", _("собственный интерес")
        REQUEST = "participants_request", _("запрос участников образовательных отношений")

    route = models.ForeignKey(LearningRoute, models.CASCADE, related_name="revisions")
    reason = models.CharField(_("причина"), max_length=20, choices=Reason)
    note = models.CharField(_("что и зачем меняете"), max_length=500, blank=True)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_on = models.DateField()
    before = models.JSONField(default=list)
    closed_on = models.DateField(null=True, blank=True)
    changes = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "route"], condition=Q(closed_on=None), name="route_revision_one_open"
            ),
        ]


class RouteRemark(TenantModel):
    """A word of the tutor, the curator, the mentor or the teacher about the route."""

    route = models.ForeignKey(LearningRoute, models.CASCADE, related_name="remarks")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    text = models.CharField(_("замечание"), max_length=1000)
    written_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["-written_at", "-pk"]
