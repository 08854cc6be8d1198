"""A map goes down the tree: to all schools by one press of the body above, or taken by a school itself."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Membership
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role

from ..models import Roadmap, RoadmapItem
from ..queries.reach import schools_of, speaks_to
from ..terms import school_year
from .roadmaps import CARRIED, IN_WORK, check_keeper, editable, new_edition, write_lines

LETTERS = 300  # curators told at once; the others find it on their desk


def _copies(roadmap: Roadmap) -> list[dict[str, Any]]:
    """The lines given to schools, as the school's own; they answer to the line above by its name."""
    lines = roadmap.items.filter(for_below=True).values(*CARRIED, "line")
    return [{**line, "source_line": line.pop("line"), "for_below": False} for line in lines]


def map_above(actor: Actor, year: int) -> Roadmap | None:
    """The nearest approved map of the levels above that gives something to schools."""
    rows = Roadmap.objects.filter(speaks_to(actor.organization), school_year=year, state=Roadmap.State.APPROVED)
    given = rows.filter(items__for_below=True).distinct().select_related("organization")
    return max(given, key=lambda row: len(row.organization.path), default=None)


def missing_from(actor: Actor, roadmap: Roadmap) -> Roadmap | None:
    """The map above, where it gives the school lines that this edition has not got."""
    above = map_above(actor, roadmap.school_year)
    if above is None:
        return None
    given = set(above.items.filter(for_below=True).values_list("line", flat=True))
    return above if given - set(roadmap.items.values_list("source_line", flat=True)) else None


@transaction.atomic
def send_down(*, actor: Actor, roadmap: Roadmap) -> tuple[int, int, int]:
    """Every school below gets the lines given to it: a draft of its own, or what its draft lacks. Asked twice, nothing
    is doubled. Returns how many got a new map, got lines, have an approved map and decide themselves."""
    check_keeper(actor, roadmap)
    row = Roadmap.objects.select_for_update(of=("self",)).select_related("organization").get(pk=roadmap.pk)
    if row.state != Roadmap.State.APPROVED:
        raise Refusal(_("Школам передают утверждённую карту"), todo=_("Сначала утвердите её"))
    lines = _copies(row)
    if not lines:
        raise Refusal(_("В карте нет строк, порученных школам"), todo=_("Отметьте у мероприятий «Поручено школам»"))
    schools = list(schools_of(row.organization).order_by("pk"))
    maps: dict[int, list[Roadmap]] = defaultdict(list)
    for one in Roadmap.objects.filter(organization__in=schools, school_year=row.school_year):
        maps[one.organization_id].append(one)
    bare = [school for school in schools if not maps[school.pk]]
    _write_new(row, [school.pk for school in bare], lines)
    in_work = [one for found in maps.values() for one in found if one.state in IN_WORK]
    topped = _top_up(in_work, lines)
    decided = len(schools) - len(bare) - len(in_work)
    audit.record(actor, "roadmap.send_down", row, created=len(bare), added=topped, decided=decided)
    _tell_curators(actor, row, [school.pk for school in schools])
    return len(bare), topped, decided


def _write_new(source: Roadmap, schools: list[int], lines: list[dict[str, Any]]) -> None:
    made = Roadmap.objects.bulk_create(
        Roadmap(
            organization_id=pk, school_year=source.school_year, source=source, template=source.template,
            created_at=clock.now(),
        )
        for pk in schools
    )  # fmt: skip
    numbered = _renumbered(lines)
    RoadmapItem.objects.bulk_create(
        (RoadmapItem(roadmap=roadmap, **line) for roadmap in made for line in numbered), batch_size=1000
    )


def _renumbered(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Stages that keep nothing for a school leave no gap; the numbers of the document above stay."""
    stages: dict[int, int] = {}
    rows = []
    for line in lines:
        stage = stages.setdefault(line["stage"], len(stages) + 1)
        rows.append({**line, "stage": stage, "number": line["number"] or f"{stage}.{line['position']}"})
    return rows


def _top_up(roadmaps: list[Roadmap], lines: list[dict[str, Any]]) -> int:
    """Lines that a draft has not got yet, each at the end of its stage. How many drafts have got some."""
    topped = 0
    for roadmap in roadmaps:
        topped += bool(_append(roadmap, lines))
    return topped


def _append(roadmap: Roadmap, lines: list[dict[str, Any]]) -> int:
    rows = list(roadmap.items.all())
    there = {row.source_line for row in rows}
    stages = {row.stage_title.casefold(): row.stage for row in rows}
    last: dict[int, int] = defaultdict(int)
    for row in rows:
        last[row.stage] = max(last[row.stage], row.position)
    added = []
    for line in lines:
        if line["source_line"] in there:
            continue
        stage = stages.setdefault(line["stage_title"].casefold(), max(last, default=0) + 1)
        last[stage] += 1
        added.append({**line, "stage": stage, "position": last[stage]})
    return write_lines(roadmap, added)


def _tell_curators(actor: Actor, row: Roadmap, schools: list[int]) -> None:
    curators = Membership.objects.in_force(actor.today).filter(organization_id__in=schools, role=Role.CURATOR)
    for curator in curators.select_related("person")[:LETTERS]:
        notify(
            curator.person,
            _("Получена дорожная карта: %s") % row.organization.short_name,
            dedupe_key=f"roadmap:{row.pk}:down",
            detail=_("Проверьте строки и сроки и отправьте карту руководителю на утверждение"),
            url=reverse("roadmap"),
            organization_id=curator.organization_id,
        )


@transaction.atomic
def take_from_above(*, actor: Actor) -> tuple[Roadmap, int]:
    """The school itself takes what the level above gives: into its draft, a new map or a new edition."""
    check_keeper(actor)
    year = school_year(actor.today)
    above = map_above(actor, year)
    if above is None:
        raise Refusal(_("Выше нет утверждённой карты с поручениями школам"), todo=_("Составьте карту из заготовки"))
    rows = Roadmap.objects.filter(organization=actor.organization, school_year=year)
    working = rows.filter(state__in=IN_WORK).first()
    approved = rows.filter(state=Roadmap.State.APPROVED).first()
    if working is None and approved is None:
        _write_new(above, [actor.organization_id], _copies(above))
        made = rows.get()
        audit.record(actor, "roadmap.take", made, source=above.pk)
        return made, made.items.count()
    draft = editable(actor, working or new_edition(actor=actor, roadmap=approved))  # type: ignore[arg-type]
    added = _append(draft, _copies(above))
    if draft.source_id is None:
        draft.source = above
        draft.save(update_fields=["source"])
    audit.record(actor, "roadmap.take", draft, source=above.pk, lines=added)
    return draft, added
