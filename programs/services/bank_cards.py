"""The cards of the banks: what their owners and the curator write, the selection of mentors, sealed marks."""

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.permissions import Actor
from accounts.refusal import Refusal, check_version

from ..models import Consent, MenteeEntry, MentorEntry, TrainingRecord
from ..models.bank_choices import MenteeCategory, SensitiveCategory, SpecialFlag, Visibility
from ..queries.regulations import effective_regulation
from ..workflow import move
from . import consents
from .banks import settle_category

Entry = TypeVar("Entry", MentorEntry, MenteeEntry)

# What one writes about himself; the rest is the curator's.
OWN_FIELDS: Mapping[type, frozenset[str]] = {
    MentorEntry: frozenset({
        "subject", "competencies", "competency_tags", "interests", "clubs", "work_modes", "shift", "hours_per_month",
        "max_parallel", "preferred_age_from", "preferred_age_to", "forms_ready", "kinds_ready", "experience_total",
        "experience_teaching", "qualification_category", "pedagog_mentor_category", "education", "honors",
        "achievements", "measurable_results", "evidence_url", "questionnaire", "questionnaire_on",
    }),
    MenteeEntry: frozenset({
        "subject", "experience_total", "experience_teaching", "qualification_category", "work_modes", "shift",
        "educational_needs", "project",
    }),
}  # fmt: skip
WIDE = {
    Visibility.MUNICIPALITY: Consent.Kind.PDN_TRANSFER,
    Visibility.REGION: Consent.Kind.PDN_TRANSFER,
    Visibility.PUBLIC: Consent.Kind.PDN_DISTRIBUTION,
}


def keeps(actor: Actor, entry: MentorEntry | MenteeEntry) -> bool:
    """The curator and the head of the very school."""
    return actor.may("bank.manage") and actor.signs_for(entry.organization_id)


@transaction.atomic
def edit_entry(*, actor: Actor, entry: Entry, version: int, fields: Mapping[str, Any]) -> Entry:
    """Write fields of a card. Its owner writes about himself, the curator everything.

    Raises Stale when somebody saved the card meanwhile, Refusal for fields of another's.
    """
    row = type(entry).objects.select_for_update(of=("self",)).select_related("person", "organization").get(pk=entry.pk)
    own = row.person_id == actor.person_id and set(fields) <= OWN_FIELDS[type(entry)]
    if not keeps(actor, row) and not own:
        raise Refusal(_("Карточку ведут сам человек и куратор"), code="permission")
    changed = {name: value for name, value in fields.items() if getattr(row, name) != value}
    check_version(row, version, _("Пока карточка была открыта, её сохранили ещё раз"), changed)
    if not changed:
        return row
    if isinstance(row, MenteeEntry) and row.category == MenteeCategory.SENSITIVE and "category" in changed:
        row.seal(flags=row.special_flags)
    for name, value in changed.items():
        setattr(row, name, value)
    if isinstance(row, MenteeEntry):
        settle_category(row, effective_regulation(row.organization, actor.today))
    if changed.get("visibility") in WIDE:
        kind = WIDE[changed["visibility"]]
        consents.ask_whoever_decides(actor=actor, organization=row.organization, person=row.person, kind=kind)
    row.version += 1
    row.save()
    audit.record(actor, f"{row._meta.model_name}.edit", row, fields=sorted(changed))
    return row


@transaction.atomic
def finish_screening(*, actor: Actor, entry: MentorEntry) -> MentorEntry:
    """The selection is over: the questionnaire and, where asked for, the interview are there (S2 разд. 6, этап 4)."""
    return move(entry, "screen", actor=actor)


@transaction.atomic
def add_training(
    *,
    actor: Actor,
    entry: MentorEntry,
    title: str,
    completed_on: datetime.date,
    hours: int | None = None,
    document: str = "",
) -> TrainingRecord:
    """A training that the mentor has finished: the curator's own or a course with a document."""
    if not keeps(actor, entry):
        raise Refusal(_("Обучение наставников записывает куратор"), code="permission")
    if completed_on > actor.today:
        raise Refusal(_("Обучение ещё не завершено: день в будущем"), todo=_("Запишите его, когда оно закончится"))
    record = TrainingRecord.objects.create(
        entry=entry, title=title, hours=hours, completed_on=completed_on, document=document
    )
    audit.record(actor, "mentorentry.train", entry, training=record.pk)
    return record


@transaction.atomic
def remove_training(*, actor: Actor, record: TrainingRecord) -> None:
    if not keeps(actor, record.entry):
        raise Refusal(_("Обучение наставников записывает куратор"), code="permission")
    if record.enrolment_id is not None:
        raise Refusal(
            _("Это прохождение курса отметил организатор"), todo=_("Если оно отмечено по ошибке, напишите ему")
        )
    audit.record(actor, "mentorentry.untrain", record.entry, training=record.pk)
    record.delete()


@transaction.atomic
def open_sealed(*, actor: Actor, entry: MenteeEntry) -> tuple[str, list[str]]:
    """The sensitive category and marks. Every look is on record."""
    _may_know(actor, entry)
    audit.record(actor, "menteeentry.unseal", entry)
    return entry.sensitive_category, entry.special_flags


@transaction.atomic
def seal(*, actor: Actor, entry: MenteeEntry, category: str, flags: list[str]) -> MenteeEntry:
    """Write the sensitive category and marks; what they are goes into no journal."""
    row = MenteeEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    _may_know(actor, row)
    if (category and category not in SensitiveCategory) or not set(flags) <= set(SpecialFlag.values):
        raise Refusal(_("Такой отметки нет"), todo=_("Выберите из списка"))
    if not category and row.category == MenteeCategory.SENSITIVE:
        row.category = ""
    row.seal(flags=flags, category=category)
    row.version += 1
    row.save(update_fields=["sealed", "category", "version"])
    audit.record(actor, "menteeentry.seal", row)
    return row


def _may_know(actor: Actor, entry: MenteeEntry) -> None:
    if not actor.may("bank.sensitive") or not actor.signs_for(entry.organization_id):
        raise Refusal(_("Особые отметки знают куратор и психолог"), clause="152-ФЗ, ст. 10", code="permission")
