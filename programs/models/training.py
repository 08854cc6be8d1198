"""Courses and internship sites with places: announced by one level to everybody below it, entered by employees."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Employment, Organization, Person
from accounts.roles import is_personal
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .reference import FederalProgram

SEATED = ("enrolled", "completed", "missed")  # whoever holds a place; a trigger of the database counts them
OPEN = ("enrolled", "waiting")  # whoever has a place or waits for one, before it is known who has passed


class CourseQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "CourseQuerySet":
        """One's own node's with drafts for who keeps them; announced ones of above and of the schools below.

        Courses are for employees: a pupil in the same role of a mentor or a mentee finds none.
        """
        own = Q(organization_id=actor.organization_id)
        told = Q(reaches_id__in=actor.organization.path_ids)
        if actor.reaches_below:
            told |= Q(organization_id__in=actor.organization_ids)
        told = (own | told) & ~Q(state="draft")
        rows = self.filter(told | own if actor.may("course.manage") else told)
        if is_personal(actor.role):
            jobs = Employment.objects.in_force(actor.today).filter(person_id=actor.person_id)
            rows = rows.filter(Exists(jobs.filter(organization_id=actor.organization_id)))
        return rows


class TrainingCourse(TenantModel):
    """A course, an internship site or a base school that takes people from a day to a day.

    ``reaches`` is the node whose subtree is invited. ``taken`` is written by the database alone: a trigger counts the
    places held, and a constraint keeps them within ``places``. A course ``on_mentoring`` counts as a mentor's training.
    """

    class Kind(models.TextChoices):
        COURSE = "course", _("курс повышения квалификации")
        INTERNSHIP = "internship", _("стажировочная площадка")
        BASE_SCHOOL = "base_school", _("базовая школа")

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("очно")
        DISTANCE = "distance", _("дистанционно")
        MIXED = "mixed", _("очно и дистанционно")

    class Audience(models.TextChoices):
        MENTOR = "mentor", _("наставники и кандидаты в наставники")
        MENTEE = "mentee", _("наставляемые: молодые и новые педагоги")
        CURATOR = "curator", _("кураторы")
        SITE = "site", _("специалисты стажировочных площадок")

    class State(models.TextChoices):
        DRAFT = "draft", _("черновик")
        ANNOUNCED = "announced", _("объявлен набор")
        COMPLETED = "completed", _("завершено")
        CANCELLED = "cancelled", _("отменено")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="courses")
    reaches = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kind = models.CharField(_("что это"), max_length=11, choices=Kind, default=Kind.COURSE)
    title = models.CharField(_("название"), max_length=300)
    about = models.TextField(_("чему учат"), max_length=2000, blank=True)
    on_mentoring = models.BooleanField(_("по направлению наставничества"), default=True)
    areas = ArrayField(models.CharField(max_length=24), verbose_name=_("с какими затруднениями поможет"),
                       default=list, blank=True)  # fmt: skip
    audience = ArrayField(models.CharField(max_length=8), verbose_name=_("для кого"), default=list, blank=True)
    hours = models.PositiveSmallIntegerField(_("часов"), null=True, blank=True)
    starts_on = models.DateField(_("начало"))
    ends_on = models.DateField(_("окончание"))
    enrol_until = models.DateField(_("запись до"))
    mode = models.CharField(_("как проходит"), max_length=9, choices=Mode, default=Mode.IN_PERSON)
    networked = models.BooleanField(_("сетевая форма"), default=False)
    partners = models.TextField(_("организации-участники"), max_length=1000, blank=True)
    site = models.CharField(_("место"), max_length=300, blank=True)
    places = models.PositiveIntegerField(_("мест"), null=True, blank=True)
    taken = models.PositiveIntegerField(default=0, editable=False)
    program_ref = models.ForeignKey(
        FederalProgram, models.PROTECT, null=True, blank=True, verbose_name=_("программа федерального реестра"),
        related_name="+",
    )  # fmt: skip
    link = models.URLField(_("ссылка"), max_length=500, blank=True)
    contact = models.CharField(_("к кому обращаться"), max_length=300, blank=True)
    outcome = models.CharField(_("почему отменено"), max_length=500, blank=True)
    state = models.CharField(_("состояние"), max_length=9, choices=State, default=State.DRAFT)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager.from_queryset(CourseQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("курс или стажировка")
        verbose_name_plural = _("курсы и стажировки")
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["region", "enrol_until"])]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="course_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(enrol_until__lte=F("ends_on")), name="course_is_entered_before_its_end"),
            models.CheckConstraint(condition=Q(hours=None) | Q(hours__gte=1), name="course_takes_an_hour"),
            models.CheckConstraint(condition=Q(places=None) | Q(places__gte=1), name="course_has_a_place"),
            models.CheckConstraint(
                condition=Q(places=None) | Q(taken__lte=F("places")), name="course_gives_no_more_places_than_it_has"
            ),
            models.CheckConstraint(condition=Q(networked=False) | ~Q(partners=""), name="course_network_has_partners"),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(outcome=""), name="course_cancelled_for_a_reason"
            ),
            models.UniqueConstraint(
                fields=["region", "organization", "title", "starts_on"],
                condition=~Q(state="cancelled"),
                name="course_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def provider(self) -> str:
        """Who teaches and where: what an item of a route takes over."""
        return ", ".join(part for part in (self.organization.short_name, self.site) if part)[:300]

    @property
    def left(self) -> int | None:
        return None if self.places is None else max(self.places - self.taken, 0)


class EnrolmentQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "EnrolmentQuerySet":
        """One's own; of one's school and of one's courses for who keeps courses; of below for who sees its people."""
        seen = Q(person_id=actor.person_id)
        if actor.may("course.manage"):
            seen |= Q(organization_id=actor.organization_id) | Q(course__organization_id=actor.organization_id)
        if actor.may("people.view"):
            seen |= Q(organization_id__in=actor.organization_ids)
        return self.filter(seen)

    def seated(self) -> "EnrolmentQuerySet":
        return self.filter(state__in=SEATED)

    def present(self) -> "EnrolmentQuerySet":
        return self.exclude(state="left")

    def open(self) -> "EnrolmentQuerySet":
        return self.filter(state__in=OPEN)


