"""Notes and files that a pair shares, and the address of its conversation elsewhere.

No chat with children: a pupil writes nothing here, nobody is addressed, and the curator reads everything.
"""

import re
from urllib.parse import urlsplit, urlunsplit

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Organization, StoredFile, StudentProfile
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.services.files import clean_name, detected_type, forget, store

from ..models import OutsideChat, PairNote, Track, Unit
from ..models.unit import LIVING
from . import photos
from .program_people import manages, member_of

MOST_FILES = 100  # of a pair
# Where a school may talk with pupils: its own messenger and what it has become. Sub-domains too.
FOR_PUPILS = ("sferum.ru", "max.ru")
_NOT_IN_ADDRESSES = re.compile(r"[\\\s\x00-\x1f\x7f]")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)*")


def may_write(actor: Actor, unit: Unit) -> bool:
    """The curator, and the adults of the pair."""
    if unit.state not in LIVING:
        return False
    if manages(actor, unit):
        return True
    if member_of(actor, unit) is None:
        return False
    return not StudentProfile.objects.in_force(actor.today).filter(person_id=actor.person_id).exists()


def _check_writes(actor: Actor, unit: Unit) -> None:
    if not may_write(actor, unit):
        raise Refusal(
            _("Заметки пишут взрослые участники пары и куратор, пока пара работает"), code="permission",
            todo=_("Если нужно что-то сказать, поговорите на встрече или попросите о помощи"),
        )  # fmt: skip


@transaction.atomic
def write_note(*, actor: Actor, unit: Unit, text: str = "", file: tuple[bytes, str] = (b"", "")) -> PairNote:
    row = Unit.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=unit.pk)
    _check_writes(actor, row)
    content, name = file
    if not text.strip() and not content:
        raise Refusal(_("Заметка пуста"), todo=_("Напишите текст или приложите файл"))
    if content and row.notes.filter(file__isnull=False, removed_at=None).count() >= MOST_FILES:
        raise Refusal(_("У пары уже %s файлов") % MOST_FILES, todo=_("Уберите ненужные"))
    photos.check(actor, row, content, ())
    kept = _stored(row, content, name) if content else None
    note = PairNote.objects.create(
        unit=row, author_id=actor.person_id, text=text.strip(), file=kept, written_at=clock.now()
    )
    audit.record(actor, "pairnote.write", note, **({"sha256": kept.sha256} if kept else {}))
    return note


def _stored(unit: Unit, content: bytes, name: str) -> StoredFile:
    """Given out with its note, to whoever works in the pair. Its name is never that of another thing's document."""
    told = {"content": content, "name": f"n{unit.pk}-{clean_name(name)}"[:200]}
    kind = detected_type(content) or ""
    return store(organization=unit.organization, purpose=StoredFile.Purpose.EVIDENCE, content_type=kind, **told)


@transaction.atomic
def remove_note(*, actor: Actor, note: PairNote) -> PairNote:
    """Its author and the curator take it out of the feed: nobody reads it, its file leaves the disk."""
    row = PairNote.objects.select_for_update(of=("self",)).select_related("unit").get(pk=note.pk)
    if row.author_id != actor.person_id and not manages(actor, row.unit):
        raise Refusal(_("Заметку убирает её автор или куратор"), code="permission")
    if row.removed_at is None:
        file, row.removed_at, row.text, row.file = row.file, clock.now(), "", None
        row.save(update_fields=["removed_at", "text", "file"])
        audit.record(actor, "pairnote.remove", row)
        if file is not None and not PairNote.objects.filter(file=file).exists():
            forget(file)
    return row


@transaction.atomic
def put_chat(*, actor: Actor, unit: Unit, url: str) -> OutsideChat | None:
    """The address of the pair's conversation elsewhere; an empty one takes it away (S1 п. 3.3)."""
    row = Unit.objects.select_for_update(of=("self",)).select_related("organization").get(pk=unit.pk)
    _check_writes(actor, row)
    return _put(actor, row.organization, url, unit=row, for_pupils=row.track == Track.STUDENT)


@transaction.atomic
def put_school_chat(*, actor: Actor, url: str) -> OutsideChat | None:
    """The school's own: read in every pair of it, pupils' too."""
    if not actor.may("unit.manage"):
        raise Refusal(_("Ссылку школы ставит куратор"), code="permission")
    return _put(actor, actor.organization, url, unit=None, for_pupils=True)


def _put(
    actor: Actor, organization: Organization, url: str, *, unit: Unit | None, for_pupils: bool
) -> OutsideChat | None:
    place = {"organization": organization, "unit": unit}
    former = OutsideChat.objects.select_for_update().filter(**place).first()
    if not url.strip():
        if former is not None:
            audit.record(actor, "outsidechat.remove", former)
            former.delete()
        return None
    told = {"url": _address(url.strip(), for_pupils), "put_by_id": actor.person_id, "put_at": clock.now()}
    row, _made = OutsideChat.objects.update_or_create(**place, defaults=told)
    audit.record(actor, "outsidechat.put", row)
    return row


def _address(url: str, for_pupils: bool) -> str:
    r"""The address written anew from its parts, so that a browser reads the very host that was checked.

    A browser takes ``\`` for ``/`` and everything before ``@`` for a name: in ``https://evil.example\@sferum.ru`` it
    goes elsewhere than Python reads.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if parts.scheme != "https" or not host:
        raise Refusal(_("Ссылка не защищена"), todo=_("Вставьте адрес, который начинается с https://"))
    if "@" in parts.netloc or _NOT_IN_ADDRESSES.search(url) or not _HOST.fullmatch(host):
        raise Refusal(
            _("В ссылке есть лишние знаки: она может увести на другой сайт"),
            todo=_("Скопируйте адрес чата целиком и вставьте ещё раз"),
        )
    if for_pupils and not any(host == name or host.endswith(f".{name}") for name in FOR_PUPILS):
        raise Refusal(
            _("С обучающимися переписываются только в школьном мессенджере"), clause=_("умолчание системы"),
            todo=_("Вставьте ссылку на чат в «Сферуме» (%s)") % ", ".join(FOR_PUPILS),
        )  # fmt: skip
    place = host if port is None else f"{host}:{port}"
    return urlunsplit(("https", place, parts.path or "/", parts.query, parts.fragment))
