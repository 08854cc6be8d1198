"""The project's own Python: uv, `.venv` and the packages whose hashes are in `requirements/`."""

from __future__ import annotations

import ast
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from . import paths
from .children import die_with_parent
from .trouble import Trouble, reason, say

_UV_HOME = paths.LOCAL / "uv"
UV = _UV_HOME / "bin" / "uv"
REQUIREMENTS = paths.ROOT / "requirements"
# What `.venv` takes, and a little more.
_MEGABYTES = {"prod": 300, "dev": 650}


def ensure(kind: str) -> None:
    """Install `requirements/<kind>.txt` (`prod` or `dev`) into `.venv`, unless exactly that is there."""
    paths.local_directory()
    with (paths.LOCAL / "python.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        works = _works()
        # A linked `.venv` belongs to another clone, whose packages may be in use: it is taken as it is.
        if works and (paths.VENV.is_symlink() or _is_installed(kind)):
            return
        ensure_uv()
        paths.need_space(paths.ROOT, _MEGABYTES[kind])
        say("Installing the Python packages …")
        if not works:
            _uv("venv", "--clear", "--python", sys.executable, str(paths.VENV))
        _uv(
            "pip", "install", "--python", str(paths.VENV / "bin" / "python"), "--require-hashes",
            "-r", str(REQUIREMENTS / f"{kind}.txt"),
        )  # fmt: skip
        _stamp(kind).write_text(_fingerprint(REQUIREMENTS / f"{kind}.txt"))


def _is_installed(kind: str) -> bool:
    """The tests' packages contain those of production, version by version (a test holds that)."""
    kinds = ("prod", "dev") if kind == "prod" else ("dev",)
    return any(_stamp(k).exists() and _stamp(k).read_text() == _fingerprint(REQUIREMENTS / f"{k}.txt") for k in kinds)


def _stamp(kind: str) -> Path:
    return paths.VENV / f".installed-{kind}"


def ensure_uv() -> None:
    """uv in an environment of its own: Debian refuses a bare `pip install` (PEP 668)."""
    wanted = _fingerprint(REQUIREMENTS / "uv.txt")
    stamp = _UV_HOME / ".installed"
    if UV.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    say("Installing uv …")
    paths.need_space(paths.ROOT, 100)
    shutil.rmtree(_UV_HOME, ignore_errors=True)
    venv.create(_UV_HOME, with_pip=True, symlinks=True)
    pip = [
        _UV_HOME / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--quiet",
    ]
    _logged([*pip, "--require-hashes", "-r", REQUIREMENTS / "uv.txt"], os.environ.copy())
    stamp.write_text(wanted)


def _fingerprint(requirements: Path) -> str:
    """Another interpreter needs the packages anew even if their versions are the same."""
    return hashlib.sha256(requirements.read_bytes() + sys.version.encode() + sys.base_prefix.encode()).hexdigest()


def _works() -> bool:
    """Whether `.venv` has an interpreter that starts: a moved clone or a newer Python leaves a dead link."""
    python = paths.VENV / "bin" / "python"
    try:
        done = subprocess.run(
            [python, "-c", "import sys; print(sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0 and done.stdout.strip() == str(sys.version_info[:2])


def _uv(*arguments: str) -> None:
    _logged([UV, "--no-progress", *arguments], uv_environment())


def uv_environment() -> dict[str, str]:
    """uv does not read pip's settings, and many machines name their mirror and certificate only there."""
    env = os.environ.copy()
    settings = _pip_settings()
    for option, variable in (("index-url", "UV_DEFAULT_INDEX"), ("cert", "SSL_CERT_FILE")):
        value = settings.get(f":env:.{option}") or settings.get(f"install.{option}") or settings.get(f"global.{option}")
        if value and not env.get(variable):
            env[variable] = value
    return env


def _pip_settings() -> dict[str, str]:
    """Every setting of pip that holds here, by section and name. (`pip config get` sees only one of the files.)"""
    command = [_UV_HOME / "bin" / "python", "-m", "pip", "config", "list"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    pairs = (line.split("=", 1) for line in said.splitlines() if "=" in line)
    return {name: str(ast.literal_eval(value)) for name, value in pairs}


def _logged(command: list, env: dict[str, str]) -> None:
    """Run quietly with the whole output in a log; on failure the lines that say why."""
    log = paths.LOGS / "python.log"
    with log.open("wb") as output:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=paths.ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent(15),
            check=False,
        )
    if done.returncode:
        said = reason(log.read_text(errors="replace"))
        raise Trouble(f"The Python packages could not be installed:\n{said}\n(all of it: {log})")
