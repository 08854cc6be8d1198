"""After the trial meeting each of the pair says privately whether to go on (S2 разд. 6, этап 6)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import Meeting, TrialAnswer, Unit
from ..queries.meetings import kinds_held
from . import units
from .closings import cut_short
from .meeting_rules import all_go_on


@transaction.atomic
def answer_trial(*, actor: Actor, unit: Unit, goes_on: bool) -> Unit:
    """One's own answer, once. A «no» ends the pair without a mark on anybody and without saying whose it was."""
    row = Unit.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=unit.pk)
    member = row.members.filter(person_id=actor.person_id, left_on=None).first()
    if member is None:
        raise Refusal(_("Вас нет в этой паре"), code="permission")
    if row.state != Unit.State.TRYING or Meeting.Kind.TRIAL not in kinds_held(row):
        raise Refusal(
            _("Отвечают после пробной встречи"), todo=_("Запишите пробную встречу, потом ответьте"), code="state"
        )
    if row.trial_answers.filter(member=member).exists():
        raise Refusal(_("Вы уже ответили"), code="already")
    TrialAnswer.objects.create(unit=row, member=member, goes_on=goes_on, answered_at=clock.now())
    audit.record(None, "unit.answer_trial", row)  # the fact alone: what follows it would tell what he has said
    if not goes_on:
        return _part(row)
    if all_go_on(row):
        units.tell(row.curator, row, _("После пробной встречи оба согласны продолжать"), "trial")
    return row


def _part(unit: Unit) -> Unit:
    """The seats are free, the mentees are looked for a mentor again. No actor: nobody is told who said no."""
    cut_short(unit, None, reason="MUTUAL", basis="trial")
    return units.reject(actor=None, unit=unit, why="trial")
