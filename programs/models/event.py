"""Events of a school, a municipality or a region: announced, held, with participants, their roles and results."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.roles import Role
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .community import Community, CommunityMember


def invites(role: str) -> Q:
    """A parent is invited by name only: an event for everybody is one of the staff and the participants. A meeting of a
    community is its members'."""
    named = Q(audience__contains=[role])
    return named if role == Role.PARENT else named | Q(audience=[], community=None)


def of_communities(person_id: int, day: datetime.date) -> Q:
    """Meetings of the communities in which the person is: whoever has left his work has left them too."""
    return Q(community__in=CommunityMember.objects.joined(day).filter(person_id=person_id).values("community_id"))


class EventQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "EventQuerySet":
        """Of one's node; of those above that invite it and one's role; for an office above, of the schools below."""
        own = Q(organization_id=actor.organization_id)
        invited = Q(for_below=True, reaches_id__in=actor.organization.path_ids)
        seen = own | invited
        if not actor.may("events.manage"):
            seen = seen & invites(actor.role) | Q(participants__person_id=actor.person_id)
        else:  # whoever marks the school's people at the meetings of their communities
            ours = CommunityMember.objects.joined(actor.today).filter(organization_id=actor.organization_id)
            seen |= Q(community__in=ours.values("community_id"))
        seen |= of_communities(actor.person_id, actor.today)
        if actor.reaches_below:
            seen |= Q(organization_id__in=actor.organization_ids)
        return self.filter(pk__in=self.model.objects.filter(seen).values("pk"))


class Event(TenantModel):
    """``reaches`` is the node whose subtree is invited where ``for_below``: an МНЦ invites its municipality.

    An empty ``audience`` is everybody, or of a meeting of a ``community`` its members; else roles. ``innovative``
    counts in P3. ``roadmap_line`` is the line of the organization's map that it carries out, through all editions.
    """

    class Kind(models.TextChoices):
        CONFERENCE = "conference", _("конференция")
        PUPIL_CONFERENCE = "pupil_conference", _("ученическая конференция")
        SEMINAR = "seminar", _("семинар")
        ROUND_TABLE = "round_table", _("круглый стол")
        COUNCIL = "council", _("педагогический или методический совет")
        MEETING = "meeting", _("координационное совещание")
        SETUP = "setup", _("установочная сессия наставников")
        INFORMING = "informing", _("информирование, беседа")
        FORUM = "forum", _("форум, фестиваль")
        WEBINAR = "webinar", _("вебинар")
        CONTEST = "contest", _("конкурс")
        OLYMPIAD = "olympiad", _("олимпиада")

    class State(models.TextChoices):
        ANNOUNCED = "announced", _("объявлено")
        HELD = "held", _("прошло")
        CANCELLED = "cancelled", _("отменено")

    AUDIENCE = (
        Role.MENTOR, Role.MENTEE, Role.CURATOR, Role.HEAD, Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER, Role.PSYCHOLOGIST,
        Role.HOMEROOM_TEACHER, Role.PARENT,
    )  # fmt: skip

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="events")
    kind = models.CharField(_("вид"), max_length=16, choices=Kind)
    title = models.CharField(_("название"), max_length=300)
    starts_at = models.DateTimeField(_("начало"))
    ends_at = models.DateTimeField(_("окончание"), null=True, blank=True)
    place = models.CharField(_("место"), max_length=200, blank=True)
    link = models.URLField(_("ссылка"), max_length=500, blank=True)
    audience = ArrayField(models.CharField(max_length=24), verbose_name=_("кого приглашают"), default=list, blank=True)
    for_below = models.BooleanField(_("приглашены подведомственные школы"), default=False)
    reaches = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    innovative = models.BooleanField(_("инновационная деятельность"), default=False)
    roadmap_line = models.UUIDField(_("мероприятие дорожной карты"), null=True, blank=True, editable=False)
    community = models.ForeignKey(
        Community, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("встреча сообщества")
    )
    programme = models.TextField(_("программа"), max_length=4000, blank=True)
    materials = models.URLField(_("материалы"), max_length=500, blank=True)
    reached = models.PositiveIntegerField(_("охвачено человек"), null=True, blank=True)
    outcome = models.TextField(_("итог"), max_length=2000, blank=True)
    state = models.CharField(_("состояние"), max_length=9, choices=State, default=State.ANNOUNCED)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager.from_queryset(EventQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("событие")
        verbose_name_plural = _("события")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["region", "starts_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="event_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["region", "organization", "kind", "title", "starts_at", "audience"],
                condition=Q(state="announced"),
                name="event_announced_once",
            ),
        ]


class EventParticipant(TenantModel):
    """Who took part, marked by the organization whose person he is; a row is a fact, it is not an invitation."""

    class Part(models.TextChoices):
        PARTICIPANT = "participant", _("участник")
        SPEAKER = "speaker", _("выступил")
        ORGANIZER = "organizer", _("организатор")
        JURY = "jury", _("жюри, эксперт")

    class Result(models.TextChoices):
        NONE = "none", _("участие")
        CERTIFICATE = "certificate", _("сертификат, грамота")
        LAUREATE = "laureate", _("дипломант, лауреат")
        THIRD = "third", _("3-е место")
        SECOND = "second", _("2-е место")
        FIRST = "first", _("1-е место, победитель")

    event = models.ForeignKey(Event, models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, models.PROTECT, related_name="events")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    part = models.CharField(_("роль"), max_length=11, choices=Part, default=Part.PARTICIPANT)
    result = models.CharField(_("результат"), max_length=11, choices=Result, default=Result.NONE)
    marked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["event", "person__last_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "event", "person"], name="event_participant_once"),
        ]
