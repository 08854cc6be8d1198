"""Pictures of meetings and in notes: taken with the consent of every pupil who is seen, gone at a word or with it."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Person
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.services.files import detected_type, forget

from ..models import Consent, Meeting, PairNote, Unit
from ..queries.photos import PICTURE, not_to_be_shown, pictures_with, units_of
from . import consents, units
from .program_people import manages
from .tasks_of_pairs import leads

CLAUSE = "ГК РФ, ст. 152.1; 152-ФЗ, ст. 9"


def check(actor: Actor, unit: Unit, content: bytes, absent: Collection[int]) -> None:
    """Raises Refusal for a picture where a pupil of the unit has no consent to photos; a document may come."""
    if not (detected_type(content) or "").startswith(PICTURE):
        return
    people = not_to_be_shown(unit, actor.today, but=absent)
    if people:
        raise Refusal(
            _("Нет согласия на фото: %s") % ", ".join(person.full_name for person in people),
            clause=CLAUSE,
            todo=_("Запишите без фото. Согласие просят кнопкой «Попросить согласие на фото» в карточке пары"),
        )


@transaction.atomic
def ask(*, actor: Actor, unit: Unit) -> list[Person]:
    """Every pupil of the unit, or whoever stands for him, is asked once; whom this press has asked."""
    if not leads(actor, unit) and not manages(actor, unit):
        raise Refusal(_("Согласие на фото просят наставник и куратор"), code="permission")
    people, kind = not_to_be_shown(unit, actor.today), Consent.Kind.PHOTO_VIDEO
    return consents.ask_those_who_have_not_refused(
        actor=actor, organization=unit.organization, people=people, kind=kind
    )


def may_remove(actor: Actor, meeting: Meeting) -> bool:
    return meeting.recorded_by_id == actor.person_id or manages(actor, meeting.unit)


@transaction.atomic
def remove(*, actor: Actor, meeting: Meeting) -> None:
    """The file leaves the meeting and the disk; that it was there stays in the journal. Pressed twice, it is gone."""
    row = Meeting.objects.select_for_update(of=("self",)).select_related("unit", "photo").get(pk=meeting.pk)
    if not may_remove(actor, row):
        raise Refusal(_("Фото убирают тот, кто записал встречу, и куратор"), code="permission")
    _take_away(row, actor)


def remove_by_consent(consent: Consent, actor: Actor | None, basis: str) -> None:
    """The consent is withdrawn or over: the pictures of all pairs of the person go at once; the curators are told."""
    # Who is writing one down holds its pair: it is waited for, or it will find the consent gone.
    list(units_of(consent).select_for_update(of=("self",)).order_by("pk"))
    meetings, notes = pictures_with(consent)
    for meeting in meetings:
        rows = Meeting.objects.select_for_update(of=("self",)).select_related("unit__curator", "photo")
        row = rows.get(pk=meeting.pk)
        _take_away(row, actor, basis)
        _tell(row.unit, consent)
    for note in notes:
        kept = PairNote.objects.select_for_update(of=("self",)).select_related("unit__curator", "file").get(pk=note.pk)
        _take_out(kept, actor, basis)
        _tell(kept.unit, consent)


def _tell(unit: Unit, consent: Consent) -> None:
    units.tell(unit.curator, unit, _("Фото убраны: согласия на фото больше нет"), f"photos:{consent.pk}")


def _take_away(meeting: Meeting, actor: Actor | None, basis: str = "") -> None:
    file = meeting.photo
    if file is None:
        return
    meeting.photo = None
    meeting.save(update_fields=["photo"])
    audit.record(actor, "meeting.remove_photo", meeting, basis=basis, sha256=file.sha256)
    if not Meeting.objects.filter(photo=file).exists():  # the same bytes may belong to two meetings of a pair
        forget(file)


def _take_out(note: PairNote, actor: Actor | None, basis: str) -> None:
    """The words of a note stay; without any it is removed with its picture."""
    file = note.file
    if file is None:
        return
    note.file = None
    note.removed_at = note.removed_at if note.text else clock.now()
    note.save(update_fields=["file", "removed_at"])
    audit.record(actor, "pairnote.remove_photo", note, basis=basis, sha256=file.sha256)
    if not PairNote.objects.filter(file=file).exists():
        forget(file)
