"""What a teacher finds hard and what he is strong in, by areas: told by himself or by somebody else."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person, StoredFile
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .program import Program
from .unit import HELD, UnitMember


def led_by(person_id: int) -> models.QuerySet:
    """Ids of the people whom the person mentors in a held pair."""
    return UnitMember.objects.filter(
        side=UnitMember.Side.MENTEE,
        left_on=None,
        unit__state__in=HELD,
        unit__members__person_id=person_id,
        unit__members__side=UnitMember.Side.MENTOR,
        unit__members__left_on=None,
    ).values("person_id")


class DiagnosisQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "DiagnosisQuerySet":
        """One's own; those of the school for its curator and council; a mentor's mentees'; a tutor's with consent.

        A tutor reads the diagnosis of a route that its owner himself has opened to him: that press is the consent.
        """
        from .route import LearningRoute  # the two know each other

        opened = LearningRoute.objects.opened_to(actor, by_owner=True).exclude(diagnosis=None)
        seen = Q(person_id=actor.person_id) | Q(person_id__in=led_by(actor.person_id))
        seen |= Q(pk__in=opened.values("diagnosis_id"))
        if actor.may("diagnosis.view"):
            seen |= Q(organization_id=actor.organization_id)
        return self.filter(seen)


class Diagnosis(TenantModel):
    """One diagnosis of a teacher. ``assessor`` is himself in a self-diagnosis, otherwise whoever has recorded it."""

    class Method(models.TextChoices):
        SELF = "self", _("самодиагностика")
        QUESTIONNAIRE = "questionnaire", _("анкета")
        LESSON = "lesson", _("посещение урока")
        EXTERNAL = "external", _("внешняя диагностика")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="diagnoses")
    method = models.CharField(_("как проведена"), max_length=13, choices=Method)
    assessor = models.ForeignKey(Person, models.PROTECT, related_name="+")
    held_on = models.DateField(_("когда"))
    external_system = models.CharField(_("система"), max_length=120, blank=True)
    score = models.DecimalField(_("балл"), max_digits=6, decimal_places=2, null=True, blank=True)
    max_score = models.DecimalField(_("наибольший балл"), max_digits=6, decimal_places=2, null=True, blank=True)
    level_label = models.CharField(_("уровень, как его назвала система"), max_length=80, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    objects = TenantManager.from_queryset(DiagnosisQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("диагностика затруднений")
        verbose_name_plural = _("диагностики затруднений")
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["region", "organization", "person"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(method="self") | Q(assessor=F("person")), name="diagnosis_of_oneself_is_ones_own"
            ),
            models.CheckConstraint(
                condition=(Q(method="external") & ~Q(external_system=""))
                | (~Q(method="external") & Q(external_system="", score=None, max_score=None, level_label="")),
                name="diagnosis_score_comes_from_a_system",
            ),
            models.CheckConstraint(
                condition=Q(score=None) | (Q(score__gte=0) & (Q(max_score=None) | Q(score__lte=F("max_score")))),
                name="diagnosis_score_within_its_scale",
            ),
        ]

    @property
    def by_himself(self) -> bool:
        return bool(self.method == self.Method.SELF)


class DifficultyItem(TenantModel):
    """One area of a diagnosis: what is hard (0 nothing … 3 critical), what is strong, how it ended.

    ``level`` is empty while only the strength is told. A difficulty is closed by a later diagnosis, at the end of a
    programme, or by the word of the person or his mentor.
    """

    class Level(models.IntegerChoices):
        NONE = 0, _("нет")
        SOME = 1, _("отдельные")
        CONSIDERABLE = 2, _("существенные")
        CRITICAL = 3, _("критические")

    diagnosis = models.ForeignKey(Diagnosis, models.CASCADE, related_name="items")
    area = models.CharField(_("область"), max_length=24)
    level = models.PositiveSmallIntegerField(_("затруднения"), choices=Level, null=True, blank=True)
    description = models.CharField(_("в чём трудность"), max_length=500, blank=True)
    evidence = models.CharField(_("по чему видно"), max_length=500, blank=True)
    strength = models.CharField(_("в чём сила"), max_length=500, blank=True)
    reflection = models.CharField(_("что стало с затруднением"), max_length=500, blank=True)
    closed_on = models.DateField(_("закрыто"), null=True, blank=True)
    closed_by = models.ForeignKey(Diagnosis, models.PROTECT, null=True, blank=True, related_name="+")
    closed_in = models.ForeignKey(Program, models.PROTECT, null=True, blank=True, related_name="closed_difficulties")

    class Meta(TenantModel.Meta):
        ordering = ["diagnosis", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "diagnosis", "area"], name="difficulty_once_in_an_area"),
            models.CheckConstraint(condition=Q(level=None) | Q(level__lte=3), name="difficulty_level_0_to_3"),
            models.CheckConstraint(
                condition=Q(level__isnull=False) | ~Q(strength=""), name="difficulty_or_strength_is_told"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_by=None, closed_in=None)
                | Q(level__gt=0, level__isnull=False, closed_on__isnull=False),
                name="difficulty_closed_was_there",
            ),
        ]
