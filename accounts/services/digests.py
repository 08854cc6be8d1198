"""The one letter of the day: what a person was told and has not read yet, in one message. Exactly once under any beat.

The letter's key is the person and the day: whatever comes after it waits for the next morning.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import outbox
from accounts.models import Notice, OutboxMessage, Person, Region
from accounts.notices import morning
from accounts.services.regions import each_region
from accounts.tenancy import tenant_scope

PEOPLE = 100  # of one transaction
LINES = 40  # of one letter; the rest is counted


def send_due(now: datetime.datetime) -> None:
    each_region(lambda region: send_region(region, now), "letters of the day")


def send_region(region: Region, now: datetime.datetime) -> int:
    """How many people had something unread; who has no address gets no letter."""
    sent, after = 0, 0
    while True:
        with tenant_scope(region.pk):
            waiting = Notice.objects.filter(letter_at__lte=now, mailed_at=None, person_id__gt=after)
            people = list(waiting.order_by("person_id").values_list("person_id", flat=True).distinct()[:PEOPLE])
            sent += _send(region, people, now) if people else 0
        if len(people) < PEOPLE:
            return sent
        after = people[-1]


def _send(region: Region, people: list[int], now: datetime.datetime) -> int:
    """In one transaction. A person is one sending's at a time: whom another holds is left to it."""
    held = Person.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).filter(pk__in=people)
    waiting = Notice.objects.filter(person__in=list(held), letter_at__lte=now, mailed_at=None)
    locked = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("person")
    told: dict[int, list[Notice]] = defaultdict(list)
    for row in locked.order_by("created_at", "pk"):
        told[row.person_id].append(row)
    unread = {pk: found for pk, rows in told.items() if (found := [row for row in rows if row.read_at is None])}
    letters = {pk: _letter(region, rows, now) for pk, rows in unread.items() if rows[0].person.email}
    keys = {letter.dedupe_key: pk for pk, letter in letters.items()}
    of_today = OutboxMessage.objects.filter(kind=OutboxMessage.Kind.MAIL, dedupe_key__in=keys)
    late = {keys[key] for key in of_today.values_list("dedupe_key", flat=True)}
    OutboxMessage.objects.bulk_create([letter for pk, letter in letters.items() if pk not in late])
    ids = {True: [], False: []}
    for pk, rows in told.items():
        ids[pk in late] += [row.pk for row in rows]
    tomorrow = morning(now.astimezone(region.zone).replace(hour=23), region.zone)
    Notice.objects.filter(pk__in=ids[True]).update(letter_at=tomorrow)
    Notice.objects.filter(pk__in=ids[False]).update(mailed_at=now)
    return len(unread.keys() - late)


def _letter(region: Region, notices: list[Notice], now: datetime.datetime) -> OutboxMessage:
    person, count = notices[0].person, len(notices)
    lines = [_line(row) for row in notices[:LINES]]
    payload = {
        "to": person.email, "template": "mail/digest.txt", "subject": _subject(lines, count),
        "context": {"lines": lines, "more": count - len(lines), "heading": _("Что изменилось и чего ждут")},
    }  # fmt: skip
    return outbox.message(OutboxMessage.Kind.MAIL, _key(region, person.pk, now), payload)


def _subject(lines: list[dict[str, str]], count: int) -> str:
    if count == 1 and lines:
        return lines[0]["text"]
    return ngettext("Наставничество: %d сообщение", "Наставничество: сообщений %d", count) % count


def _line(row: Notice) -> dict[str, str]:
    return {"text": row.text, "detail": row.detail, "url": f"{settings.SITE_URL}{row.url}" if row.url else ""}


def _key(region: Region, person_id: int, moment: datetime.datetime) -> str:
    return f"digest:{person_id}:{moment.astimezone(region.zone):%Y-%m-%d}"


def take_back(prefix: str, *, people: Collection[int], region: Region) -> None:
    """Forget what these people were told under keys that begin so: notices, letters of a day that said nothing else,
    and their lines in those that have not gone yet. In an open scope. Of a letter with other matters in it that has
    gone there remains that there was one.
    """
    rows = Notice.objects.filter(person_id__in=people, dedupe_key__startswith=prefix)
    # Locked: a letter of the day that is being made now is waited for, and found.
    told: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows.select_for_update(of=("self",)).order_by("pk"):
        if row.mailed_at and not (row.read_at and row.read_at <= row.mailed_at):  # what was read stood in no letter
            told[_key(region, row.person_id, row.mailed_at)].append(_line(row))
    letters = OutboxMessage.objects.filter(kind=OutboxMessage.Kind.MAIL, dedupe_key__in=told)
    for letter in letters.select_for_update(of=("self",)).order_by("pk"):
        said = told[letter.dedupe_key]
        whole = {_subject(said, len(said)), *(line["text"] for line in said)}  # it said nothing else
        if letter.payload["subject"] in whole or not _without(letter.payload, said):
            letter.delete()
        else:
            letter.save(update_fields=["payload"])
    rows.delete()


def _without(payload: dict[str, Any], said: list[dict[str, str]]) -> bool:
    """Take the lines out of a letter that has not gone; False when nothing is left of it."""
    context = payload.get("context")
    if context is None:
        return True
    lines = [line for line in context["lines"] if line not in said]
    more = max(0, context["more"] - (len(said) - (len(context["lines"]) - len(lines))))
    payload["context"] = {**context, "lines": lines, "more": more}
    payload["subject"] = _subject(lines, len(lines) + more)
    return bool(lines or more)
