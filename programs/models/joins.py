"""Two cards of one person: joined, with all that undo needs, or declared to be of different people."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet


class JoinQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "JoinQuerySet":
        """Joins that were made at the actor's own node, of a person whom he sees."""
        return self.filter(
            organization_id=actor.organization_id, kept__in=Person.objects.visible_to(actor).values("pk")
        )


class PersonJoin(TenantModel):
    """``gone`` was a second card of ``kept``. ``effects``: what was moved, what was taken away, what was written over.

    The card that is gone stays as a row, without anything: the journal speaks of it.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kept = models.ForeignKey(Person, models.PROTECT, related_name="+")
    gone = models.ForeignKey(Person, models.PROTECT, related_name="+")
    joined_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()
    effects = models.JSONField(default=dict)
    undone_at = models.DateTimeField(_("отменено"), null=True, blank=True)

    objects = TenantManager.from_queryset(JoinQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-joined_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="join_is_of_two_cards"),
            models.UniqueConstraint(fields=["region", "gone"], condition=Q(undone_at=None), name="join_of_a_card_once"),
        ]


class DifferentPeople(TenantModel):
    """Somebody looked at two likely cards and said that they are of two people: they are not offered again."""

    one = models.ForeignKey(Person, models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, models.CASCADE, related_name="+")
    said_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="different_people_in_order"),
            models.UniqueConstraint(fields=["region", "one", "other"], name="different_people_once"),
        ]
