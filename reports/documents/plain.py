"""Frozen dataclasses to plain JSON and back, with one canonical spelling for hashing.

Understands what document contexts consist of: nested dataclasses, tuples of one type, `X | None`, `Literal`, str, int,
float, bool, `date` (ISO 8601) and aware `datetime` (ISO 8601 with the offset that it was seen in).
"""

import dataclasses
import hashlib
import json
import types
from datetime import date, datetime
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


class PlainError(ValueError):
    """Data that does not fit the dataclass; the message names the path (`clauses[2].mode`)."""


def to_plain(value: Any, *, sparse: bool = False) -> Any:
    """`value` as dicts, lists, strings, numbers, booleans and None. Raises `PlainError` on any other type.

    `sparse` leaves out fields that hold their default: a field added next year changes no bytes of this year.
    """
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise PlainError("a naive datetime has no place in a document")
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: to_plain(getattr(value, field.name), sparse=sparse)
            for field in dataclasses.fields(value)
            if not (sparse and getattr(value, field.name) == field.default)
        }
    if isinstance(value, tuple):
        return [to_plain(item, sparse=sparse) for item in value]
    raise PlainError(f"{type(value).__name__} is not plain data")


def from_plain(kind: type[T], data: Any, path: str = "") -> T:
    """The dataclass `kind` read back from plain data.

    A missing key takes the field's default; an unknown key, a missing key without default or a wrong type raises
    `PlainError`.
    """
    if not isinstance(data, dict):
        raise PlainError(f"{path or kind.__name__}: expected an object, got {type(data).__name__}")
    hints = get_type_hints(kind)
    names = [field.name for field in dataclasses.fields(kind)]  # type: ignore[arg-type]  # kind is a dataclass
    unknown = sorted(set(data) - set(names))
    if unknown:
        raise PlainError(f"{path or kind.__name__}: unknown key {unknown[0]!r}")
    values = {
        name: _read(hints[name], data[name], f"{path}.{name}" if path else name) for name in names if name in data
    }
    try:
        return kind(**values)
    except TypeError as error:
        raise PlainError(f"{path or kind.__name__}: {error}") from error


def canonical_bytes(plain: Any) -> bytes:
    """The one spelling that is hashed: UTF-8, keys sorted, no spaces, text untouched (not even normalised)."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def sha256_hex(*parts: bytes) -> str:
    """SHA-256 of the parts, each preceded by its length, as 64 lower-case hexadecimal digits."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(str(len(part)).encode("ascii") + b":" + part)
    return digest.hexdigest()


def _read(hint: Any, data: Any, path: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _read_optional(hint, data, path)
    if origin is Literal:
        if data not in get_args(hint):
            raise PlainError(f"{path}: {data!r} is none of {', '.join(map(repr, get_args(hint)))}")
        return data
    if origin is tuple:
        if not isinstance(data, list):
            raise PlainError(f"{path}: expected a list, got {type(data).__name__}")
        return tuple(_read(get_args(hint)[0], item, f"{path}[{number}]") for number, item in enumerate(data))
    if dataclasses.is_dataclass(hint):
        return from_plain(hint, data, path)  # type: ignore[arg-type]  # narrowed to an instance, is a class
    if hint in (datetime, date):
        return _read_moment(hint, data, path)
    if hint is float and type(data) is int:  # JSON writes 3.0 as it likes
        return float(data)
    if type(data) is not hint:
        raise PlainError(f"{path}: expected {hint.__name__}, got {type(data).__name__}")
    return data


def _read_optional(hint: Any, data: Any, path: str) -> Any:
    if data is None and type(None) in get_args(hint):
        return None
    inner = [option for option in get_args(hint) if option is not type(None)]
    return _read(inner[0], data, path)


def _read_moment(hint: Any, data: Any, path: str) -> date:
    if not isinstance(data, str):
        raise PlainError(f"{path}: expected an ISO date, got {type(data).__name__}")
    try:
        moment: date = hint.fromisoformat(data)
    except ValueError as error:
        raise PlainError(f"{path}: {error}") from error
    return moment
