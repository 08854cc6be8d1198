from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person, StoredFile
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .unit import Unit


class ConsentQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "ConsentQuerySet":
        """One's own; and those of the school for the curator, who prints them and marks what was signed on paper."""
        seen = Q(person_id=actor.person_id) | Q(signer_id=actor.person_id)
        if actor.may("consent.paper"):
            seen |= Q(organization_id=actor.organization_id)
        return self.filter(seen)

    def to_decide_by(self, person_id: int) -> "ConsentQuerySet":
        """Those that wait for this person: about himself, or about a child for whom he stands."""
        own = Q(signer_id=person_id) | Q(signer=None, person_id=person_id)
        return self.filter(own, state=Consent.State.SENT)

    def in_force(self) -> "ConsentQuerySet":
        return self.filter(state=Consent.State.SIGNED)

    def to_transfer(self) -> "ConsentQuerySet":
        """In force, to other organizations knowing whose data they are (152-ФЗ, ст. 9)."""
        return self.in_force().filter(kind=Consent.Kind.PDN_TRANSFER)

    def to_be_named(self) -> "ConsentQuerySet":
        """In force, to the spread of one's name by an organization (152-ФЗ, ст. 10.1)."""
        return self.in_force().filter(kind=Consent.Kind.PDN_DISTRIBUTION, unit=None)


class Consent(TenantModel):
    """One consent, one document (152-ФЗ as of 01.09.2025). ``text`` is what was agreed to, for ever.

    Given in the system by one press, or on paper: printed, «подписано на бумаге, дата», a scan beside it.
    """

    class Kind(models.TextChoices):
        PDN_PROCESSING = "pdn_processing", _("обработка персональных данных")
        PDN_TRANSFER = "pdn_transfer", _("передача персональных данных")
        PDN_DISTRIBUTION = "pdn_distribution", _("распространение персональных данных")
        GUARDIAN_PARTICIPATION = "guardian", _("участие ребёнка (законный представитель)")
        DUTY = "duty", _("наставничество и дополнительные обязанности")
        PHOTO_VIDEO = "photo_video", _("фото и видео")
        COUNCIL = "council", _("работа в органе наставников")

    class State(models.TextChoices):
        SENT = "sent", _("ждёт решения")
        SIGNED = "signed", _("дано")
        DECLINED = "declined", _("не дано")
        REVOKED = "revoked", _("отозвано")
        EXPIRED = "expired", _("закончилось")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    signer = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("вид"), max_length=20, choices=Kind)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="consents")
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.SENT)
    text_version = models.CharField(max_length=20)
    text = models.TextField(_("текст"))
    created_at = models.DateTimeField()
    signed_on = models.DateField(_("дата согласия"), null=True, blank=True)
    on_paper = models.BooleanField(_("на бумаге"), default=False)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_on = models.DateField(_("отозвано"), null=True, blank=True)
    expired_on = models.DateField(_("закончилось"), null=True, blank=True)

    objects = TenantManager.from_queryset(ConsentQuerySet)()

    @property
    def decider_id(self) -> int:
        """Who says yes or no: the person, or the representative of a child."""
        return self.signer_id or self.person_id

    class Meta(TenantModel.Meta):
        verbose_name = _("согласие")
        verbose_name_plural = _("согласия")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "organization", "person", "kind", "state"],  # a new one is asked for beside the old
                condition=Q(unit=None, state__in=["sent", "signed"]),
                name="consent_once",
            ),
            models.UniqueConstraint(
                fields=["region", "organization", "person", "kind", "unit", "state"],
                condition=Q(unit__isnull=False, state__in=["sent", "signed"]),
                name="consent_once_for_a_unit",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed_on__isnull=False), name="consent_signed_has_a_date"
            ),
            models.CheckConstraint(
                condition=~Q(kind="duty") | Q(unit__isnull=False), name="consent_to_duties_names_the_unit"
            ),
        ]


# Without one of these nobody keeps a place in a bank or a pair, and nothing is asked of him.
FOR_THE_PLACE = (Consent.Kind.PDN_PROCESSING, Consent.Kind.GUARDIAN_PARTICIPATION)
