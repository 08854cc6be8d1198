"""The library of methods: what a body publishes to everybody below it, and what the platform ships for the country."""

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OrganizationKind, Person, StoredFile
from accounts.roles import Role
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .bank_choices import MenteeCategory
from .program import Program

# Bodies of a region whose materials reach all its organizations, wherever they hang in the tree.
REGIONAL = (OrganizationKind.REGION_AUTHORITY, OrganizationKind.INSTITUTE, OrganizationKind.CNPPM)


def kept_over(path_ids: Sequence[int]) -> Q:
    """What rows of organizations reach those at the end of a path: of its nodes, of an МНЦ under one of them, of the
    bodies of the region."""
    centre = Q(organization__kind=OrganizationKind.MNC, organization__parent_id__in=path_ids)
    return Q(organization_id__in=path_ids) | Q(organization__kind__in=REGIONAL) | centre


# A page of the open web, or a practice of this very system: nothing else can be opened by a press.
ADDRESS = r"^(https?://[^\s/]+(/\S*)?|/practices/[0-9]+/)$"


class MaterialFacts(models.Model):
    """What a material is and whom it suits; an empty list or a blank is «for all»."""

    class Kind(models.TextChoices):
        GUIDE = "guide", _("методические рекомендации")
        WORK = "work", _("разработка, план, конспект")
        TOOL = "tool", _("памятка, бланк, чек-лист")
        VIDEO = "video", _("запись, вебинар")
        LIBRARY = "library", _("виртуальная библиотека")
        SITE = "site", _("площадка, сообщество")
        PRACTICE = "practice", _("описанный опыт")

    class Audience(models.TextChoices):
        MENTOR = "mentor", _("наставнику")
        MENTEE = "mentee", _("наставляемому")
        CURATOR = "curator", _("куратору")
        TUTOR = "tutor", _("тьютору")
        PSYCHOLOGIST = "psychologist", _("психологу")

    kind = models.CharField(_("что это"), max_length=8, choices=Kind)
    title = models.CharField(_("название"), max_length=300)
    about = models.CharField(_("чем полезно"), max_length=600, blank=True)
    publisher = models.CharField(_("кто издал или ведёт"), max_length=300, blank=True)
    url = models.CharField(_("ссылка"), max_length=300, blank=True)
    audience = ArrayField(models.CharField(max_length=12, choices=Audience), default=list, blank=True)
    form = models.CharField(_("форма"), max_length=40, blank=True)
    category = models.CharField(_("для кого из наставляемых"), max_length=30, choices=MenteeCategory, blank=True)
    areas = ArrayField(models.CharField(max_length=30), verbose_name=_("с чем помогает"), default=list, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @staticmethod
    def meant_for(audience: str) -> Q:
        return Q(audience=[]) | Q(audience__contains=[audience])


class FederalMaterial(MaterialFacts):
    """A material for the whole country, kept by the platform; one of a federal body is seen where the regulation turns
    that body on (S5 п. 4.3)."""

    code = models.SlugField(max_length=60, unique=True)
    body = models.CharField(_("федеральный орган"), max_length=20, blank=True)
    file_id = organization_id = None  # only addresses: files belong to tenants

    class Meta:
        verbose_name = _("материал для всей страны")
        verbose_name_plural = _("материалы для всей страны")
        ordering = ["title"]
        constraints = [models.CheckConstraint(condition=Q(url__regex=ADDRESS), name="federal_material_can_be_opened")]

    @property
    def source(self) -> str:
        return self.publisher


class MaterialQuerySet(TenantQuerySet):
    def of_path(self, organization: Organization) -> "MaterialQuerySet":
        """Published at the node, above it, by its МНЦ and by the bodies of the region."""
        return self.filter(kept_over(organization.path_ids), organization__closed_on=None)

    def visible_to(self, actor) -> "MaterialQuerySet":
        """Those offered now; whoever keeps the library of a node sees what he has put away too. A mentee is given what
        is meant for mentees."""
        if not actor.may("library.view"):
            return self.none()
        living = Q(closed_on=None)
        if actor.may("library.manage"):
            living |= Q(organization_id=actor.organization_id)
        rows = self.of_path(actor.organization).filter(living)
        if actor.role == Role.MENTEE:
            rows = rows.filter(MaterialFacts.meant_for(MaterialFacts.Audience.MENTEE))
        return rows


class Material(MaterialFacts, TenantModel):
    """A file or an address that an organization gives to its people and to everybody below it."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    for_visitors = models.BooleanField(_("показывать на открытых страницах"), default=False)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_on = models.DateField()
    closed_on = models.DateField(_("больше не предлагается с"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager.from_queryset(MaterialQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("методический материал")
        verbose_name_plural = _("методические материалы")
        ordering = ["-added_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(url__regex=ADDRESS) | Q(url="", file__isnull=False), name="material_can_be_opened"
            ),
            models.CheckConstraint(
                condition=Q(for_visitors=False) | Q(url__startswith="http"), name="material_for_visitors_is_a_page"
            ),
        ]

    @property
    def source(self) -> str:
        """Whom the reader thanks: the publisher, else who has put it in."""
        return self.publisher or self.organization.short_name


class ProgramMaterial(TenantModel):
    """A material that the council or the curator has named for a programme (S3 п. 3.10)."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="materials")
    material = models.ForeignKey(Material, models.CASCADE, related_name="+")
    named_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    named_on = models.DateField()

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["region", "program", "material"], name="program_material_once")]
