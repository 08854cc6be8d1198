"""A row of a staff list into our records, by the services of people; nobody is deleted and no pair is ended."""

from dataclasses import replace
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Employment, Organization, Person
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.services import people
from accounts.services.people import EmploymentFields, PersonFields
from accounts.tenancy import current_region

from ..models import ImportBatch, ImportRow
from . import registry, registry_keys
from .import_matching import Places
from .import_writing import job_fields, person_fields, posts, typed

Verdict = ImportRow.Verdict
LOCK = 0x52454749  # of writers of staff lists
BASIS = "registry"  # the reason of an end in the journal: data, not words


def hold() -> None:
    """One list of a region is written at a time: two that name the same people wait for each other, never crosswise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, current_region()])


def write(actor: Actor, batch: ImportBatch, row: ImportRow, places: Places) -> None:
    """Plan anew, then do it; a record that was touched a moment ago is looked at once more. Raises Refusal."""
    if registry.place_of(row, places) is None:
        raise Refusal(_("Организация закрыта или больше не в вашем ведении"))
    for last in (False, True):
        if not row.match.get("absent"):
            registry.plan(actor, batch, [row], places)
        if row.match.get("hidden"):
            raise Refusal(_("Этот номер реестра уже у работника организации не из вашего ведения"))
        unsettled = row.match.get("candidates") and row.decision in ("", "second", "transfer")
        if unsettled or row.match.get("asks"):
            row.verdict = Verdict.ASK
            return
        if row.match.get("repeat"):
            row.verdict = Verdict.SKIPPED
            return
        try:
            with transaction.atomic():
                _do(actor, batch, row, places)
            row.key = row.values.get("registry_key", "")
            return
        except (IntegrityError, Refusal):
            if last:
                raise


def _do(actor: Actor, batch: ImportBatch, row: ImportRow, places: Places) -> None:
    action, place = row.match["action"], places.by_id[row.values["organization_id"]]
    if action == "same":
        row.verdict = Verdict.SAME
        return
    if action == "leave":
        _leave(actor, row)
        return
    if row.match.get("person") is None:
        person = people.create(
            actor=actor, organization=place, fields=person_fields(row.values), employment=_job(actor, batch, row, place)
        )
        row.verdict, row.effects = Verdict.ADDED, {"person": person.pk}
        _end_by_term(actor, person, place, row)
    else:
        person = Person.objects.get(pk=row.match["person"])
        _renew(actor, person, row)
        _work(actor, batch, row, person, place)
        row.verdict, row.effects = Verdict.UPDATED, {"action": action}
    registry_keys.link(actor, person, row.values["registry_key"], place.pk)
    row.person = person


def _leave(actor: Actor, row: ImportRow) -> None:
    """Each job ends on the day; whoever is in a pair is put on the curator's desk by ``registry_desk``."""
    on = actor.today if row.match.get("absent") else typed("left_on", row.values["left_on"]) + registry.DAY
    jobs = Employment.objects.filter(pk__in=row.match["jobs"], valid_to=None)
    ended = [people.end_employment(actor=actor, employment=job, on=max(on, job.valid_from), reason=BASIS)
             for job in jobs]  # fmt: skip
    row.person_id = row.match["person"]
    row.verdict = Verdict.UPDATED if ended else Verdict.SAME
    row.effects = {"ended": [job.pk for job in ended]}


def _renew(actor: Actor, person: Person, row: ImportRow) -> None:
    known = PersonFields.__dataclass_fields__
    given = {name: typed(name, after) for name, _before, after in row.match.get("changes", []) if name in known}
    if given:
        fields = replace(people.current_fields(person), **given)
        people.edit(actor=actor, person=person, version=person.version, fields=fields)


def _work(actor: Actor, batch: ImportBatch, row: ImportRow, person: Person, place: Organization) -> None:
    action, job_id = row.match["action"], row.match.get("job")
    changes = {name: after for name, _before, after in row.match.get("changes", [])}
    if job_id is None:
        if action == "transfer":
            for job in Employment.objects.filter(pk__in=row.match.get("jobs", []), valid_to=None):
                on = _job(actor, batch, row, place).valid_from
                people.end_employment(actor=actor, employment=job, on=max(on, job.valid_from), reason=BASIS)
        fields = _job(actor, batch, row, place, person)
        people.add_employment(actor=actor, person=person, fields=replace(fields, is_primary=action != "second"))
        _end_by_term(actor, person, place, row)
        return
    job = Employment.objects.get(pk=job_id)
    if "position" in changes:
        people.end_employment(actor=actor, employment=job, on=max(actor.today, job.valid_from), reason=BASIS)
        fields = _job(actor, batch, row, place, person)
        kept = {name: getattr(fields, name) or getattr(job, name) for name in registry.OF_JOB}
        day = max(actor.today, job.valid_from)
        fields = replace(fields, valid_from=day, is_primary=job.is_primary, **kept)
        people.add_employment(actor=actor, person=person, fields=fields)
        return
    told = {name: changes[name] for name in registry.OF_JOB if name in changes}
    if told or "hired_on" in changes:
        people.edit_employment(
            actor=actor, employment=job, valid_from=typed("hired_on", changes.get("hired_on")), **told
        )


def _job(
    actor: Actor, batch: ImportBatch, row: ImportRow, place: Organization, person: Person | None = None
) -> EmploymentFields:
    """The job of the row; of one who comes back not before the day on which he had left."""
    fields = job_fields(actor, batch, row.values, place, posts())
    day = typed("hired_on", row.values.get("hired_on")) or actor.today
    if person is not None:
        over = Q(valid_to__lte=actor.today) | Q(title=fields.title, valid_to__isnull=False)
        former = Employment.objects.filter(over, person=person, organization=place)
        day = max([day, *(job.valid_to for job in former if job.valid_to is not None)])
    return replace(fields, valid_from=day, **{name: row.values.get(name, "") for name in registry.OF_JOB})


def _end_by_term(actor: Actor, person: Person, place: Organization, row: ImportRow) -> None:
    """A job for a term: its last day is known when it begins."""
    left: Any = typed("left_on", row.values.get("left_on"))
    if left:
        job = Employment.objects.filter(person=person, organization=place, valid_to=None).latest("pk")
        people.end_employment(actor=actor, employment=job, on=max(left + registry.DAY, job.valid_from), reason=BASIS)
