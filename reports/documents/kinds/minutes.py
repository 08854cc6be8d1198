"""Minutes of the body of mentors: who was there, the agenda, what was decided and how they voted."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.grammar import Case, decline_position
from accounts.permissions import Actor
from programs.models import CouncilDecision, CouncilMinutes, CouncilSeat
from programs.queries.councils import seats_at

from ..paper import Block, Fact, Paper, SignLine
from ..typography import numeric_date
from .kind import PaperKind, issuer, short

Role = CouncilSeat.Role


def build(minutes: CouncilMinutes, _actor: Actor) -> Paper:
    """What a case was about stays in the case: minutes name the decision alone."""
    council = minutes.council
    present = [row.seat for row in minutes.present.select_related("seat__person")]
    seats = seats_at(minutes).count()
    led = [(role, seat) for role in (Role.CHAIR, Role.SECRETARY) for seat in present if seat.role == role]
    facts = [Fact(label=str(Role(role).label).capitalize(), value=short(seat.person)) for role, seat in led]
    names = ", ".join(short(seat.person) for seat in present)
    facts.append(
        Fact(label=_("Присутствовали (%(here)s из %(all)s)") % {"here": len(present), "all": seats}, value=names)
    )
    decisions = minutes.decisions.select_related("executor", "program")
    said = tuple(line for row in decisions for line in _decision(row)) or (_("Решения ещё не записаны."),)
    signed = minutes.signed_on
    return Paper(
        label=_("Протокол"),
        title=_("заседания %s") % decline_position(re.split(r" [/(]", council.label)[0], Case.GENITIVE),
        issuer=issuer(council.organization),
        date=minutes.held_on,
        number=minutes.number,
        place=council.organization.place,
        blocks=(
            Block(facts=tuple(facts)),
            Block(heading=_("Повестка дня"), paragraphs=tuple(minutes.agenda.splitlines())),
            Block(heading=_("Решили"), paragraphs=said),
        ),
        signatures=tuple(
            SignLine(
                position=str(Role(role).label),
                name=short(seat.person),
                date=signed if role == Role.CHAIR else None,
                mark=_("электронно") if signed and role == Role.CHAIR else "",
            )
            for role, seat in led
        ),
        draft=minutes.state == CouncilMinutes.State.DRAFT,
    )


def _decision(row: CouncilDecision) -> list[str]:
    about = f"{str(row.get_kind_display()).capitalize()}: {row.program.title}" if row.program else ""
    lines = [line for line in [about, *row.text.splitlines()] if line]
    term = [_("Исполняет %s.") % short(row.executor)] if row.executor else []
    if row.due_on is not None:
        term.append(_("Срок: %s.") % numeric_date(row.due_on))
    votes = _("Голосовали: за – %(yes)s, против – %(no)s, воздержались – %(aside)s.") % {
        "yes": row.votes_for, "no": row.votes_against, "aside": row.abstained,
    }  # fmt: skip
    return [f"{row.position}. {lines[0]}" if lines else f"{row.position}.", *lines[1:], " ".join([votes, *term])]


MINUTES = PaperKind(
    slug="minutes", label=gettext_lazy("Протокол"), model=CouncilMinutes, build=build, permission="council.view",
    related=("council__organization__region",),
)  # fmt: skip
