from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .unit import Unit


class OwnPaperQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "OwnPaperQuerySet":
        """One's own; those of the school for its curator and head. Money is nobody else's business."""
        seen = Q(person_id=actor.person_id)
        if actor.may("agreement.manage"):
            seen |= Q(organization_id=actor.organization_id)
        return self.filter(seen)


class MentoringAgreement(TenantModel):
    """An agreement to the employment contract of a mentor: what, when, how and for what pay (ТК, ст. 351.8).

    ``duties_in_job_description``: the help to newcomers is his job already, nothing is signed and nothing is paid.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("ждёт подписи работника")
        CONSENT_SIGNED = "consent_signed", _("подписал работник")
        SIGNED = "signed", _("подписано обеими сторонами")
        ACTIVE = "active", _("действует")
        NOTICE_GIVEN = "notice_given", _("предупреждение подано")
        TERMINATED = "terminated", _("прекращено")
        EXPIRED = "expired", _("срок истёк")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="agreements")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="agreements")
    person = models.ForeignKey(Person, models.PROTECT, related_name="agreements")
    state = models.CharField(_("состояние"), max_length=14, choices=State, default=State.DRAFT)
    duties = models.TextField(_("что делает наставник"), max_length=2000)
    form_of_work = models.CharField(_("форма выполнения работы"), max_length=300)
    starts = models.DateField(_("начало"))
    ends = models.DateField(_("окончание"))
    hours = models.PositiveSmallIntegerField(_("часов в месяц"), null=True, blank=True)
    amount = models.DecimalField(_("выплата в месяц, руб."), max_digits=10, decimal_places=2, null=True, blank=True)
    pay_terms = models.CharField(_("условия выплат"), max_length=500)
    duties_in_job_description = models.BooleanField(_("входит в должностную инструкцию"), default=False)
    offered_on = models.DateField()
    consent_on = models.DateField(_("подписал работник"), null=True, blank=True)
    signed_on = models.DateField(_("подписал руководитель"), null=True, blank=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    notice_on = models.DateField(_("предупреждение"), null=True, blank=True)
    last_day = models.DateField(_("последний день обязанностей"), null=True, blank=True)
    ended_on = models.DateField(_("прекращено с"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager.from_queryset(OwnPaperQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("соглашение о наставничестве")
        verbose_name_plural = _("соглашения о наставничестве")
        ordering = ["-offered_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "unit", "person"],
                condition=~Q(state__in=["terminated", "expired"]),
                name="agreement_one_open",
            ),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="agreement_ends_after_it_begins"),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "active", "notice_given"])
                | Q(consent_on__isnull=False, signed_on__isnull=False, signed_by__isnull=False),
                name="agreement_signed_by_both",
            ),
            models.CheckConstraint(
                condition=~Q(state="notice_given") | Q(notice_on__isnull=False, last_day__isnull=False),
                name="agreement_notice_has_a_last_day",
            ),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="agreement_amount_is_money"),
        ]


class Payment(TenantModel):
    """A payment for mentoring, never without its basis (S1, S5 §3.4)."""

    class Kind(models.TextChoices):
        COMPENSATION = "compensation", _("компенсационная")
        STIMULATING = "stimulating", _("стимулирующая")

    class Basis(models.TextChoices):
        COLLECTIVE = "collective", _("коллективный договор")
        PAY_STATUTE = "pay_statute", _("положение об оплате труда")
        AGREEMENT = "agreement", _("соглашение")
        LOCAL_ACT = "local_act", _("локальный акт")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кому"))
    kind = models.CharField(_("вид выплаты"), max_length=12, choices=Kind)
    amount = models.DecimalField(_("размер, руб."), max_digits=10, decimal_places=2)
    starts = models.DateField(_("с"))
    ends = models.DateField(_("по"))
    basis = models.CharField(_("основание"), max_length=11, choices=Basis)
    basis_dated = models.DateField(_("дата основания"))
    basis_clause = models.CharField(_("пункт"), max_length=100)
    # The clause of the order that sets it; an order that is dropped leaves it to the next one.
    clause = models.ForeignKey(
        "programs.OrderClause", models.SET_NULL, null=True, blank=True, related_name="payments", editable=False
    )
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = TenantManager.from_queryset(OwnPaperQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("выплата")
        verbose_name_plural = _("выплаты")
        ordering = ["-starts", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_is_money"),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="payment_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(basis_clause=""), name="payment_has_a_basis"),
            models.UniqueConstraint(
                fields=["region", "organization", "person", "kind", "starts", "ends"], name="payment_once_a_period"
            ),
        ]
