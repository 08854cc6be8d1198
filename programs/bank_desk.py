"""What of the banks waits for a person on his first page: his own card, the head's word about mentees, proposals."""

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import desk
from accounts.desk import DeskItem
from accounts.permissions import Actor

from .models import BankProposal, MenteeEntry, MentorEntry
from .queries.banks import counts
from .queries.consent_terms import endings, needs_renewal
from .queries.regulations import effective_regulation


@desk.register
def cards_to_fill(actor: Actor) -> list[DeskItem]:
    """One's own place in the bank of mentors: with an empty card nobody is matched."""
    if not actor.may("consent.own"):
        return []
    waiting = (MentorEntry.State.CANDIDATE, MentorEntry.State.ACTIVE)
    rows = MentorEntry.objects.filter(person_id=actor.person_id, state__in=waiting, competencies=[])
    return [
        DeskItem(
            title=_("Заполнить карточку наставника"),
            detail=_("Пять минут, можно по частям"),
            url=reverse("mentor_card", args=[row.pk, "help"]),
            label=_("Заполнить"),
        )
        for row in rows
    ]


@desk.register
def mentees_to_approve(actor: Actor) -> list[DeskItem]:
    """For the head, where the regulation leaves it to him (S3 п. 3.8, S4 п. 3.3)."""
    if not (actor.may("bank.manage") and actor.may("order.approve")):
        return []
    if effective_regulation(actor.organization, actor.today).value("mentee_approval") != "head":
        return []
    number = counts(MenteeEntry, actor)["unapproved"]
    title = _t("Утвердить наставляемых: %s") % number
    return (
        [DeskItem(title=title, url=f"{reverse('mentee_list')}?show=unapproved", label=_("К списку"))] if number else []
    )


@desk.register
def consents_that_end(actor: Actor) -> list[DeskItem]:
    """For the curator: a child grows up, or a text is too old, and nobody has answered yet."""
    if not actor.may("consent.paper"):
        return []
    rows = endings(actor.organization, actor.today)
    open_ones = [row for row in rows if needs_renewal(row.consent) and not (row.renewal and row.renewal.signed_on)]
    title = _t("Согласия скоро закончатся: %s") % len(open_ones)
    return [DeskItem(title=title, url=reverse("consent_list"), label=_("К списку"))] if open_ones else []


@desk.register
def proposals_to_answer(actor: Actor) -> list[DeskItem]:
    """For the curator: whom somebody has proposed."""
    if not actor.may("unit.manage"):
        return []
    number = BankProposal.objects.filter(organization_id=actor.organization_id, answered_at=None).count()
    title = _t("Ответить на предложения в банк: %s") % number
    return [DeskItem(title=title, url=reverse("proposal_list"), label=_("К предложениям"))] if number else []
