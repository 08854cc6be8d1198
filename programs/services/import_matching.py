"""Who stands in a row: met in this table already, known here, known elsewhere, or new. A guess is a person's to decide.

Whatever is said here is said of people whom the actor sees: a school never learns that somebody is known to another.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Lower, Replace, Trim
from rapidfuzz import fuzz, process

from accounts.models import Employment, Organization, OrganizationKind, Person
from accounts.permissions import Actor

from ..imports.letters import plain
from ..models import ImportBatch, ImportRow

Verdict = ImportRow.Verdict
NEARLY = 90  # of 100: names of an organization that differ by a word of its form


@dataclass(frozen=True)
class Known:
    """A person whom the actor sees, and where he is known to belong."""

    id: int
    key: str
    rest: str  # first name and patronymic, plain
    born: str
    email: str
    phone: str
    homes: frozenset[int]


class Acquainted:
    """Those people by what a row may share with them: a thousand rows are not held against a thousand people each."""

    def __init__(self, people: Iterable[Known]) -> None:
        self.by_key: defaultdict[str, list[Known]] = defaultdict(list)
        self.by_rest: defaultdict[str, list[Known]] = defaultdict(list)
        for person in people:
            self.by_key[person.key].append(person)
            self.by_rest[person.rest].append(person)


@dataclass
class Places:
    """The organizations that the actor reaches, by their names and tax numbers."""

    by_id: dict[int, Organization]
    by_name: dict[str, int] = field(default_factory=dict)
    by_inn: dict[str, int] = field(default_factory=dict)
    by_number: dict[str, int] = field(default_factory=dict)  # ОГРН and ИНН that one organization alone has
    found: dict[tuple[str, str], tuple[Organization | None, bool]] = field(default_factory=dict)

    @classmethod
    def of(cls, actor: Actor) -> "Places":
        rows = Organization.objects.filter(pk__in=actor.organization_ids, closed_on=None).select_related("region")
        found = cls({row.pk: row for row in rows})
        for row in found.by_id.values():
            for name in (row.name, row.short_name):
                # a name that two organizations have tells neither
                found.by_name[plain(name)] = 0 if found.by_name.get(plain(name), row.pk) != row.pk else row.pk
            if row.inn:
                found.by_inn[row.inn] = row.pk
            for number in filter(None, (row.inn, row.ogrn)):
                found.by_number[number] = 0 if found.by_number.get(number, row.pk) != row.pk else row.pk
        return found

    def find(self, words: str, inn: str = "") -> tuple[Organization | None, bool]:
        """The organization and whether it is certain; the same words are looked for once."""
        if (words, inn) not in self.found:
            self.found[words, inn] = self._find(words, inn)
        return self.found[words, inn]

    def _find(self, words: str, inn: str) -> tuple[Organization | None, bool]:
        if inn and (known := self.by_inn.get(inn)):
            return self.by_id[known], True
        if found := self.by_name.get(plain(words)):
            return self.by_id[found], True
        near = process.extractOne(plain(words), self.by_name.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=NEARLY)
        number = self.by_name[near[0]] if near else 0
        return (self.by_id[number], False) if number else (None, False)

    def municipality(self, words: str) -> Organization | None:
        """By its name or a part of it: «Калманский район» → «Комитет по образованию Калманского района»."""
        found, sure = self.find(words)
        if found is not None and sure:
            return found
        stems = {word[:6] for word in plain(words).split() if len(word) > 3 and not word.startswith(("район", "муниц"))}
        bodies = [row for row in self.by_id.values() if row.kind == OrganizationKind.MUNICIPALITY]
        fits = [row for row in bodies if stems and stems <= {word[:6] for word in plain(row.name).split()}]
        return fits[0] if len(fits) == 1 else None


def name_key(values: dict[str, Any]) -> str:
    return plain(" ".join(values.get(part, "") for part in ("last_name", "first_name", "patronymic")))


def _rest(values: dict[str, Any]) -> str:
    return plain(f"{values.get('first_name', '')} {values.get('patronymic', '')}")


def match_people(actor: Actor, batch: ImportBatch, rows: Sequence[ImportRow], places: Places) -> None:
    """Write ``match`` of each row that has a name: the person, or the candidates among whom somebody must choose."""
    named = [row for row in rows if row.key]
    earlier = _earlier_rows(batch, named)
    find_people(actor, named, places)
    for row in named:
        row.match = _twin(row, earlier[row.key]) or row.match


def find_people(actor: Actor, rows: Sequence[ImportRow], places: Places) -> None:
    """``match`` of each row by its name, then by an address, a telephone, a birthday."""
    known = Acquainted(_people(actor, _by_name(rows)))
    for row in rows:
        target = row.values.get("organization_id", actor.organization_id)
        row.match = _match(row, known, target, actor, places)
    strangers = [row for row in rows if not row.match]
    if by_contacts := _by_contacts(strangers):
        renamed = Acquainted(_people(actor, by_contacts))
        for row in strangers:
            row.match = _renamed(row, renamed)


def _twin(row: ImportRow, earlier: Iterable[ImportRow]) -> dict[str, Any]:
    """The same name above in this table: a repeat where all is alike, a question where something differs."""
    for other in earlier:
        if other.number >= row.number or other.pk == row.pk is not None:
            continue
        born, theirs = row.values.get("birth_date"), other.values.get("birth_date")
        if born and theirs and born != theirs:
            continue
        if row.values.get("organization_id") != other.values.get("organization_id"):
            continue
        return {"twin": other.number, "repeat": other.values == row.values}
    return {}


def _earlier_rows(batch: ImportBatch, rows: Sequence[ImportRow]) -> defaultdict[str, list[ImportRow]]:
    found: defaultdict[str, list[ImportRow]] = defaultdict(list)
    stored = ImportRow.objects.filter(batch=batch, key__in={row.key for row in rows})
    here = {row.number for row in rows}
    for row in stored.exclude(verdict=Verdict.SKIPPED).order_by("number"):
        if row.number not in here:
            found[row.key].append(row)
    for row in rows:
        if row.verdict != Verdict.SKIPPED:
            found[row.key].append(row)
    return found


def _match(row: ImportRow, known: Acquainted, target: int, actor: Actor, places: Places) -> dict[str, Any]:
    own_school = actor.organization.kind == OrganizationKind.SCHOOL
    alike = known.by_key.get(row.key, [])
    here = [person for person in alike if own_school or target in person.homes]
    certain = [person for person in here if not _contradicts(row, person)]
    if len(certain) == 1 and len(here) == 1:
        return {"person": certain[0].id}
    if here:
        return {"candidates": [{"person": person.id, "why": "namesake"} for person in here[:5]]}
    elsewhere = [person for person in alike if _shares(row, person) and not _contradicts(row, person)]
    return {"candidates": [_elsewhere(person, places) for person in elsewhere[:5]]} if elsewhere else {}


def _renamed(row: ImportRow, known: Acquainted) -> dict[str, Any]:
    """The same first name and patronymic with another surname, and a birthday, address or telephone in common."""
    found = [
        person for person in known.by_rest.get(_rest(row.values), [])
        if person.key != row.key and _shares(row, person) and not _contradicts(row, person)
    ]  # fmt: skip
    return {"candidates": [{"person": person.id, "why": "renamed"} for person in found[:5]]} if found else {}


def _shares(row: ImportRow, person: Known) -> bool:
    born, email, phone = (row.values.get(name, "") for name in ("birth_date", "email", "phone"))
    return bool(
        (born and person.born == born) or (email and person.email == email) or (phone and person.phone == phone)
    )


def _contradicts(row: ImportRow, person: Known) -> bool:
    born = row.values.get("birth_date", "")
    return bool(born and person.born and person.born != born)


def _elsewhere(person: Known, places: Places) -> dict[str, Any]:
    names = [places.by_id[home].short_name for home in person.homes if home in places.by_id]
    return {"person": person.id, "why": "elsewhere", "where": ", ".join(sorted(names)[:2])}


def _by_name(rows: Sequence[ImportRow]) -> Q:
    return Q(plain_name__in={_database_key(row.values) for row in rows})


def _by_contacts(rows: Sequence[ImportRow]) -> Q:
    """An address or a telephone; a birthday with the first name and patronymic. Empty where no row has any."""
    wanted = Q()
    for name in ("email", "phone"):
        if given := {row.values[name] for row in rows if row.values.get(name)}:
            wanted |= Q(**{f"{name}__in": given})
    born = [row.values for row in rows if row.values.get("birth_date")]
    if born:
        rests = {_database_key({**values, "last_name": ""}) for values in born}
        wanted |= Q(birth_date__in={values["birth_date"] for values in born}, plain_rest__in=rests)
    return wanted


def _in_plain_letters(*names: str) -> Trim:
    words = Func(Value(" "), *map(F, names), function="concat_ws", output_field=TextField())
    return Trim(Replace(Lower(words), Value("ё"), Value("е"), output_field=TextField()))


def _people(actor: Actor, wanted: Q) -> list[Known]:
    """People whom the actor sees, of those who are ``wanted``."""
    named = {
        "plain_name": _in_plain_letters("last_name", "first_name", "patronymic"),
        "plain_rest": _in_plain_letters("first_name", "patronymic"),
    }
    people = list(
        Person.objects.visible_to(actor).alias(**named).filter(wanted).order_by().values_list(
            "pk", "last_name", "first_name", "patronymic", "birth_date", "email", "phone", "kept_by_id"
        )
    )  # fmt: skip
    homes: defaultdict[int, set[int]] = defaultdict(set)
    jobs = Employment.objects.filter(person_id__in=[person[0] for person in people], valid_to=None)
    for person_id, organization_id in jobs.filter(organization_id__in=actor.organization_ids).values_list(
        "person_id", "organization_id"
    ):
        homes[person_id].add(organization_id)
    return [
        Known(
            pk, plain(f"{last} {first} {patronymic}"), plain(f"{first} {patronymic}"),
            born.isoformat() if born else "", email, phone, frozenset(homes[pk] | ({kept_by} if kept_by else set())),
        )
        for pk, last, first, patronymic, born, email, phone, kept_by in people
    ]  # fmt: skip


def _database_key(values: dict[str, Any]) -> str:
    """As the database writes it: signs inside names stay."""
    parts = (values.get(part, "") for part in ("last_name", "first_name", "patronymic"))
    return " ".join(part for part in parts if part).lower().replace("ё", "е")
