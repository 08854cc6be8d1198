"""A contest is an event: those marked with a place at it are awarded by one press of the head, diplomas with it."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Person
from accounts.permissions import Actor
from accounts.refusal import Refusal
from programs.models import Event, EventParticipant, Program, UnitMember
from programs.models.program import AT_WORK

from ..documents.kinds import KINDS
from ..models import Document, Nomination
from ..queries.recognition import Candidate, Offer, offers_of
from .nominations import grant, made
from .papers import issue_paper

Result = EventParticipant.Result
PRIZED = (Result.FIRST, Result.SECOND, Result.THIRD, Result.LAUREATE)
MOST = 60


def winners_of(event: Event) -> list[EventParticipant]:
    """Of the organization that holds it, marked with a place, the first ones first."""
    rows = event.participants.filter(organization_id=event.organization_id, result__in=PRIZED)
    rows = rows.exclude(part=EventParticipant.Part.JURY).select_related("person")
    return sorted(rows, key=lambda row: (PRIZED.index(Result(row.result)), row.person.full_name))


@transaction.atomic
def award_winners(*, actor: Actor, event: Event, award: str) -> list[Document]:
    """The awards of everybody who has a place, with a numbered diploma each; pressed again it makes nothing twice.

    ``award``: which award of the catalogue the contest is held for. Raises Refusal before the contest has taken place,
    where nobody has a place, and for whom the award is not.
    """
    if not actor.may("order.approve") or not actor.signs_for(event.organization_id):
        raise Refusal(_("Итоги конкурса утверждает руководитель"), code="permission")
    row = Event.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=event.pk)
    if row.kind != Event.Kind.CONTEST or row.state != Event.State.HELD:
        raise Refusal(_("Конкурс ещё не проведён"), todo=_("Откройте событие и отметьте, что оно прошло"), code="state")
    offer = offers_of(actor).get(award)
    if offer is None or offer.award.level != "school":
        raise Refusal(_("Такой награды организации нет"), todo=_("Выберите из списка"), code="foreign")
    given = Nomination.objects.filter(contest=row, state=Nomination.State.AWARDED).values_list("person_id", flat=True)
    prized = winners_of(row)
    winners = [one for one in prized if one.person_id not in set(given)][:MOST] or prized[:MOST]
    if not winners:
        raise Refusal(
            _("Ни у кого нет места"),
            todo=_("Отметьте на странице события участников с местом или дипломом"),
        )  # fmt: skip
    sides = _sides([one.person for one in winners], row)
    if strangers := tuple(one.person.full_name for one in winners if one.person_id not in sides):
        raise Refusal(
            _("За наставничество награждают его участников"),
            todo=_("Составьте им пару с программой или отметьте их участниками без места"), missing=strangers,
        )  # fmt: skip
    papers = [_award(actor, offer, row, one, sides[one.person_id]) for one in winners]
    audit.record(actor, "event.award", row, award=award, people=len(papers))
    return papers


def _award(actor: Actor, offer: Offer, event: Event, winner: EventParticipant, side: tuple[str, Program]) -> Document:
    part, program = side
    place = str(winner.get_result_display())
    living = Nomination.objects.exclude(state=Nomination.State.DECLINED).filter(contest=event, person=winner.person)
    nomination = living.first() or made(
        actor, offer, Candidate(part, winner.person, program), contest=event, place=place,
        reason=_("%(place)s в конкурсе «%(title)s»") % {"place": place, "title": event.title},
    )[0]  # fmt: skip
    if nomination.state != Nomination.State.AWARDED:
        try:
            nomination = grant(actor=actor, nomination=nomination)
        except Refusal as refusal:
            raise Refusal(
                f"{winner.person.full_name}: {refusal.reason}",
                clause=refusal.clause,
                todo=refusal.todo,
                code=refusal.code,
            ) from refusal
    return issue_paper(actor=actor, kind=KINDS["diploma"], row=nomination)


def _sides(people: list[Person], event: Event) -> dict[int, tuple[str, Program]]:
    """Person → on which side of which programme he is: the latest one. Two queries."""
    seats = UnitMember.objects.filter(person__in=people, unit__organization_id=event.organization_id)
    seats = list(seats.order_by("pk"))
    states = (*AT_WORK, Program.State.COMPLETED)
    rows = Program.objects.filter(unit_id__in=[seat.unit_id for seat in seats], state__in=states).order_by("pk")
    programs = {row.unit_id: row for row in rows}
    return {seat.person_id: (seat.side, programs[seat.unit_id]) for seat in seats if seat.unit_id in programs}
