"""Reference data of the platform from the shipped files: acts, federal bodies, posts. Outside tenants, no actor."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from accounts.models import Position

from ..models import FederalBody, FederalMaterial, LegalAct

FOLDER = Path(__file__).resolve().parent.parent / "reference"


class BadReference(ValueError):
    """A shipped file that cannot be taken; the message names the file and the key."""


@transaction.atomic
def load_reference(folder: Path = FOLDER) -> dict[str, int]:
    """Bring the shipped rows in; how many of each kind are new or changed. A second run changes nothing.

    What platform staff added stays, and so does a day of repeal that they noted before the files did.
    """
    return {
        str(LegalAct._meta.verbose_name_plural): _take(folder / "legal_acts.toml", LegalAct, _coded),
        str(FederalBody._meta.verbose_name_plural): _take(folder / "federal_bodies.toml", FederalBody, _coded),
        str(FederalMaterial._meta.verbose_name_plural): _take(folder / "materials.toml", FederalMaterial, _coded),
        str(Position._meta.verbose_name_plural): _take(folder / "positions.toml", Position, _posts),
    }


Rows = Iterator[tuple[dict[str, Any], dict[str, Any]]]


def _coded(data: dict[str, Any]) -> Rows:
    for code, fields in data.items():
        yield {"code": code}, fields


def _posts(data: dict[str, Any]) -> Rows:
    for nomenclature, groups in data.items():
        for group, posts in groups.items():
            for code, title in posts.items():
                key = {"nomenclature": nomenclature, "code": code}
                yield key, {"title": title, "is_head": group == "heads", "is_deputy_head": group == "deputies"}


def _take(path: Path, model: type[Model], rows: Any) -> int:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadReference(f"{path.name}: {error}") from error
    return sum(_write(path.name, model, key, fields) for key, fields in rows(data))


def _write(file: str, model: type[Model], key: dict[str, Any], fields: dict[str, Any]) -> bool:
    """Whether the row is new or changed."""
    row = model._default_manager.filter(**key).first() or model(**key)
    changed = {name: value for name, value in fields.items() if getattr(row, name, None) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    unknown = fields.keys() - {field.name for field in model._meta.fields}
    if unknown:
        raise BadReference(f"{file}: {'.'.join(key.values())}: unknown keys {', '.join(sorted(unknown))}")
    if row.pk is not None and not changed:
        return False
    try:
        row.full_clean()
    except ValidationError as error:
        raise BadReference(f"{file}: {'.'.join(key.values())}: {error.message_dict}") from error
    row.save()
    return True
