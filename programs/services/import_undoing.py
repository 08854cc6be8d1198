"""A written row taken back within a day, by its ``effects``, unless somebody has worked with what it made."""

from typing import Any

from django.db import models
from django.db.models import ProtectedError, Q, RestrictedError
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import (
    AuditEvent,
    Employment,
    GuardianLink,
    Invitation,
    Membership,
    Notice,
    OutboxMessage,
    Person,
    StudentProfile,
)
from accounts.permissions import Actor
from accounts.services import people
from accounts.services.people import PersonFields

from ..models import Consent, ImportRow, MenteeEntry, MentorEntry, PersonJoin
from .import_writing import DAYS, as_json, typed


class Touched(Exception):
    """Somebody has worked with the row since: it stays."""


def take_back(actor: Actor, row: ImportRow) -> list[AuditEvent]:
    """Undo one row; the events of what was removed come back unsaved. Raises Touched where a thing has changed."""
    effects, events = row.effects, []
    cards = [pk for pk in (row.person_id, effects.get("person")) if pk is not None]
    joins = PersonJoin.objects.filter(Q(kept__in=cards) | Q(gone__in=cards), joined_at__gte=row.batch.applied_at)
    if "rejoined" in effects or joins.filter(undone_at=None).exists():
        raise Touched
    if effects.get("entry") and "state" in effects:
        events += _remove_entry(actor, effects)
    elif effects.get("entry"):
        _restore_entry(effects)
    if "job" in effects and "person" not in effects:
        jobs = Employment.objects.filter(pk=effects["job"], valid_to=None)
        events += [_gone(actor, "employment.remove", job, person=job.person_id) for job in jobs]
        jobs.delete()
    if "person_before" in effects:
        _restore_person(actor, row)
    for key in ("guardian", "person"):
        if key in effects:
            events += _remove_person(actor, effects[key])
    return events


def _gone(actor: Actor, verb: str, row: models.Model, **data: Any) -> AuditEvent:
    return audit.event(actor, verb, row, basis=_("отмена загрузки"), **data)


def _model(name: str) -> type[models.Model]:
    return {"mentorentry": MentorEntry, "menteeentry": MenteeEntry}[name]


def _remove_entry(actor: Actor, effects: dict[str, Any]) -> list[AuditEvent]:
    name, pk, version = effects["entry"]
    entry = _model(name).objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if entry is None or entry.version != version or entry.state != effects["state"] or entry.members.exists():
        raise Touched
    consents = Consent.objects.filter(pk__in=effects["consents"])
    if consents.exclude(state="sent").exists():
        raise Touched
    if name == "menteeentry" and entry.requests.exclude(pk=effects.get("request")).exists():
        raise Touched
    keys = [f"consent:{pk}" for pk in effects["consents"]]
    Notice.objects.filter(dedupe_key__in=keys).delete()
    for key in keys:  # letters that have not gone yet do not go
        OutboxMessage.objects.filter(dedupe_key__endswith=f":{key}", done_at=None).delete()
    roles = Membership.objects.filter(pk__in=effects["roles"])
    events = [_gone(actor, f"{name}.remove", entry, person=entry.person_id)]
    events += [_gone(actor, "consent.remove", row, person=row.person_id) for row in consents]
    events += [
        _gone(actor, "membership.end", row, role=row.role, person=row.person_id, on=actor.today.isoformat())
        for row in roles
    ]
    _delete(entry)
    consents.delete()
    roles.delete()
    return events


def _restore_entry(effects: dict[str, Any]) -> None:
    name, pk, version = effects["entry"]
    entry = _model(name).objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if entry is None or entry.version != version:
        raise Touched
    for field, before in effects["entry_before"].items():
        setattr(entry, field, typed(field, before))
    entry.version += 1
    entry.save(update_fields=[*effects["entry_before"], "version"])


def _restore_person(actor: Actor, row: ImportRow) -> None:
    person = Person.objects.filter(pk=row.person_id).first()
    after = row.effects["person_after"]
    if person is None or any(as_json(getattr(person, name)) != value for name, value in after.items()):
        raise Touched
    before = {
        name: typed(name, value) or (None if name in DAYS else "")
        for name, value in row.effects["person_before"].items()
    }
    fields = PersonFields(**{**vars(people.current_fields(person)), **before})
    people.edit(actor=actor, person=person, version=person.version, fields=fields)


def _remove_person(actor: Actor, pk: int) -> list[AuditEvent]:
    person = Person.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if person is None:
        return []
    used = (
        person.version != 1
        or person.user_id is not None
        or Membership.objects.filter(person=person).exists()
        or Invitation.objects.filter(person=person).exists()
        or Employment.objects.filter(person=person).count() > 1
    )
    if used:
        raise Touched
    GuardianLink.objects.filter(guardian=person).delete()
    StudentProfile.objects.filter(person=person).delete()
    event = _gone(actor, "person.remove", person, organization_id=people.home_of(person))
    _delete(person)
    return [event]


def _delete(row: models.Model) -> None:
    try:
        row.delete()
    except (ProtectedError, RestrictedError) as error:
        raise Touched from error
