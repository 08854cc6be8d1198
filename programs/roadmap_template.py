"""Roadmaps of the five documents as data (`roadmap_templates/*.toml`): stages, lines, terms; dates are offered."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from accounts.due_rules import from_json
from accounts.roles import Role

FOLDER = Path(__file__).parent / "roadmap_templates"
USUAL = "schekino11"  # for whoever has no preset with a map of its own
KNOWN = {
    "text", "roles", "responsible", "document", "result", "due", "days", "for_below", "number", "clause", "resources",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """``due`` is a due rule as JSON; ``days`` after the beginning are offered where there is none."""

    text: str
    roles: tuple[str, ...] = ()
    responsible: str = ""
    document: str = ""
    result: str = ""
    due: Mapping[str, Any] | None = None
    days: int | None = None
    for_below: bool = False
    number: str = ""
    clause: str = ""
    resources: str = ""


@dataclass(frozen=True)
class Stage:
    """``result`` is that without which the stage is not over."""

    title: str
    lines: tuple[Line, ...]
    result: str = ""


@dataclass(frozen=True)
class Template:
    code: str
    title: str
    levels: tuple[str, ...]
    stages: tuple[Stage, ...]

    def lines_for(self, level: str) -> tuple[Stage, ...]:
        """A school has no lines of the bodies above in its own map; a body keeps those that it gives to schools."""
        if level != "school":
            return self.stages
        kept = (
            Stage(stage.title, tuple(line for line in stage.lines if _is_of_schools(line, self)), stage.result)
            for stage in self.stages
        )
        return tuple(stage for stage in kept if stage.lines)


def _is_of_schools(line: Line, template: Template) -> bool:
    return line.for_below or template.levels == ("school",)


def _line(raw: Mapping[str, Any], stage: Mapping[str, Any], clause: str) -> Line:
    unknown = set(raw) - KNOWN
    roles = tuple(raw.get("roles", ()))
    if unknown or set(roles) - set(Role.values):
        raise ValueError(f"{raw['text']}: {sorted(unknown) or roles}")
    if "due" in raw:
        from_json(raw["due"])
    values = {"clause": clause, **raw, "roles": roles}
    if "due" not in raw and "days" not in raw:
        values["days"] = stage.get("days")
    return Line(**values)


@cache
def template(code: str) -> Template:
    """Raises KeyError for a code that has none."""
    if code not in codes():
        raise KeyError(code)
    raw = tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    stages = tuple(
        Stage(
            stage["title"],
            tuple(_line(line, stage, raw["clause"]) for line in stage["line"]),
            stage.get("result", ""),
        )
        for stage in raw["stage"]
    )
    return Template(code, raw["title"], tuple(raw["levels"]), stages)


@cache
def codes() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def templates_for(level: str) -> list[Template]:
    return [found for code in codes() if level in (found := template(code)).levels]
