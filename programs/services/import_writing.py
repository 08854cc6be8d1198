"""A row of a table into the system through the services of people and banks.

``effects`` of a row name whatever was made and what stood there before: enough to take it back, if nobody has touched
it since.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts import audit
from accounts.grammar.cases import Gender
from accounts.grammar.names import guess_gender
from accounts.models import Employment, Membership, Organization, Person, Position
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.services import people
from accounts.services.people import EmploymentFields, EnrolmentFields, PersonFields

from ..imports.names import full_name
from ..models import Consent, ImportBatch, ImportRow, MenteeEntry, MentorEntry
from ..queries.participants import guardian_of
from . import banks

Verdict = ImportRow.Verdict
COMMON = ("subject", "experience_total", "experience_teaching", "joined_on")
ENTRY_FIELDS = {
    MentorEntry: (
        *COMMON, "qualification_category", "education", "honors", "achievements", "measurable_results", "interests",
        "preferred_age_from", "preferred_age_to", "hours_per_month", "max_parallel", "competencies", "competency_tags",
        "source", "mentor_type",
    ),
    MenteeEntry: (*COMMON, "hired_on"),
}  # fmt: skip
LEFT = ("withdrawn", "dropped_out")
LISTS = {"competencies", "competency_tags"}
DAYS = {"joined_on", "hired_on", "left_on", "birth_date"}
NOMENCLATURE = "225"
GENDERS = {Gender.FEMALE: Person.Gender.FEMALE, Gender.MALE: Person.Gender.MALE}


def typed(name: str, value: Any) -> Any:
    return datetime.date.fromisoformat(value) if name in DAYS and value else value


def person_fields(values: dict[str, Any]) -> PersonFields:
    gender = guess_gender(values.get("patronymic", ""), values["last_name"])
    return PersonFields(
        last_name=values["last_name"],
        first_name=values["first_name"],
        patronymic=values.get("patronymic", ""),
        gender=GENDERS.get(gender, ""),
        birth_date=typed("birth_date", values.get("birth_date")),
        email=values.get("email", ""),
        phone=values.get("phone", ""),
    )


def posts() -> dict[str, Position]:
    """The nomenclature by the plain words of its posts."""
    return {row.title.lower(): row for row in Position.objects.filter(nomenclature=NOMENCLATURE)}


def job_fields(
    actor: Actor,
    batch: ImportBatch,
    values: dict[str, Any],
    place: Organization,
    known: dict[str, Position] | None = None,
) -> EmploymentFields:
    title = values.get("position") or batch.options.get("position") or _("педагогический работник")
    position = (posts() if known is None else known).get(title.lower())
    return EmploymentFields(
        organization=place,
        title=title,
        position=position,
        is_deputy_head=bool(position and position.is_deputy_head) or title.lower().startswith("заместитель директора"),
        valid_from=min(typed("hired_on", values.get("hired_on")) or actor.today, actor.today),
    )


def differences(person: Person, values: dict[str, Any]) -> dict[str, list[Any]]:
    """What of a known person the table adds: empty fields are filled, written ones are never overwritten."""
    found = {}
    for name in ("patronymic", "birth_date", "email", "phone"):
        given = typed(name, values.get(name))
        if given and not getattr(person, name):
            found[name] = [getattr(person, name) or "", given]
    return found


def person_differences(person: Person, row: ImportRow) -> dict[str, list[Any]]:
    """The same of a row, with a changed surname where somebody has decided that it is he."""
    found = differences(person, row.values)
    if row.decision.startswith("p") and row.values["last_name"] != person.last_name:
        found["last_name"] = [person.last_name, row.values["last_name"]]
    return found


def entry_differences(entry: MentorEntry | MenteeEntry, values: dict[str, Any]) -> dict[str, list[Any]]:
    """What of an entry the table says otherwise; lists only grow."""
    found = {}
    for name in ENTRY_FIELDS[type(entry)]:
        given, kept = typed(name, values.get(name)), getattr(entry, name)
        if name in LISTS and given:
            given = [*kept, *(item for item in given if item not in kept)]
        if given not in (None, "", []) and given != kept:
            found[name] = [kept, given]
    return found


def entry_of(batch: ImportBatch, person_id: int) -> MentorEntry | MenteeEntry | None:
    model = MentorEntry if batch.kind == ImportBatch.Kind.MENTORS else MenteeEntry
    rows = model.objects.filter(organization_id=batch.organization_id, person_id=person_id)
    return rows.select_related("person").first()


def write_bank_row(actor: Actor, batch: ImportBatch, row: ImportRow) -> None:
    """The person if he is new, then his entry; a known one has what is missing added. Raises Refusal."""
    effects: dict[str, Any] = {}
    person = _person_of(actor, batch, row, effects)
    entry = None if "person" in effects else entry_of(batch, person.pk)
    changed = False
    if entry is not None and entry.state in LEFT:  # he comes back by the service's own rules; that is not undone here
        _new_entry(actor, batch, row, person, {})
        effects, verdict = {"rejoined": entry.pk}, Verdict.UPDATED
    elif entry is not None:
        changed = _update(entry, entry_differences(entry, row.values), effects, "entry_before")
        effects["entry"] = [entry._meta.model_name, entry.pk, entry.version] if changed else None
        verdict = Verdict.UPDATED if changed or "person_before" in effects else Verdict.SAME
        if changed:
            audit.record(actor, f"{entry._meta.model_name}.edit", entry, fields=sorted(effects["entry_before"]))
    else:
        entry = _new_entry(actor, batch, row, person, effects)
        verdict = Verdict.ADDED
    row.person, row.effects, row.verdict = person, effects, verdict


def _person_of(actor: Actor, batch: ImportBatch, row: ImportRow, effects: dict[str, Any]) -> Person:
    chosen = row.match.get("person")
    if chosen is not None:
        person = _seen(actor, chosen)
        _renew(actor, person, row, effects)
        return person
    values, place = row.values, actor.organization
    outside = values.get("source", "EDUCATOR") not in ("EDUCATOR", "PUPIL")
    pupil = values.get("class_label")
    person = people.create(
        actor=actor,
        organization=place,
        fields=person_fields(values),
        employment=None if pupil or outside else job_fields(actor, batch, values, place),
        enrolment=EnrolmentFields(place, pupil, actor.today) if pupil else None,
    )
    effects["person"] = person.pk
    if values.get("guardian_name"):
        effects["guardian"] = _guardian(actor, person, values)
    return person


def _seen(actor: Actor, pk: int) -> Person:
    """Whom the review has found; by the time of the load he may have gone."""
    person = Person.objects.visible_to(actor).filter(pk=pk).first()
    if person is None:
        raise Refusal(
            _("Этого человека больше нет среди тех, кого вы видите"),
            todo=_("Решите заново, кто это"),
            code="not_visible",
        )
    return person


def _guardian(actor: Actor, child: Person, values: dict[str, Any]) -> int:
    found, _post = full_name(values["guardian_name"])
    fields = {"last_name": found.value.last, "first_name": found.value.first, "patronymic": found.value.patronymic}
    guardian = people.create(
        actor=actor,
        organization=actor.organization,
        fields=person_fields({**fields, "phone": values.get("guardian_phone", "")}),
        child=child,
        basis=_("родитель или иной законный представитель"),
    )
    return guardian.pk


def _renew(actor: Actor, person: Person, row: ImportRow, effects: dict[str, Any]) -> None:
    found = person_differences(person, row)
    if not found:
        return
    effects["person_before"] = {name: as_json(before) for name, (before, _after) in found.items()}
    effects["person_after"] = {name: as_json(after) for name, (_before, after) in found.items()}
    fields = people.current_fields(person)
    fields = PersonFields(**{**vars(fields), **{name: after for name, (_before, after) in found.items()}})
    people.edit(actor=actor, person=person, version=person.version, fields=fields)


def as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _update(row: Any, found: dict[str, list[Any]], effects: dict[str, Any], key: str) -> bool:
    if not found:
        return False
    effects[key] = {name: as_json(before) for name, (before, _after) in found.items()}
    for name, (_before, after) in found.items():
        setattr(row, name, after)
    row.version += 1
    row.save(update_fields=[*found, "version"])
    return True


def _new_entry(
    actor: Actor, batch: ImportBatch, row: ImportRow, person: Person, effects: dict[str, Any]
) -> MentorEntry | MenteeEntry:
    people_of_row = [one for one in (person, guardian_of(person)) if one is not None]
    roles = set(Membership.objects.filter(person__in=people_of_row).values_list("pk", flat=True))
    asked = set(Consent.objects.filter(person=person).values_list("pk", flat=True))
    values = row.values
    if batch.kind == ImportBatch.Kind.MENTORS:
        given = {name: typed(name, values[name]) for name in ENTRY_FIELDS[MentorEntry] if values.get(name) is not None}
        given["pedagog_mentor_category"] = values.get("qualification_category") == "mentor"
        entry: MentorEntry | MenteeEntry = banks.add_mentor(actor=actor, person=person, **given)
    else:
        given = {name: typed(name, values[name]) for name in ENTRY_FIELDS[MenteeEntry] if values.get(name) is not None}
        given["notes"] = _words_of_request(values)
        entry = banks.add_mentee(actor=actor, person=person, category=values["category"], **given)
        if values.get("problem") and values.get("desired_result") and values.get("areas"):
            card = {name: values[name] for name in ("problem", "desired_result", "areas")}
            effects["request"] = banks.make_request(actor=actor, entry=entry, **card).pk
    entry.refresh_from_db()
    effects["entry"] = [entry._meta.model_name, entry.pk, entry.version]
    effects["state"] = entry.state
    held = Membership.objects.filter(person__in=people_of_row).values_list("pk", flat=True)
    effects["roles"] = sorted(set(held) - roles)
    effects["consents"] = sorted(set(Consent.objects.filter(person=person).values_list("pk", flat=True)) - asked)
    return entry


def _words_of_request(values: dict[str, Any]) -> str:
    """A request of which the card would not be whole is not lost: its words wait in the notes."""
    if values.get("problem") and values.get("desired_result") and values.get("areas"):
        return ""
    parts = [values.get(name, "") for name in ("problem", "desired_result", "areas_words")]
    words = "; ".join(part for part in parts if part)
    return _("Запрос из таблицы: %s") % words[:1900] if words else ""


def place_of(actor: Actor, row: ImportRow) -> int:
    """The organization of an employee: the one that the row names, else the actor's own."""
    return row.values.get("organization_id", actor.organization_id)


