"""Agreements of two organizations, and a mentor of the other one: asked for, lent by his school, agreed by himself."""

import datetime
from collections import defaultdict
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import AuditEvent, Membership, Organization, StoredFile
from accounts.notices import News, notify, notify_all
from accounts.permissions import Actor
from accounts.refusal import Refusal, check_version
from accounts.roles import Role
from accounts.services.files import detected_type, store

from ..models import Consent, MentorEntry, MentorLoan, Partnership
from ..queries.partners import OPEN, mentors_of_partners
from ..workflow import move
from . import consents
from .nameless import check_no_child
from .once import made_once


@transaction.atomic
def write_down(
    *,
    actor: Actor,
    partner: Organization | None,
    dated: datetime.date,
    valid_from: datetime.date,
    valid_to: datetime.date | None = None,
    number: str = "",
    subject: str = "",
    partner_name: str = "",
    partner_kind: str = "",
    contact_name: str = "",
    contact_phone: str = "",
    contact_email: str = "",
    file: tuple[bytes, str] | None = None,
) -> Partnership:
    """An agreement with another organization; it holds when the heads of both have confirmed it, or with a partner that
    the system does not know (S1 п. 4.1.1): then one's own head alone. Written down twice it is one."""
    if not actor.may("order.draft"):
        raise Refusal(_("Договоры вносит куратор или руководитель"), code="permission")
    if partner is None and not (partner_name.strip() and partner_kind):
        raise Refusal(_("Не сказано, с кем договор"), todo=_("Назовите партнёра и скажите, кто это"))
    if partner is not None and partner.pk == actor.organization_id:
        raise Refusal(_("Договор заключают с другой организацией"), todo=_("Выберите вторую сторону"))
    if valid_to is not None and valid_to < valid_from:
        raise Refusal(_("Договор кончается раньше, чем начинается"), todo=_("Исправьте срок"))
    check_no_child(actor, subject)
    row, made = made_once(
        Partnership.objects,
        key={
            "organization": actor.organization, "partner": partner, "number": number, "dated": dated, "ended_on": None,
            "partner_name": "" if partner else partner_name.strip(),
        },
        words={
            "valid_from": valid_from, "valid_to": valid_to, "subject": subject, "contact_name": contact_name,
            "partner_kind": "" if partner else partner_kind, "contact_phone": contact_phone,
            "contact_email": contact_email,
        },
        more={"created_by_id": actor.person_id},
        content=file[0] if file else b"",
    )  # fmt: skip
    if not made:
        return row
    if file and file[0]:
        row.file = _kept(actor, file)
        row.save(update_fields=["file"])
    audit.record(actor, "partnership.create", row, partner=partner.pk if partner else None)
    for side in filter(None, (row.organization_id, row.partner_id)):
        text = _("Подтвердите договор о сотрудничестве")
        _tell(actor.today, side, Role.HEAD, text, f"partnership:{row.pk}", reverse("partnership_list"))
    return row


def _kept(actor: Actor, file: tuple[bytes, str]) -> StoredFile:
    """A PDF or a picture: what it is, its first bytes say."""
    content, name = file
    told = {"content": content, "name": name, "content_type": detected_type(content) or ""}
    return store(organization=actor.organization, purpose=StoredFile.Purpose.EVIDENCE, **told)


@transaction.atomic
def attach(*, actor: Actor, agreement: Partnership, file: tuple[bytes, str]) -> Partnership:
    """The signed paper of either side, once: what both have confirmed is not changed under their hands."""
    if not actor.may("order.draft"):
        raise Refusal(_("Договоры вносит куратор или руководитель"), code="permission")
    row = Partnership.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if actor.organization_id not in (row.organization_id, row.partner_id):
        raise Refusal(_("Это договор других организаций"), code="permission")
    if row.file_id is not None:
        raise Refusal(_("Подписанный договор уже приложен"), todo=_("Внесите новый договор"), code="already")
    row.file = _kept(actor, file)
    row.save(update_fields=["file"])
    audit.record(actor, "partnership.attach", row, sha256=row.file.sha256)
    return row


