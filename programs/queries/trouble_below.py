"""Signs of trouble of all schools below, by kind: how many pairs, never which and never whose.

One measure for all schools, so that they may be told together: the thresholds of the actor's own body.
"""

import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import clock
from accounts.permissions import Actor

from ..models import HelpRequest, Meeting, MeetingTask, PlanActivity, Program, Unit
from ..models.program import AT_WORK
from .meetings import TOOK_PLACE
from .pair_work import TO_DO
from .reach import schools_below
from .trouble import thresholds


def signs_below(actor: Actor) -> list[tuple[str, int]]:
    """Words and the number of pairs, those kinds alone that there are. The rules, and five counts
    whatever the number of schools."""
    today, now = actor.today, clock.now()
    limits = thresholds(actor.organization, today)
    units = Unit.objects.filter(organization__in=schools_below(actor.organization), state=Unit.State.ACTIVE)
    calls = HelpRequest.objects.filter(sent_at__lt=now - datetime.timedelta(hours=limits["help_hours"]))
    edge = today - datetime.timedelta(days=limits["unconfirmed_days"])
    old = Meeting.objects.filter(state=Meeting.State.HELD, held_on__lt=edge)
    late = PlanActivity.objects.filter(state=PlanActivity.State.PLANNED, due_on__lt=today, program__state__in=AT_WORK)
    since = today - datetime.timedelta(days=limits["silent_days"])
    begun = Program.objects.filter(state__in=AT_WORK, start_on__lt=since)
    met = Meeting.objects.filter(Q(state__in=TOOK_PLACE, held_on__gte=since) | Q(state="planned", planned_at__gte=now))
    found = [
        (limits.rule(_("просьба о помощи без ответа, дольше: %s"), "help_hours"),
         units.filter(pk__in=calls.exclude(state=HelpRequest.State.ANSWERED).values("unit_id"))),
        (limits.rule(_("не встречались дольше: %s"), "silent_days"),
         units.filter(pk__in=begun.values("unit_id")).exclude(pk__in=met.values("unit_id"))),
        (limits.rule(_("встречи не подтверждены дольше: %s"), "unconfirmed_days"),
         units.filter(pk__in=old.values("unit_id"))),
        (_("просрочены мероприятия плана"), units.filter(pk__in=late.values("program__unit_id"))),
        (_("просрочены задания"),
         units.filter(pk__in=MeetingTask.objects.filter(state__in=TO_DO, due_on__lt=today).values("unit_id"))),
    ]  # fmt: skip
    counts = [(words, rows.count()) for words, rows in found]
    return [(words, number) for words, number in counts if number]
