"""What the pages of matching show: rows of a draft, candidates of a mentee, a difference, the answers to proposals."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.permissions import Actor

from ..matching.assign import Impossible, Pair, Solution, solve
from ..matching.explain import Candidate, Explainer, two_way
from ..matching.pool import Pool
from ..matching.what_if import Difference, compare, cost_of_pin, forbid, pin, weigh
from ..models import MatchDraft, MatchPin, MatchSuggestion, MenteeEntry, MentorEntry, Unit, UnitMember
from ..regulation.catalogue.choices import FORMS, MATCHING_PARTS
from . import match_words
from .pool import WAITING, build_pool
from .reach import open_schools_below

NEAREST = 6  # candidates whose price is counted on a page: each is an assignment of its own
CANDIDATES = 12


def suggestions_of(draft: MatchDraft, show: str = "") -> QuerySet[MatchSuggestion]:
    """Rows of a draft by name; ``show`` narrows them to mutual, alone or pinned ones."""
    rows = draft.suggestions.select_related("mentee_entry__person", "mentor_entry__person", "unit")
    if show == "mutual":
        rows = rows.filter(is_mutual=True)
    if show == "alone":
        rows = rows.filter(mentor_entry=None)
    if show == "pinned":
        rows = rows.filter(mentee_entry__in=draft.pins.filter(kind=MatchPin.Kind.PINNED).values("mentee_entry_id"))
    return rows


def left_alone(organization_id: int) -> QuerySet[MenteeEntry]:
    """Whom the last draft of the school has found nobody for and who still waits without support."""
    drafts = MatchDraft.objects.filter(
        organization_id=organization_id, state__in=[MatchDraft.State.DRAFT, MatchDraft.State.PUBLISHED]
    )
    nobody = MatchSuggestion.objects.filter(draft__in=drafts.order_by("-pk").values("pk")[:1], mentor_entry=None)
    rows = MenteeEntry.objects.filter(state=MenteeEntry.State.REQUESTED, pk__in=nobody.values("mentee_entry_id"))
    return rows.select_related("person").order_by("person__last_name", "pk")


def draft_facts(draft: MatchDraft) -> dict[str, Any]:
    """The numbers above the table: one query over the suggestions, one over the pins."""
    found = draft.suggestions.aggregate(
        every=Count("pk"), paired=Count("mentor_entry"), mutual=Count("pk", filter=Q(is_mutual=True)),
        mentors=Count("mentor_entry", distinct=True), both_ways=Count("pk", filter=Q(is_two_way=True)),
    )  # fmt: skip
    pins = list(draft.pins.select_related("mentee_entry__person", "mentor_entry__person"))
    found["alone"] = found["every"] - found["paired"]
    found["pinned"] = {one.mentee_entry_id for one in pins if one.kind == MatchPin.Kind.PINNED}
    found["forbidden"] = [one for one in pins if one.kind == MatchPin.Kind.FORBIDDEN]
    found["proven"] = draft.proof.get("gap") == 0 and draft.proof.get("faults") == 0
    found["weights"] = [
        (MATCHING_PARTS[part], points) for part, points in draft.weights.items() if part in MATCHING_PARTS
    ]
    found["most"] = sum(draft.weights.values())
    return found


def rows_of(suggestions: Iterable[MatchSuggestion], pinned: set[int]) -> list[dict[str, Any]]:
    """Suggestions as the table draws them."""
    return [
        {
            "row": one, "pinned": one.mentee_entry_id in pinned, "form": FORMS.get(one.form, ""),
            "gist": match_words.gist(match_words.restored(one.bars), mutual=one.is_mutual),
            "why": match_words.counted_reasons(one.reasons) if one.mentor_entry_id is None else "",
        }
        for one in suggestions
    ]  # fmt: skip


def _entries(model: Any, keys: Iterable[int]) -> list[Any]:
    return list(model.objects.filter(pk__in=list(keys)).select_related("person"))


def candidate_row(one: Candidate, person: Any, subject: str = "") -> dict[str, Any]:
    return {
        "mentor": one.mentor, "person": person, "subject": subject, "points": one.points,
        "bars": match_words.bar_rows(one.bars), "form": FORMS.get(one.form, ""), "form_code": one.form,
        "kind": match_words.kinds_to_propose(one.kinds),
        "reason": match_words.reason(one.reason) if one.reason else "",
    }  # fmt: skip


def candidates_for(entry: MenteeEntry) -> dict[str, Any]:
    """The ranked mentors of a mentee who waits, and who cannot be and why. The queries of the pool and one of names."""
    pool = build_pool([entry.organization])
    if entry.pk not in {one.key for one in pool.mentees}:
        return {"waits": False, "fitting": [], "others": [], "most": 0, "total": 0}
    found = Explainer(pool, [entry.pk]).candidates(entry.pk)
    return {"waits": True, **_ranked(found, pool, entry.pk)}


def _ranked(found: list[Candidate], pool: Pool, mentee: int) -> dict[str, Any]:
    names = {entry.pk: entry for entry in _entries(MentorEntry, [one.mentor for one in found])}
    shown = [one for one in found if one.reason not in ("other_track", "same_person")]
    rows = [candidate_row(one, names[one.mentor].person, names[one.mentor].subject) for one in shown]
    both = {pair for found_both in two_way(pool) for pair in (found_both.one, found_both.other)}
    for row in rows:
        row["two_way"] = (mentee, row["mentor"]) in both
    fitting = [row for row in rows if not row["reason"]]
    place = next(one.organization for one in pool.mentees if one.key == mentee)
    return {
        "fitting": fitting[:CANDIDATES], "others": [row for row in rows if row["reason"]][:CANDIDATES * 5],
        "fit": len(fitting), "total": len(rows), "most": sum(pool.terms[place].weights),
    }  # fmt: skip


def other_mentors(draft: MatchDraft, entry: MenteeEntry) -> dict[str, Any]:
    """«Почему не другой»: for the nearest candidates, what the whole draft would lose if they were insisted on."""
    pool = build_pool([draft.organization], draft=draft)
    if entry.pk not in {one.key for one in pool.mentees}:
        return {"waits": False}
    now = solve(pool)
    mine = next((pair for pair in now.pairs if pair.mentee == entry.pk), None)
    ranked = _ranked(Explainer(pool, [entry.pk]).candidates(entry.pk), pool, entry.pk)
    for row in ranked["fitting"][:NEAREST]:
        row["now"] = mine is not None and mine.mentor == row["mentor"]
        answer = None if row["now"] else cost_of_pin(pool, now, entry.pk, row["mentor"])
        row["price"] = _price(answer) if isinstance(answer, Difference) else ""
        row["stopped"] = match_words.reason(answer.args[2]) if isinstance(answer, Impossible) else ""
    for row in ranked["others"]:  # a ban of the curator's own is lifted where it was made
        row["banned"] = (entry.pk, row["mentor"]) in pool.forbidden
    return {"waits": True, "mine": mine, **ranked}


def _price(answer: Difference) -> str:
    """«−3», «ничего не меняет», and who would stay without a pair."""
    said = f"−{-answer.points}" if answer.points < 0 else (f"+{answer.points}" if answer.points else _("сумма та же"))
    if answer.pairs < 0:
        said += ", " + _("без пары станет больше на %s") % -answer.pairs
    return said


def difference_of_pair(draft: MatchDraft, mentee: int, mentor: int, kind: str) -> dict[str, Any]:
    """What would change in the draft with this pin or ban, and part by part why it is not so now."""
    pool = build_pool([draft.organization], draft=draft)
    now = solve(pool)
    changed = (pin if kind == MatchPin.Kind.PINNED else forbid)(pool, mentee, mentor)
    try:
        after = solve(changed)
    except Impossible as stopped:
        return {"stopped": match_words.reason(stopped.args[2])}
    mine = next((pair for pair in now.pairs if pair.mentee == mentee), None)
    context = _difference(draft, now, after)
    if mine is not None and mine.mentor != mentor and kind == MatchPin.Kind.PINNED:
        explainer = Explainer(pool, [mentee])
        context["compared"] = _side_by_side(explainer, mentee, mine.mentor, mentor)
        context["chosen"] = next(iter(_entries(MentorEntry, [mine.mentor]))).person
    return context


def _side_by_side(explainer: Explainer, mentee: int, chosen: int, other: int) -> list[dict[str, Any]]:
    first, second = (match_words.bar_rows(explainer.bars(mentee, key)) for key in (chosen, other))
    return [{"name": a["name"], "most": a["most"], "a": a, "b": b} for a, b in zip(first, second, strict=True)]


def difference_of_weights(draft: MatchDraft, weights: dict[str, int]) -> dict[str, Any]:
    pool = build_pool([draft.organization], draft=draft)
    now, after = solve(pool), solve(weigh(pool, weights))
    return _difference(draft, now, after)


def _difference(draft: MatchDraft, now: Solution, after: Solution) -> dict[str, Any]:
    found = compare(now, after)
    keys = {one.mentee for one in found.changes}
    pairs = [pair for one in found.changes for pair in (one.before, one.after) if pair]
    mentees = {entry.pk: entry for entry in _entries(MenteeEntry, keys)}
    mentors = {entry.pk: entry for entry in _entries(MentorEntry, {pair.mentor for pair in pairs})}

    def side(pair: Any) -> dict[str, Any] | None:
        return {"person": mentors[pair.mentor].person, "points": pair.points} if pair else None

    changes = [
        {
            "mentee": mentees[one.mentee], "before": side(one.before), "after": side(one.after),
            "points": (one.after.points if one.after else 0) - (one.before.points if one.before else 0),
        }
        for one in found.changes
    ]  # fmt: skip
    return {
        "changes": changes, "points": found.points, "pairs": found.pairs, "total_before": now.points,
        "total_after": after.points, "paired_before": len(now.pairs), "paired_after": len(after.pairs),
        "moved": sum(_mentor_of(one.before) != _mentor_of(one.after) for one in found.changes),
        "stale": now.points != draft.points,
    }  # fmt: skip


def _mentor_of(pair: Pair | None) -> int | None:
    return pair.mentor if pair else None


def answers_to(
    draft: MatchDraft, suggestions: list[MatchSuggestion], until: datetime.date | None
) -> list[dict[str, Any]]:
    """Published suggestions with the answers of both sides; where a pair did not come about, who is next."""
    units = [one.unit_id for one in suggestions if one.unit_id]
    members: dict[int, dict[str, list[UnitMember]]] = {}
    for member in UnitMember.objects.filter(unit_id__in=units).select_related("person"):
        members.setdefault(member.unit_id, {"mentor": [], "mentee": []})[member.side].append(member)
    failed = [one for one in suggestions if one.unit is None or one.unit.state == Unit.State.REJECTED]
    nexts = next_best(draft, failed)
    rows = []
    for one in suggestions:
        sides = members.get(one.unit_id or 0, {"mentor": [], "mentee": []})
        rows.append(
            {
                "row": one,
                "mentor": [_answer(member) for member in sides["mentor"]],
                "mentee": [
                    _answer(member) for member in sides["mentee"] if member.person_id == one.mentee_entry.person_id
                ],
                "next": nexts.get(one.pk),
                "over": one in failed and one.mentor_entry_id is not None,
                "late": until is not None
                and one.unit is not None
                and one.unit.proposed_at.astimezone(draft.organization.zone).date() > until,
            }
        )
    return rows


def _answer(member: UnitMember) -> dict[str, Any]:
    if member.declined_on:
        return {"kind": "late", "on": member.declined_on, "said": "declined"}
    if member.agreed_on:
        return {"kind": "ok", "on": member.agreed_on, "said": "agreed"}
    return {"kind": "wait", "on": None, "said": ""}


def next_best(draft: MatchDraft, failed: list[MatchSuggestion]) -> dict[int, dict[str, Any]]:
    """The best candidate of each mentee who waits again."""
    waiting = [one for one in failed if one.mentee_entry.state in WAITING]
    if not waiting:
        return {}
    pool = build_pool([draft.organization])
    known = {mentee.key for mentee in pool.mentees}
    explainer = Explainer(pool, [one.mentee_entry_id for one in waiting])
    best = {}
    for one in waiting:
        if one.mentee_entry_id in known:
            first = explainer.candidates(one.mentee_entry_id)[:1]
            best.update({one.pk: first[0]} if first and not first[0].reason else {})
    names = {entry.pk: entry for entry in _entries(MentorEntry, {found.mentor for found in best.values()})}
    return {key: {"mentor": names[found.mentor], "points": found.points} for key, found in best.items()}


def waiting_below(actor: Actor) -> dict[str, int]:
    """How many wait and how many may lead below the node: numbers alone. Three queries."""
    below = {"organization_id__in": actor.organization_ids, "organization__kind": "school"}
    return {
        "waiting": MenteeEntry.objects.filter(state__in=WAITING, **below).count(),
        "mentors": MentorEntry.objects.filter(state=MentorEntry.State.ACTIVE, **below).count(),
    }


def by_school(draft: MatchDraft) -> list[dict[str, Any]]:
    """Numbers of a draft above the schools, school by school, and what became of each part. Two queries."""
    across = ~Q(mentor_entry__organization=F("mentee_entry__organization")) & Q(mentor_entry__isnull=False)
    name = "mentee_entry__organization__short_name"
    rows = draft.suggestions.order_by(name).values("mentee_entry__organization_id", name)
    counted = rows.annotate(waiting=Count("pk"), paired=Count("mentor_entry"), across=Count("pk", filter=across))
    parts = {part.organization_id: part for part in MatchDraft.objects.filter(part_of=draft)}
    return [
        {
            "name": row[name], "waiting": row["waiting"], "paired": row["paired"], "across": row["across"],
            "alone": row["waiting"] - row["paired"], "part": parts.get(row["mentee_entry__organization_id"]),
        }
        for row in counted
    ]  # fmt: skip


def totals_with_weights(draft: MatchDraft, weights: dict[str, int]) -> dict[str, int]:
    """What the whole draft would be with these weights in every school: sums and how many pairs are others."""
    pool = build_pool(open_schools_below(draft.organization), draft=draft)
    now, after = solve(pool), solve(weigh(pool, weights))
    found = compare(now, after)
    return {
        "points": after.points, "before": now.points, "paired": len(after.pairs), "paired_before": len(now.pairs),
        "moved": sum(_mentor_of(one.before) != _mentor_of(one.after) for one in found.changes),
    }  # fmt: skip
