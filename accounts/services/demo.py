"""The demo's clock. The database itself refuses to move it in production."""

import datetime

from django.db import transaction

from accounts.models import Installation

FARTHEST = datetime.timedelta(days=3 * 366)


@transaction.atomic
def move_clock(days: int) -> datetime.timedelta:
    """Move the clock by whole days; 0 puts it back. Nothing happens outside the demo's own database."""
    row = Installation.objects.select_for_update().filter(kind=Installation.Kind.DEMO).first()
    if row is None:
        return datetime.timedelta()
    moved = row.clock_shift + datetime.timedelta(days=days) if days else datetime.timedelta()
    row.clock_shift = max(-FARTHEST, min(FARTHEST, moved))
    row.save(update_fields=["clock_shift"])
    return row.clock_shift
