"""The panel of introduction: every school's stage and what is missing; what is not kept, in counts."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import requires
from accounts.tables import as_xlsx, attached
from accounts.views.shared import page_of, whole_number

from ..queries import stages
from ..queries.stages import Board

RULES = "rules"


def _board(request: HttpRequest) -> Board:
    board = stages.board_of(request.actor, whole_number(request.GET.get("body")))
    if board is None:
        raise Http404
    return board


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("stage", "lack", "rule")}


def _address(board: Board, **changed: str) -> str:
    kept = {"body": str(board.body.pk) if board.body.pk != board.root.pk else "", **changed}
    return "?" + urlencode({name: value for name, value in kept.items() if value})


def _chips(board: Board, asked: dict[str, str], look: str) -> list[dict[str, Any]]:
    """The stages with how many schools stand at each; of the rules, where one is not kept."""
    if look == RULES:
        counts = [(code, label, len(stages.chosen(board, "", "", code))) for code, label in stages.RULES]
        name = "rule"
    else:
        counts = [(code, label, board.at(code)) for code, label in stages.LABELS.items()]
        name = "stage"
    chips = [{
        "label": _("Все школы"), "count": len(board.rows), "url": _address(board, look=look),
        "current": not any(asked.values()),
    }]  # fmt: skip
    return chips + [
        {
            "label": label, "count": count, "url": _address(board, look=look, **{name: code}),
            "current": asked[name] == code,
        }
        for code, label, count in counts
        if count or asked[name] == code
    ]  # fmt: skip


@require_safe
@requires("monitoring.view")
def stage_list(request: HttpRequest) -> HttpResponse:
    board, asked = _board(request), _asked(request)
    look = RULES if request.GET.get("look") == RULES else ""
    rows = stages.chosen(board, **asked)
    lacks = [] if look else [
        {
            "label": label, "count": count, "url": _address(board, lack=code), "current": asked["lack"] == code,
        }
        for code, label in stages.LACK_LABELS.items()
        if (count := len(stages.chosen(board, "", code, "")))
    ]  # fmt: skip
    context = {
        "board": board, "page": page_of(request, rows), "look": look, "chips": _chips(board, asked, look),
        "lacks": lacks, "rules": [label for _code, label in stages.RULES], "totals": board.total(rows),
        "below": stages.municipalities(board), "down": board.body.pk != board.root.pk,
        "table": _address(board, look=look, **asked), "filtered": any(asked.values()),
        "all": _address(board, look=look),
        "tabs": [
            {"label": _("Этапы"), "url": _address(board) or "?", "current": not look},
            {"label": _("Что не соблюдено"), "url": _address(board, look=RULES), "current": look == RULES},
        ],
    }  # fmt: skip
    return render(request, "monitoring/stage_list.html", context)


@require_safe
@requires("monitoring.view")
def stage_table(request: HttpRequest) -> HttpResponse:
    """What is seen, as a table: the stage, what is missing, the counts."""
    board = _board(request)
    if board.summary is None:
        raise Http404
    rows = stages.chosen(board, **_asked(request))
    head = [
        _("Школа"),
        _("Муниципалитет"),
        _("Этап"),
        _("Чего не хватает"),
        *(str(label) for _c, label in stages.RULES),
    ]
    lines = [
        [
            row.organization.short_name, row.organization.parent.short_name if row.organization.parent else "",
            str(row.label), "; ".join(str(word) for word in row.missing), *row.counts,
        ]
        for row in rows
    ]  # fmt: skip
    notes = [board.body.name, _("На %s") % f"{board.summary.day:%d.%m.%Y}"]
    return attached(as_xlsx(_("Этапы внедрения"), notes, head, lines), f"stages-{board.summary.day}.xlsx")
