"""A word that gets an answer: a participant's question to the curator, a proposal about the school or a mentee; a
curator's question to a body above."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .unit import Unit


class AppealQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "AppealQuerySet":
        """One's own; and those of the school or the body for whoever answers there."""
        seen = Q(author_id=actor.person_id)
        if actor.may("appeal.answer"):
            seen |= Q(organization_id=actor.organization_id)
        return self.filter(seen)


class Appeal(TenantModel):
    """It is never deleted. About a reward or a penalty of a mentee only its author, the curator and the head know.

    A question to a body above (S3 п. 3.9) is addressed to a person there; whoever answers for the body may answer it.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", _("вопрос куратору")
        SCHOOL = "school", _("предложение по развитию школы")
        PROGRAM = "program", _("предложение по программам наставничества")
        REWARD = "reward", _("предложение о поощрении наставляемого")
        PENALTY = "penalty", _("предложение о взыскании")
        ABOVE = "above", _("вопрос уровнем выше")

    class State(models.TextChoices):
        SENT = "sent", _("отправлено")
        CONSIDERED = "considered", _("рассматривают")
        ANSWERED = "answered", _("есть ответ")
        ACCEPTED = "accepted", _("принято")
        DECLINED = "declined", _("не принято")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="appeals")
    kind = models.CharField(_("о чём"), max_length=8, choices=Kind, default=Kind.QUESTION)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="appeals")
    author = models.ForeignKey(Person, models.PROTECT, related_name="appeals")
    addressee = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("кому")
    )
    text = models.TextField(_("что хотите сказать"), max_length=4000)
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.SENT)
    answer = models.TextField(_("ответ"), max_length=4000, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = TenantManager.from_queryset(AppealQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("вопрос или предложение")
        verbose_name_plural = _("вопросы и предложения")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["sent", "considered"])
                | (~Q(answer="") & Q(answered_by__isnull=False) & Q(answered_at__isnull=False)),
                name="appeal_closed_has_an_answer",
            ),
            # A second press sends no second question. By a digest: an index takes no whole text.
            models.UniqueConstraint(
                "region",
                "author",
                "addressee",
                MD5("text"),
                condition=Q(kind="above", state="sent"),
                name="appeal_above_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind="above") | Q(addressee__isnull=False), name="appeal_above_is_addressed"
            ),
        ]
