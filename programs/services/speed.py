"""Speed mentoring: one meeting, then the pair is over; whoever took part may propose to go on (S1, S5 §4.1.5)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import Unit
from ..queries.regulations import effective_regulation
from . import proposals, units


def may_go_on(unit: Unit, actor: Actor) -> bool:
    """Everybody of it alike: the roles are equal."""
    if unit.state != Unit.State.CLOSED or "SPEED" not in unit.kinds:
        return False
    return actor.organization_id == unit.organization_id and unit.members.filter(person_id=actor.person_id).exists()


@transaction.atomic
def go_on(*, actor: Actor, unit: Unit) -> Unit:
    """One press: a lasting pair of the same people is proposed, the one who pressed has agreed. The others answer."""
    row = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if not may_go_on(row, actor):
        raise Refusal(
            _("Продолжают после скоростной встречи, и предлагает тот, кто на ней был"),
            todo=_("Попросите куратора составить пару"),
            code="permission",
        )
    members = list(row.members.select_related("mentor_entry__person", "mentee_entry__person"))
    mentor = next(member.mentor_entry for member in members if member.mentor_entry is not None)
    mentees = [member.mentee_entry for member in members if member.mentee_entry is not None]
    kinds = proposals.lasting_kinds(effective_regulation(row.organization, actor.today), len(mentees))
    wanted = proposals.Wanted(
        mentor, mentees, row.form, kinds, row.more_forms,
        _("Продолжение скоростной встречи"), Unit.Strategy.SPEED, row.role_model, row.questions,
        row.form_name, row.form_basis,
    )  # fmt: skip
    (made,) = proposals.seat_all(actor=actor, wanted=[wanted], curator_id=row.curator_id)
    if isinstance(made, Refusal):
        raise made
    units.tell(row.curator, made, _("После скоростной встречи предлагают продолжить парой"), "goes_on")
    return units.answer(actor=actor, unit=made, agrees=True)
