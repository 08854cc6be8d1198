"""What set-up says on a machine that lacks something."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest


@pytest.fixture
def ordinary_user(monkeypatch):
    from machine import paths

    monkeypatch.setattr(paths, "is_root", lambda: False)


def test_without_rights_a_missing_package_is_one_line_with_the_one_command(monkeypatch, ordinary_user):
    from machine import packages, postgres
    from machine.trouble import Trouble

    monkeypatch.setattr(postgres, "binaries", lambda: None)
    with pytest.raises(Trouble) as told:
        packages.ensure(packages.needs(for_tests=False))
    assert str(told.value) == "Missing on this machine: PostgreSQL 15 or newer. Run this once: sudo make packages"


def test_the_tests_own_packages_are_asked_for_with_their_own_switch(monkeypatch, ordinary_user):
    from machine import packages
    from machine.trouble import Trouble

    found = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name, **more: None if name == "chromium" else found(name, **more))
    packages.ensure(packages.needs(for_tests=False))
    with pytest.raises(Trouble, match=r"Missing on this machine: Chromium. Run this once: sudo make packages TESTS=1"):
        packages.ensure(packages.needs(for_tests=True))


def test_without_apt_the_packages_are_named(monkeypatch, ordinary_user):
    from machine import packages
    from machine.trouble import Trouble

    found = shutil.which
    monkeypatch.setattr(
        shutil, "which", lambda name, **more: None if name in ("apt-get", "redis-server") else found(name)
    )
    with pytest.raises(Trouble, match="On Debian these are the packages: redis-server"):
        packages.ensure(packages.needs(for_tests=False))


def test_a_database_that_the_caller_brings_asks_for_no_package(monkeypatch, ordinary_user):
    from machine import packages, postgres

    monkeypatch.setattr(postgres, "binaries", lambda: None)
    packages.ensure(packages.needs(for_tests=False, database=False))


def test_a_full_disk_is_said_before_a_server_says_it(monkeypatch, tmp_path):
    from machine import paths
    from machine.trouble import Trouble

    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9, 5 * 2**20))
    with pytest.raises(Trouble, match="The disk is full: 5 MB are free"):
        paths.need_space(tmp_path, 300)


def test_a_disk_that_fills_up_later_is_said_in_the_same_words():
    from machine.trouble import FULL_DISK, explain, reason

    assert explain(OSError(errno.ENOSPC, "No space left on device", "somewhere")) == FULL_DISK
    assert reason("much\nFATAL: could not write: No space left on device\nmore") == FULL_DISK
    assert "owned by another user" in explain(PermissionError(errno.EACCES, "Permission denied", "somewhere"))


def test_only_the_end_of_a_long_output_is_shown():
    from machine.trouble import reason

    assert reason("\n".join(str(n) for n in range(100)), lines=2) == "    98\n    99"


def test_a_directory_in_tmp_that_somebody_else_made_first_is_refused(tmp_path):
    from machine.paths import private_directory
    from machine.trouble import Trouble

    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("file", "link"):
        with pytest.raises(Trouble, match="is not ours"):
            private_directory(tmp_path / name)
    with pytest.raises(Trouble, match="is not ours"):
        private_directory(tmp_path, uid=os.getuid() + 1)
    assert private_directory(tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_a_number_in_a_stale_file_is_never_taken_for_our_server(tmp_path):
    from machine.postgres import running_server, stop_cluster

    (tmp_path / "postmaster.pid").write_text(f"{os.getpid()}\n")
    assert running_server(tmp_path) is None
    stop_cluster(tmp_path)  # would end this test run


CTRL_C_WHILE_FORKING = """
import os, signal
from machine import paths, signals, supervisor
from machine.trouble import Stop
paths.LOGS = __import__("pathlib").Path({logs!r})
signals.raise_stop()
os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGINT))
starter = supervisor.Supervisor(env=dict(os.environ))
try:
    {start}
    print("lost")
except Stop:
    print("stopped", len(starter.children))
"""


@pytest.mark.parametrize(
    ("start", "children"),
    [("starter.step('A step', ['/bin/sleep', '0.1'])", 0), ("starter.start('web', ['/bin/sleep', '0.1'])", 1)],
)
def test_a_ctrl_c_while_a_program_is_being_started_is_not_lost(tmp_path, start, children):
    """Python swallows an exception in its hooks of a fork; what has been started is known, so that it is ended."""
    script = CTRL_C_WHILE_FORKING.format(logs=str(tmp_path), start=start)
    folder = Path(__file__).resolve().parents[2] / "bin"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, timeout=30, check=False
    )
    assert ran.stdout.splitlines()[-1] == f"stopped {children}", ran.stderr
