"""What is shared in a pair: notes and files, and the address of a conversation that is held elsewhere."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person, StoredFile
from accounts.tenancy import TenantManager, TenantModel

from .pair_work import PairWorkQuerySet
from .unit import Unit

ADDRESS = r"^https://[^/?#@\\\s]+([/?#][^\\\s]*)?$"  # a browser takes «\» for «/», what is before «@» for a name


class PairNote(TenantModel):
    """A note or a file for everybody of the pair and its curator. No messages: nobody is addressed, nobody answers."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="notes")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    text = models.CharField(_("заметка"), max_length=2000, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(PairWorkQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("заметка пары")
        verbose_name_plural = _("заметки пары")
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["region", "unit", "written_at"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | Q(file__isnull=False) | Q(removed_at__isnull=False),
                name="pair_note_says_something",
            ),
        ]

    @property
    def file_name(self) -> str:
        """As its author named it, without the mark of the pair."""
        return self.file.name.partition("-")[2] if self.file else ""

    @property
    def organization_id(self) -> int:
        return self.unit.organization_id

    @property
    def organization(self) -> Organization:
        return self.unit.organization


class OutsideChat(TenantModel):
    """Where a pair, or without one a school, talks elsewhere (S1 п. 3.3): the address alone, never the conversation."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="chats")
    url = models.URLField(_("ссылка на чат"), max_length=500)
    put_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    put_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["region", "organization", "unit"], nulls_distinct=False, name="outside_chat_once"
            ),
            models.CheckConstraint(condition=Q(url__regex=ADDRESS), name="outside_chat_is_safe"),
        ]
