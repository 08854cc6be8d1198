from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .bank import HELD, MenteeEntry, MentorEntry, Track

# Sets of states, each named once. While a unit is LIVING the same people cannot be put together a second time.
BEFORE_ORDER = ("proposed", "agreed", "consented")
LIVING = (*BEFORE_ORDER, *HELD)
NOT_BEGUN = ("ordered", "trying")  # held, and its programme has not begun
LED = ("ordered", "trying", "active", "paused")  # held, and its mentor is in his place
AT_WORK = ("trying", "active", "paused", "replacing")  # they have met
WITH_A_PROGRAMME = ("agreed", "consented", "ordered", "trying", "active")  # it is drawn up, or was
CLOSED = ("closed", "rejected")


class UnitQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "UnitQuerySet":
        """Units that one takes part in; and of the school for whoever may see them all."""
        seen = Q(pk__in=self._with(actor))
        if actor.may("unit.view"):
            seen |= Q(organization_id=actor.organization_id)
        return self.filter(seen)

    def worked_in_by(self, actor) -> "UnitQuerySet":
        """Units whose programme and meetings are the actor's business: the participants' and the curator's."""
        seen = Q(pk__in=self._with(actor))
        if actor.may("unit.manage"):
            seen |= Q(organization_id=actor.organization_id)
        return self.filter(seen)

    @staticmethod
    def _with(actor) -> models.QuerySet:
        return UnitMember.objects.filter(person_id=actor.person_id, left_on=None).values("unit_id")


