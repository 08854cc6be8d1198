"""When a person is busy every week, and the rooms of a school: what the time and the place of a meeting come from."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet


class WeekHours(TenantModel):
    """Lessons and other standing business of a person, marked once: ``busy`` holds weekday × 24 + hour, Monday is 0.

    Read by its owner alone; others learn that he is busy at the hour that they ask about.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    busy = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("занятые часы"), default=list, blank=True)
    marked_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["region", "person"], name="week_hours_once"),
        ]

    @staticmethod
    def code(moment: datetime.datetime) -> int:
        return moment.weekday() * 24 + moment.hour


class RoomQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "RoomQuerySet":
        return self.filter(organization_id=actor.organization_id)


class Room(TenantModel):
    """A place of the school to choose from (S1 п. 3.3). A meeting keeps the words: a closed room stays in what was."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="rooms")
    name = models.CharField(_("комната"), max_length=100)
    added_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(RoomQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("комната")
        verbose_name_plural = _("комнаты")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "region", "organization", Lower("name"), condition=Q(closed_at=None), name="room_name_once"
            ),
        ]
