from django.db import models
from django.db.models import Q

from ..tenancy import TenantManager, TenantModel, TenantQuerySet
from .person import Person


class NoticeQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "NoticeQuerySet":
        return self.filter(person_id=actor.person_id)


class Notice(TenantModel):
    """What a person must read in the system; the letter of the same matter is an OutboxMessage.

    What can wait is not written of at once: ``letter_at`` is the morning from which it goes into the day's one letter,
    ``mailed_at`` when it did.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    text = models.CharField(max_length=300)
    detail = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    letter_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = TenantManager.from_queryset(NoticeQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["region", "person", "dedupe_key"], name="notice_once")]
        indexes = [
            models.Index(
                fields=["region", "person"],
                condition=Q(read_at=None),
                name="notice_unread",
            ),
            models.Index(
                fields=["region", "letter_at"],
                condition=Q(letter_at__isnull=False, mailed_at=None),
                name="notice_to_mail",
            ),
        ]
