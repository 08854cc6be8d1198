"""Support of those left without a pair: what the psychologist or the curator has done (S4 roadmap, stage 5)."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import MenteeEntry, SupportNote


@transaction.atomic
def note_support(*, actor: Actor, entry: MenteeEntry, text: str, done_on: datetime.date | None = None) -> SupportNote:
    """One more entry: the day, who, what. The journal knows that there is one, not what it says."""
    if not actor.may("support.manage") or not actor.signs_for(entry.organization_id):
        raise Refusal(_("Поддержку ведут педагог-психолог и куратор школы"), code="permission")
    row = MenteeEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if row.state != MenteeEntry.State.UNMATCHED_SUPPORT:
        raise Refusal(
            _("Поддержка без пары уже закончена: %s") % row.get_state_display(),
            todo=_("Вернитесь к списку: этого наставляемого в нём больше нет"),
        )
    day = done_on or actor.today
    if day > actor.today:
        raise Refusal(_("День ещё не наступил"), todo=_("Запишите сделанное, когда оно будет сделано"))
    note, created = SupportNote.objects.get_or_create(
        entry=row, author_id=actor.person_id, done_on=day, text=text.strip()
    )
    if created:  # a double press is one note
        audit.record(actor, "menteeentry.note_support", row, note=note.pk)
    return note
