"""The personalised programme: the eight parts of its rationale, the plan, who has agreed (S3 п. 4.8, S1 § 4.1)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Actor
from programs.models import Program
from programs.models.program import DRAWN_UP
from programs.queries.plan_rules import area_label, parts_of
from programs.regulation.catalogue.choices import FORMS

from ..order import Table
from ..paper import Block, Fact, Paper, SignLine, Stamp
from .kind import PaperKind, head_of, issuer, short

HEADINGS = (
    gettext_lazy("Мероприятие"), gettext_lazy("Направление"), gettext_lazy("Срок"), gettext_lazy("Ответственный"),
    gettext_lazy("Ожидаемый результат, продукт"),
)  # fmt: skip

EACH = (
    gettext_lazy("Наставляемый"), gettext_lazy("Проблема"), gettext_lazy("Затруднения"),
    gettext_lazy("Ожидаемый результат"), gettext_lazy("Итог"),
)  # fmt: skip


def build(program: Program, actor: Actor) -> Paper:
    unit = program.unit
    members = list(unit.members.filter(left_on=None).select_related("person").order_by("side", "pk"))
    on = program.approved_on or actor.today
    mentors = [member.person.full_name for member in members if member.side == "mentor"]
    mentees = [member.person.full_name for member in members if member.side == "mentee"]
    facts = (
        Fact(label=_("Наставник"), value=", ".join(mentors)),
        Fact(label=_("Наставляемый") if len(mentees) == 1 else _("Наставляемые"), value=", ".join(mentees)),
        Fact(label=_("Форма"), value=str(FORMS.get(unit.form, unit.form))),
        Fact(label=_("Срок"), value=f"{program.start_on:%d.%m.%Y}–{program.end_on:%d.%m.%Y}"),
        Fact(label=_("Режим работы"), value=str(program.get_work_mode_display())),
        Fact(label=_("Куратор"), value=unit.curator.full_name),
    )
    return Paper(
        label=_("Персонализированная программа наставничества"),
        title=program.title,
        issuer=issuer(program.organization),
        stamp=_stamp(program, on),
        blocks=(Block(facts=facts), *_rationale(program), *_each(program), *_plan(program), *_end(program)),
        signatures=tuple(SignLine(position=_post(member), name=short(member.person)) for member in members),
        draft=program.state in DRAWN_UP,
    )


def _stamp(program: Program, on) -> Stamp:
    if program.approved_on is not None:
        day = f"{program.approved_on:%d.%m.%Y}"
        lines = [_("Куратор"), _("%s (электронно)") % short(program.unit.curator), day]
        if program.council_agreed_on:
            lines.append(_("Согласовано %(day)s: %(words)s") % {
                "day": f"{program.council_agreed_on:%d.%m.%Y}", "words": program.council_words,
            })  # fmt: skip
        return Stamp(caption=_("Утверждаю"), lines=tuple(lines))
    post, name = head_of(program.organization, on)
    return Stamp(caption=_("Утверждаю"), lines=tuple(filter(None, [post, name])), signed=False)


def _rationale(program: Program) -> tuple[Block, ...]:
    shown = [name for name in Program.WORDS if name != "title" and name != "work_mode"]
    said = [(str(program._meta.get_field(name).verbose_name), getattr(program, name)) for name in shown]
    written = [(label, words) for label, words in said if words]
    if not written:
        return ()
    facts = tuple(Fact(label=label[:1].upper() + label[1:], value=words) for label, words in written)
    return (Block(heading=_("Пояснительная записка"), facts=facts),)


def _each(program: Program) -> tuple[Block, ...]:
    """Of a group: problem, difficulties and result of each mentee apart (S3 п. 4.8)."""
    rows = tuple(
        (part.member.person.full_name, part.problem or "—", part.difficulties or "—", part.results or "—",
         part.outcome or "—")
        for part in parts_of(program)
    )  # fmt: skip
    if not rows:
        return ()
    table = Table(headings=tuple(map(str, EACH)), rows=rows, widths=(20, 20, 20, 20, 20))
    return (Block(heading=_("О каждом наставляемом"), table=table),)


def _plan(program: Program) -> tuple[Block, ...]:
    rows = []
    for line in program.plan.select_related("responsible__person").exclude(state="excluded"):
        who = "; ".join(filter(None, [short(line.responsible.person) if line.responsible else "", line.co_executors]))
        result = "; ".join(filter(None, [line.expected, line.product]))
        due = f"{line.due_on:%d.%m.%Y}" if line.due_on else _("в течение программы")
        rows.append((line.text, area_label(line.area), due, who or "—", result or "—"))
    if not rows:
        return ()
    table = Table(headings=tuple(map(str, HEADINGS)), rows=tuple(rows), widths=(30, 20, 15, 15, 20))
    return (Block(heading=_("План мероприятий"), table=table),)


def _end(program: Program) -> tuple[Block, ...]:
    """What came of it, once it is closed."""
    if program.closed_on is None:
        return ()
    facts = [
        Fact(label=_("Состояние"), value=f"{program.get_state_display()}, {program.closed_on:%d.%m.%Y}"),
        *([Fact(label=_("Итог"), value=program.outcome)] if program.outcome else []),
    ]
    return (Block(heading=_("Итог программы"), facts=tuple(facts)),)


def _post(member) -> str:
    return str(member.get_side_display())


PROGRAM = PaperKind(
    slug="program",
    label=gettext_lazy("Программа"),
    model=Program,
    build=build,
    issued_with="unit.manage",
    related=("organization__region", "unit__curator", "unit__organization"),
)
