"""People of an organization: cards, jobs, enrolments, who stands for a child."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import (
    AuditEvent,
    Employment,
    GuardianLink,
    Invitation,
    Organization,
    OrganizationKind,
    Person,
    Position,
    StudentProfile,
)
from accounts.permissions import Actor
from accounts.refusal import Refusal, Stale


@dataclass(frozen=True)
class PersonFields:
    """What may be edited of a person."""

    last_name: str
    first_name: str
    patronymic: str = ""
    gender: str = ""
    birth_date: datetime.date | None = None
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class EmploymentFields:
    """A job. ``title`` is the post as documents name it; ``position`` its row of the nomenclature, if it has one."""

    organization: Organization
    title: str
    valid_from: datetime.date
    position: Position | None = None
    is_deputy_head: bool = False
    is_primary: bool = True
    subject: str = ""
    qualification_category: str = ""


@dataclass(frozen=True)
class EnrolmentFields:
    """A pupil's place."""

    organization: Organization
    class_label: str
    valid_from: datetime.date


def _may_manage(actor: Actor, organization_id: int) -> None:
    if not actor.may("people.manage") or organization_id not in actor.organization_ids:
        raise Refusal(
            _("Карточки людей ведут куратор, руководитель и администратор этой организации"), code="permission"
        )


def _may_enroll(actor: Actor, organization: Organization) -> None:
    _may_manage(actor, organization.pk)
    own = organization.pk == actor.organization_id and organization.kind == OrganizationKind.SCHOOL
    if not (own and actor.may("pupils.view")):
        raise Refusal(_("Обучающихся и родителей ведут куратор и руководитель их школы"), code="permission")


def _get_for_change(actor: Actor, person: Person) -> Person:
    """The locked row, if the actor may see it and manages people."""
    if not actor.may("people.manage"):
        raise Refusal(_("Карточки людей ведут куратор, руководитель и администратор организации"), code="permission")
    row = Person.objects.visible_to(actor).filter(pk=person.pk).select_for_update(of=("self",)).first()
    if row is None:
        raise Refusal(_("Такого человека нет среди тех, кого вы видите"), code="not_visible")
    return row


def home_of(person: Person) -> int | None:
    """The organization whose journal tells of this person: where he works or studies, else who keeps his card."""
    today_or_later = Employment.objects.filter(person=person, valid_to=None).values_list("organization_id", flat=True)
    return today_or_later.first() or person.kept_by_id


@transaction.atomic
def create(
    *,
    actor: Actor,
    organization: Organization,
    fields: PersonFields,
    employment: EmploymentFields | None = None,
    enrolment: EnrolmentFields | None = None,
    child: Person | None = None,
    basis: str = "",
) -> Person:
    """A card kept by ``organization``, with a job, an enrolment or a child whom the person stands for, if given.

    Above the school a card needs a job: without one nobody there would see it again.
    """
    _may_manage(actor, organization.pk)
    if employment is None and organization.pk != actor.organization_id:
        raise Refusal(_("Укажите, кем человек работает"), todo=_("Без места работы карточку увидит только школа"))
    if employment is None:
        _may_enroll(actor, organization)
    person = Person.objects.create(kept_by=organization, **asdict(fields))
    audit.record(actor, "person.create", person, organization_id=organization.pk)
    if employment is not None:
        add_employment(actor=actor, person=person, fields=employment)
    if enrolment is not None:
        enroll(actor=actor, person=person, fields=enrolment)
    if child is not None:
        link_guardian(actor=actor, guardian=person, child=child, basis=basis)
    return person


