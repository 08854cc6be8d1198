"""Bodies: JSON of a limited size, and nothing that the database or the answer could not hold."""

import json
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from .problems import Problem

LARGEST = 256 * 1024


def _no_constants(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


class StrictJSON(BaseParser):
    media_type = "application/json"
    largest = LARGEST

    def parse(self, stream: Any, media_type: str | None = None, parser_context: dict | None = None) -> Any:
        raw = stream.read(self.largest + 1)
        if len(raw) > self.largest:
            raise Problem("too_large")
        try:
            data = json.loads(raw.decode("utf-8"), parse_constant=_no_constants)
            json.dumps(data, ensure_ascii=False).encode("utf-8")  # a lone surrogate is no text
        except (ValueError, RecursionError) as error:
            raise ParseError from error
        return data


class LongJSON(StrictJSON):
    """Five hundred rows, each letter perhaps as ``\\uXXXX``."""

    largest = 2 * 1024 * 1024
