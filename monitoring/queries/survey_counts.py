"""Answers of campaigns counted by the database, and the figures that follow from the counts.

A fixed number of queries, whatever the number of answers: a distribution is enough for n, mean, median and shares.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, F, Func, Q, QuerySet

from accounts.models import Organization

from ..models import Answer, MonitoringCampaign, Response

POINTS = range(11)


@dataclass(frozen=True)
class Tally:
    """``n`` people have answered; how many chose each value. Sums of tallies are tallies."""

    n: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.n + other.n, dict(Counter(self.counts) + Counter(other.counts)))

    @property
    def mean(self) -> Decimal | None:
        """None at zero: «н/д»."""
        if not self.n:
            return None
        total = sum(int(value) * count for value, count in self.counts.items())
        return (Decimal(total) / self.n).quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def median(self) -> Decimal | None:
        values = sorted(int(value) for value, count in self.counts.items() for _one in range(count))
        if not values:
            return None
        half = len(values) // 2
        return Decimal(values[half]) if len(values) % 2 else Decimal(values[half - 1] + values[half]) / 2

    def of(self, values: Iterable[str]) -> int:
        """Answers with one of these values; meant for questions with one answer each."""
        return sum(self.counts.get(value, 0) for value in values)


Key = tuple[int, str, str, int]  # the campaign (a body's, over its parts), role, track, version
Cell = tuple[int, str]  # the school, the form


@dataclass(frozen=True)
class Counts:
    """``people``: who answered anything; ``tallies``: by question."""

    people: Mapping[Key, Mapping[Cell, int]]
    tallies: Mapping[tuple[Key, str], Mapping[Cell, Tally]]

    def keys_of(self, campaign_id: int) -> list[Key]:
        return sorted(key for key in self.people if key[0] == campaign_id)


def counted(campaigns: Sequence[MonitoringCampaign], *, bodies: bool) -> Counts:
    """Three queries. ``bodies``: the campaigns ask nobody themselves, their parts at schools do."""
    of = "campaign__parent_id" if bodies else "campaign_id"
    ids = [campaign.pk for campaign in campaigns]
    people: dict[Key, dict[Cell, int]] = defaultdict(dict)
    columns = [of, "role", "track", "version_id", "organization_id", "form"]
    rows = Response.objects.filter(**{f"{of}__in": ids}).order_by().values_list(*columns).annotate(Count("pk"))
    for campaign, role, track, version, school, form, number in rows:
        people[campaign, role, track, version][school, form] = number
    tallies: dict[tuple[Key, str], dict[Cell, Tally]] = defaultdict(dict)
    for key, question, cell, tally in _tallies(of, ids, columns):
        tallies[key, question][cell] = tally
    return Counts(people, tallies)


def _tallies(of: str, ids: list[int], columns: list[str]) -> Iterable[tuple[Key, str, Cell, Tally]]:
    answers = Answer.objects.filter(**{f"response__{of}__in": ids}).order_by()
    columns = [*(f"response__{column}" for column in columns), "question"]
    chosen: dict[tuple, dict[str, int]] = defaultdict(dict)
    for *group, value, number in _values(answers, columns):
        chosen[tuple(group)][value] = number
    points = {f"is_{point}": Count("pk", filter=Q(number=point)) for point in POINTS}
    for row in answers.values_list(*columns).annotate(Count("pk"), **points):
        group, (number, *each) = row[: len(columns)], row[len(columns) :]
        campaign, role, track, version, school, form, question = group
        counts = {str(point): count for point, count in zip(POINTS, each, strict=True) if count}
        yield (campaign, role, track, version), question, (school, form), Tally(number, counts or chosen[group])


def _values(answers: QuerySet, columns: list[str]) -> Iterable[tuple]:
    given = answers.filter(values__len__gt=0).annotate(value=Func(F("values"), function="unnest"))
    return given.values_list(*columns, "value").annotate(Count("pk"))


def places_of(counts: Counts) -> dict[int, tuple[int, ...]]:
    """School → the ids from the region down to it. One query."""
    ids = {school for cells in counts.people.values() for school, _form in cells}
    return {row.pk: tuple(row.path_ids) for row in Organization.objects.filter(pk__in=ids)}
