from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .bank import MentorEntry
from .unit import Unit, UnitMember


class ApplicationQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "ApplicationQuerySet":
        """One's own; and those of the school for its curator and head, nobody else (S4 п. 4.1, 4.2, 5.1).

        Whoever is asked to be changed as a mentor does not read it, whatever his post, until it is decided.
        """
        seen = Q(author_id=actor.person_id)
        if actor.may("application.decide"):
            seen |= Q(organization_id=actor.organization_id) & ~self.about(actor.person_id)
        return self.filter(seen)

    @staticmethod
    def about(person_id: int) -> Q:
        """Undecided statements that ask to change the person as a mentor."""
        led = UnitMember.objects.filter(person_id=person_id, side=UnitMember.Side.MENTOR).values("unit_id")
        return Q(kind="replace", state__in=["filed", "withdrawn"], unit__in=led)


class Application(TenantModel):
    """A statement of a participant that the curator and the head must answer by a day."""

    class Kind(models.TextChoices):
        RELEASE = "release", _("сложить обязанности наставника")
        REPLACE = "replace", _("заменить наставника")
        JOIN = "join", _("вступить в программу наставничества")
        LEAVE = "leave", _("выйти из программы наставничества")

    class State(models.TextChoices):
        FILED = "filed", _("ждёт ответа")
        ACCEPTED = "accepted", _("удовлетворено")
        DECLINED = "declined", _("отклонено")
        WITHDRAWN = "withdrawn", _("отозвано")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="applications")
    kind = models.CharField(_("о чём"), max_length=10, choices=Kind)
    author = models.ForeignKey(Person, models.PROTECT, related_name="applications")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="applications")
    text = models.TextField(_("текст заявления"), max_length=2000)
    state = models.CharField(_("состояние"), max_length=9, choices=State, default=State.FILED)
    filed_on = models.DateField(_("подано"))
    answer_until = models.DateField(_("ответить до"))
    answered_on = models.DateField(_("отвечено"), null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(_("ответ"), max_length=1000, blank=True)

    objects = TenantManager.from_queryset(ApplicationQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("заявление")
        verbose_name_plural = _("заявления")
        ordering = ["-filed_on", "-pk"]
        indexes = [models.Index(fields=["region", "organization", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "organization", "author", "kind"],
                condition=Q(unit=None, state="filed"),
                name="application_one_open",
            ),
            models.UniqueConstraint(
                fields=["region", "unit", "author", "kind"],
                condition=Q(unit__isnull=False, state="filed"),
                name="application_one_open_of_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["join", "leave"]) | Q(unit__isnull=False), name="application_names_its_unit"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "declined"]) | Q(answered_on__isnull=False),
                name="application_answered_has_a_day",
            ),
        ]


class MentorReplacement(TenantModel):
    """Who takes a unit over from its mentor: chosen by the curator, in force by a registered order."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="replacements")
    former = models.ForeignKey(UnitMember, models.PROTECT, related_name="+")
    mentor_entry = models.ForeignKey(MentorEntry, models.PROTECT, related_name="+", verbose_name=_("новый наставник"))
    reason = models.CharField(_("почему этот наставник"), max_length=500, blank=True)
    chosen_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()
    in_force_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-chosen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "unit"],
                condition=Q(in_force_on=None, dropped_on=None),
                name="replacement_one_open",
            ),
        ]
