"""How other systems come in: tokens with scopes, and answers kept so that a call sent twice is done once."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..tenancy import TenantManager, TenantModel, TenantQuerySet
from .membership import Membership
from .organization import Organization
from .person import Person


class ApiScope(models.TextChoices):
    """What a token may be used for. Never more than its role may: a scope only narrows."""

    ORGANIZATIONS_READ = "organizations:read", _("читать организации")
    PEOPLE_READ = "people:read", _("читать список людей")
    STAFF_READ = "staff:read", _("читать список работников и отчёты о сверке с реестром")
    STAFF_WRITE = "staff:write", _("передавать списки работников из кадрового реестра")
    BANKS_READ = "banks:read", _("читать банки наставников и наставляемых")
    BANKS_WRITE = "banks:write", _("добавлять людей в банки")
    UNITS_READ = "units:read", _("читать пары и группы")
    UNITS_WRITE = "units:write", _("предлагать пары")
    PROGRAMS_READ = "programs:read", _("читать программы")
    MEETINGS_READ = "meetings:read", _("читать встречи")
    MEETINGS_WRITE = "meetings:write", _("записывать встречи")
    ORDERS_READ = "orders:read", _("читать приказы")
    TRAINING_READ = "training:read", _("читать курсы, стажировки и кто на них записан")
    TRAINING_WRITE = "training:write", _("записывать своих на курсы и снимать запись")
    COMMUNITIES_READ = "communities:read", _("читать сообщества")
    LIBRARY_READ = "library:read", _("читать библиотеку и ресурсы роста")
    PRACTICES_READ = "practices:read", _("читать банк практик")
    PRACTICES_WRITE = "practices:write", _("отмечать применение практик")
    RECOGNITION_READ = "recognition:read", _("читать представления к наградам и перечень наград")
    MONITORING_READ = "monitoring:read", _("читать отчёты за период и итоги опросов")


class ApiTokenQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "ApiTokenQuerySet":
        """Those of the actor's own node, whoever made them."""
        if not actor.may("connection.manage"):
            return self.none()
        return self.filter(organization_id=actor.organization_id)


class ApiToken(TenantModel):
    """A key of another system. It acts in the role in which it was made, narrowed by its scopes, and ends with it.

    Only the hash of the secret is kept. ``last_used_at`` is written once in some minutes.
    """

    name = models.CharField(_("название"), max_length=100)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    scopes = ArrayField(models.CharField(max_length=24, choices=ApiScope), verbose_name=_("что можно"))
    secret_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("действует до"))
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = TenantManager.from_queryset(ApiTokenQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("подключение")
        verbose_name_plural = _("подключения")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "secret_hash"], name="api_token_secret_once"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="api_token_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(scopes=[]), name="api_token_is_for_something"),
        ]

    @property
    def last_day(self) -> datetime.date:
        """In the zone of whoever reads: it ends with the day."""
        return timezone.localdate(self.expires_at - datetime.timedelta(seconds=1))


class ApiReply(TenantModel):
    """The answer to an unsafe call, by its Idempotency-Key, for a day: the same call again is answered, not done.

    ``call_hash`` is of the method, the address and the body. The row is written in the transaction of the call itself:
    a refused call leaves none, and two at one moment wait for each other at the constraint.
    """

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    call_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["region", "created_at"])]
        constraints = [models.UniqueConstraint(fields=["region", "membership", "key"], name="api_reply_key_once")]
