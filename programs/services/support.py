"""Support of those left without a pair: what the psychologist or the curator has done (S4 roadmap, stage 5)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Person
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.templatetags.ui_words import initials

from ..models import MenteeEntry


@transaction.atomic
def note_support(*, actor: Actor, entry: MenteeEntry, text: str) -> MenteeEntry:
    """One more line under the plan of the support: the day, who, what. The journal knows that, not what."""
    if not actor.may("support.manage") or not actor.signs_for(entry.organization_id):
        raise Refusal(_("Поддержку ведут педагог-психолог и куратор школы"), code="permission")
    row = MenteeEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if row.state != MenteeEntry.State.UNMATCHED_SUPPORT:
        raise Refusal(
            _("Поддержка без пары уже закончена: %s") % row.get_state_display(),
            todo=_("Вернитесь к списку: этого наставляемого в нём больше нет"),
        )
    who = initials(Person.objects.get(pk=actor.person_id))
    row.support_plan = f"{row.support_plan}\n\n{actor.today:%d.%m.%Y}, {who}: {text.strip()}".strip()
    row.save(update_fields=["support_plan"])
    audit.record(actor, "menteeentry.note_support", row)
    return row
