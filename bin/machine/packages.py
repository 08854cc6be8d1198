"""What must be on the machine besides Python, and how it gets there without leaving services behind."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import paths, postgres, signals
from .trouble import Trouble, say

_POLICY = Path("/usr/sbin/policy-rc.d")
_POLICY_MARK = "# put here by the set-up of mentoring while it installs packages"
_CREATE_CLUSTER = Path("/etc/postgresql-common/createcluster.d/mentoring.conf")


@dataclass(frozen=True)
class Need:
    """One thing that the project cannot bring itself."""

    name: str
    packages: tuple[str, ...]
    present: Callable[[], bool]


def _library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _printing_libraries() -> bool:
    """WeasyPrint opens these by name, so pip cannot know that it needs them."""
    names = (
        "libgobject-2.0.so.0",
        "libpango-1.0.so.0",
        "libpangoft2-1.0.so.0",
        "libharfbuzz.so.0",
        "libharfbuzz-subset.so.0",
    )
    return all(_library(name) for name in (*names, "libfontconfig.so.1"))


_DATABASE = Need(
    f"PostgreSQL {postgres.OLDEST} or newer",
    ("postgresql",),
    lambda: postgres.binaries() is not None,
)
_REDIS = Need("Redis", ("redis-server",), lambda: shutil.which("redis-server") is not None)
_PYTHON = Need(
    "Python's venv",
    ("python3-venv",),
    lambda: importlib.util.find_spec("ensurepip") is not None,
)
_PRINTING = Need(
    "Pango",
    ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "libfontconfig1"),
    _printing_libraries,
)
_BROWSER = Need("Chromium", ("chromium",), lambda: shutil.which("chromium") is not None)
_PDF_TOOLS = Need("poppler-utils", ("poppler-utils",), lambda: shutil.which("pdftoppm") is not None)


def needs(*, for_tests: bool, database: bool = True, redis: bool = True) -> list[Need]:
    """What this start needs; a database or Redis that the caller brings is not asked for here."""
    wanted = [_PYTHON, _PRINTING]
    wanted += [_DATABASE] if database else []
    wanted += [_REDIS] if redis else []
    wanted += [_BROWSER, _PDF_TOOLS] if for_tests else []
    return wanted


def ensure(wanted: list[Need]) -> None:
    """Install what is missing, or say the one command that does."""
    missing = [need for need in wanted if not need.present()]
    if not missing:
        return
    names = ", ".join(need.name for need in missing)
    packages = [package for need in missing for package in need.packages]
    if shutil.which("apt-get") is None:
        raise Trouble(f"Missing on this machine: {names}. On Debian these are the packages: {' '.join(packages)}.")
    if not paths.is_root():
        browser = " TESTS=1" if {_BROWSER, _PDF_TOOLS} & set(missing) else ""
        raise Trouble(f"Missing on this machine: {names}. Run this once: sudo make packages{browser}")
    say(f"Installing what is missing: {names} …")
    # dpkg interrupted in the middle leaves the machine with half-installed packages.
    with signals.deferred("packages are being installed"), _no_service_starts():
        _apt("update")
        if _DATABASE in missing:
            _apt("install", "postgresql-common")
            with _no_main_cluster():
                _apt("install", *packages)
        else:
            _apt("install", *packages)
        if _REDIS in missing:
            _not_at_boot("redis-server")
    still = [need.name for need in missing if not need.present()]
    if still:
        raise Trouble(f"apt-get installed {' '.join(packages)}, and yet this is missing: {', '.join(still)}.")


def _apt(*arguments: str) -> None:
    log = Path("/var/log/mentoring-packages.log")  # in the clone it would be root's file among a user's
    with log.open("ab") as output:
        done = subprocess.run(
            [
                "apt-get",
                "--yes",
                "--no-install-recommends",
                "-o",
                "DPkg::Lock::Timeout=300",
                *arguments,
            ],
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # the terminal's Ctrl-C is for us alone
            check=False,
        )
    if done.returncode:
        errors = [
            line for line in log.read_text(errors="replace").splitlines() if line.startswith(("E: ", "dpkg: error"))
        ]
        reason = errors[-1] if errors else f"exit code {done.returncode}"
        raise Trouble(f"apt-get {' '.join(arguments)} failed: {reason} (all of it: {log})")


@contextmanager
def _no_service_starts() -> Iterator[None]:
    """Debian starts a service as it installs it; `policy-rc.d` answering 101 forbids that, and only for this while."""
    kept = _POLICY.with_name("policy-rc.d.before-mentoring")
    if _POLICY.exists() and _POLICY_MARK not in _POLICY.read_text(errors="replace"):
        _POLICY.rename(kept)
    _POLICY.write_text(f"#!/bin/sh\n{_POLICY_MARK}\nexit 101\n")
    _POLICY.chmod(0o755)
    try:
        yield
    finally:
        _POLICY.unlink(missing_ok=True)
        if kept.exists():
            kept.rename(_POLICY)


@contextmanager
def _no_main_cluster() -> Iterator[None]:
    """Debian makes a cluster for the whole machine with the server; ours is private, nobody asked for another."""
    _CREATE_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
    _CREATE_CLUSTER.write_text("create_main_cluster = false\n")
    try:
        yield
    finally:
        _CREATE_CLUSTER.unlink(missing_ok=True)


def _not_at_boot(package: str) -> None:
    """We need the program, not the machine's own server, which would come up at the next boot."""
    helper = shutil.which("deb-systemd-helper")
    if helper:
        env = os.environ | {"DPKG_MAINTSCRIPT_PACKAGE": package}  # without it the helper does nothing
        subprocess.run([helper, "disable", f"{package}.service"], env=env, capture_output=True, check=False)
