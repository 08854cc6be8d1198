"""What a programme needs to be closed, and the mentor's report that the system writes from what is recorded."""

from dataclasses import dataclass, replace

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from accounts.templatetags.ui_words import counted

from ..models import Application, Meeting, PlanActivity, Program, UnitMember
from ..regulation.catalogue.choices import COMPLETION_ITEMS
from ..regulation.effective import EffectiveRegulation
from .execution import execution_of
from .measured import Measured, measured

HAPPENED = (Meeting.State.HELD, Meeting.State.CONFIRMED)


@dataclass(frozen=True)
class Item:
    code: str
    label: str
    done: bool


def has_met_for_the_last_time(program: Program) -> bool:
    final = program.unit.meetings.filter(kind=Meeting.Kind.FINAL, state__in=HAPPENED)
    return final.filter(held_on__gte=program.start_on).exists()


def checklist(program: Program, rules: EffectiveRegulation, *, names: bool = False) -> list[Item]:
    """Final meeting, report, measures as the regulation lists them; the reflection of each, the common one; outcome.

    ``names``: whose measures are wanting and of what, for whoever enters them; others learn that they are.
    """
    ready = {
        "final_meeting": lambda: has_met_for_the_last_time(program),
        "mentor_report": lambda: bool(program.mentor_report.strip()),
        "exit_measure": lambda: found.whole,
    }
    labels = {**COMPLETION_ITEMS, "exit_measure": _("замеры на входе и на выходе")}
    asked = list(rules.value("completion_items"))
    if rules.value("monitoring.entry_exit") == "required" and "exit_measure" not in asked:
        asked.append("exit_measure")
    found = measured(program.unit) if "exit_measure" in asked else Measured()
    items = [Item(code, str(labels[code]), ready[code]()) for code in asked]
    if names:
        items = [_with_names(one, found) if one.code == "exit_measure" and not one.done else one for one in items]
    wanted = rules.value("closing_reflection")
    written = set(program.reflections.values_list("member_id", flat=True))
    if "personal" in wanted:
        for member in program.unit.members.filter(left_on=None).select_related("person"):
            label = _("рефлексия: %s") % member.person.full_name
            items.append(Item(f"reflection-{member.pk}", label, member.pk in written))
    if "group" in wanted:
        items.append(Item("reflection", _("общая рефлексия"), None in written))
    whole = bool(program.outcome.strip()) and not program.parts.filter(outcome="").exists()
    items.append(Item("outcome", _("итог: что достигнуто"), whole))
    return items


def _with_names(item: Item, found: Measured) -> Item:
    wanting = [(_("до программы"), found.no_entry), (_("после программы"), found.no_exit)]
    words = "; ".join(f"{when}: {', '.join(names)}" for when, names in wanting if names)
    return replace(item, label=f"{item.label} – {words}" if words else item.label)


def report_draft(program: Program) -> str:
    """The mentor's report from meetings and the plan, to be edited by him."""
    lines = list(program.plan.all())
    plan = execution_of([line.state for line in lines])
    met = program.unit.meetings.filter(
        state=Meeting.State.CONFIRMED, held_on__range=(program.start_on, program.end_on)
    ).aggregate(count=Count("pk"), minutes=Sum("duration"))
    mentees = program.unit.members.filter(side=UnitMember.Side.MENTEE, left_on=None).select_related("person")
    parts = [
        _("Программа «%(title)s», %(start)s–%(end)s. Наставляемые: %(who)s.")
        % {
            "title": program.title, "start": f"{program.start_on:%d.%m.%Y}", "end": f"{program.end_on:%d.%m.%Y}",
            "who": ", ".join(member.person.full_name for member in mentees),
        },
        _("План выполнен на %(percent)s %%: %(done)s из %(counted)s.")
        % {"percent": plan.percent, "done": plan.done, "counted": plan.counted},
        _("Подтверждено: %(meetings)s, всего %(minutes)s минут.")
        % {
            "meetings": counted(met["count"], _("встреча|встречи|встреч")), "minutes": met["minutes"] or 0,
        },
    ]  # fmt: skip
    said = {PlanActivity.State.DONE: _("Сделано:"), PlanActivity.State.PLANNED: _("Не сделано:")}
    for state, title in said.items():
        found = [line for line in lines if line.state == state]
        if found:
            parts.append("\n".join([str(title), *(f"– {_said(line)}" for line in found)]))
    return "\n\n".join(parts)


def _said(line: PlanActivity) -> str:
    got = _(" Получилось: %s") % line.product if line.product else ""
    return f"{line.text}.{got}"


def last_release(program: Program, actor: Actor) -> Application | None:
    """The statement by which the mentor has laid down his duties, where the actor may read it: its day and words are
    those of the end."""
    rows = Application.objects.visible_to(actor).filter(unit=program.unit_id, kind=Application.Kind.RELEASE)
    return rows.filter(state__in=[Application.State.FILED, Application.State.ACCEPTED]).first()
