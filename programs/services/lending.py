"""A pair across two schools is held by the orders of both: the second one, of the mentor's own school, comes ready.

It says who is sent where and names nobody of the other school: its mentees are known there alone (152-ФЗ, ст. 5).
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.grammar import Case, decline_position
from accounts.models import Membership, Organization
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role

from ..models import MentorLoan, Order, OrderKind, OrderUnit, Partnership, Unit
from ..order_content import post_of
from ..order_words import control_words, person_in
from ..queries.partners import ON_ITS_WAY, lender_of, mentor_of
from .acknowledgements import may_draft, tell
from .order_drafts import ClauseDraft, OrderDraft, write
from .own_words import in_words_of


def draft_of_the_other_school(unit: Unit) -> Order | None:
    """The system's own draft for the mentor's school, once; None for a pair of one school, and where the other one has
    nobody to send an order."""
    home = lender_of(unit)
    if home is None or _stands(unit):
        return None
    today = clock.today(home.zone)
    staff = Membership.objects.in_force(today).filter(organization=home, role__in=[Role.CURATOR, Role.HEAD])
    keepers = [row.person for row in staff.select_related("person").order_by("role", "pk")]
    if not keepers:
        return None
    order = Order.objects.create(
        organization=home, drafted_by=keepers[0], created_at=clock.now(), title=_("О работе наставника в другой школе")
    )
    write(order, in_words_of(home, today, lending_order(unit, home)))
    audit.record(None, "order.create", order, to_state=order.state)
    for person in keepers:
        tell(person, order, _("Ваш наставник принят другой школой: проверьте и отправьте приказ"), f"lend:{order.pk}")
    return order


def _stands(unit: Unit) -> bool:
    """An order of the mentor's school is written or holds the pair already."""
    rows = OrderUnit.objects.filter(unit=unit, by_lender=True)
    return rows.filter(clause__order__state__in=[*ON_ITS_WAY, "draft"]).exists() or rows.filter(in_force=True).exists()


def lending_order(unit: Unit, home: Organization) -> OrderDraft:
    """Who is sent where; of the other school nobody is named."""
    person, today = mentor_of(unit).person, clock.today(home.zone)
    agreement = Partnership.objects.in_force(today).between(home.pk, unit.organization_id).first()
    named = _agreement_name(agreement) if agreement else ""
    post = post_of(person.pk, home.pk, today)
    who = person_in(person, Case.ACCUSATIVE)
    sent = _("С письменного согласия работника направить %(who)s наставником в %(where)s.") % {
        "who": f"{who}, {decline_position(post, Case.ACCUSATIVE)}," if post else who,
        "where": decline_position(unit.organization.short_name, Case.ACCUSATIVE),
    }  # fmt: skip
    return OrderDraft(
        title=_("О работе наставника в другой школе"),
        preamble=_("В соответствии с %s") % named
        if named
        else _("В соответствии со статьёй 351.8 Трудового кодекса Российской Федерации"),
        place=home.place,
        clauses=[
            ClauseDraft(OrderKind.PAIR_LENDING, sent, units=[unit]),
            ClauseDraft(OrderKind.OTHER, _("Куратору помогать наставнику вместе с куратором принимающей школы.")),
            ClauseDraft(OrderKind.CONTROL, control_words()),
        ],
    )


def _agreement_name(agreement: Partnership) -> str:
    number = f" № {agreement.number}" if agreement.number else ""
    return _("договором о сотрудничестве от %s") % f"{agreement.dated:%d.%m.%Y}{number}"


@transaction.atomic
def draft_again(*, actor: Actor, loan: MentorLoan) -> Order:
    """By hand, where the draft was put aside, the order was cancelled or there was nobody to write it."""
    may_draft(actor, loan.mentor_entry.organization_id)
    waiting = Unit.objects.select_for_update(of=("self",)).filter(
        organization_id=loan.organization_id, state=Unit.State.CONSENTED, members__mentor_entry=loan.mentor_entry
    )
    for unit in waiting.select_related("organization"):
        if (order := draft_of_the_other_school(unit)) is not None:
            return order
    raise Refusal(
        _("Приказ сейчас не нужен"),
        todo=_("Его готовят, когда в паре другой школы все дали согласия; подготовленный ищите в разделе «Приказы»"),
    )
