"""A scan of the order signed on paper: beside the issued file, never instead of it."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import StoredFile
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.services.files import clean_name, detected_type, forget, store

from ..models import Order, OrderScan
from .acknowledgements import may_draft

MOST = 10  # files of an order: each page may be a picture


@transaction.atomic
def add_scan(*, actor: Actor, order: Order, content: bytes, name: str) -> OrderScan:
    """What the file is, its first bytes say; the same bytes twice are one scan."""
    may_draft(actor, order.organization_id)
    row = Order.objects.select_for_update(of=("self",)).select_related("organization").get(pk=order.pk)
    if row.registered_at is None:
        raise Refusal(
            _("Скан прикладывают к зарегистрированному приказу"),
            todo=_("Сначала зарегистрируйте приказ: на бумаге подписывают его же"),
            code="state",
        )
    # Each order has a row of its own: taking a scan out of one leaves the other's alone.
    file = store(
        organization=row.organization,
        purpose=StoredFile.Purpose.SCAN,
        content=content,
        name=f"{row.pk}-{clean_name(name)}"[:200],
        content_type=detected_type(content) or "",
    )
    same = row.scans.filter(file=file).first()
    if same is not None:
        return same
    if row.scans.count() >= MOST:
        raise Refusal(_("К приказу уже приложено файлов: %s") % MOST, todo=_("Сложите страницы в один PDF"))
    scan = OrderScan.objects.create(order=row, file=file, added_by_id=actor.person_id, added_at=clock.now())
    audit.record(actor, "order.scan", row, scan=scan.pk, sha256=file.sha256)
    return scan


@transaction.atomic
def drop_scan(*, actor: Actor, scan: OrderScan) -> None:
    """A wrong file leaves the order and the disk; that it was there stays in the journal."""
    may_draft(actor, scan.order.organization_id)
    row = OrderScan.objects.select_for_update(of=("self",)).select_related("file", "order").filter(pk=scan.pk).first()
    if row is None:
        return
    audit.record(actor, "order.scan_drop", row.order, sha256=row.file.sha256)
    file = row.file
    row.delete()
    forget(file)
