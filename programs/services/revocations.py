"""What a consent that is withdrawn or over stops, at once and whole (152-ФЗ, ст. 9): pairs, programmes, places."""

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.permissions import Actor

from ..models import Consent, MenteeEntry, MentorEntry, Order, Unit, UnitMember
from ..models.consent import FOR_THE_PLACE
from ..models.unit import BEFORE_ORDER, CLOSED
from ..queries.councils import living_council
from ..queries.orders import named_in
from ..workflow import move
from . import acknowledgements, councils, partners, personal_roles, photos, units
from .closings import cut_short

BASIS, OVER = "consent revoked", "consent expired"
ABROAD = {*FOR_THE_PLACE, Consent.Kind.PDN_TRANSFER}


def stop(*, actor: Actor | None, consent: Consent) -> None:
    """Close the units that stood on the consent; without processing the person leaves the banks too; without transfer
    no other school keeps him. No actor: its term is over.

    The others of a closed unit lose nothing: mentees among them are looked for a mentor again.
    """
    if consent.kind == Consent.Kind.PDN_DISTRIBUTION:
        _hide_orders(consent, actor)
    if consent.kind == Consent.Kind.PHOTO_VIDEO:
        photos.remove_by_consent(consent, actor, BASIS if actor else OVER)
    if consent.kind == Consent.Kind.COUNCIL and (council := living_council(consent.organization)) is not None:
        councils.leave(person=consent.person, actor=actor, council=council)
    if consent.kind not in {*ABROAD, Consent.Kind.DUTY}:
        return
    if consent.kind in ABROAD:
        partners.call_back(actor=actor, consent=consent, basis=BASIS if actor else OVER)
    members = UnitMember.objects.filter(_stood_on(consent), person=consent.person)
    if consent.unit_id is not None:
        members = members.filter(unit_id=consent.unit_id)
    open_units = Unit.objects.filter(pk__in=members.values("unit_id")).exclude(state__in=CLOSED)
    told = _("Согласие отозвано: пара закрыта") if actor else _("Согласие закончилось: пара закрыта")
    for unit in open_units.order_by("pk"):
        close_at_once(unit, actor, basis=BASIS if actor else OVER, reason="CONSENT_REVOKED", told=told)
    if consent.kind in FOR_THE_PLACE:
        _leave_banks(consent, actor)


def _stood_on(consent: Consent) -> Q:
    """Units of the organization that has asked for it, and those to which it has lent the person as a mentor."""
    here = Q(unit__organization=consent.organization)
    abroad = Q(mentor_entry__organization=consent.organization) & ~here
    if consent.kind == Consent.Kind.PDN_TRANSFER:
        return abroad
    return here | abroad if consent.kind in ABROAD else here


def close_at_once(unit: Unit, actor: Actor | None, *, basis: str, reason: str, told: str) -> None:
    """End a unit with its programme today; its mentees are looked for a mentor again. ``reason``: a closure reason."""
    cut_short(unit, actor, reason=reason, basis=basis)
    if unit.state in BEFORE_ORDER:
        units.reject(actor=actor, unit=unit, why=basis)
        return
    units.end_unit(actor=actor, unit=unit, verb="close", basis=basis)
    units.tell(unit.curator, unit, told, "revoked")


def _hide_orders(consent: Consent, actor: Actor | None) -> None:
    """The public page loses at once the orders that name the person."""
    rows = Order.objects.filter(organization=consent.organization, state=Order.State.PUBLISHED)
    for order in rows.order_by("pk"):
        if not named_in(order).filter(pk=consent.person_id).exists():
            continue
        move(order, "hide", actor=actor, changes={"published_at": None}, basis=BASIS if actor else OVER, as_effect=True)
        acknowledgements.tell(
            order.drafted_by, order, _("Приказ снят с публикации: отозвано согласие"), f"hide:{order.pk}:{consent.pk}"
        )


def _leave_banks(consent: Consent, actor: Actor | None) -> None:
    gone = {MentorEntry: MentorEntry.State.WITHDRAWN, MenteeEntry: MenteeEntry.State.DROPPED_OUT}
    for model, state in gone.items():
        for entry in model.objects.filter(organization=consent.organization, person=consent.person):
            if entry.state != state:
                left = move(entry, "withdraw", actor=actor, as_effect=True, basis=BASIS if actor else OVER)
                personal_roles.end_with_the_last_entry(actor, left)
