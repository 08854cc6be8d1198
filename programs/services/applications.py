"""Statements of participants: filed by one press, seen by the curator and the head, answered by a day."""

import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Membership, Organization, Person
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role
from accounts.work_calendar import calendar_for

from ..models import Application, MenteeEntry, MentorEntry, Unit, UnitMember
from ..models.unit import LED
from ..queries.agreements import law_asks, notice_runs
from ..queries.regulations import effective_regulation
from ..workflow import move
from . import agreements, banks, replacements

Kind = Application.Kind
ANSWER_WORKDAYS = 3  # a default of the system: no regulation names a term
NAMED = {Kind.RELEASE: "RELEASE_MENTOR", Kind.REPLACE: "REPLACE_MENTOR"}
OF_A_UNIT = set(NAMED)
SIGNED_BY = {Role.HEAD, Role.CURATOR}


def kinds_for(actor: Actor, unit: Unit) -> list[str]:
    """What the actor may file in this unit: by his side, by the regulation, and by law for a mentor who works."""
    member = unit.members.filter(person_id=actor.person_id, left_on=None).first()
    if member is None or unit.state not in LED:
        return []
    if member.side == UnitMember.Side.MENTEE:
        return [Kind.REPLACE] if _is_allowed(actor, unit, Kind.REPLACE) else []
    return [Kind.RELEASE] if _is_allowed(actor, unit, Kind.RELEASE) else []


def _is_allowed(actor: Actor, unit: Unit, kind: str) -> bool:
    named = effective_regulation(unit.organization, actor.today).value("applications") or ()
    return NAMED[Kind(kind)] in named or (kind == Kind.RELEASE and law_asks(actor.today))


@transaction.atomic
def file(*, actor: Actor, kind: str, text: str, unit: Unit | None = None) -> Application:
    """Put the statement on the desks of the curator and the head. A mentor who works by an agreement has given notice
    by it: his duties end with its last day, answered or not (ТК, ст. 351.8)."""
    if not text.strip():
        raise Refusal(_("В заявлении нет текста"), todo=_("Напишите, о чём вы просите"))
    if kind in OF_A_UNIT:
        unit = _of_the_unit(actor, unit, kind)
    elif unit is not None:
        raise Refusal(_("Это заявление подают не о паре"))
    elif kind not in {Kind.JOIN, Kind.LEAVE}:
        raise Refusal(_("Такого заявления нет"))
    try:
        with transaction.atomic():
            row = Application.objects.create(
                organization=unit.organization if unit else actor.organization,
                kind=kind,
                author_id=actor.person_id,
                unit=unit,
                text=text.strip(),
                filed_on=actor.today,
                answer_until=answer_day(actor.organization, actor.today),
            )
    except IntegrityError as error:
        raise Refusal(
            _("Такое заявление вы уже подали, оно ждёт ответа"), todo=_("Откройте его в «Моих заявлениях»"),
            code="already",
        ) from error  # fmt: skip
    audit.record(actor, "application.file", row, to_state=row.state)
    for person in _who_answers(row):
        _tell(person, row, _("Заявление: %s") % row.get_kind_display(), "filed")
    if kind == Kind.RELEASE:
        agreements.give_notice(actor=actor, unit=row.unit, person=row.author, on=row.filed_on)
    return row


def _of_the_unit(actor: Actor, unit: Unit | None, kind: str) -> Unit:
    if unit is None or kind not in kinds_for(actor, unit):
        raise Refusal(
            _("Такое заявление вы подать не можете"),
            clause=effective_regulation(actor.organization, actor.today)["applications"].basis,
            todo=_("Заявление подаёт участник работающей пары; с вопросом обратитесь к куратору"),
            code="permission",
        )
    return unit


def answer_day(organization: Organization, filed_on: datetime.date) -> datetime.date:
    return calendar_for(organization.region.calendar).add_workdays(filed_on, ANSWER_WORKDAYS)


def _who_answers(row: Application) -> list[Person]:
    held = Membership.objects.in_force(row.filed_on).filter(organization=row.organization, role__in=SIGNED_BY)
    held = held.exclude(person_id=row.author_id)
    if row.kind == Kind.REPLACE:  # it is about him
        mentors = UnitMember.objects.filter(unit=row.unit, side=UnitMember.Side.MENTOR)
        held = held.exclude(person_id__in=mentors.values("person_id"))
    return [one.person for one in held.select_related("person").order_by("pk")]


@transaction.atomic
def accept(*, actor: Actor, application: Application, answer: str = "") -> Application:
    """Granted. Duties laid down or a mentor to be changed: the other statements of the unit about the same are granted
    with it, and the unit waits for a new mentor."""
    row = _answered(actor, application, "accept", answer)
    if row.unit is not None and row.kind in NAMED:
        same = Application.objects.filter(unit=row.unit, kind__in=list(NAMED), state=Application.State.FILED)
        for other in same.order_by("pk"):
            _answered(actor, other, "accept", answer)
        replacements.begin(actor=actor, unit=row.unit, basis=_("заявление от %s") % f"{row.filed_on:%d.%m.%Y}")
    elif row.kind == Kind.LEAVE:
        _leave(actor, row)
    return row


def _leave(actor: Actor, row: Application) -> None:
    for model in (MentorEntry, MenteeEntry):
        gone = (MentorEntry.State.WITHDRAWN, MenteeEntry.State.DROPPED_OUT)
        for entry in model.objects.filter(person=row.author, organization=row.organization).exclude(state__in=gone):
            banks.withdraw_entry(actor=actor, entry=entry)


@transaction.atomic
def turn_down(*, actor: Actor, application: Application, answer: str) -> Application:
    return _answered(actor, application, "turn_down", answer)


def _answered(actor: Actor, application: Application, verb: str, answer: str) -> Application:
    said = {"answered_on": actor.today, "answered_by_id": actor.person_id, "answer": answer.strip()}
    row = move(application, verb, actor=actor, changes=said)
    _tell(row.author, row, _("Ответ на ваше заявление: %s") % row.get_state_display(), f"answer:{row.state}")
    return row


@transaction.atomic
def take_back(*, actor: Actor, application: Application) -> Application:
    if application.author_id != actor.person_id:
        raise Refusal(_("Заявление отзывает тот, кто его подал"), code="permission")
    if notice_runs(application):
        raise Refusal(
            _("Предупреждение уже подано, соглашение заканчивается"),
            clause=agreements.CLAUSE,
            todo=_("Если вы передумали, куратор предложит новое соглашение"),
        )
    return move(application, "take_back", actor=actor, as_effect=True)


def _tell(person: Person, row: Application, text: str, key: str) -> None:
    notify(
        person,
        text,
        dedupe_key=f"application.{key}:{row.pk}",
        detail=_("Ответить до %s") % f"{row.answer_until:%d.%m.%Y}" if key == "filed" else row.answer[:500],
        url=reverse("application_detail", args=[row.pk]),
        organization_id=row.organization_id,
    )