@transaction.atomic
def create_many(
    *, actor: Actor, people: Sequence[tuple[PersonFields, EmploymentFields]]
) -> list[tuple[Person, Employment]]:
    """Cards with jobs, many at a time: for a list of a whole region. The same rows and events as ``create`` leaves."""
    _may_manage(actor, actor.organization_id)
    if not {job.organization.pk for _fields, job in people} <= set(actor.organization_ids):
        raise Refusal(_("Среди организаций есть чужие"), code="permission")
    rows = [Person(kept_by_id=job.organization.pk, **vars(fields)) for fields, job in people]
    Person.objects.bulk_create(rows)
    jobs = [Employment(person=row, **asdict_shallow(job)) for row, (_fields, job) in zip(rows, people, strict=True)]
    Employment.objects.bulk_create(jobs)
    events = []
    for row, job in zip(rows, jobs, strict=True):
        events.append(audit.event(actor, "person.create", row, organization_id=job.organization_id))
        events.append(audit.event(actor, "employment.add", job, person=row.pk))
    AuditEvent.objects.bulk_create(events)
    return list(zip(rows, jobs, strict=True))


@transaction.atomic
def edit(*, actor: Actor, person: Person, version: int, fields: PersonFields) -> Person:
    """Raises Stale when somebody saved after the form was opened. The login's address is not changed here."""
    row = _get_for_change(actor, person)
    before = current_fields(row)
    changed = [name for name, value in asdict(fields).items() if asdict(before)[name] != value]
    if row.version != version and changed:
        raise Stale(
            _("Пока форма была открыта, карточку изменил кто-то другой"),
            theirs={label_of(name): _shown(name, getattr(before, name)) for name in changed},
            mine={label_of(name): _shown(name, getattr(fields, name)) for name in changed},
        )
    if changed:
        for name in changed:
            setattr(row, name, getattr(fields, name))
        row.version += 1
        row.save(update_fields=[*changed, "version"])
        if "email" in changed:  # a letter to a wrong mailbox must not open this card
            Invitation.objects.filter(person=row, accepted_at=None, revoked_at=None).update(revoked_at=clock.now())
        audit.record(actor, "person.edit", row, organization_id=home_of(row), fields=changed)
    return row


@transaction.atomic
def decline_by_hand(*, actor: Actor, person: Person, version: int, forms: dict[str, str]) -> Person:
    """How the whole name reads in the cases of ``forms`` (values of Case); an empty one is left to the system.

    Issued documents do not change. Raises Stale when the card was saved after the form was opened.
    """
    row = _get_for_change(actor, person)
    wanted = {case: " ".join(name.split()) for case, name in forms.items() if name.strip()}
    if wanted == row.declension:
        return row
    if row.version != version:
        raise Stale(
            _("Пока форма была открыта, карточку изменил кто-то другой"),
            theirs={_("Склонение"): "; ".join(row.declension.values())},
            mine={_("Склонение"): "; ".join(wanted.values())},
        )
    row.declension, row.version = wanted, row.version + 1
    row.save(update_fields=["declension", "version"])
    audit.record(actor, "person.decline", row, organization_id=home_of(row), cases=sorted(wanted))
    return row


def current_fields(person: Person) -> PersonFields:
    return PersonFields(**{name: getattr(person, name) for name in PersonFields.__dataclass_fields__})


def label_of(name: str) -> str:
    return str(Person._meta.get_field(name).verbose_name).capitalize()


def _shown(name: str, value: object) -> str:
    if isinstance(value, datetime.date):
        return f"{value:%d.%m.%Y}"
    choices = dict(Person._meta.get_field(name).flatchoices)
    return str(choices.get(value, value) or "—")


@transaction.atomic
def add_employment(*, actor: Actor, person: Person, fields: EmploymentFields) -> Employment:
    """Another job, also in another organization that the actor reaches. Raises Refusal for the same post twice."""
    _may_manage(actor, fields.organization.pk)
    same = Employment.objects.select_for_update().filter(
        person=person, organization=fields.organization, title=fields.title
    )
    if any(job.valid_to is None or job.valid_to > fields.valid_from for job in same):
        raise Refusal(
            _("Эта должность у человека уже есть"),
            todo=_("Закройте прежнюю запись или назовите другую"),
            code="already",
        )
    job = Employment.objects.create(person=person, **asdict_shallow(fields))
    audit.record(actor, "employment.add", job, person=person.pk)
    return job


def asdict_shallow(fields: EmploymentFields | EnrolmentFields) -> dict[str, object]:
    """``dataclasses.asdict`` would copy the rows inside."""
    return {name: getattr(fields, name) for name in fields.__dataclass_fields__}


