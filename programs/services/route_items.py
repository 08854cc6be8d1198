"""The roadmap of a route: items drawn up, results brought, changes on the way with their reasons."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import audit
from accounts.permissions import Actor
from accounts.refusal import Refusal, check_version

from ..models import LearningRoute, PlanActivity, Program, RouteItem, RouteRevision
from ..queries.route_pages import is_being_drawn
from ..queries.routes import rules_of
from ..workflow import move
from .diagnoses import keep_evidence
from .routes import _locked, check_writes, suggested_reason

State = LearningRoute.State
LONGEST_MAP = 100
COMPARED = ("block", "nature", "text", "due_on", "hours", "provider", "expected", "area", "why")


def _drawing(actor: Actor, route: LearningRoute) -> LearningRoute:
    row = _locked(actor, route)
    if is_being_drawn(row):
        return row
    if row.state == State.RUNNING:
        raise Refusal(
            _("Карту идущего маршрута меняют корректировкой"),
            clause=rules_of(row)["route.steps"].basis,
            todo=_("Нажмите «Скорректировать» и назовите причину"),
        )
    raise Refusal(_("Дорожную карту составляют на шаге 4"), todo=_("Пройдите предыдущие шаги"), code="state")


@transaction.atomic
def add_item(*, actor: Actor, route: LearningRoute, **fields: Any) -> RouteItem:
    """A new item at the end of the map; its ground is offered where none is given."""
    row = _drawing(actor, route)
    if row.items.count() >= LONGEST_MAP:
        raise Refusal(_("В карте уже %s мероприятий") % LONGEST_MAP, todo=_("Объедините близкие"))
    last = row.items.aggregate(last=Max("position"))["last"] or 0
    item = RouteItem(route=row, position=last + 1, **_known(row, fields))
    item.why = item.why.strip() or suggested_reason(item)
    item.save()
    audit.record(actor, "routeitem.create", row, item=item.pk)
    return item


def _known(route: LearningRoute, fields: dict[str, Any]) -> dict[str, Any]:
    """What the chosen programme or resource knows fills what was left empty; the block is one of the regulation."""
    blocks = rules_of(route).value("route.blocks")
    if blocks and fields.get("block") not in blocks:
        raise Refusal(
            _("Такого блока в дорожной карте маршрута нет"),
            clause=rules_of(route)["route.blocks"].basis,
            todo=_("Выберите один из блоков списка"),
        )
    source = fields.get("program_ref") or fields.get("resource") or fields.get("course")
    if source is not None:
        fields = {
            **fields,
            "hours": fields.get("hours") or source.hours,
            "provider": fields.get("provider") or source.provider,
            "text": fields.get("text") or source.title,
        }
    if not fields.get("text", "").strip():
        raise Refusal(_("У мероприятия нет названия"), todo=_("Напишите, что сделаете, или выберите из каталога"))
    return fields


@transaction.atomic
def edit_item(*, actor: Actor, item: RouteItem, version: int, **fields: Any) -> RouteItem:
    """Raises Stale when the teacher or the tutor has saved it since ``version``."""
    route = _drawing(actor, item.route)
    row = RouteItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    known = _known(route, fields)
    check_version(row, version, _("Мероприятие уже изменили, пока вы его правили"), known)
    for name, value in known.items():
        setattr(row, name, value)
    row.why = row.why.strip() or suggested_reason(row)
    row.version += 1
    row.save(update_fields=[*known, "why", "version"])
    audit.record(actor, "routeitem.edit", route, item=row.pk)
    return row


@transaction.atomic
def drop_item(*, actor: Actor, item: RouteItem) -> None:
    """Only what has no product: a product is never thrown away."""
    route = _drawing(actor, item.route)
    row = RouteItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if row.state == RouteItem.State.DONE:
        raise Refusal(_("У мероприятия уже есть продукт"), todo=_("Оставьте его в карте"))
    audit.record(actor, "routeitem.drop", route, item=row.pk)
    row.delete()


@transaction.atomic
def bring_product(
    *,
    actor: Actor,
    item: RouteItem,
    product: str,
    product_kind: str = "",
    file: tuple[str, bytes] | None = None,
    achieved_on: datetime.date | None = None,
    attitude: str = "",
    self_score: int | None = None,
) -> RouteItem:
    """Step 5: the pedagogical product of an item and what the teacher thinks of it: a word or a score 1–10."""
    check_writes(actor, item.route)
    clause = rules_of(item.route)["route.steps"].basis
    day = achieved_on or actor.today
    if day > actor.today:
        raise Refusal(_("Продукт ещё не готов: дата в будущем"), todo=_("Поставьте сегодняшнюю или раньше"))
    if not product.strip() and file is None and item.product_file_id is None:
        raise Refusal(
            _("Мероприятие завершается продуктом"), clause=clause, todo=_("Опишите его словами или приложите файл")
        )
    if not attitude.strip() and self_score is None:
        raise Refusal(
            _("Вместе с продуктом записывают своё отношение"),
            clause=clause,
            todo=_("Поставьте оценку от 1 до 10 или напишите несколько слов"),
        )
    changes = {
        "product": product.strip(), "product_kind": product_kind, "achieved_on": day, "attitude": attitude.strip(),
        "self_score": self_score, "exclusion_reason": "",
    }  # fmt: skip
    if file is not None:
        changes["product_file"] = keep_evidence(actor, *file)
    if item.state != RouteItem.State.PLANNED:  # said again, in better words
        move(item, "unmark", actor=actor, changes={"achieved_on": None}, as_effect=True)
    return move(item, "mark_done", actor=actor, changes=changes, as_effect=True)


@transaction.atomic
def exclude_item(*, actor: Actor, item: RouteItem, reason: str) -> RouteItem:
    """No product will come, and why."""
    check_writes(actor, item.route)
    return move(item, "exclude", actor=actor, changes={"exclusion_reason": reason.strip()}, as_effect=True)


@transaction.atomic
def unmark_item(*, actor: Actor, item: RouteItem) -> RouteItem:
    """Neither done nor excluded any more; the words of the product stay to be brought again."""
    check_writes(actor, item.route)
    return move(item, "unmark", actor=actor, changes={"achieved_on": None, "exclusion_reason": ""}, as_effect=True)


@transaction.atomic
def take_program(*, actor: Actor, route: LearningRoute, program: Program) -> int:
    """Put a programme of mentoring into the route: its lines become items, nothing is typed twice. How many."""
    row = _drawing(actor, route)
    mine = program.unit.members.filter(person_id=row.educator_id, side="mentee").exists()
    if not mine or program.organization_id != row.organization_id:
        raise Refusal(_("Это не программа педагога"), code="permission")
    taken = Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    if taken.route_id is not None:
        raise Refusal(_("Программа уже в маршруте"), code="already")
    taken.route = row
    taken.save(update_fields=["route"])
    blocks = rules_of(row).value("route.blocks")
    block = "MEASURES" if not blocks or "MEASURES" in blocks else next(iter(blocks))
    last = row.items.aggregate(last=Max("position"))["last"] or 0
    lines = [line for line in taken.plan.all() if line.state != PlanActivity.State.EXCLUDED]
    RouteItem.objects.bulk_create(
        RouteItem(
            route=row, position=last + no, block=block, area=line.area, text=line.text, due_on=line.due_on,
            expected=line.expected, program=taken,
            why=suggested_reason(RouteItem(area=line.area, expected=line.expected)),
        )
        for no, line in enumerate(lines, start=1)
    )  # fmt: skip
    audit.record(actor, "learningroute.take_program", row, program=taken.pk, items=len(lines))
    return len(lines)


def _picture(route: LearningRoute) -> list[dict[str, Any]]:
    """The map as JSON: what a revision compares."""
    return [{"id": item.pk, **{name: _plain(getattr(item, name)) for name in COMPARED}} for item in route.items.all()]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


@transaction.atomic
def revise(*, actor: Actor, route: LearningRoute, reason: str, note: str = "") -> LearningRoute:
    """Step 6 opens beside step 5: the map may be changed until the revision is settled."""
    row = _locked(actor, route)
    if reason not in RouteRevision.Reason.values:
        raise Refusal(_("У корректировки есть причина"), todo=_("Выберите одну из трёх"))
    row = move(row, "revise", actor=actor, basis=reason, as_effect=True)
    RouteRevision.objects.create(
        route=row, reason=reason, note=note.strip(), author_id=actor.person_id, opened_on=actor.today,
        before=_picture(row),
    )  # fmt: skip
    return row


@transaction.atomic
def settle(*, actor: Actor, route: LearningRoute) -> LearningRoute:
    """The revision is over and keeps what it has changed; one that changed nothing leaves no trace."""
    row = move(_locked(actor, route), "settle", actor=actor, as_effect=True)
    revision = RouteRevision.objects.select_for_update().get(route=row, closed_on=None)
    revision.changes = difference(revision.before, _picture(row))
    revision.closed_on = actor.today
    if revision.changes:
        revision.save(update_fields=["changes", "closed_on"])
    else:
        revision.delete()
    return row


def difference(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was added, dropped and changed: ``{what, text, fields: [[name, was, is]]}``."""
    was, now = {one["id"]: one for one in before}, {one["id"]: one for one in after}
    out = []
    for key, one in now.items():
        if key not in was:
            out.append({"what": "added", "text": one["text"], "fields": []})
            continue
        fields = [[name, was[key][name], one[name]] for name in COMPARED if was[key][name] != one[name]]
        if fields:
            out.append({"what": "changed", "text": one["text"], "fields": fields})
    return out + [{"what": "dropped", "text": one["text"], "fields": []} for key, one in was.items() if key not in now]
