"""Stored files: where they lie, what is refused, what survives a crash and a race."""

import hashlib
import os
import time
from pathlib import Path

import pytest
from django.db import transaction

from accounts.models import Organization, StoredFile
from accounts.refusal import Refusal
from accounts.services import files
from accounts.services.files import FileDamaged, clean_name, open_bytes, store, sweep_halves
from tests.engine.kit import Place, at_once, make_place

PDF = b"%PDF-1.7\n" + b"x" * 1000
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 1000
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 1000

pytestmark = pytest.mark.django_db


def keep(
    place: Place, content: bytes = PDF, name: str = "скан.pdf", content_type: str = "application/pdf"
) -> StoredFile:
    with place.scope():
        school = Organization.objects.get(pk=place.school)
        return store(organization=school, purpose="scan", content=content, name=name, content_type=content_type)


def on_disk(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_lies_under_its_hash_and_is_read_back(place: Place, files_dir: Path) -> None:
    row = keep(place)
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert on_disk(files_dir) == [f"{place.region.pk}/{sha256[:2]}/{sha256}"]
    assert (row.sha256, row.size, row.name) == (sha256, len(PDF), "скан.pdf")
    assert open_bytes(row) == PDF


def test_the_same_file_again_is_the_same_row(place: Place, files_dir: Path) -> None:
    assert keep(place).pk == keep(place).pk
    assert keep(place, name="другое имя.pdf").pk != keep(place).pk
    assert len(on_disk(files_dir)) == 1


def test_regions_do_not_share_files(place: Place, files_dir: Path) -> None:
    """Whether another region has a file must not be visible by anything."""
    keep(place)
    keep(make_place("engine-2"))
    assert len(on_disk(files_dir)) == 2


@pytest.mark.parametrize(("content", "kind"), [(PDF, "application/pdf"), (PNG, "image/png"), (JPEG, "image/jpeg")])
def test_three_types_are_taken(place: Place, content: bytes, kind: str) -> None:
    assert keep(place, content, content_type=kind).content_type == kind


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (b"", "application/pdf", "file_empty"),
        (PDF + b"x" * files.LARGEST, "application/pdf", "file_too_large"),
        (PNG, "application/pdf", "file_type_wrong"),
        (b"<svg onload=alert(1)>", "image/svg+xml", "file_type_unknown"),
        (b"MZ\x90\x00", "application/pdf", "file_type_unknown"),
        (b"PK\x03\x04", "application/pdf", "file_type_unknown"),
        (b"\n%PDF-1.7", "application/pdf", "file_type_unknown"),
    ],
)
def test_the_rest_is_refused_and_leaves_nothing(
    place: Place, files_dir: Path, content: bytes, kind: str, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        keep(place, content, content_type=kind)
    assert refused.value.code == code
    assert not files_dir.exists() or on_disk(files_dir) == []


def test_twenty_megabytes_exactly_are_taken(place: Place) -> None:
    content = PDF + b"x" * (files.LARGEST - len(PDF))
    assert open_bytes(keep(place, content)) == content


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("приказ.pdf", "приказ.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Документы\приказ.pdf", "приказ.pdf"),
        ("а\x00б\r\n.pdf", "аб.pdf"),
        ("приказ\u202efdp.exe", "приказfdp.exe"),
        ("  ", "файл"),
        ("dir/", "файл"),
        ("я" * 300 + ".pdf", "я" * 196 + ".pdf"),
        ("я" * 300, "я" * 200),
        ("а." + "я" * 300, "а." + "я" * 198),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_damaged_file_is_never_given_out_and_is_put_right_by_the_next_store(place: Place, files_dir: Path) -> None:
    row = keep(place)
    path = files_dir / on_disk(files_dir)[0]
    path.write_bytes(PDF[:-1])
    with pytest.raises(FileDamaged):
        open_bytes(row)
    keep(place)
    assert open_bytes(row) == PDF
    path.unlink()
    with pytest.raises(FileDamaged):
        open_bytes(row)


def test_a_crash_in_the_middle_leaves_no_half_under_the_name(place: Place, files_dir: Path, monkeypatch) -> None:
    monkeypatch.setattr(files.Path, "rename", _crash)
    with pytest.raises(OSError):
        keep(place)
    assert on_disk(files_dir) == []


def _crash(*_arguments: object) -> None:
    raise OSError("no space left")


def test_a_rolled_back_row_leaves_a_file_that_the_next_store_uses(place: Place, files_dir: Path) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        keep(place)
        raise ZeroDivisionError
    with place.scope():
        assert not StoredFile.objects.exists()
    assert open_bytes(keep(place)) == PDF


def test_old_halves_are_swept(place: Place, files_dir: Path) -> None:
    keep(place)
    old, new = files_dir / "1" / ".aa.1.half", files_dir / "1" / ".bb.2.half"
    old.parent.mkdir(exist_ok=True)
    for half in (old, new):
        half.write_bytes(b"%PDF")
    os.utime(old, (0, time.time() - files.HALF_LIVES_SECONDS - 60))
    assert sweep_halves() == 1
    assert new.exists() and not old.exists() and len(on_disk(files_dir)) == 2


@pytest.mark.django_db(transaction=True)
def test_twenty_four_stores_are_one(place: Place, files_dir: Path) -> None:
    assert len({row.pk for row in at_once(24, lambda: keep(place))}) == 1
    assert len(on_disk(files_dir)) == 1
