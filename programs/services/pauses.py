"""A pair that does not work for a while: holidays, illness. The term of its programme goes on; longer is offered."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import Unit
from ..models.program import AT_WORK
from ..workflow import move
from .program_people import participants, tell


@transaction.atomic
def pause(*, actor: Actor, unit: Unit, reason: str) -> Unit:
    if not reason.strip():
        raise Refusal(_("Почему пара приостановлена?"), todo=_("Напишите: отпуск, болезнь, до какого дня"))
    row = move(unit, "pause", actor=actor, changes={"paused_on": actor.today, "pause_reason": reason.strip()[:300]})
    for program in row.programs.filter(state__in=AT_WORK).select_related("unit"):
        tell(participants(program), program, _("Пара приостановлена"), f"paused:{actor.today:%Y%m%d}", reason[:200])
    return row


@transaction.atomic
def resume(*, actor: Actor, unit: Unit) -> Unit:
    """Back to work; those who have lost days are offered to prolong the programme by as many."""
    since = Unit.objects.values_list("paused_on", flat=True).get(pk=unit.pk)
    row = move(unit, "resume", actor=actor, changes={"paused_on": None, "pause_reason": ""})
    days = (actor.today - since).days if since else 0
    for program in row.programs.filter(state__in=AT_WORK).select_related("unit"):
        detail = _("Пауза длилась дней: %s. Программу можно продлить с согласия обеих сторон") % days
        people = [*participants(program), row.curator]
        tell(people, program, _("Пара снова работает"), f"resumed:{actor.today:%Y%m%d}", detail if days else "")
    return row
