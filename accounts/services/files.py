"""Stored files: content-addressed, checked by their first bytes, never changed.

``FILES_DIR/<region id>/<ab>/<sha256>``. A file is on the disk, whole and flushed, before its row exists, so a row never
points at nothing; a rolled back transaction leaves a file without a row, which the next store of it will use.
"""

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts import clock
from accounts.models import Organization, StoredFile
from accounts.refusal import Refusal

LARGEST = 20 * 2**20  # bytes
SIGNATURES = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
}
HALF_LIVES_SECONDS = 24 * 3600
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")  # controls, turned text


class FileDamaged(RuntimeError):
    """The bytes on the disk are missing or are not those that were stored."""


def detected_type(content: bytes) -> str | None:
    """The content type by the first bytes; None for whatever is not taken."""
    return next((kind for kind, start in SIGNATURES.items() if content.startswith(start)), None)


def store(*, organization: Organization, purpose: str, content: bytes, name: str, content_type: str) -> StoredFile:
    """Write the bytes and their row in the open transaction; the same bytes under the same name give the same row.

    ``content_type`` is what the caller believes; it must be what the first bytes say. Raises Refusal for an empty file,
    one of more than 20 MB, a type that is not taken, or a wrong ``content_type``.
    """
    if purpose == StoredFile.Purpose.IMPORT:  # its reader has looked inside; a CSV has no first bytes of its own
        content_type = "application/octet-stream"
    else:
        _check(content, content_type)
    sha256 = hashlib.sha256(content).hexdigest()
    _write(_path(organization.region_id, sha256), content, sha256)
    row = StoredFile(
        organization=organization,
        purpose=purpose,
        sha256=sha256,
        size=len(content),
        content_type=content_type,
        name=clean_name(name),
        created_at=clock.now(),
    )
    StoredFile.objects.bulk_create([row], ignore_conflicts=True)
    return StoredFile.objects.get(organization=organization, purpose=purpose, sha256=sha256, name=row.name)


def open_bytes(stored_file: StoredFile) -> bytes:
    """The whole content. Raises FileDamaged when it is missing or does not have its hash."""
    try:
        content = _path(stored_file.region_id, stored_file.sha256).read_bytes()
    except FileNotFoundError as error:
        raise FileDamaged(f"stored file {stored_file.pk} is missing") from error
    if hashlib.sha256(content).hexdigest() != stored_file.sha256:
        raise FileDamaged(f"stored file {stored_file.pk} does not have its hash")
    return content


def forget(stored_file: StoredFile) -> None:
    """Delete a row; its bytes too where no other row of the region has them, once the transaction is committed.

    A row that another thing still points at stays, with its bytes: it is that thing's file too.
    """
    path = _path(stored_file.region_id, stored_file.sha256)
    same = StoredFile.objects.filter(sha256=stored_file.sha256).exclude(pk=stored_file.pk)
    alone = not same.exists()
    try:
        stored_file.delete()
    except ProtectedError:
        return
    if alone:
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def clean_name(name: str) -> str:
    """A name to show and to save under: no folders, no control characters, at most 200 characters, ending kept."""
    name = _NOT_IN_NAMES.sub("", name.replace("\\", "/").rsplit("/", 1)[-1]).strip() or _("файл")
    if len(name) <= 200:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: 199 - len(ending)]}.{ending}" if dot and len(ending) <= 10 else name[:200]


def sweep_halves() -> int:
    """Remove what killed writers left half-written a day ago or earlier; how many there were."""
    found = 0
    for path in settings.FILES_DIR.rglob(".*.half"):
        with suppress(FileNotFoundError):  # another sweeper was here
            if time.time() - path.stat().st_mtime > HALF_LIVES_SECONDS:
                path.unlink()
                found += 1
    return found


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a path to write to; whoever looks at ``path`` sees the old content or the whole new one, even after a crash.

    The caller writes the half; it is flushed to the disk and renamed on leaving, and removed on an exception.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.parent / f".{path.name}.{secrets.token_hex(6)}.half"
    try:
        yield half
        _flush(half)
        half.rename(path)
        _flush(path.parent)
    finally:
        half.unlink(missing_ok=True)


def _check(content: bytes, content_type: str) -> None:
    if not content:
        raise Refusal(_("Файл пуст."), todo=_("Выберите другой файл."), code="file_empty")
    if len(content) > LARGEST:
        raise Refusal(
            _("Файл больше 20 МБ."), todo=_("Уменьшите разрешение скана или разделите документ."), code="file_too_large"
        )
    found = detected_type(content)
    if found is None:
        raise Refusal(
            _("Файл такого вида не принимается."), todo=_("Приложите PDF, PNG или JPEG."), code="file_type_unknown"
        )
    if found != content_type:
        raise Refusal(
            _("Содержимое файла не соответствует его виду."),
            todo=_("Сохраните документ заново как PDF, PNG или JPEG."),
            code="file_type_wrong",
        )


def _path(region_id: int, sha256: str) -> Path:
    return settings.FILES_DIR / str(region_id) / sha256[:2] / sha256


def _write(path: Path, content: bytes, sha256: str) -> None:
    """Nothing to do where the bytes are there already; damaged ones are replaced."""
    with suppress(FileNotFoundError):
        if hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
            return
    with written_whole(path) as half:
        half.write_bytes(content)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
