"""Where the keys of a TOML text stand: tomllib gives values without lines, and an error needs its line."""

from __future__ import annotations

import re

_PART = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*\[\[?\s*({_DOTTED})\s*\]\]?")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|' + r"'[^']*'")
_LONG_QUOTES = ('"""', "'''")


class KeyLines:
    """Lines of keys, counted from 1. A key of an inline table is on the line of the table.

    `last` is the last line that is not empty; `unclosed` the line whose bracket or quotes nothing closes, 0 if none.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[tuple[str, ...], int] = {}
        self._keys: dict[int, str] = {}
        table: tuple[str, ...] = ()
        depth = 0
        open_quotes = ""
        self.last = 0
        self.unclosed = 0
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                self.last = number
            if depth == 0 and not open_quotes:
                if header := _HEADER.match(line):
                    table = _parts(header[1])
                    self._note(table, number)
                    continue
                if key := _KEY.match(line):
                    self._keys[number] = ".".join(_parts(key[1]))
                    self._note(table + _parts(key[1]), number)
                self.unclosed = number
            line, open_quotes = _without_long_strings(line, open_quotes)
            plain = _STRING.sub("", line).split("#")[0]
            depth = max(0, depth + sum(plain.count(c) for c in "[{") - sum(plain.count(c) for c in "]}"))
        if depth == 0 and not open_quotes:
            self.unclosed = 0

    def _note(self, path: tuple[str, ...], number: int) -> None:
        for length in range(1, len(path) + 1):
            self._lines.setdefault(path[:length], number)

    def find(self, path: tuple[str, ...]) -> int:
        """The line of a key, else of the nearest table around it, else 0."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return 0

    def key_at(self, number: int) -> str:
        """The key that a line begins with, or an empty string."""
        return self._keys.get(number, "")


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))


def _without_long_strings(line: str, open_quotes: str) -> tuple[str, str]:
    """The line without the insides of strings of three quotes, and the quotes that stay open after it."""
    kept = ""
    while line:
        if open_quotes:
            _inside, closed, line = line.partition(open_quotes)
            open_quotes = "" if closed else open_quotes
            continue
        starts = [(line.find(quotes), quotes) for quotes in _LONG_QUOTES if quotes in line]
        if not starts:
            return kept + line, ""
        at, open_quotes = min(starts)
        kept, line = kept + line[:at], line[at + 3 :]
    return kept, open_quotes
