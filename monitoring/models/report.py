"""What is handed in for a period: its way, its frozen figures and their corrections."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.roles import Role
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from ..reach import bodies_for, schools_for

HANDED_IN = ("confirmed", "accepted")


class ReportQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "ReportQuerySet":
        if not actor.may("report.view"):
            return self.none()
        summaries = Q(kind="summary", organization__in=bodies_for(actor))
        return self.filter(Q(organization__in=schools_for(actor)) | summaries)

    def monthly(self) -> "ReportQuerySet":
        return self.filter(kind="monthly")


class PeriodReport(TenantModel):
    """What is owed for a period: counted by the system, confirmed by one press, accepted by the level above.

    ``monthly`` and ``quarterly`` are a school's, ``summary`` is a municipality's sum of its schools' months. ``due_on``
    is the local day by which it is awaited; a return moves it, but neither ``term_on`` nor ``handed_on``, the day of
    the first confirmation: by those two it was in time or late. ``explanations`` maps a line's code to the school's
    words; nobody types a number. A quarter is counted from the day ``since`` to the day ``cut_off``, which never
    shifts. ``reopened_at``: an accepted report was opened again till ``due_on``; the day after it closes by itself.
    """

    class Kind(models.TextChoices):
        MONTHLY = "monthly", _("месячный отчёт")
        QUARTERLY = "quarterly", _("квартальный учёт")
        SUMMARY = "summary", _("свод муниципалитета за месяц")

    class State(models.TextChoices):
        AUTO_GENERATED = "auto_generated", _("посчитан, ждёт подтверждения")
        CONFIRMED = "confirmed", _("подтверждён школой")
        ACCEPTED = "accepted", _("принят")
        RETURNED = "returned", _("возвращён с замечанием")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="period_reports")
    kind = models.CharField(_("вид"), max_length=10, choices=Kind, default=Kind.MONTHLY)
    period = models.DateField(_("период"), help_text=_("первый день месяца или квартала"))
    since = models.DateField(_("считается с"), null=True, blank=True)
    cut_off = models.DateField(_("срез"), null=True, blank=True)
    due_on = models.DateField(_("срок"))
    term_on = models.DateField(_("первый срок"), null=True, blank=True)
    handed_on = models.DateField(_("впервые сдан"), null=True, blank=True)
    sender = models.CharField(_("кто подтверждает"), max_length=24, choices=Role)
    basis = models.CharField(_("основание"), max_length=300, blank=True)
    state = models.CharField(_("состояние"), max_length=14, choices=State, default=State.AUTO_GENERATED)
    explanations = models.JSONField(_("пояснения к отклонениям"), default=dict, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(_("подтверждён"), null=True, blank=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(_("принят"), null=True, blank=True)
    remark = models.TextField(_("замечание"), max_length=1000, blank=True)
    returned_at = models.DateTimeField(_("возвращён"), null=True, blank=True)
    reopened_at = models.DateTimeField(_("открыт заново"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("напомнили"), null=True, blank=True)
    created_at = models.DateTimeField()

    objects = TenantManager.from_queryset(ReportQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("отчёт за период")
        verbose_name_plural = _("отчёты за период")
        ordering = ["-period", "organization", "pk"]
        indexes = [models.Index(fields=["region", "period", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "organization", "kind", "period"], name="report_once_for_a_period"
            ),
            models.CheckConstraint(condition=Q(period__day=1), name="report_period_is_a_first_day"),
            models.CheckConstraint(
                condition=~Q(state__in=HANDED_IN) | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="report_confirmed_has_a_hand",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_by__isnull=False, accepted_at__gte=F("confirmed_at")),
                name="report_accepted_after_confirmed",
            ),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(remark=""), name="report_returned_says_why"),
            models.CheckConstraint(
                condition=~Q(kind="quarterly") | Q(since__isnull=False, cut_off__gt=F("since")),
                name="report_quarter_has_a_cut_off",
            ),
        ]

    @property
    def is_handed_in(self) -> bool:
        return self.state in HANDED_IN


class ReportSnapshot(TenantModel):
    """The figures as they were confirmed. Rows are only added: the database refuses to change them.

    ``number`` grows with each confirmation after a return; the greatest one counts. ``figures`` is
    monitoring.indicators.as_json: codes, numbers and ids, no names; of a quarter monitoring.accounts.as_json, whose
    names are sealed under the installation's key.
    """

    report = models.ForeignKey(PeriodReport, models.PROTECT, related_name="snapshots")
    number = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["region", "report", "number"], name="snapshot_number_once")]


class ReportCorrection(TenantModel):
    """«Исправление»: what a confirmed line said, what the records say since, and why. Rows are only added."""

    report = models.ForeignKey(PeriodReport, models.PROTECT, related_name="corrections")
    code = models.CharField(_("показатель"), max_length=30)
    was = models.IntegerField(_("было"))
    became = models.IntegerField(_("стало"))
    reason = models.CharField(_("почему"), max_length=500)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="correction_says_why"),
            models.CheckConstraint(condition=~Q(was=F("became")), name="correction_changes_something"),
        ]
