"""The commands that people type."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_help_names_every_target_and_is_what_a_bare_make_says():
    targets = set(re.findall(r"^([a-z][a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)) - {"help"}
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert targets == set(re.findall(r"^make ([a-z-]+)", said, re.MULTILINE))


def test_every_script_can_be_run_and_says_what_it_is_for():
    for script in (ROOT / "bin").iterdir():
        if script.is_file() and not script.suffix:
            assert os.access(script, os.X_OK), script
            assert script.read_text().startswith('#!/usr/bin/env python3\n"""'), script


def test_set_up_imports_nothing_that_set_up_installs():
    import sys

    for module in (ROOT / "bin" / "machine").glob("*.py"):
        for name in re.findall(r"^\s*(?:from|import) ([a-z_0-9]+)", module.read_text(), re.MULTILINE):
            assert name in sys.stdlib_module_names, f"{module.name} imports {name}"


def test_set_up_names_no_folder_of_one_machine_and_no_registry():
    for file in [*(ROOT / "bin").rglob("*"), ROOT / "Makefile", *(ROOT / "docker").rglob("*")]:
        if file.is_file() and file.suffix != ".pyc":
            assert re.findall(r"/root\b|/home/|/work\b|pypi\.|deb\.debian", file.read_text()) == [], file
