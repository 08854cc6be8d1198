"""What agreements with other schools and their requests for mentors leave to a person on his first page."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import desk
from accounts.desk import DeskItem
from accounts.permissions import Actor

from .models import MentorLoan, Partnership

MOST = 20


@desk.register
def agreements_to_confirm(actor: Actor) -> list[DeskItem]:
    """Each side's head says that the agreement is his too."""
    if not actor.may("order.approve"):
        return []
    own = actor.organization_id
    ours = Q(organization_id=own, confirmed_on=None) | Q(partner_id=own, partner_confirmed_on=None)
    rows = Partnership.objects.filter(ours, ended_on=None).select_related("organization", "partner")
    return [
        DeskItem(
            title=_("Подтвердить договор о сотрудничестве"),
            detail=row.other(own),
            url=reverse("partnership_list"),
            label=_("К договору"),
        )
        for row in rows[:MOST]
    ]


@desk.register
def mentors_asked_for(actor: Actor) -> list[DeskItem]:
    """The mentor's school answers first, then he."""
    mine = Q(mentor_entry__person_id=actor.person_id, state=MentorLoan.State.OFFERED)
    if actor.may("bank.manage"):
        mine |= Q(mentor_entry__organization_id=actor.organization_id, state=MentorLoan.State.ASKED)
    rows = MentorLoan.objects.filter(mine).select_related("organization", "mentor_entry__person")
    return [_request(row) for row in rows[:MOST]]


def _request(row: MentorLoan) -> DeskItem:
    of_the_school = row.state == MentorLoan.State.ASKED
    who = f"{row.organization.short_name}: {row.mentor_entry.person.full_name}"
    return DeskItem(
        title=_("Другая школа просит наставника") if of_the_school else _("Другая школа просит вас быть наставником"),
        detail=who if of_the_school else row.organization.short_name,
        url=reverse("loan_list"),
        label=_("Ответить"),
    )
