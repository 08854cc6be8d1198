"""Lists of the banks on paper: asked for, made by a worker with the rights of that moment, kept for a few days."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts import audit, clock, outbox
from accounts.models import Membership, OutboxMessage, StoredFile
from accounts.permissions import Actor, actor_of, is_in_force
from accounts.refusal import Refusal
from accounts.services.files import forget, store
from programs.forms.bank_lists import MenteeFilter, MentorFilter
from programs.queries.banks import mentee_rows, mentor_rows

from ..models import BankFile

MOST = 2_000  # rows: a minute and a half of the printer
KEPT = datetime.timedelta(days=7)
FILE_NAMES = {BankFile.Bank.MENTORS: "bank-nastavnikov", BankFile.Bank.MENTEES: "bank-nastavlyaemyh"}


def rows_asked(actor: Actor, bank: str, query: str) -> QuerySet:
    """The rows of a bank by the filters of an address, as the page of the list shows them."""
    rows = mentor_rows if bank == BankFile.Bank.MENTORS else mentee_rows
    return rows(actor, _asked(bank, query))


def _asked(bank: str, query: str) -> dict[str, Any]:
    form = MentorFilter if bank == BankFile.Bank.MENTORS else MenteeFilter
    return form(QueryDict(query)).asked()


def record(actor: Actor, bank: str, query: str, *, kind: str, rows: int) -> None:
    """That a list went out; which filters it had, not what was asked: that may be a name."""
    filters = sorted(name for name, value in _asked(bank, query).items() if value)
    name = FILE_NAMES[BankFile.Bank(bank)]
    audit.record(actor, "bank.export", None, bank=name, file=kind, rows=rows, filters=filters)


def _may(actor: Actor) -> None:
    if not actor.may("bank.manage"):
        raise Refusal(_("Списки банков печатают те, кто их ведёт"), code="permission")


@transaction.atomic
def ask(*, actor: Actor, bank: str, query: str) -> BankFile:
    """Put the list in the queue of the printer; one that is waiting there already is that one. Raises Refusal for an
    empty list and for one that is too long."""
    _may(actor)
    query = query[:500]
    total = rows_asked(actor, bank, query).count()
    if total > MOST:
        raise Refusal(
            _("В PDF помещается %(most)s строк, здесь %(rows)s") % {"most": MOST, "rows": total},
            todo=_("Отберите меньше или возьмите DOCX: его можно напечатать целиком"),
        )
    if not total:
        raise Refusal(_("В этом отборе никого нет: печатать нечего"), todo=_("Уберите условия отбора"))
    Membership.objects.select_for_update(of=("self",)).get(pk=actor.membership_id)  # a double press waits here
    waiting = BankFile.objects.filter(
        membership_id=actor.membership_id, bank=bank, query=query, stage=BankFile.Stage.WAITING
    )
    if found := waiting.first():
        return found
    made = BankFile.objects.create(
        organization=actor.organization,
        person_id=actor.person_id,
        membership_id=actor.membership_id,
        bank=bank,
        query=query,
        total=total,
        asked_at=clock.now(),
        keep_until=actor.today + KEPT,
    )
    payload = {"bank_file": made.pk}
    outbox.enqueue(OutboxMessage.Kind.LIST, f"bank_file:{made.pk}", payload, organization_id=actor.organization_id)
    return made


def owner_now(made: BankFile) -> Actor | None:
    """Whoever asked, with the rights that he has now; None when he has lost the role or the permission."""
    membership = Membership.objects.select_related("person", "organization__region", "region").get(
        pk=made.membership_id
    )
    actor = actor_of(membership)
    return actor if is_in_force(membership) and actor.may("bank.manage") else None


@transaction.atomic
def keep_file(made: BankFile, pdf: bytes) -> None:
    """Attach the file once; a second making by a repeated task changes nothing."""
    row = BankFile.objects.select_for_update(of=("self",)).select_related("organization").get(pk=made.pk)
    if row.stage != BankFile.Stage.WAITING:
        return
    row.file = store(
        organization=row.organization,
        purpose=StoredFile.Purpose.LIST,
        content=pdf,
        name=f"{FILE_NAMES[BankFile.Bank(row.bank)]}-{row.pk}.pdf",
        content_type="application/pdf",
    )
    row.stage = BankFile.Stage.READY
    row.save(update_fields=["file", "stage"])


@transaction.atomic
def refuse(made: BankFile, why: str) -> None:
    BankFile.objects.filter(pk=made.pk, stage=BankFile.Stage.WAITING).update(
        stage=BankFile.Stage.REFUSED, trouble=why[:300]
    )


@transaction.atomic
def hand_out(*, actor: Actor, made: BankFile) -> None:
    """Before the file goes out: is it there, and who took it."""
    _may(actor)
    if made.file is None:
        raise Refusal(
            _("Файла нет: %s") % made.get_stage_display(), todo=_("Откройте банк и запросите PDF ещё раз"), code="gone"
        )
    record(actor, made.bank, made.query, kind="pdf", rows=made.total)


@transaction.atomic
def forget_old() -> int:
    """Files whose term is over, in the time of their organization; how many. Needs an open scope."""
    rows = BankFile.objects.filter(stage=BankFile.Stage.READY).select_related("organization__region", "file")
    old = [row for row in rows if row.keep_until < clock.today(row.organization.zone)]
    for row in old:
        file, row.file, row.stage = row.file, None, BankFile.Stage.DELETED
        row.save(update_fields=["file", "stage"])
        if file is not None:
            forget(file)
    return len(old)
