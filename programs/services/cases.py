"""What participants bring to the body of mentors: advice, agreement, arbitration or mediation by its functions."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import Council, CouncilCase, CouncilSeat, Unit
from ..queries.councils import functions_of, living_council
from ..queries.regulations import effective_regulation
from ..workflow import move
from .once import made_once


@transaction.atomic
def file(*, actor: Actor, kind: str, text: str, unit: Unit | None = None) -> CouncilCase:
    """Refused where the body has no such function (S1, S5: arbitration; S3, S4: mediation) or does not exist.

    The same question filed twice is one.
    """
    if kind not in functions_of(actor.organization, actor):
        rules = effective_regulation(actor.organization, actor.today)
        raise Refusal(
            _("%s: у органа наставников нет такой функции") % CouncilCase.Kind(kind).label.capitalize(),
            clause=rules["council_functions"].basis,
            todo=_("Выберите другой вид обращения"),
        )
    council = living_council(actor.organization)
    if council is None:
        raise Refusal(_("Орган наставников не создан"), todo=_("Обратитесь к куратору"))
    if not text.strip():
        raise Refusal(_("Обращение пустое"), todo=_("Напишите, в чём вопрос"))
    key = {
        "organization": actor.organization, "kind": kind, "author_id": actor.person_id, "unit": unit,
        "text": text.strip(), "state": CouncilCase.State.FILED,
    }  # fmt: skip
    row, made = made_once(CouncilCase.objects, key=key, words={}, more={"filed_on": actor.today})
    if not made:
        return row
    audit.record(actor, "councilcase.file", row, to_state=row.state)
    for seat in _who_hears(council, row):
        notify(
            seat.person,
            _("Обращение: %s") % row.get_kind_display(),
            dedupe_key=f"case:{row.pk}",
            url=reverse("case_detail", args=[row.pk]),
            organization_id=row.organization_id,
        )
    return row


def _who_hears(council: Council, row: CouncilCase) -> list[CouncilSeat]:
    """The chair and the secretary, or where the case is about both of them, the other members."""
    seats = council.seats.filter(left_on=None).select_related("person")
    case = CouncilCase.objects.filter(pk=row.pk)
    free = [seat for seat in seats if not case.of_side(seat.person_id).exists()]
    return [seat for seat in free if seat.role != CouncilSeat.Role.MEMBER] or free


@transaction.atomic
def hear(*, actor: Actor, case: CouncilCase) -> CouncilCase:
    return move(case, "hear", actor=actor, changes={"heard_on": actor.today})


@transaction.atomic
def withdraw(*, actor: Actor, case: CouncilCase) -> CouncilCase:
    if case.author_id != actor.person_id:
        raise Refusal(_("Обращение отзывает тот, кто его подал"), code="permission")
    return move(case, "withdraw_case", actor=actor, as_effect=True)
