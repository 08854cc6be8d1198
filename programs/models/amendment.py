from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.tenancy import TenantModel

from .program import Program
from .unit import UnitMember


class Amendment(TenantModel):
    """A proposal to change a programme that runs: in force when both have signed (S3 п. 4.10, 4.13; S4 п. 7.2)."""

    class Kind(models.TextChoices):
        EXTEND = "extend", _("продлить")
        SHORTEN = "shorten", _("сократить срок")
        CHANGE_PLAN = "plan", _("изменить план")
        CHANGE_FORM = "form", _("сменить форму")

    class Reason(models.TextChoices):
        NEW_REQUEST = "new_request", _("новый запрос наставляемого")
        EDUCATION = "education", _("изменения в образовании")
        MUTUAL = "mutual", _("обоюдное желание участников")
        FORM = "form", _("смена формы наставничества")
        MENTOR = "mentor", _("замена наставника")
        STAFF = "staff", _("кадровое изменение")

    program = models.ForeignKey(Program, models.CASCADE, related_name="amendments")
    kind = models.CharField(_("что изменить"), max_length=8, choices=Kind, default=Kind.EXTEND)
    reason = models.CharField(_("причина"), max_length=12, choices=Reason, default=Reason.MUTUAL)
    words = models.TextField(_("зачем"), max_length=1000, blank=True)
    new_end_on = models.DateField(_("новая дата окончания"), null=True, blank=True)
    new_form = models.CharField(_("новая форма"), max_length=30, blank=True)
    plan = models.JSONField(null=True, blank=True)  # the lines that are not done yet, as they shall be
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    in_force_on = models.DateField(null=True, blank=True)
    refused_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "program"],
                condition=Q(in_force_on=None, refused_on=None),
                name="amendment_one_open",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["extend", "shorten"], new_end_on__isnull=False, new_form="", plan=None)
                | Q(kind="plan", new_end_on=None, new_form="", plan__isnull=False)
                | (Q(kind="form", new_end_on=None, plan=None) & ~Q(new_form="")),
                name="amendment_brings_what_it_changes",
            ),
            models.CheckConstraint(
                condition=Q(in_force_on=None) | Q(refused_on=None), name="amendment_decided_one_way"
            ),
        ]


class AmendmentSignature(TenantModel):
    """One side's signature under an amendment."""

    amendment = models.ForeignKey(Amendment, models.CASCADE, related_name="signatures")
    member = models.ForeignKey(UnitMember, models.PROTECT, related_name="+")
    signed_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["region", "amendment", "member"], name="amendment_signed_once")]
