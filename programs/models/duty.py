"""What a participant asks of the head beside the programme: a release for a day, a look at a file, a helper."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .program import PlanActivity
from .unit import Unit


class AskedQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "AskedQuerySet":
        """Whoever asked; and those of the school for its curator and head."""
        seen = Q(person_id=actor.person_id)
        if actor.may("application.decide"):
            seen |= Q(organization_id=actor.organization_id)
        return self.filter(seen)


class DutyRelease(TenantModel):
    """A release of a participant from his duties for an activity, by an order; never without a substitute and without
    words on how the work goes on (S4 п. 1.4)."""

    class State(models.TextChoices):
        ASKED = "asked", _("ждёт решения")
        ORDERED = "ordered", _("освобождён приказом")
        REFUSED = "refused", _("отказано")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="releases")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кого освободить"))
    activity = models.CharField(_("для какого мероприятия плана"), max_length=300)
    on = models.DateField(_("день"))
    lessons = models.CharField(_("от каких уроков и дел"), max_length=300)
    reason = models.CharField(_("почему это исключительный случай"), max_length=500, blank=True)
    substitute = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("кто замещает")
    )
    continuity = models.CharField(_("как не прервётся работа"), max_length=500, blank=True)
    state = models.CharField(_("состояние"), max_length=7, choices=State, default=State.ASKED)
    asked_on = models.DateField()
    decided_on = models.DateField(null=True, blank=True)
    answer = models.CharField(_("почему отказано"), max_length=500, blank=True)

    objects = TenantManager.from_queryset(AskedQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("освобождение от обязанностей")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "unit", "person", "on", "activity"],
                condition=Q(state="asked"),
                name="release_asked_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="ordered") | (Q(substitute__isnull=False) & ~Q(continuity="")),
                name="release_has_a_substitute_and_continuity",
            ),
            models.CheckConstraint(
                condition=Q(substitute=None) | ~Q(substitute=F("person")), name="release_substitute_is_another"
            ),
        ]


class FileAccessQuerySet(AskedQuerySet):
    def visible_to(self, actor) -> "FileAccessQuerySet":
        """And whose file it is, once it is opened: what for, at what and till when."""
        opened = Q(mentee_id=actor.person_id, state__in=["granted", "ended"])
        return self.filter(Q(pk__in=super().visible_to(actor).values("pk")) | opened)


class FileAccess(TenantModel):
    """A mentor's look into the personnel file of his mentee: what for, at what, till when, by the head's word alone."""

    class State(models.TextChoices):
        ASKED = "asked", _("ждёт решения")
        GRANTED = "granted", _("открыт")
        REFUSED = "refused", _("отказано")
        ENDED = "ended", _("закрыт: срок истёк")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="file_accesses")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    mentee = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("чьё личное дело"))
    purpose = models.CharField(_("для чего"), max_length=500)
    materials = models.CharField(_("какие сведения нужны"), max_length=500)
    until = models.DateField(_("до какого дня"))
    state = models.CharField(_("состояние"), max_length=7, choices=State, default=State.ASKED)
    asked_on = models.DateField()
    decided_on = models.DateField(null=True, blank=True)
    answer = models.CharField(_("почему отказано"), max_length=500, blank=True)

    objects = TenantManager.from_queryset(FileAccessQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("доступ к личному делу")
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "unit", "person", "mentee"],
                condition=Q(state__in=["asked", "granted"]),
                name="file_access_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(purpose="") & ~Q(materials="") & Q(until__gte=F("asked_on")), name="file_access_is_whole"
            ),
        ]


class HelperQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "HelperQuerySet":
        """The one who is asked, the unit's people and its curator."""
        units = Unit.objects.worked_in_by(actor)
        return self.filter(Q(person_id=actor.person_id) | Q(unit__in=units))


class HelperInvitation(TenantModel):
    """A colleague asked by the mentor for one thing, with his consent: he sees that line of the plan till a day and
    nothing else of the pair (S4 п. 4.1)."""

    class State(models.TextChoices):
        ASKED = "asked", _("ждёт ответа")
        ACCEPTED = "accepted", _("помогает")
        DECLINED = "declined", _("не сможет")
        ENDED = "ended", _("помощь закончена")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="helpers")
    activity = models.ForeignKey(
        PlanActivity, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("мероприятие плана")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кого попросить"))
    task = models.CharField(_("в чём помочь"), max_length=500)
    until = models.DateField(_("до какого дня"))
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    invited_on = models.DateField()
    state = models.CharField(_("состояние"), max_length=8, choices=State, default=State.ASKED)
    answered_on = models.DateField(null=True, blank=True)

    objects = TenantManager.from_queryset(HelperQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("помощник")
        ordering = ["-invited_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "unit", "person"],
                condition=Q(state__in=["asked", "accepted"]),
                name="helper_one_open",
            ),
        ]
