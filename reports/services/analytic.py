"""The year's analytic report: begun with last year's words, written, counted, confirmed with a snapshot."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import OrganizationKind
from accounts.permissions import Actor
from accounts.refusal import Refusal, Stale
from programs.models import SchoolProgram
from programs.queries.reach import schools_below
from programs.queries.regulations import effective_regulation
from programs.regulation.catalogue.choices import FORMS
from programs.terms import school_year
from programs.workflow import move

from ..models import AnalyticReport, AnalyticSnapshot
from ..queries.analytic import STEPS, count_now, former, frozen_before, is_school
from ..queries.analytic_lines import FORM, SLOTS

LONGEST = 6_000


def _clause(actor: Actor) -> str:
    return effective_regulation(actor.organization, actor.today)["monitoring.final_report"].basis


def _check(actor: Actor, organization_id: int) -> None:
    if not actor.may("analytic.write") or not actor.signs_for(organization_id):
        raise Refusal(
            _("Аналитический отчёт составляет тот, кто ведёт эту организацию"), clause=_clause(actor), code="permission"
        )


def _locked(report: AnalyticReport) -> AnalyticReport:
    return (
        AnalyticReport.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=report.pk)
    )


def _check_draft(row: AnalyticReport) -> None:
    if row.state != AnalyticReport.State.DRAFT:
        raise Refusal(
            _("Отчёт подтверждён и не меняется"), todo=_("Верните его в работу: прежний снимок останется"), code="state"
        )


@transaction.atomic
def begin(*, actor: Actor, year: int) -> AnalyticReport:
    """One for an organization and year; a second press finds the first. Words of the year before are carried on."""
    _check(actor, actor.organization_id)
    if not 2020 <= year <= school_year(actor.today):
        raise Refusal(_("Этот учебный год ещё не начался"), todo=_("Выберите идущий год или прошедший"))
    organization = actor.organization
    if organization.kind != OrganizationKind.SCHOOL and not schools_below(organization).exists():
        raise Refusal(_("Под вашей организацией нет школ: сводить нечего"), todo=_("Отчёт составляет орган управления"))
    row, made = AnalyticReport.objects.get_or_create(
        organization=organization, school_year=year, defaults={"created_at": clock.now()}
    )
    if made:
        last = former(row)
        if last is not None:
            row.words = last.words
            row.save(update_fields=["words"])
        audit.record(actor, "analyticreport.create", row, to_state=row.state, year=year)
        if not is_school(row):
            _queue(actor, row)
    return row


@transaction.atomic
def write(*, actor: Actor, report: AnalyticReport, words: Mapping[str, str], version: int) -> AnalyticReport:
    """Keep the author's words; those of known places only. Raises Stale where somebody has written meanwhile."""
    row = _locked(report)
    _check(actor, row.organization_id)
    _check_draft(row)
    kept = {}
    for slot, text in words.items():
        text = text.replace("\x00", "").replace("\r\n", "\n").strip()
        if slot not in SLOTS and slot.removeprefix(FORM) not in FORMS:
            continue
        if len(text) > LONGEST:
            raise Refusal(_("Текст длиннее %s знаков") % LONGEST, todo=_("Сократите его"))
        if text:
            kept[slot] = text
    if row.version != version:
        theirs = {str(SLOTS.get(slot, slot)): text for slot, text in row.words.items() if kept.get(slot) != text}
        raise Stale(
            _("Отчёт уже изменили, пока вы писали"),
            theirs=theirs,
            mine={str(SLOTS.get(slot, slot)): text for slot, text in kept.items() if row.words.get(slot) != text},
        )
    changed = sorted(slot for slot in {*kept, *row.words} if kept.get(slot) != row.words.get(slot))
    if changed:
        row.words = kept
        row.version += 1
        row.save(update_fields=["words", "version"])
        audit.record(actor, "analyticreport.write", row, places=changed)
    return row


@transaction.atomic
def ask_to_count(*, actor: Actor, report: AnalyticReport) -> AnalyticReport:
    """A body's figures are counted anew by the worker; while it is at work a second press changes nothing."""
    row = _locked(report)
    _check(actor, row.organization_id)
    _check_draft(row)
    if is_school(row):
        raise Refusal(_("Отчёт школы считается сам при каждом открытии"), todo=_("Обновите страницу"))
    if row.stage != AnalyticReport.Stage.WAITING:
        _queue(actor, row)
    return row


def _queue(actor: Actor, row: AnalyticReport) -> None:
    """The steps that are left: of the year, and of the year before unless its figures were confirmed."""
    frozen = frozen_before(row.organization, row.school_year - 1)
    left = [["now", name] for name in STEPS] + ([["before", name] for name in STEPS] if frozen is None else [])
    row.work = {"left": left, "now": {}, "before": frozen or {}, "frozen": frozen is not None}
    row.stage = AnalyticReport.Stage.WAITING
    row.steps_done, row.steps_all = 0, len(left)
    row.asked_by_id, row.asked_at = actor.person_id, clock.now()
    row.save(update_fields=["work", "stage", "steps_done", "steps_all", "asked_by", "asked_at"])
    audit.record(actor, "analyticreport.count", row)


@transaction.atomic
def cancel_count(*, actor: Actor, report: AnalyticReport) -> AnalyticReport:
    """Stop the worker between two steps; figures that were counted before stay."""
    row = _locked(report)
    _check(actor, row.organization_id)
    if row.stage != AnalyticReport.Stage.WAITING:
        raise Refusal(_("Сейчас ничего не считается"), code="already")
    row.stage, row.work = AnalyticReport.Stage.CANCELLED, None
    row.save(update_fields=["stage", "work"])
    audit.record(actor, "analyticreport.cancel", row)
    return row


@transaction.atomic
def confirm(*, actor: Actor, report: AnalyticReport) -> AnalyticReport:
    """Freeze figures and words: a school's are counted this moment, a body's are those that were counted last."""
    held = _locked(report)
    _check(actor, held.organization_id)
    if held.state == AnalyticReport.State.DRAFT and not held.words.get("conclusions"):
        raise Refusal(
            _("В отчёте нет выводов"),
            clause=_clause(actor),
            todo=_("Напишите их: числа система посчитала, выводы делает человек"),
        )
    if not is_school(held) and held.stage == AnalyticReport.Stage.WAITING:
        raise Refusal(_("Числа ещё считаются"), todo=_("Дождитесь конца подсчёта или остановите его"), code="state")
    if not is_school(held) and (held.figures is None or held.counted_at is None):
        raise Refusal(_("Числа ещё не посчитаны"), todo=_("Нажмите «Посчитать»"), code="state")
    now = clock.now()
    changes = {"confirmed_by_id": actor.person_id, "confirmed_at": now}
    row = move(held, "confirm", actor=actor, changes=changes)
    figures, at = held.figures, held.counted_at
    if is_school(held):
        figures, at = count_now(held, actor.today), now
    AnalyticSnapshot.objects.create(
        report=row, number=row.snapshots.count() + 1, figures=figures, words=row.words, counted_at=at, taken_at=now,
        taken_by_id=actor.person_id,
    )  # fmt: skip
    return row


@transaction.atomic
def reopen(*, actor: Actor, report: AnalyticReport) -> AnalyticReport:
    return move(report, "reopen", actor=actor)


def programs_of(report: AnalyticReport) -> list[str]:
    """Forms of the school's own programmes of that year: each has a place for words, though no pair works by it."""
    rows = SchoolProgram.objects.filter(organization_id=report.organization_id, school_year=report.school_year)
    return sorted(rows.values_list("form", flat=True))
