"""What Django swallows fails a test: an undefined variable in a template of ours, by name and file."""

import inspect
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import base, engines
from django.template.defaulttags import ForNode

OURS = Path(settings.BASE_DIR) / "templates"


class UndefinedVariable(AssertionError):
    """A template of ours names something that its context does not hold."""


def template_being_rendered() -> Path | None:
    """The file of the innermost node on the stack. ``context.template`` would name the page, not the included part."""
    frame = inspect.currentframe()
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, base.Node) and (origin := getattr(node, "origin", None)):
            return Path(str(origin.name))
        frame = frame.f_back
    return None


def _ours() -> Path | None:
    path = template_being_rendered()
    return path.relative_to(OURS) if path is not None and path.is_relative_to(OURS) else None


class Strict(str):
    """``string_if_invalid`` of the engine: empty for templates of packages, an error for ours."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return _ours() is not None

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, name: Any) -> str:
        raise UndefinedVariable(f"«{name}» is not defined in {_ours()}")


def _strict_for(node: ForNode, context: Any) -> Any:
    """A misspelt list is silently empty in Django."""
    source = node.sequence
    if _is_ours(node) and isinstance(source, base.FilterExpression) and isinstance(source.var, base.Variable):
        try:
            source.var.resolve(context)
        except base.VariableDoesNotExist:
            name = Path(str(node.origin.name)).relative_to(OURS)
            raise UndefinedVariable(f"«{source.var}» is not defined in {name}") from None
    return _plain_for(node, context)


def _is_ours(node: base.Node) -> bool:
    origin = getattr(node, "origin", None)
    return origin is not None and Path(str(origin.name)).is_relative_to(OURS)


_plain_for = ForNode.render


def be_strict() -> None:
    engines["django"].engine.string_if_invalid = Strict()
    ForNode.render = _strict_for


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Rate limits and caches of one test never decide another. The process has a Redis number of its own."""
    from django.core.cache import cache

    cache.clear()
