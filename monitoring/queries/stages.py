"""The stage of introduction of every school, by facts, and what is missing; what of the rules is not kept, in counts.

Read off the same summaries as the panel: a fixed number of queries, and never a verdict that a fact does not carry.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OrganizationKind
from accounts.permissions import Actor
from accounts.search import normalized
from programs.queries.regulations import effective_regulation

from ..models import PanelSummary
from ..panel_figures import STATES, Figures, blank
from .panels import bodies_within, root_of

Told = Mapping[str, int]
# The farthest of these that the facts reach is the school's stage (S2 разд. 6, S4 прил. 2).
STAGES: tuple[tuple[str, Promise, Callable[[Told], bool]], ...] = (
    # Nothing lives, not even a pair that is being made, and nobody waits: else a year has only begun.
    (
        "closing",
        _("завершение: пары закончены"),
        lambda f: bool(f["closed"]) and not (f["held"] or f["waiting"] or any(f[code] for code in STATES)),
    ),
    ("way", _("ход: программы идут"), lambda f: bool(f["running"])),
    ("pairs", _("пары закреплены"), lambda f: bool(f["held"])),
    ("mentors", _("база наставников"), lambda f: bool(f["mentors"])),
    ("mentees", _("база наставляемых"), lambda f: bool(f["mentees"])),
    ("preparation", _("подготовка"), lambda f: not (f["no_statute"] and f["no_curator"] and f["no_plan"])),
    ("none", _("не начато"), lambda f: True),
)
LABELS: dict[str, Promise] = {code: label for code, label, _reached in reversed(STAGES)}
LACKS: tuple[tuple[str, Promise, Callable[[Told], bool]], ...] = (
    ("no_statute", _("нет Положения"), lambda f: bool(f["no_statute"])),
    ("no_curator", _("нет куратора"), lambda f: bool(f["no_curator"])),
    ("no_plan", _("нет дорожной карты"), lambda f: bool(f["no_plan"])),
    ("no_mentees", _("в базе нет наставляемых"), lambda f: not f["mentees"]),
    ("no_mentors", _("в базе нет наставников"), lambda f: not f["mentors"]),
    ("no_pairs", _("нет пар"), lambda f: not f["held"]),
    ("no_acts", _("ни один локальный акт не размещён"), lambda f: bool(f["no_acts"])),
    ("no_programs", _("пары есть, программ нет"), lambda f: bool(f["held"]) and not f["running"]),
    ("no_meetings", _("программы идут, встреч за месяц нет"), lambda f: bool(f["running"]) and not f["meetings"]),
)
LACK_LABELS: dict[str, Promise] = {code: label for code, label, _lacks in LACKS}
# What is not kept: counts without names (S2 разд. 10).
RULES: tuple[tuple[str, Promise], ...] = (
    ("no_consent", _("без согласия")),
    ("consents", _("ждут согласия")),
    ("unchecked", _("без справки")),
    ("no_grounds", _("без оснований")),
    ("to_sign", _("на подписи")),
    ("to_register", _("без номера")),
    ("unread", _("не ознакомлены")),
    ("overdue", _("сроков прошло")),
)
RULE_CODES = tuple(code for code, _label in RULES)


@dataclass
class SchoolStage:
    organization: Organization
    figures: Figures

    @cached_property
    def stage(self) -> str:
        return next(code for code, _label, reached in STAGES if reached(self.figures))

    @property
    def label(self) -> Promise:
        return LABELS[self.stage]

    @cached_property
    def lacks(self) -> list[str]:
        """When everything has ended, nobody waits for new pairs."""
        over = ("no_pairs",) if self.stage == "closing" else ()
        return [code for code, _label, missing in LACKS if code not in over and missing(self.figures)]

    @property
    def missing(self) -> list[Promise]:
        return [LACK_LABELS[code] for code in self.lacks]

    @property
    def counts(self) -> list[int]:
        return [self.figures[code] for code in RULE_CODES]

    @property
    def told(self) -> list[tuple[Promise, int]]:
        """Each count with its name, for a table that becomes cards."""
        return [(label, self.figures[code]) for code, label in RULES]


@dataclass
class Board:
    """``rows``: all schools of the node; ``day`` None: nothing has been counted yet."""

    body: Organization
    root: Organization
    rows: list[SchoolStage]
    summary: PanelSummary | None = None

    def at(self, stage: str) -> int:
        return sum(row.stage == stage for row in self.rows)

    def total(self, rows: list[SchoolStage]) -> list[tuple[Promise, int]]:
        return [(label, sum(row.figures[code] for row in rows)) for code, label in RULES]


def board_of(actor: Actor, body: int | None) -> Board | None:
    """Of one's own node, for an МНЦ of its municipality, or of one below it; None where the actor may not see it."""
    root = root_of(actor)
    node = root if body in (None, root.pk) else bodies_within(actor).filter(pk=body).first()
    if node is None or node.kind == OrganizationKind.SCHOOL:
        return None
    seen = PanelSummary.objects.visible_to(actor).filter(school_kind="")
    made = Board(node, root, [], seen.filter(organization=node).order_by("-day").first())
    if made.summary is not None:
        rows = seen.filter(
            day=made.summary.day, organization__kind=OrganizationKind.SCHOOL, organization__closed_on=None,
            organization__path__startswith=node.path,
        ).select_related("organization__region", "organization__parent")  # fmt: skip
        # Asked for where the regulation has acts published (S1 order п. 4).
        asked = effective_regulation(node, made.summary.day).value("publication.local_acts")
        more = {} if asked else {"no_acts": 0}
        made.rows = [SchoolStage(row.organization, blank() | row.figures | more) for row in rows]
        made.rows.sort(key=lambda row: normalized(row.organization.short_name))
    return made


def municipalities(board: Board) -> list[tuple[Organization, int]]:
    """To go down: nodes that stand over the schools of the board, with how many of them."""
    found: dict[int, tuple[Organization, int]] = {}
    for row in board.rows:
        above = row.organization.parent
        if above is not None and above.pk != board.body.pk:
            found[above.pk] = (above, found.get(above.pk, (above, 0))[1] + 1)
    return sorted(found.values(), key=lambda pair: normalized(pair[0].short_name))


def chosen(board: Board, stage: str, lack: str, rule: str) -> list[SchoolStage]:
    """By what stands in the address; an unknown word narrows nothing."""
    rows = board.rows
    if stage in LABELS:
        rows = [row for row in rows if row.stage == stage]
    if lack in LACK_LABELS:
        rows = [row for row in rows if lack in row.lacks]
    if rule in RULE_CODES:
        rows = [row for row in rows if row.figures[rule]]
    return rows
