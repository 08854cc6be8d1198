"""Documents in a mentor's card: they prove a category, an honour, a result; whoever reads the card reads them."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import StoredFile
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.services.files import clean_name, detected_type, forget, store

from ..models import MentorEntry, MentorEvidence
from .bank_cards import keeps

MOST = 20  # documents of a card


def _may(actor: Actor, entry: MentorEntry) -> None:
    if not keeps(actor, entry) and entry.person_id != actor.person_id:
        raise Refusal(_("Документы прикладывают сам наставник и куратор"), code="permission")


@transaction.atomic
def prove(*, actor: Actor, entry: MentorEntry, kind: str, title: str, content: bytes, name: str) -> MentorEvidence:
    """A PDF or a picture of a document; what it is, its first bytes say. The same bytes twice are one document."""
    row = MentorEntry.objects.select_for_update(of=("self",)).select_related("organization").get(pk=entry.pk)
    _may(actor, row)
    if row.state == MentorEntry.State.WITHDRAWN:
        raise Refusal(_("Наставник выбыл из банка"), todo=_("Сначала верните его в банк"))
    if row.evidence.count() >= MOST:
        raise Refusal(_("В карточке уже %s документов") % MOST, todo=_("Удалите ненужный"))
    # Each card has a row of its own: taking a document out of one leaves the other's alone.
    file = store(
        organization=row.organization,
        purpose=StoredFile.Purpose.EVIDENCE,
        content=content,
        name=f"{row.pk}-{clean_name(name)}"[:200],
        content_type=detected_type(content) or "",
    )
    same = row.evidence.filter(file=file).first()
    if same is not None:
        return same
    made = MentorEvidence.objects.create(
        entry=row, kind=kind, title=title.strip(), file=file, added_by_id=actor.person_id, added_on=actor.today
    )
    audit.record(actor, "mentorentry.prove", row, evidence=made.pk, sha256=file.sha256)
    return made


@transaction.atomic
def remove(*, actor: Actor, evidence: MentorEvidence) -> None:
    """The document leaves the card and the disk; that it was there stays in the journal."""
    _may(actor, evidence.entry)
    row = MentorEvidence.objects.select_for_update(of=("self",)).select_related("file").filter(pk=evidence.pk).first()
    if row is None:
        return
    audit.record(actor, "mentorentry.unprove", evidence.entry, evidence=row.pk, sha256=row.file.sha256)
    file = row.file
    row.delete()
    forget(file)


@transaction.atomic
def note_opening(*, actor: Actor, evidence: MentorEvidence) -> None:
    if evidence.entry.person_id != actor.person_id:
        audit.record(actor, "mentorentry.open_proof", evidence.entry, evidence=evidence.pk)
