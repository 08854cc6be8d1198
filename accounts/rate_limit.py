"""Counting tries over all workers: the counters are in Redis, windows are fixed."""

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
        counter = _name(name, key, seconds)
        cache.add(counter, 0, seconds)
        try:
            cache.incr(counter)
        except ValueError:  # the window ended between the two calls
            cache.set(counter, 1, seconds)


def _name(name: str, key: str, seconds: int) -> str:
    return f"tries:{name}:{seconds}:{key}"
