"""A roadmap on its way: drawn up from a template or last year's map, edited, approved, replaced by a new edition."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.due_rules import describe, from_json
from accounts.models import Membership
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal, check_version
from accounts.roles import Role

from ..models import OrderClause, Regulation, Roadmap, RoadmapItem
from ..queries.regulations import effective_regulation
from ..regulation.catalogue.choices import DIFFICULTY_AREAS
from ..roadmap_template import USUAL, codes, template, templates_for
from ..terms import school_year
from ..workflow import move
from .roadmap_terms import forget_terms, plan_terms

MOST_LINES = 200
IN_WORK = (Roadmap.State.DRAFT, Roadmap.State.REVIEW)
# What a line takes with it into another edition, another year, another organization.
CARRIED = (
    "stage", "stage_title", "stage_result", "position", "number", "text", "due", "suggested_days", "roles",
    "responsible", "co_executors", "resources", "difficulties", "document", "result", "clause", "for_below",
)  # fmt: skip
ONCE = {"date", "relative"}  # rules that name one day; those with a year in them are found by it


def check_keeper(actor: Actor, roadmap: Roadmap | None = None) -> None:
    own = roadmap is None or actor.signs_for(roadmap.organization_id)
    if not actor.may("roadmap.manage") or not own:
        raise Refusal(_("Дорожную карту ведёт куратор школы, выше школы — координатор или МНЦ"), code="permission")


def preset_of(actor: Actor) -> str:
    """The template of the regulation that holds here: of the nearest version with a map of its own."""
    nodes = actor.organization.path_ids
    found = Regulation.objects.filter(organization_id__in=nodes).exclude(state=Regulation.State.REPEALED)
    rows = sorted(found, key=lambda row: (nodes.index(row.organization_id), row.state == "in_force", row.number))
    fitting = {one.code for one in templates_for(actor.organization.level)}
    presets = [row.preset for row in rows if row.preset in fitting]
    if presets:
        return presets[-1]
    return USUAL if USUAL in fitting else next(iter(sorted(fitting, reverse=True)), USUAL)


@transaction.atomic
def draft_roadmap(*, actor: Actor, code: str = "") -> Roadmap:
    """The year's map: by a template, or by last year's lines without their dates. One that exists is returned."""
    check_keeper(actor)
    year = school_year(actor.today)
    rows = Roadmap.objects.filter(organization=actor.organization, school_year=year)
    if (existing := rows.first()) is not None:
        return existing
    if code and code not in codes():
        raise Refusal(_("Такой заготовки нет"), todo=_("Выберите из списка"))
    former = Roadmap.objects.filter(organization=actor.organization, school_year__lt=year).first()
    code = code or ("" if former else preset_of(actor))
    roadmap, created = rows.get_or_create(
        organization=actor.organization, school_year=year, edition=1,
        defaults={"created_at": clock.now(), "template": code},
    )  # fmt: skip
    if created:
        lines = _lines_of_the_template(code, actor) if code else _lines_of_last_year(former)
        write_lines(roadmap, lines)
        audit.record(actor, "roadmap.create", roadmap, to_state=roadmap.state, template=code)
    return roadmap


def write_lines(roadmap: Roadmap, lines: Iterable[Mapping[str, Any]]) -> int:
    rows = [RoadmapItem(roadmap=roadmap, **line) for line in lines]
    for row in rows:
        row.number = row.number or f"{row.stage}.{row.position}"
    RoadmapItem.objects.bulk_create(rows)
    return len(rows)


def _lines_of_the_template(code: str, actor: Actor) -> Iterator[dict[str, Any]]:
    for number, stage in enumerate(template(code).lines_for(actor.organization.level), start=1):
        for position, line in enumerate(stage.lines, start=1):
            words = line.responsible or ", ".join(str(Role(role).label) for role in line.roles)
            yield {
                "stage": number, "stage_title": stage.title, "stage_result": stage.result, "position": position,
                "number": line.number, "text": line.text, "due": dict(line.due or {"type": "none"}),
                "suggested_days": line.days, "roles": list(line.roles), "responsible": words[:200],
                "resources": line.resources, "document": line.document, "result": line.result,
                "clause": line.clause, "for_below": line.for_below and actor.organization.level != "school",
            }  # fmt: skip


def _lines_of_last_year(roadmap: Roadmap | None) -> Iterator[dict[str, Any]]:
    """What has been made of the map; a rule without a year goes over, a date of that year does not."""
    for line in roadmap.items.values(*CARRIED) if roadmap else ():
        dated = line["due"]["type"] in ONCE or "year" in line["due"] or len(str(line["due"].get("first", ""))) > 5
        yield {**line, "due": {"type": "none"} if dated and line["due"]["type"] != "relative" else line["due"]}


def suggested_dates(roadmap: Roadmap, start: datetime.date) -> dict[int, datetime.date]:
    """Item → the day by which it is usually done, for the lines that have no term yet."""
    return {
        item.pk: start + datetime.timedelta(days=item.suggested_days)
        for item in roadmap.items.all()
        if item.suggested_days is not None and item.due.get("type") == "none"
    }


def editable(actor: Actor, roadmap: Roadmap) -> Roadmap:
    """The locked draft. Refuses what is approved, and what stands in an order that is being signed."""
    check_keeper(actor, roadmap)
    row = Roadmap.objects.select_for_update(of=("self",)).select_related("organization").get(pk=roadmap.pk)
    if row.state not in IN_WORK:
        raise Refusal(
            _("Утверждённую карту не правят"),
            clause=effective_regulation(row.organization, actor.today)["roadmap_label"].basis,
            todo=_("Нажмите «Новая редакция»: она заменит прежнюю, когда её утвердят"),
        )
    waiting = OrderClause.objects.filter(roadmap=row, order__state__in=["agreeing", "for_review", "signed"])
    if row.state == Roadmap.State.REVIEW or waiting.exists():
        raise Refusal(
            _("Карта на утверждении: её слова уже читает руководитель"),
            todo=_("Попросите вернуть карту или отзовите приказ"),
        )
    return row


@transaction.atomic
def accept_suggested(*, actor: Actor, roadmap: Roadmap) -> int:
    """All offered dates at once, counted from today. Returns how many lines have got a term."""
    row = editable(actor, roadmap)
    offered = suggested_dates(row, actor.today)
    for pk, day in offered.items():
        due = {"type": "date", "date": day.isoformat()}
        RoadmapItem.objects.filter(pk=pk).update(due=due, version=F("version") + 1)
    audit.record(actor, "roadmap.suggest", row, lines=len(offered))
    return len(offered)


@transaction.atomic
def save_line(
    *, actor: Actor, roadmap: Roadmap, fields: Mapping[str, Any], item: RoadmapItem | None, version: int = 0
) -> RoadmapItem:
    """A new line at the end of its stage, or the words and the term of one that is there: Stale when it was saved since
    ``version``."""
    row = editable(actor, roadmap)
    from_json(fields["due"])  # a wrong rule never reaches the database
    if item is not None:
        line = RoadmapItem.objects.select_for_update(of=("self",)).get(pk=item.pk, roadmap=row)
        coded = {_("Срок"): _term, _("Ответственные"): _roles, _("Затруднения"): _areas}
        said = [(label, words(line), words(RoadmapItem(**fields))) for label, words in coded.items()]
        plain = {name: value for name, value in fields.items() if name not in ("due", "roles", "difficulties")}
        check_version(
            line, version, _("Мероприятие уже изменили, пока вы его правили"), plain,
            **{label: (theirs, mine) for label, theirs, mine in said},
        )  # fmt: skip
        for name, value in fields.items():
            setattr(line, name, value)
        line.version += 1
        line.save()
    else:
        if row.items.count() >= MOST_LINES:
            raise Refusal(_("В карте не больше %s строк") % MOST_LINES, todo=_("Объедините близкие мероприятия"))
        line = RoadmapItem(roadmap=row, **fields)
        _place_last(line)
        line.save()
    audit.record(actor, "roadmap.edit", row, item=line.pk)
    return line


def _term(line: RoadmapItem) -> str:
    return describe(from_json(line.due))


def _roles(line: RoadmapItem) -> str:
    return ", ".join(str(Role(role).label) for role in line.roles) or "—"


def _areas(line: RoadmapItem) -> str:
    return ", ".join(str(DIFFICULTY_AREAS.get(area, area)) for area in line.difficulties) or "—"


def _place_last(line: RoadmapItem) -> None:
    """Into the stage of that title, else into a new one."""
    rows = list(line.roadmap.items.values_list("stage", "stage_title", "position", "stage_result"))
    same = [row for row in rows if row[1].casefold() == line.stage_title.casefold()]
    if same:
        line.stage, line.stage_title, line.stage_result = same[0][0], same[0][1], same[0][3]
    else:
        line.stage = max((row[0] for row in rows), default=0) + 1
    line.position = max((row[2] for row in same), default=0) + 1
    line.number = line.number or f"{line.stage}.{line.position}"


@transaction.atomic
def remove_line(*, actor: Actor, item: RoadmapItem) -> None:
    row = editable(actor, item.roadmap)
    audit.record(actor, "roadmap.remove_line", row, item=item.pk)
    RoadmapItem.objects.filter(pk=item.pk, roadmap=row).delete()


@transaction.atomic
def submit_roadmap(*, actor: Actor, roadmap: Roadmap) -> Roadmap:
    row = move(roadmap, "submit", actor=actor)
    _tell_approvers(row, actor)
    return row


def _tell_approvers(row: Roadmap, actor: Actor) -> None:
    heads = Membership.objects.in_force(actor.today).filter(organization=row.organization, role=Role.HEAD)
    for head in heads.select_related("person"):
        notify(
            head.person,
            _("Дорожная карта ждёт утверждения"),
            dedupe_key=f"roadmap:{row.pk}:{clock.now():%Y%m%d%H%M}",
            url=reverse("roadmap"),
            organization_id=row.organization_id,
        )


@transaction.atomic
def send_back(*, actor: Actor, roadmap: Roadmap) -> Roadmap:
    return move(roadmap, "send_back", actor=actor)


@transaction.atomic
def endorse(*, actor: Actor, roadmap: Roadmap) -> Roadmap:
    """Approved by the head of a school or of a body, or by the МНЦ, in one press (S3 п. 3.8, S4 п. 3.3, S2 разд. 2)."""
    return _approve(roadmap, "endorse", actor, on=actor.today, basis="")


@transaction.atomic
def approve_by_order(*, actor: Actor, roadmap: Roadmap, on: datetime.date, basis: str) -> Roadmap:
    """The effect of a registered order."""
    return _approve(roadmap, "approve", actor, on=on, basis=basis)


def _approve(roadmap: Roadmap, verb: str, actor: Actor, *, on: datetime.date, basis: str) -> Roadmap:
    former = Roadmap.objects.filter(
        organization_id=roadmap.organization_id, school_year=roadmap.school_year, state=Roadmap.State.APPROVED
    ).first()
    if former is not None and former.pk != roadmap.pk:
        move(former, "replace", actor=actor, basis=basis, as_effect=True)
        _carry_marks(former, roadmap)
    changes = {
        "approved_on": on, "approval_basis": basis, "approved_by_id": actor.person_id if verb == "endorse" else None,
    }  # fmt: skip
    row = move(roadmap, verb, actor=actor, basis=basis, changes=changes, as_effect=verb == "approve")
    plan_terms(row)
    return row


def _carry_marks(former: Roadmap, roadmap: Roadmap) -> None:
    """What was done under the former edition is done under the new one, as its record says."""
    marks = {item.line: item for item in former.items.all()}
    for item in roadmap.items.all():
        mark = marks.get(item.line)
        if mark is not None and mark.state != item.state:
            copy_mark(item, mark)


def copy_mark(item: RoadmapItem, mark: RoadmapItem) -> None:
    """A line written anew with the state of another edition's: no verb, the deed was recorded under that edition."""
    values = {name: getattr(item, name) for name in (*CARRIED, "line", "source_line", "roadmap")}
    item.delete()
    RoadmapItem.objects.create(**values, state=mark.state, done_on=mark.done_on, outcome=mark.outcome)


