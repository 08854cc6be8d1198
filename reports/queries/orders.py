"""What the page of an order says beside its text: the gist in six lines, the way it went, who has acknowledged it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import journal
from accounts.grammar import initials
from accounts.models import AuditEvent, Person
from accounts.permissions import Actor
from programs.models import APPOINTED_ROLES, Order, OrderClause, OrderKind, OrderRemark, OrderUnit, Unit
from programs.order_changes import Change, changes, words_of
from programs.queries.clause_execution import STANDING, clauses_to_do, execution
from programs.queries.order_visas import BODIES, sheet_of
from programs.queries.units import consents_left

STEPS = ("draft", "for_review", "signed", "registered", "published")
GIST_LINES = 6


@dataclass(frozen=True)
class GistLine:
    label: str
    text: str
    url: str = ""


def step_of(order: Order) -> int:
    """The current step, from 1; past the last when published."""
    reached = "published" if order.registered_at is not None else "signed"
    shown = {"returned": "draft", "agreeing": "for_review", "approved": "for_review", "cancelled": reached}
    state = shown.get(order.state, order.state)
    return STEPS.index(state) + (2 if state == "published" else 1)


def gist(order: Order, changed: Iterable[Change]) -> list[GistLine]:
    """At most six lines: what the order sets in motion, and what is new since it was returned."""
    clauses = list(order.clauses.select_related("executor", "regulation", *SUBJECT_ROWS))
    lines = [
        _statutes(clauses),
        *_pairs(order, clauses),
        *_subjects(clauses),
        _people(clauses),
        _terms(clauses),
        GistLine(_("Пунктов"), str(len(clauses))),
    ]
    summary = "; ".join(change.summary for change in changed)
    if order.is_editable or order.state in {Order.State.AGREEING, Order.State.FOR_REVIEW}:
        lines.append(GistLine(_("С прошлой версии изменилось"), summary[:1].upper() + summary[1:]))
    if order.signed_by is not None and order.signed_at is not None:
        who = order.signed_by
        when = date_format(order.signed_at.astimezone(order.organization.zone), "j E Y, G:i")
        lines.append(GistLine(_("Подпись"), f"{initials(who.last_name, who.first_name, who.patronymic)}, {when}"))
    if order.dated is not None and order.number:
        lines.append(GistLine(_("Зарегистрирован"), f"{order.dated:%d.%m.%Y}, № {order.number}"))
    return [line for line in lines if line.text][:GIST_LINES]


def _statutes(clauses: list[OrderClause]) -> GistLine:
    about = [clause.regulation for clause in clauses if clause.regulation]
    text = "; ".join(_("%(title)s, редакция %(no)s") % {"title": row.title, "no": row.number} for row in about)
    repeals = all(clause.kind == "statute_repeal" for clause in clauses if clause.regulation)
    url = reverse("regulation_detail", args=[about[0].pk]) if len(about) == 1 else ""
    return GistLine(_("Отменяет") if repeals else _("Вводит в действие"), text, url)


def _pairs(order: Order, clauses: list[OrderClause]) -> list[GistLine]:
    """Who is held with whom, and whose consent is missing; asked of orders that hold pairs alone."""
    if not any(clause.kind == OrderKind.PAIR_ASSIGNMENT for clause in clauses):
        return []
    rows = OrderUnit.objects.filter(clause__order=order, clause__kind=OrderKind.PAIR_ASSIGNMENT).select_related(
        "unit__organization__region"
    )
    units = [row.unit for row in rows.prefetch_related("unit__members__person")]
    missing = [_named(person) for people in consents_left(units).values() for person in people]
    consents = _("нет: %s") % ", ".join(missing) if missing else _("получены все")
    return [
        GistLine(_("Пары и группы"), "; ".join(map(_who, units))),
        GistLine(_("Согласия"), consents if order.content is None else ""),
    ]


def _who(unit: Unit) -> str:
    return ", ".join(_named(member.person) for member in unit.members.all())


def _named(person: Person) -> str:
    return initials(person.last_name, person.first_name, person.patronymic, before=False)


SUBJECT_ROWS = (
    "replacement__former__person", "replacement__mentor_entry__person", "release__person", "release__substitute",
    "council",
)  # fmt: skip


def _subjects(clauses: list[OrderClause]) -> list[GistLine]:
    """A change of mentor, a release, a body of mentors: who it is about."""
    lines = []
    for clause in clauses:
        if clause.replacement is not None:
            change = clause.replacement
            lines.append(GistLine(_("Наставник был"), change.former.person.full_name))
            lines.append(GistLine(_("Наставник будет"), change.mentor_entry.person.full_name))
        if clause.release is not None:
            lines.append(GistLine(_("Освободить"), f"{clause.release.person.full_name}, {clause.release.on:%d.%m.%Y}"))
            if clause.release.substitute is not None:
                lines.append(GistLine(_("Замещает"), clause.release.substitute.full_name))
        if clause.council is not None:
            lines.append(GistLine(_("Создать"), clause.council.label))
    return lines


def _people(clauses: list[OrderClause]) -> GistLine:
    named = [clause for clause in clauses if clause.kind in APPOINTED_ROLES and clause.executor]
    if len(named) == 1:
        label = str(named[0].get_kind_display())
        return GistLine(label[:1].upper() + label[1:], named[0].executor.full_name)
    people = ", ".join(f"{clause.executor.full_name} ({clause.get_kind_display()})" for clause in named)
    return GistLine(_("Назначает"), people)


def _terms(clauses: list[OrderClause]) -> GistLine:
    terms = []
    for clause in clauses:
        if clause.due_on:
            term = _("пункт %(no)s до %(day)s") % {"no": clause.position, "day": f"{clause.due_on:%d.%m.%Y}"}
            terms.append(f"{term} ({clause.get_mode_display()})" if clause.mode == "recommended" else term)
    more = len(terms) - 3
    text = ", ".join(terms[:3]) + (_(" и ещё %s") % more if more > 0 else "")
    return GistLine(_("Сроки"), text[:1].upper() + text[1:])


def changes_since_return(order: Order, remark: OrderRemark | None, content: dict[str, Any]) -> list[Change]:
    """What is new since the last return; nothing for an order that was never returned or is already signed."""
    if remark is None or order.content is not None:
        return []
    return changes(remark.words, words_of(content))


def visas(order: Order, actor: Actor) -> dict[str, Any]:
    """The sheet of visas beside the text, and the one that the reader is asked for."""
    rows = list(sheet_of(order))
    mine = [row for row in rows if row.person_id == actor.person_id and not row.verdict]
    waits = order.state == Order.State.AGREEING
    return {
        "visas": rows,
        "visas_given": sum(bool(row.verdict) for row in rows),
        "my_visa": mine[0] if waits and mine else None,
        "my_visa_by_minutes": bool(mine) and mine[0].kind in BODIES,
    }


def after_registration(order: Order, actor: Actor) -> dict[str, Any]:
    """How its clauses are carried out, and the paper signed beside the issued file."""
    if order.registered_at is None:
        return {"execution": [], "executes": False, "scans": [], "may_scan": False}
    keeps = actor.may("order.draft") and actor.signs_for(order.organization_id)
    reads = actor.may("order.view") and actor.signs_for(order.organization_id)
    return {
        "execution": [row.marked_by(actor) for row in execution(clauses_to_do(order), actor.today)],
        "executes": order.state in STANDING,
        "scans": list(order.scans.select_related("file")) if reads else [],
        "may_scan": keeps,
    }


def history(order: Order) -> list[dict[str, Any]]:
    """The newest thirty events of the journal, in words."""
    events = AuditEvent.objects.filter(object_type=order._meta.label, object_id=order.pk).select_related("person")
    return [
        {
            "at": event.at.astimezone(order.organization.zone),
            "what": journal.words_of(event.verb),
            "who": event.person,
        }
        for event in events[:30]
    ]
