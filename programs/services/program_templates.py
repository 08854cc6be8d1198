"""Templates of programmes: the shipped ones, the region's, a school's own; tried out before they are recommended."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock, due_rules
from accounts.permissions import Actor
from accounts.refusal import Refusal, check_version

from ..models import FormOfWork, Program, ProgramTemplate, ProgramTemplateLine, Unit
from ..models.program_template import OFFERED
from ..program_samples import Sample, SampleLine, shipped
from ..queries.plan_rules import area_label
from ..terms import months_between
from ..workflow import move
from .plans import ActivityDraft, after_days
from .program_people import check_writes
from .program_versions import Cause, record_version
from .programs import EDITABLE, current_plan, sample_lines, write_plan

KEPT = tuple(name for name in Program.WORDS if name not in {"title", "work_mode", "course"})


def as_sample(template: ProgramTemplate) -> Sample:
    """A stored template, read with its organization and lines, in the shape of the shipped ones."""
    lines = tuple(
        SampleLine(row.area, row.text, row.form_of_work, row.due_rule, row.expected, row.co_executors)
        for row in template.lines.all()
    )
    return Sample(
        key=f"own:{template.pk}", title=template.title, source=template.organization.short_name,
        category=template.category, form=template.form, role_model=template.role_model, subject=template.subject,
        for_group=template.for_group, months=template.months,
        words={**template.words, "work_mode": template.work_mode}, lines=lines,
    )  # fmt: skip


def labelled(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Words of a sample under the names of the programme's sections."""
    names = [name for name in KEPT if words.get(name)]
    return [(str(Program._meta.get_field(name).verbose_name).capitalize(), words[name]) for name in names]


def term(rule: Mapping[str, Any] | None) -> str:
    """«в течение 14 дней с даты начала программы»."""
    return due_rules.describe(due_rules.from_json(rule)) if rule else ""


def samples_for(actor: Actor) -> list[Sample]:
    """What a programme may begin from: of the school and above it those in use, then the shipped ones. Two queries."""
    rows = ProgramTemplate.objects.filter(
        organization_id__in=actor.organization.path_ids, state__in=OFFERED
    ).select_related("organization")
    return [*(as_sample(row) for row in rows.prefetch_related("lines")), *shipped()]


def sample_by_key(actor: Actor, key: str) -> Sample:
    found = next((sample for sample in samples_for(actor) if sample.key == key), None)
    if found is None:
        raise Refusal(_("Такого образца нет"), todo=_("Выберите образец из списка"))
    return found


def fitting(samples: Sequence[Sample], unit: Unit) -> list[Sample]:
    """For this pair or group, the nearest first: by category, subject, form. Those of other forms are left out."""
    entries = [
        member.mentee_entry
        for member in unit.members.select_related("mentee_entry")
        if member.mentee_entry is not None and member.left_on is None
    ]
    categories = {entry.category for entry in entries}
    subjects = " ".join(entry.subject.lower() for entry in entries)
    group = unit.kind == Unit.Kind.GROUP

    def points(sample: Sample) -> int:
        subject = bool(sample.subject) and sample.subject.lower() in subjects
        own = sample.key.startswith("own:")
        return 4 * (sample.category in categories) + 3 * subject + 2 * (sample.form == unit.form) + own

    rows = [row for row in samples if row.form in ("", unit.form) and (group or not row.for_group)]
    return sorted(rows, key=points, reverse=True)


@transaction.atomic
def take_lines(*, actor: Actor, program: Program, sample: Sample) -> int:
    """The lines of a sample that the draft does not have yet, after its own. How many came."""
    check_writes(actor, program.unit, program)
    row = Program.objects.select_for_update(of=("self",)).select_related("unit").get(pk=program.pk)
    if row.state not in EDITABLE:
        raise Refusal(_("Программу уже не правят: %s") % row.get_state_display(), code="state")
    plan = current_plan(row)
    known = {line.text for line in plan}
    new = [line for line in sample_lines(sample, row) if line.text not in known]
    write_plan(row, [*plan, *new])
    row.version += 1
    row.save(update_fields=["version"])
    audit.record(actor, "program.take_lines", row, sample=sample.key, lines=len(new))
    record_version(row, actor=actor, cause=Cause.EDITED)
    return len(new)


def _check_manages(actor: Actor) -> None:
    if not actor.may("template.manage"):
        raise Refusal(_("Образцы ведут куратор, совет и методисты"), code="permission")


