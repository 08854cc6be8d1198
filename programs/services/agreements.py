"""Agreements to the employment contract about mentoring (ТК, ст. 351.8): offered ready, signed by one tap of each."""

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Organization, Person
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.work_calendar import calendar_for

from ..models import Application, MentoringAgreement, Unit, UnitMember
from ..queries.agreements import OVER, employed, law_asks
from ..regulation.law import LABOUR_CODE, law_at
from ..terms import school_year, year_days
from ..workflow import move

State = MentoringAgreement.State
CLAUSE = f"{LABOUR_CODE}, ст. 351.8"
CALLED_OFF = {State.DRAFT, State.CONSENT_SIGNED, State.SIGNED, State.ACTIVE, State.NOTICE_GIVEN}


def offer(*, actor: Actor, unit: Unit, person: Person) -> MentoringAgreement | None:
    """A ready agreement for a mentor who works at the school; None where the law asks for none. One open stays."""
    if not law_asks(actor.today) or not employed([person.pk], unit.organization, actor.today):
        return None
    found = unit.agreements.filter(person=person).exclude(state__in=OVER).first()
    if found is not None:
        return found
    program = unit.programs.order_by("-pk").first()
    ends = program.end_on if program else year_days(school_year(actor.today))[1]
    row = MentoringAgreement.objects.create(
        organization=unit.organization,
        unit=unit,
        person=person,
        offered_on=actor.today,
        starts=actor.today,
        ends=max(ends, actor.today),
        duties=_(
            "Помогать наставляемому войти в работу: посещать уроки и разбирать их, готовить к урокам вместе, "
            "проводить встречи по персонализированной программе и записывать их."
        ),
        form_of_work=_("в рабочее время и по договорённости, в школе или на расстоянии"),
        pay_terms=_("в размере и порядке, которые установлены положением об оплате труда"),
    )
    audit.record(actor, "agreement.offer", row, to_state=row.state)
    tell(row.person, row, _("Подпишите соглашение о наставничестве"), "offer")
    return row


def countersign(*, actor: Actor, units_of_order: list[Unit]) -> None:
    """The head signs the agreements of the pairs by the same press as their order."""
    rows = MentoringAgreement.objects.filter(unit__in=units_of_order, state=State.CONSENT_SIGNED)
    for row in rows.order_by("pk"):
        signed = {"signed_on": actor.today, "signed_by_id": actor.person_id}
        move(row, "countersign", actor=actor, changes=signed, as_effect=True)


def begin(*, actor: Actor, unit: Unit, basis: str) -> None:
    """The order is registered: the agreement of the mentor who is in the unit now is in force."""
    mentors = unit.members.filter(side=UnitMember.Side.MENTOR, left_on=None).values("person_id")
    for row in unit.agreements.filter(state=State.SIGNED, person_id__in=mentors):
        move(row, "begin", actor=actor, basis=basis, as_effect=True)


def last_day(organization: Organization, filed_on: datetime.date) -> datetime.date | None:
    """The day of filing is not counted: filed on Thursday 06.03.2025, the last day of duties is 11.03.

    None before the law."""
    rule = law_at(filed_on).get("law.notice_workdays")
    if rule is None:
        return None
    return calendar_for(organization.region.calendar).add_workdays(filed_on, int(rule.value))


def give_notice(*, actor: Actor, unit: Unit, person: Person, on: datetime.date) -> MentoringAgreement | None:
    """A refusal of the employee, or a cancellation by the employer: three working days. None without an agreement."""
    row = unit.agreements.filter(person=person, state=State.ACTIVE).first()
    day = last_day(unit.organization, on)
    if row is None or day is None:
        return None
    row = move(
        row, "give_notice", actor=actor, changes={"notice_on": on, "last_day": day}, as_effect=True, basis=CLAUSE
    )
    for one in {row.person, unit.curator}:
        tell(one, row, _("Последний день обязанностей наставника: %s") % f"{day:%d.%m.%Y}", f"notice:{on:%Y%m%d}")
    return row


def recall_notice(*, actor: Actor, unit: Unit, on: datetime.date) -> None:
    """What gave the notice of that day is taken back; a statement of the mentor himself stands."""
    filed = unit.applications.filter(kind=Application.Kind.RELEASE, state__in=["filed", "accepted"], filed_on=on)
    rows = unit.agreements.filter(state=State.NOTICE_GIVEN, notice_on=on)
    for row in rows.exclude(person__in=filed.values("author")):
        none = {"notice_on": None, "last_day": None}
        move(row, "recall_notice", actor=actor, changes=none, as_effect=True, basis=CLAUSE)


def runs_out(unit: Unit) -> bool:
    """A notice was given and its last day has not passed."""
    today = clock.today(unit.organization.zone)
    return unit.agreements.filter(state=State.NOTICE_GIVEN, last_day__gte=today).exists()


def end(
    *, actor: Actor | None, unit: Unit, person_id: int | None = None, on: datetime.date | None = None, basis: str = ""
) -> None:
    """What is open ends: with the unit, or with one mentor's part in it."""
    rows = unit.agreements.filter(state__in=CALLED_OFF)
    day = on or clock.today(unit.organization.zone)
    for row in rows.filter(person_id=person_id) if person_id else rows:
        move(row, "end_agreement", actor=actor, changes={"ended_on": day}, basis=basis, as_effect=True)


def tell(person: Person, row: MentoringAgreement, text: str, key: str) -> None:
    notify(
        person,
        text,
        dedupe_key=f"agreement.{key}:{row.pk}",
        url=reverse("agreement_detail", args=[row.pk]),
        organization_id=row.organization_id,
    )
