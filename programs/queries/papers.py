"""What the card of a pair shows of its papers, and which of them the actor may begin there."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Actor

from ..models import (
    Application,
    DutyRelease,
    FileAccess,
    HelperInvitation,
    MentoringAgreement,
    MentorReplacement,
    Unit,
    UnitMember,
)
from ..models.unit import LED
from .agreements import has_accepted
from .participants import manages
from .regulations import effective_regulation


@dataclass(frozen=True)
class PaperRow:
    url: str
    title: str
    state: str


@dataclass(frozen=True)
class Begin:
    url: str
    label: str


def papers_of(unit: Unit, actor: Actor) -> list[PaperRow]:
    """Each row only for whoever may open it; a query a kind."""
    found: list[PaperRow] = []
    kinds: tuple[tuple[Any, str, Any], ...] = (
        (Application, "application_detail", lambda row: row.get_kind_display().capitalize()),
        (MentoringAgreement, "agreement_detail", lambda row: _("Соглашение: %s") % row.person.full_name),
        (DutyRelease, "release_detail", lambda row: _("Освобождение %s") % f"{row.on:%d.%m.%Y}"),
        (FileAccess, "access_detail", lambda _row: _("Доступ к личному делу")),
        (HelperInvitation, "helper_detail", lambda row: _("Помощь коллеги: %s") % row.person.full_name),
    )
    for model, name, title in kinds:
        rows = model.objects.visible_to(actor).filter(unit=unit)
        rows = rows.select_related("author" if model is Application else "person")
        found += [PaperRow(reverse(name, args=[row.pk]), title(row), row.get_state_display()) for row in rows[:10]]
    return found


def may_begin(unit: Unit, actor: Actor, filed: list[str]) -> list[Begin]:
    """Papers that a participant may begin now; ``filed`` are the kinds of statements that he may file."""
    mine = unit.members.filter(person_id=actor.person_id, left_on=None).first()
    if unit.state not in LED or (mine is None and not manages(actor, unit)):
        return []
    rules = effective_regulation(unit.organization, actor.today)
    leads = mine is not None and mine.side == UnitMember.Side.MENTOR
    begins = [
        Begin(reverse("unit_application", args=[unit.pk, kind]), Application.Kind(kind).label.capitalize())
        for kind in filed
    ]
    if leads:
        begins.append(Begin(reverse("helper_new", args=[unit.pk]), _("Попросить коллегу помочь")))
        if rules.value("personnel_file_access"):
            begins.append(Begin(reverse("access_new", args=[unit.pk]), _("Попросить доступ к личному делу")))
    if rules.value("duty_release"):
        begins.append(Begin(reverse("release_new", args=[unit.pk]), _("Попросить освобождение на мероприятие")))
    return begins


@dataclass(frozen=True)
class Change:
    """Where the change of mentor stands: chosen or not, who is awaited, the order on its way."""

    chosen: MentorReplacement | None
    consent: bool = False
    order_id: int | None = None


def change_of_mentor(unit: Unit) -> Change | None:
    if unit.state != Unit.State.REPLACING:
        return None
    chosen = unit.replacements.filter(in_force_on=None, dropped_on=None).select_related("mentor_entry__person").first()
    if chosen is None:
        return Change(None)
    given = has_accepted(unit, chosen.mentor_entry.person_id)
    clause = chosen.clauses.exclude(order__state="cancelled").order_by("-pk").first()
    return Change(chosen, given, clause.order_id if clause else None)
