"""The body of mentors proposes who with whom, the curator decides; a yes asks the two themselves (S1 §4.1.4)."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Membership
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role

from ..models import MenteeEntry, MentorEntry, PairProposal, Unit
from ..queries.regulations import effective_regulation
from . import proposals


@transaction.atomic
def propose(
    *, actor: Actor, mentor: MentorEntry, mentee: MenteeEntry, reason: str, questions: Sequence[str] = ()
) -> PairProposal:
    """By a member of the body, of people of his own school."""
    rules = effective_regulation(actor.organization, actor.today)
    if not actor.may("council.work"):
        raise Refusal(_("Пары предлагает орган наставников"), code="permission")
    if {mentor.organization_id, mentee.organization_id} != {actor.organization_id}:
        raise Refusal(_("Предлагают людей своей школы"), code="permission")
    if not reason.strip():
        raise Refusal(_("Напишите, почему эти люди"), todo=_("Достаточно одной фразы"))
    if not set(questions) <= set(rules.value("matching_questions")):
        raise Refusal(_("Такого вопроса нет в регламенте"), clause=rules["matching_questions"].basis)
    try:
        with transaction.atomic():
            row = PairProposal.objects.create(
                organization=actor.organization, mentor_entry=mentor, mentee_entry=mentee, reason=reason.strip(),
                questions=list(questions), author_id=actor.person_id, created_at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise Refusal(_("Эту пару уже предложили"), todo=_("Она ждёт ответа куратора"), code="already") from error
    audit.record(actor, "pairproposal.create", row)
    curators = Membership.objects.in_force(actor.today).filter(organization=actor.organization, role=Role.CURATOR)
    for curator in curators.select_related("person"):
        _tell(row, curator.person, _("Орган наставников предлагает пару"), "new")
    return row


@transaction.atomic
def answer(*, actor: Actor, proposal: PairProposal, form: str = "", words: str = "") -> PairProposal:
    """With a form the pair is proposed to its people, by the same rules as any; without one it is a «no»."""
    if not actor.may("unit.manage"):
        raise Refusal(_("На предложение отвечает куратор"), code="permission")
    row = PairProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if row.answered_at is not None:
        raise Refusal(_("На предложение уже ответили"), code="already")
    if form:
        kinds = proposals.lasting_kinds(effective_regulation(actor.organization, actor.today), 1)
        row.unit = proposals.propose(
            actor=actor, mentor=row.mentor_entry, mentees=[row.mentee_entry], form=form, kinds=kinds,
            reason=row.reason, questions=row.questions, strategy=Unit.Strategy.COUNCIL,
        )  # fmt: skip
    row.accepted, row.answer, row.answered_at = bool(form), words.strip(), clock.now()
    row.save(update_fields=["unit", "accepted", "answer", "answered_at"])
    audit.record(actor, "pairproposal.answer", row, accepted=row.accepted)
    text = _("Вашу пару предложили участникам") if form else _("Пару, которую вы предложили, не составили")
    _tell(row, row.author, text, "answer")
    return row


def _tell(row: PairProposal, person, text: str, key: str) -> None:  # type: ignore[no-untyped-def]
    notify(
        person, text, dedupe_key=f"pairproposal.{key}:{row.pk}", url=reverse("pair_proposal_list"),
        organization_id=row.organization_id,
    )  # fmt: skip