class Unit(TenantModel):
    """A mentoring pair, or a group: exactly one mentor and at least two mentees.

    ``people_key`` spells the members in a fixed order: the database refuses the same people twice at a time.
    """

    class Kind(models.TextChoices):
        PAIR = "pair", _("пара")
        GROUP = "group", _("группа")

    class Strategy(models.TextChoices):
        CURATOR = "curator", _("выбор куратора")
        MEETING = "meeting", _("общая встреча")
        DRAFT = "draft", _("черновик подбора")
        COUNCIL = "council", _("предложение органа наставников")
        SPEED = "speed", _("продолжение скоростной встречи")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("предложена участникам")
        AGREED = "agreed", _("все согласны")
        CONSENTED = "consented", _("согласия получены")
        ORDERED = "ordered", _("закреплена")
        TRYING = "trying", _("пробуют работать")
        ACTIVE = "active", _("работает")
        PAUSED = "paused", _("приостановлена")
        REPLACING = "replacing", _("меняют наставника")
        CLOSED = "closed", _("завершена")
        REJECTED = "rejected", _("не состоялась")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="units")
    kind = models.CharField(_("пара или группа"), max_length=6, choices=Kind)
    track = models.CharField(_("контур"), max_length=8, choices=Track, default=Track.STAFF)
    form = models.CharField(_("форма"), max_length=30)
    form_name = models.CharField(_("название иной формы"), max_length=100, blank=True)  # the school's own (S4 п. 2.3)
    form_basis = models.CharField(_("почему эта форма"), max_length=500, blank=True)
    # The main form: the pair is reported by it. One programme may apply others beside it (S1 §4.1.5, S3 п. 4.2).
    more_forms = ArrayField(models.CharField(max_length=30), verbose_name=_("ещё формы"), default=list, blank=True)
    kinds = ArrayField(models.CharField(max_length=20), verbose_name=_("виды"), default=list, blank=True)
    # Which of the roles that the regulation names for its form the two take (S2 п. 7.1–7.2).
    role_model = models.CharField(_("ролевая модель"), max_length=24, blank=True)
    # By which questions these people were put together, where the regulation lists them (S1 §4.1.4, S3 п. 3.10).
    questions = ArrayField(
        models.CharField(max_length=30), verbose_name=_("по каким вопросам"), default=list, blank=True
    )
    curator = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.PROPOSED)
    people_key = models.CharField(max_length=200)
    strategy = models.CharField(
        _("как подобрана"), max_length=7, choices=Strategy, default=Strategy.CURATOR, blank=True
    )
    reason = models.TextField(_("почему эти люди"), max_length=2000, blank=True)
    proposed_at = models.DateTimeField()
    closed_on = models.DateField(null=True, blank=True)
    paused_on = models.DateField(null=True, blank=True)
    pause_reason = models.CharField(_("почему приостановлена"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager.from_queryset(UnitQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("пара или группа")
        verbose_name_plural = _("пары и группы")
        ordering = ["-proposed_at", "-pk"]
        indexes = [models.Index(fields=["region", "organization", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "organization", "track", "people_key"],
                condition=Q(state__in=LIVING),
                name="unit_same_people_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="paused") | Q(paused_on__isnull=False), name="unit_paused_has_a_day"
            ),
        ]


class PresentManager(TenantManager):
    """Who is in a unit now, each person once, by the side by which he came."""

    def get_queryset(self) -> TenantQuerySet:
        return super().get_queryset().filter(is_reverse=False, left_on=None)


class UnitMember(TenantModel):
    """A person in a unit and his answer to the proposal; a decline needs no reason and leaves no mark on his entry.

    In a reverse pair both teach and both learn: two rows more, with the sides changed over and ``is_reverse``
    (S3 п. 4.4). ``objects`` and ``unit.members`` know the direct rows of whoever is in the unit now;
    ``ever`` knows the reverse ones and those who have left too: what counts a year or names the past asks it.

    A mentee of a living unit sits on a numbered seat (from 0) of its mentor: the database gives no seat twice. The seat
    is free again when the unit ends.
    """

    class Side(models.TextChoices):
        MENTOR = "mentor", _("наставник")
        MENTEE = "mentee", _("наставляемый")

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="unit_members")
    side = models.CharField(_("кто"), max_length=6, choices=Side)
    mentor_entry = models.ForeignKey(MentorEntry, models.PROTECT, null=True, blank=True, related_name="members")
    mentee_entry = models.ForeignKey(MenteeEntry, models.PROTECT, null=True, blank=True, related_name="members")
    agreed_on = models.DateField(null=True, blank=True)
    declined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(_("вышел"), null=True, blank=True)
    seat_of = models.ForeignKey(MentorEntry, models.PROTECT, null=True, blank=True, related_name="seats")
    seat = models.PositiveSmallIntegerField(null=True, blank=True)
    is_reverse = models.BooleanField(_("обратная роль"), default=False)

    objects = PresentManager()
    ever = TenantManager()

    class Meta(TenantModel.Meta):
        ordering = ["unit", "-side", "pk"]
        constraints = [
            # Nobody is his own mentor: a person is once in a unit, in a reverse pair once in each direction and side.
            models.UniqueConstraint(
                fields=["region", "unit", "person", "is_reverse"],
                condition=Q(left_on=None),
                name="unit_member_once_a_direction",
            ),
            models.UniqueConstraint(
                fields=["region", "unit", "person", "side"], condition=Q(left_on=None), name="unit_member_once_a_side"
            ),
            models.UniqueConstraint(
                fields=["region", "unit", "is_reverse"],
                condition=Q(side="mentor", left_on=None),
                name="unit_has_one_mentor",
            ),
            models.CheckConstraint(
                condition=Q(is_reverse=True)
                | Q(side="mentor", mentor_entry__isnull=False, mentee_entry=None)
                | Q(side="mentee", mentee_entry__isnull=False, mentor_entry=None),
                name="unit_member_comes_from_a_bank",
            ),
            models.UniqueConstraint(fields=["region", "seat_of", "seat"], name="unit_member_seat_once"),
            models.CheckConstraint(
                condition=Q(seat_of=None, seat=None) | Q(side="mentee", seat_of__isnull=False, seat__isnull=False),
                name="unit_member_seat_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(agreed_on=None) | Q(declined_on=None), name="unit_member_answers_one_thing"
            ),
        ]
