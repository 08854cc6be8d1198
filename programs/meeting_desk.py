"""What of meetings, tasks and calls for help waits for a person on his first page. A query for each source."""

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import desk
from accounts.desk import DeskItem, Panel
from accounts.permissions import Actor

from .models import HelpRequest, Meeting, MeetingTask, TrialAnswer, Unit, UnitMember
from .queries.pair_work import TO_DO
from .queries.trouble import signs_for
from .queries.trouble_below import signs_below
from .queries.units import living_units
from .queries.year import worst_first, year_lines

ON_THE_DESK = 7  # beside the queue they fit a school's screen
MOST_SIGNS = 2  # of a pair; the others stand on its card


@desk.register
def calls_for_help(actor: Actor) -> list[DeskItem]:
    """Above everything else of a mentor."""
    led = UnitMember.objects.filter(person_id=actor.person_id, side=UnitMember.Side.MENTOR, left_on=None)
    rows = HelpRequest.objects.filter(unit__in=led.values("unit_id")).exclude(state=HelpRequest.State.ANSWERED)
    return [
        DeskItem(
            title=_t("Нужна помощь: %s") % row.member.person.full_name,
            detail=Truncator(row.text).chars(120),
            url=reverse("help_detail", args=[row.pk]),
            label=_("Ответить"),
        )
        for row in rows.select_related("member__person").order_by("sent_at")
    ]


@desk.register
def tasks_of_mine(actor: Actor) -> list[DeskItem]:
    rows = MeetingTask.objects.filter(member__person_id=actor.person_id, member__left_on=None, state__in=TO_DO)
    return [
        DeskItem(
            title=Truncator(row.text).chars(120),
            detail=_t("Замечание: %s") % row.remark
            if row.state == MeetingTask.State.RETURNED
            else _("Задание наставника"),
            url=reverse("unit_detail", args=[row.unit_id]),
            label=_("К заданию"),
            due=row.due_on,
        )
        for row in rows.order_by("due_on", "pk")[:20]
    ]


@desk.register
def tasks_to_look_at(actor: Actor) -> list[DeskItem]:
    led = UnitMember.objects.filter(person_id=actor.person_id, side=UnitMember.Side.MENTOR, left_on=None)
    rows = MeetingTask.objects.filter(unit__in=led.values("unit_id"), state=MeetingTask.State.HANDED_IN)
    return [
        DeskItem(
            title=_t("Проверить задание: %s") % row.member.person.full_name,
            detail=Truncator(row.text).chars(120),
            url=reverse("unit_detail", args=[row.unit_id]),
            label=_("Проверить"),
        )
        for row in rows.select_related("member__person").order_by("handed_in_at")[:20]
    ]


@desk.register
def trials_to_answer(actor: Actor) -> list[DeskItem]:
    """After the trial meeting: whether to go on, from whoever has not said it."""
    mine = UnitMember.objects.filter(person_id=actor.person_id, left_on=None, unit__state=Unit.State.TRYING)
    tried = Meeting.objects.filter(kind=Meeting.Kind.TRIAL, state__in=["held", "confirmed"]).values("unit_id")
    said = TrialAnswer.objects.filter(member__person_id=actor.person_id).values("unit_id")
    rows = mine.filter(unit__in=tried).exclude(unit__in=said)
    return [
        DeskItem(
            title=_("Продолжаете работать вместе?"),
            detail=_("После пробной встречи. Ответ видите только вы"),
            url=reverse("unit_detail", args=[row.unit_id]),
            label=_("Ответить"),
        )
        for row in rows
    ]


@desk.register_panel
def how_pairs_go(actor: Actor) -> Panel | None:
    """The curator's pairs on the ruler of the year, those that lag above; the signs of trouble with their rules."""
    if not actor.may("unit.manage"):
        return None
    lines = worst_first(year_lines(list(living_units(actor)), actor.today))
    signs = signs_for(actor, lines, actor.organization)
    troubled = sorted((line for line in lines if line.unit.pk in signs), key=lambda line: -len(signs[line.unit.pk]))
    return Panel(
        title=_t("Ход пар: %s") % len(lines) if lines else _("Ход пар"),
        template="programs/_desk_pairs.html",
        context={
            "lines": lines[:ON_THE_DESK],
            "troubled": [(line, signs[line.unit.pk][:MOST_SIGNS]) for line in troubled[:ON_THE_DESK]],
        },
        url=reverse("unit_list") if lines else "",
        label=_("Все пары"),
    )


@desk.register_panel
def how_pairs_below_go(actor: Actor) -> Panel | None:
    """Above the school: how many pairs show which sign. Whose they are, their curators know."""
    if not actor.may("report.accept"):
        return None
    signs = signs_below(actor)
    if not signs:
        return None
    return Panel(
        title=_("На что обратить внимание в школах"), template="programs/_desk_below.html", context={"signs": signs}
    )
