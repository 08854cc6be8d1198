"""Ctrl-C, SIGTERM and a closed terminal: an exception where stopping is safe, a wait where it is not."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from .trouble import Stop, say

_ALL = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def raise_stop() -> None:
    """From now on the first signal raises `Stop` wherever we are, so that every `finally` above runs."""

    def handler(_number, _frame) -> None:
        ignore()  # an impatient second Ctrl-C must not interrupt the tidying up
        raise Stop

    for number in _ALL:
        signal.signal(number, handler)


def ignore() -> None:
    for number in _ALL:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def deferred(reason: str = "") -> Iterator[None]:
    """Hold a signal back until the block has ended, then deliver it as if it came just then; a short block needs no
    reason. Starting a program with `preexec_fn` is such a block: Python swallows what is raised in its hooks of a fork.
    """
    received: list[int] = []

    def remember(number, _frame) -> None:
        if reason and not received:
            say(f"Stopping as soon as possible: {reason} …")
        received.append(number)

    before = {number: signal.signal(number, remember) for number in _ALL}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if received:
            os.kill(os.getpid(), received[0])
