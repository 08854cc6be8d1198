"""What is done with an agreement by its two sides, and what comes with a new day."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.permissions import Actor
from accounts.refusal import Refusal, Stale, check_version, label_of, words_of_field

from ..models import Application, MentoringAgreement, Unit, UnitMember
from ..models.unit import HELD, LED
from ..queries.agreements import to_be_offered
from ..workflow import move
from . import replacements, units
from .agreements import CLAUSE, State, give_notice, offer, tell

EDITABLE = ("duties", "form_of_work", "starts", "ends", "hours", "amount", "pay_terms", "duties_in_job_description")


@transaction.atomic
def edit(*, actor: Actor, agreement: MentoringAgreement, version: int, **fields: Any) -> MentoringAgreement:
    """The words of a draft, by the curator or the head. What the employee has signed is not changed behind his back.

    With ``duties_in_job_description`` nothing is signed and no payment is asked for: the school has decided so. The
    employee is told of new words: what he has read is not what he would sign. Raises Stale when somebody saved first.
    """
    if not actor.may("agreement.manage") or not actor.signs_for(agreement.organization_id):
        raise Refusal(_("Соглашение готовит куратор или руководитель"), code="permission")
    row = MentoringAgreement.objects.select_for_update(of=("self",)).select_related("unit").get(pk=agreement.pk)
    if row.state != State.DRAFT:
        raise Refusal(
            _("Подписанное соглашение не правят: %s") % row.get_state_display(),
            clause=CLAUSE,
            todo=_("Прекратите его и предложите новое"),
            code="state",
        )
    changed = {name: fields[name] for name in EDITABLE if name in fields and fields[name] != getattr(row, name)}
    check_version(row, version, _("Условия уже изменили, пока вы их правили"), changed)
    for name, value in changed.items():
        setattr(row, name, value)
    if row.ends < row.starts:
        raise Refusal(_("Соглашение заканчивается раньше, чем начинается"), todo=_("Исправьте даты"))
    if row.duties_in_job_description:
        row.amount, row.hours = None, None
    if changed:
        row.version += 1
        tell(row.person, row, _("Условия соглашения о наставничестве изменили: прочитайте их"), f"edit:{row.version}")
    row.save()
    audit.record(actor, "agreement.edit", row, in_job_description=row.duties_in_job_description)
    units.consents_may_be_complete(actor=actor, unit=row.unit)
    return row


@transaction.atomic
def agree(*, actor: Actor, agreement: MentoringAgreement, version: int) -> MentoringAgreement:
    """The employee's own signature, by one tap under the words that he has read: with others Stale is raised."""
    if agreement.person_id != actor.person_id:
        raise Refusal(_("Соглашение подписывает сам работник"), clause=CLAUSE, code="permission")
    read = MentoringAgreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if read.state == State.DRAFT and read.version != version:
        raise Stale(
            _("Пока вы читали, условия изменили. Прочитайте их и решите ещё раз"),
            theirs={label_of(read, name): words_of_field(read, name, getattr(read, name)) for name in EDITABLE},
            mine={},
        )
    row = move(agreement, "agree_to_duties", actor=actor, changes={"consent_on": actor.today}, as_effect=True)
    units.consents_may_be_complete(actor=actor, unit=row.unit)
    return row


@transaction.atomic
def offer_again(*, actor: Actor, unit: Unit) -> MentoringAgreement:
    """By the curator, where the pair was there before the law or the former agreement is over."""
    if not actor.may("unit.manage") or not actor.signs_for(unit.organization_id):
        raise Refusal(_("Соглашение предлагает куратор"), code="permission")
    mentor = unit.members.select_related("person").get(side=UnitMember.Side.MENTOR)
    row = offer(actor=actor, unit=unit, person=mentor.person) if to_be_offered(unit) else None
    if row is None:
        raise Refusal(_("Этой паре соглашение не нужно или уже предложено"), clause=CLAUSE, code="already")
    return row


