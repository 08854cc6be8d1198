"""The project's own files, read once, for the tests that look at the text."""

import ast
import subprocess
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("accounts", "programs", "monitoring", "reports", "mentoring")


@cache
def files() -> tuple[str, ...]:
    """What git keeps or would keep, without what is ignored; where there is no git, whatever lies here."""
    asked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    names = asked.stdout.splitlines() if asked.returncode == 0 else _lying_here()
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


def _lying_here() -> list[str]:
    hidden = {".git", ".venv", ".local", "staticfiles", "__pycache__", ".hypothesis"}
    found = [path.relative_to(ROOT) for path in ROOT.rglob("*")]
    return [str(path) for path in found if not hidden & set(path.parts) and "_cache" not in path.parts[0]]


def python_files(*folders: str) -> list[str]:
    return [name for name in files() if name.endswith(".py") and (not folders or name.split("/")[0] in folders)]


def app_files() -> list[str]:
    return [name for name in python_files(*APPS) if "/migrations/" not in name]


def templates() -> list[str]:
    return [name for name in files() if name.startswith("templates/")]


@cache
def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(text(name), name)


def imports(name: str) -> set[str]:
    """Absolute names that a module imports, inside functions too."""
    package = name.removesuffix(".py").split("/")[:-1]
    found = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return found


def importers(library: str) -> set[str]:
    """Files of the apps that import a library or a part of it."""
    return {
        name for name in app_files() if any(what == library or what.startswith(f"{library}.") for what in imports(name))
    }