@transaction.atomic
def sum_up(*, actor: Actor, agreement: Partnership, version: int, outcome: str) -> Partnership:
    """What the partner has given, in one text of both sides (S2 п. 6). Raises Stale."""
    if not actor.may("order.draft"):
        raise Refusal(_("Договоры вносит куратор или руководитель"), code="permission")
    row = Partnership.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if actor.organization_id not in (row.organization_id, row.partner_id):
        raise Refusal(_("Это договор других организаций"), code="permission")
    outcome = outcome.strip()
    check_version(row, version, _("Итог договора уже записали иначе"), {"outcome": outcome})
    check_no_child(actor, outcome)
    row.outcome = outcome
    row.version += 1
    row.save(update_fields=["outcome", "version"])
    audit.record(actor, "partnership.sum_up", row)
    return row


def _tell(day: datetime.date, organization_id: int, role: str, text: str, key: str, url: str) -> None:
    rows = Membership.objects.in_force(day).filter(organization_id=organization_id, role=role)
    for membership in rows.select_related("person"):
        notify(membership.person, text, dedupe_key=key, url=url, organization_id=organization_id)


def _own(actor: Actor, agreement: Partnership) -> Partnership:
    if not actor.may("order.approve"):
        raise Refusal(_("Договор подтверждает и прекращает руководитель"), code="permission")
    row = Partnership.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if actor.organization_id not in (row.organization_id, row.partner_id):
        raise Refusal(_("Это договор других организаций"), code="permission")
    if row.ended_on is not None:
        raise Refusal(_("Договор уже прекращён"), code="already")
    return row


@transaction.atomic
def confirm(*, actor: Actor, agreement: Partnership) -> Partnership:
    """The head of one side. The second press of the same side is told that it is done."""
    row = _own(actor, agreement)
    side = "" if actor.organization_id == row.organization_id else "partner_"
    if getattr(row, f"{side}confirmed_on") is not None:
        raise Refusal(_("Ваша организация уже подтвердила договор"), code="already")
    setattr(row, f"{side}confirmed_on", actor.today)
    setattr(row, f"{side}confirmed_by_id", actor.person_id)
    row.save(update_fields=[f"{side}confirmed_on", f"{side}confirmed_by"])
    audit.record(actor, "partnership.confirm", row)
    return row


@transaction.atomic
def end(*, actor: Actor, agreement: Partnership) -> Partnership:
    """From today nobody is offered by it; pairs that are at work go on to their ends."""
    row = _own(actor, agreement)
    row.ended_on = actor.today
    row.save(update_fields=["ended_on"])
    audit.record(actor, "partnership.end", row)
    return row


@transaction.atomic
def ask_for(*, actor: Actor, key: int, need: str = "") -> MentorLoan:
    """Ask a partner for one of its mentors, whom one knows by his work alone. ``key`` is of the nameless list."""
    if not actor.may("unit.manage"):
        raise Refusal(_("Наставника просит куратор"), code="permission")
    found = mentors_of_partners(actor).filter(pk=key).first()
    if found is None:
        raise Refusal(
            _("Этого наставника попросить нельзя"),
            todo=_("Обновите список: он уже занят, его просили раньше или договор кончился"),
        )
    loan = MentorLoan(
        organization=actor.organization, mentor_entry=found, need=need, created_by_id=actor.person_id,
        created_at=clock.now(),
    )  # fmt: skip
    request_loans(actor=actor, loans=[loan])
    return loan


def request_loans(*, actor: Actor, loans: Sequence[MentorLoan]) -> None:
    """The requests themselves; a draft made above the schools asks in the name of each. A fixed number of queries."""
    try:
        with transaction.atomic():
            MentorLoan.objects.bulk_create(loans)
    except IntegrityError as error:
        raise Refusal(_("Этого наставника вы уже попросили"), code="already") from error
    AuditEvent.objects.bulk_create(audit.event(actor, "mentorloan.ask", loan) for loan in loans)
    homes = defaultdict(list)
    for loan in loans:
        homes[loan.mentor_entry.organization_id].append(loan)
    rows = Membership.objects.in_force(actor.today).filter(organization_id__in=homes, role=Role.CURATOR)
    notify_all(
        [
            News(
                membership.person, _("Другая школа просит вашего наставника"), f"loan:{loan.pk}",
                url=reverse("loan_list"), organization_id=membership.organization_id,
            )
            for membership in rows.select_related("person")
            for loan in homes[membership.organization_id]
        ]
    )  # fmt: skip