def write_new_staff(
    actor: Actor, batch: ImportBatch, rows: Sequence[ImportRow], places: dict[int, Organization]
) -> None:
    """New people with their jobs, many at a time."""
    known = posts()
    given = []
    for row in rows:
        place = places[place_of(actor, row)]
        given.append((person_fields(row.values), job_fields(actor, batch, row.values, place, known)))
    made = people.create_many(actor=actor, people=given) if given else []
    for row, (person, job) in zip(rows, made, strict=True):
        row.person, row.verdict = person, Verdict.ADDED
        row.effects = {"person": person.pk, "job": job.pk}


def pass_unchanged(actor: Actor, rows: Sequence[ImportRow]) -> list[ImportRow]:
    """Mark known employees to whom the table adds nothing, a slice in two queries; the others come back."""
    ids = {row.match["person"] for row in rows}
    people_here = Person.objects.visible_to(actor).in_bulk(ids)
    held: dict[tuple[int, int], set[str]] = {}
    jobs = Employment.objects.filter(person_id__in=ids, valid_to=None)
    for person_id, place_id, title in jobs.values_list("person_id", "organization_id", "title"):
        held.setdefault((person_id, place_id), set()).add(title.lower())
    left = []
    for row in rows:
        person, titles = people_here.get(row.match["person"]), held.get((row.match["person"], place_of(actor, row)))
        post = row.values.get("position", "").lower()
        same = person and titles and (not post or post in titles) and not person_differences(person, row)
        if same:
            row.person, row.effects, row.verdict = person, {}, Verdict.SAME
        else:
            left.append(row)
    return left


def write_known_employee(actor: Actor, batch: ImportBatch, row: ImportRow, places: dict[int, Organization]) -> None:
    """A known person gets a job or a telephone. Raises Refusal."""
    person, place = _seen(actor, row.match["person"]), places[place_of(actor, row)]
    effects: dict[str, Any] = {}
    _renew(actor, person, row, effects)
    fields = job_fields(actor, batch, row.values, place)
    held = Employment.objects.filter(person=person, organization=place, valid_to=None)
    if not held.exists() or (row.values.get("position") and not held.filter(title__iexact=fields.title).exists()):
        effects["job"] = people.add_employment(actor=actor, person=person, fields=fields).pk
    row.person, row.effects = person, effects
    row.verdict = Verdict.UPDATED if effects else Verdict.SAME
