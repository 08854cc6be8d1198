"""What people write around a programme: versions, notes, what is of each mentee, the reflection at the end."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantModel

from .program import PlanActivity, Program
from .unit import UnitMember


class ProgramVersion(TenantModel):
    """The words and the plan of a programme as they stood after a change. The database takes nothing back."""

    class Cause(models.TextChoices):
        DRAFTED = "drafted", _("составлена")
        EDITED = "edited", _("правка")
        SUGGESTION = "suggestion", _("принято предложение")
        APPROVED = "approved", _("утверждена")
        EXTEND = "extend", _("продлена")
        SHORTEN = "shorten", _("срок сокращён")
        PLAN = "plan", _("изменён план")
        FORM = "form", _("сменена форма")
        MENTOR = "mentor", _("замена наставника")
        COUNCIL = "council", _("решение совета")

    program = models.ForeignKey(Program, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("№"))
    cause = models.CharField(_("что произошло"), max_length=12, choices=Cause)
    reason = models.CharField(_("причина"), max_length=300, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    content = models.JSONField()

    class Meta(TenantModel.Meta):
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["region", "program", "number"], name="program_version_number_once")
        ]


class ProgramNote(TenantModel):
    """A word about a programme: a comment, a request for help, or a suggestion that the mentor accepts or answers."""

    class Kind(models.TextChoices):
        COMMENT = "comment", _("замечание")
        LINE = "line", _("добавить мероприятие")
        SECTION = "section", _("изменить раздел")
        AGREED = "agreed", _("с проектом согласен")
        HELP = "help", _("нужна помощь в составлении")

    program = models.ForeignKey(Program, models.CASCADE, related_name="notes")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(_("что это"), max_length=8, choices=Kind, default=Kind.COMMENT)
    section = models.CharField(_("раздел"), max_length=24, blank=True)  # a field of Program.WORDS, or an area of a line
    line = models.ForeignKey(PlanActivity, models.SET_NULL, null=True, blank=True, related_name="notes")
    text = models.TextField(_("текст"), max_length=3000, blank=True)
    written_at = models.DateTimeField()
    answer = models.TextField(_("ответ"), max_length=2000, blank=True)
    accepted = models.BooleanField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="program_note_answered_by_somebody",
            ),
            models.CheckConstraint(condition=Q(kind="agreed") | ~Q(text=""), name="program_note_says_something"),
        ]

    WAITING = ("line", "section", "help")  # somebody has to answer

    @property
    def organization_id(self) -> int:
        return self.program.organization_id

    @property
    def organization(self) -> Organization:
        return self.program.organization


class ProgramMenteePart(TenantModel):
    """What of a group's programme is of one mentee alone: problem, difficulties, results (S3 п. 4.8)."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="parts")
    member = models.ForeignKey(UnitMember, models.PROTECT, related_name="+")
    problem = models.TextField(_("проблема"), max_length=2000, blank=True)
    areas = ArrayField(models.CharField(max_length=24), verbose_name=_("затруднения"), default=list, blank=True)
    results = models.TextField(_("ожидаемый результат"), max_length=2000, blank=True)
    outcome = models.TextField(_("итог"), max_length=2000, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["region", "program", "member"], name="program_part_once")]


class Reflection(TenantModel):
    """What a participant takes from the programme at its end; without an author, what all said together."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="reflections")
    member = models.ForeignKey(UnitMember, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("рефлексия"), max_length=3000)
    written_on = models.DateField()

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "program", "member"], nulls_distinct=False, name="reflection_once"
            )
        ]
