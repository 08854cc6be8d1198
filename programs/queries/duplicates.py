"""Cards that are likely to be of one person, for whoever sees both and may see all that stands on them.

One query reads the cards; what is compared is kept small by looking only where something is equal already: an address,
a telephone, a birthday, two of the three parts of a name.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, combinations, product
from operator import attrgetter
from typing import Any

import numpy as np
from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rapidfuzz import process
from rapidfuzz.distance import OSA

from accounts.models import Employment, GuardianLink, Membership, Person, StudentProfile
from accounts.permissions import Actor
from accounts.queries.people import jobs_seen, places_seen, roles_seen
from accounts.search import find_people, normalized

from ..models import Consent, DifferentPeople, MenteeEntry, MentorEntry, PersonJoin, Unit, UnitMember

LONG = 5_000  # people: a school and a district are shorter
SHOWN = 200  # likely pairs of a list, the surest first
WIDEST = 40  # cards that share an address: more of them share a school's own mailbox, not a person
PLACED = (Employment, StudentProfile, Membership, MentorEntry, MenteeEntry, Consent)


@dataclass(frozen=True, slots=True)
class Card:
    pk: int
    last: str
    first: str
    patronymic: str
    born: date | None
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Likely:
    one: int
    other: int
    why: Promise
    sure: int


def joinable(actor: Actor) -> QuerySet[Person]:
    """Whom the actor sees whole: nothing of theirs stands at an organization beyond his reach."""
    rows = Person.objects.visible_to(actor).exclude(pk=actor.person_id)
    for model in PLACED:
        beyond = model.objects.exclude(organization_id__in=actor.organization_ids)
        rows = rows.exclude(pk__in=beyond.values("person_id"))
    foreign = GuardianLink.objects.filter(
        child__in=StudentProfile.objects.exclude(organization_id__in=actor.organization_ids).values("person_id")
    )
    return rows.exclude(pk__in=foreign.values("guardian_id"))


def likely_pairs(actor: Actor, person: Person | None = None) -> list[Likely]:
    """The surest first, ``SHOWN`` at most; pairs that were called different people are left out. Two queries."""
    names = ("pk", "last_name", "first_name", "patronymic", "birth_date", "email", "phone")
    rows = joinable(actor).order_by().values_list(*names)
    cards = [_card(*row) for row in rows.iterator(chunk_size=5000)]
    different = set(DifferentPeople.objects.values_list("one_id", "other_id"))
    if person is not None:
        cards = near_to(next(card for card in cards if card.pk == person.pk), cards)
    found = [pair for pair in compare(cards) if (pair.one, pair.other) not in different]
    if person is not None:
        found = [pair for pair in found if person.pk in (pair.one, pair.other)]
    return sorted(found, key=lambda pair: (-pair.sure, pair.one, pair.other))[:SHOWN]


def _card(pk: int, last: str, first: str, patronymic: str, born: date | None, email: str, phone: str) -> Card:
    digits = "".join(letter for letter in phone if letter.isdecimal())[-10:]
    names = (normalized(part).replace(".", "") for part in (last, first, patronymic))
    return Card(pk, *names, born, email.strip().lower(), digits if len(digits) == 10 else "")


MAIL, TELEPHONE = _("одна почта"), _("один телефон")
SAME, RENAMED = _("совпадают имя и дата рождения"), _("другая фамилия, остальное совпадает")
NAME, SLIP = _("совпадает имя"), _("имена отличаются буквой")
Found = Iterator[tuple[Card, Card, Promise, int]]


def compare(cards: Iterable[Card]) -> list[Likely]:
    """Each likely pair once, with its surest reason. In a long list unequal names alone are no reason."""
    cards = list(cards)
    best: dict[tuple[int, int], Likely] = {}
    ways = [_shared(cards), _born_together(cards), _misspelt(cards, born=True)]
    ways += [_namesakes(cards)] if len(cards) > LONG else [_by_initials(cards), _misspelt(cards, born=False)]
    for one, other, why, sure in chain.from_iterable(ways):
        key = (min(one.pk, other.pk), max(one.pk, other.pk))
        if key not in best or best[key].sure < sure:
            best[key] = Likely(*key, why, sure)
    return list(best.values())


def near_to(person: Card, cards: list[Card]) -> list[Card]:
    """Those of a long list that share anything with one card; the card itself among them."""
    keys = [
        lambda card: card.email,
        lambda card: card.phone,
        lambda card: (card.first, card.patronymic),
        lambda card: card.last,
    ]
    own = [key(person) for key in keys]
    return [card for card in cards if any(mine and key(card) == mine for key, mine in zip(keys, own, strict=True))]


def _shared(cards: list[Card]) -> Found:
    for name, why, sure in (("email", MAIL, 90), ("phone", TELEPHONE, 80)):
        for group in _groups(cards, attrgetter(name)):
            for one, other in combinations(group[:WIDEST], 2):
                if _alike(one, other):
                    yield one, other, why, sure


def _born_together(cards: list[Card]) -> Found:
    for group in _groups(cards, lambda card: (card.first, card.patronymic, card.born) if card.born else None):
        for one, other in combinations(group[:WIDEST], 2):
            if one.last == other.last:
                yield one, other, SAME, 100
            elif one.patronymic:
                yield one, other, RENAMED, 70


def _by_initials(cards: list[Card]) -> Found:
    for group in _groups(cards, lambda card: (card.last, card.first[:1])):
        for one, other in combinations(group[:WIDEST], 2):
            if _short(one.first, other.first) and _short(one.patronymic, other.patronymic) and _same_age(one, other):
                yield one, other, NAME, 60


def _namesakes(cards: list[Card]) -> Found:
    for group in _groups(cards, lambda card: (card.last, card.first, card.patronymic)):
        for one, other in combinations(group[:WIDEST], 2):
            if _same_age(one, other):
                yield one, other, NAME, 60


def _misspelt(cards: list[Card], *, born: bool) -> Found:
    """Two parts of the name are equal, with ``born`` the birthday too; the third has a slip of the finger."""
    for part, *others in (
        ("last", "first", "patronymic"),
        ("first", "last", "patronymic"),
        ("patronymic", "last", "first"),
    ):
        same = attrgetter(*others, "born") if born else attrgetter(*others)
        for group in _groups(cards, lambda card, same=same: same(card) if all(same(card)) else None):
            by_word = defaultdict(list)
            for card in group:
                by_word[getattr(card, part)].append(card)
            for one_word, other_word in _near(
                [word for word in by_word if len(word) > 3 and word.replace("-", "").isalpha()]
            ):
                for one, other in product(by_word[one_word], by_word[other_word]):
                    if _same_age(one, other):
                        yield one, other, SLIP, 65 if born else 50


def _near(words: list[str]) -> Iterator[tuple[str, str]]:
    if len(words) < 2:
        return
    far = process.cdist(words, words, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8)
    for row, column in np.argwhere(np.triu(far <= 1, 1)):
        yield words[row], words[column]


def _groups(cards: list[Card], key) -> Iterator[list[Card]]:
    found = defaultdict(list)
    for card in cards:
        if value := key(card):
            found[value].append(card)
    return (group for group in found.values() if len(group) > 1)


def _short(one: str, other: str) -> bool:
    """Equal, not written at all, or a letter of the other."""
    return one == other or not one or not other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def _same_age(one: Card, other: Card) -> bool:
    return one.born is None or other.born is None or one.born == other.born


def _alike(one: Card, other: Card) -> bool:
    """A mailbox of a family is shared by people of other first names."""
    return _short(one.first, other.first) and _same_age(one, other)


def named_pairs(actor: Actor, pairs: list[Likely]) -> list[dict[str, Any]]:
    """The cards of the pairs of a page with their places. A fixed number of queries."""
    pks = {pk for pair in pairs for pk in (pair.one, pair.other)}
    people = {person.pk: person for person in with_places(actor, Person.objects.filter(pk__in=pks))}
    return [{"one": people[pair.one], "other": people[pair.other], "why": pair.why} for pair in pairs]


def with_places(actor: Actor, rows: QuerySet[Person]) -> QuerySet[Person]:
    return rows.prefetch_related(
        Prefetch("employments", jobs_seen(actor), to_attr="jobs"),
        Prefetch("student_profiles", places_seen(actor), to_attr="places"),
    )


def others_found(actor: Actor, person: Person, text: str) -> list[Person]:
    """Whom else it could be, by a name that somebody has typed; ten at most."""
    rows = joinable(actor).exclude(pk=person.pk)
    return list(with_places(actor, find_people(rows, text)).order_by("last_name", "first_name", "pk")[:10])


@dataclass(frozen=True)
class Standing:
    """What stands on a card, in numbers: one looks at it before the press."""

    person: Person
    banks: list[str]
    units: int
    roles: list[Membership]


def standing(actor: Actor, person: Person) -> Standing:
    mentor = MentorEntry.objects.visible_to(actor).filter(person=person).select_related("organization")
    mentee = MenteeEntry.objects.visible_to(actor).filter(person=person).select_related("organization")
    banks = [_("наставник: %s") % row.get_state_display() for row in mentor]
    banks += [_("наставляемый: %s") % row.get_state_display() for row in mentee]
    units = UnitMember.objects.filter(person=person, unit__in=Unit.objects.visible_to(actor)).count()
    roles = list(roles_seen(actor).filter(person=person))
    return Standing(person, banks, units, roles)


def recent_joins(actor: Actor, since: datetime) -> list[PersonJoin]:
    rows = PersonJoin.objects.visible_to(actor).filter(undone_at=None, joined_at__gte=since)
    return list(rows.select_related("kept", "gone", "joined_by")[:20])
