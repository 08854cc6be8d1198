"""Release from duties for an activity of the plan: asked for; an order with a substitute, or the head's no."""

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Person
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import DutyRelease, Unit
from ..queries.participants import manages
from ..queries.regulations import effective_regulation
from ..workflow import move
from .once import made_once
from .order_visas import heads_of


def check_named(actor: Actor, unit: Unit) -> None:
    rules = effective_regulation(unit.organization, actor.today)
    if not rules.value("duty_release"):
        raise Refusal(
            _("Положение не предусматривает освобождения от обязанностей"),
            clause=rules["duty_release"].basis,
            todo=_("Договоритесь о замене уроков обычным порядком"),
        )


@transaction.atomic
def ask(
    *,
    actor: Actor,
    unit: Unit,
    person: Person,
    activity: str,
    on: datetime.date,
    lessons: str,
    reason: str = "",
    substitute: Person | None = None,
    continuity: str = "",
) -> DutyRelease:
    """By a participant for himself, by the curator for either; who substitutes may be found later. Asked twice it is
    one."""
    check_named(actor, unit)
    member = unit.members.filter(person=person, left_on=None).exists()
    if not member or not (manages(actor, unit) or person.pk == actor.person_id):
        raise Refusal(_("Освобождения просит участник пары или куратор для него"), code="permission")
    if on < actor.today:
        raise Refusal(_("Этот день уже прошёл"), todo=_("Укажите сегодняшний день или более поздний"))
    if substitute is not None and substitute.pk == person.pk:
        raise Refusal(_("Человек не замещает сам себя"), todo=_("Выберите другого"))
    row, made = made_once(
        DutyRelease.objects,
        key={"unit": unit, "person": person, "on": on, "activity": activity, "state": DutyRelease.State.ASKED},
        words={"lessons": lessons, "reason": reason, "substitute": substitute, "continuity": continuity},
        more={"organization": unit.organization, "asked_on": actor.today},
    )
    if not made:
        return row
    audit.record(actor, "dutyrelease.ask", row, to_state=row.state)
    for one in {*heads_of(unit.organization, actor.today), unit.curator}:
        _tell(one, row, _("Просят освободить от обязанностей на мероприятие"), "ask")
    return row


@transaction.atomic
def complete(*, actor: Actor, release: DutyRelease, substitute: Person | None, continuity: str) -> DutyRelease:
    """The curator names who substitutes and how the work goes on; without both there is no order."""
    if not actor.may("order.draft") or not actor.signs_for(release.organization_id):
        raise Refusal(_("Замену указывает куратор"), code="permission")
    row = DutyRelease.objects.select_for_update().get(pk=release.pk)
    if row.state != DutyRelease.State.ASKED:
        raise Refusal(_("Об освобождении уже решено: %s") % row.get_state_display(), code="already")
    if substitute is not None and substitute.pk == row.person_id:
        raise Refusal(_("Человек не замещает сам себя"), todo=_("Выберите другого"))
    row.substitute, row.continuity = substitute, continuity.strip()
    row.save(update_fields=["substitute", "continuity"])
    audit.record(actor, "dutyrelease.complete", row)
    return row


@transaction.atomic
def refuse(*, actor: Actor, release: DutyRelease, answer: str) -> DutyRelease:
    said = {"decided_on": actor.today, "answer": answer.strip()}
    row = move(release, "refuse_release", actor=actor, changes=said)
    _tell(row.person, row, _("Освобождение не согласовано"), "refused")
    return row


def _tell(person: Person, row: DutyRelease, text: str, key: str) -> None:
    notify(
        person,
        text,
        dedupe_key=f"release.{key}:{row.pk}",
        detail=row.answer or row.activity,
        url=reverse("release_detail", args=[row.pk]),
        organization_id=row.organization_id,
    )
