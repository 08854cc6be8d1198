"""Drafts of matching: calculated, changed by the curator's pins, published by one press. A person decides."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import audit, clock
from accounts.models import Membership, Organization, Region
from accounts.permissions import Actor, actor_of
from accounts.refusal import Refusal
from accounts.roles import Role
from accounts.services.regions import each_region
from accounts.tenancy import tenant_scope

from ..matching.assign import Impossible, Solution, solve
from ..matching.explain import Explainer, two_way_pairs
from ..matching.pool import PARTS, Pool
from ..models import MatchDraft, MatchPin, MatchSuggestion, MenteeEntry, MentorEntry, Unit
from ..queries import match_words
from ..queries.pool import build_pool, terms_of
from ..queries.reach import open_schools_below, schools_below
from ..queries.regulations import effective_regulation
from ..workflow import move
from . import units
from .proposals import Wanted, propose_all

BATCH = 400  # proposals in one transaction: they lock their people; the queries are as many for one as for all
AT_ONCE = 300 * 300  # pairs of a mentee and a mentor: more is calculated by the worker
State = MatchDraft.State


def _may(actor: Actor) -> None:
    if not actor.may("unit.manage"):
        raise Refusal(_("Пары подбирает куратор"), code="permission")


@transaction.atomic
def make_draft(*, actor: Actor) -> MatchDraft:
    """The draft of the actor's school, calculated anew if there is one: pins stay. A big one waits for the worker."""
    _may(actor)
    return calculate_or_wait(draft_of_node(actor), actor)


def draft_of_node(actor: Actor) -> MatchDraft:
    """The open draft of the actor's node, or a new one: one, however many presses."""
    Organization.objects.select_for_update(of=("self",)).get(pk=actor.organization_id)
    draft = open_draft(actor)
    if draft is None:
        draft = MatchDraft.objects.create(
            organization=actor.organization, created_by_id=actor.person_id, created_at=clock.now()
        )
        audit.record(actor, "matchdraft.create", draft)
    return draft


def open_draft(actor: Actor) -> MatchDraft | None:
    rows = MatchDraft.objects.select_for_update(of=("self",)).filter(organization_id=actor.organization_id)
    return rows.filter(state__in=[State.CALCULATING, State.DRAFT]).first()


def calculate_or_wait(draft: MatchDraft, actor: Actor) -> MatchDraft:
    below = {"organization__in": schools_below(draft.organization).filter(closed_on=None)}
    waiting = MenteeEntry.objects.filter(state__in=["requested", "unmatched_support"], **below)
    mentors = MentorEntry.objects.filter(state=MentorEntry.State.ACTIVE, **below)
    if waiting.count() * mentors.count() > AT_ONCE:
        return draft if draft.state == State.CALCULATING else move(draft, "wait", actor=actor, as_effect=True)
    return calculate(draft=draft, actor=actor)


@transaction.atomic
def calculate(*, draft: MatchDraft, actor: Actor | None = None) -> MatchDraft:
    """The best assignment of this moment into the draft. A pin that no longer stands is dropped and told of."""
    pool, solution = _solved(draft)
    rules = effective_regulation(draft.organization, clock.today(draft.organization.zone))
    proof = solution.proof
    _write(draft, pool, solution)
    return move(
        draft, "calculate", actor=actor, as_effect=True,
        changes={
            "points": solution.points, "version": draft.version + 1, "calculated_at": clock.now(),
            "weights": dict(zip(PARTS, terms_of(rules).weights, strict=True)),
            "weights_basis": rules["matching_weights"].basis[:500],
            "proof": {"worth": proof.worth, "bound": proof.bound, "gap": proof.gap, "cells": proof.cells,
                      "faults": proof.faults},
        },
    )  # fmt: skip


def calculate_waiting() -> int:
    """Every region's drafts that wait for the worker, each in a transaction of its own. Returns how many were made."""
    made = 0

    def in_region(region: Region) -> int:
        nonlocal made
        while True:
            with tenant_scope(region.pk):
                rows = MatchDraft.objects.select_for_update(of=("self",), skip_locked=True)
                draft = rows.filter(state=State.CALCULATING).select_related("organization__region").first()
                if draft is None:
                    return made
                calculate(draft=draft)
                made += 1

    each_region(in_region, "matching")
    return made


def _solved(draft: MatchDraft) -> tuple[Pool, Solution]:
    while True:
        pool = build_pool(open_schools_below(draft.organization), draft=draft)
        try:
            return pool, solve(pool)
        except Impossible as stopped:  # the pool has changed under the pin
            mentee, mentor, _rule = stopped.args
            MatchPin.objects.filter(draft=draft, mentee_entry_id=mentee, mentor_entry_id=mentor).delete()


