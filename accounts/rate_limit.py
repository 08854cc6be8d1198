"""Counting tries over all workers: the counters are in Redis, windows are fixed."""

from contextlib import suppress

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


class TooMany(Exception):
    """The limit is reached. ``retry_after`` in seconds, for the page and its header; ``why`` where it is no sign-in."""

    why = ""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


def client_of(request: HttpRequest) -> str:
    """The address that sign-in counts by, behind the same proxies."""
    return str(get_adapter(request).get_client_ip(request))


def check(name: str, key: str, limits: dict[int, int]) -> None:
    """``limits``: seconds of a window → tries in it. Raises TooMany when one of them is used up; counts nothing."""
    for seconds, tries in limits.items():
        if int(cache.get(_name(name, key, seconds)) or 0) >= tries:
            raise TooMany(seconds)


def count(name: str, key: str, limits: dict[int, int]) -> None:
    """One more try in every window."""
    for seconds in limits:
        _one_more(_name(name, key, seconds), seconds)


def take(name: str, key: str, limits: dict[int, int]) -> None:
    """Count the try, then compare: of presses at one moment no more pass than the limit. Raises TooMany."""
    found = {seconds: _one_more(_name(name, key, seconds), seconds) for seconds in limits}
    for seconds, tries in limits.items():
        if found[seconds] > tries:
            raise TooMany(seconds)


def give_back(name: str, key: str, limits: dict[int, int]) -> None:
    """The try that was taken was a right one: it does not count."""
    for seconds in limits:
        with suppress(ValueError):  # the window has ended
            cache.decr(_name(name, key, seconds))


def _one_more(counter: str, seconds: int) -> int:
    cache.add(counter, 0, seconds)
    try:
        return int(cache.incr(counter))
    except ValueError:  # the window ended between the two calls
        cache.add(counter, 0, seconds)
        return int(cache.incr(counter))


def _name(name: str, key: str, seconds: int) -> str:
    return f"tries:{name}:{seconds}:{key}"
