"""What a closed campaign says: by question, by who has answered, by form, against former campaigns."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import OrganizationKind
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.templatetags.ui_words import counted as in_words
from programs.queries.execution import percent

from ..models import MonitoringCampaign, QuestionnaireVersion
from ..models.campaign import CLOSED
from ..questions import FREQUENCY, MULTIPLE, OPEN, RATING, Question
from ..small_groups import Place
from ..survey_words import decimal_words, group_name
from .survey_branches import told_apart
from .survey_counts import Cell, Counts, Key, Tally, counted, places_of
from .survey_groups import Shown, above, inside, is_inside, least_for

BEFORE = 3  # former campaigns that a figure is compared with
STRONG, WEAK = 8, 5


@dataclass(frozen=True)
class Bar:
    label: str
    count: int
    share: str


@dataclass(frozen=True)
class Former:
    """The same question in a former campaign."""

    campaign: MonitoringCampaign
    tally: Tally

    @property
    def mean(self) -> str:
        return decimal_words(self.tally.mean) if self.tally.n else "—"


@dataclass(frozen=True)
class Line:
    """One question to one kind of people."""

    question: Question
    role: str
    track: str
    shown: Shown
    former: Sequence[Former] = ()

    @property
    def source(self) -> str:
        return f"{self.role}:{self.track}:{self.question.code}"

    @property
    def tally(self) -> Tally:
        return self.shown.whole

    @property
    def is_hidden(self) -> bool:
        return not self.tally.n and self.shown.hidden > 0

    @property
    def mean(self) -> str:
        return decimal_words(self.tally.mean) if self.question.is_numeric else ""

    @property
    def median(self) -> str:
        return decimal_words(self.tally.median) if self.question.is_numeric else ""

    @property
    def gist(self) -> str:
        """The words first: «23 из 27 (85,2 %)», «в среднем 8,4 из 10»."""
        return gist_of(self.question, self.tally)

    @property
    def bars(self) -> list[Bar]:
        return bars_of(self.question, self.tally)

    @property
    def forms(self) -> list[tuple[str, str, int]]:
        """Form, its gist, its n; none where one form is all there is."""
        rows = [(code, gist_of(self.question, tally), tally.n) for code, tally in self.shown.forms.items()]
        return rows if len(rows) > 1 or any(n != self.tally.n for _code, _gist, n in rows) else []


@dataclass(frozen=True)
class GroupOfPeople:
    role: str
    track: str
    answered: int
    lines: Sequence[Line]

    @property
    def name(self) -> str:
        return group_name(self.role, self.track)

    @property
    def code(self) -> str:
        return f"{self.role}-{self.track}"

    @property
    def satisfied(self) -> Line | None:
        return next((line for line in self.lines if line.question.indicator == "satisfied" and line.tally.n), None)


@dataclass(frozen=True)
class Results:
    campaign: MonitoringCampaign
    inside: bool
    least: int
    groups: Sequence[GroupOfPeople]
    former: Sequence[MonitoringCampaign] = ()

    @property
    def lines(self) -> list[Line]:
        return [line for group in self.groups for line in group.lines]


@dataclass
class _Reader:
    """How groups of few people are treated for this reader."""

    inside: bool
    least: int
    place: Place
    places: dict[int, Place] = field(default_factory=dict)
    told_apart: Collection[Key] = ()
    """Whose branches are shown: inside a school alone."""

    def shown(self, key: Key, one: Question, cells: Mapping[Cell, Tally]) -> Shown:
        found = inside(cells, self.least) if self.inside else above(cells, self.least, self.places, self.place)
        if one.show_if is None:
            return found
        if key in self.told_apart:
            return Shown(found.whole, hidden=found.hidden)
        return Shown(Tally(), hidden=found.whole.n + found.hidden)


def check_closed(campaign: MonitoringCampaign) -> None:
    """A figure seen between two answers would tell the second one. A part that never began holds nobody up."""
    late = MonitoringCampaign.objects.filter(
        Q(pk=campaign.pk) & ~Q(state__in=CLOSED) | Q(parent_id=campaign.pk, state=MonitoringCampaign.State.OPEN)
    ).count()
    if late:
        words = in_words(late, _("опрос|опроса|опросов"))
        raise Refusal(
            _("Итоги видны, когда опрос закончен: ещё не закончено %s") % words,
            todo=_("Дождитесь последнего дня или закончите опрос"),
            code="state",
        )


def results(campaign: MonitoringCampaign, actor: Actor, *, place: Place | None = None) -> Results:
    """``place``: the node above the school or the school itself whose atoms are summed. Raises Refusal while anybody
    of the campaign may still answer.
    """
    check_closed(campaign)
    within = is_inside(campaign, actor)
    former = _former(campaign)
    counts = counted([campaign, *former], bodies=campaign.is_of_schools)
    reader = _Reader(within, least_for(campaign, actor), place or tuple(campaign.organization.path_ids))
    if campaign.organization.kind == OrganizationKind.MNC and place is None:
        reader.place = reader.place[:-1]
    if not within:
        reader.places = places_of(counts)
    versions = _versions(counts)
    if within:
        reader.told_apart = told_apart([campaign, *former], versions, reader.least)
    old = _former_tallies(counts, versions, former, reader)
    groups = []
    for key in counts.keys_of(campaign.pk):
        _campaign, role, track, number = key
        version = versions[number]
        lines = [
            Line(one, role, track, _of(counts, key, one, reader), old.get((role, track, *_same(version, one)), ()))
            for one in version.questions
            if one.kind != OPEN
        ]
        groups.append(GroupOfPeople(role, track, _people(counts, key, reader), lines))
    groups.sort(key=lambda group: (group.role != "mentee", group.role != "mentor", group.track))
    return Results(campaign, within, reader.least, groups, former)


def _people(counts: Counts, key: Key, reader: _Reader) -> int:
    """How many have answered: a count that is always shown."""
    cells = counts.people[key]
    if reader.inside:
        return sum(cells.values())
    depth = len(reader.place)
    return sum(number for (school, _form), number in cells.items() if reader.places[school][:depth] == reader.place)


def _of(counts: Counts, key: Key, one: Question, reader: _Reader) -> Shown:
    return reader.shown(key, one, counts.tallies.get((key, one.code), {}))


def _same(version: QuestionnaireVersion, one: Question) -> tuple[int, str, str]:
    """What makes a question the same one in another version."""
    return version.questionnaire_id, one.code, one.kind


def _versions(counts: Counts) -> dict[int, QuestionnaireVersion]:
    return QuestionnaireVersion.objects.in_bulk({key[3] for key in counts.people})


def _former(campaign: MonitoringCampaign) -> list[MonitoringCampaign]:
    """The last closed ones of the same kind at the same node, the oldest first."""
    rows = MonitoringCampaign.objects.filter(
        organization_id=campaign.organization_id, moment=campaign.moment, state__in=CLOSED,
        opens_on__lt=campaign.opens_on,
    ).exclude(parts__state=MonitoringCampaign.State.OPEN)  # fmt: skip
    return list(rows.select_related("organization").order_by("-opens_on", "-pk")[:BEFORE])[::-1]


def _former_tallies(counts: Counts, versions, former, reader: _Reader) -> dict[tuple, list[Former]]:
    found: dict[tuple, list[Former]] = {}
    for campaign in former:
        for key in counts.keys_of(campaign.pk):
            _campaign, role, track, number = key
            for one in versions[number].questions:
                if one.kind == OPEN:
                    continue
                tally = _of(counts, key, one, reader).whole
                found.setdefault((role, track, *_same(versions[number], one)), []).append(Former(campaign, tally))
    return found


def gist_of(question: Question, tally: Tally) -> str:
    if not tally.n:
        return _("н/д")
    if question.positive:
        good = tally.of(question.positive)
        return _("%(good)s из %(all)s (%(share)s %%)") % {
            "good": good, "all": tally.n, "share": percent(good, tally.n),
        }  # fmt: skip
    if question.kind == RATING:
        return _("в среднем %s из 10") % decimal_words(tally.mean)
    if not tally.counts:
        return _("н/д")
    value = max(question.values, key=lambda value: tally.counts.get(value, 0))
    number = tally.counts.get(value, 0)
    said = _("«%(what)s» – %(part)s из %(all)s") % {
        "what": question.label_of(value), "part": number, "all": tally.n,
    }  # fmt: skip
    return _("чаще всего %s") % said if question.kind in (FREQUENCY, MULTIPLE) else said


def bars_of(question: Question, tally: Tally) -> list[Bar]:
    """Each answer with how many gave it; of a rating, the ten points."""
    if question.kind == RATING:
        options = [(str(point), str(point)) for point in range(10, 0, -1)]
    else:
        options = list(question.options)
    return [
        Bar(label, tally.counts.get(value, 0), percent(tally.counts.get(value, 0), tally.n) if tally.n else "")
        for value, label in options
    ]