def _write(draft: MatchDraft, pool: Pool, solution: Solution) -> None:
    draft.suggestions.all().delete()
    explainer = Explainer(pool)
    both_ways = two_way_pairs(solution.pairs, pool)
    mentees = {one.key: one for one in pool.mentees}
    persons = {one.key: one.person for one in pool.mentors}
    rows = []
    for pair in solution.pairs:
        mentee, mentor = mentees[pair.mentee], persons[pair.mentor]
        mine = pool.answers.get((mentee.person, mentor), 1 if mentor in mentee.wished else 0)
        rows.append(
            MatchSuggestion(
                draft=draft,
                mentee_entry_id=pair.mentee,
                mentor_entry_id=pair.mentor,
                points=pair.points,
                seat=pair.seat,
                form=pair.form,
                kinds=sorted(pair.kinds),
                is_two_way=pair.mentee in both_ways,
                is_mutual=mine > 0 and pool.answers.get((mentor, mentee.person), 0) > 0,
                bars=match_words.kept(explainer.bars(pair.mentee, pair.mentor, pair.seat)),
            )
        )
    why = Explainer(pool, solution.alone).why_alone()
    rows += [MatchSuggestion(draft=draft, mentee_entry_id=key, reasons=why[key]) for key in solution.alone]
    MatchSuggestion.objects.bulk_create(rows)


@transaction.atomic
def pin(*, actor: Actor, draft: MatchDraft, mentee: MenteeEntry, mentor: MentorEntry, kind: str) -> MatchDraft:
    """This pair by all means or by no means; the draft is calculated anew. Raises Refusal with the rule against it."""
    row = _editable(actor, draft)
    pins = MatchPin.objects.filter(draft=row, mentee_entry=mentee)
    pins.filter(mentor_entry=mentor).delete()
    if kind == MatchPin.Kind.PINNED:
        pins.filter(kind=kind).delete()
    MatchPin.objects.create(draft=row, mentee_entry=mentee, mentor_entry=mentor, kind=kind)
    try:
        solve(build_pool([row.organization], draft=row))
    except Impossible as stopped:
        raise Refusal(
            _("Закрепить нельзя: %s") % match_words.reason(stopped.args[2]), todo=_("Выберите другого наставника")
        ) from stopped
    audit.record(actor, "matchdraft.pin", row, mentee=mentee.pk, mentor=mentor.pk, kind=kind)
    return calculate_or_wait(row, actor)


@transaction.atomic
def unpin(*, actor: Actor, draft: MatchDraft, mentee: MenteeEntry, mentor: MentorEntry) -> MatchDraft:
    row = _editable(actor, draft)
    MatchPin.objects.filter(draft=row, mentee_entry=mentee, mentor_entry=mentor).delete()
    audit.record(actor, "matchdraft.unpin", row, mentee=mentee.pk, mentor=mentor.pk)
    return calculate_or_wait(row, actor)


def _editable(actor: Actor, draft: MatchDraft) -> MatchDraft:
    _may(actor)
    row = MatchDraft.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=draft.pk)
    if row.state != State.DRAFT:
        raise Refusal(
            _("Черновик уже не меняют: %s") % row.get_state_display(), todo=_("Посчитайте новый черновик"), code="state"
        )
    return row


@transaction.atomic
def discard(*, actor: Actor, draft: MatchDraft) -> MatchDraft:
    return move(draft, "discard", actor=actor)


@transaction.atomic
def publish(*, actor: Actor, draft: MatchDraft) -> MatchDraft:
    """Every suggestion becomes a proposal, everybody is told; who has left the bank meanwhile is named instead."""
    row = _editable(actor, draft)
    rules = effective_regulation(row.organization, actor.today)
    until = actor.today + datetime.timedelta(days=int(rules.value("matching_answer_days")))
    if not row.suggestions.exclude(mentor_entry=None).exists():
        raise Refusal(_("В черновике нет ни одной пары"), todo=_("Пополните банк наставников и пересчитайте"))
    # Who publishes is whose name the worker sends what is left in.
    changes = {"published_at": clock.now(), "answer_until": until, "created_by_id": actor.person_id}
    row = move(row, "publish", actor=actor, changes=changes)
    send(actor=actor, draft=row)
    return row


@transaction.atomic
def send(*, actor: Actor, draft: MatchDraft) -> int:
    """The next proposals of a published draft, BATCH of them; the worker sends what is left. How many were sent."""
    MatchDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    found = pending(draft).select_related("mentor_entry__person", "mentee_entry__person").order_by("pk")
    rules = effective_regulation(draft.organization, actor.today)
    groups = _groups(list(found), int(rules.value("min_group_mentees") or 2))[:BATCH]
    _propose(actor, groups)
    return len(groups)


def pending(draft: MatchDraft) -> QuerySet[MatchSuggestion]:
    return draft.suggestions.filter(mentor_entry__isnull=False, unit=None, problem="")