@transaction.atomic
def save_from_program(*, actor: Actor, program: Program, title: str) -> ProgramTemplate:
    """A programme that has proved itself, without names: terms counted from the beginning."""
    _check_manages(actor)
    entry = next(
        (row.mentee_entry for row in program.unit.members.select_related("mentee_entry") if row.mentee_entry), None
    )
    template = ProgramTemplate.objects.create(
        organization=actor.organization, title=title, category=entry.category if entry else "",
        subject=(entry.subject if entry else "")[:100], form=program.unit.form,
        for_group=program.unit.kind == Unit.Kind.GROUP, work_mode=program.work_mode,
        months=max(1, round(months_between(program.start_on, program.end_on))),
        words={name: getattr(program, name) for name in KEPT if name != "problem"},
        made_by_id=actor.person_id, made_at=clock.now(),
    )  # fmt: skip
    lines = [
        ActivityDraft(
            line.area, line.text, None, line.expected, None, line.form_of_work, _relative(line, program), None,
            line.co_executors,
        )
        for line in current_plan(program)
    ]  # fmt: skip
    _write_lines(template, lines)
    audit.record(actor, "programtemplate.create", template, program=program.pk)
    return template


def _relative(line: ActivityDraft, program: Program) -> Mapping[str, Any] | None:
    if line.due_rule and line.due_rule.get("type") in ("as_program", "relative"):
        return line.due_rule
    if line.due_on is None:
        return None
    return after_days(max(1, (line.due_on - program.start_on).days))


@transaction.atomic
def copy_sample(*, actor: Actor, key: str) -> ProgramTemplate:
    """A sample as one's own draft, to be changed."""
    _check_manages(actor)
    sample = sample_by_key(actor, key)
    words = dict(sample.words)
    template = ProgramTemplate.objects.create(
        organization=actor.organization, title=sample.title, category=sample.category, subject=sample.subject,
        form=sample.form, role_model=sample.role_model, for_group=sample.for_group, months=sample.months,
        work_mode=words.pop("work_mode", "onsite"), words=words, made_by_id=actor.person_id, made_at=clock.now(),
    )  # fmt: skip
    lines = [
        ActivityDraft(row.area, row.text, None, row.expected, None, row.form_of_work, row.due_rule, None,
                      row.co_executors)
        for row in sample.lines
    ]  # fmt: skip
    _write_lines(template, lines)
    audit.record(actor, "programtemplate.create", template, sample=key)
    return template


@transaction.atomic
def edit_template(
    *, actor: Actor, template: ProgramTemplate, version: int, fields: Mapping[str, Any], lines: Sequence[ActivityDraft]
) -> ProgramTemplate:
    """One's own draft; what is tried out or judged stays as it was tried. Raises Stale when it was saved since
    ``version``."""
    _check_manages(actor)
    row = ProgramTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    if row.organization_id != actor.organization_id or row.state != ProgramTemplate.State.DRAFT:
        raise Refusal(
            _("Правят свой образец, пока он черновик"), todo=_("Верните его в черновики или скопируйте"), code="state"
        )
    plans = {_("План"): (_plan_words(row.lines.all()), _plan_words(lines))}
    check_version(row, version, _("Образец уже изменили, пока вы его правили"), fields, **plans)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    _write_lines(row, lines)
    audit.record(actor, "programtemplate.edit", row)
    return row


def _plan_words(lines: Iterable[ProgramTemplateLine | ActivityDraft]) -> str:
    """Lines of a plan as their reader compares them."""
    forms = dict(FormOfWork.choices)
    said = [
        (line.text, area_label(line.area), str(forms.get(line.form_of_work, "")), term(line.due_rule), line.expected,
         line.co_executors)
        for line in lines
    ]  # fmt: skip
    return "; ".join(", ".join(filter(None, parts)) for parts in said) or "—"


def _write_lines(template: ProgramTemplate, lines: Sequence[ActivityDraft]) -> None:
    template.lines.all().delete()
    ProgramTemplateLine.objects.bulk_create(
        ProgramTemplateLine(
            template=template, position=no, area=line.area, text=line.text, form_of_work=line.form_of_work,
            due_rule=dict(line.due_rule) if line.due_rule else None, expected=line.expected,
            co_executors=line.co_executors,
        )
        for no, line in enumerate(lines, start=1)
    )  # fmt: skip


@transaction.atomic
def try_out(*, actor: Actor, template: ProgramTemplate, since: datetime.date, by: str) -> ProgramTemplate:
    return move(template, "try_out", actor=actor, changes={"trial_from": since, "trial_by": by.strip()})


@transaction.atomic
def judge(
    *, actor: Actor, template: ProgramTemplate, recommended: bool, until: datetime.date, outcome: str
) -> ProgramTemplate:
    """What the trial has shown: who is to use it is told by its state (S1 4.1.4, S3 п. 3.10)."""
    verb = "recommend" if recommended else "advise_against"
    return move(template, verb, actor=actor, changes={"trial_to": until, "trial_outcome": outcome.strip()})
