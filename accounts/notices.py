"""Telling a person: a notice in the system, and a letter where he has an address."""

from django.conf import settings

from . import clock, outbox
from .models import Notice, OutboxMessage, Person


def notify(
    person: Person,
    text: str,
    *,
    dedupe_key: str,
    detail: str = "",
    url: str = "",
    organization_id: int | None = None,
) -> None:
    """Once for a key, however often it is called. The letter names the matter and links to it: no personal data."""
    Notice.objects.bulk_create(
        [
            Notice(
                person=person,
                text=text,
                detail=detail,
                url=url,
                dedupe_key=dedupe_key,
                created_at=clock.now(),
            )
        ],
        ignore_conflicts=True,
    )
    if person.email:
        outbox.enqueue(
            OutboxMessage.Kind.MAIL,
            f"notice:{person.pk}:{dedupe_key}",
            {
                "to": person.email,
                "template": "mail/notice.txt",
                "subject": text,
                "context": {
                    "text": text,
                    "detail": detail,
                    "url": f"{settings.SITE_URL}{url}" if url else "",
                },
            },
            organization_id=organization_id,
        )
