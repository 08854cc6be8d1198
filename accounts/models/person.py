from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..roles import OFFICES
from ..tenancy import TenantManager, TenantModel, TenantQuerySet
from .organization import DatedQuerySet, DateRange, Organization


class PersonQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "PersonQuerySet":
        """People who work or hold a role where the actor reaches; himself and the children he stands for.

        Pupils, their parents and guests are seen in their own school alone, by whoever may see pupils; above it they do
        not exist. A curator never learns that a person exists in another school.
        """
        reach = Q(organization_id__in=actor.organization_ids)
        known = [
            Employment.objects.filter(reach).values("person_id"),
            Person.objects.filter(
                memberships__organization_id__in=actor.organization_ids, memberships__role__in=OFFICES
            ).values("pk"),
            GuardianLink.objects.filter(guardian_id=actor.person_id).values("child_id"),
        ]
        seen = Q(pk=actor.person_id)
        if actor.may("pupils.view"):
            own = Q(organization_id=actor.organization_id)
            pupils = StudentProfile.objects.filter(own).values("person_id")
            known += [
                pupils,
                GuardianLink.objects.filter(child_id__in=pupils).values("guardian_id"),
                Person.objects.filter(memberships__organization_id=actor.organization_id).values("pk"),
            ]
            seen |= Q(kept_by_id=actor.organization_id)
        for ids in known:
            seen |= Q(pk__in=ids)
        return self.filter(seen, joined_into=None)


class Person(TenantModel):
    """A human being, once in a region, whatever he is in it: teacher, pupil, parent, graduate."""

    class Gender(models.TextChoices):
        FEMALE = "f", _("женский")
        MALE = "m", _("мужской")

    last_name = models.CharField(_("фамилия"), max_length=100)
    first_name = models.CharField(_("имя"), max_length=100)
    patronymic = models.CharField(_("отчество"), max_length=100, blank=True)
    gender = models.CharField(_("пол"), max_length=1, choices=Gender, blank=True)
    birth_date = models.DateField(_("дата рождения"), null=True, blank=True)
    email = models.EmailField(_("электронная почта"), blank=True)
    phone = models.CharField(_("телефон"), max_length=60, blank=True)
    declension = models.JSONField(
        _("склонение вручную"),
        default=dict,
        blank=True,
        help_text=_("падеж → имя полностью, если система ошиблась"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        editable=False,
    )
    # Whose card it is: keeps parents, graduates and partners, who neither work nor study there, in sight of the school.
    kept_by = models.ForeignKey(Organization, models.SET_NULL, null=True, editable=False, related_name="+")
    # Set when the card turned out to be a second one of the same person: nothing of his is here any more.
    joined_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TenantManager.from_queryset(PersonQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("человек")
        verbose_name_plural = _("люди")
        ordering = ["last_name", "first_name", "patronymic", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "user"], name="person_one_per_login_in_a_region"),
            models.CheckConstraint(condition=Q(joined_into=None) | Q(user=None), name="person_joined_has_no_login"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)


class Position(models.Model):
    """A post of the nomenclature (Decree 225 of 2022, before it 678 of 2013). Reference data of the platform."""

    code = models.SlugField(max_length=60)
    title = models.CharField(_("должность"), max_length=200)
    nomenclature = models.CharField(_("номенклатура"), max_length=10)
    is_deputy_head = models.BooleanField(_("заместитель руководителя"), default=False)
    is_head = models.BooleanField(_("руководитель"), default=False)

    class Meta:
        verbose_name = _("должность")
        verbose_name_plural = _("должности")
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["nomenclature", "code"], name="position_once")]

    def __str__(self) -> str:
        return self.title


class Employment(TenantModel):
    """A person's job. A post outside the nomenclature (an official, S1 order п. 2) is free text."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="employments")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="employments")
    position = models.ForeignKey(Position, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(_("должность в документах"), max_length=200)
    # As the region's staff registry tells them; what the banks of mentors say of a person is their own.
    subject = models.CharField(_("преподаваемый предмет"), max_length=120, blank=True)
    qualification_category = models.CharField(_("квалификационная категория"), max_length=12, blank=True)
    is_deputy_head = models.BooleanField(_("заместитель руководителя"), default=False)
    is_primary = models.BooleanField(_("основное место работы"), default=True)
    valid_from = models.DateField(_("принят"))
    valid_to = models.DateField(_("уволен"), null=True, blank=True)

    objects = TenantManager.from_queryset(DatedQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("место работы")
        verbose_name_plural = _("места работы")
        ordering = ["-is_primary", "-valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="employment_ends_after_it_begins",
            ),
            ExclusionConstraint(
                name="employment_same_post_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("organization", RangeOperators.EQUAL),
                    ("title", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class StudentProfile(TenantModel):
    """A pupil's place: one at a time."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="student_profiles")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="students")
    class_label = models.CharField(_("класс"), max_length=20)
    valid_from = models.DateField(_("зачислен"))
    valid_to = models.DateField(_("выбыл"), null=True, blank=True)

    objects = TenantManager.from_queryset(DatedQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("обучающийся")
        verbose_name_plural = _("обучающиеся")
        ordering = ["class_label", "pk"]
        constraints = [
            ExclusionConstraint(
                name="student_in_one_place_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class GuardianLink(TenantModel):
    """Who stands for a child. A parent sees only his own child."""

    guardian = models.ForeignKey(Person, models.CASCADE, related_name="wards")
    child = models.ForeignKey(Person, models.CASCADE, related_name="guardians")
    basis = models.CharField(_("основание полномочий"), max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["region", "guardian", "child"], name="guardian_link_once"),
            models.CheckConstraint(condition=~Q(guardian=F("child")), name="guardian_is_another_person"),
        ]