class TrainingEnrolment(TenantModel):
    """An employee of an organization at a course. Who waits is moved in by the order of coming.

    A completed one is the person's record of what he has learned; for a mentor of the bank it writes TrainingRecord.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("в листе ожидания")
        ENROLLED = "enrolled", _("в списке")
        LEFT = "left", _("запись снята")
        COMPLETED = "completed", _("прошёл обучение")
        MISSED = "missed", _("не прошёл")

    course = models.ForeignKey(TrainingCourse, models.CASCADE, related_name="enrolments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    state = models.CharField(_("состояние"), max_length=9, choices=State, default=State.WAITING)
    enrolled_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    enrolled_at = models.DateTimeField()
    completed_on = models.DateField(_("завершено"), null=True, blank=True)
    hours = models.PositiveSmallIntegerField(_("часов"), null=True, blank=True)
    document = models.CharField(_("документ"), max_length=200, blank=True)

    objects = TenantManager.from_queryset(EnrolmentQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("запись на курс")
        verbose_name_plural = _("записи на курсы")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "course", "person"], condition=~Q(state="left"), name="enrolment_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="completed") | Q(completed_on__isnull=False), name="enrolment_completed_has_a_day"
            ),
            models.CheckConstraint(condition=Q(hours=None) | Q(hours__gte=1), name="enrolment_takes_an_hour"),
        ]

    @property
    def title(self) -> str:
        return self.course.title

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


def open_sites() -> Exists:
    """Organizations that are an internship site or a base school now: for ``Organization`` rows (S3 п. 3.4)."""
    sites = TrainingCourse.objects.filter(state="announced").exclude(kind="course")
    return Exists(sites.filter(organization_id=OuterRef("pk")))
