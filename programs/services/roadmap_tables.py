"""A map from somebody's table: what was read, whose each line is, and its lines into the draft."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import OrganizationKind
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role

from ..imports.archive import Unreadable
from ..imports.plan_table import PlanLine, read_plan, rows_of
from ..imports.sheet import open_book
from ..models import Roadmap
from ..terms import school_year
from .imports import refusal_of
from .roadmaps import IN_WORK, MOST_LINES, check_keeper, editable, save_line

# Words of real maps → roles, in the order in which a term looks for its desk.
WORDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("руковод", "директор", "заведующ"), Role.HEAD),
    (("куратор", "заместител", "завуч"), Role.CURATOR),
    (("психолог",), Role.PSYCHOLOGIST),
    (("совет наставник", "методическ", "объединени"), Role.COUNCIL_CHAIR),
    (("редактор", "сайт"), Role.SITE_EDITOR),
    (("мнц", "наставнический центр"), Role.MNC_OFFICER),
    (("координатор", "специалист комитет", "комитет"), Role.MUNICIPAL_COORDINATOR),
    (("министерств", "оператор"), Role.REGION_OPERATOR),
)
OF_SCHOOLS = frozenset({Role.HEAD, Role.CURATOR, Role.PSYCHOLOGIST, Role.COUNCIL_CHAIR, Role.SITE_EDITOR})


def read_table(content: bytes) -> list[list[str]]:
    """The rows of a file or of pasted cells, as a person sees them. Raises Refusal with the reason."""
    try:
        return rows_of(open_book(content))
    except Unreadable as error:
        raise refusal_of(error) from error


def lines_of(rows: Sequence[Sequence[str]], begins: int, columns: Mapping[int, str]) -> list[PlanLine]:
    return read_plan(rows, begins, columns)


def roles_of(words: str) -> list[str]:
    plain = words.lower()
    return [role for stems, role in WORDS if any(stem in plain for stem in stems)]


@transaction.atomic
def write_plan(*, actor: Actor, lines: Sequence[PlanLine]) -> Roadmap:
    """The lines into this year's draft; without a map the draft begins with them."""
    check_keeper(actor)
    if not lines:
        raise Refusal(_("Не выбрано ни одной строки"), todo=_("Отметьте мероприятия, которые нужны"))
    rows = Roadmap.objects.filter(organization=actor.organization, school_year=school_year(actor.today))
    draft = rows.filter(state__in=IN_WORK).first()
    if draft is None and rows.filter(state=Roadmap.State.APPROVED).exists():
        raise Refusal(
            _("Карта этого года утверждена"), todo=_("Сначала нажмите «Новая редакция», потом загрузите строки")
        )
    if draft is None:
        draft = Roadmap.objects.create(
            organization=actor.organization, school_year=school_year(actor.today), created_at=clock.now()
        )
    editable(actor, draft)
    if draft.items.count() + len(lines) > MOST_LINES:
        raise Refusal(_("В карте не больше %s строк") % MOST_LINES, todo=_("Загрузите меньше строк"))
    for line in lines:
        save_line(actor=actor, roadmap=draft, fields=_fields(line, actor), item=None)
    audit.record(actor, "roadmap.load", draft, lines=len(lines))
    return draft


def _fields(line: PlanLine, actor: Actor) -> dict[str, Any]:
    roles = roles_of(line.responsible)
    above = actor.organization.kind != OrganizationKind.SCHOOL
    return {
        "stage_title": line.stage or str(_("Мероприятия")), "number": line.number, "text": line.text, "due": line.due,
        "roles": roles, "responsible": line.responsible, "co_executors": line.co_executors,
        "resources": line.resources, "document": line.document, "result": line.result,
        "for_below": above and bool(roles) and set(roles) <= OF_SCHOOLS,
    }  # fmt: skip
