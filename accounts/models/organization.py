import datetime
from typing import Self
from zoneinfo import ZoneInfo

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from ..tenancy import TenantManager, TenantModel, TenantQuerySet
from .region import validate_time_zone, zone_of


class DateRange(Func):
    """``daterange(from, to, '[)')``: an empty end is open."""

    function = "daterange"
    template = "%(function)s(%(expressions)s, '[)')"


class DatedQuerySet(TenantQuerySet):
    """Rows with ``valid_from`` and ``valid_to``, the first day on which they are over."""

    def in_force(self, on: datetime.date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)


class OrganizationKind(models.TextChoices):
    REGION_AUTHORITY = "region_authority", _("орган управления образованием региона")
    MUNICIPALITY = "municipality", _("муниципальный орган управления образованием")
    SCHOOL = "school", _("образовательная организация")
    INSTITUTE = "institute", _("институт развития образования")
    CNPPM = "cnppm", _("ЦНППМ")
    MNC = "mnc", _("муниципальный наставнический центр")
    PARTNER = "partner", _("организация-партнёр")


class SchoolKind(models.TextChoices):
    GENERAL = "general", _("общее образование")
    ADDITIONAL = "additional", _("дополнительное образование")
    VOCATIONAL = "vocational", _("среднее профессиональное образование")
    PRESCHOOL = "preschool", _("дошкольное образование")


# Where a body of each kind may hang in the tree; any middle level may be missing (S5: a school right under the region).
PARENT_KINDS: dict[str, set[str | None]] = {
    OrganizationKind.REGION_AUTHORITY: {None},
    OrganizationKind.MUNICIPALITY: {OrganizationKind.REGION_AUTHORITY},
    OrganizationKind.SCHOOL: {
        OrganizationKind.MUNICIPALITY,
        OrganizationKind.REGION_AUTHORITY,
    },
    OrganizationKind.INSTITUTE: {OrganizationKind.REGION_AUTHORITY},
    OrganizationKind.CNPPM: {
        OrganizationKind.REGION_AUTHORITY,
        OrganizationKind.INSTITUTE,
    },
    OrganizationKind.MNC: {OrganizationKind.MUNICIPALITY},
    OrganizationKind.PARTNER: {
        OrganizationKind.MUNICIPALITY,
        OrganizationKind.REGION_AUTHORITY,
    },
}


class SecondLanguage(models.TextChoices):
    TATAR = "tt", _("татарский: БОЕРЫК")
    BASHKIR = "ba", _("башкирский: БОЙОРОҠ")


# How the second language calls an order.
ORDER_WORDS = {SecondLanguage.TATAR: "Боерык", SecondLanguage.BASHKIR: "Бойороҡ"}


class OrganizationQuerySet(TenantQuerySet):
    def subtree(self, organization: "Organization") -> "OrganizationQuerySet":
        """The organization and everything below it, as the tree stands today."""
        return self.filter(path__startswith=organization.path)

    def ancestors(self, organization: "Organization") -> "OrganizationQuerySet":
        """From the region down to the organization itself."""
        return self.filter(pk__in=organization.path_ids).order_by("path")

    def bodies_above(self, organization: "Organization") -> "OrganizationQuerySet":
        """The municipality and the region over it, the nearest first; any may be missing."""
        bodies = (OrganizationKind.MUNICIPALITY, OrganizationKind.REGION_AUTHORITY)
        return self.ancestors(organization).filter(kind__in=bodies).exclude(pk=organization.pk).reverse()

    def visible_to(self, actor) -> "OrganizationQuerySet":
        return self.filter(Q(pk__in=actor.organization_ids) | Q(pk__in=actor.granted_organization_ids))


class Organization(TenantModel):
    """A node of the tree region → municipality → school. ``path`` is ``/1/12/57/``, the node's own id last."""

    kind = models.CharField(_("вид"), max_length=20, choices=OrganizationKind)
    school_kind = models.CharField(_("уровень образования"), max_length=12, choices=SchoolKind, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=200, editable=False, db_index=True)
    name = models.CharField(_("полное наименование"), max_length=500)
    short_name = models.CharField(_("краткое наименование"), max_length=200)
    slug = models.SlugField(_("адрес публичной страницы"), max_length=60)
    founder = models.CharField(_("учредитель или вышестоящий орган"), max_length=500, blank=True)
    place = models.CharField(
        _("место составления документов"),
        max_length=120,
        blank=True,
        help_text=_("г. Щёкино"),
    )
    address = models.CharField(_("адрес"), max_length=300, blank=True)
    phone = models.CharField(_("телефон"), max_length=60, blank=True)
    email = models.EmailField(_("электронная почта"), blank=True)
    ogrn = models.CharField(_("ОГРН"), max_length=15, blank=True)
    inn = models.CharField(_("ИНН"), max_length=12, blank=True)
    kpp = models.CharField(_("КПП"), max_length=9, blank=True)
    # The letterhead in the region's second language, printed beside the first one (S3, the head of the order).
    second_language = models.CharField(
        _("второй язык бланка"), max_length=3, blank=True, choices=SecondLanguage,
        help_text=_("Если приказы печатают на двух языках"),
    )  # fmt: skip
    second_name = models.CharField(_("полное наименование на втором языке"), max_length=500, blank=True)
    second_short_name = models.CharField(_("краткое наименование на втором языке"), max_length=200, blank=True)
    second_address = models.CharField(_("адрес на втором языке"), max_length=300, blank=True)
    time_zone = models.CharField(
        _("часовой пояс"),
        max_length=40,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("пусто — как в регионе"),
    )
    closed_on = models.DateField(_("закрыта с"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TenantManager.from_queryset(OrganizationQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("организация")
        verbose_name_plural = _("организации")
        ordering = ["short_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "slug"], name="organization_slug_once"),
            models.UniqueConstraint(
                fields=["region"],
                condition=Q(parent=None),
                name="organization_one_root_in_a_region",
            ),
            models.CheckConstraint(
                condition=Q(second_language="") | ~Q(second_name=""), name="organization_second_letterhead_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(parent=None, kind="region_authority")
                | Q(parent__isnull=False) & ~Q(kind="region_authority"),
                name="organization_root_is_the_region",
            ),
            models.CheckConstraint(
                condition=Q(kind="school") ^ Q(school_kind=""),
                name="organization_school_has_a_kind",
            ),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="organization_not_under_itself"),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def path_ids(self) -> list[int]:
        return [int(part) for part in self.path.strip("/").split("/") if part]

    @property
    def zone(self) -> ZoneInfo:
        """Russia has eleven zones and a region may have two (Yakutia has three)."""
        return zone_of(self.time_zone) if self.time_zone else self.region.zone

    @property
    def contour(self) -> str:
        """``internal`` for an educational organization, ``external`` for all around it (S1 §4, S3 п. 3.1–3.2)."""
        return "internal" if self.kind == OrganizationKind.SCHOOL else "external"

    @property
    def level(self) -> str:
        """The level at which its regulation speaks: region, municipality or school."""
        if self.kind == OrganizationKind.SCHOOL:
            return "school"
        return "region" if self.kind == OrganizationKind.REGION_AUTHORITY else "municipality"


class OrganizationPlacement(TenantModel):
    """Where an organization stood and when: a report of 2024 keeps the municipality of 2024."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["valid_from"]
        constraints = [
            ExclusionConstraint(
                name="placement_one_at_a_time",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
