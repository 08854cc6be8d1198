"""The body of mentors (МО, совет, комиссия): its seats, meetings with minutes, decisions, cases."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .program import Program
from .unit import Unit, UnitMember


class CouncilQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "CouncilQuerySet":
        mine = self.filter(organization_id=actor.organization_id)
        return mine if actor.may("council.view") else self.none()


class Council(TenantModel):
    """One living body of a school, in force by a registered order; ``label`` is what the regulation calls it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("состав предложен")
        ACTIVE = "active", _("действует")
        DISSOLVED = "dissolved", _("полномочия прекращены")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="councils")
    label = models.CharField(_("название"), max_length=100)
    state = models.CharField(_("состояние"), max_length=9, choices=State, default=State.DRAFT)
    starts = models.DateField(_("полномочия с"), null=True, blank=True)
    ends = models.DateField(_("полномочия до"), null=True, blank=True)
    created_at = models.DateTimeField()

    objects = TenantManager.from_queryset(CouncilQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("орган наставников")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "organization", "state"],
                condition=~Q(state="dissolved"),
                name="council_one_living",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class CouncilSeat(TenantModel):
    class Role(models.TextChoices):
        CHAIR = "chair", _("председатель")
        SECRETARY = "secretary", _("секретарь")
        MEMBER = "member", _("член")

    council = models.ForeignKey(Council, models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(_("кто"), max_length=9, choices=Role, default=Role.MEMBER)
    left_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "council", "person"], name="council_seat_once"),
            models.UniqueConstraint(
                fields=["region", "council"], condition=Q(role="chair", left_on=None), name="council_one_chair"
            ),
        ]


class OfCouncilQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "OfCouncilQuerySet":
        return self.filter(council__in=Council.objects.visible_to(actor))


class CouncilMinutes(TenantModel):
    """A meeting and its minutes. What was decided moves things on when the chair signs."""

    class State(models.TextChoices):
        DRAFT = "draft", _("проект")
        SIGNED = "signed", _("подписан")

    council = models.ForeignKey(Council, models.PROTECT, related_name="minutes")
    held_on = models.DateField(_("дата заседания"))
    agenda = models.TextField(_("повестка"), max_length=2000)
    number = models.CharField(_("номер протокола"), max_length=60, blank=True)
    state = models.CharField(_("состояние"), max_length=6, choices=State, default=State.DRAFT)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    signed_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager.from_queryset(OfCouncilQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("протокол")
        verbose_name_plural = _("протоколы")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | (Q(signed_by__isnull=False, signed_on__isnull=False) & ~Q(number="")),
                name="minutes_signed_are_whole",
            ),
        ]

    @property
    def organization_id(self) -> int:
        return self.council.organization_id

    @property
    def organization(self) -> Organization:
        return self.council.organization


class CouncilPresence(TenantModel):
    minutes = models.ForeignKey(CouncilMinutes, models.CASCADE, related_name="present")
    seat = models.ForeignKey(CouncilSeat, models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["region", "minutes", "seat"], name="presence_once")]


DISAGREEMENTS = ("arbitration", "mediation")


class CaseQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "CaseQuerySet":
        """Whoever applied, and the council that hears it, without those whom it is about; of a disagreement the head
        learns from the minutes."""
        seen = Q(author_id=actor.person_id)
        if actor.may("council.work"):
            seen |= Q(organization_id=actor.organization_id) & ~self._about(actor.person_id)
        return self.filter(seen)

    def of_side(self, person_id: int) -> "CaseQuerySet":
        """Those that the person has brought or that are about him: he neither hears nor decides them."""
        return self.filter(Q(author_id=person_id) | self._about(person_id))

    @staticmethod
    def _about(person_id: int) -> Q:
        """The pair that is named; where a disagreement names none, any that the author has or had with the person."""
        mine = UnitMember.ever.filter(person_id=person_id).values("unit_id")
        together = UnitMember.ever.filter(unit__in=mine).exclude(person_id=person_id).values("person_id")
        return Q(unit__in=mine) | Q(unit=None, kind__in=DISAGREEMENTS, author_id__in=together)


class CouncilCase(TenantModel):
    """An application of a participant to the body: advice, agreement, arbitration or mediation by its functions."""

    class Kind(models.TextChoices):
        CONSULTATION = "consultation", _("консультация")
        APPROVAL = "approval", _("согласование")
        ARBITRATION = "arbitration", _("арбитраж")
        MEDIATION = "mediation", _("медиация")

    class State(models.TextChoices):
        FILED = "filed", _("подано")
        HEARD = "heard", _("рассматривают")
        DECIDED = "decided", _("решено")
        EXECUTED = "executed", _("исполнено")
        WITHDRAWN = "withdrawn", _("отозвано")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kind = models.CharField(_("о чём"), max_length=12, choices=Kind)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("пара"))
    text = models.TextField(_("в чём вопрос"), max_length=2000)
    state = models.CharField(_("состояние"), max_length=9, choices=State, default=State.FILED)
    filed_on = models.DateField()
    heard_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    executed_on = models.DateField(_("исполнено"), null=True, blank=True)

    objects = TenantManager.from_queryset(CaseQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("обращение")
        verbose_name_plural = _("обращения")
        ordering = ["-filed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(executed_on=None) | Q(executed_on__gte=F("decided_on")), name="case_executed_after_decided"
            ),
            models.UniqueConstraint(
                "region",
                "organization",
                "author",
                "kind",
                "unit",
                MD5("text"),
                nulls_distinct=False,
                condition=Q(state="filed"),
                name="case_filed_once",
            ),
        ]


class CouncilDecision(TenantModel):
    """What the body has decided: votes, who does it, by when, when it was done."""

    class Kind(models.TextChoices):
        PROGRAM_AGREE = "program_agree", _("согласовать программу")
        PROGRAM_RETURN = "program_return", _("вернуть программу на доработку")
        AMENDMENT = "amendment", _("предложить изменения программы")
        FORMS = "forms", _("определить задачи, формы и виды наставничества")
        ACT_OPINION = "act_opinion", _("мнение о проекте локального акта")
        CASE = "case", _("решение по обращению")
        AWARD = "award", _("рекомендовать к поощрению")
        OTHER = "other", _("иное решение")

    minutes = models.ForeignKey(CouncilMinutes, models.CASCADE, related_name="decisions")
    position = models.PositiveSmallIntegerField(_("№"))
    kind = models.CharField(_("вид"), max_length=14, choices=Kind, default=Kind.OTHER)
    text = models.TextField(_("что решено"), max_length=2000)
    program = models.ForeignKey(
        Program, models.PROTECT, null=True, blank=True, related_name="council_decisions", verbose_name=_("программа")
    )
    program_version = models.PositiveIntegerField(null=True, blank=True)  # of the words that were decided about
    case = models.ForeignKey(
        CouncilCase, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("обращение")
    )
    votes_for = models.PositiveSmallIntegerField(_("за"), default=0)
    votes_against = models.PositiveSmallIntegerField(_("против"), default=0)
    abstained = models.PositiveSmallIntegerField(_("воздержались"), default=0)
    executor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("кто исполняет")
    )
    due_on = models.DateField(_("срок"), null=True, blank=True)
    done_on = models.DateField(_("исполнено"), null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "minutes", "position"], name="decision_position_once"),
            models.CheckConstraint(
                condition=~Q(kind__in=["program_agree", "program_return", "amendment"]) | Q(program__isnull=False),
                name="decision_about_a_program_names_it",
            ),
            models.CheckConstraint(
                condition=~Q(kind="case") | Q(case__isnull=False), name="decision_about_a_case_names_it"
            ),
        ]
