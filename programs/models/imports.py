"""Tables that people send: the file as it came, every row of it, what was decided and what came of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organization, Person, StoredFile
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet


class ImportQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "ImportQuerySet":
        """The imports of the actor's own node, by whoever may do their kind: rows hold names."""
        kinds = [kind for kind, permission in IMPORT_PERMISSIONS.items() if actor.may(permission)]
        return self.filter(organization_id=actor.organization_id, kind__in=kinds)


class ImportBatch(TenantModel):
    """One table on its way: columns → reading → review → applying → done, and a day to take it back."""

    class Kind(models.TextChoices):
        MENTORS = "mentors", _("наставники")
        MENTEES = "mentees", _("наставляемые")
        STAFF = "staff", _("работники")
        ORGANIZATIONS = "organizations", _("организации")
        FIGURES = "figures", _("численность на учебный год")
        REGISTRY = "registry", _("сверка с кадровым реестром")

    class Stage(models.TextChoices):
        COLUMNS = "columns", _("сверка граф")
        READING = "reading", _("читается")
        REVIEW = "review", _("проверка строк")
        APPLYING = "applying", _("загружается")
        DONE = "done", _("загружено")
        UNDOING = "undoing", _("отменяется")
        UNDONE = "undone", _("отменено")
        REFUSED = "refused", _("не прочитано")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kind = models.CharField(_("что загружают"), max_length=14, choices=Kind)
    stage = models.CharField(_("на каком шаге"), max_length=10, choices=Stage, default=Stage.COLUMNS)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    sheet = models.PositiveSmallIntegerField(default=0)
    sheet_name = models.CharField(max_length=200, blank=True)
    begins = models.PositiveIntegerField(_("первая строка с людьми"), default=1)
    columns = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    rows_read = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    last_row = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    rows_to_do = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    worked_at = models.DateTimeField(null=True, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)  # by the machine's clock: when the work of the stage began

    objects = TenantManager.from_queryset(ImportQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "-pk"]
        constraints = [
            # the same bytes are one import, however often they are sent and the button pressed; a list of the registry
            # that was written may be held against our records again
            models.UniqueConstraint(
                fields=["region", "organization", "kind", "sha256"],
                condition=~Q(stage__in=["undone", "refused"]) & ~Q(kind="registry", stage="done"),
                name="import_of_a_file_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["region", "worked_at"],
                condition=Q(stage__in=["reading", "applying", "undoing"]),
                name="import_at_work",
            )
        ]

    @property
    def mapping(self) -> dict[int, str]:
        """Number of a column → field, of those that are taken."""
        return {
            column["index"]: column["field"]
            for column in self.columns
            if column["field"] and not column["field"].startswith("skip.")
        }

    @property
    def works(self) -> bool:
        return self.stage in (self.Stage.READING, self.Stage.APPLYING, self.Stage.UNDOING)


IMPORT_PERMISSIONS = {
    ImportBatch.Kind.MENTORS: "bank.manage",
    ImportBatch.Kind.MENTEES: "bank.manage",
    ImportBatch.Kind.STAFF: "people.manage",
    ImportBatch.Kind.ORGANIZATIONS: "organization.manage",
    ImportBatch.Kind.FIGURES: "figures.enter",
    ImportBatch.Kind.REGISTRY: "people.manage",
}


class ImportRow(TenantModel):
    """A row of the file. ``cells`` as they came, ``values`` as they were understood, ``fixes`` as a person put them."""

    class Verdict(models.TextChoices):
        READY = "ready", _("готова")
        DOUBT = "doubt", _("под вопросом")
        ASK = "ask", _("нужно решить, кто это")
        BROKEN = "broken", _("не читается")
        SKIPPED = "skipped", _("не загружать")
        ADDED = "added", _("добавлена")
        UPDATED = "updated", _("обновлена")
        SAME = "same", _("без изменений")
        UNDONE = "undone", _("отменена")
        KEPT = "kept", _("оставлена: её уже меняли")

    WAITING = (Verdict.BROKEN, Verdict.ASK)  # for a person's decision

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("номер строки в файле"))
    verdict = models.CharField(max_length=8, choices=Verdict)
    cells = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    doubts = models.JSONField(default=list)
    fixes = models.JSONField(default=dict)
    title = models.CharField(max_length=320, blank=True)
    key = models.CharField(max_length=320, blank=True)
    match = models.JSONField(default=dict)
    decision = models.CharField(max_length=24, blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    effects = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["region", "batch", "number"], name="import_row_once")]
        indexes = [
            models.Index(fields=["batch", "verdict", "number"], name="import_rows_by_verdict"),
            models.Index(fields=["batch", "key"], name="import_rows_by_key"),
        ]


class ImportMapping(TenantModel):
    """What an organization has said about a heading: asked once, remembered."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=14, choices=ImportBatch.Kind)
    heading = models.CharField(max_length=200)
    field = models.CharField(max_length=40, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["heading"]
        constraints = [
            models.UniqueConstraint(fields=["region", "organization", "kind", "heading"], name="import_mapping_once")
        ]
