"""What surrounds the orders of an organization: whom drafts go round, signed paper, acts issued elsewhere."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person, StoredFile
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .order import Order, VisaKind


class VisaStep(TenantModel):
    """A person whom the drafts of an organization go round: all of them, or those that approve a local act."""

    class Scope(models.TextChoices):
        ALL = "all", _("все приказы")
        ACTS = "acts", _("только утверждение Положения")

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="visa_steps")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кто"))
    kind = models.CharField(_("что даёт"), max_length=8, choices=VisaKind, default=VisaKind.OFFICE)
    scope = models.CharField(_("для каких приказов"), max_length=4, choices=Scope, default=Scope.ALL)
    position = models.PositiveSmallIntegerField(_("№"))

    class Meta(TenantModel.Meta):
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "organization", "person", "kind"], name="visa_step_once")
        ]


class OrderScan(TenantModel):
    """A scan of the order signed on paper: kept beside the issued file, never instead of it."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="scans")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["added_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["region", "order", "file"], name="order_scan_once")]


class PlaceRemark(TenantModel):
    """What the head has to say about one place of a draft: kept as he reads, sent when he returns the order.

    ``place`` is «title», «preamble» or «clause:3»; ``quote`` is what stood there, so that the remark is understood
    after the place has moved. Whoever corrects marks it done.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="place_remarks")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    place = models.CharField(_("место в тексте"), max_length=20)
    quote = models.TextField(_("текст в этом месте"), max_length=4000)
    text = models.TextField(_("замечание"), max_length=1000)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False, sent_at__isnull=False),
                name="place_remark_done_is_sent",
            )
        ]


# A personalised programme and a contract speak of people.
SHOWABLE = ("order", "statute", "roadmap", "other")


class LocalActQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "LocalActQuerySet":
        return self.filter(organization_id=actor.organization_id) if actor.may("order.view") else self.none()

    def shown(self, on: datetime.date) -> "LocalActQuerySet":
        """What stands on the open page: placed there and still in force."""
        return self.exclude(published_at=None).filter(Q(valid_to=None) | Q(valid_to__gte=on))


class LocalAct(TenantModel):
    """A local act issued outside the system, entered into the register by hand (S1 and S5 3.2 т. 1, S3 п. 3.8)."""

    class Kind(models.TextChoices):
        ORDER = "order", _("приказ")
        STATUTE = "statute", _("положение")
        PROGRAM = "program", _("программа")
        ROADMAP = "roadmap", _("дорожная карта")
        CONTRACT = "contract", _("договор")
        OTHER = "other", _("иной акт")

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="local_acts")
    kind = models.CharField(_("вид"), max_length=8, choices=Kind, default=Kind.ORDER)
    title = models.CharField(_("название"), max_length=300)
    number = models.CharField(_("номер"), max_length=60, blank=True)
    dated = models.DateField(_("дата"))
    valid_to = models.DateField(_("действует по"), null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)  # on the open page since then (S1 order п. 4)

    objects = TenantManager.from_queryset(LocalActQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("локальный акт")
        ordering = ["-dated", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "organization", "kind", "number", "dated", "title"], name="local_act_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("dated")), name="local_act_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(kind__in=SHOWABLE) & Q(file__isnull=False),
                name="local_act_shown_whole",
            ),
        ]

    @property
    def can_be_shown(self) -> bool:
        """Whether it may stand on the open page."""
        return self.file_id is not None and self.kind in SHOWABLE

    def text_is_open_to(self, actor) -> bool:
        """A contract may say what is paid: that is the business of the head and the curator, as with orders."""
        return self.kind != LocalAct.Kind.CONTRACT or actor.may("agreement.manage")
