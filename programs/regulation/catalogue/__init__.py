"""The literal tables of parameters, put together in the order of the page."""

from __future__ import annotations

from ..parameter import Group, Parameter
from . import process, structure

TABLE: tuple[Parameter, ...] = tuple(
    sorted(structure.TABLE + process.TABLE, key=lambda entry: list(Group).index(entry.group))
)
