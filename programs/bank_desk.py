"""What of the banks waits for a person on his first page: his own card, consents, the head's word, proposals."""

from django.db.models import Exists, Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import desk
from accounts.desk import DeskItem
from accounts.permissions import Actor

from .models import BankProposal, GeneralMeeting, MenteeEntry, MentorEntry, PairProposal
from .queries.awaited import awaited
from .queries.banks import WAITING, counts
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


@desk.register
def pairs_proposed(actor: Actor) -> list[DeskItem]:
    """For the curator: pairs that the body of mentors proposes."""
    if not actor.may("unit.manage"):
        return []
    number = PairProposal.objects.filter(organization_id=actor.organization_id, answered_at=None).count()
    title = _t("Ответить органу наставников о парах: %s") % number
    return [DeskItem(title=title, url=reverse("pair_proposal_list"), label=_("К парам"))] if number else []


@desk.register
def consents_awaited(actor: Actor) -> list[DeskItem]:
    """For the curator: who has not answered; one page invites, gives links and marks what is on paper."""
    if not actor.may("consent.paper"):
        return []
    number = awaited(actor).order_by().count()
    title = _t("Ждём согласий: %s") % number
    words = _("Напомнить, выдать ссылку или отметить подписанное на бумаге")
    address = reverse("consents_awaited")
    return [DeskItem(title=title, detail=words, url=address, label=_("К согласиям"))] if number else []


@desk.register
def meetings_to_answer_about(actor: Actor) -> list[DeskItem]:
    """For whoever is invited to a general meeting and has said nothing yet: the one thing that it asks of him."""
    if not actor.may("consent.own"):
        return []
    me = {"person_id": actor.person_id, "organization_id": actor.organization_id}
    mentor = Q(Exists(MentorEntry.objects.filter(state=MentorEntry.State.ACTIVE, **me)))
    waits = Q(Exists(MenteeEntry.objects.filter(state__in=WAITING, **me)))
    rows = GeneralMeeting.objects.visible_to(actor).filter(mentor | waits, answers_until__gte=actor.today)
    return [
        DeskItem(
            title=_("Отметить, с кем хотели бы работать"),
            detail=_t("Общая встреча %(day)s %(place)s") % {"day": f"{row.held_on:%d.%m.%Y}", "place": row.place},
            url=reverse("meeting_choices", args=[row.pk]),
            label=_("Ответить"),
            due=row.answers_until,
        )
        for row in rows.exclude(choices__chooser_id=actor.person_id).order_by("held_on")[:3]
    ]
