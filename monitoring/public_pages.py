"""Addresses of open pages. Reports, which keeps the pages, registers how they are found: imports go the other way."""

from collections.abc import Callable, Collection

from accounts.models import Organization

Finder = Callable[[Collection[Organization]], dict[int, str]]
_finders: list[Finder] = []


def register(finder: Finder) -> Finder:
    """``finder``: of these organizations those whose page is open, id → address. One query."""
    _finders.append(finder)
    return finder


def addresses_of(organizations: Collection[Organization]) -> dict[int, str]:
    found: dict[int, str] = {}
    for finder in _finders:
        found |= finder(organizations)
    return found
