"""Minutes of the body of mentors on paper: the head of the school, who was there, the agenda, what was decided."""

from typing import Any

from accounts.grammar import initials
from programs.models import CouncilDecision, CouncilMinutes, CouncilSeat
from programs.order_content import letterhead

from ..pdf import render_pdf
from .order import Letterhead
from .order_print import head_text
from .plain import from_plain
from .typography import numeric_date, paragraphs, tie

Role = CouncilSeat.Role


def _name(seat: CouncilSeat | None) -> str:
    if seat is None:
        return ""
    return tie(initials(seat.person.last_name, seat.person.first_name, seat.person.patronymic))


def _decision(row: CouncilDecision) -> dict[str, Any]:
    term = []
    if row.executor is not None:
        who = initials(row.executor.last_name, row.executor.first_name, row.executor.patronymic)
        term.append(f"Исполняет {who}.")
    if row.due_on is not None:
        term.append(f"Срок: {numeric_date(row.due_on)}.")
    return {
        "no": row.position,
        "about": tie(f"{row.get_kind_display().capitalize()}: {row.program.title}") if row.program else "",
        "paragraphs": paragraphs(row.text),
        "votes": f"Голосовали: за – {row.votes_for}, против – {row.votes_against}, воздержались – {row.abstained}.",
        "term": tie(" ".join(term)),
    }


def minutes_context(minutes: CouncilMinutes) -> dict[str, Any]:
    """What a case was about stays in the case: minutes name the decision alone."""
    council = minutes.council
    present = [row.seat for row in minutes.present.select_related("seat__person")]
    seats = council.seats.filter(left_on=None).count()
    chair = next((seat for seat in present if seat.role == Role.CHAIR), None)
    secretary = next((seat for seat in present if seat.role == Role.SECRETARY), None)
    return {
        "head": head_text(from_plain(Letterhead, letterhead(council.organization))),
        "draft": minutes.state == CouncilMinutes.State.DRAFT,
        "label": council.label,
        "day": numeric_date(minutes.held_on),
        "number": minutes.number,
        "place": council.organization.place,
        "chair": _name(chair),
        "secretary": _name(secretary),
        "present": ", ".join(_name(seat) for seat in present),
        "count": f"{len(present)} из {seats}",
        "agenda": paragraphs(minutes.agenda),
        "decisions": [_decision(row) for row in minutes.decisions.select_related("executor", "program")],
        "signed": f"Подписано в системе {numeric_date(minutes.signed_on)}" if minutes.signed_on else "",
    }


def render_minutes(minutes: CouncilMinutes) -> bytes:
    context = minutes_context(minutes)
    title = f"Протокол заседания: {context['label']}, {context['day']}"
    return render_pdf("pdf/minutes.html", {"doc": context}, title=title)
