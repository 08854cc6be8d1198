"""Forgetting what has served: sessions, read notices, delivered messages."""

import datetime
from collections.abc import Callable
from importlib import import_module

from django.conf import settings

from accounts import clock
from accounts.models import ApiReply, Notice, OutboxMessage, Region
from accounts.services import claimed_roles, files
from accounts.services.regions import each_region
from accounts.tenancy import TenantQuerySet, tenant_scope

READ_NOTICE_LIVES = datetime.timedelta(days=400)
DONE_MESSAGE_LIVES = datetime.timedelta(days=90)
API_REPLY_LIVES = datetime.timedelta(days=1)
BATCH = 1000  # rows of one transaction


def clean_up() -> None:
    """Ended sessions, old notices and messages, yesterday's answers of the API, halves of files. Unread and given-up
    rows stay. Roles that a sign-in provider has not confirmed for its days end.
    """
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    now = clock.now()

    def clean(region: Region) -> None:
        with tenant_scope(region.pk):
            claimed_roles.end_unconfirmed()
        _delete(region, lambda: Notice.objects.filter(read_at__isnull=False, created_at__lt=now - READ_NOTICE_LIVES))
        _delete(region, lambda: OutboxMessage.objects.filter(done_at__lt=now - DONE_MESSAGE_LIVES))
        _delete(region, lambda: ApiReply.objects.filter(created_at__lt=now - API_REPLY_LIVES))

    each_region(clean, "clean-up")
    files.sweep_halves()


def _delete(region: Region, rows: Callable[[], TenantQuerySet]) -> None:
    while True:
        with tenant_scope(region.pk):
            ids = list(rows().order_by("pk").values_list("pk", flat=True)[:BATCH])
            if ids:
                rows().filter(pk__in=ids).delete()
        if len(ids) < BATCH:
            return
