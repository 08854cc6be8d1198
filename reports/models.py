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
