"""A mentor's look into the personnel file of his mentee: asked for, decided by the head alone, every look written down,
ended by its day (S4 п. 4.1)."""

import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Person
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import FileAccess, Unit, UnitMember
from ..models.unit import LIVING
from ..queries.regulations import effective_regulation
from ..workflow import move
from .order_visas import heads_of

State = FileAccess.State
LONGEST = datetime.timedelta(days=31)  # a default of the system: no regulation names a term


@transaction.atomic
def ask(
    *, actor: Actor, unit: Unit, mentee: Person, purpose: str, materials: str, until: datetime.date | None
) -> FileAccess:
    """Refused without a purpose, without saying what is needed, without a term."""
    rules = effective_regulation(unit.organization, actor.today)
    clause = rules["personnel_file_access"].basis
    if not rules.value("personnel_file_access"):
        raise Refusal(
            _("Положение не даёт наставнику доступа к личному делу"),
            clause=clause,
            todo=_("Спросите о нужном самого наставляемого или куратора"),
        )
    here = unit.members.filter(left_on=None)
    if not here.filter(person_id=actor.person_id, side=UnitMember.Side.MENTOR).exists():
        raise Refusal(_("Личное дело просит наставник этой пары"), clause=clause, code="permission")
    if not here.filter(person=mentee, side=UnitMember.Side.MENTEE).exists():
        raise Refusal(_("Не выбран наставляемый этой пары"), todo=_("Выберите, чьё личное дело нужно"))
    if not purpose.strip() or not materials.strip():
        raise Refusal(
            _("Не указана цель или нужные сведения"), clause=clause, todo=_("Напишите, для чего и что именно нужно")
        )
    if until is None or until < actor.today:
        raise Refusal(_("Не указан срок доступа"), clause=clause, todo=_("Укажите день, после которого он закроется"))
    if until > actor.today + LONGEST:
        raise Refusal(
            _("Доступ открывают не дольше чем на %s день") % LONGEST.days,
            clause=_("умолчание системы: наименьший нужный срок"),
            todo=_("Укажите день раньше; если сведения ещё понадобятся, попросите снова"),
        )
    try:
        with transaction.atomic():
            row = FileAccess.objects.create(
                organization=unit.organization,
                unit=unit,
                person_id=actor.person_id,
                mentee=mentee,
                purpose=purpose.strip(),
                materials=materials.strip(),
                until=until,
                asked_on=actor.today,
            )
    except IntegrityError as error:
        raise Refusal(_("Этот доступ уже запрошен"), code="already") from error
    audit.record(actor, "fileaccess.ask", row, to_state=row.state)
    for head in heads_of(unit.organization, actor.today):
        _tell(head, row, _("Наставник просит доступ к личному делу"), "ask")
    return row


@transaction.atomic
def grant(*, actor: Actor, access: FileAccess) -> FileAccess:
    row = move(access, "grant_access", actor=actor, changes={"decided_on": actor.today})
    until = f"{row.until:%d.%m.%Y}"
    _tell(row.person, row, _("Доступ к личному делу открыт до %s") % until, "granted")
    _tell(row.mentee, row, _("Наставнику открыт доступ к вашему личному делу до %s") % until, "granted.mentee")
    return row


@transaction.atomic
def refuse(*, actor: Actor, access: FileAccess, answer: str) -> FileAccess:
    said = {"decided_on": actor.today, "answer": answer.strip()}
    row = move(access, "refuse_access", actor=actor, changes=said)
    _tell(row.person, row, _("Доступ к личному делу не открыт"), "refused")
    return row


@transaction.atomic
def look(*, actor: Actor, access: FileAccess) -> FileAccess:
    """One look, written down. Only the one who asked, till the day, while the pair is his."""
    row = FileAccess.objects.select_for_update(of=("self",)).select_related("mentee", "unit").get(pk=access.pk)
    mine = row.unit.members.filter(person_id=actor.person_id, side=UnitMember.Side.MENTOR, left_on=None).exists()
    open_now = row.state == State.GRANTED and row.until >= actor.today and row.unit.state in LIVING
    if row.person_id != actor.person_id or not mine or not open_now:
        raise Refusal(
            _("Доступ закрыт: %s") % row.get_state_display(),
            clause=effective_regulation(row.organization, actor.today)["personnel_file_access"].basis,
            todo=_("Попросите его снова, если он ещё нужен"),
            code="state",
        )
    audit.record(actor, "fileaccess.look", row, mentee=row.mentee_id)
    return row


def new_day() -> None:
    """Accesses whose day has passed are closed."""
    for row in FileAccess.objects.filter(state=State.GRANTED).select_related("organization__region").order_by("pk"):
        if row.until < clock.today(row.organization.zone):
            move(row, "end_access", actor=None, as_effect=True)


def _tell(person: Person, row: FileAccess, text: str, key: str) -> None:
    notify(
        person,
        text,
        dedupe_key=f"access.{key}:{row.pk}",
        detail=row.answer,
        url=reverse("access_detail", args=[row.pk]),
        organization_id=row.organization_id,
    )
