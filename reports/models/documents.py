import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organization, Person, StoredFile
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet
from programs.models import Order


def new_public_code() -> str:
    """80 random bits in letters that are read aloud without mistakes."""
    return "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(16))


class Document(TenantModel):
    """An issued document. Its content is fixed at issue; the file is made later by a worker and never changes.

    An order has its row; a paper of another kind (``reports.documents.kinds``) names the object that it was made of,
    and its own number where its kind has one: from 1 in each organization and calendar year.
    """

    ORDER = "order"

    kind = models.CharField(max_length=24)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="documents")
    subject = models.BigIntegerField(null=True)
    dated = models.DateField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    issued_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    template_version = models.CharField(max_length=20)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    public_code = models.CharField(max_length=16, default=new_public_code)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        verbose_name = _("документ")
        verbose_name_plural = _("документы")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "order", "kind"], name="document_issued_once"),
            models.UniqueConstraint(fields=["region", "public_code"], name="document_code_once"),
            models.UniqueConstraint(
                fields=["region", "kind", "subject", "content_hash"],
                condition=models.Q(order=None),
                name="document_paper_once",
            ),
            models.UniqueConstraint(
                fields=["region", "kind", "subject"],
                condition=models.Q(kind__in=["certificate", "best-mentor", "thanks", "diploma"]),
                name="document_award_once",
            ),
            models.UniqueConstraint(
                fields=["region", "organization", "kind", "year", "number"],
                condition=models.Q(number__isnull=False),
                name="document_number_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="order", order__isnull=False)
                | (~models.Q(kind="order") & models.Q(order=None, subject__isnull=False, dated__isnull=False)),
                name="document_is_of_something",
            ),
            models.CheckConstraint(
                condition=models.Q(number=None) | models.Q(year__isnull=False), name="document_number_of_a_year"
            ),
        ]


class BankFileQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "BankFileQuerySet":
        """Whoever has asked for it, in the role in which he asked."""
        return self.filter(membership_id=actor.membership_id)


class BankFile(TenantModel):
    """A list of a bank that is being printed: what was asked for, how far it is, the file for a few days.

    The rows are read when it is made, by the filters kept here and the rights that its owner has at that moment.
    """

    class Bank(models.TextChoices):
        MENTORS = "mentors", _("банк наставников")
        MENTEES = "mentees", _("банк наставляемых")

    class Stage(models.TextChoices):
        WAITING = "waiting", _("готовится")
        READY = "ready", _("готов")
        REFUSED = "refused", _("не сделан")
        DELETED = "deleted", _("удалён: срок хранения прошёл")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    bank = models.CharField(max_length=8, choices=Bank)
    query = models.CharField(max_length=500, blank=True)
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.WAITING)
    total = models.PositiveIntegerField(_("строк"), default=0)
    trouble = models.CharField(_("почему не сделан"), max_length=300, blank=True)
    asked_at = models.DateTimeField()
    keep_until = models.DateField(_("хранится до"))
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    objects = TenantManager.from_queryset(BankFileQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("список банка")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "membership", "bank", "query"],
                condition=models.Q(stage="waiting"),
                name="bank_file_asked_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(stage="ready") | models.Q(file__isnull=False), name="bank_file_ready_is_there"
            ),
        ]


class AnalyticQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "AnalyticQuerySet":
        """Each level reads its own: a school's has sums of payments and its author's words, which may hold names."""
        return self.filter(organization_id=actor.organization_id) if actor.may("analytic.view") else self.none()


class AnalyticReport(TenantModel):
    """The year's analytic report of a school or a body (S1 4.1.3, S3 п. 3.9): figures are counted, words are written.

    ``words`` maps a slot of ``queries.analytic_lines`` to its author's text, apart from the figures. A school's figures
    are counted as one reads; a body's by a worker, step by step: ``work`` keeps what is found and what is left.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("составляют")
        CONFIRMED = "confirmed", _("подтверждён")

    class Stage(models.TextChoices):
        NONE = "none", _("не считали")
        WAITING = "waiting", _("считаем")
        READY = "ready", _("посчитан")
        CANCELLED = "cancelled", _("подсчёт остановлен")
        FAILED = "failed", _("подсчёт не удался")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField(_("учебный год"), help_text=_("год его начала"))
    state = models.CharField(_("состояние"), max_length=9, choices=State, default=State.DRAFT)
    words = models.JSONField(default=dict, blank=True)
    figures = models.JSONField(null=True)
    counted_at = models.DateTimeField(null=True)
    stage = models.CharField(max_length=9, choices=Stage, default=Stage.NONE)
    work = models.JSONField(null=True)
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps_all = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager.from_queryset(AnalyticQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("аналитический отчёт")
        verbose_name_plural = _("аналитические отчёты")
        ordering = ["-school_year", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "organization", "school_year"], name="analytic_once_a_year"),
            models.CheckConstraint(
                condition=~models.Q(state="confirmed")
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="analytic_confirmed_has_a_hand",
            ),
            models.CheckConstraint(
                condition=~models.Q(stage="ready") | models.Q(figures__isnull=False, counted_at__isnull=False),
                name="analytic_ready_has_figures",
            ),
            models.CheckConstraint(
                condition=models.Q(steps_done__lte=models.F("steps_all")), name="analytic_steps_in_order"
            ),
        ]


class AnalyticSnapshot(TenantModel):
    """The figures and the words of an analytic report as they were confirmed. Rows are only added."""

    report = models.ForeignKey(AnalyticReport, models.PROTECT, related_name="snapshots")
    number = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    words = models.JSONField()
    counted_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["region", "report", "number"], name="analytic_snapshot_once")]
