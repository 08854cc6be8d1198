"""Ready programmes to begin from: the shipped ones as files, one shape for them and for those of a school. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "samples"


@dataclass(frozen=True)
class SampleLine:
    area: str
    text: str
    form_of_work: str = ""
    due_rule: Mapping[str, Any] | None = None
    expected: str = ""
    co_executors: str = ""


@dataclass(frozen=True)
class Sample:
    """``key``: «file:code» of a shipped one, «own:id» of one that an organization keeps. ``source``: whose it is."""

    key: str
    title: str
    source: str = ""
    category: str = ""
    form: str = ""
    role_model: str = ""
    subject: str = ""
    for_group: bool = False
    months: int = 9
    words: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[SampleLine, ...] = ()


@cache
def shipped() -> tuple[Sample, ...]:
    """Every file of the folder, by title."""
    return tuple(sorted((_read(path) for path in FOLDER.glob("*.toml")), key=lambda sample: sample.title))


def _read(path: Path) -> Sample:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    lines = tuple(_line(item) for item in data.pop("line"))
    words = {name: text.strip() for name, text in data.pop("words").items()}
    return Sample(key=f"file:{path.stem}", words=words, lines=lines, **data)


def _line(item: Mapping[str, Any]) -> SampleLine:
    """``days`` counts from the beginning of the programme; ``to_end`` goes with its last day."""
    item = dict(item)
    days, to_end = item.pop("days", None), item.pop("to_end", False)
    rule = {"type": "relative", "event": "program_start", "days": days} if days else None
    return SampleLine(due_rule={"type": "as_program"} if to_end else rule, **item)
