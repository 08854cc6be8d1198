"""A visa that waits is reminded of: its person every second working day, then also those whom the silence holds up."""

from django.db.models import F
from django.utils.translation import gettext as _

from accounts import clock
from accounts.work_calendar import calendar_for

from ..models import Order, Visa
from .acknowledgements import tell
from .order_visas import heads_of

EVERY = 2  # working days between two reminders (a default of the system, in no act)
HELD_UP = 2  # reminders after which the drafter and the head are told


def remind_of_visas() -> int:
    """Run as often as one likes: a reminder has one key for its turn. How many visas wait too long; needs a scope."""
    rows = Visa.objects.filter(verdict="", order__state=Order.State.AGREEING, order_version=F("order__version"))
    late = 0
    for visa in rows.select_related("person", "order__organization__region", "order__drafted_by").order_by("pk"):
        days = _waited(visa)
        late += days >= EVERY
        if turn := days // EVERY:
            _remind(visa, turn, days)
    return late


def _waited(visa: Visa) -> int:
    """Working days from the one on which it was asked for to today's, where the school is."""
    zone = visa.order.organization.zone
    asked, today = visa.asked_at.astimezone(zone).date(), clock.today(zone)
    return calendar_for(visa.order.organization.region.calendar).workdays_between(asked, today)


def _remind(visa: Visa, turn: int, days: int) -> None:
    order, facts = visa.order, {"days": days}
    asked = f"{visa.pk}:{visa.asked_at:%Y%m%d%H%M}:{turn}"  # sent again, its turns begin anew
    tell(
        visa.person, order, _("Напоминание: проект приказа ждёт вашей визы"), f"visa-wait:{asked}",
        _("Рабочих дней прошло: %(days)s") % facts,
    )  # fmt: skip
    if turn < HELD_UP:
        return
    heads = heads_of(order.organization, clock.today(order.organization.zone))
    held = {person.pk: person for person in [order.drafted_by, *heads]}
    detail = _("%(who)s не отвечает рабочих дней: %(days)s. Руководитель может взять приказ на решение") % {
        **facts, "who": visa.person.full_name,
    }  # fmt: skip
    for person in held.values():
        tell(person, order, _("Проект приказа ждёт визы"), f"visa-held:{asked}:{person.pk}", detail)