def send_waiting() -> int:
    """Every region's published drafts with proposals left to send, in the name of who published them."""
    sent = 0

    def in_region(region: Region) -> int:
        nonlocal sent
        while True:
            with tenant_scope(region.pk):
                waiting = MatchSuggestion.objects.filter(
                    draft__state=State.PUBLISHED, mentor_entry__isnull=False, unit=None, problem=""
                )
                drafts = MatchDraft.objects.select_for_update(of=("self",), skip_locked=True)
                draft = drafts.filter(pk__in=waiting.values("draft_id")).select_related("organization__region").first()
                if draft is None:
                    return sent
                actor = _curator(draft)
                if actor is None:
                    pending(draft).update(problem=_("Куратор сменился: предложите эту пару заново"))
                    continue
                sent += send(actor=actor, draft=draft)

    each_region(in_region, "proposals")
    return sent


def _curator(draft: MatchDraft) -> Actor | None:
    """Who made the draft, if he is still a curator of the school."""
    rows = Membership.objects.in_force(clock.today(draft.organization.zone)).filter(
        person_id=draft.created_by_id, organization_id=draft.organization_id, role=Role.CURATOR
    )
    membership = rows.select_related("person", "organization__region", "region").first()
    return actor_of(membership) if membership else None


def _groups(suggestions: list[MatchSuggestion], least: int) -> list[list[MatchSuggestion]]:
    """Mentees of one mentor who want a group and no pair are one unit; everybody else is a pair."""
    wanting = defaultdict(list)
    out = []
    for one in suggestions:
        if "GROUP" in one.kinds and "TRADITIONAL" not in one.kinds:
            wanting[one.mentor_entry_id, one.form].append(one)
        else:
            out.append([one])
    for together in wanting.values():
        out += [together] if len(together) >= least else [[one] for one in together]
    return sorted(out, key=lambda group: group[0].pk)


def _wanted(group: list[MatchSuggestion]) -> Wanted:
    first = group[0]
    assert first.mentor_entry is not None  # chosen so by publish
    return Wanted(
        mentor=first.mentor_entry, mentees=[one.mentee_entry for one in group], form=first.form,
        kinds=match_words.kinds_to_propose(first.kinds, two_way=first.is_two_way, size=len(group)),
        reason=match_words.gist(match_words.restored(first.bars), mutual=False), strategy=Unit.Strategy.DRAFT,
    )  # fmt: skip


def _propose(actor: Actor, groups: list[list[MatchSuggestion]]) -> list[Unit | Refusal]:
    """Each group is proposed or keeps the reason why not. A fixed number of queries."""
    answers = propose_all(actor=actor, wanted=[_wanted(group) for group in groups])
    rows = []
    for group, answer in zip(groups, answers, strict=True):
        for one in group:
            one.unit, one.problem = (None, answer.reason[:300]) if isinstance(answer, Refusal) else (answer, "")
            rows.append(one)
    MatchSuggestion.objects.bulk_update(rows, ["unit", "problem"])
    return answers


@transaction.atomic
def propose_next(*, actor: Actor, suggestion: MatchSuggestion, mentor: MentorEntry) -> Unit:
    """After a refusal: the next one, by the curator's press. The rules are asked again."""
    _may(actor)
    row = MatchSuggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)
    if row.unit is not None and row.unit.state != Unit.State.REJECTED:
        raise Refusal(
            _("Предложение ещё в силе: %s") % row.unit.get_state_display(),
            todo=_("Дождитесь ответа: следующего предлагают после отказа"),
            code="state",
        )
    pool = build_pool([actor.organization])
    if row.mentee_entry_id not in {one.key for one in pool.mentees}:
        raise Refusal(
            _("%s уже не ждёт наставника") % row.mentee_entry.person.full_name,
            todo=_("Обновите страницу: у него уже есть пара или он выбыл"),
            code="state",
        )
    found = {one.mentor: one for one in Explainer(pool, [row.mentee_entry_id]).candidates(row.mentee_entry_id)}
    chosen = found.get(mentor.pk)
    if chosen is None or chosen.reason:
        why = match_words.reason(chosen.reason) if chosen else _("его нет в банке")
        raise Refusal(_("Предложить нельзя: %s") % why, todo=_("Обновите страницу и выберите другого"))
    row.mentor_entry, row.points, row.form = mentor, chosen.points, chosen.form
    row.kinds, row.bars = sorted(chosen.kinds), match_words.kept(chosen.bars)
    row.seat, row.problem, row.is_two_way = 0, "", False
    row.save()
    (unit,) = _propose(actor, [[row]])
    if isinstance(unit, Refusal):
        raise unit
    return unit


def expire_proposals(today: datetime.date, drafts: Iterable[MatchDraft]) -> int:
    """Proposals of published drafts that nobody answered in time are taken back; the curator sees who is next."""
    gone = 0
    for draft in drafts:
        late = draft.suggestions.filter(unit__state=Unit.State.PROPOSED, unit__isnull=False)
        for unit in Unit.objects.filter(pk__in=late.values("unit_id")).order_by("pk"):
            if draft.answer_until is not None and today > draft.answer_until:
                units.reject(actor=None, unit=unit, why=_("истёк срок ответа"))
                gone += 1
    return gone


def published_words(count: int) -> str:
    return ngettext("Разослано %s предложение", "Разослано предложений: %s", count) % count
