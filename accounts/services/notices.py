"""Reading notices, and sending a letter that did not arrive once more."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock, outbox
from accounts.models import Notice, OutboxMessage
from accounts.permissions import Actor
from accounts.refusal import Refusal


@transaction.atomic
def mark_read(*, actor: Actor, pk: int | None = None) -> int:
    """One notice, or all of the person's unread ones; how many."""
    rows = Notice.objects.visible_to(actor).filter(read_at=None)
    if pk is not None:
        rows = rows.filter(pk=pk)
    return rows.update(read_at=clock.now())


@transaction.atomic
def send_again(*, actor: Actor, message: OutboxMessage) -> OutboxMessage:
    """Let the queue take a letter that failed: with all its attempts anew, from now on."""
    if not actor.may("mail.view"):
        raise Refusal(_("Письма отправляет заново тот, кто их видит"), code="permission")
    row = OutboxMessage.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=message.pk)
    if row.done_at is not None:
        raise Refusal(_("Письмо уже ушло"), code="already")
    row.attempts, row.gave_up_at, row.next_attempt_at = 0, None, outbox.queue_now()
    row.save(update_fields=["attempts", "gave_up_at", "next_attempt_at"])
    audit.record(actor, "mail.retry", row, organization_id=row.organization_id)
    return row
