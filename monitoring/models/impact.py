"""The impact: what was measured at a person before and after, a region's own indicators, what a person concludes."""

from decimal import Decimal, InvalidOperation

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.secrets import seal_text, unseal_text
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet
from programs.models import UnitMember

SEAL = "measure"


class OwnQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "OwnQuerySet":
        """What the region has added is known to all who work with measures in it."""
        return self if actor.may("impact.view") else self.none()


class OwnIndicator(TenantModel):
    """An indicator that the region has added: «Удмуртия has its own list». With a ``formula`` it is never typed.

    ``number`` makes its code, «OWN7», by which formulas name it; a retired one keeps its values and is asked no more.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="own_indicators")
    number = models.PositiveIntegerField()
    title = models.CharField(_("что измеряется"), max_length=120)
    audience = ArrayField(models.CharField(max_length=10), verbose_name=_("у кого"))
    sphere = models.CharField(_("сфера"), max_length=12)
    unit = models.CharField(_("единица"), max_length=30, blank=True)
    kind = models.CharField(_("вид значения"), max_length=8)
    higher = models.BooleanField(_("больше – лучше"), default=True)
    personal = models.BooleanField(_("личностный"), default=False)
    formula = models.CharField(_("формула"), max_length=300, blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    retired_on = models.DateField(_("больше не измеряется"), null=True, blank=True)

    objects = TenantManager.from_queryset(OwnQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("показатель региона")
        verbose_name_plural = _("показатели региона")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["region", "number"], name="own_indicator_number_once"),
            models.UniqueConstraint(
                fields=["region", "title"], condition=Q(retired_on=None), name="own_indicator_title_once"
            ),
            models.CheckConstraint(
                condition=Q(formula="") | Q(kind="number"), name="own_indicator_formula_is_a_number"
            ),
        ]

    @property
    def code(self) -> str:
        return f"OWN{self.number}"


class IndicatorValue(TenantModel):
    """One value of one indicator of a member of a pair at one point. ``label``: a class, or the month of a check.

    ``whole`` is there where the value is a part of something. What is sealed stands in ``sealed`` alone. ``is_late``:
    an entry that was measured after the first meeting (S2 разд. 10); it counts, and is marked.
    """

    class Point(models.TextChoices):
        ENTRY = "entry", _("до программы")
        CHECK = "check", _("в ходе программы")
        EXIT = "exit", _("после программы")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="indicator_values")
    member = models.ForeignKey(UnitMember, models.PROTECT, related_name="measures")
    code = models.CharField(_("показатель"), max_length=24)
    point = models.CharField(_("замер"), max_length=5, choices=Point)
    label = models.CharField(_("класс"), max_length=30, blank=True)
    value = models.DecimalField(_("значение"), max_digits=12, decimal_places=3, null=True)
    whole = models.DecimalField(_("из"), max_digits=12, decimal_places=3, null=True)
    sealed = models.TextField(blank=True, editable=False)
    measured_on = models.DateField(_("день замера"))
    is_late = models.BooleanField(_("поздний замер"), default=False)
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        verbose_name = _("замер")
        verbose_name_plural = _("замеры")
        ordering = ["member", "code", "point", "label"]
        indexes = [models.Index(fields=["region", "organization", "measured_on"], name="measure_of_school_and_day")]
        constraints = [
            models.UniqueConstraint(fields=["region", "member", "code", "point", "label"], name="measure_once"),
            models.CheckConstraint(
                condition=Q(sealed="", value__isnull=False) | (~Q(sealed="") & Q(value=None, whole=None)),
                name="measure_is_open_or_sealed",
            ),
            models.CheckConstraint(
                condition=Q(whole=None) | Q(whole__gte=0, value__gte=0, value__lte=F("whole")),
                name="measure_part_within_whole",
            ),
            models.CheckConstraint(condition=Q(is_late=False) | Q(point="entry"), name="measure_late_is_an_entry"),
        ]

    def put(self, value: Decimal, whole: Decimal | None, *, sealed: bool) -> None:
        self.value, self.whole, self.sealed = (None, None, "") if sealed else (value, whole, "")
        if sealed:
            self.sealed = seal_text(SEAL, f"{value}|{'' if whole is None else whole}")

    @property
    def pair(self) -> tuple[Decimal, Decimal | None]:
        """Value and whole, opened if they were sealed."""
        return opened(self.value, self.whole, self.sealed)


def opened(value: Decimal | None, whole: Decimal | None, sealed: str) -> tuple[Decimal, Decimal | None]:
    if not sealed:
        if value is None:
            raise ValueError("a measure is open or sealed")
        return value, whole
    part, _bar, rest = unseal_text(SEAL, sealed).partition("|")
    try:
        return Decimal(part), Decimal(rest) if rest else None
    except InvalidOperation as error:
        raise ValueError("a sealed measure is not a number") from error


class ImpactCount(TenantModel):
    """A page of the impact of a body's schools, counted apart from the request. ``asked`` is what it shows, as in its
    address; ``content`` its words, there since ``counted_on``. A page shows what was counted on its day.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    asked = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    counted_on = models.DateField(null=True, blank=True)
    content = models.JSONField(default=dict, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("подсчёт влияния")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "organization", "school_year", "asked"], name="impact_asked_once"
            ),
        ]


class ImpactConclusion(TenantModel):
    """What a person concludes from a school's figures of a year: a supposition, signed by name. Rows are only added."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="impact_conclusions")
    school_year = models.PositiveSmallIntegerField()
    text = models.TextField(_("предположение"), max_length=2000)
    paired = models.PositiveIntegerField()  # people with both measures on that day
    signed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        verbose_name = _("предположение о влиянии")
        ordering = ["-signed_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="conclusion_says_something")]
