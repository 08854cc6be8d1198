"""A thing that is sent twice is one thing: a double press, a page sent again, two who press at a time."""

import hashlib
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Manager, Model
from django.utils.translation import gettext as _

from accounts.refusal import Refusal

M = TypeVar("M", bound=Model)


def made_once(
    rows: Manager[M], *, key: Mapping[str, Any], words: Mapping[str, Any], more: Mapping[str, Any], content: bytes = b""
) -> tuple[M, bool]:
    """The row of the ``key`` that a unique constraint holds, and whether this press has made it.

    Raises Refusal where an earlier press gave it other ``words``: they would be lost behind a message of success.
    ``more`` is what a second press may say otherwise: who, when. ``content`` is of the file that comes with it: the
    caller keeps it in ``file`` of a row that was made, another one is refused like other words.
    """
    row, made = rows.get_or_create(**key, defaults={**words, **more})
    if not made and (any(getattr(row, name) != value for name, value in words.items()) or _other_file(row, content)):
        raise Refusal(
            _("%s: такая запись уже есть, но с другими подробностями") % str(row._meta.verbose_name).capitalize(),
            todo=_("Откройте её и исправьте там или отмените и внесите заново"),
            code="already",
        )
    return row, made


def _other_file(row: Model, content: bytes) -> bool:
    if not content:
        return False
    kept = getattr(row, "file", None)
    return kept is None or kept.sha256 != hashlib.sha256(content).hexdigest()
