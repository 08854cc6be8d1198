"""One draft for all the schools of a municipality or of a region. Nobody above a school sees a name: the draft is
handed down, and each school's curator publishes his part of it."""

from collections import defaultdict

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import AuditEvent, Membership, Organization
from accounts.notices import News, notify_all
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role

from ..models import MatchDraft, MatchSuggestion, MentorLoan
from ..queries.partners import OPEN
from ..workflow import move
from .matching import calculate_or_wait, draft_of_node
from .partners import request_loans

State = MatchDraft.State
ELSEWHERE = "elsewhere"


def _may(actor: Actor) -> None:
    if not actor.may("matching.spread"):
        raise Refusal(_("Подбор для всех школ ведут координатор и оператор региона"), code="permission")


@transaction.atomic
def make_draft(*, actor: Actor) -> MatchDraft:
    """The one draft of the node, calculated anew if there is one."""
    _may(actor)
    return calculate_or_wait(draft_of_node(actor), actor)


@transaction.atomic
def discard(*, actor: Actor, draft: MatchDraft) -> MatchDraft:
    return move(draft, "drop", actor=actor)


@transaction.atomic
def hand_down(*, actor: Actor, draft: MatchDraft) -> tuple[int, int]:
    """Every school gets its part as a draft of its own; for a mentor of another school a request goes to that school.

    A school that has a draft of its own keeps it. Returns how many schools were given a draft and how many have kept
    theirs. A fixed number of queries.
    """
    _may(actor)
    row = move(draft, "hand_down", actor=actor)
    parts: dict[int, list[MatchSuggestion]] = defaultdict(list)
    for one in row.suggestions.select_related("mentee_entry", "mentor_entry"):
        parts[one.mentee_entry.organization_id].append(one)
    if not parts:
        raise Refusal(_("В черновике никого нет"), todo=_("Дождитесь запросов наставляемых и пересчитайте"))
    # Nobody makes a draft of these schools meanwhile.
    schools = Organization.objects.select_for_update(of=("self",)).filter(pk__in=parts).order_by("pk")
    schools = {school.pk: school for school in schools}
    own = MatchDraft.objects.filter(organization__in=parts, state__in=[State.CALCULATING, State.DRAFT])
    busy = set(own.values_list("organization_id", flat=True))
    drafts = MatchDraft.objects.bulk_create(
        MatchDraft(
            organization=school, state=State.DRAFT, part_of=row, version=1, created_by_id=actor.person_id,
            created_at=clock.now(), calculated_at=row.calculated_at, weights=row.weights, proof=row.proof,
            weights_basis=row.weights_basis, points=sum(one.points for one in parts[pk] if not _is_across(one)),
        )
        for pk, school in schools.items()
        if pk not in busy
    )  # fmt: skip
    MatchSuggestion.objects.bulk_create(_copy(one, draft) for draft in drafts for one in parts[draft.organization_id])
    AuditEvent.objects.bulk_create(audit.event(actor, "matchdraft.receive", draft) for draft in drafts)
    _ask_across(actor, schools, [one for draft in drafts for one in parts[draft.organization_id] if _is_across(one)])
    _tell_curators(actor, drafts)
    return len(drafts), len(busy)


def _is_across(one: MatchSuggestion) -> bool:
    return one.mentor_entry is not None and one.mentor_entry.organization_id != one.mentee_entry.organization_id


def _copy(one: MatchSuggestion, draft: MatchDraft) -> MatchSuggestion:
    """A mentor of another school is nobody yet: the row says that he has been asked for."""
    if _is_across(one):
        return MatchSuggestion(draft=draft, mentee_entry=one.mentee_entry, reasons=[[ELSEWHERE, 1]])
    return MatchSuggestion(
        draft=draft, mentee_entry=one.mentee_entry, mentor_entry=one.mentor_entry, points=one.points, seat=one.seat,
        form=one.form, kinds=one.kinds, bars=one.bars, reasons=one.reasons, is_mutual=one.is_mutual,
        is_two_way=one.is_two_way,
    )  # fmt: skip


def _ask_across(actor: Actor, schools: dict[int, Organization], across: list[MatchSuggestion]) -> None:
    """One request for a mentor and a school, whoever of it needs him."""
    known = MentorLoan.objects.filter(organization__in=schools, state__in=OPEN)
    taken = set(known.values_list("organization_id", "mentor_entry_id"))
    needs: dict[tuple[int, int], list[str]] = defaultdict(list)
    entries = {}
    for one in across:
        assert one.mentor_entry is not None  # it is across
        where = (one.mentee_entry.organization_id, one.mentor_entry_id or 0)
        if where not in taken:
            entries[one.mentor_entry_id] = one.mentor_entry
            needs[where].append(one.mentee_entry.subject)
    request_loans(
        actor=actor,
        loans=[
            MentorLoan(
                organization=schools[school], mentor_entry=entries[entry], created_by_id=actor.person_id,
                created_at=clock.now(), need=", ".join(dict.fromkeys(filter(None, words)))[:500],
            )
            for (school, entry), words in needs.items()
        ],
    )  # fmt: skip


def _tell_curators(actor: Actor, drafts: list[MatchDraft]) -> None:
    by_school = {draft.organization_id: draft for draft in drafts}
    rows = Membership.objects.in_force(actor.today).filter(organization_id__in=by_school, role=Role.CURATOR)
    news = []
    for membership in rows.select_related("person"):
        draft = by_school[membership.organization_id]
        news.append(
            News(
                membership.person, _("Вам передали черновик подбора: проверьте и опубликуйте"),
                f"matchdraft:{draft.pk}", url=reverse("match_detail", args=[draft.pk]),
                organization_id=draft.organization_id,
            )
        )  # fmt: skip
    notify_all(news)