@transaction.atomic
def sign_now(*, actor: Actor, agreement: MentoringAgreement) -> MentoringAgreement:
    """The head's signature apart from an order: the pair is held already."""
    if not actor.may("order.approve") or not actor.signs_for(agreement.organization_id):
        raise Refusal(_("Соглашение подписывает руководитель"), clause=CLAUSE, code="permission")
    if agreement.unit.state not in HELD:
        raise Refusal(_("Соглашение подписывается вместе с приказом о паре"), todo=_("Утвердите приказ о закреплении"))
    signed = {"signed_on": actor.today, "signed_by_id": actor.person_id}
    row = move(agreement, "countersign", actor=actor, changes=signed, as_effect=True)
    return move(row, "begin", actor=actor, as_effect=True)


@transaction.atomic
def refuse(*, actor: Actor, agreement: MentoringAgreement) -> MentoringAgreement:
    """Nobody is made a mentor: the agreement ends, the pair does not come about, nothing more follows."""
    if agreement.person_id != actor.person_id:
        raise Refusal(_("Об этом решает сам работник"), clause=CLAUSE, code="permission")
    if agreement.state not in {State.DRAFT, State.CONSENT_SIGNED}:
        raise Refusal(
            _("Соглашение уже подписано обеими сторонами"),
            clause=CLAUSE,
            todo=_("Подайте заявление о сложении обязанностей в карточке пары"),
            code="state",
        )
    row = move(agreement, "end_agreement", actor=actor, changes={"ended_on": actor.today}, as_effect=True)
    if row.unit.state == Unit.State.REPLACING:
        replacements.decline(actor=actor, unit=row.unit, person_id=row.person_id)
    elif row.unit.state in {Unit.State.AGREED, Unit.State.CONSENTED}:
        units.reject(actor=actor, unit=row.unit, why="agreement refused")
    return row


@transaction.atomic
def cancel_by_employer(*, actor: Actor, agreement: MentoringAgreement) -> MentoringAgreement:
    """The head takes the duties back, with the same notice (ТК, ст. 351.8)."""
    if not actor.may("order.approve") or not actor.signs_for(agreement.organization_id):
        raise Refusal(_("Поручение отменяет руководитель"), clause=CLAUSE, code="permission")
    row = give_notice(actor=actor, unit=agreement.unit, person=agreement.person, on=actor.today)
    if row is None:
        raise Refusal(_("Соглашение не действует: %s") % agreement.get_state_display(), code="state")
    return row


def new_day() -> None:
    """Notices whose last day has passed end the duties, and the unit waits for a new mentor; terms run out."""
    open_ones = MentoringAgreement.objects.filter(state__in=[State.NOTICE_GIVEN, State.ACTIVE])
    for row in open_ones.select_related("organization__region", "unit").order_by("pk"):
        today = clock.today(row.organization.zone)
        if row.state == State.NOTICE_GIVEN and row.last_day is not None and row.last_day < today:
            ended = row.last_day + datetime.timedelta(days=1)
            move(row, "end_agreement", actor=None, changes={"ended_on": ended}, as_effect=True, basis=CLAUSE)
            _settle_statements(row, ended)
            if row.unit.state in LED:
                replacements.begin(actor=None, unit=row.unit, basis=CLAUSE)
        elif row.state == State.ACTIVE and row.ends < today:
            move(row, "expire", actor=None, changes={"ended_on": row.ends}, as_effect=True)
            tell(row.unit.curator, row, _("Срок соглашения о наставничестве истёк"), "expired")


def _settle_statements(agreement: MentoringAgreement, ended: datetime.date) -> None:
    """The statement that gave notice is carried out by the law: nobody has to answer it any more."""
    mine = Application.objects.filter(author_id=agreement.person_id, unit_id=agreement.unit_id)
    for row in mine.filter(kind=Application.Kind.RELEASE, state=Application.State.FILED):
        answer = _("Срок предупреждения истёк: обязанности прекращены с %s") % f"{ended:%d.%m.%Y}"
        move(row, "settle", actor=None, changes={"answered_on": ended, "answer": answer}, as_effect=True, basis=CLAUSE)
