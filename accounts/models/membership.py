from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..roles import OFFICES, Role
from ..tenancy import TenantManager, TenantModel
from .organization import DatedQuerySet, DateRange, Organization
from .person import Person


class MembershipQuerySet(DatedQuerySet):
    def visible_to(self, actor) -> "MembershipQuerySet":
        """One's own roles and the offices within reach. Mentors, mentees and parents are a matter of their school."""
        seen = Q(person_id=actor.person_id) | Q(organization_id__in=actor.organization_ids, role__in=OFFICES)
        if actor.may("pupils.view"):
            seen |= Q(organization_id=actor.organization_id)
        return self.filter(seen)


class Membership(TenantModel):
    """A role held at a node of the tree, with dates. It reaches down the tree.

    ``valid_to`` is the first day on which it is no longer held. ``acting_for`` names the person whose duties are
    performed for a time. ``user`` repeats ``person.user``, so that a login can read its own rows before a region is
    chosen.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="memberships",
    )
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships")
    role = models.CharField(_("роль"), max_length=24, choices=Role)
    area = models.CharField(
        _("участок"),
        max_length=200,
        blank=True,
        help_text=_("если кураторов несколько"),
    )
    is_chief = models.BooleanField(_("главный"), default=False)
    valid_from = models.DateField(_("с"))
    valid_to = models.DateField(_("до"), null=True, blank=True)
    basis = models.CharField(_("основание"), max_length=300, blank=True)
    acting_for = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    # Of a role that another system has given (services/claimed_roles.py): which one, when it confirmed it last, and
    # whether it has ended because it is confirmed no more. Ended otherwise it was ended by a person, whose word holds.
    provider = models.CharField(max_length=60, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    claim_gone = models.BooleanField(default=False, editable=False)

    objects = TenantManager.from_queryset(MembershipQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("роль человека")
        verbose_name_plural = _("роли людей")
        ordering = ["-valid_from", "pk"]
        indexes = [models.Index(fields=["region", "organization", "role"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="membership_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=~Q(person=F("acting_for")), name="membership_acts_for_another"),
            models.CheckConstraint(
                condition=Q(provider="", claimed_at=None, claim_gone=False)
                | ~Q(provider="") & Q(claimed_at__isnull=False, acting_for=None),
                name="membership_claimed_by_a_provider",
            ),
            ExclusionConstraint(
                name="membership_same_role_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("organization", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="membership_one_chief_curator",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(role="curator", is_chief=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organization}"
