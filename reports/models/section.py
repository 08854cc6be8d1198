"""The public section of an organization: whether it is open, and the news and practices that stand in it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet
from programs.models import Consent, Event, Program
from programs.models.bank_choices import MenteeCategory
from programs.regulation.catalogue.choices import FORMS


class PublicSectionQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "PublicSectionQuerySet":
        return self.filter(organization_id=actor.organization_id) if actor.may("section.view") else self.none()

    def open(self) -> "PublicSectionQuerySet":
        return self.filter(state=PublicSection.State.OPEN, organization__closed_on=None)


class PublicSection(TenantModel):
    """Nothing of an organization is public until its head opens the page (no row is a closed page)."""

    class State(models.TextChoices):
        CLOSED = "closed", _("закрыта")
        OPEN = "open", _("открыта для всех")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    state = models.CharField(_("состояние"), max_length=6, choices=State, default=State.CLOSED)
    about = models.TextField(
        _("о наставничестве у нас"), max_length=1500, blank=True, help_text=_("Первые слова страницы, без имён")
    )
    reception = models.CharField(_("часы приёма, кабинет"), max_length=200, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager.from_queryset(PublicSectionQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("страница организации")
        verbose_name_plural = _("страницы организаций")
        constraints = [
            models.UniqueConstraint(fields=["region", "organization"], name="section_once"),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(opened_at__isnull=False), name="section_open_since_a_moment"
            ),
        ]


class PublicationQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "PublicationQuerySet":
        return self.filter(organization_id=actor.organization_id) if actor.may("section.view") else self.none()

    def naming_nobody_unasked(self) -> "PublicationQuerySet":
        """Without texts that name a person whose consent is not in force at this moment, whatever their state says:
        nothing has to be told of a consent withdrawn."""
        named = PublicationPerson.objects.filter(publication=OuterRef("pk"), part=PublicationPerson.Part.NAMED)
        return self.filter(~Exists(named.exclude(consents_here())))

    def for_anybody(self) -> "PublicationQuerySet":
        """What a visitor reads."""
        return self.naming_nobody_unasked().filter(
            state=Publication.State.PUBLISHED,
            organization__closed_on=None,
            organization__in=PublicSection.objects.open().values("organization"),
        )


class Publication(TenantModel):
    """News, an announcement or a practice: plain text, read by a second person, placed, taken away."""

    class Kind(models.TextChoices):
        NEWS = "news", _("новость")
        ANNOUNCEMENT = "announcement", _("объявление")
        PRACTICE = "practice", _("практика")

    class State(models.TextChoices):
        DRAFT = "draft", _("черновик")
        REVIEW = "review", _("на проверке")
        CHECKED = "checked", _("проверено, ждёт размещения")
        PUBLISHED = "published", _("на странице")
        WITHDRAWN = "withdrawn", _("снято")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kind = models.CharField(_("что это"), max_length=12, choices=Kind)
    title = models.CharField(_("заголовок"), max_length=160)
    text = models.TextField(_("текст"), max_length=8000)
    happens_on = models.DateField(_("когда состоится"), null=True, blank=True)
    areas = ArrayField(models.CharField(max_length=30), verbose_name=_("с чем помогает"), default=list, blank=True)
    form = models.CharField(_("форма"), max_length=40, choices=list(FORMS.items()), blank=True)
    category = models.CharField(_("кому помогли"), max_length=30, choices=MenteeCategory, blank=True)
    program = models.ForeignKey(Program, models.PROTECT, null=True, blank=True, related_name="+")
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("состояние"), max_length=9, choices=State, default=State.DRAFT)
    remark = models.CharField(_("замечание"), max_length=500, blank=True)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager.from_queryset(PublicationQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("публикация")
        verbose_name_plural = _("публикации")
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["organization", "state", "published_at"], name="publication_of_a_page")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="publication_placed_at_a_moment"
            ),
            models.CheckConstraint(
                condition=~Q(kind="announcement") | Q(happens_on__isnull=False), name="announcement_has_a_day"
            ),
        ]

    @property
    def headings(self) -> str:
        """Its title, and that of the event where a practice was shown."""
        return "\n".join([self.title, self.event.title if self.event else ""])

    @property
    def words(self) -> str:
        """All that is read for names."""
        return f"{self.headings}\n{self.text}"


class PublicationPerson(TenantModel):
    """Whom the text speaks of: its author, somebody named in it, or a namesake of a word that is no name here."""

    class Part(models.TextChoices):
        AUTHOR = "author", _("автор")
        NAMED = "named", _("назван в тексте")
        NOT_HIM = "not_him", _("в тексте не о нём")

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    part = models.CharField(_("кто он здесь"), max_length=7, choices=Part)

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "publication", "person", "part"], name="publication_person_once")
        ]


def consents_here() -> Exists:
    """Whether the person of a row has let his name be spread by the organization of its text, at this moment."""
    return Exists(
        Consent.objects.to_be_named().filter(
            person=OuterRef("person"), organization=OuterRef("publication__organization")
        )
    )
