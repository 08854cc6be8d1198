"""The register of payments for mentoring: what, to whom, for which period, and on which ground (S1, S5 §3.4)."""

import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Person
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import MentoringAgreement, Payment
from ..queries.payments import grounds_of, is_mentor_of
from ..queries.regulations import effective_regulation


@transaction.atomic
def write_down(
    *,
    actor: Actor,
    person: Person,
    kind: str,
    amount: Decimal,
    starts: datetime.date,
    ends: datetime.date,
    basis: str,
    basis_dated: datetime.date | None,
    basis_clause: str,
) -> Payment:
    """Refused without a ground, with a ground that the regulation does not know, and for whom nothing is paid."""
    if not actor.may("agreement.manage"):
        raise Refusal(_("Выплаты записывают руководитель и куратор"), code="permission")
    rules = effective_regulation(actor.organization, actor.today)
    clause = rules["incentives"].basis
    if basis not in grounds_of(actor.organization, actor.today) or basis_dated is None or not basis_clause.strip():
        raise Refusal(
            _("Нельзя записать выплату без основания: документ, дата и пункт"),
            clause=clause,
            todo=_("Укажите коллективный договор или положение об оплате труда, его дату и пункт"),
        )
    if not is_mentor_of(person, actor.organization):
        raise Refusal(_("%s не наставник этой школы") % person.full_name, todo=_("Выберите наставника"))
    if amount <= 0 or ends < starts:
        raise Refusal(_("Размер больше нуля, период не кончается раньше начала"), todo=_("Исправьте размер или даты"))
    own = MentoringAgreement.objects.filter(organization=actor.organization, person=person)
    if own.filter(duties_in_job_description=True).exclude(state__in=["terminated", "expired"]).exists():
        raise Refusal(
            _("Наставничество входит в его должностную инструкцию: отдельной выплаты нет"),
            clause=_("ТК РФ, ст. 351.8"),
            todo=_("Если это не так, исправьте соглашение"),
        )
    try:
        with transaction.atomic():
            row = Payment.objects.create(
                organization=actor.organization,
                person=person,
                kind=kind,
                amount=amount,
                starts=starts,
                ends=ends,
                basis=basis,
                basis_dated=basis_dated,
                basis_clause=basis_clause.strip(),
                written_by_id=actor.person_id,
                written_at=clock.now(),
            )
    except IntegrityError as error:
        raise Refusal(_("Такая выплата за этот период уже записана"), code="already") from error
    audit.record(actor, "payment.write", row, kind=kind)
    return row