@transaction.atomic
def reopen_by_order(*, actor: Actor, roadmap: Roadmap, basis: str) -> None:
    """The order that approved it is cancelled: it is a draft again, and the edition before it holds."""
    if roadmap.state != Roadmap.State.APPROVED:
        return
    working = Roadmap.objects.filter(
        organization_id=roadmap.organization_id, school_year=roadmap.school_year, state__in=IN_WORK
    )
    if working.exists():
        raise Refusal(
            _("Уже составляют следующую редакцию дорожной карты"), todo=_("Сначала отбросьте её на странице карты")
        )
    move(roadmap, "reopen", actor=actor, basis=basis, changes={"approved_on": None}, as_effect=True)
    former = Roadmap.objects.filter(
        organization_id=roadmap.organization_id, school_year=roadmap.school_year, state=Roadmap.State.REPLACED
    ).first()
    if former is None:
        forget_terms(roadmap)
    else:
        plan_terms(move(former, "restore", actor=actor, basis=basis, as_effect=True))


@transaction.atomic
def new_edition(*, actor: Actor, roadmap: Roadmap) -> Roadmap:
    """A draft with the lines of the approved edition; it replaces it when it is approved itself (S3 п. 3.8)."""
    check_keeper(actor, roadmap)
    row = Roadmap.objects.select_for_update(of=("self",)).get(pk=roadmap.pk)
    if row.state != Roadmap.State.APPROVED:
        raise Refusal(_("Новую редакцию делают из утверждённой карты"), todo=_("Обновите страницу"))
    editions = Roadmap.objects.filter(organization_id=row.organization_id, school_year=row.school_year)
    if (started := editions.filter(state__in=IN_WORK).first()) is not None:
        return started
    draft = Roadmap.objects.create(
        organization_id=row.organization_id, school_year=row.school_year, template=row.template, source=row.source,
        edition=max(editions.values_list("edition", flat=True)) + 1, created_at=clock.now(),
    )  # fmt: skip
    write_lines(draft, row.items.values(*CARRIED, "line", "source_line"))
    audit.record(actor, "roadmap.new_edition", draft, to_state=draft.state)
    return draft


@transaction.atomic
def discard_edition(*, actor: Actor, roadmap: Roadmap) -> None:
    """A later edition that nobody wants goes with its lines; what was done stands in the edition that holds."""
    row = editable(actor, roadmap)
    if OrderClause.objects.filter(roadmap=row).exists():
        raise Refusal(_("Об этой редакции составлен приказ"), todo=_("Сначала отзовите приказ"))
    if row.edition == 1:
        raise Refusal(_("Первую редакцию не отбрасывают"), todo=_("Уберите из неё лишние строки"))
    audit.record(actor, "roadmap.discard", row)
    row.delete()
