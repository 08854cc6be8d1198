"""What people expected beside what came of it: questions before and after that one word ties, inside a school.

Who has answered both times is found by a key that names nobody. Above a school there are no pairs: the two means of the
results are compared there.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Case, Count, OuterRef, Q, Subquery, Value, When

from accounts.permissions import Actor

from ..models import Answer, Moment, MonitoringCampaign, QuestionnaireVersion
from ..models.campaign import CLOSED
from ..questions import Question
from ..survey_words import decimal_words, group_name, signed_words
from .survey_counts import Key, Tally, counted
from .survey_groups import is_inside, least_for


@dataclass(frozen=True)
class Expectation:
    """``before``, ``after``: everybody who answered then. ``pairs``: (before, after) → people who answered both times,
    None where taking them from everybody would leave fewer people than may be shown.
    """

    question: Question
    role: str
    track: str
    before: Tally
    after: Tally
    paired_n: int
    pairs: Mapping[tuple[int, int], int] | None

    @property
    def group(self) -> str:
        return group_name(self.role, self.track)

    @property
    def shift(self) -> Decimal | None:
        """Mean change of those who answered both times; of everybody, where they are not told apart."""
        if self.pairs is None:
            if self.before.mean is None or self.after.mean is None:
                return None
            return self.after.mean - self.before.mean
        total = sum((after - before) * count for (before, after), count in self.pairs.items())
        return (Decimal(total) / self.paired_n).quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def words(self) -> dict[str, str]:
        return {
            "before": decimal_words(self.before.mean), "after": decimal_words(self.after.mean),
            "shift": signed_words(self.shift),
        }  # fmt: skip

    @property
    def unlinked(self) -> tuple[int, int]:
        """Who answered before alone, and after alone."""
        return self.before.n - self.paired_n, self.after.n - self.paired_n


def expectations(campaign: MonitoringCampaign, actor: Actor) -> list[Expectation]:
    """Of a school's closed campaign after the programmes. Seven queries."""
    if not is_inside(campaign, actor) or campaign.moment != Moment.EXIT:
        return []
    entries = list(
        MonitoringCampaign.objects.filter(
            organization_id=campaign.organization_id, moment=Moment.ENTRY, school_year=campaign.school_year,
            state__in=CLOSED, opens_on__lte=campaign.opens_on,
        )
    )  # fmt: skip
    if not entries:
        return []
    least = least_for(campaign, actor)
    counts = counted([campaign, *entries], bodies=False)
    asked = _asked([*counts.people])
    before: dict[tuple[str, str, str], tuple[Question, Tally]] = {}
    for key in counts.people:
        if key[0] == campaign.pk:
            continue
        for one in asked[key]:
            place, told = (key[1], key[2], one.pair), _whole(counts, key, one)
            if told.n < least:  # of a round of few people nothing is added to another one's sum
                continue
            held = before.get(place, (one, Tally()))[1]
            before[place] = (one, held + told)
    tied = {
        (key, one.code): (one, *before[key[1], key[2], one.pair])
        for key in counts.keys_of(campaign.pk)
        for one in asked[key]
        if (key[1], key[2], one.pair) in before
    }
    joint = _joint(campaign, entries, {place: asked_before.code for place, (_one, asked_before, _t) in tied.items()})
    found = []
    for (key, code), (one, _asked_before, entry) in tied.items():
        after = _whole(counts, key, one)
        if min(entry.n, after.n) < least:
            continue
        pairs = joint.get((key[1], key[2], code), {})
        number = sum(pairs.values())
        alone = (entry.n - number, after.n - number)
        told = number >= least and all(not left or left >= least for left in alone)
        found.append(Expectation(one, key[1], key[2], entry, after, number, pairs if told else None))
    return found


def _asked(keys: Sequence[Key]) -> dict[Key, list[Question]]:
    versions = QuestionnaireVersion.objects.in_bulk({key[3] for key in keys})
    return {key: [one for one in versions[key[3]].questions if one.pair and one.is_numeric] for key in keys}


def _whole(counts: Any, key: Key, one: Question) -> Tally:
    return sum(counts.tallies.get((key, one.code), {}).values(), Tally())


def _joint(campaign, entries, codes: Mapping[tuple[Key, str], str]) -> dict[tuple, dict[tuple[int, int], int]]:
    """How many gave which answer before and which after. One query."""
    if not codes:
        return {}
    after = Q()
    whens = []
    for (key, code), code_before in codes.items():
        of = {"response__role": key[1], "response__track": key[2], "response__version_id": key[3], "question": code}
        after |= Q(**of)
        whens.append(When(**of, then=Value(code_before)))
    earlier = Answer.objects.filter(
        response__campaign__in=entries, response__link=OuterRef("response__link"), question=OuterRef("asked_before"),
        number__isnull=False,
    ).order_by("-response__submitted_on", "pk")  # fmt: skip
    rows = Answer.objects.filter(after, response__campaign=campaign, number__isnull=False).order_by()
    rows = rows.annotate(asked_before=Case(*whens, default=Value("")))
    rows = rows.annotate(before=Subquery(earlier.values("number")[:1])).exclude(before=None)
    found: dict[tuple, dict[tuple[int, int], int]] = defaultdict(dict)
    columns = ("response__role", "response__track", "question", "before", "number")
    for role, track, question, was, is_now, number in rows.values_list(*columns).annotate(Count("pk")):
        found[role, track, question][was, is_now] = number
    return found
