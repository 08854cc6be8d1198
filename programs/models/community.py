"""Professional communities: what a level keeps for the teachers below it, who has joined, what members are told."""

import datetime
from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import MD5
from django.utils.translation import gettext_lazy as _

from accounts.models import Employment, Membership, Organization, Person, StudentProfile
from accounts.roles import OFFICES
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .material import kept_over

# What a press opens outside: a page over a protected connection, nothing else.
OUTSIDE = r"^https://[^\s/@\\?#]+(/\S*)?$"


class CommunityQuerySet(TenantQuerySet):
    def of_path(self, organization: Organization) -> "CommunityQuerySet":
        """Kept at the node, above it, by its МНЦ and by the bodies of the region: it reaches down the tree."""
        return self.filter(kept_over(organization.path_ids), organization__closed_on=None)

    def visible_to(self, actor) -> "CommunityQuerySet":
        """Those at work that reach the actor's node, those one is in, all of one's own; for a body, of the nodes below.
        Nobody but employees: ``community.view`` is not a pupil's."""
        if not actor.may("community.view"):
            return self.none()
        reached = Q(pk__in=Community.objects.of_path(actor.organization).values("pk")) & Q(closed_on=None)
        mine = CommunityMember.objects.open().filter(person_id=actor.person_id).values("community_id")
        seen = reached | Q(pk__in=mine)
        if actor.may("community.manage"):
            seen |= Q(organization_id=actor.organization_id)
        if actor.reaches_below:
            seen |= Q(organization_id__in=actor.organization_ids, closed_on=None)
        return self.filter(seen)


class Community(TenantModel):
    """``leader`` is one of the keeper's people or of the members; one whom the system does not know is
    ``leader_name``. ``contact`` is what he gives out himself: nobody's telephone is taken from his card."""

    class Kind(models.TextChoices):
        ASSOCIATION = "association", _("ассоциация")
        NETWORK = "network", _("сетевое сообщество")
        ONLINE = "online", _("онлайн-сообщество")
        CLUB = "club", _("клуб")
        YOUNG = "young", _("школа молодого учителя")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kind = models.CharField(_("что это"), max_length=11, choices=Kind)
    name = models.CharField(_("название"), max_length=200)
    goals = models.TextField(_("цели"), max_length=2000)
    subject = models.CharField(_("предмет или направление"), max_length=200, blank=True)
    areas = ArrayField(models.CharField(max_length=30), verbose_name=_("с чем помогает"), default=list, blank=True)
    link = models.CharField(_("страница сообщества"), max_length=300, blank=True)
    leader = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("кто ведёт")
    )
    leader_name = models.CharField(_("кто ведёт, если его нет в системе"), max_length=200, blank=True)
    contact = models.CharField(_("как связаться"), max_length=200, blank=True)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_on = models.DateField()
    closed_on = models.DateField(_("закрыто"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager.from_queryset(CommunityQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("сообщество")
        verbose_name_plural = _("сообщества")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "organization", "name"], name="community_once"),
            models.CheckConstraint(condition=Q(link="") | Q(link__regex=OUTSIDE), name="community_link_is_safe"),
            models.CheckConstraint(
                condition=Q(leader=None) | Q(leader_name=""), name="community_has_one_leader"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """Where the link leads: shown before it is pressed."""
        try:
            return urlsplit(self.link).hostname or ""
        except ValueError:  # no address of the network at all
            return ""

    @property
    def led_by(self) -> str:
        return self.leader.full_name if self.leader else self.leader_name


class MemberQuerySet(TenantQuerySet):
    def open(self) -> "MemberQuerySet":
        """Members and those invited: whoever has not left."""
        return self.filter(left_on=None)

    def joined(self, day: datetime.date) -> "MemberQuerySet":
        """Members who are still employees on the day: whoever has gone is counted and told no more. A pupil who sits in
        the body of mentors has an office and is no employee."""
        job = Employment.objects.in_force(day).filter(person_id=OuterRef("person_id"))
        office = Membership.objects.in_force(day).filter(person_id=OuterRef("person_id"), role__in=OFFICES)
        learns = StudentProfile.objects.in_force(day).filter(person_id=OuterRef("person_id"))
        works = Exists(job) | (Exists(office) & ~Exists(learns))
        return self.filter(works, left_on=None, joined_on__isnull=False)


class CommunityMember(TenantModel):
    """An employee in a community, or invited to it. ``organization`` is where he worked when he came: numbers by school
    and municipality are counted from it."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="communities")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    invited_on = models.DateField(null=True, blank=True)
    invited_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    joined_on = models.DateField(_("в сообществе с"), null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)

    objects = TenantManager.from_queryset(MemberQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("участник сообщества")
        ordering = ["community", "person__last_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "community", "person"], condition=Q(left_on=None), name="community_member_once"
            ),
            models.CheckConstraint(
                condition=Q(joined_on__isnull=False) | Q(invited_on__isnull=False), name="community_member_came_somehow"
            ),
            models.CheckConstraint(
                condition=Q(invited_on=None, invited_by=None) | Q(invited_on__isnull=False, invited_by__isnull=False),
                name="community_member_invited_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(joined_on=None) | Q(left_on__gte=F("joined_on")),
                name="community_member_leaves_later",
            ),
        ]


class CommunityNews(TenantModel):
    """A few words to all members; never changed."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="news")
    text = models.CharField(_("объявление"), max_length=1000)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    day = models.DateField()
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        verbose_name = _("объявление сообщества")
        ordering = ["-created_at", "-pk"]
        constraints = [
            # A second press of the same words on the same day is the same announcement.
            # By a digest: an index takes no whole text of an alphabet of three bytes a letter.
            models.UniqueConstraint("region", "community", "day", MD5("text"), name="community_news_once"),
            models.CheckConstraint(condition=~Q(text=""), name="community_news_says_something"),
        ]
