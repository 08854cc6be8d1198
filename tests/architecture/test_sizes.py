"""Sizes that keep a file readable, and what may lie at the root."""

import ast

import pytest

from .source import ROOT, files, python_files, templates, text, tree

# Literal tables and generated files stand apart; each with what it is.
LONG_TABLES: dict[str, str] = {}
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_TEMPLATE, ROOT_ENTRIES = 400, 60, 150, 20


def lines(name: str) -> int:
    return len(text(name).splitlines())


def test_no_python_file_is_longer_than_four_hundred_lines() -> None:
    """Catches a file that grows into a junk drawer."""
    measured = [name for name in python_files() if "/migrations/" not in name and name not in LONG_TABLES]
    assert {name: lines(name) for name in measured if lines(name) > LONGEST_FILE} == {}


def test_no_function_is_longer_than_sixty_lines() -> None:
    """Catches a function that does five things. Decorators and the signature count."""
    long = {}
    for name in python_files():
        if "/migrations/" in name:
            continue
        for node in ast.walk(tree(name)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or 0) - node.lineno + 1
                if size > LONGEST_FUNCTION:
                    long[f"{name}:{node.name}"] = size
    assert long == {}


def test_no_template_is_longer_than_a_hundred_and_fifty_lines() -> None:
    assert {name: lines(name) for name in templates() if lines(name) > LONGEST_TEMPLATE} == {}


def test_the_root_has_few_entries() -> None:
    """Catches files that pile up where every newcomer looks first."""
    entries = {name.split("/")[0] for name in files()}
    assert len(entries) <= ROOT_ENTRIES, sorted(entries)


@pytest.mark.parametrize("name", ["utils.py", "helpers.py", "common.py", "misc.py"])
def test_no_junk_drawer(name: str) -> None:
    """Catches a module whose name says nothing."""
    assert [path for path in files() if path.endswith(f"/{name}")] == []


def test_the_sizes_are_measured_on_the_real_project() -> None:
    """Catches a search that finds nothing and is content."""
    assert (ROOT / "manage.py").is_file()
    assert len(python_files()) > 100
    assert len(templates()) > 30