@transaction.atomic
def end_employment(*, actor: Actor, employment: Employment, on: datetime.date, reason: str = "") -> Employment:
    """``on`` is the first day without the job."""
    row = Employment.objects.select_for_update().get(pk=employment.pk)
    _may_manage(actor, row.organization_id)
    if row.valid_to is not None:
        raise Refusal(_("Эта запись уже закрыта с %s") % f"{row.valid_to:%d.%m.%Y}", code="already")
    if on < row.valid_from:
        raise Refusal(_("Человек принят %s") % f"{row.valid_from:%d.%m.%Y}", todo=_("Укажите этот день или позже"))
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    audit.record(actor, "employment.end", row, basis=reason, person=row.person_id, on=on.isoformat())
    return row


@transaction.atomic
def edit_employment(
    *, actor: Actor, employment: Employment, subject: str | None = None, qualification_category: str | None = None,
    valid_from: datetime.date | None = None,
) -> Employment:  # fmt: skip
    """What the staff registry tells of a job; another post is another job. None leaves what stands there."""
    row = Employment.objects.select_for_update(of=("self",)).get(pk=employment.pk)
    _may_manage(actor, row.organization_id)
    told = {"subject": subject, "qualification_category": qualification_category, "valid_from": valid_from}
    changed = {name: value for name, value in told.items() if value is not None and value != getattr(row, name)}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.save(update_fields=[*changed])
        audit.record(actor, "employment.edit", row, person=row.person_id, fields=sorted(changed))
    return row


@transaction.atomic
def enroll(*, actor: Actor, person: Person, fields: EnrolmentFields) -> StudentProfile:
    """A pupil's place from a day; the former class of the same school ends on that day."""
    _may_enroll(actor, fields.organization)
    former = StudentProfile.objects.select_for_update().filter(person=person, valid_to=None).first()
    if former is not None and former.organization_id != fields.organization.pk:
        raise Refusal(_("Человек учится в другой организации"), todo=_("Сначала там должны отметить выбытие"))
    if former is not None:
        if fields.valid_from < former.valid_from:
            raise Refusal(
                _("Обучающийся в нынешнем классе с %s") % f"{former.valid_from:%d.%m.%Y}",
                todo=_("Укажите этот день или более поздний"),
            )
        former.valid_to = fields.valid_from
        former.save(update_fields=["valid_to"])
    profile = StudentProfile.objects.create(person=person, **asdict_shallow(fields))
    audit.record(actor, "student.enroll", profile, person=person.pk)
    return profile


@transaction.atomic
def end_enrolment(*, actor: Actor, profile: StudentProfile, on: datetime.date) -> StudentProfile:
    row = StudentProfile.objects.select_for_update().get(pk=profile.pk)
    _may_enroll(actor, Organization.objects.get(pk=row.organization_id))
    if row.valid_to is None:
        if on < row.valid_from:
            raise Refusal(
                _("Обучающийся зачислен %s") % f"{row.valid_from:%d.%m.%Y}",
                todo=_("Укажите этот день или более поздний"),
            )
        row.valid_to = on
        row.save(update_fields=["valid_to"])
        audit.record(actor, "student.leave", row, person=row.person_id, on=on.isoformat())
    return row


@transaction.atomic
def link_guardian(*, actor: Actor, guardian: Person, child: Person, basis: str = "") -> GuardianLink:
    """A parent or another who stands for the child. The child must be a pupil of the actor's school."""
    if not actor.may("pupils.view") or not Person.objects.visible_to(actor).filter(pk=child.pk).exists():
        raise Refusal(_("Родителей указывают куратор и руководитель школы ребёнка"), code="permission")
    link, created = GuardianLink.objects.get_or_create(guardian=guardian, child=child, defaults={"basis": basis})
    if created:
        audit.record(actor, "guardian.link", link, guardian=guardian.pk, child=child.pk)
    return link


def note_reading(*, actor: Actor, person: Person) -> None:
    """Every read of another's card is on record."""
    if person.pk != actor.person_id:
        audit.record(actor, "person.read", person, organization_id=home_of(person) or actor.organization_id)
