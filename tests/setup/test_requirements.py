"""The files of exact versions: the same everywhere, complete, and silent about where they came from."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
FILES = ("prod", "dev", "uv")


def versions(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==([^ ;\\]+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", FILES)
def test_every_package_has_hashes(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert [block.split("==")[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", FILES)
def test_no_address_of_an_index_and_no_folder_of_a_machine_is_named(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    assert re.findall(r"\w+://\S+|--index|--find-links|--trusted-host|@ file", text) == []


def test_what_runs_in_production_is_what_the_tests_ran_on():
    prod, dev = versions("prod"), versions("dev")
    assert prod
    assert {name: version for name, version in prod.items() if dev.get(name) != version} == {}


def test_what_the_worker_imports_only_when_it_meets_redis_is_there():
    """Celery's transport needs more than Celery, and the tests' own packages hide that."""
    prod = versions("prod")
    wanted = [Requirement(line) for line in metadata.requires("kombu") or []]
    for requirement in wanted:
        if requirement.marker and requirement.marker.evaluate({"extra": "redis"}):
            version = prod.get(canonicalize_name(requirement.name))
            assert version, f"{requirement.name} is missing: pyproject.toml must say celery[redis]"
            assert requirement.specifier.contains(version, prereleases=True), f"{requirement}: {version}"


def test_they_were_compiled_after_the_last_change_of_pyproject():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for name, wanted in (("prod", project["project"]["dependencies"]), ("dev", project["dependency-groups"]["dev"])):
        locked = versions(name)
        for requirement in map(Requirement, wanted):
            version = locked.get(canonicalize_name(requirement.name))
            assert version, f"{requirement} is not in requirements/{name}.txt; run: make requirements"
            assert requirement.specifier.contains(version, prereleases=True), (
                f"{requirement}: {version}; run: make requirements"
            )