@transaction.atomic
def answer(*, actor: Actor, loan: MentorLoan, agrees: bool) -> MentorLoan:
    """First his school, then he. He comes with a consent to let the other school know him.

    Either may take back a yes while the request is open; a pair that exists stays.
    """
    row = MentorLoan.objects.select_for_update(of=("self",)).select_related("mentor_entry__person").get(pk=loan.pk)
    entry = row.mentor_entry
    lends = actor.may("bank.manage") and actor.signs_for(entry.organization_id)
    if lends and (row.state == MentorLoan.State.ASKED or (row.state in OPEN and not agrees)):
        return _school_answers(actor, row, agrees)
    if entry.person_id != actor.person_id or row.state == MentorLoan.State.ASKED:
        raise Refusal(_("Ответа ждут от другого человека: %s") % row.get_state_display())
    if not agrees:
        return _declined(actor, row)
    consent = Consent.objects.to_transfer().filter(person_id=entry.person_id, organization_id=entry.organization_id)
    if not consent.exists():
        raise Refusal(
            _("Другая школа узнает ваше имя, а согласия на передачу данных ещё нет"),
            clause="152-ФЗ, ст. 9",
            todo=_("Подпишите его в разделе «Мои согласия» и ответьте ещё раз"),
        )
    row = move(row, "agree", actor=actor, as_effect=True, data=_at_home(entry))
    text = _("Наставник другой школы согласен: его можно предлагать")
    _tell(actor.today, row.organization_id, Role.CURATOR, text, f"loan:{row.pk}:agreed", reverse("loan_list"))
    return row


def _at_home(entry: MentorEntry) -> dict[str, int]:
    """His school's journal keeps who answered: the school that asked must not read a name there."""
    return {"organization_id": entry.organization_id}


def _school_answers(actor: Actor, row: MentorLoan, agrees: bool) -> MentorLoan:
    if not agrees:
        return _declined(actor, row)
    entry = row.mentor_entry
    row = move(row, "offer", actor=actor, data=_at_home(entry))
    consents.ask_whoever_decides(
        actor=actor, organization=actor.organization, person=entry.person, kind=Consent.Kind.PDN_TRANSFER
    )
    notify(
        entry.person, _("Другая школа просит вас быть наставником"), dedupe_key=f"loan:{row.pk}:offered",
        url=reverse("loan_list"), organization_id=entry.organization_id,
    )  # fmt: skip
    return row


def _declined(actor: Actor, row: MentorLoan) -> MentorLoan:
    row = move(row, "decline", actor=actor, as_effect=True, data=_at_home(row.mentor_entry))
    text = _("Наставника другой школы не дали: попросите другого")
    _tell(actor.today, row.organization_id, Role.CURATOR, text, f"loan:{row.pk}:declined", reverse("loan_list"))
    return row


def call_back(*, actor: Actor | None, consent: Consent, basis: str) -> None:
    """Without his consent no other school has him or waits for him. No actor: the term of the consent is over."""
    home = {"mentor_entry__organization_id": consent.organization_id, "mentor_entry__person_id": consent.person_id}
    for loan in MentorLoan.objects.filter(state__in=OPEN, **home).select_related("mentor_entry").order_by("pk"):
        row = move(loan, "call_back", actor=actor, as_effect=True, basis=basis, data=_at_home(loan.mentor_entry))
        today = clock.today(row.organization.zone)
        text = _("Наставник другой школы больше не может прийти: попросите другого")
        _tell(today, row.organization_id, Role.CURATOR, text, f"loan:{row.pk}:over", reverse("loan_list"))


@transaction.atomic
def withdraw(*, actor: Actor, loan: MentorLoan) -> MentorLoan:
    """Who asked needs him no longer. A pair that exists stays."""
    row = MentorLoan.objects.select_for_update(of=("self",)).get(pk=loan.pk)
    if row.state not in OPEN:  # said here: the workflow would name who has refused
        raise Refusal(_("Запрос уже закрыт: %s") % row.get_state_display(), code="already")
    return move(row, "withdraw", actor=actor)
