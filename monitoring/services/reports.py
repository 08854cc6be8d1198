"""The way of a report of a period: explained, confirmed by one press, accepted or returned, corrected, reminded of."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock, due_rules
from accounts.models import Deadline, Membership, Organization, Person
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role
from accounts.services import deadlines
from accounts.work_calendar import calendar_for
from programs.queries.regulations import effective_regulation
from programs.workflow import move

from ..indicators import INDICATORS, RISKS, differences, from_json
from ..models import PeriodReport, ReportCorrection
from ..queries.figures import month_figures
from ..queries.frozen import latest_snapshot, overlaid
from ..queries.reports import lock_of
from ..reach import receives
from ..words import DEADLINES, capital, title_of
from .snapshots import freeze, key_of

LIMIT = 500  # letters of an explanation
RETURNED = "report_returned"


def clean_explanations(given: Mapping[str, str]) -> dict[str, str]:
    """Words beside known lines; empty ones are left out. Raises Refusal for one that is too long."""
    kept = {}
    for code in (*INDICATORS, RISKS):
        words = given.get(code, "").replace("\x00", "").strip()
        if len(words) > LIMIT:
            raise Refusal(_("Пояснение длиннее %s знаков") % LIMIT, todo=_("Сократите пояснение"))
        if words:
            kept[code] = words
    return kept


@transaction.atomic
def explain(*, actor: Actor, report: PeriodReport, explanations: Mapping[str, str]) -> PeriodReport:
    """Keep the words without confirming."""
    kept = clean_explanations(explanations)
    row = _locked(report)
    _check_sender(actor, row)
    if row.is_handed_in:
        raise Refusal(_("Отчёт подтверждён: пояснения не меняются"), todo=_("Внесите исправление"), code="already")
    if row.reopened_at is not None:
        raise Refusal(
            _("Отчёт был принят: пояснения меняются вместе с новым подтверждением"),
            todo=_("Подтвердите отчёт с новыми пояснениями или оставьте прежние"),
            code="state",
        )
    row.explanations = kept
    row.save(update_fields=["explanations"])
    audit.record(actor, "periodreport.explain", row, lines=sorted(kept))
    return row


@transaction.atomic
def confirm(*, actor: Actor, report: PeriodReport, explanations: Mapping[str, str] | None = None) -> PeriodReport:
    """One press: the figures are counted, frozen, and the term is done. Raises Refusal for a second press."""
    changes = {"confirmed_by_id": actor.person_id, "confirmed_at": clock.now(), "reopened_at": None}
    if report.handed_on is None:
        changes["handed_on"] = actor.today
    if explanations is not None:
        changes["explanations"] = clean_explanations(explanations)
    row = move(report, "confirm", actor=actor, changes=changes)
    freeze(row, _organization(row), person_id=actor.person_id)
    for deadline in _terms_of(row):
        deadlines.mark_done(actor, deadline)
    return row


def _terms_of(report: PeriodReport) -> list[Deadline]:
    rows = Deadline.objects.filter(organization_id=report.organization_id, done_at=None)
    found = rows.filter(kind=DEADLINES[report.kind], key=key_of(report)) | rows.filter(kind=returned_kind(report))
    return list(found.select_related("organization__region"))


def returned_kind(report: PeriodReport) -> str:
    return f"{DEADLINES[report.kind]}_returned_{report.pk}"


@transaction.atomic
def accept(*, actor: Actor, report: PeriodReport) -> PeriodReport:
    row = move(report, "accept", actor=actor, changes={"accepted_by_id": actor.person_id, "accepted_at": clock.now()})
    words = _("%s принят") % capital(title_of(row))
    _tell(row, [_person(row)], words, f"accepted:{row.snapshots.count()}")
    return row


@transaction.atomic
def give_back(*, actor: Actor, report: PeriodReport, remark: str) -> PeriodReport:
    """Back to the school with a remark, for as many working days as its regulation gives (periodic.reopen_workdays)."""
    row = _open_again(actor, report, "return", remark, {"returned_at": clock.now()})
    words = _("%s возвращён") % capital(title_of(row))
    _tell(row, _senders(row), words, f"returned:{row.snapshots.count()}", detail=row.remark[:500])
    return row


@transaction.atomic
def reopen(*, actor: Actor, report: PeriodReport, remark: str) -> PeriodReport:
    """An accepted report is opened for as many working days again; after them it closes by itself, as it was."""
    now = clock.now()
    row = _open_again(actor, report, "reopen", remark, {"returned_at": now, "reopened_at": now})
    words = _("Открыт до %(day)s включительно: %(title)s") % {"day": f"{row.due_on:%d.%m.%Y}", "title": title_of(row)}
    _tell(row, _senders(row), words, f"reopened:{row.returned_at:%Y%m%d%H%M}", detail=row.remark[:500])
    return row


def _open_again(
    actor: Actor, report: PeriodReport, verb: str, remark: str, stamps: Mapping[str, object]
) -> PeriodReport:
    organization = _organization(report)
    today = clock.today(organization.zone)
    rules = effective_regulation(organization, today)
    days = int(rules.value("periodic.reopen_workdays") or 3)
    due_on = calendar_for(organization.region.calendar).add_workdays(today, days)
    changes = {**stamps, "remark": remark.strip(), "due_on": due_on, "reminded_at": None}
    row = move(report, verb, actor=actor, changes=changes)
    terms = deadlines.plan(
        organization=organization,
        kind=returned_kind(row),
        rule=due_rules.DueRule(due_rules.DueType.RELATIVE, event=RETURNED, days=days, unit=due_rules.TermUnit.WORKING),
        title=_("Исправить и подтвердить %s") % title_of(row),
        role=row.sender,
        start=today,
        end=today + datetime.timedelta(days=90),
        due_shift=due_rules.Shift.NONE,
        events={RETURNED: today},
        url=reverse("report_detail", args=[row.pk]),
        clause=rules["periodic.reopen_workdays"].basis[:200],
    )
    for term in terms:  # returned a second time on one day: what was handed in between is owed again
        deadlines.undo_done(actor, term)
    return row


@transaction.atomic
def correct(*, actor: Actor, report: PeriodReport, code: str, reason: str) -> ReportCorrection:
    """«Исправление» of a confirmed line: to what the records say now. Both numbers and the reason stay for ever."""
    row = _locked(report)
    _check_sender(actor, row)
    if not row.is_handed_in:
        raise Refusal(
            _("Отчёт ещё не подтверждён: числа пересчитываются сами"), todo=_("Поправьте запись"), code="state"
        )
    if row.kind != PeriodReport.Kind.MONTHLY:
        raise Refusal(_("Исправляют строки месячного отчёта"), todo=_("Попросите вернуть этот"), code="state")
    if why := lock_of(row):
        todo = _("Попросите того, кому сдан отчёт, открыть его заново")
        raise Refusal(capital(why), clause=row.basis, todo=todo, code="lock")
    reason = reason.replace("\x00", "").strip()[:LIMIT]
    if not reason:
        raise Refusal(_("Исправление объясняют"), todo=_("Напишите, почему число изменилось"))
    snapshot = latest_snapshot(row)
    frozen = overlaid(from_json(snapshot.figures), row.corrections.filter(made_at__gte=snapshot.taken_at))
    organization = _organization(row)
    changed = differences(frozen, month_figures([organization], row.period)[organization.pk])
    if code not in changed:
        raise Refusal(
            _("Исправлять нечего: записи говорят то же, что отчёт"),
            todo=_("Сначала поправьте запись, число пересчитается"),
            code="state",
        )
    was, became = changed[code]
    correction = ReportCorrection.objects.create(
        report=row, code=code, was=was, became=became, reason=reason, made_by_id=actor.person_id, made_at=clock.now()
    )
    audit.record(actor, "periodreport.correct", row, line=code, was=was, became=became, correction=correction.pk)
    return correction


@transaction.atomic
def remind(*, actor: Actor, report: PeriodReport) -> bool:
    """Tell whoever must confirm, or the head where nobody does: once a day. False when it was done today already."""
    if not actor.may("report.accept") or not receives(report, actor):
        raise Refusal(_("Напоминает тот, кому сдают отчёт"), code="permission")
    row = _locked(report)
    if row.is_handed_in:
        raise Refusal(_("Отчёт уже сдан"), code="already")
    zone = actor.zone
    if row.reminded_at is not None and row.reminded_at.astimezone(zone).date() == actor.today:
        return False
    people = _senders(row)
    if not people:
        raise Refusal(
            _("Напомнить некому: у школы нет ни куратора, ни руководителя в системе"),
            todo=_("Позвоните в школу по телефону из «Кому звонить»"),
        )
    row.reminded_at = clock.now()
    row.save(update_fields=["reminded_at"])
    words = _("Подтвердите %(title)s: срок %(day)s") % {"title": title_of(row), "day": f"{row.due_on:%d.%m.%Y}"}
    _tell(row, people, words, f"remind:{actor.today}", detail=row.basis)
    audit.record(actor, "periodreport.remind", row, people=[person.pk for person in people])
    return True


def _check_sender(actor: Actor, report: PeriodReport) -> None:
    if not (actor.may("report.confirm") and actor.signs_for(report.organization_id) and actor.role == report.sender):
        raise Refusal(
            _("Отчёт ведёт %s") % Role(report.sender).label,
            clause=report.basis,
            todo=_("Если у вас несколько ролей, переключитесь на нужную вверху страницы"),
            code="permission",
        )


def _locked(report: PeriodReport) -> PeriodReport:
    return PeriodReport.objects.select_for_update(of=("self",)).get(pk=report.pk)


def _organization(report: PeriodReport) -> Organization:
    return Organization.objects.select_related("region").get(pk=report.organization_id)


def _person(report: PeriodReport) -> Person:
    return Person.objects.get(pk=report.confirmed_by_id)


def _senders(report: PeriodReport) -> list[Person]:
    """Who holds the sender's role at the school today; its head where nobody does."""
    organization = _organization(report)
    held = Membership.objects.in_force(clock.today(organization.zone)).filter(organization=organization)
    rows = held.filter(role__in=[report.sender, Role.HEAD]).select_related("person").order_by("pk")
    named = {row.person_id: row.person for row in rows if row.role == report.sender}
    return list((named or {row.person_id: row.person for row in rows}).values())


def _tell(report: PeriodReport, people: list[Person], text: str, key: str, detail: str = "") -> None:
    for person in people:
        notify(
            person,
            text,
            dedupe_key=f"report:{report.pk}:{key}",
            detail=detail,
            url=reverse("report_detail", args=[report.pk]),
            organization_id=report.organization_id,
        )
